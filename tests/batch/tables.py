"""Tables for the tests: written, answered and read back."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from probiocheck.batch.asking import Asker, Given
from probiocheck.batch.plan import Form, Plan
from probiocheck.batch.run import Summary, run

if TYPE_CHECKING:
    from probiocheck.ask import Desk


def answer(
    desk: Desk, text: str, form: Form = "csv", given: Given | None = None, **plan: object
) -> tuple[str, Summary]:
    """Answer a table and return what came out."""
    out = io.StringIO(newline="")
    how = Plan(form, plan.pop("mapping", {}), **plan)  # type: ignore[arg-type]
    summary = run(io.StringIO(text, newline=""), out, Asker(desk, given), how, lambda _: None)
    return out.getvalue(), summary


def read(text: str, separator: str = ",") -> list[list[str]]:
    """Read a table as any other program would."""
    return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True) if row]


def records(text: str, separator: str = ",") -> list[dict[str, str]]:
    """Read a table into records by heading."""
    heads, *rows = read(text, separator)
    return [dict(zip(heads, row, strict=False)) for row in rows]
