"""The site is used as a person would, and shows exactly what the program answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

from browser.pages import LOW, OF_EACH_KIND, PHONE
from probiocheck import model, scale
from probiocheck.render.matrix import LETTERS
from probiocheck.site.answers import ACTIVITIES

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from browser.conftest import Visits
    from probiocheck.ask import Desk

_GG = "strain/lacticaseibacillus-rhamnosus-gg.html"
_RA = "condition/rheumatoid-arthritis.html"


# --- search ---


def _typed(page: Page, text: str) -> None:
    """Write into the search, as a person does, and wait until the names are there."""
    page.get_by_label("Search a name or code").press_sequentially(text)
    page.locator("#told").filter(has_text=re.compile(".")).wait_for()


@pytest.mark.parametrize(
    ("text", "leads_to"),
    [
        ("LGG", _GG),
        ("lactobacillus gg", _GG),
        ("ATCC 53103", _GG),
        ("atcc53103", _GG),
        ("ATCC-53103", _GG),
        ("Lacticaseibacillus casei 01", "strain/lacticaseibacillus-casei-01.html"),
        ("M05", _RA),
        ("Rheumatoid arthritis", _RA),
        ("K51", "condition/ulcerative-colitis.html"),
        ("K52.83", "condition/microscopic-colitis.html"),
        ("k5283", "condition/microscopic-colitis.html"),
        ("24673738", "publication/alipour-2014.html"),
        ("ACTIVE-DISEASE", "rule/ACTIVE-DISEASE.html"),
    ],
)
def test_search_leads_to_what_is_named(text: str, leads_to: str, visit: Visits) -> None:
    """A name, a former one, a deposit number, a code, a PubMed identifier or a rule leads to its page by Enter."""
    page = visit("strains.html")
    _typed(page, text)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{leads_to}")
    assert page.locator("h1").count() == 1


def test_search_by_arrow_keys(visit: Visits) -> None:
    """Arrow keys go through what was found and back, Enter opens it, and Escape begins anew."""
    page = visit(LOW)
    _typed(page, "casei")
    places = page.locator("#found a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert places.nth(1).evaluate("one => one === document.activeElement")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "wanted"
    page.keyboard.press("Escape")
    assert page.get_by_label("Search a name or code").input_value() == ""
    assert places.count() == 0
    _typed(page, "Nissle")
    page.keyboard.press("ArrowDown")
    target = str(places.first.get_attribute("href"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{target.removeprefix('../../')}")


@pytest.mark.parametrize(
    ("strain", "condition", "said"),
    [
        ("LGG", "CD", "Leads to no page: ambiguous"),
        ("LGG", "BP", "Leads to no page: ambiguous"),
        ("B. lactis BI-04", "UC", "Leads to no page: ambiguous"),
        ("casei", "UC", "choose one"),
    ],
)
def test_search_never_guesses(strain: str, condition: str, said: str, visit: Visits, desk: Desk) -> None:
    """What may mean several things leads nowhere, and the page says so; just as the program gives no answer."""
    assert isinstance(desk.strain(strain, condition, model.Patient()), model.NoAnswer)
    page = visit("index.html")
    _typed(page, condition if strain == "LGG" else strain)
    before = page.url
    page.keyboard.press("Enter")
    assert said in page.inner_text("#told")
    assert page.url == before


@pytest.mark.parametrize(
    ("text", "said"), [("Lacticaseibacilus", "Nothing is called so."), ("M05.79", "No such code is listed")]
)
def test_search_says_that_nothing_is_called_so(text: str, said: str, visit: Visits) -> None:
    """A typo and a code that is not listed find nothing and lead nowhere; while the names are read nothing is said."""
    page = visit("index.html")
    _typed(page, text)
    assert page.locator("#told").inner_text().startswith(said)
    before = page.url
    page.keyboard.press("Enter")
    assert page.url == before
    assert page.locator("#found > *").count() == 0


# --- the heat map ---


class Cell(NamedTuple):
    """A cell of the heat map as it is seen."""

    row: str
    column: str
    classes: str
    letter: str
    colour: str


_CELLS = """(table) => {
  const id = (cell) => cell.querySelector("a").getAttribute("href").replace(/^.*\\/|\\.html$/g, "");
  const columns = [...table.tHead.rows[1].cells].map((one, at) => at && id(one));
  return [...table.tBodies[0].rows].filter((one) => !one.hidden).flatMap((row) =>
    [...row.cells].slice(1).filter((one) => one.checkVisibility()).map((cell) => [
      id(row.cells[0]), columns[cell.cellIndex], cell.className, cell.textContent.trim(),
      getComputedStyle(cell).backgroundColor,
    ]));
}"""


def _cells(page: Page) -> list[Cell]:
    return [Cell(*one) for one in page.locator("#heat").evaluate(_CELLS)]


def _switch(page: Page, activity: str) -> None:
    page.get_by_role("radio", name="not given" if activity == "unknown" else activity, exact=True).check()


def test_every_cell_at_every_activity(visit: Visits, desk: Desk) -> None:
    """Whatever activity is chosen, every cell shows the level and certainty that the program answers at it.

    Letters and colours both: each letter stands for one level, and no colour for two answers.
    """
    page = visit("index.html")
    colours: dict[str, set[str]] = {}
    seen: dict[str, list[str]] = {}
    for activity in ACTIVITIES:
        _switch(page, activity)
        shown = _cells(page)
        assert len(shown) > 5000
        patient = model.Patient(activity=activity)
        builders = {one: desk.builder(one, one) for one in {cell.column for cell in shown}}
        wrong = []
        for cell in shown:
            verdict = desk.judged(builders[cell.column], cell.row, patient)[1]
            strength = scale.CERTAINTIES.index(verdict.certainty) + 1
            if (cell.classes, cell.letter) != (f"{verdict.level} s{strength}", LETTERS[verdict.level]):
                wrong.append((cell, verdict.level, verdict.certainty))
            colours.setdefault(cell.colour, set()).add(cell.letter)
        assert wrong == []
        seen[activity] = [cell.colour + cell.letter for cell in shown]
    assert {colour: letters for colour, letters in colours.items() if len(letters) > 1} == {}
    assert len({tuple(one) for one in seen.values()}) > 2


def _ids(desk: Desk, kind: str, keep: Callable[[str], bool]) -> set[str]:
    return {one.id for one in desk.store.all(kind) if keep(one.id)}


def _above(desk: Desk, subject: str) -> frozenset[str]:
    components = getattr(desk.store.get("product", subject), "components", [subject])
    return frozenset().union(*(desk.store.above(one) for one in components))


def test_filters(visit: Visits, desk: Desk) -> None:
    """Organisms, conditions and names leave exactly the rows and columns that the knowledge says, together as well."""
    page = visit("index.html")
    store = desk.store
    everything = _cells(page)
    rows, columns = {one.row for one in everything}, {one.column for one in everything}

    group = next(one for one in store.all("group") if 5 < sum(one.id in _above(desk, row) for row in rows) < 100)
    page.get_by_role("combobox", name="Organisms").select_option(group.id)
    expected_rows = {row for row in rows if group.id in _above(desk, row)}
    shown = _cells(page)
    assert {one.row for one in shown} == expected_rows
    assert {one.column for one in shown} == columns

    page.get_by_role("combobox", name="Conditions").select_option("rheumatology")
    expected_columns = columns & _ids(
        desk, "condition", lambda one: store.get("condition", one).category == "rheumatology"
    )
    shown = _cells(page)
    assert {(one.row, one.column) for one in shown} == {(r, c) for r in expected_rows for c in expected_columns}
    assert (
        f"{len(expected_rows)} strains, species and products in {len(expected_columns)} conditions"
        in page.inner_text("#about")
    )

    page.get_by_role("combobox", name="Organisms").select_option("")
    page.get_by_label("Names with").fill("CASEI")
    shown = _cells(page)
    assert {one.row for one in shown} == {row for row in rows if "casei" in store.name(row).casefold()}
    assert {one.column for one in shown} == expected_columns

    page.get_by_label("Names with").fill("lupus")
    assert {one.column for one in _cells(page)} == {
        one for one in expected_columns if "lupus" in store.name(one).casefold()
    }
    page.get_by_label("Names with").fill("nobody")
    assert _cells(page) == []
    assert "0 strains, species and products" in page.inner_text("#about")
    page.get_by_label("Names with").fill("")
    page.get_by_role("combobox", name="Conditions").select_option("")
    assert _cells(page) == everything


_HERE = """() => {
  const cell = document.activeElement.closest("#heat td, #heat th");
  return cell && [cell.parentElement.rowIndex, cell.cellIndex];
}"""


def test_moving_by_keys(visit: Visits) -> None:
    """Arrow keys move by one place, to names and headings too; Home and End to the ends; the tab key has one stop."""
    page = visit("index.html")
    first = page.locator("#heat tbody tr").first
    first.locator("td").first.locator("a").focus()
    last = page.evaluate("document.querySelector('#heat').rows[1].cells.length") - 1
    walk = [("ArrowRight", 2, 2), ("ArrowDown", 3, 2), ("ArrowLeft", 3, 1), ("ArrowLeft", 3, 0), ("ArrowLeft", 3, 0)]
    walk += [("End", 3, last), ("ArrowRight", 3, last), ("Home", 3, 1), ("ArrowUp", 2, 1), ("ArrowUp", 1, 1)]
    walk += [("ArrowUp", 1, 1), ("ArrowLeft", 1, 1), ("ArrowDown", 2, 1)]
    for key, row, column in walk:
        page.keyboard.press(key)
        assert page.evaluate(_HERE) == [row, column], key
    assert page.locator("#heat [tabindex='0'], #heat a:not([tabindex])").count() == 1


def test_moving_passes_over_what_is_hidden(visit: Visits) -> None:
    """After filtering, the one stop of the tab key and the arrow keys keep to what is shown."""
    page = visit("index.html")
    page.get_by_role("combobox", name="Conditions").select_option("rheumatology")
    page.get_by_label("Names with").fill("casei")
    place = page.locator("#heat [tabindex='0']")
    assert place.count() == 1
    place.focus()
    for key in ("ArrowRight", "ArrowDown", "End", "Home", "ArrowDown"):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.checkVisibility()")
        assert page.evaluate(_HERE)


_RING = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""


def test_by_keyboard_alone_from_the_top_to_a_pair(visit: Visits) -> None:
    """With nothing but keys, every stop seen, a pair is reached from the top of the page in few of them."""
    page = visit("index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    stops = 0
    while not page.evaluate(_HERE):
        page.keyboard.press("Tab")
        assert page.evaluate(_RING), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        stops += 1
        assert stops < 12
    page.keyboard.press("ArrowDown")
    about = page.inner_text("#about")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/(pair/.+|strain/.+|species/.+|product/.+)\.html"))
    subject = about.split(" in ")[0].removesuffix(" (species)")
    assert subject in page.inner_text("h1")


@pytest.mark.parametrize("path", [*OF_EACH_KIND.values(), "everything.html"])
def test_without_scripts(path: str, visit: Visits) -> None:
    """Without JavaScript nothing is offered that would not work, and everything is there to be read and followed."""
    page = visit(path, java_script_enabled=False)
    assert page.locator("h1").is_visible()
    assert not page.locator("form:visible").count()
    assert "Arrow keys" not in page.inner_text("main")
    assert page.locator("nav a:visible").count() >= 7
    if page.locator("#heat").count():
        page.locator("#heat tbody td a").first.click()
        assert page.locator("h1").is_visible()
        assert page.url.endswith(".html") or "#" in page.url


@pytest.mark.parametrize("width", [PHONE["width"], 320])
def test_a_phone_scrolls_one_way(width: int, visit: Visits) -> None:
    """At the width of a phone, and at the 320 pixels of WCAG, no kind of page scrolls sideways as a whole."""
    page = visit("index.html", viewport={"width": width, "height": 844})
    wide = {}
    for path in OF_EACH_KIND.values():
        page.goto((visit.site / path).as_uri())
        if (found := page.evaluate("document.scrollingElement.scrollWidth")) > width:
            wide[path] = found
    assert wide == {}


_OUT_OF_REACH = """() => [...document.querySelectorAll("a, button, input, select, summary, h1, h2, p, li")].filter((one) => {
  if (!one.checkVisibility() || one.matches(".skip")) return false;
  const box = one.getBoundingClientRect();
  if (box.left >= -1 && box.right <= innerWidth + 1) return false;
  return !one.closest(".wide");
}).map((one) => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("path", ["index.html", LOW, _RA, _GG, "publication/alipour-2014.html", "rules.html"])
def test_text_of_twice_the_size(path: str, visit: Visits) -> None:
    """With text of 200 percent nothing leaves the page sideways, save in tables that scroll on their own."""
    page = visit(path)
    page.add_style_tag(content="html { font-size: 200% }")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 1280
    assert page.evaluate(_OUT_OF_REACH) == []
