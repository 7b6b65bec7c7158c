"""What the search of the site finds: every name and code, as the program itself understands it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from probiocheck import export
from probiocheck.site import address

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from probiocheck.ask import Desk

_AMBIGUOUS = "ambiguous: more than one record bears it, so it is never assessed"


class Entry(NamedTuple):
    """Something written, what it means, and the page that tells of it; empty where there is none."""

    written: str
    meaning: str
    page: str


def entries(desk: Desk, pages: Container[str]) -> list[Entry]:
    """Return everything that can be searched for: names and codes, publications and rules.

    Args:
        desk: The knowledge.
        pages: The paths of all pages of records; what has none leads nowhere.

    """
    found = sorted({*_names(desk), *_publications(desk), *_rules(desk)})
    return [one if one.page in pages else one._replace(page="") for one in found]


def script(desk: Desk, pages: Container[str]) -> str:
    """Return the entries as a script, since a page opened from a folder may read nothing else.

    What is written and the number of its page; the pages with their meanings, each once.
    """
    found = entries(desk, pages)
    meanings = {one[1:]: None for one in found}
    numbers = {meaning: number for number, meaning in enumerate(meanings)}
    names = [(one.written, numbers[one[1:]]) for one in found]
    # In a file of its own no markup can end it, and JSON is JavaScript since 2019.
    return f"window.probiocheckNames = {msgspec.json.encode({'names': names, 'pages': [*meanings]}).decode()};\n"


def _names(desk: Desk) -> Iterator[Entry]:
    for written, _, status, record, kind, name in next(export.tables(desk)).rows:
        if status == "ambiguous":
            yield Entry(written, _AMBIGUOUS, "")
        else:
            yield Entry(written, f"{kind}: {name}", address.of(kind, record))


def _publications(desk: Desk) -> Iterator[Entry]:
    for one in desk.store.all("publication"):
        page = address.of("publication", one.id)
        for written in filter(None, (one.id, one.title, one.pmid, one.doi, *one.registration)):
            yield Entry(written, f"publication: {one.journal} {one.year}", page)


def _rules(desk: Desk) -> Iterator[Entry]:
    for one in desk.store.every_rule():
        for written in (one.id, one.title):
            yield Entry(written, f"rule: {one.id}", address.of("rule", one.id))
