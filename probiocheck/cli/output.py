"""Everything that is printed goes through here."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from probiocheck.cli import FAULT, UNUSABLE, USAGE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from probiocheck.render.page import Line

_DEFAULT_WIDTH = 80
_WIDEST = 100


class PipeClosed(Exception):
    """Whoever read our output has gone."""


def write(text: str) -> None:
    """Write an answer to standard output; what its encoding lacks is escaped, never fatal."""
    try:
        try:
            sys.stdout.write(text)
        except UnicodeEncodeError:
            encoding = sys.stdout.encoding or "ascii"
            sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except (BrokenPipeError, ValueError) as error:
        raise PipeClosed from error
    except AttributeError as error:
        # Python sets sys.stdout to None where standard output was closed before it began.
        raise PipeClosed from error


def note(text: str, end: str = "\n") -> None:
    """Write a note, warning or error to standard error, without what could steer a terminal."""
    from probiocheck.render.page import harmless

    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            sys.stderr.write("\n".join(map(harmless, text.split("\n"))) + end)
            sys.stderr.flush()


def progress(done: int, of: int) -> None:
    """Show progress on standard error, on a terminal only."""
    _in_place(f"{done} of {of} " + ("\n" if done == of else ""))


def rows(done: int) -> None:
    """Show how many rows are done on standard error, on a terminal only."""
    _in_place(f"{done:,} rows ")


def _in_place(text: str) -> None:
    """Write over what stands on the line of a terminal."""
    if sys.stderr is not None and sys.stderr.isatty():
        with suppress(OSError, ValueError):
            sys.stderr.write(f"\r{text}")
            sys.stderr.flush()


def rows_done() -> None:
    """Make room on a terminal for what is told after the rows."""
    if sys.stderr is not None and sys.stderr.isatty():
        note("", end="\r\x1b[K")


@contextmanager
def stream(encoding: str) -> Iterator[TextIO]:
    """Open standard output for a long table: in its own encoding, with the line ends that are written."""
    if sys.stdout is None:
        raise PipeClosed
    try:
        with open(sys.stdout.fileno(), "w", encoding=encoding, newline="", closefd=False) as out:
            yield out
    except BrokenPipeError as error:
        raise PipeClosed from error


def lines(page: list[Line], colour: str = "auto") -> None:
    """Write a laid-out page: in colour on a terminal or where it is asked for, else as plain text."""
    if colour == "always" or (colour == "auto" and on_terminal()):
        from probiocheck.render import terminal

        write(terminal.render(page))
    else:
        from probiocheck.render import text

        write(text.render(page))


def on_terminal() -> bool:
    """Return whether standard output is a terminal that wants colour (https://no-color.org)."""
    wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return wanted and sys.stdout is not None and sys.stdout.isatty()


def width() -> int:
    """Return the columns to lay out for: the terminal's, within reason, or 80."""
    if sys.stdout is None or not sys.stdout.isatty():
        return _DEFAULT_WIDTH
    return min(shutil.get_terminal_size((_DEFAULT_WIDTH, 24)).columns, _WIDEST)


def wait(prompt: str) -> bool:
    """Wait for a key between two terminals, and return whether to go on; elsewhere go on at once."""
    if sys.stdout is None or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return True
    import typer

    write(prompt)
    try:
        pressed = typer.getchar()
    except EOFError:
        return False
    finally:
        write("\n")
    return "q" not in pressed.casefold()


def close_pipe() -> None:
    """Point standard output elsewhere, so that Python does not complain on its way out."""
    with suppress(OSError, ValueError, AttributeError):
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, sys.stdout.fileno())


def complain(error: Exception) -> int:
    """Tell an error in words and return its exit code."""
    from probiocheck.knowledge.problem import InvalidKnowledge

    if isinstance(error, InvalidKnowledge):
        for problem in error.problems:
            note(str(problem))
        number = len(error.problems)
        note(f"probiocheck: the knowledge or the policy cannot be used: {number} problem{'s' if number != 1 else ''}")
        return UNUSABLE
    if isinstance(error, OSError):
        note(f"probiocheck: {error.filename or 'standard output'} cannot be read or written: {error.strerror}")
        return USAGE
    if isinstance(error, UnicodeDecodeError):
        note(f"probiocheck: standard input is not {error.encoding.upper()}: give it in that encoding")
        return USAGE
    note(f"probiocheck: a fault of our own: {type(error).__name__}: {error}")
    note("Please report it with the command you ran; nothing was assessed.")
    return FAULT
