"""What the shell offers behind the tab key: names from the knowledge that need no quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from probiocheck.knowledge.store import Store


def subjects(incomplete: str) -> list[str]:
    """Offer strains, species and products, by id and by names of one word."""
    return _names(incomplete, ("strain", "species", "product"), ("strain", "designation", "species", "product"))


def records(incomplete: str) -> list[str]:
    """Offer everything that can be shown, by id and by names of one word."""
    kinds = ("strain", "species", "product", "condition", "publication", "therapy", "risk")
    return _names(incomplete, kinds, ("strain", "designation", "species", "product", "condition", "abbreviation"))


def rules(incomplete: str) -> list[str]:
    """Offer rules."""
    store = _store()
    return [one.id for one in store.every_rule() if one.id.startswith(incomplete.upper())] if store else []


def conditions(incomplete: str) -> list[str]:
    """Offer conditions, by id and by names and abbreviations of one word."""
    return _names(incomplete, ("condition",), ("condition", "abbreviation"))


def therapies(incomplete: str) -> list[str]:
    """Offer classes of drugs and drugs."""
    return _names(incomplete, ("therapy",), ("therapy",))


def risks(incomplete: str) -> list[str]:
    """Offer risk factors."""
    return _names(incomplete, ("risk",), ("risk",))


def _names(incomplete: str, records: Iterable[str], forms: Iterable[str]) -> list[str]:
    """Return what begins with ``incomplete``; a broken knowledge offers nothing."""
    store = _store()
    return store.beginning_with(incomplete, records, forms) if store else []


def _store() -> Store | None:
    from probiocheck.knowledge import place
    from probiocheck.knowledge.problem import InvalidKnowledge

    try:
        return place.open_store()
    except InvalidKnowledge:
        return None
