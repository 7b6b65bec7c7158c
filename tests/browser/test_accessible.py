"""No page shuts anybody out: axe finds nothing, and every colour that means something can be read."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from conftest import ROOT

from browser.pages import OF_EACH_KIND, PHONE, PRINTABLE, printable
from probiocheck import scale
from probiocheck.render.html import LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from browser.conftest import Visits

_OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations", "incomplete"],
    # It would fetch the style sheets anew, which a page opened from a folder may not; no rule with these tags reads them.
    "preload": False,
}
_OPEN = "pair, low, search list open"
_SWITCHED = "heat map, filtered, in a flare"
_EVERYTHING = "everything, one field of medicine"


def _search(page: Page) -> None:
    page.get_by_label("Search a name or code").fill("casei")
    page.locator("#found a").first.wait_for()


def _switch(page: Page) -> None:
    page.get_by_label("flare").check()
    page.get_by_role("combobox", name="Conditions").select_option("rheumatology")
    page.get_by_label("Names with").fill("casei")


def _narrow(page: Page) -> None:
    page.get_by_role("combobox", name="Conditions").select_option("nephrology")
    page.get_by_label("Names with").fill("lacti")


# What is done on a page before axe looks at it, by what it is called in the report.
_CHANGED: dict[str, tuple[str, Callable[[Page], None]]] = {
    _OPEN: (OF_EACH_KIND["pair, low"], _search),
    _SWITCHED: (OF_EACH_KIND["heat map"], _switch),
    _EVERYTHING: ("everything.html", _narrow),
}
_NAMES = [*OF_EACH_KIND, *_CHANGED, *PRINTABLE]
_ON_A_PHONE = ["heat map", "pair, low", "condition", "publication", "strain", "printable answer"]
_CASES = [*product(_NAMES, ["desktop"]), *product(_ON_A_PHONE, ["phone"])]


class Report:
    """What axe found on every page, as a page of the documentation."""

    def __init__(self, chromium: str) -> None:
        self._chromium = chromium
        self._axe = ""
        self._lines: list[str] = []
        self._open: list[str] = []

    def add(self, name: str, width: str, found: dict[str, Any]) -> None:
        """Note what axe found on a page."""
        self._axe = found["testEngine"]["version"]
        violations, passes, incomplete = (found[key] for key in ("violations", "passes", "incomplete"))
        self._lines.append(f"| {name} | {width} | {len(passes)} | {len(violations)} | {len(incomplete)} |")
        for one in incomplete:
            many, first = len(one["nodes"]), one["nodes"][0]["target"][0]
            why = {
                check["message"] for node in one["nodes"] for kind in ("any", "all", "none") for check in node[kind]
            }
            self._open.append(
                f"- {name}, {width}: `{one['id']}` of {many} elements, the first `{first}`: {'; '.join(sorted(why))}"
            )

    def write(self, path: Path) -> None:
        """Write the page."""
        assert len(self._lines) == len(_CASES), "the report is of all pages, or is not written"
        head = _HEAD.format(axe=self._axe, chromium=self._chromium)
        lines = [head, *self._lines, "", _LEFT, "", *self._open]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


_HEAD = """# Accessibility

<!-- Made by `python -m pytest tests/browser/test_accessible.py --write-report`. -->

Checked with axe-core {axe} in chromium {chromium}, headless: all its rules for WCAG 2.0, 2.1 and 2.2 at levels A and AA,
and its best practices. A violation fails the tests. *Passed* and *to review* count rules, not elements. The page of all
strains, species and products in all conditions has 43,000 cells, for which axe needs minutes: it is checked with most of them
filtered out.

| page | width | passed | violations | to review |
|---|---|---|---|---|"""
_LEFT = """## To review

What axe could not decide by itself, and why. The contrast of every level with every certainty, of words and of the ring of the
focus is computed from the styles that the browser applies, by tests of their own (`tests/browser/test_accessible.py`)."""


@pytest.fixture(scope="module")
def report(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Report]:
    """Return where findings are noted; written at the end where that is asked for."""
    noted = Report(chromium.version)
    yield noted
    if request.config.getoption("--write-report"):
        noted.write(ROOT / "docs" / "accessibility.md")


@pytest.mark.parametrize(("name", "width"), _CASES)
def test_axe_finds_nothing(name: str, width: str, visit: Visits, report: Report, tmp_path: Path) -> None:
    """Not one rule of axe is broken on any kind of page, at the desk or in the hand, nor after it was used."""
    from axe_playwright_python.sync_playwright import Axe

    path, change = _CHANGED.get(name, (OF_EACH_KIND.get(name), None))
    options = {"viewport": PHONE} if width == "phone" else {}
    page = visit(path or printable(name, tmp_path), **options)
    if change:
        change(page)
    found = Axe().run(page, options=_OPTIONS).response
    report.add(name, width, found)
    broken = [(one["id"], [node["html"] for node in one["nodes"][:3]]) for one in found["violations"]]
    assert broken == []
    assert len(found["passes"]) > 20


class Colours(NamedTuple):
    """How a piece of the page is coloured."""

    text: str
    ground: str
    ring: str


def _luminance(colour: str) -> float:
    """Return the relative luminance of ``rgb(…)``, as WCAG defines it."""
    found = re.fullmatch(r"rgb\((\d+), (\d+), (\d+)\)", colour)
    assert found, f"{colour} is not opaque"
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (int(one) / 255 for one in found.groups())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


_STYLES = """(classes) => {
  const cell = document.querySelector("#heat td[data-at]");
  const letter = cell.firstElementChild;
  return classes.map((one) => {
    cell.className = one;
    letter.focus();
    const style = getComputedStyle(letter);
    return [style.color, getComputedStyle(cell).backgroundColor, style.outlineColor];
  });
}"""


def test_contrast(visit: Visits) -> None:
    """In every level with every certainty the letter stands out by 4.5 to 1, and the ring of the focus by 3 to 1."""
    page = visit("index.html")
    classes = [
        f"{level} s{at}" for level in LEVELS for at in range(1, len(scale.CERTAINTIES) + 1) if " " not in level
    ]
    found = dict(zip(classes, (Colours(*one) for one in page.evaluate(_STYLES, classes)), strict=True))
    assert len(found) == 20
    assert {name: one for name, one in found.items() if _contrast(one.text, one.ground) < 4.5} == {}
    assert {name: one for name, one in found.items() if _contrast(one.ring, one.ground) < 3} == {}


_BADGES = """(classes) => classes.map((one) => {
  const span = document.createElement("span");
  span.className = one;
  document.querySelector("main").append(span);
  const style = getComputedStyle(span);
  return [style.color, style.backgroundColor, style.outlineColor];
})"""


def test_contrast_of_words(visit: Visits) -> None:
    """Every level as a word, every direction of an immune effect and every sample of the legend reads at 4.5 to 1."""
    levels = [one.replace(" ", "-") for one in LEVELS]
    classes = [*(f"level {one}" for one in levels), "lean caution", "lean tolerance", "lean neutral"]
    classes += [f"cell {one} s{at}" for one in scale.LEVELS for at in range(1, len(scale.CERTAINTIES) + 1)]
    found = dict(zip(classes, (Colours(*one) for one in visit("index.html").evaluate(_BADGES, classes)), strict=True))
    assert {name: one for name, one in found.items() if _contrast(one.text, one.ground) < 4.5} == {}


def test_no_meaning_by_colour_alone(visit: Visits) -> None:
    """Every cell bears the letter of its level, and cells of different certainty differ by more than their colour."""
    page = visit("index.html")
    shown = page.eval_on_selector_all(
        "#heat td[class]",
        "cells => cells.map((one) => [one.className, one.textContent.trim(), getComputedStyle(one).boxShadow])",
    )
    letters: dict[str, set[str]] = {}
    bars: dict[str, set[str]] = {}
    for name, letter, shadow in shown:
        level, strength = name.split(" ")
        letters.setdefault(level, set()).add(letter)
        if level != "unknown":
            bars.setdefault(strength, set()).add(re.sub(r"rgb\([^)]*\) ", "", shadow))
    assert all(len(found) == 1 for found in (*letters.values(), *bars.values()))
    assert len(set.union(*letters.values())) == len(letters) >= 4
    assert len(set.union(*bars.values())) == len(bars) >= 3
