"""``probiocheck tour``: a few questions that show what the tool knows, and what it refuses to say."""

import shlex
from typing import TYPE_CHECKING, Annotated

import typer

from probiocheck.cli import NO_ANSWER, OK, options, output, printed

if TYPE_CHECKING:
    from probiocheck.ask import Desk
    from probiocheck.model_files import Stop

_PROMPT = " Enter: next · q: quit "


def tour(
    knowledge: options.Knowledge,
    no_pause: Annotated[bool, typer.Option("--no-pause", help="Print everything at once.")] = False,  # noqa: FBT002
    color: options.ColourOption = "auto",
) -> int:
    """Show in two minutes what the tool knows and what it refuses to say: real questions, and what to see in each.

    On a terminal it waits for a key between two questions.

    Exit codes: 0; 3 the knowledge in --data has no tour.
    """
    desk = knowledge.desk()
    stops = desk.store.tour()
    if not stops:
        output.note("this knowledge has no tour: it would stand in its tour.yaml")
        return NO_ANSWER
    from probiocheck.render import tour as page

    output.lines(page.opening(len(stops), output.width()), color)
    for place, one in enumerate(stops, 1):
        if place > 1 and not (no_pause or output.wait(_PROMPT)):
            return OK
        _show(one, f"{place} of {len(stops)}", desk, knowledge, color)
    output.lines(page.closing(output.width()), color)
    return OK


def _show(stop: "Stop", place: str, desk: "Desk", knowledge: options.Knowledge, color: options.Colour) -> None:
    """Print a stop: the command, what to see, and its answer as the command prints it."""
    from probiocheck import tour
    from probiocheck.render import tour as page

    answer, width = tour.ask(desk, stop.ask), output.width()
    command = page.command(stop.ask, _named(knowledge), width)
    changed = tour.differences(answer, stop.expect)
    output.lines(page.stop(stop, place, command, changed, width), color)
    printed.page(answer, desk, options.Printing(color=color), stop.show)


def _named(knowledge: options.Knowledge) -> list[str]:
    """Return the options that say which knowledge and which policy are asked, as they are written in a shell."""
    words = knowledge.words()
    return [shlex.join(words[place : place + 2]) for place in range(0, len(words), 2)]
