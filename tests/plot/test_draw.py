"""The pictures: well-formed, told in words, legible without colour, the same every time, whatever the names."""

from __future__ import annotations

import io
import re
import struct
import xml.etree.ElementTree as ET
from itertools import chain, pairwise, product
from typing import TYPE_CHECKING, get_args

import pytest
from conftest import ROOT
from msgspec import structs

from probiocheck import model, model_shelf, shelf
from probiocheck.plot import colours, data
from probiocheck.plot.source import Source
from probiocheck.render import palette
from probiocheck.render.page import clean

matplotlib = pytest.importorskip("matplotlib", reason="the extra plot is not installed")

from probiocheck.plot import condition, matrix, sheet, strain  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from probiocheck.ask import Desk

SVG = "{http://www.w3.org/2000/svg}"
SOURCE = Source(
    version="9.9", data_version="2099.01", data_digest="0" * 16, disclaimer="no advice", command="probiocheck plot it"
)
# Long, marked up, steering a terminal, turning the direction of writing, in letters that the font lacks.
HOSTILE = [
    "Lactobacillus " + "x" * 200,
    "<script>alert('&')</script> ]]> <!-- $x^2$ \\frac{1}{2} %s {0}",
    "a\x00b\x1b[31mred\x07\x7f\u202egnp.exe\u200b\nnew line\ttab",
    "乳酸菌 κόκκος ☃ 🦠",
    "$",
]
PATIENT = model.Patient()


def grid(desk: Desk, subject: str = "lacticaseibacillus-rhamnosus-gg") -> data.ImmuneGrid:
    """Return immune effects as they are drawn."""
    return data.immune_effects(desk.store, subject)


def words(svg: bytes) -> list[str]:
    """Return what stands in a picture as text, in its order."""
    return ["".join(one.itertext()) for one in ET.parse(io.BytesIO(svg)).iter(f"{SVG}text")]  # noqa: S314 - our own


@pytest.fixture(scope="module")
def evidence(desk: Desk) -> data.ConditionEvidence:
    """Return the evidence in a condition where there is much."""
    return data.by_subject(desk, "ulcerative-colitis", PATIENT)


@pytest.fixture(scope="module")
def levels(desk: Desk) -> model_shelf.Matrix:
    """Return a grid of two columns."""
    return shelf.matrix(desk, ["rheumatoid-arthritis", "ulcerative-colitis"], [], PATIENT)


@pytest.fixture(scope="module")
def pictures(
    desk: Desk, evidence: data.ConditionEvidence, levels: model_shelf.Matrix
) -> dict[str, Callable[[sheet.Form], bytes]]:
    """Return a picture of every kind, by how it is drawn."""
    return {
        "strain": lambda form: strain.draw(grid(desk), None, SOURCE, form),
        "condition": lambda form: condition.draw(evidence, SOURCE, form),
        "matrix": lambda form: matrix.draw(levels, SOURCE, form),
    }


@pytest.mark.parametrize("kind", ["strain", "condition", "matrix"])
def test_a_picture_says_what_it_is(pictures: dict[str, Callable[[sheet.Form], bytes]], kind: str) -> None:
    """It is an image with a title and a description, and its foot tells version, data, disclaimer and command."""
    svg = pictures[kind]("svg")
    root = ET.parse(io.BytesIO(svg)).getroot()  # noqa: S314 - our own
    assert root.get("role") == "img"
    assert [one.tag for one in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    title, told = (root[place].text or "" for place in (0, 1))
    shown = words(svg)
    assert title == " ".join(shown)[: len(title)]
    assert len(told.splitlines()) > 5
    everything = " ".join(shown)
    for one in ("probiocheck 9.9", "data 2099.01", "0" * 16, "no advice", "Made by: probiocheck plot it"):
        assert one in everything


@pytest.mark.parametrize("kind", ["strain", "condition", "matrix"])
@pytest.mark.parametrize("form", ["svg", "png"])
def test_the_same_bytes_every_time(
    pictures: dict[str, Callable[[sheet.Form], bytes]], kind: str, form: sheet.Form
) -> None:
    """Drawn again, and under other settings of the library, a picture is the same; the settings stay as they were."""
    first = pictures[kind](form)
    with matplotlib.rc_context({"font.size": 30, "svg.fonttype": "path", "axes.facecolor": "red", "savefig.dpi": 10}):
        assert pictures[kind](form) == first
        assert matplotlib.rcParams["svg.fonttype"] == "path"
    assert b"<dc:date>" not in first


def test_png_is_large_enough_to_print(pictures: dict[str, Callable[[sheet.Form], bytes]]) -> None:
    """A PNG is one, with 200 dots an inch."""
    png = pictures["strain"]("png")
    assert png.startswith(b"\x89PNG")
    across, down = struct.unpack(">II", png[16:24])
    assert across >= sheet.NARROWEST * 200
    assert down > 1000


def test_every_marker_and_system_is_named(desk: Desk) -> None:
    """The picture of a strain has a row a marker, and the number and the letter of every group of reports."""
    found = grid(desk)
    shown = words(strain.draw(found, None, SOURCE, "svg"))
    assert {one.marker for one in found.rows} <= set(shown)
    labels = [one.label for row in found.rows for cell in row.cells for one in strain.reports(cell)]
    assert sorted(one for one in shown if one[:1].isdigit()) == sorted(labels)
    assert sum(one.number for row in found.rows for cell in row.cells for one in strain.reports(cell)) == sum(
        len(cell) for row in found.rows for cell in row.cells
    )


def test_every_subject_is_named_with_its_level(evidence: data.ConditionEvidence) -> None:
    """The picture of a condition names every subject, or its beginning and end, and tells its level in words."""
    shown = words(condition.draw(evidence, SOURCE, "svg"))
    for row in evidence.rows:
        assert any(one.split(" (species)")[0][-5:] == row.name[-5:] for one in shown)
    levels = [one for one in shown if one[2:] in get_args(model.Level)]
    assert [one[2:] for one in levels] == [row.level for row in evidence.rows]


def test_every_cell_has_its_letter(levels: model_shelf.Matrix) -> None:
    """A grid tells each level by its letter, and where it is unknown by a mark that is no letter."""
    shown = words(matrix.draw(levels, SOURCE, "svg"))
    letters = {"low": "L", "moderate": "M", "high": "H", "avoid": "A"}
    for level, letter in letters.items():
        # Once more in the legend.
        assert shown.count(letter) == [*chain(*levels.levels)].count(level) + 1  # type: ignore[arg-type]
    assert {one.name for one in levels.conditions} <= set(shown)


# --- legible --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "certainty"), [*product(get_args(model.Level), get_args(model.Certainty))])
def test_the_letter_of_a_cell_is_legible(level: model.Level, certainty: model.Certainty) -> None:
    """Text on every ground has the contrast that WCAG 2.2 asks for at level AA."""
    letter, ground = colours.of_cell(level, certainty)
    assert colours.contrast(letter, ground) >= 4.5


@pytest.mark.parametrize("level", ["low", "moderate", "high", "avoid"])
def test_colour_grows_with_certainty(level: model.Level) -> None:
    """The higher the certainty, the darker the ground."""
    grounds = [colours.of_cell(level, one)[1] for one in ("very-low", "low", "moderate", "high")]
    darkness = [colours.luminance(one) for one in grounds]
    assert all(lighter > darker for lighter, darker in pairwise(darkness))


@pytest.mark.parametrize("level", ["low", "moderate", "high", "avoid"])
def test_pips_tell_the_certainty_on_every_ground(monkeypatch: pytest.MonkeyPatch, level: model.Level) -> None:
    """As many pips are filled as the certainty has steps, and a hollow one can be told from them on its ground."""
    drawn: list[sheet.Mark] = []
    monkeypatch.setattr(sheet.Sheet, "marks", lambda _, places, mark: drawn.extend([mark] * len(places)))
    one = structs.replace(made_up(1, 1), levels=[[level]])
    for steps, certainty in enumerate(("very-low", "low", "moderate", "high"), 1):
        drawn.clear()
        matrix.draw(structs.replace(one, certainties=[[certainty]]), SOURCE, "svg")
        letter, ground = colours.of_cell(level, certainty)  # type: ignore[arg-type]
        # Those of the cell come before those of the legend.
        assert [mark.hollow for mark in drawn[:4]] == [False] * steps + [True] * (4 - steps)
        assert {(mark.colour, mark.ground) for mark in drawn[:4]} == {(letter, ground)}
        assert colours.contrast(letter, ground) >= 3


def test_colours_of_text_and_marks_are_legible() -> None:
    """Every colour that text or a mark has stands out from the paper."""
    for one in (palette.INK, palette.QUIET, *colours.LEANS.values(), *(pair[0] for pair in palette.LEVELS.values())):
        assert one == palette.LEVELS["avoid"][0] or colours.contrast(one, palette.PAPER) >= 4.5


def test_pages_and_pictures_have_the_same_colours() -> None:
    """The colours of every level are those that the style of the pages names."""
    style = (ROOT / "probiocheck" / "render" / "templates" / "style.css").read_text(encoding="utf-8")
    named = re.findall(r"^\.(\w+)[^{]*\{ color: (#\w{6}); background: (#\w{6}); \}$", style, re.MULTILINE)
    assert {level: (text, ground) for level, text, ground in named} == palette.LEVELS


def test_contrast_is_that_of_wcag() -> None:
    """Black on white is 21, a colour on itself 1, and grey #767676 is just legible, as WCAG says."""
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#123456", "#123456") == 1
    assert colours.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("kind", ["strain", "condition", "matrix"])
def test_no_letter_is_smaller_than_eight_points(
    pictures: dict[str, Callable[[sheet.Form], bytes]], kind: str
) -> None:
    """Printed as large as it is drawn, a picture can be read."""
    sizes = [float(one) for one in re.findall(rb'<text style="[^"]*?([0-9.]+)px', pictures[kind]("svg"))]
    assert sizes
    assert min(sizes) >= 8


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_finds_its_room(name: str) -> None:
    """However long, a name is cut to its room, and keeps its beginning."""
    cut = sheet.fit(name, 1.5)
    assert sheet.width(cut) <= 1.5
    assert cut[:1] == clean(name)[:1]
    assert cut == clean(name) or "…" in cut
    assert all(sheet.width(row, sheet.SMALL) <= 2.0 for row in sheet.wrap(f"{name} and {name}", 2.0))


# --- whatever the names, and however many ---------------------------------------------------------------------


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("form", ["svg", "png"])
def test_hostile_names_do_no_harm(desk: Desk, evidence: data.ConditionEvidence, name: str, form: sheet.Form) -> None:
    """A name is text, never markup or a formula, wherever it stands."""
    found = grid(desk)
    effects = structs.replace(
        found, subject=name, rows=[structs.replace(found.rows[0], marker=name), *found.rows[1:]]
    )
    rows = [structs.replace(evidence.rows[0], name=name), *evidence.rows[1:]]
    evidence = structs.replace(evidence, condition=name, rows=rows, notes=[name])
    levels = structs.replace(
        made_up(2, 2), conditions=[model.Named(id="a", name=name)] * 2, subjects=[model.Named(id="b", name=name)] * 2
    )
    source = structs.replace(SOURCE, command=name)
    drawn = (
        strain.draw(effects, name, source, form),
        condition.draw(evidence, source, form),
        matrix.draw(levels, source, form),
    )
    for one in drawn:
        if form == "svg":
            assert any(clean(name)[:3] in text for text in words(one))
            assert not {*ET.parse(io.BytesIO(one)).iter(f"{SVG}script")}  # noqa: S314 - our own
        else:
            assert one.startswith(b"\x89PNG")


def made_up(rows: int, columns: int) -> model_shelf.Matrix:
    """Return a grid of a size, with every level and certainty in it."""
    levels, certainties = get_args(model.Level), get_args(model.Certainty)
    return model_shelf.Matrix(
        version="9.9",
        data_version="2099.01",
        data_digest="0" * 16,
        patient=PATIENT,
        conditions=[model.Named(id=f"c{one}", name=f"Condition {one}") for one in range(columns)],
        subjects=[model.Named(id=f"s{one}", name=f"Genus species {one}") for one in range(rows)],
        levels=[[levels[(row + one) % 5] for one in range(columns)] for row in range(rows)],
        certainties=[[certainties[(row + one) % 4] for one in range(columns)] for row in range(rows)],
        notes=[],
    )


@pytest.mark.parametrize(("rows", "columns"), [(0, 0), (0, 3), (3, 0), (1, 1), (400, 3), (3, 120)])
def test_grids_of_any_size(rows: int, columns: int) -> None:
    """A grid without a cell and one of hundreds are drawn whole, each name in its place."""
    shown = words(matrix.draw(made_up(rows, columns), SOURCE, "svg"))
    assert sum(one.startswith("Condition ") for one in shown) == columns
    assert sum(one.startswith("Genus ") for one in shown) == rows


def test_a_grid_larger_than_the_library_can_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PNG that would have too many dots has fewer an inch."""
    monkeypatch.setattr(sheet, "MOST_DOTS", 1000)
    png = matrix.draw(made_up(20, 1), SOURCE, "png")
    assert max(struct.unpack(">II", png[16:24])) in {999, 1000}


def test_studies_of_one_year_do_not_hide_each_other(evidence: data.ConditionEvidence) -> None:
    """Marks in one lane do not touch, and a hundred studies of one year are all there."""
    row = next(one for one in evidence.rows if len(one.studies) > 3)
    many = structs.replace(row, studies=[structs.replace(row.studies[0], year=2020, n=500)] * 100)
    for rows in ([many], [structs.replace(row, studies=[])], evidence.rows):
        years = condition.Years([study.year for one in rows for study in one.studies])
        for one in rows:
            placed, lanes = condition.lanes(one.studies, years)
            assert len(placed) == len(one.studies)
            assert lanes >= 1
            for lane in range(lanes):
                here = sorted((x, condition.size(study)) for x, place, study in placed if place == lane)
                assert all(b - a > (left + right) / 2 for (a, left), (b, right) in pairwise(here))
        assert words(condition.draw(structs.replace(evidence, rows=rows), SOURCE, "svg"))


def test_the_size_of_a_mark_grows_with_participants(evidence: data.ConditionEvidence) -> None:
    """More participants never make a smaller mark, and animals are no participants."""
    study = next(
        one for row in evidence.rows for one in row.studies if one.system == "patients" and not one.recommendation
    )
    sizes = [condition.size(structs.replace(study, n=n)) for n in (None, 0, 30, 100, 200, 10**6)]
    assert sizes == sorted(sizes)
    assert sizes[0] == sizes[1] < sizes[2] < sizes[3] < sizes[4] == sizes[5]
    animals = {condition.size(structs.replace(study, system="disease-model", n=n)) for n in (None, 1000)}
    assert len(animals) == 1


def test_a_retracted_publication_is_marked(desk: Desk, evidence: data.ConditionEvidence) -> None:
    """A dagger stands beside what was retracted or is of concern, in either picture."""
    found = grid(desk)
    cells = [[structs.replace(one, status="retracted") for one in cell] for cell in found.rows[0].cells]
    marked = structs.replace(found, rows=[structs.replace(found.rows[0], cells=cells)])
    labels = [one.label for cell in cells for one in strain.reports(cell)]
    assert all(one.endswith(("†", "†?")) for one in labels)
    assert set(labels) <= set(words(strain.draw(marked, None, SOURCE, "svg")))
    row = evidence.rows[0]
    doubted = structs.replace(
        row, studies=[structs.replace(one, status="expression-of-concern") for one in row.studies]
    )
    shown = words(condition.draw(structs.replace(evidence, rows=[doubted]), SOURCE, "svg"))
    assert shown.count("†") == len(row.studies)
