"""The HTML page stands alone, is sound and readable, and data in it never becomes markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from render.formats import ASKED, HOSTILE, LEVELS, MORE, answer, assessed, check_golden, hostile, labels

from probiocheck import model
from probiocheck.render import html
from probiocheck.render.page import clean

if TYPE_CHECKING:
    from probiocheck.ask import Desk

_VOID = {"meta", "link", "br", "hr", "img", "input"}
_OURS = {
    "html", "head", "meta", "title", "style", "body", "main", "footer", "article", "div", "span", "p", "a", "code",
    "h1", "h2", "h3", "ul", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td", "strong",
}  # fmt: skip


class Seen(HTMLParser):
    """The elements of a page, checked to be properly nested, its links, its ids and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Check that the innermost element ends."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text += data

    def values(self, attribute: str) -> list[str]:
        """Return every value of an attribute."""
        return [attrs[attribute] or "" for _, attrs in self.elements if attribute in attrs]


def _render(desk: Desk, *answers: model.Assessment | model.NoAnswer) -> str:
    return html.render(answers, desk.store.get, desk.store.about.disclaimer)


@pytest.mark.parametrize("name", ASKED)
def test_golden(name: str, desk: Desk, request: pytest.FixtureRequest) -> None:
    """A change of the page is seen, and meant."""
    check_golden(f"{name}.html", _render(desk, answer(desk, name)), request)


@pytest.mark.parametrize("name", [*ASKED, *MORE])
def test_page_stands_alone_and_is_sound(name: str, desk: Desk) -> None:
    """A page has a language, a title, one first heading and landmarks; it runs and loads nothing; its links lead on."""
    page = _render(desk, answer(desk, name))
    seen = Seen(page)
    tags = [tag for tag, _ in seen.elements]
    assert page.startswith("<!DOCTYPE html>")
    assert seen.elements[0] == ("html", {"lang": "en"})
    assert set(tags) <= _OURS
    assert [tags.count(one) for one in ("title", "h1", "main", "footer")] == [1, 1, 1, 1]
    assert not re.search(r"url\(|@import|javascript:| on[a-z]+=|src=", page)
    ids = seen.values("id")
    assert len(ids) == len(set(ids))
    inside = {link[1:] for link in seen.values("href") if link.startswith("#")}
    assert inside <= set(ids)
    assert all(link.startswith(("#", "https://", "http://")) for link in seen.values("href"))
    assert all(attrs.get("scope") in {"col", "row"} for tag, attrs in seen.elements if tag == "th")


def test_headings_never_skip_a_level(desk: Desk) -> None:
    """A screen reader can walk the headings of one answer and of several."""
    for names in (["species"], [*ASKED, *MORE]):
        depths = [int(one) for one in re.findall(r"<h(\d)", _render(desk, *(answer(desk, one) for one in names)))]
        assert depths[0] == 1
        assert all(later <= earlier + 1 for earlier, later in pairwise(depths))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_data_adds_nothing_but_text(text: str, desk: Desk) -> None:
    """Hostile names and notes bring no element and no address of their own into a page, and are shown as they are."""
    missing = model.NoAnswer(
        reason="ambiguous", what="condition", query=text, candidates=[model.Named(id="an-id", name=text)], note=text
    )
    plain = Seen(_render(desk, hostile(desk, "plain")))
    seen = Seen(_render(desk, hostile(desk, text)))
    assert [tag for tag, _ in seen.elements] == [tag for tag, _ in plain.elements]
    assert seen.values("href") == plain.values("href")
    assert clean(text) in seen.text
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", _render(desk, hostile(desk, text), missing))


@pytest.mark.parametrize("name", LEVELS)
def test_everything_is_told(name: str, desk: Desk) -> None:
    """The level is in the title and first in the first heading, in words; every part of the answer is on the page."""
    found = assessed(desk, name)
    page = _render(desk, found)
    assert f"<title>{found.level}: " in page
    assert f'<h1><span class="level {found.level} badge">{found.level}</span> ' in page
    text = Seen(page).text
    told = [*found.certainty_reasons, *found.advice, *found.monitoring, *found.not_found, *found.notes]
    told += [one.rule for one in found.reasons] + [one.name for one in [*found.members, *found.alternatives]]
    told += [found.version, found.data_version, desk.store.about.disclaimer]
    for one in told:
        assert clean(one) in text


def test_no_answer_is_unmistakable(desk: Desk) -> None:
    """A no-answer says so in title and heading and names what to ask for."""
    page = _render(desk, answer(desk, "ambiguous"))
    assert "<title>no answer: CD</title>" in page
    assert '<h1><span class="level no-answer badge">no answer</span> nothing was assessed</h1>' in page
    assert "<li>Crohn disease " in page


def test_several_answers_stand_in_a_table_first(desk: Desk) -> None:
    """Several answers are told apart at a glance, then each is told in full with references of its own."""
    names = [*ASKED, *MORE]
    page = _render(desk, *(answer(desk, one) for one in names), *labels(desk))
    seen = Seen(page)
    ids = seen.values("id")
    assert page.count('<article class="answer">') == len(names) + 2
    assert len(ids) == len(set(ids))
    assert page.index("<table>") < page.index("<article")


def test_table_colours_levels_alone() -> None:
    """In a table a cell that is exactly a level is coloured; a name that holds the word is not."""
    page = html.table("A <b>", ["Name", "Level"], [["low", "low"], ["a&b", "low fat"]], ["End"])
    assert '<th scope="row">low</th><td><span class="level low">low</span></td>' in page
    assert '<th scope="row">a&amp;b</th><td>low fat</td>' in page
    assert "<h1>A &lt;b&gt;</h1>" in page


def test_certainty_has_no_colour_of_a_level(desk: Desk) -> None:
    """A high certainty never looks like a high caution: not in a column, a row, nor in the tables of an answer."""
    column = html.table("t", ["Name", "Level", "Certainty"], [["a", "low", "high"]], [])
    row = html.table("t", ["", "a", "b"], [["Certainty", "high", "low"], ["Level", "low", "high"]], [])
    assert "<td>high</td>" in column
    assert "<td>high</td><td>low</td></tr>" in row
    assert row.count('<span class="level') == 2
    page = _render(desk, *(answer(desk, one) for one in ("low", "species")))
    overview = page.partition("<article")[0]
    assert overview.count('<span class="level') == 2


def test_colours_can_be_read() -> None:
    """Every text has the contrast that WCAG 2.2 AA asks for, and every level a colour of its own."""
    style = html.table("t", ["a"], [["b"]], [])
    rules = dict(re.findall(r"^ *([^@{}\n]+?) \{ ([^}]+) \}", style.partition("@media")[0], re.MULTILINE))
    pairs = [rules[f".{one}"] for one in LEVELS[:4]] + [rules[".unknown, .no-answer"], rules["body"]]
    colours = [re.findall(r"(?<!-)(?:color|background): (#[0-9a-f]{3,6})", one) for one in pairs]
    colours += [[re.findall("#[0-9a-f]{6}", rules[one])[0], "#fff"] for one in ("a", ".quiet, footer")]
    assert all(_contrast(text, ground) >= 4.5 for text, ground in colours)
    assert len({tuple(one) for one in colours[:5]}) == 5


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance of WCAG."""
    digits = colour[1:] if len(colour) == 7 else "".join(one * 2 for one in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
