"""The options that commands share, in bundles, so that they read the same everywhere and are written once.

A command names a bundle as a parameter, and ``spread`` gives it the options of the bundle. Annotations are evaluated
here, as in the modules of the commands: Typer would evaluate each of their texts again at every start.
"""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from msgspec import Struct

from probiocheck.cli import complete

if TYPE_CHECKING:
    from probiocheck import model
    from probiocheck.ask import Desk

Form = Literal["text", "json", "jsonl", "csv", "tsv", "markdown", "html", "fhir-r4", "cds-hooks"]
Colour = Literal["auto", "always", "never"]
FailOnLevel = Literal["low", "moderate", "high", "avoid", "never"]
ActivityName = Literal["remission", "stable", "active", "flare", "unknown"]

ConditionOption = Annotated[
    str,
    typer.Option(
        "--condition",
        "-c",
        help="The disease: name, abbreviation or code (ICD-10, MONDO, MeSH …).",
        autocompletion=complete.conditions,
    ),
]
OnlyConditions = Annotated[
    list[str],
    typer.Option(
        "--condition", "-c", help="Only this condition; may be repeated.", autocompletion=complete.conditions
    ),
]
StrainNames = Annotated[
    list[str],
    typer.Argument(
        metavar="NAME…", help="Strain, species, deposit number or product.", autocompletion=complete.subjects
    ),
]
ActivityOption = Annotated[ActivityName, typer.Option("--activity", "-a", help="Disease activity.")]
TherapyOption = Annotated[
    list[str],
    typer.Option(
        "--therapy",
        "-t",
        help="A drug or class of drugs taken; may be repeated.",
        autocompletion=complete.therapies,
    ),
]
RiskOption = Annotated[
    list[str],
    typer.Option("--risk", "-r", help="A risk factor; may be repeated.", autocompletion=complete.risks),
]
FormOption = Annotated[Form, typer.Option("--format", "-f", help="How to print the answer.")]
ColourOption = Annotated[
    Colour, typer.Option("--color", help="Colour: on a terminal (auto), always or never.", show_default=False)
]
FailOnOption = Annotated[FailOnLevel, typer.Option("--fail-on", help="Exit with 1 at this level and above.")]
AllowUnknownOption = Annotated[bool, typer.Option("--allow-unknown", help="Exit with 0 where the level is unknown.")]
DataOption = Annotated[
    Path | None,
    typer.Option("--data", readable=False, help="Use the knowledge in this folder instead of the shipped one."),
]


AddDataOption = Annotated[
    list[Path],
    typer.Option("--add-data", readable=False, help="Lay this folder over the knowledge; may be repeated."),
]
PolicyOption = Annotated[
    Path | None,
    typer.Option(
        "--policy", readable=False, help="A local policy: a YAML file of overrides.", envvar="PROBIOCHECK_POLICY"
    ),
]


class Bundle(Struct, kw_only=True):
    """Options that belong together."""


class Source(Bundle, kw_only=True):
    """The knowledge that is looked into."""

    data: DataOption = None
    add_data: AddDataOption = []

    def desk(self) -> "Desk":
        """Return the desk that answers from this knowledge."""
        import probiocheck

        return probiocheck.load(self.data, add_data=self.add_data)

    def words(self) -> list[str]:
        """Return these options as they are written."""
        named = [("--data", self.data), *(("--add-data", one) for one in self.add_data)]
        return [word for option, path in named if path for word in (option, str(path))]


class Knowledge(Source, kw_only=True):
    """What answers rest on: the knowledge, and what the house says."""

    policy: PolicyOption = None

    def desk(self) -> "Desk":
        """Return the desk that answers from this knowledge by this policy."""
        import probiocheck

        return probiocheck.load(self.data, add_data=self.add_data, policy=self.policy)

    def words(self) -> list[str]:
        """Return these options as they are written."""
        return [*super().words(), *(["--policy", str(self.policy)] if self.policy else [])]


class Patient(Bundle, kw_only=True):
    """The state of the patient."""

    activity: ActivityOption = "unknown"
    therapy: TherapyOption = []
    risk: RiskOption = []

    def known_to(self, desk: "Desk") -> "model.Patient":
        """Return the patient that the options describe; what is not known is wrong usage."""
        from probiocheck.ask import UnknownChoice

        try:
            return desk.patient(self.activity, self.therapy, self.risk)
        except UnknownChoice as error:
            raise typer.BadParameter(str(error)) from error


class Printing(Bundle, kw_only=True):
    """How answers are printed."""

    form: FormOption = "text"
    template: Annotated[
        Path | None, typer.Option("--template", help="Print by a Jinja template of your own instead.")
    ] = None
    color: ColourOption = "auto"


class Page(Bundle, kw_only=True):
    """How a record is printed."""

    form: Annotated[Literal["text", "json"], typer.Option("--format", "-f", help="How to print it.")] = "text"
    color: ColourOption = "auto"


class Ending(Bundle, kw_only=True):
    """The level alone, and the exit code."""

    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print the level alone.")] = False
    fail_on: FailOnOption = "moderate"
    allow_unknown: AllowUnknownOption = False


def spread(command: Callable[..., int]) -> Callable[..., int]:
    """Return ``command`` with the options of its bundles in their place."""
    bundles: dict[str, type[Bundle]] = {}
    parameters = []
    for one in inspect.signature(command).parameters.values():
        if isinstance(one.annotation, type) and issubclass(one.annotation, Bundle):
            bundles[one.name] = one.annotation
            parameters += _options(one.annotation)
        else:
            parameters.append(one.replace(kind=inspect.Parameter.KEYWORD_ONLY))

    def gathered(**given: Any) -> int:
        for name, bundle in bundles.items():
            given[name] = bundle(**{field: given.pop(field) for field in bundle.__struct_fields__})
        return command(**given)

    gathered.__name__, gathered.__doc__ = command.__name__, command.__doc__
    gathered.__annotations__ = {}
    gathered.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return gathered


def _options(bundle: type[Bundle]) -> list[inspect.Parameter]:
    """Return the fields of a bundle as keyword parameters; every field has a default."""
    annotations: dict[str, Any] = {}
    for above in reversed(bundle.__mro__):
        annotations |= inspect.get_annotations(above)
    empty, kind = bundle(), inspect.Parameter.KEYWORD_ONLY
    return [
        inspect.Parameter(name, kind, default=getattr(empty, name), annotation=annotations[name])
        for name in bundle.__struct_fields__
    ]
