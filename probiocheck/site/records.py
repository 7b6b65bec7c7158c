"""The page of one record: what is written of it, field by field, and what is answered or found with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from probiocheck import model, scale, shelf
from probiocheck.names.resolve import Resolved
from probiocheck.render import answer, view

if TYPE_CHECKING:
    from collections.abc import Iterable

    from probiocheck.ask import Desk
    from probiocheck.knowledge.store import Store
    from probiocheck.site.answers import Answered

# Where on the page of a subject those conditions stand about which nothing is known.
UNKNOWN = "unknown"
# Fields that name other records, and of which kind.
LEADS_TO = {
    "species": "species",
    "within": "species",
    "subject": "organism",
    "mixture": "organism",
    "components": "organism",
    "condition": "condition",
    "conditions": "condition",
    "parent": "condition",
    "related": "condition",
    "evidence": "publication",
    "against": "publication",
}


class Standing(Struct, frozen=True, kw_only=True):
    """How one subject stands in one condition: the other record, the levels by activity, and why."""

    id: str
    name: str
    levels: tuple[model.Level, ...]
    certainty: model.Certainty
    basis: model.Basis
    rule: str
    why: str
    studied: bool


class Unknown(Struct, frozen=True, kw_only=True):
    """Conditions about which nothing is known of a subject, by id and name, and the levels by activity there."""

    levels: tuple[model.Level, ...]
    conditions: list[tuple[str, str]]


class Cited(Struct, frozen=True, kw_only=True):
    """A publication as a line of a list."""

    id: str
    cited: str
    title: str
    year: int
    flag: str


def plain(record: Any) -> dict[str, Any]:
    """Return a record field by field, without what is not said."""
    fields: dict[str, Any] = msgspec.to_builtins(record)
    return {name.replace("_", " "): value for name, value in fields.items() if value not in (None, "", [], {})}


def standings(store: Store, answers: Iterable[Answered], of: str) -> list[Standing]:
    """Return answers as lines, ordered as a ranking is: by level, then certainty, then name; ``unknown`` last.

    Args:
        store: The knowledge.
        answers: Of one subject in many conditions, or of many subjects in one condition.
        of: What the lines are about: ``condition`` or ``subject``.

    """
    found = [_standing(store, one, getattr(one, of)) for one in answers if one.told]
    return sorted(found, key=_order)


def _order(one: Standing) -> tuple[int, int, str]:
    return *scale.best_first(one.levels[0], one.certainty), one.name.casefold()


def _standing(store: Store, one: Answered, other: str) -> Standing:
    return Standing(
        id=other,
        name=store.name(other),
        levels=one.levels,
        certainty=one.certainties[0],
        basis=one.basis,
        rule=one.rule,
        why=one.why,
        studied=one.studied,
    )


def unknown(store: Store, answers: Iterable[Answered]) -> list[Unknown]:
    """Return the conditions about which nothing is known, those with the same levels by activity together."""
    found: dict[tuple[model.Level, ...], list[tuple[str, str]]] = {}
    for one in answers:
        if not one.told:
            found.setdefault(one.levels, []).append((one.condition, store.name(one.condition)))
    return [
        Unknown(levels=levels, conditions=sorted(conditions, key=lambda one: one[1].casefold()))
        for levels, conditions in sorted(found.items())
    ]


def about(store: Store, organism: str) -> list[Cited]:
    """Return the publications with findings about a strain, species or product, newest first."""
    found = {one.publication.id: one.publication for one in store.findings(organism, ["same", "part"])}
    return sorted((cited(one) for one in found.values()), key=lambda one: (-one.year, one.id))


def cited(record: model.Publication) -> Cited:
    """Return a publication as a line of a list."""
    return Cited(
        id=record.id,
        cited=answer.citation(record),
        title=record.title,
        year=record.year,
        flag=view.flag(record),
    )


def statements(desk: Desk, condition: str) -> Any:
    """Return what guidelines say in a condition."""
    asked = Resolved(id=condition, kind="condition", query=condition)
    return shelf.rank(desk, asked, model.Patient()).statements
