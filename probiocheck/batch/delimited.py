"""CSV and TSV: each row goes out as it came in, letter for letter, with the answer's cells behind it."""

from __future__ import annotations

import csv
import io
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

_ENDS, _QUOTE = "\r\n", '"'


class _Quoted:
    """Reads the records that begin with a line that holds a quote: a cell in quotes may hold line breaks."""

    def __init__(self, lines: Iterator[str], separator: str) -> None:
        self._lines = lines
        self._taken: list[str] = []
        self._first: str | None = None
        self._reader = csv.reader(self._handed_on(), delimiter=separator, strict=True)

    def record(self, line: str) -> tuple[str, list[str] | csv.Error]:
        """Return text and cells of the record that ``line`` begins; the error where its cells cannot be told."""
        self._taken.clear()
        self._first = line
        try:
            cells: list[str] | csv.Error = next(self._reader)
        except csv.Error as error:
            cells = error
        return "".join(self._taken), cells

    def _handed_on(self) -> Iterator[str]:
        """Yield the line that begins a record, then those that go on with it, and keep them."""
        while (line := self._first or next(self._lines, None)) is not None:
            self._first = None
            self._taken.append(line)
            yield line


def answered(lines: Iterable[str], asker: Asker, plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield the text of each row with its answer behind it, and how it counts; the heading and blanks count nothing.

    Args:
        lines: The lines of the table with their ends, untranslated.
        asker: Answers the questions.
        plan: How the table is read and written.

    Raises:
        TableProblem: The heading is missing, or does not hold what is needed.

    """
    separator, lines = plan.between, iter(lines)
    quoted = _Quoted(lines, separator)
    text, heads = _heading(quoted, next(lines, "\n"))
    added = columns.added(plan.prefix, heads)
    behind, width = _behind(heads, asker, plan), len(heads)
    body = text.rstrip(_ENDS)
    end = text[len(body) :] or "\n"
    yield f"{body}{separator}{_written(added, separator)}{end}", ""

    record: list[str] | csv.Error
    for line in lines:
        # A line without a quote is a record by itself, and splitting it is much faster than reading it as one.
        if _QUOTE in line:
            text, record = quoted.record(line)
            body = text.rstrip(_ENDS)
        else:
            text = line
            body = line.rstrip(_ENDS)
            record = body.split(separator) if body else []
        if not isinstance(record, list):
            cells = row.invalid(f"not readable as a row: {record}")
            yield _rebuilt(_lenient(text, separator), width, cells, separator) + end, row.counts_as(cells)
        elif len(record) == width:
            told, counted = behind(record)
            yield body + told + (text[len(body) :] or end), counted
        elif record:
            cells = row.invalid(f"{len(record)} cells where the heading has {width}")
            yield _rebuilt(record, width, cells, separator) + end, row.counts_as(cells)
        else:
            yield text, ""


def _heading(quoted: _Quoted, line: str) -> tuple[str, list[str]]:
    text, heads = quoted.record(line)
    if isinstance(heads, csv.Error):
        raise TableProblem(f"the heading is not readable: {heads}")
    if not heads:
        raise TableProblem("the table has no heading: its first line must name the columns")
    return text, heads


def _behind(heads: Sequence[str], asker: Asker, plan: Plan) -> Callable[[list[str]], tuple[str, str]]:
    """Return what gives, for a record, the text that goes behind it, and how it counts."""
    separator = plan.between
    places = columns.places(heads, plan.mapping, condition_given=bool(asker.given.condition))
    pick = itemgetter(*places.values())

    # A plain dictionary finds what was told faster than a cache that keeps count of its use.
    known: dict[str | Cells, tuple[str, str]] = {}

    def behind(record: list[str]) -> tuple[str, str]:
        asked = pick(record)
        told = known.get(asked)
        if told is None:
            values = (asked,) if isinstance(asked, str) else asked
            cells = asker.cells(Question(**dict(zip(places, values, strict=True))))
            if len(known) >= REMEMBERED:
                known.clear()
            told = known[asked] = separator + _written(cells, separator), row.counts_as(cells)
        return told

    return behind


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
