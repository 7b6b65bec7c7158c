"""The evidence in a condition: a row a strain, species or product, a mark a finding, along the years."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from probiocheck.plot.colours import LEANS, of_cell
from probiocheck.plot.frame import Key, Legend, Picture, certainties, drawn, organism, pips
from probiocheck.plot.sheet import LINE, MARGIN, SMALL, Mark, Shape
from probiocheck.render.matrix import LETTERS
from probiocheck.render.page import patient_in_words
from probiocheck.render.palette import INK, PAPER

if TYPE_CHECKING:
    from probiocheck import model
    from probiocheck.plot.data import ConditionEvidence, Study, SubjectRow
    from probiocheck.plot.sheet import Form, Sheet
    from probiocheck.plot.source import Source

_OUTCOMES: dict[model.Outcome, tuple[Shape, str]] = {
    "improved": ("^", "improved"),
    "no-difference": ("o", "no difference"),
    "mixed": ("D", "mixed"),
    "worsened": ("v", "worsened"),
}
_GUIDELINE: Shape = "s"
_NO_OUTCOME: Shape = "X"
_SIGNS: dict[model.Recommendation, str] = {"for": "+", "against": "–", "none": "0"}
_IN_PEOPLE = frozenset({"patients", "healthy-volunteers", "not-applicable"})
_DISTRUSTED = frozenset({"retracted", "expression-of-concern"})
# The area of a mark grows with the participants, within what can be seen and what finds room.
_MOST, _LARGEST, _SMALLEST = 200, 0.3, 0.11
_FIXED = 0.14
_NAMES, _LEVEL, _CERTAINTY, _YEARS = 2.6, 1.05, 0.8, 4.3
_LANE = 0.3
_APART = 0.03
_STEPS = (1, 2, 5, 10, 20, 50, 100)
_TICK_ROOM = 0.5
_EDGE = 0.25

# What may not decide is pale within a dotted edge; what points to caution has a heavy edge.
_PALE, _FAINT = "#c8c8c8", "#d0d0d0"
_EDGES: dict[model.Direction, float] = {"caution": 2.0, "tolerance": 0.8}

Placed = list[tuple[float, int, "Study"]]


def draw(evidence: ConditionEvidence, source: Source, form: Form) -> bytes:
    """Return the picture of the evidence in a condition.

    Args:
        evidence: What was found, by subject.
        source: Where the picture comes from.
        form: The format.

    """
    scale = Years([study.year for row in evidence.rows for study in row.studies])
    rows = [(row, *lanes(row.studies, scale)) for row in evidence.rows]
    heads = LINE + 0.1
    picture = Picture(
        title=f"Evidence in {evidence.condition}, by strain, species and product",
        below=[
            f"Level of caution and certainty for: {patient_in_words(evidence.patient)}. Best first.",
            "A mark is one finding about exactly this subject in this disease or its group, whatever the patient.",
        ],
        legend=_legend(),
        notes=evidence.notes,
        source=source,
        told=[_told(row) for row in evidence.rows],
    )
    high = sum(_LANE * deep for _, _, deep in rows)

    def body(sheet: Sheet, top: float) -> None:
        _draw_heads(sheet, top + LINE / 2)
        y = top + heads
        _draw_lines(sheet, scale, y, y + high)
        for row, placed, deep in rows:
            sheet.rules([((MARGIN, y), (_left() + _YEARS, y))], _FAINT)
            _draw_subject(sheet, y + _LANE / 2, row)
            for x, lane, study in placed:
                _draw_study(sheet, x, y + (lane + 0.5) * _LANE, study)
            y += _LANE * deep
        _draw_years(sheet, scale, y)

    return drawn(picture, (_left() + _YEARS + MARGIN, heads + high + 2 * LINE), body, form)


class Years:
    """The axis of years: where a year stands, and which are named."""

    def __init__(self, years: list[int]) -> None:
        self.first, self.last = (min(years), max(years)) if years else (0, 0)
        self.span = max(self.last - self.first, 1)
        room = _YEARS - 2 * _EDGE
        step = next((one for one in _STEPS if room / self.span * one >= _TICK_ROOM), _STEPS[-1])
        self.ticks = [year for year in range(self.first, self.last + 1) if year % step == 0] or [self.first]

    def place(self, year: int) -> float:
        """Return where a year stands from the left of the sheet."""
        if self.first == self.last:
            return _left() + _YEARS / 2
        return _left() + _EDGE + (year - self.first) / self.span * (_YEARS - 2 * _EDGE)


def _left() -> float:
    return MARGIN + _NAMES + _LEVEL + _CERTAINTY


def lanes(studies: list[Study], scale: Years) -> tuple[Placed, int]:
    """Return every study with its place and its lane, so that none lies on another, and the number of lanes."""
    ends: list[float] = []
    placed: Placed = []
    for study in studies:
        x, half = scale.place(study.year), size(study) / 2
        lane = next((place for place, end in enumerate(ends) if x - half >= end + _APART), len(ends))
        ends[lane : lane + 1] = [x + half + (0.1 if study.status in _DISTRUSTED else 0)]
        placed.append((x, lane, study))
    return placed, max(len(ends), 1)


def size(study: Study) -> float:
    """Return the diameter of a study's mark in inches: by participants in people, else fixed."""
    if study.system not in _IN_PEOPLE or study.recommendation:
        return _FIXED
    return _diameter(study.n or 0)


def _diameter(participants: int) -> float:
    return max(_LARGEST * math.sqrt(min(participants, _MOST) / _MOST), _SMALLEST)


def _mark(study: Study) -> Mark:
    shape = _OUTCOMES[study.outcome][0] if study.outcome else _NO_OUTCOME
    return _pointing(
        _GUIDELINE if study.recommendation else shape,
        study.points_to,
        size=size(study),
        hollow=study.system not in _IN_PEOPLE,
    )


def _pointing(shape: Shape, points_to: model.Direction, *, size: float = _FIXED, hollow: bool = False) -> Mark:
    """Return a mark that tells by its colour and by its edge which way it points."""
    colour = LEANS[points_to]
    if points_to == "neutral":
        return Mark(shape=shape, size=size, colour=_PALE, hollow=hollow, edge=colour, dotted=True)
    edge = INK if points_to == "caution" and not hollow else colour
    return Mark(shape=shape, size=size, colour=colour, hollow=hollow, edge=edge, line=_EDGES[points_to])


def _draw_study(sheet: Sheet, x: float, y: float, study: Study) -> None:
    sheet.marks([(x, y)], _mark(study))
    if study.recommendation:
        sheet.text(x, y, _SIGNS[study.recommendation], size=SMALL, colour=PAPER, align="center", bold=True)
    if study.status in _DISTRUSTED:
        sheet.text(x + size(study) / 2 + 0.02, y, "†", size=SMALL)


def _draw_heads(sheet: Sheet, y: float) -> None:
    sheet.text(MARGIN, y, "Strain, species or product", bold=True)
    sheet.text(MARGIN + _NAMES, y, "Caution", bold=True)
    sheet.text(MARGIN + _NAMES + _LEVEL, y, "Certainty", bold=True)


def _draw_lines(sheet: Sheet, scale: Years, top: float, bottom: float) -> None:
    sheet.rules([((scale.place(year), top), (scale.place(year), bottom)) for year in scale.ticks], _FAINT)


def _draw_years(sheet: Sheet, scale: Years, y: float) -> None:
    for year in scale.ticks:
        sheet.text(scale.place(year), y + LINE * 0.7, str(year), size=SMALL, align="center")
    sheet.text(_left() + _YEARS / 2, y + LINE * 1.7, "Year of publication", size=SMALL, align="center")


def _draw_subject(sheet: Sheet, y: float, row: SubjectRow) -> None:
    sheet.text(MARGIN, y, organism(row.name, _NAMES - 0.12, row.kind))
    letter, fill = of_cell(row.level, row.certainty)
    sheet.boxes([(MARGIN + _NAMES, y - 0.11)], (_LEVEL - 0.12, 0.22), fill)
    sheet.text(MARGIN + _NAMES + 0.07, y, f"{LETTERS[row.level]} {row.level}", colour=letter)
    if row.level != "unknown":
        pips(sheet, [(MARGIN + _NAMES + _LEVEL, y)], row.certainty)


def _legend() -> Legend:
    quiet = LEANS["neutral"]
    outcomes = [Key(text=words, mark=Mark(shape=shape, colour=quiet)) for shape, words in _OUTCOMES.values()]
    return Legend(
        [
            (
                "Disease",
                [
                    *outcomes,
                    Key(text="no outcome of the disease", mark=Mark(shape=_NO_OUTCOME, colour=quiet)),
                    Key(text="guideline: + for, – against", mark=Mark(shape=_GUIDELINE, colour=quiet)),
                ],
            ),
            (
                "Points to",
                [
                    Key(text="caution (heavy edge)", mark=_pointing("o", "caution")),
                    Key(text="tolerance", mark=_pointing("o", "tolerance")),
                    Key(text="neither, or it may not decide (dotted)", mark=_pointing("o", "neutral")),
                    Key(text="hollow: animals or the dish", mark=_pointing("o", "tolerance", hollow=True)),
                ],
            ),
            (
                "Size",
                [
                    Key(
                        text=f"{words}{number} participants analysed",
                        mark=Mark(shape="o", colour=quiet, size=_diameter(number)),
                    )
                    for number, words in ((25, "up to "), (100, ""), (_MOST, "from "))
                ]
                + [Key(text="number not stated: smallest"), Key(text="†  retracted, or of concern")],
            ),
            certainties(),
        ]
    )


def _told(row: SubjectRow) -> str:
    """Say in words how a subject stands and what was found about it."""
    found = "; ".join(
        " ".join([str(one.year), one.design, one.outcome or one.recommendation or "no outcome", one.publication])
        for one in row.studies
    )
    return f"{row.name} ({row.kind}): {row.level}, certainty {row.certainty}. {found}"
