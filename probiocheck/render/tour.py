"""What the tour says around the answers, which are laid out as everywhere else."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from probiocheck.render.page import Line, Page, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from probiocheck.model_files import Question, Stop

_INDENT = "     "
_NEXT = (
    ("probiocheck strain NAME --condition DISEASE", "your own question"),
    ("probiocheck data coverage", "what was studied in which disease, and where the gaps are"),
    ("probiocheck --help", "every command, and what the exit codes mean"),
)


def opening(number: int, width: int) -> list[Line]:
    """Lay out what is about to be shown."""
    page = Page(width)
    told = f"{number} questions, answered anew. Of each answer the head and the parts that matter here are shown;"
    page.labelled("", f"{told} the command above it prints it whole.", indent=0)
    return page.lines


def stop(stop: Stop, place: str, command: list[str], changed: Sequence[str], width: int) -> list[Line]:
    """Lay out what is told before an answer.

    Args:
        stop: The stop.
        place: Which of how many it is.
        command: The command that asks its question, line by line.
        changed: In what the answer is not the one that the stop was written for.
        width: Columns.

    """
    page = Page(width)
    page.line()
    page.line(Span(f" {place}  ", "label"), Span(stop.title, "strong"))
    page.blank()
    for row in command:
        page.line(Span(_INDENT + row))
    page.blank()
    if changed:
        told = f"This stop was written for another answer ({'; '.join(changed)}): go by what follows."
        page.labelled("", told, "strong", indent=2)
    else:
        page.labelled("", stop.see, indent=2)
    page.line()
    return page.lines


def command(question: Question, knowledge: Iterable[str], width: int) -> list[str]:
    """Return the command that asks a question, to be copied into a shell, in lines that fit.

    Args:
        question: The question of a stop.
        knowledge: The options that say which knowledge is asked.
        width: Columns.

    """
    words = ["probiocheck", "strain", shlex.quote(question.strain)]
    options = [("--condition", question.condition)]
    options += [("--activity", question.activity)] if question.activity != "unknown" else []
    options += [("--therapy", one) for one in question.therapies]
    options += [("--risk", one) for one in question.risks]
    rows = [" ".join(words)]
    for piece in [*map(shlex.join, options), *knowledge]:
        if len(f"{_INDENT}{rows[-1]} {piece} \\") > width:
            rows[-1] += " \\"
            rows.append(f"  {piece}")
        else:
            rows[-1] += f" {piece}"
    return rows


def closing(width: int) -> list[Line]:
    """Lay out where to go from here."""
    page = Page(width)
    page.line()
    page.line(Span(" Where to go from here", "strong"))
    room = max(len(form) for form, _ in _NEXT) + 2
    for form, what in _NEXT:
        page.labelled(form, what, indent=room)
    return page.lines
