"""How commands write a picture, or another file whose ending tells what it is: whole or not at all."""

from __future__ import annotations

import shlex
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import typer

from probiocheck import writing
from probiocheck.cli import output

if TYPE_CHECKING:
    from probiocheck import model
    from probiocheck.ask import Desk
    from probiocheck.cli import options
    from probiocheck.plot.source import Source

Picture = Literal["svg", "png"]
Form = Literal["svg", "png", "html"]
PICTURES: tuple[Picture, ...] = ("svg", "png")
# Standard output; what goes there is SVG.
_STANDARD = "-"


def form_of(target: str) -> Picture:
    """Return which picture a target is to be, by its ending."""
    return cast("Picture", one_of(target, PICTURES))


def one_of(target: str, forms: tuple[Form, ...]) -> Form:
    """Return what a target is to be, by its ending; one that is not known, or cannot be made here, is wrong usage."""
    form = "svg" if target == _STANDARD else Path(target).suffix.lower().removeprefix(".")
    if form not in forms:
        known = ", ".join(f".{one}" for one in forms)
        raise typer.BadParameter(f"{target}: its ending tells the format: name one of {known}, or - for SVG")
    if form in PICTURES and find_spec("matplotlib") is None:
        raise typer.BadParameter("a picture needs matplotlib: pip install 'probiocheck[plot]'")
    return form


def patient_words(patient: model.Patient) -> list[str]:
    """Return a patient as the options that describe it."""
    words = [] if patient.activity == "unknown" else ["--activity", patient.activity]
    for option, values in (("--therapy", patient.therapies), ("--risk", patient.risks)):
        words += [word for one in values for word in (option, one)]
    return words


def save(target: str, content: bytes) -> None:
    """Write a file whole or not at all, or to standard output."""
    if target == _STANDARD:
        with output.stream("utf-8") as out:
            out.write(content.decode())
        return
    try:
        writing.write(Path(target), content)
    except writing.Unwritable as problem:
        raise typer.BadParameter(str(problem)) from problem


def source(desk: Desk, words: list[str], knowledge: options.Source, target: str) -> Source:
    """Return where a picture comes from.

    Args:
        desk: The knowledge.
        words: The command that makes the picture, without where the knowledge lies and where the picture goes.
        knowledge: The options that name the knowledge.
        target: Where the picture goes; of a path its last part is told, since no other folder has the rest.

    """
    from probiocheck.plot.source import Source

    version, data_version, digest = desk.stamp
    command = ["probiocheck", *words, *knowledge.words(), "--output", Path(target).name or target]
    return Source(
        version=version,
        data_version=data_version,
        data_digest=digest,
        disclaimer=desk.store.about.disclaimer,
        command=shlex.join(command),
    )
