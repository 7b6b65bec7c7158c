"""What is printed is the answer, whole and in colour, without what only works on a screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from browser.pages import HIGH, LOW, OF_EACH_KIND, PRINTABLE, printable

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from browser.conftest import Visits

# A4 at 96 pixels an inch, less a margin of 1 cm on each side.
_A4 = {"width": 718, "height": 1047}
_PAGES = ["index.html", LOW, HIGH, OF_EACH_KIND["pair, unknown"], OF_EACH_KIND["pair, group of diseases"]]


def _sheets(page: Page) -> int:
    """Print a page on A4 and return on how many sheets it stands."""
    page.emulate_media(media="print")
    made = page.pdf(format="A4", margin={"top": "1cm", "right": "1cm", "bottom": "1cm", "left": "1cm"})
    assert made.startswith(b"%PDF-")
    return len(re.findall(rb"/Type\s*/Page\b", made))


_CLIPPED = """() => [...document.querySelectorAll("main, main *")].filter((one) => {
  if (!one.checkVisibility() || one.matches("caption, .heat caption *")) return false;
  const style = getComputedStyle(one);
  const hides = style.overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1;
  return hides || one.getBoundingClientRect().right > innerWidth + 1;
}).map((one) => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("path", _PAGES)
def test_a_page_of_the_site_on_paper(path: str, visit: Visits) -> None:
    """On A4 nothing is cut off, search and filters are left out, and the colours of the levels are kept."""
    page = visit(path, viewport=_A4)
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert page.locator("header.top:visible, .search:visible, .filters:visible, .skip:visible").count() == 0
    assert page.evaluate(_CLIPPED) == []
    kept = page.locator(".level, .heat td[data-at], .cell, .lean, .years .side li").evaluate_all(
        "found => found.map((one) => getComputedStyle(one).printColorAdjust)"
    )
    assert len(kept) > 1
    assert set(kept) == {"exact"}
    assert _sheets(page) >= 1


def test_the_activity_is_on_paper(visit: Visits) -> None:
    """A printed heat map says of which activity it is, since the switch that says so on the screen is not printed."""
    page = visit("index.html", viewport=_A4)
    assert not page.locator(".printed").is_visible()
    page.get_by_role("radio", name="flare").check()
    page.emulate_media(media="print")
    assert page.inner_text(".printed") == "Disease activity: flare"


def test_what_was_folded_is_on_paper(visit: Visits) -> None:
    """The findings that stand folded as context are printed with the rest of a pair."""
    page = visit(LOW, viewport=_A4)
    folded = page.locator("details li").first
    seen = "one => one.checkVisibility()"
    assert not folded.evaluate(seen)
    page.emulate_media(media="print")
    assert folded.evaluate(seen)


@pytest.mark.parametrize("name", PRINTABLE)
def test_a_printable_answer_on_paper(name: str, visit: Visits, tmp_path: Path) -> None:
    """The answer as a page of HTML prints whole and in colour; of several each begins a sheet of its own."""
    page = visit(printable(name, tmp_path), viewport=_A4)
    page.emulate_media(media="print")
    assert page.evaluate(_CLIPPED) == []
    kept = page.locator(".level").evaluate_all("found => found.map((one) => getComputedStyle(one).printColorAdjust)")
    assert set(kept) == {"exact"}
    assert _sheets(page) >= len(PRINTABLE[name])
