"""Which column of a table holds what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from probiocheck.batch.asking import SUBJECTS, Question
from probiocheck.batch.problem import TableProblem
from probiocheck.render import row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def places(heads: Sequence[str], mapping: Mapping[str, str], *, condition_given: bool) -> dict[str, int]:
    """Return where the fields of a question stand among the headings, as far as there are such.

    Args:
        heads: The headings, as they stand.
        mapping: The heading that holds a field, where it is not the field's own name.
        condition_given: Whether a condition is given for all rows.

    Raises:
        TableProblem: A column is missing, or stands twice.

    """
    sought = ((field, _place(heads, field, mapping.get(field))) for field in Question._fields)
    found = {field: place for field, place in sought if place is not None}
    there = ", ".join(repr(head) for head in heads) or "none"
    if found.keys().isdisjoint(SUBJECTS):
        raise TableProblem(
            f"no column is called {', '.join(SUBJECTS[:-1])} or {SUBJECTS[-1]} (there are: {there});"
            f" name one with --map {SUBJECTS[0]}=HEADING, or say how cells are separated with --delimiter"
        )
    if "condition" not in found and not condition_given:
        raise TableProblem(
            f"no column is called condition (there are: {there});"
            " name one with --map condition=HEADING, or give --condition for all rows"
        )
    return found


def _place(heads: Sequence[str], field: str, mapped: str | None) -> int | None:
    wanted = mapped if mapped is not None else field
    exactly = [place for place, head in enumerate(heads) if head == wanted]
    nearly = [place for place, head in enumerate(heads) if head.strip().casefold() == wanted.strip().casefold()]
    found = exactly or nearly
    if len(found) > 1:
        raise TableProblem(f"the column {wanted!r} stands {len(found)} times: keep or rename one")
    if not found and mapped is not None:
        raise TableProblem(f"no column is called {mapped!r} (there are: {', '.join(map(repr, heads))})")
    return found[0] if found else None


def added(prefix: str, taken: Sequence[str]) -> list[str]:
    """Return the headings of the answer.

    Args:
        prefix: What is put before each.
        taken: The table's own headings.

    Raises:
        TableProblem: The table has such a column already.

    """
    names = [prefix + name for name in row.COLUMNS]
    twice = [name for name in names if name in taken]
    if twice:
        raise TableProblem(
            f"the table has a column called {twice[0]!r} already;"
            " put something before the added ones, as in --prefix answer_"
        )
    return names
