"""The grid of levels: letters in colour, so that it reads without colour too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from probiocheck.render.page import Line, Page, Span, Table, clean, fit, foot, patient_in_words
from probiocheck.render.row import cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from probiocheck import model_shelf

LETTERS = {"low": "L", "moderate": "M", "high": "H", "avoid": "A", "unknown": "·"}
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
                spans += [Span(" " * (_CELL - 1)), Span(LETTERS[level], level)]
            page.line(*spans)
        page.blank()
    for note in grid.notes:
        page.labelled("", note, indent=1)
    page.line(Span(" L low · M moderate · H high · A avoid · a dot: unknown, which is not a pass", "quiet"))
    return page.lines


def cells(grid: model_shelf.Matrix) -> Iterator[list[str]]:
    """Yield the grid as rows by id: a row a subject, a column a condition."""
    yield ["subject_id", "subject", *(one.id for one in grid.conditions)]
    for subject, levels in zip(grid.subjects, grid.levels, strict=True):
        yield [subject.id, cell(subject.name), *levels]


def rows(grid: model_shelf.Matrix) -> Iterator[dict[str, object]]:
    """Yield a record a subject, with its level in each condition."""
    conditions = [one.id for one in grid.conditions]
    for subject, levels in zip(grid.subjects, grid.levels, strict=True):
        yield {
            "subject_id": subject.id,
            "subject": subject.name,
            "levels": dict(zip(conditions, levels, strict=True)),
        }


def table(grid: model_shelf.Matrix, disclaimer: str) -> Table:
    """Lay out the grid as a table."""
    return Table(
        "Strains and products in conditions",
        ["Strain or product", *(one.name for one in grid.conditions)],
        [[subject.name, *levels] for subject, levels in zip(grid.subjects, grid.levels, strict=True)],
        [
            patient_in_words(grid.patient),
            "unknown: nobody has looked; not a pass",
            *grid.notes,
            foot(grid.version, grid.data_version, disclaimer),
        ],
    )
