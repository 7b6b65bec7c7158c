"""The options that commands share, so that they read the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from probiocheck import model
    from probiocheck.ask import Desk

Format = Literal["text", "json"]
FailOn = Literal["low", "moderate", "high", "avoid", "never"]
ActivityName = Literal["remission", "stable", "active", "flare", "unknown"]

ConditionOption = Annotated[
    str, typer.Option("--condition", "-c", help="The disease: name, abbreviation or code (ICD-10, MONDO, MeSH …).")
]
ActivityOption = Annotated[ActivityName, typer.Option("--activity", "-a", help="Disease activity.")]
TherapyOption = Annotated[
    list[str], typer.Option("--therapy", "-t", help="A drug or class of drugs taken; may be repeated.")
]
RiskOption = Annotated[list[str], typer.Option("--risk", "-r", help="A risk factor; may be repeated.")]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to print the answer.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Print the level alone.")]
FailOnOption = Annotated[FailOn, typer.Option("--fail-on", help="Exit with 1 at this level and above.")]
AllowUnknownOption = Annotated[bool, typer.Option("--allow-unknown", help="Exit with 0 where the level is unknown.")]
DataOption = Annotated[
    Path | None, typer.Option("--data", help="Use the knowledge in this folder instead of the shipped one.")
]


def desk(data: Path | None) -> Desk:
    """Return the desk that answers from the knowledge in ``data``, or from the shipped one."""
    from probiocheck.ask import Desk
    from probiocheck.knowledge import place

    return Desk(place.open_store(data))


def patient(desk: Desk, activity: str, therapies: list[str], risks: list[str]) -> model.Patient:
    """Return the patient that the options describe; what is not known is wrong usage."""
    from probiocheck.ask import UnknownChoice

    try:
        return desk.patient(activity, therapies, risks)
    except UnknownChoice as error:
        raise typer.BadParameter(str(error)) from error
