"""How answers are printed, and the exit code they give: the same for every assessing command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from probiocheck.cli import output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from probiocheck import model
    from probiocheck.ask import Desk

OK, AT_OR_ABOVE, NO_ANSWER = 0, 1, 3
# Of several answers the first of these codes that applies is the exit code.
_PRECEDENCE = (AT_OR_ABOVE, NO_ANSWER, OK)


def worst(found: Sequence[model.Assessment | model.NoAnswer], fail_on: str, *, allow_unknown: bool) -> int:
    """Return the exit code of several answers."""
    codes = {code(one, fail_on, allow_unknown=allow_unknown) for one in found}
    return next(one for one in _PRECEDENCE if one in codes)


def code(answer: model.Assessment | model.NoAnswer | None, fail_on: str, *, allow_unknown: bool) -> int:
    """Return the exit code of one answer."""
    from probiocheck import model, scale

    if not isinstance(answer, model.Assessment):
        return NO_ANSWER
    if answer.level == "unknown":
        return OK if allow_unknown else NO_ANSWER
    if fail_on == "never" or scale.rank(answer.level) < [*scale.LEVELS].index(fail_on):  # type: ignore[arg-type]
        return OK
    return AT_OR_ABOVE


def answers(found: Sequence[model.Assessment | model.NoAnswer], desk: Desk, form: str, *, quiet: bool) -> None:
    """Print answers in the order asked."""
    from probiocheck import model

    if quiet:
        for one in found:
            level(one, alone=len(found) == 1)
    elif form == "json":
        json(found[0] if len(found) == 1 else model.Assessments(assessments=list(found)))
    else:
        for place, one in enumerate(found):
            if place:
                output.write("\n")
            page(one, desk)


def level(answer: model.Assessment | model.NoAnswer, *, alone: bool) -> None:
    """Print the level alone; of a no-answer its reason on standard error, and a placeholder among several."""
    from probiocheck import model
    from probiocheck.render import no_answer

    if isinstance(answer, model.Assessment):
        output.write(answer.level + "\n")
        return
    output.note(no_answer.in_one_line(answer))
    if not alone:
        output.write("no-answer\n")


def page(answer: model.Assessment | model.NoAnswer, desk: Desk) -> None:
    """Print one answer in full."""
    from probiocheck import model
    from probiocheck.render import answer as full
    from probiocheck.render import no_answer

    if isinstance(answer, model.NoAnswer):
        output.lines(no_answer.lines(answer, output.width()))
        return
    disclaimer = desk.store.about.disclaimer
    output.lines(full.lines(answer, lambda one: desk.store.get("publication", one), output.width(), disclaimer))


def json(answer: object) -> None:
    """Print any answer as JSON."""
    from probiocheck.render import json as form

    output.write(form.render(answer))
