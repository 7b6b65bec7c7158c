"""``label``, ``condition``, ``compare`` and ``matrix``: from a strain to what is on the shelf."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from probiocheck.cli import options, output, printed

if TYPE_CHECKING:
    from probiocheck.ask import Desk
    from probiocheck.names.resolve import Resolved

MatrixFormat = Annotated[Literal["text", "json", "csv"], typer.Option("--format", "-f", help="How to print it.")]
AtLeastTwo = Annotated[list[str], typer.Argument(metavar="NAME NAME…", help="Strains or products to compare.")]


def label(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The list of ingredients; - reads standard input.")],
    condition: options.ConditionOption,
    activity: options.ActivityOption = "unknown",
    therapy: options.TherapyOption = [],  # noqa: B006 - Typer copies it
    risk: options.RiskOption = [],  # noqa: B006
    form: options.FormatOption = "text",
    quiet: options.QuietOption = False,  # noqa: FBT002 - a flag
    fail_on: options.FailOnOption = "moderate",
    allow_unknown: options.AllowUnknownOption = False,  # noqa: FBT002
    data: options.DataOption = None,
) -> int:
    """Read a list of ingredients as printed on a box, and answer for what is in it.

    An organism that is not understood makes it no answer (exit code 3). Exit codes as of strain.
    """
    desk = options.desk(data)
    patient = options.patient(desk, activity, therapy, risk)
    found = desk.label(sys.stdin.read() if text == "-" else text, condition, patient)
    answer = found.answer
    if quiet:
        printed.level(answer, alone=True)
    elif form == "json":
        printed.json(found)
    else:
        from probiocheck.render import label as page

        output.lines(page.lines(found.label, output.width()))
        if found.assessment or answer.what != "label":
            output.write("\n")
            printed.page(answer, desk)
    return printed.code(answer, fail_on, allow_unknown=allow_unknown)


def condition(
    name: Annotated[str, typer.Argument(metavar="CONDITION", help="The disease: name, abbreviation or code.")],
    activity: options.ActivityOption = "unknown",
    therapy: options.TherapyOption = [],  # noqa: B006
    risk: options.RiskOption = [],  # noqa: B006
    everything: Annotated[bool, typer.Option("--all", help="Also what nobody has studied here.")] = False,  # noqa: FBT002
    form: options.FormatOption = "text",
    data: options.DataOption = None,
) -> int:
    """Rank what was studied in a condition, best first, and tell what the condition is."""
    from probiocheck import shelf

    desk = options.desk(data)
    patient = options.patient(desk, activity, therapy, risk)
    found = _condition(desk, name, form)
    if found is None:
        return printed.NO_ANSWER
    ranking = shelf.rank(desk, found, patient, everything=everything)
    if form == "json":
        printed.json(ranking)
    else:
        from probiocheck.render import ranking as page

        output.lines(page.lines(ranking, output.width(), desk.store.about.disclaimer))
    return printed.OK


def compare(
    names: AtLeastTwo,
    condition: options.ConditionOption,
    activity: options.ActivityOption = "unknown",
    therapy: options.TherapyOption = [],  # noqa: B006
    risk: options.RiskOption = [],  # noqa: B006
    form: options.FormatOption = "text",
    data: options.DataOption = None,
) -> int:
    """Put strains or products side by side in a condition, with the evidence that tells them apart."""
    from probiocheck import model, shelf

    desk = options.desk(data)
    patient = options.patient(desk, activity, therapy, risk)
    try:
        comparison = shelf.compare(desk, names, condition, patient)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    if isinstance(comparison, model.NoAnswer):
        printed.answers([comparison], desk, form, quiet=False)
        return printed.NO_ANSWER
    if form == "json":
        printed.json(comparison)
    else:
        from probiocheck.render import comparison as page

        output.lines(page.lines(comparison, output.width(), desk.store.about.disclaimer))
    return printed.OK


def matrix(
    condition: Annotated[list[str], typer.Option("--condition", "-c", help="A column; may be repeated.")] = [],  # noqa: B006
    strain: Annotated[list[str], typer.Option("--strain", "-s", help="A row; may be repeated.")] = [],  # noqa: B006
    activity: options.ActivityOption = "unknown",
    therapy: options.TherapyOption = [],  # noqa: B006
    risk: options.RiskOption = [],  # noqa: B006
    form: MatrixFormat = "text",
    data: options.DataOption = None,
) -> int:
    """Show strains and products against conditions as a grid of levels."""
    from probiocheck import model, shelf

    desk = options.desk(data)
    patient = options.patient(desk, activity, therapy, risk)
    columns = [_condition(desk, one, form) for one in condition]
    rows = [desk.names.strain(one) for one in strain]
    for one in rows:
        if isinstance(one, model.NoAnswer):
            printed.answers([one], desk, "json" if form == "json" else "text", quiet=False)
            return printed.NO_ANSWER
    if None in columns:
        return printed.NO_ANSWER
    grid = shelf.matrix(
        desk,
        [one.id for one in columns if one],
        [one.id for one in rows if not isinstance(one, model.NoAnswer)],
        patient,
    )
    if form == "json":
        printed.json(grid)
    else:
        from probiocheck.render import matrix as page

        if form == "csv":
            output.write(page.csv(grid))
        else:
            output.lines(page.lines(grid, output.width()))
    return printed.OK


def _condition(desk: Desk, name: str, form: str) -> Resolved | None:
    """Resolve a condition; print the no-answer where that cannot be done."""
    from probiocheck import model

    found = desk.names.condition(name)
    if isinstance(found, model.NoAnswer):
        printed.answers([found], desk, "json" if form == "json" else "text", quiet=False)
        return None
    return found
