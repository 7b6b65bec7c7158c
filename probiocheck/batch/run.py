"""One table from its first line to its last."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from probiocheck.batch import delimited, json_lines
from probiocheck.render import row

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from probiocheck.batch.asking import Asker
    from probiocheck.batch.plan import Plan

_LEVEL, _STATUS = row.COLUMNS.index("level"), row.COLUMNS.index("status")
_TOLD_EVERY = 5_000


class Summary(NamedTuple):
    """How many rows came to which level, and to which status where they have none."""

    rows: int
    levels: Counter[str]
    without: Counter[str]


def run(source: TextIO, target: TextIO, asker: Asker, plan: Plan, progress: Callable[[int], None]) -> Summary:
    """Answer every row of a table; the rows go out in the order in which they came in.

    Args:
        source: The table.
        target: Where it goes, with the answers.
        asker: Answers the questions.
        plan: How the table is read and written.
        progress: Is told how many rows are done, now and then.

    Raises:
        TableProblem: The table as a whole does not hold what is needed.

    """
    form = json_lines if plan.form == "jsonl" else delimited
    counted: Counter[tuple[str, str]] = Counter()
    rows = 0
    for text, cells in form.answered(source, asker, plan):
        target.write(text)
        if cells:
            rows += 1
            counted[cells[_LEVEL], cells[_STATUS]] += 1
            if not rows % _TOLD_EVERY:
                progress(rows)
    levels: Counter[str] = Counter()
    without: Counter[str] = Counter()
    for (level, status), number in counted.items():
        (levels if level else without)[level or status] += number
    return Summary(rows, levels, without)
