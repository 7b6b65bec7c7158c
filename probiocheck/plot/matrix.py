"""The grid of levels: a row a subject, a column a condition, the letter on its colour, strong as its certainty."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from probiocheck.plot.colours import of_cell
from probiocheck.plot.frame import PIPS, Key, Legend, Picture, certainties, drawn, level_sign, organism, pips
from probiocheck.plot.sheet import MARGIN, fit, width
from probiocheck.render.page import patient_in_words
from probiocheck.render.palette import LEVELS

if TYPE_CHECKING:
    from probiocheck import model, model_shelf
    from probiocheck.plot.sheet import Form, Sheet
    from probiocheck.plot.source import Source

_NAMES, _HEADS = 3.0, 2.4
_CELL = 0.34
_ROTATION = 60.0
Cells = dict[tuple["model.Level", "model.Certainty"], list[tuple[float, float]]]


def draw(grid: model_shelf.Matrix, source: Source, form: Form) -> bytes:
    """Return the picture of a grid.

    Args:
        grid: The levels and certainties.
        source: Where the picture comes from.
        form: The format.

    """
    names = [fit(one.name, _HEADS) for one in grid.conditions]
    longest = max((width(one) for one in names), default=0.0)
    turn = math.radians(_ROTATION)
    above = longest * math.sin(turn) + 0.15
    beyond = longest * math.cos(turn)
    picture = Picture(
        title="Level of caution: strains and products in conditions",
        below=[
            f"For: {patient_in_words(grid.patient)}.",
            "A letter is the level; the pips below it, and the strength of the colour, are its certainty.",
        ],
        legend=_legend(),
        notes=grid.notes,
        source=source,
        told=_told(grid),
    )

    def body(sheet: Sheet, top: float) -> None:
        for place, name in enumerate(names):
            sheet.text(MARGIN + _NAMES + _CELL * (place + 0.6), top + above - 0.05, name, rotation=_ROTATION)
        _draw_rows(sheet, top + above, grid)

    across = MARGIN + _NAMES + _CELL * len(names) + beyond + MARGIN
    return drawn(picture, (across, above + _CELL * len(grid.subjects)), body, form)


def _draw_rows(sheet: Sheet, top: float, grid: model_shelf.Matrix) -> None:
    cells: Cells = {}
    for down, (subject, levels, certain) in enumerate(zip(grid.subjects, grid.levels, grid.certainties, strict=True)):
        y = top + _CELL * down
        sheet.text(MARGIN + _NAMES - 0.1, y + _CELL / 2, organism(subject.name, _NAMES - 0.1), align="right")
        for place, what in enumerate(zip(levels, certain, strict=True)):
            cells.setdefault(what, []).append((MARGIN + _NAMES + _CELL * place, y))
    for (level, certainty), places in cells.items():
        _draw_cells(sheet, level, certainty, places)


def _draw_cells(
    sheet: Sheet, level: model.Level, certainty: model.Certainty, places: list[tuple[float, float]]
) -> None:
    letter, fill = of_cell(level, certainty)
    sheet.boxes(places, (_CELL, _CELL), fill)
    if level == "unknown":
        level_sign(sheet, [(x + _CELL / 2, y + _CELL / 2) for x, y in places], level, letter)
        return
    level_sign(sheet, [(x + _CELL / 2, y + _CELL / 2 - 0.04) for x, y in places], level, letter)
    pips(sheet, [(x + (_CELL - PIPS) / 2, y + _CELL - 0.07) for x, y in places], certainty, letter, fill)


def _legend() -> Legend:
    words = {"unknown": "unknown: nobody has looked; not a pass"}
    return Legend(
        [
            ("Caution", [Key(text=words.get(level, level), level=level) for level in LEVELS]),
            certainties(),
        ]
    )


def _told(grid: model_shelf.Matrix) -> list[str]:
    """Say in words how every subject stands wherever it is known."""
    return [
        f"{subject.name}: "
        + (
            "; ".join(
                f"{level} in {condition.name}, certainty {certainty}"
                for condition, level, certainty in zip(grid.conditions, levels, certain, strict=True)
                if level != "unknown"
            )
            or "unknown"
        )
        for subject, levels, certain in zip(grid.subjects, grid.levels, grid.certainties, strict=True)
    ]
