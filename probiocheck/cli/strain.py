"""``probiocheck strain`` and ``product``: may this be taken with this condition?"""

from __future__ import annotations

from typing import Annotated

import typer

from probiocheck.cli import options, printed


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
    desk = options.desk(data)
    patient = options.patient(desk, activity, therapy, risk)
    answers = [desk.strain(name, condition, patient) for name in names]
    printed.answers(answers, desk, form, quiet=quiet)
    return printed.worst(answers, fail_on, allow_unknown=allow_unknown)


def product(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A marketed or trialled product.")],
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
    """Tell whether a product may be taken with a condition, with each component and what was ever tested.

    Exit codes as of strain.
    """
    desk = options.desk(data)
    patient = options.patient(desk, activity, therapy, risk)
    answers = [desk.product(name, condition, patient)]
    printed.answers(answers, desk, form, quiet=quiet)
    return printed.worst(answers, fail_on, allow_unknown=allow_unknown)
