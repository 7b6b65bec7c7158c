"""``probiocheck strain``: may this strain be taken with this condition?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from probiocheck.cli import options, output

if TYPE_CHECKING:
    from probiocheck import model
    from probiocheck.ask import Desk

_OK, _AT_OR_ABOVE, _NO_ANSWER = 0, 1, 3
# Of several answers the first of these codes that applies is the exit code.
_PRECEDENCE = (_AT_OR_ABOVE, _NO_ANSWER, _OK)


def strain(
    names: Annotated[list[str], typer.Argument(metavar="NAME…", help="Strain, species, deposit number or product.")],
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
    """Tell whether a probiotic strain may be taken with an autoimmune condition, and how we know.

    Exit codes: 0 answered, below --fail-on; 1 at or above it; 2 wrong usage; 3 no answer, or level unknown;
    4 the knowledge is unusable.
    """
    from probiocheck.ask import UnknownChoice

    desk = options.desk(data)
    try:
        patient = desk.patient(activity, therapy, risk)
    except UnknownChoice as error:
        raise typer.BadParameter(str(error)) from error
    answers = [desk.strain(name, condition, patient) for name in names]
    _print(answers, desk, form, quiet=quiet)
    codes = {_code(one, fail_on, allow_unknown=allow_unknown) for one in answers}
    return next(code for code in _PRECEDENCE if code in codes)


def _code(answer: model.Assessment | model.NoAnswer, fail_on: str, *, allow_unknown: bool) -> int:
    from probiocheck import model, scale

    if isinstance(answer, model.NoAnswer):
        return _NO_ANSWER
    if answer.level == "unknown":
        return _OK if allow_unknown else _NO_ANSWER
    if fail_on == "never" or scale.rank(answer.level) < scale.LEVELS.index(fail_on):
        return _OK
    return _AT_OR_ABOVE


def _print(answers: list[model.Assessment | model.NoAnswer], desk: Desk, form: str, *, quiet: bool) -> None:
    from probiocheck import model

    if quiet:
        for one in answers:
            if isinstance(one, model.Assessment):
                output.write(one.level + "\n")
            else:
                output.note(_in_one_line(one))
                if len(answers) > 1:
                    output.write("no-answer\n")
    elif form == "json":
        from probiocheck.render import json

        output.write(json.render(answers[0] if len(answers) == 1 else model.Assessments(assessments=answers)))
    else:
        for place, one in enumerate(answers):
            if place:
                output.write("\n")
            _print_page(one, desk)


def _print_page(answer: model.Assessment | model.NoAnswer, desk: Desk) -> None:
    from probiocheck import model
    from probiocheck.render import answer as page
    from probiocheck.render import no_answer

    if isinstance(answer, model.NoAnswer):
        output.lines(no_answer.lines(answer, output.width()))
        return
    disclaimer = desk.store.about.disclaimer
    output.lines(page.lines(answer, lambda one: desk.store.get("publication", one), output.width(), disclaimer))


def _in_one_line(answer: model.NoAnswer) -> str:
    from probiocheck.render import no_answer

    return no_answer.in_one_line(answer)
