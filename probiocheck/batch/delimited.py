"""CSV and TSV: each row goes out as it came in, letter for letter, with the answer's cells behind it."""

from __future__ import annotations

import csv
import io
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

from probiocheck.batch import columns
from probiocheck.batch.asking import REMEMBERED, Question
from probiocheck.batch.problem import TableProblem
from probiocheck.render import row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from probiocheck.batch.asking import Asker
    from probiocheck.batch.plan import Plan

    Cells = tuple[str, ...]

_ENDS = "\r\n"


class _Recorder:
    """Hands lines on and keeps the text of the record that is being read: a cell may hold line breaks."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._taken: list[str] = []

    def __iter__(self) -> _Recorder:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._taken.append(line)
        return line

    def record(self) -> str:
        """Return the text of the record that was read last, and forget it."""
        text = self._taken[0] if len(self._taken) == 1 else "".join(self._taken)
        self._taken.clear()
        return text


def answered(lines: Iterable[str], asker: Asker, plan: Plan) -> Iterator[tuple[str, Cells | None]]:
    """Yield the text of each row with its answer behind it, and that answer; the heading and blank lines without.

    Args:
        lines: The lines of the table with their ends, untranslated.
        asker: Answers the questions.
        plan: How the table is read and written.

    Raises:
        TableProblem: The heading is missing, or does not hold what is needed.

    """
    separator = plan.between
    recorder = _Recorder(lines)
    reader = csv.reader(recorder, delimiter=separator, strict=True)
    heads = _heading(reader)
    text = recorder.record()
    added = columns.added(plan.prefix, heads)
    behind = _behind(heads, asker, plan)
    body = text.rstrip(_ENDS)
    end = text[len(body) :] or "\n"
    yield f"{body}{separator}{_written(added, separator)}{end}", None

    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            record, cells = [], row.invalid(f"not readable as a row: {error}")
            yield _rebuilt(_lenient(recorder.record(), separator), len(heads), cells, separator) + end, cells
            continue
        text = recorder.record()
        if len(record) == len(heads):
            told, cells = behind(record)
            body = text.rstrip(_ENDS)
            yield body + told + (text[len(body) :] or end), cells
        elif record:
            cells = row.invalid(f"{len(record)} cells where the heading has {len(heads)}")
            yield _rebuilt(record, len(heads), cells, separator) + end, cells
        else:
            yield text, None


def _heading(reader: Iterator[list[str]]) -> list[str]:
    try:
        heads = next(reader, [])
    except csv.Error as error:
        raise TableProblem(f"the heading is not readable: {error}") from error
    if not heads:
        raise TableProblem("the table has no heading: its first line must name the columns")
    return heads


def _behind(heads: Sequence[str], asker: Asker, plan: Plan) -> Callable[[list[str]], tuple[str, Cells]]:
    """Return what gives, for a record, the text that goes behind it and the answer's cells."""
    separator = plan.between
    found = columns.places(heads, plan.mapping, condition_given=bool(asker.given.condition))
    places = {field: place for field, place in zip(Question._fields, found, strict=True) if place is not None}
    pick = itemgetter(*places.values())

    @lru_cache(REMEMBERED)
    def told(asked: str | Cells) -> tuple[str, Cells]:
        values = (asked,) if isinstance(asked, str) else asked
        cells = asker.cells(Question(**dict(zip(places, values, strict=True))))
        return separator + _written(cells, separator), cells

    return lambda record: told(pick(record))


def _rebuilt(record: list[str], width: int, cells: Cells, separator: str) -> str:
    """Return a record of the wrong width with its answer where the heading has it; what is too much comes last."""
    padded = record[:width] + [""] * (width - len(record))
    return _written([*padded, *cells, *record[width:]], separator)


def _lenient(text: str, separator: str) -> list[str]:
    """Return the cells of a record that breaks the rules of quoting, as a spreadsheet would read them."""
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return [cell for record in reader for cell in record]
    except csv.Error:
        return [text.rstrip(_ENDS)]


def _written(cells: Sequence[str], separator: str) -> str:
    text = io.StringIO(newline="")
    # The writer quotes only those line breaks that end its own lines.
    csv.writer(text, delimiter=separator, lineterminator=_ENDS).writerow(cells)
    return text.getvalue()[: -len(_ENDS)]
