"""One table from its first line to its last."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, get_args

from probiocheck import model
from probiocheck.batch import delimited, json_lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from probiocheck.batch.asking import Asker
    from probiocheck.batch.plan import Plan

_TOGETHER = 500


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
    counted: Counter[str] = Counter()
    done = 0
    rows = form.answered(source, asker, plan)
    # Written and counted by the hundred, since a call for each row takes as long as the row.
    while chunk := list(islice(rows, _TOGETHER)):
        texts, counts_as = zip(*chunk, strict=True)
        target.write("".join(texts))
        counted.update(counts_as)
        done += len(chunk)
        progress(done)
    del counted[""]
    levels = Counter({one: counted.pop(one) for one in get_args(model.Level) if one in counted})
    return Summary(levels.total() + counted.total(), levels, counted)
