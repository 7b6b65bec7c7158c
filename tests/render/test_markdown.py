"""The Markdown page shows every part of an answer, and data in it never becomes markup."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from render.formats import ASKED, HOSTILE, LEVELS, MORE, answer, assessed, check_golden, hostile, labels

from probiocheck import model
from probiocheck.render import markdown
from probiocheck.render.page import clean

if TYPE_CHECKING:
    from probiocheck.ask import Desk

_READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_OURS = {"h1", "h2", "h3", "p", "em", "strong", "ul", "li", "code", "a", "table", "thead", "tbody", "tr", "th", "td"}


class Seen(HTMLParser):
    """What a reader of a page sees: its text, its elements and its links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = ""
        self.elements: set[str] = set()
        self.links: list[str] = []
        self.feed(_READER.render(text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element and where it leads."""
        self.elements.add(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text += data


def _render(desk: Desk, *answers: model.Assessment | model.NoAnswer) -> str:
    return markdown.render(answers, desk.store.get, desk.store.about.disclaimer)


@pytest.mark.parametrize("name", ASKED)
def test_golden(name: str, desk: Desk, request: pytest.FixtureRequest) -> None:
    """A change of the page is seen, and meant."""
    check_golden(f"{name}.md", _render(desk, answer(desk, name)), request)


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_shows_as_it_is(text: str) -> None:
    """Escaped text is read back as exactly itself, in a paragraph, a list, a cell and a link, without any element."""
    escaped = markdown.escape(text)
    for page, own in (
        (escaped, {"p"}),
        (f"- {escaped}", {"ul", "li"}),
        (f"# {escaped}", {"h1"}),
        (f"[{escaped}](https://a.example)", {"p", "a"}),
    ):
        seen = Seen(page)
        assert (seen.text.strip(), seen.elements) == (clean(text), own)
    cells = Seen(f"| a | b |\n| --- | --- |\n| {escaped} | end |")
    assert cells.elements == {"table", "thead", "tbody", "tr", "th", "td"}
    assert [one for one in cells.text.split("\n") if one] == ["a", "b", clean(text), "end"]


@given(st.text(st.sampled_from("ab1 .)|*_`<>[]()\\#-+=!~&:;/@\"'$\t\n"), max_size=30))
def test_any_text_shows_as_it_is(text: str) -> None:
    """No mixture of marks is read as markup."""
    assert clean(Seen(f"x {markdown.escape(text)} x").text) == clean(f"x {text} x")
    assert Seen(markdown.escape(text)).text.strip() == clean(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_data_adds_nothing_but_text(text: str, desk: Desk) -> None:
    """Hostile names and notes bring no element and no link of their own into a page."""
    for answers in ([hostile(desk, text)], [hostile(desk, text), _no_answer(text)]):
        seen = Seen(_render(desk, *answers))
        assert seen.elements <= _OURS
        assert all(link.startswith(("https://pubmed.ncbi.nlm.nih.gov/", "https://doi.org/")) for link in seen.links)
        assert clean(text)[:20] in seen.text


def _no_answer(text: str) -> model.NoAnswer:
    return model.NoAnswer(
        reason="ambiguous", what="strain", query=text, candidates=[model.Named(id="an-id", name=text)], note=text
    )


@pytest.mark.parametrize("name", LEVELS)
def test_everything_is_told(name: str, desk: Desk) -> None:
    """The level comes first, and every part of the answer and each publication of a reason is on the page."""
    found = assessed(desk, name)
    page = _render(desk, found)
    seen = Seen(page)
    assert page.startswith(f"# {found.level.upper()}: ")
    told = [*found.certainty_reasons, *found.advice, *found.monitoring, *found.not_found, *found.notes]
    told += [one.rule for one in found.reasons] + [one.name for one in [*found.members, *found.alternatives]]
    told += [found.version, found.data_version, desk.store.about.disclaimer]
    for one in told:
        assert clean(one) in seen.text
    for reason in found.reasons:
        for one in reason.evidence:
            record = desk.store.get("publication", one)
            assert (f"pubmed.ncbi.nlm.nih.gov/{record.pmid}/" if record.pmid else record.journal) in page


def test_no_answer_is_unmistakable(desk: Desk) -> None:
    """A no-answer says so in its heading and names what to ask for."""
    page = _render(desk, answer(desk, "ambiguous"))
    assert page.startswith("# NO ANSWER: nothing was assessed\n")
    assert "- Crohn disease (crohn-disease)" in page


def test_several_answers_stand_in_a_table_first(desk: Desk) -> None:
    """Several answers are told apart at a glance, in the order asked, before each in full."""
    names = [*ASKED, *MORE]
    page = _render(desk, *(answer(desk, one) for one in names))
    table = page.split("\n\n")[1].split("\n")[2:]
    assert len(table) == len(names)
    assert [row.split(" | ")[2] for row in table[:6]] == [*LEVELS, "no answer"]
    assert sum(line.startswith("## ") for line in page.split("\n")) == len(names)


def test_labels_are_shown(desk: Desk) -> None:
    """An untested combination is shown with its components, and a label not understood as no answer."""
    understood, unread = labels(desk)
    assert "Saccharomyces cerevisiae var. boulardii CNCM I-745 |" in _render(desk, understood)
    assert "NO ANSWER" in _render(desk, unread)


@pytest.mark.parametrize(
    ("url", "links"),
    [("https://a.example/x(1)<b>y z", {"https://a.example/x%281%29%3Cb%3Ey%20z"}), ("javascript:x", set())],
)
def test_link_targets_cannot_break_out(url: str, links: set[str], desk: Desk) -> None:
    """An address with brackets stays whole, and one that is no web address is no link."""
    found = assessed(desk, "low")
    record = desk.store.get("publication", found.reasons[0].evidence[0])

    def get(kind: str, one: str) -> object:
        if kind != "publication":
            return desk.store.get(kind, one)
        return msgspec.structs.replace(record, id=one, pmid=None, doi=None, citation="c", url=url)

    assert set(Seen(markdown.render([found], get, "d")).links) == links


def test_table(desk: Desk) -> None:
    """A table keeps its cells, whatever stands in them."""
    page = markdown.table("A [title](x)", ["One", "Two"], [["a|b", "low"], ["<b>", "-"]], ["The *end*"])
    seen = Seen(page)
    assert seen.elements == {"h1", "p", "table", "thead", "tbody", "tr", "th", "td"}
    assert [line for line in seen.text.split("\n") if line] == [
        "A [title](x)",
        "One",
        "Two",
        "a|b",
        "low",
        "<b>",
        "-",
        "The *end*",
    ]
    assert desk.store.about.disclaimer not in page
