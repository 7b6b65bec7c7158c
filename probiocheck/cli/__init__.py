"""The command line: the only room that prints or exits."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress

# Public exit codes; the README tells them.
OK, AT_OR_ABOVE, USAGE, NO_ANSWER, UNUSABLE, FAULT, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 3, 4, 70, 130, 141


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code; no error ever leaves it as a traceback."""
    import typer

    from probiocheck.cli.app import build
    from probiocheck.cli.output import PipeClosed, close_pipe, complain

    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        try:
            code = build(arguments or _completing())(args=arguments, standalone_mode=False, prog_name="probiocheck")
        except Exception as error:
            if not _mended(error):
                raise
            code = build(arguments)(args=arguments, standalone_mode=False, prog_name="probiocheck")
        sys.stdout.flush()
    except typer.TyperException as error:
        show = getattr(error, "show", None)
        if show:
            show()
        return USAGE
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except (PipeClosed, BrokenPipeError):
        close_pipe()
        return PIPE_CLOSED
    except Exception as error:  # noqa: BLE001 - the last resort: a fault of our own is told, not thrown
        return complain(error)
    return code if isinstance(code, int) else OK


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


def run() -> None:
    """Run the command line and exit: the entry point.

    One look-up lives for a moment: collecting cycles and taking the interpreter apart at the end would take a
    twentieth of it, so both are left out. What was written is flushed first.
    """
    gc.disable()
    try:
        code = main()
    except KeyboardInterrupt:
        code = INTERRUPTED
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)
