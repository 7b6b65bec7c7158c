"""CSV and TSV: a row an answer, with what was asked before it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Literal

from probiocheck.render import row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from probiocheck import model

Form = Literal["csv", "tsv"]
SEPARATORS: dict[Form, str] = {"csv": ",", "tsv": "\t"}


def render(
    answers: Sequence[model.Assessment | model.NoAnswer], asked: Sequence[Mapping[str, str]], get: row.Get, form: Form
) -> str:
    """Return answers as a table.

    Args:
        answers: In the order asked.
        asked: What was asked of each, by column: the same columns for all.
        get: Finds a record of the knowledge by kind and id.
        form: ``csv`` or ``tsv``.

    """
    heads = [*asked[0], *row.COLUMNS] if asked else [*row.COLUMNS]
    rows = (
        [*map(row.cell, question.values()), *row.of(answer, get)]
        for question, answer in zip(asked, answers, strict=True)
    )
    return written([heads, *rows], form)


def written(rows: Iterable[Sequence[str]], form: Form) -> str:
    """Return rows of cells as CSV or TSV."""
    text = io.StringIO()
    csv.writer(text, delimiter=SEPARATORS[form], lineterminator="\n").writerows(rows)
    return text.getvalue()
