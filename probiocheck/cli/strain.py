"""``probiocheck strain`` and ``product``: may this be taken with this condition?"""

from typing import Annotated

import typer

from probiocheck.cli import complete, options, printed


def strain(
    names: options.StrainNames,
    condition: options.ConditionOption,
    patient: options.Patient,
    ending: options.Ending,
    printing: options.Printing,
    knowledge: options.Knowledge,
) -> int:
    """Tell whether a probiotic strain may be taken with an autoimmune condition, and how we know.

    Exit codes: 0 answered, below --fail-on; 1 at or above it; 2 wrong usage; 3 no answer, or level unknown;
    4 the knowledge is unusable.
    """
    desk = knowledge.desk()
    state = patient.known_to(desk)
    answers = [desk.strain(name, condition, state) for name in names]
    asked = [printed.question(patient, condition, strain=name) for name in names]
    printed.answers(answers, asked, desk, printing, quiet=ending.quiet)
    return printed.worst(answers, ending)


def product(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="A marketed or trialled product.", autocompletion=complete.subjects),
    ],
    condition: options.ConditionOption,
    patient: options.Patient,
    ending: options.Ending,
    printing: options.Printing,
    knowledge: options.Knowledge,
) -> int:
    """Tell whether a product may be taken with a condition, with each component and what was ever tested.

    Exit codes as of strain.
    """
    desk = knowledge.desk()
    answers = [desk.product(name, condition, patient.known_to(desk))]
    asked = [printed.question(patient, condition, product=name)]
    printed.answers(answers, asked, desk, printing, quiet=ending.quiet)
    return printed.worst(answers, ending)
