"""Where each page lies in the folder, and how one leads to another: by relative paths, so that it works anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from probiocheck.knowledge.store import Store

# The kinds of records that have pages.
KINDS = ("strain", "species", "product", "condition", "publication", "rule")
_ORGANISM = "organism"


def of(kind: str, record: str) -> str:
    """Return the path of the page of a record."""
    return f"{kind}/{record}.html"


def of_pair(subject: str, condition: str) -> str:
    """Return the path of the page of a strain, species or product in a condition."""
    return f"pair/{condition}/{subject}.html"


def root(page: str) -> str:
    """Return what leads from a page to the folder of all pages."""
    return "../" * page.count("/")


class Addresses:
    """Knows which records have pages: all but the conditions that were not chosen."""

    def __init__(self, store: Store, conditions: Iterable[str]) -> None:
        self._store = store
        records = {kind: {one.id for one in store.all(kind)} for kind in KINDS if kind != "rule"}
        records["rule"] = {one.id for one in store.every_rule()}
        records["condition"] = {*conditions}
        self.pages = {of(kind, one) for kind, ids in records.items() for one in ids}

    def seen_from(self, page: str) -> Callable[[str, str], str]:
        """Return what tells the address of a record's page as it is written on ``page``; empty where it has none.

        An ``organism`` is a strain, species or product, whatever it is.
        """
        up = root(page)

        def to(kind: str, record: str) -> str:
            path = of((self._store.kind_of(record) or "") if kind == _ORGANISM else kind, record)
            return up + path if path in self.pages else ""

        return to
