"""The immune effects of a strain, species or product: markers by system, an arrow a way that a marker moved."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from probiocheck.judge.balance import SYSTEMS
from probiocheck.plot.colours import LEANS
from probiocheck.plot.frame import Key, Legend, Picture, drawn
from probiocheck.plot.sheet import BODY, LINE, MARGIN, SMALL, Mark, Shape, fit, width, wrap
from probiocheck.render.palette import INK, QUIET

if TYPE_CHECKING:
    from probiocheck import model
    from probiocheck.plot.data import Effect, ImmuneGrid, MarkerRow
    from probiocheck.plot.sheet import Form, Sheet
    from probiocheck.plot.source import Source

_SHAPES: dict[model.Change, Shape] = {"up": "^", "down": "v", "no-change": "-"}
_LETTERS: dict[model.Direction, str] = {"caution": "C", "tolerance": "T", "neutral": ""}
_KINDS: dict[model.MarkerKind, str] = {
    "inflammatory": "Inflammatory: a rise points to caution, a fall to tolerance",
    "regulatory": "Regulatory: a rise points to tolerance, a fall to caution",
    "enhancing": "Enhancing the immune response: points to neither",
    "neutral": "Others: of no settled meaning",
}
_WHOSE: dict[model.SubjectKind, str] = {
    "strain": "Recorded of exactly this strain.",
    "species": "Recorded of the species as such, not of any one strain: the strain decides.",
    "product": "Recorded of exactly this product, not of its components.",
}
_NOT_LIVE = frozenset({"killed", "supernatant", "component"})
_DISTRUSTED = frozenset({"retracted", "expression-of-concern"})
_OFF = " (off these axes)"
_NAMES, _ROW, _HEAD = 2.3, 0.25, 0.29
_MARK, _GAP, _BETWEEN = 0.13, 0.06, 0.14
_NARROWEST_COLUMN = 1.15


class Reports(Struct, frozen=True):
    """The reports of a cell that say the same: how many, and what is to be known of them."""

    change: model.Change
    leans: model.Direction
    hollow: bool
    flags: str
    number: int

    @property
    def label(self) -> str:
        """Return the number of reports, the letter of what they point to, and their flags."""
        return f"{self.number}{_LETTERS[self.leans]}{self.flags}"

    @property
    def width(self) -> float:
        """Return the room that they take."""
        return _MARK + _GAP + width(self.label, BODY)


def draw(grid: ImmuneGrid, condition: str | None, source: Source, form: Form) -> bytes:
    """Return the picture of immune effects.

    Args:
        grid: What is recorded.
        condition: The name of the disease whose immune axes matter, if one was asked about.
        source: Where the picture comes from.
        form: The format.

    """
    columns = [_column(grid, place) for place in range(len(grid.systems))]
    heads = [wrap(_system(one), room - 0.1, BODY, bold=True) for one, room in zip(grid.systems, columns, strict=True)]
    above = max((len(one) for one in heads), default=0) * LINE
    kinds = [(kind, [*rows]) for kind, rows in groupby(grid.rows, key=lambda row: row.kind)]
    high = above + len(kinds) * _HEAD + len(grid.rows) * _ROW + 0.1
    picture = Picture(
        title=f"Immune effects of {grid.subject}" + (f", read for {condition}" if condition else ""),
        below=_below(grid),
        legend=_legend(),
        notes=[],
        source=source,
        told=_told(grid),
    )
    lefts = [MARGIN + _NAMES + sum(columns[:place]) for place in range(len(columns))]
    right = MARGIN + _NAMES + sum(columns)

    def body(sheet: Sheet, y: float) -> None:
        sheet.text(MARGIN, y + LINE / 2, "Marker", bold=True)
        for left, lines in zip(lefts, heads, strict=True):
            for number, line in enumerate(lines):
                sheet.text(left, y + (number + 0.5) * LINE, line, bold=True)
        y += above + 0.05
        for kind, rows in kinds:
            sheet.rules([((MARGIN, y), (right, y))])
            sheet.text(MARGIN, y + _HEAD / 2, _KINDS[kind], size=SMALL, colour=QUIET)
            y += _HEAD
            for row in rows:
                _draw_row(sheet, y + _ROW / 2, row, lefts)
                y += _ROW

    return drawn(picture, (right + MARGIN, high), body, form)


def _draw_row(sheet: Sheet, y: float, row: MarkerRow, lefts: list[float]) -> None:
    off = "" if row.matters else _OFF
    name = fit(row.marker, _NAMES - 0.1 - width(off)) + off
    sheet.text(MARGIN, y, name, colour=QUIET if off else INK)
    for left, cell in zip(lefts, row.cells, strict=True):
        x = left
        for one in reports(cell):
            mark = Mark(shape=_SHAPES[one.change], size=_MARK, colour=LEANS[one.leans], hollow=one.hollow, line=1.3)
            sheet.marks([(x + _MARK / 2, y)], mark)
            sheet.text(x + _MARK + _GAP, y, one.label, colour=LEANS[one.leans])
            x += one.width + _BETWEEN


def reports(cell: list[Effect]) -> list[Reports]:
    """Return the reports of a cell, those that say the same together: up, down, then unchanged."""
    alike = Counter((one.change, one.leans, one.preparation in _NOT_LIVE, _flags(one)) for one in cell)
    found = [Reports(*what, number) for what, number in alike.items()]
    return sorted(found, key=lambda one: ([*_SHAPES].index(one.change), one.leans, one.hollow, one.flags))


def _flags(effect: Effect) -> str:
    flags = "†" if effect.status in _DISTRUSTED else ""
    if effect.preparation == "not-stated":
        flags += "?"
    elif effect.preparation == "live" and not effect.decides and not flags:
        flags += "*"
    return flags


def _column(grid: ImmuneGrid, place: int) -> float:
    """Return how wide a column must be."""
    cells = (reports(row.cells[place]) for row in grid.rows)
    widest = max((sum(one.width + _BETWEEN for one in cell) for cell in cells), default=0.0)
    return max(widest + 0.1, _NARROWEST_COLUMN)


def _system(system: model.System) -> str:
    return SYSTEMS[system].capitalize() or "Not stated"


def _below(grid: ImmuneGrid) -> list[str]:
    axes = f"Read on the immune axes {', '.join(grid.axes)}." if grid.axes else "Read on every immune axis."
    return [
        f"{_WHOSE[grid.kind]} {axes}",
        "Numbers count reports (one publication may hold several). The strongest system stands on the left.",
    ]


def _legend() -> Legend:
    quiet = LEANS["neutral"]
    return Legend(
        [
            (
                "Marker",
                [
                    Key(text="rose", mark=Mark(shape="^", colour=quiet)),
                    Key(text="fell", mark=Mark(shape="v", colour=quiet)),
                    Key(text="did not change", mark=Mark(shape="-", colour=quiet, line=1.3)),
                    Key(
                        text="hollow: killed cells, supernatant or component",
                        mark=Mark(shape="^", colour=quiet, hollow=True, line=1.3),
                    ),
                ],
            ),
            (
                "Points to",
                [
                    Key(text="C  caution", mark=Mark(shape="s", colour=LEANS["caution"])),
                    Key(text="T  tolerance", mark=Mark(shape="s", colour=LEANS["tolerance"])),
                    Key(text="no letter: neither, or it may not decide", mark=Mark(shape="s", colour=quiet)),
                ],
            ),
            (
                "Flags",
                [
                    Key(text="?  preparation not stated: may caution, never reassures"),
                    Key(text="*  shown as context (not by mouth, or no basis): decides nothing"),
                    Key(text="†  retracted, or under an expression of concern"),
                ],
            ),
        ]
    )


def _told(grid: ImmuneGrid) -> list[str]:
    """Say in words what the picture shows, a line a marker."""
    found = []
    for row in grid.rows:
        said = [
            f"{_system(system).lower()}: " + ", ".join(f"{one.change} {one.label}" for one in reports(cell))
            for system, cell in zip(grid.systems, row.cells, strict=True)
            if cell
        ]
        found.append(f"{row.marker} ({row.kind}): {'; '.join(said)}")
    return found
