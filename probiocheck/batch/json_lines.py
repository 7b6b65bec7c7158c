"""JSON Lines: each object goes out as it came in, with the answer's fields behind its own."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from probiocheck.batch import columns
from probiocheck.batch.asking import BETWEEN, REMEMBERED, Question
from probiocheck.batch.problem import InvalidRow
from probiocheck.render import row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from probiocheck.batch.asking import Asker
    from probiocheck.batch.plan import Plan

    Cells = tuple[str, ...]

# The field that keeps a line which is no object, or which has no room for the answer.
_LINE = "row"


def answered(lines: Iterable[str], asker: Asker, plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield each line with its answer in it, and how it counts; blank lines count nothing.

    Args:
        lines: The lines of the table with their ends, untranslated.
        asker: Answers the questions.
        plan: How the table is read and written.

    """
    names = columns.added(plan.prefix, ())
    cells_of = lru_cache(REMEMBERED)(asker.cells)
    for line in lines:
        text = line.strip()
        if not text:
            yield line, ""
            continue
        end = line[len(line.rstrip()) :] or "\n"
        try:
            record = _object(text, names)
        except InvalidRow as problem:
            cells = row.invalid(str(problem))
            yield _encoded({_LINE: text}, names, cells) + end, row.counts_as(cells)
            continue
        try:
            cells = cells_of(_question(record, plan))
        except InvalidRow as problem:
            cells = row.invalid(str(problem))
        fields = _encoded({}, names, cells)
        # The object's own text is kept: decoding and encoding it could change its numbers.
        yield text[:-1].rstrip() + (", " if record else "") + fields[1:] + end, row.counts_as(cells)


def _object(text: str, names: list[str]) -> dict[str, Any]:
    try:
        record = msgspec.json.decode(text, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError) as error:
        raise InvalidRow(f"not a JSON object: {error}") from error
    twice = [name for name in names if name in record]
    if twice:
        raise InvalidRow(f"has a field called {twice[0]!r} already; put something before the added ones: --prefix")
    return record


def _question(record: dict[str, Any], plan: Plan) -> Question:
    return Question(**{field: _text(record, plan.mapping.get(field, field)) for field in Question._fields})


def _text(record: dict[str, Any], name: str) -> str:
    """Return a field as text; several values as a cell holds them."""
    value = record.get(name)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return BETWEEN.join(value)
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    raise InvalidRow(f"the field {name!r} must be text")


def _encoded(own: dict[str, str], names: list[str], cells: Cells) -> str:
    return msgspec.json.encode(own | dict(zip(names, cells, strict=True))).decode()
