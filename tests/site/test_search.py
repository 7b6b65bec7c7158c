"""The search of the site understands a name as the program does, and never decides between two records."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from probiocheck import model
from probiocheck.site import address, search

if TYPE_CHECKING:
    from probiocheck.ask import Desk


@pytest.fixture(scope="module")
def pages(desk: Desk) -> set[str]:
    """Return the paths of all pages of records."""
    return address.Addresses(desk.store, [one.id for one in desk.store.all("condition")]).pages


@pytest.fixture(scope="module")
def entries(desk: Desk, pages: set[str]) -> list[search.Entry]:
    """Return everything that can be searched for."""
    return search.entries(desk, pages)


def test_what_a_name_leads_to_is_what_is_answered(desk: Desk, entries: list[search.Entry]) -> None:
    """A name of a strain, product or condition leads to the record that an answer to it is about."""
    checked = 0
    for one in entries:
        kind = one.meaning.partition(":")[0]
        if kind in {"strain", "species", "product", "condition"}:
            resolve = desk.names.condition if kind == "condition" else desk.names.strain
            found = resolve(one.written)
            assert not isinstance(found, model.NoAnswer), one
            record = found.id if kind == "condition" else desk.canonical(found.id)
            assert one.page == address.of(kind, record)
            checked += 1
    assert checked > 2000


def test_an_ambiguous_name_leads_nowhere(desk: Desk, entries: list[search.Entry]) -> None:
    """What the program does not assess because it is ambiguous is found, said to be so, and has no page."""
    ambiguous = [one for one in entries if one.meaning.startswith("ambiguous")]
    assert ambiguous
    assert {one.page for one in ambiguous} == {""}
    for one in ambiguous:
        answers = [resolve(one.written) for resolve in (desk.names.strain, desk.names.condition)]
        assert any(isinstance(found, model.NoAnswer) and found.reason == "ambiguous" for found in answers)


def test_publications_and_rules_are_found(desk: Desk, entries: list[search.Entry]) -> None:
    """Titles, PubMed identifiers and DOIs lead to their publication, ids and titles to their rule."""
    found = {(one.written, one.page) for one in entries}
    for record in desk.store.all("publication"):
        page = address.of("publication", record.id)
        assert {(written, page) for written in (record.title, record.pmid, record.doi) if written} <= found
    assert {(one.id, address.of("rule", one.id)) for one in desk.store.every_rule()} <= found


def test_what_has_no_page_leads_nowhere(desk: Desk, pages: set[str]) -> None:
    """In a site of some conditions the names of the others are found, and lead nowhere."""
    some = pages - {address.of("condition", "ulcerative-colitis")}
    uc = [one for one in search.entries(desk, some) if one.written == "ulcerative colitis"]
    assert [one.page for one in uc] == [""]


def test_the_script_holds_every_entry(desk: Desk, pages: set[str], entries: list[search.Entry]) -> None:
    """The script that a page reads is data alone, and holds each entry."""
    begins, ends = "window.probiocheckNames = ", ";\n"
    script = search.script(desk, pages)
    assert script.startswith(begins)
    assert script.endswith(ends)
    held = json.loads(script.removeprefix(begins).removesuffix(ends))
    assert [(written, *held["pages"][number]) for written, number in held["names"]] == [tuple(one) for one in entries]
