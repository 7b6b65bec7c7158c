"""The command line: the only room that prints or exits."""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from typing import TextIO

# Public exit codes; the README tells them.
OK, AT_OR_ABOVE, USAGE, NO_ANSWER, UNUSABLE, FAULT, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 3, 4, 70, 130, 141


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code; no error ever leaves it as a traceback."""
    import typer

    from probiocheck.cli.output import PipeClosed, close_pipe, complain

    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        try:
            code = _called(arguments)
        except Exception as error:
            if not _mended(error):
                raise
            code = _called(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except typer.TyperException as error:
        _show(error)
        return USAGE
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except (PipeClosed, BrokenPipeError):
        close_pipe()
        return PIPE_CLOSED
    except Exception as error:  # noqa: BLE001 - the last resort: a fault of our own is told, not thrown
        return complain(error)
    return code if isinstance(code, int) else OK


def _called(arguments: list[str]) -> object:
    """Run the command that the arguments name and return what it returns."""
    from probiocheck.cli.app import build
    from probiocheck.cli.output import PipeClosed

    app = build(arguments or _completing())
    try:
        return app(args=arguments, standalone_mode=False, prog_name="probiocheck")
    except SystemExit as left:
        # Typer leaves with 1 where the reader of its help has gone.
        if isinstance(left.__context__, BrokenPipeError):
            raise PipeClosed from left
        raise


def _show(error: Exception) -> None:
    """Tell what is wrong with the call; what was typed is repeated without what could steer a terminal."""
    from probiocheck.render.page import clean

    if isinstance(getattr(error, "message", None), str):
        error.message = clean(error.message)  # type: ignore[attr-defined]
    show = getattr(error, "show", None)
    if show:
        show()


def _mended(error: Exception) -> bool:
    """Return whether an error came of a damaged compiled form, which is then not used again by this process."""
    import sqlite3

    import msgspec

    from probiocheck.cli.output import note
    from probiocheck.knowledge import place

    if not isinstance(error, (sqlite3.DatabaseError, msgspec.DecodeError)) or not place.distrust():
        return False
    note("probiocheck: the compiled form of the knowledge is damaged; it is compiled anew")
    return True


def _completing() -> list[str]:
    """Return the words being completed where a shell asks for completions, so that only their command is built."""
    words = os.environ.get("_TYPER_COMPLETE_ARGS") or os.environ.get("COMP_WORDS") or ""
    return words.split()[1:] if "_PROBIOCHECK_COMPLETE" in os.environ else []


def _prepare() -> None:
    """Let a request to end clean up as an interrupt does, and no stream be missing or its bytes be guessed."""
    if signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    # Python has no stream where one was closed before the start; standard output is dealt with where it is written.
    if sys.stdin is None:
        sys.stdin = _nothing("r")
    elif isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="strict")
    if sys.stderr is None:
        sys.stderr = _nothing("w")


def _nothing(mode: str) -> TextIO:
    """Open what is always empty and keeps nothing."""
    return cast("TextIO", os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))


def run() -> None:
    """Run the command line and exit: the entry point.

    One look-up lives for a moment: collecting cycles and taking the interpreter apart at the end would take a
    twentieth of it, so both are left out. What was written is flushed first.
    """
    gc.disable()
    _prepare()
    try:
        code = main()
    except KeyboardInterrupt:
        code = INTERRUPTED
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)
