"""``label``, ``condition``, ``compare`` and ``matrix``: from a strain to what is on the shelf."""

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from probiocheck.cli import NO_ANSWER, OK, complete, options, output, printed

if TYPE_CHECKING:
    from probiocheck import model_shelf
    from probiocheck.ask import Desk
    from probiocheck.cli import picture
    from probiocheck.names.resolve import Resolved

# A grid of levels is no answer with its evidence, so the formats for one answer are not among these.
MatrixForm = Annotated[
    Literal["text", "json", "jsonl", "csv", "tsv", "markdown", "html"],
    typer.Option("--format", "-f", help="How to print it."),
]


def label(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The list of ingredients; - reads standard input.")],
    condition: options.ConditionOption,
    patient: options.Patient,
    ending: options.Ending,
    printing: options.Printing,
    knowledge: options.Knowledge,
) -> int:
    """Read a list of ingredients as printed on a box, and answer for what is in it.

    An organism that is not understood makes it no answer (exit code 3). Exit codes as of strain.
    """
    desk = knowledge.desk()
    written = sys.stdin.read() if text == "-" else text
    found = desk.label(written, condition, patient.known_to(desk))
    if ending.quiet or printing.template or printing.form not in {"text", "json"}:
        asked = [printed.question(patient, condition, label=written)]
        printed.answers([found.answer], asked, desk, printing, quiet=ending.quiet)
    elif printing.form == "json":
        printed.json(found)
    else:
        from probiocheck.render import label as page

        output.lines(page.lines(found.label, output.width()), printing.color)
        if found.assessment or not found.unread:
            output.write("\n")
            printed.page(found.answer, desk, printing)
    return printed.worst([found.answer], ending)


def condition(
    name: Annotated[
        str,
        typer.Argument(
            metavar="CONDITION",
            help="The disease: name, abbreviation or code.",
            autocompletion=complete.conditions,
        ),
    ],
    patient: options.Patient,
    printing: options.Printing,
    knowledge: options.Knowledge,
    everything: Annotated[bool, typer.Option("--all", help="Also what nobody has studied here.")] = False,  # noqa: FBT002
) -> int:
    """Rank what was studied in a condition, best first, and tell what the condition is."""
    from probiocheck import shelf

    desk = knowledge.desk()
    state = patient.known_to(desk)
    found = _condition(desk, name, patient, printing)
    if found is None:
        return NO_ANSWER
    ranking = shelf.rank(desk, found, state, everything=everything)
    if printing.template or printing.form in {"jsonl", "csv", "tsv", "fhir-r4", "cds-hooks"}:
        answers = shelf.assessed(desk, ranking, found, state)
        asked = [printed.question(patient, name, strain=one.id) for one in ranking.ranking]
        printed.answers(answers, asked, desk, printing)
    elif printing.form == "json":
        printed.json(ranking)
    else:
        from probiocheck.render import ranking as page

        disclaimer = desk.store.about.disclaimer
        if printing.form == "text":
            output.lines(page.lines(ranking, output.width(), disclaimer), printing.color)
        else:
            printed.table(page.table(ranking, disclaimer), printing.form)
    return OK


def compare(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME NAME…", help="Strains or products to compare.", autocompletion=complete.subjects
        ),
    ],
    condition: options.ConditionOption,
    patient: options.Patient,
    printing: options.Printing,
    knowledge: options.Knowledge,
) -> int:
    """Put strains or products side by side in a condition, with the evidence that tells them apart."""
    from probiocheck import model, shelf

    desk = knowledge.desk()
    try:
        found = shelf.compare(desk, names, condition, patient.known_to(desk))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    asked = [printed.question(patient, condition, strain=name) for name in names]
    if isinstance(found, model.NoAnswer):
        failed = [one for one in asked if found.query in {one["strain"], condition}]
        printed.answers([found], failed[:1], desk, printing)
        return NO_ANSWER
    if printing.template or printing.form not in {"text", "json"}:
        printed.answers(found.assessments, asked, desk, printing)
    elif printing.form == "json":
        printed.json(found)
    else:
        from probiocheck.render import comparison as page

        output.lines(page.lines(found, output.width(), desk.store.about.disclaimer), printing.color)
    return OK


def matrix(
    patient: options.Patient,
    knowledge: options.Knowledge,
    condition: Annotated[
        list[str],
        typer.Option("--condition", "-c", help="A column; may be repeated.", autocompletion=complete.conditions),
    ] = [],  # noqa: B006 - Typer copies it
    strain: Annotated[
        list[str],
        typer.Option("--strain", "-s", help="A row; may be repeated.", autocompletion=complete.subjects),
    ] = [],  # noqa: B006
    form: MatrixForm = "text",
    color: options.ColourOption = "auto",
    target: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write .svg, .png or .html instead; - writes SVG to standard output.",
        ),
    ] = "",
) -> int:
    """Show strains and products against conditions as a grid of levels; with --output as a picture or a page."""
    from probiocheck import model, shelf

    written = _written_as(target, form)
    desk = knowledge.desk()
    state = patient.known_to(desk)
    printing = options.Printing(form=form, color=color)
    columns = [_condition(desk, one, patient, printing) for one in condition]
    rows = [desk.names.strain(one) for one in strain]
    for one, given in zip(rows, strain, strict=True):
        if isinstance(one, model.NoAnswer):
            printed.answers([one], [printed.question(patient, "", strain=given)], desk, printing)
            return NO_ANSWER
    if None in columns:
        return NO_ANSWER
    grid = shelf.matrix(
        desk,
        [one.id for one in columns if one],
        [one.id for one in rows if not isinstance(one, model.NoAnswer)],
        state,
    )
    if written:
        _save(grid, written, target, _named(grid, columns=bool(condition), rows=bool(strain)), desk, knowledge)
    else:
        _show(grid, printing, desk)
    return OK


def _show(grid: "model_shelf.Matrix", printing: options.Printing, desk: "Desk") -> None:
    """Print a grid."""
    from probiocheck.render import matrix as page

    form = printing.form
    if form == "json":
        printed.json(grid)
    elif form == "jsonl":
        printed.lines(page.rows(grid))
    elif form == "text":
        output.lines(page.lines(grid, output.width()), printing.color)
    elif form in {"csv", "tsv"}:
        from probiocheck.render import table

        output.write(table.written(page.cells(grid), form))
    else:
        printed.table(page.table(grid, desk.store.about.disclaimer), form)


def _written_as(target: str, form: str) -> "picture.Form | None":
    """Return what a grid is written as, by the ending of its file; ``None`` where it is printed."""
    if not target:
        return None
    from probiocheck.cli import picture

    if form != "text":
        raise typer.BadParameter("--output tells the format by its ending: leave --format out")
    return picture.one_of(target, (*picture.PICTURES, "html"))


def _named(grid: "model_shelf.Matrix", *, columns: bool, rows: bool) -> list[str]:
    """Return the words that ask for a grid: its columns and rows where they were named."""
    chosen = [("--condition", one.id) for one in grid.conditions if columns]
    chosen += [("--strain", one.id) for one in grid.subjects if rows]
    return ["matrix", *(word for pair in chosen for word in pair)]


def _save(
    grid: "model_shelf.Matrix",
    form: "picture.Form",
    target: str,
    words: list[str],
    desk: "Desk",
    knowledge: options.Knowledge,
) -> None:
    """Write a grid as a page or a picture; ``words`` ask for it."""
    from probiocheck.cli import picture

    source = picture.source(desk, [*words, *picture.patient_words(grid.patient)], knowledge, target)
    if form == "html":
        from probiocheck.site import grid as page

        picture.save(target, page.page(desk.store, grid, source).encode())
        return
    from probiocheck.plot import matrix as drawn

    picture.save(target, drawn.draw(grid, source, form))


def _condition(desk: "Desk", name: str, patient: options.Patient, printing: options.Printing) -> "Resolved | None":
    """Resolve a condition; print the no-answer where that cannot be done."""
    from probiocheck import model

    found = desk.names.condition(name)
    if isinstance(found, model.NoAnswer):
        printed.answers([found], [printed.question(patient, name, strain="")], desk, printing)
        return None
    return found
