"""How answers are printed, and the exit code they give: the same for every assessing command."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from probiocheck.cli import AT_OR_ABOVE, NO_ANSWER, OK, USAGE, output

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from probiocheck import model
    from probiocheck.ask import Desk
    from probiocheck.cli import options
    from probiocheck.render.page import Table

# Of several answers, and of the rows of a table, the first of these codes that applies is the exit code.
_PRECEDENCE = (USAGE, AT_OR_ABOVE, NO_ANSWER)
# The documents: one for all answers, made by the module of this name.
_DOCUMENTS = {"markdown": "markdown", "html": "html", "fhir-r4": "fhir", "cds-hooks": "cds_hooks"}


def worst(found: Iterable[model.Assessment | model.NoAnswer], ending: options.Ending) -> int:
    """Return the exit code of several answers."""
    return first({code(one, ending.fail_on, allow_unknown=ending.allow_unknown) for one in found})


def first(codes: Container[int]) -> int:
    """Return the exit code of a whole whose parts have these codes."""
    return next((one for one in _PRECEDENCE if one in codes), OK)


def code(answer: model.Assessment | model.NoAnswer, fail_on: str, *, allow_unknown: bool) -> int:
    """Return the exit code of one answer."""
    from probiocheck import model

    return NO_ANSWER if isinstance(answer, model.NoAnswer) else code_of(answer.level, fail_on, allow_unknown)


def code_of(level: model.Level, fail_on: str, allow_unknown: bool) -> int:  # noqa: FBT001 - as the option is
    """Return the exit code of a level."""
    from probiocheck import scale

    if level == "unknown":
        return OK if allow_unknown else NO_ANSWER
    if fail_on == "never" or scale.rank(level) < [*scale.LEVELS].index(fail_on):  # type: ignore[arg-type]
        return OK
    return AT_OR_ABOVE


def question(patient: options.Patient, condition: str, **subject: str) -> dict[str, str]:
    """Return what was asked, by the columns that a batch reads."""
    return {
        **subject,
        "condition": condition,
        "activity": patient.activity,
        "therapy": ";".join(patient.therapy),
        "risk": ";".join(patient.risk),
    }


def answers(
    found: Sequence[model.Assessment | model.NoAnswer],
    asked: Sequence[Mapping[str, str]],
    desk: Desk,
    printing: options.Printing,
    *,
    quiet: bool = False,
) -> None:
    """Print answers in the order asked."""
    from probiocheck import model

    if quiet:
        for one in found:
            level(one, alone=len(found) == 1)
    elif printing.template:
        template(found, desk, printing)
    elif printing.form == "json":
        json(found[0] if len(found) == 1 else model.Assessments(assessments=list(found)))
    elif printing.form == "text":
        for place, one in enumerate(found):
            if place:
                output.write("\n")
            page(one, desk, printing)
    else:
        exchanged(found, asked, desk, printing)


def exchanged(
    found: Sequence[model.Assessment | model.NoAnswer],
    asked: Sequence[Mapping[str, str]],
    desk: Desk,
    printing: options.Printing,
) -> None:
    """Print answers in a format that other programs read."""
    form, get = printing.form, desk.store.get
    if form == "jsonl":
        lines(found)
    elif form in {"csv", "tsv"}:
        from probiocheck.render import table

        output.write(table.render(found, asked, get, form))
    else:
        document = import_module(f"probiocheck.render.{_DOCUMENTS[form]}")
        output.write(document.render(found, get, desk.store.about.disclaimer))


def template(found: Sequence[model.Assessment | model.NoAnswer], desk: Desk, printing: options.Printing) -> None:
    """Print answers by the user's own template."""
    import typer

    from probiocheck.render import template as own

    try:
        text = own.render(found, desk.store.get, desk.store.about.disclaimer, template=printing.template)  # type: ignore[arg-type]
    except own.TemplateProblem as error:
        raise typer.BadParameter(str(error)) from error
    output.write(text)


def conditions(desk: Desk, names: Iterable[str]) -> list[str] | None:
    """Return the ids of conditions by name; of the first that is not understood print why, and return ``None``."""
    from probiocheck import model

    found = []
    for name in names:
        condition = desk.names.condition(name)
        if isinstance(condition, model.NoAnswer):
            level(condition, alone=True)
            return None
        found.append(condition.id)
    return found


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


def page(
    answer: model.Assessment | model.NoAnswer,
    desk: Desk,
    printing: options.Printing,
    parts: Container[model.Part] | None = None,
) -> None:
    """Print one answer in full, or only its head and some parts."""
    from probiocheck import model
    from probiocheck.render import answer as full
    from probiocheck.render import no_answer

    if isinstance(answer, model.NoAnswer):
        output.lines(no_answer.lines(answer, output.width()), printing.color)
        return
    laid_out = full.lines(
        answer,
        lambda one: desk.store.get("publication", one),
        output.width(),
        desk.store.about.disclaimer,
        full.PARTS if parts is None else parts,
    )
    output.lines(laid_out, printing.color)


def json(answer: object) -> None:
    """Print any answer as JSON."""
    from probiocheck.render import json as form

    output.write(form.render(answer))


def lines(found: Iterable[Any]) -> None:
    """Print answers or records as JSON Lines."""
    from probiocheck.render import json as form

    for one in found:
        output.write(form.line(one))


def table(laid_out: Table, form: str) -> None:
    """Print a table as a document."""
    made_by = import_module(f"probiocheck.render.{_DOCUMENTS[form]}")
    output.write(made_by.table(laid_out.title, laid_out.heads, laid_out.rows, laid_out.foot))
