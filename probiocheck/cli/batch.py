"""``probiocheck batch``: a table in, the same table with answers out."""

import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from probiocheck.cli import NO_ANSWER, USAGE, complete, options, output, printed

if TYPE_CHECKING:
    from typing import TextIO

    from probiocheck.batch.plan import Form, Plan
    from probiocheck.batch.run import Summary


def batch(
    table: Annotated[str, typer.Argument(metavar="FILE", help="CSV, TSV or JSON Lines; - reads standard input.")],
    patient: options.Patient,
    knowledge: options.Knowledge,
    condition: Annotated[
        str,
        typer.Option(
            "--condition", "-c", help="The disease of rows that name none.", autocompletion=complete.conditions
        ),
    ] = "",
    mapping: Annotated[
        list[str],
        typer.Option("--map", metavar="FIELD=HEADING", help="The heading of a field, as in strain=DRUG_NAME."),
    ] = [],  # noqa: B006 - Typer copies it
    input_format: Annotated[
        Literal["csv", "tsv", "jsonl"] | None,
        typer.Option("--input-format", "-i", help="The format, where the file's name does not tell it."),
    ] = None,
    delimiter: Annotated[
        str | None, typer.Option("--delimiter", help="What separates cells, where it is not a comma or a tab.")
    ] = None,
    encoding: Annotated[
        str, typer.Option("--encoding", help="What the table is encoded in; answers are written in UTF-8.")
    ] = "utf-8",
    prefix: Annotated[str, typer.Option("--prefix", help="Put this before the headings of the answer.")] = "",
    target: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write here, whole or not at all, instead of standard output."),
    ] = None,
    fail_on: options.FailOnOption = "moderate",
    allow_unknown: options.AllowUnknownOption = False,  # noqa: FBT002 - a flag
) -> int:
    """Answer every row of a table: the same rows come out, with the answer in further columns.

    Columns read: strain (or product, or label), condition, and, if there, activity, therapy, risk (several by ;).
    Columns added: level, certainty, benefit, basis, subject_id, condition_id, rule, pmids, status, message.
    --condition and --activity hold for rows that name none, --therapy and --risk for every row besides its own.

    Exit codes: the first that applies of 4 the knowledge is unusable; 2 wrong usage, or a row that cannot be asked;
    1 a row at or above --fail-on; 3 a row without an answer, or of level unknown; 0.
    """
    from probiocheck.batch import files
    from probiocheck.batch.asking import Asker, Given
    from probiocheck.batch.problem import TableProblem
    from probiocheck.batch.run import run

    path = None if table == "-" else Path(table)
    desk = knowledge.desk()
    patient.known_to(desk)
    asker = Asker(desk, Given(condition, patient.activity, patient.therapy, patient.risk))
    try:
        plan = _plan(path, input_format, mapping, prefix, delimiter)
        with (
            files.reading(path, sys.stdin.buffer, encoding) as source,  # type: ignore[arg-type]
            _writing(target, source.written_in) as out,
        ):
            summary = run(source.lines, out, asker, plan, output.rows)
    except TableProblem as problem:
        raise typer.BadParameter(str(problem)) from problem
    output.rows_done()
    output.note(_in_words(summary))
    return _code(summary, fail_on, allow_unknown=allow_unknown)


def _plan(path: Path | None, form: "Form | None", pairs: list[str], prefix: str, delimiter: str | None) -> "Plan":
    from probiocheck.batch import plan
    from probiocheck.batch.problem import TableProblem

    mapping = {}
    for pair in pairs:
        field, equals, heading = pair.partition("=")
        if not equals or field not in plan.FIELDS:
            raise TableProblem(f"--map {pair}: write FIELD=HEADING, with one of {', '.join(plan.FIELDS)}")
        mapping[field] = heading
    if delimiter is not None and len(delimiter) != 1:
        raise TableProblem(f"--delimiter {delimiter!r}: name one character")
    if form is None and path is None:
        raise TableProblem("standard input has no name to tell its format: say --input-format csv, tsv or jsonl")
    return plan.Plan(form or plan.form_of(str(path)), mapping, prefix, delimiter)


def _writing(target: Path | None, encoding: str) -> "AbstractContextManager[TextIO]":
    from probiocheck.batch import files

    return output.stream(encoding) if target is None else files.whole(target, encoding)


def _in_words(summary: "Summary") -> str:
    """Return the closing line: how many rows came to which level."""
    from probiocheck import scale

    order = [*scale.LEVELS, "unknown"]
    told = [f"{number} {level}" for level in order if (number := summary.levels[level])]
    told += [f"{number} {status}" for status, number in sorted(summary.without.items())]
    return f"{summary.rows} row{'s' if summary.rows != 1 else ''}: {', '.join(told) or 'nothing asked'}"


def _code(summary: "Summary", fail_on: str, *, allow_unknown: bool) -> int:
    from probiocheck.render import row

    codes = {printed.code_of(level, fail_on, allow_unknown) for level in summary.levels}  # type: ignore[arg-type]
    codes |= {USAGE if status == row.INVALID else NO_ANSWER for status in summary.without}
    return printed.first(codes)
