"""The grid of levels: letters in colour, so that it reads without colour too."""

from __future__ import annotations

import csv as tables
import io
from typing import TYPE_CHECKING

from probiocheck.render.page import Line, Page, Span, clean, fit

if TYPE_CHECKING:
    from probiocheck import model_shelf

_LETTERS = {"low": "L", "moderate": "M", "high": "H", "avoid": "A", "unknown": "·"}
_NAME = 40
_CELL = 3


def lines(grid: model_shelf.Matrix, width: int) -> list[Line]:
    """Lay out the grid in blocks of columns that fit the width; the columns are numbered and named above."""
    page = Page(max(width, 60))
    many = max((page.width - _NAME - 2) // _CELL, 1)
    for start in range(0, len(grid.conditions), many):
        block = grid.conditions[start : start + many]
        for number, one in enumerate(block, start + 1):
            page.line(Span(f" {number:>3} {clean(one.name)}"))
        page.line(
            Span(" " * (_NAME + 1)),
            Span("".join(f"{number:>{_CELL}}" for number in range(start + 1, start + 1 + len(block)))),
        )
        for subject, levels in zip(grid.subjects, grid.levels, strict=True):
            cells = levels[start : start + many]
            spans = [Span(f" {fit(subject.name, _NAME - 1):<{_NAME}}")]
            for level in cells:
                spans += [Span(" " * (_CELL - 1)), Span(_LETTERS[level], level)]
            page.line(*spans)
        page.blank()
    page.line(Span(" L low · M moderate · H high · A avoid · a dot: unknown, which is not a pass", "quiet"))
    return page.lines


def csv(grid: model_shelf.Matrix) -> str:
    """Return the grid as CSV: a row a subject, a column a condition."""
    written = io.StringIO()
    writer = tables.writer(written, lineterminator="\n")
    writer.writerow(["subject_id", "subject", *(one.id for one in grid.conditions)])
    for subject, levels in zip(grid.subjects, grid.levels, strict=True):
        writer.writerow([subject.id, subject.name, *levels])
    return written.getvalue()
