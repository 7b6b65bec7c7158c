"""``probiocheck plot``: what is recorded of a strain, and in a condition, as a picture."""

from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer

from probiocheck.cli import NO_ANSWER, OK, complete, options, output, picture, printed

if TYPE_CHECKING:
    from probiocheck.ask import Desk
    from probiocheck.names.resolve import Resolved

Target = Annotated[
    str,
    typer.Option(
        "--output", "-o", metavar="FILE", help="The picture: .svg or .png; - writes SVG to standard output."
    ),
]

app = typer.Typer(
    help="Draw what is recorded of a strain, and in a condition, as SVG or PNG.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def strain(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="Strain, species, deposit number or product.", autocompletion=complete.subjects
        ),
    ],
    target: Target,
    source: options.Source,
    condition: Annotated[
        str,
        typer.Option(
            "--condition",
            "-c",
            help="Read the effects on this disease's immune axes.",
            autocompletion=complete.conditions,
        ),
    ] = "",
) -> int:
    """Draw the immune effects recorded of a strain, species or product: markers by the system they were seen in.

    Exit codes: 0 drawn; 2 wrong usage, or a file that cannot be written; 3 no such name, or nothing recorded.
    """
    from probiocheck.plot import data

    form = picture.form_of(target)
    desk = source.desk()
    subject = _understood(desk, name, "strain")
    disease = _understood(desk, condition, "condition") if condition else None
    if subject is None or (condition and disease is None):
        return NO_ANSWER
    record = disease and desk.store.get("condition", disease.id)
    organism = desk.canonical(subject.id)
    grid = data.immune_effects(desk.store, organism, record.immune_axes if record else None)
    if not grid.rows:
        whose = "itself is recorded (name a strain: the strain decides)" if grid.kind == "species" else "is recorded"
        output.note(f"nobody has looked: no immune effect of {grid.subject} {whose}; no picture was made")
        return NO_ANSWER
    words = ["plot", "strain", organism, *(["--condition", record.id] if record else [])]
    draw = import_module("probiocheck.plot.strain").draw
    made_by = picture.source(desk, words, source, target)
    picture.save(target, draw(grid, record and record.name, made_by, form))
    return OK


def condition(
    name: Annotated[
        str,
        typer.Argument(
            metavar="CONDITION", help="The disease: name, abbreviation or code.", autocompletion=complete.conditions
        ),
    ],
    target: Target,
    patient: options.Patient,
    knowledge: options.Knowledge,
) -> int:
    """Draw the evidence in a condition: each strain, species and product studied there, its level and studies.

    Exit codes as of plot strain.
    """
    from probiocheck.plot import data

    form = picture.form_of(target)
    desk = knowledge.desk()
    state = patient.known_to(desk)
    disease = _understood(desk, name, "condition")
    if disease is None:
        return NO_ANSWER
    evidence = data.by_subject(desk, disease.id, state)
    if not evidence.rows:
        output.note(
            f"nobody has looked: no study of a marketed strain or product in {evidence.condition} is recorded;"
            " no picture was made"
        )
        return NO_ANSWER
    draw = import_module("probiocheck.plot.condition").draw
    made_by = picture.source(
        desk, ["plot", "condition", disease.id, *picture.patient_words(state)], knowledge, target
    )
    picture.save(target, draw(evidence, made_by, form))
    return OK


def _understood(desk: "Desk", name: str, what: str) -> "Resolved | None":
    """Resolve a name and tell how it was understood; print the no-answer where it was not."""
    from probiocheck import model

    found = desk.names.strain(name) if what == "strain" else desk.names.condition(name)
    if isinstance(found, model.NoAnswer):
        printed.answers([found], [{what: name}], desk, options.Printing())
        return None
    for one in found.notes:
        output.note(one)
    return found


for _command in (strain, condition):
    app.command()(options.spread(_command))
