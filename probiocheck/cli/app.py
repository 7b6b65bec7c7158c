"""The commands, put together: only the one that was asked for is built, since building costs time."""

from __future__ import annotations

from importlib import import_module

import typer

from probiocheck.cli.options import spread
from probiocheck.version import __version__

# Where each command stands: its module, and its function or group there.
COMMANDS = {
    "strain": ("strain", "strain"),
    "product": ("strain", "product"),
    "label": ("shelf", "label"),
    "condition": ("shelf", "condition"),
    "compare": ("shelf", "compare"),
    "matrix": ("shelf", "matrix"),
    "plot": ("plot", "app"),
    "batch": ("batch", "batch"),
    "site": ("site", "site"),
    "show": ("look", "show"),
    "search": ("look", "search"),
    "list": ("look", "list_records"),
    "explain": ("look", "explain"),
    "tour": ("tour", "tour"),
    "data": ("data", "app"),
}

# Told by --help, the manual page and the documentation; tests ask for each.
EXIT_CODES = {
    0: "answered, and below --fail-on (default moderate)",
    1: "answered, at or above it",
    2: "wrong usage, or output that cannot be written",
    3: "no answer: a name not understood, or level unknown (--allow-unknown: 0)",
    4: "the knowledge or the local policy is unusable: invalid or expired",
    70: "a fault of our own",
    130: "interrupted, or asked to end",
    141: "pipe closed",
}
ENVIRONMENT = {
    "PROBIOCHECK_POLICY": "The local policy to use, as --policy names it.",
    "NO_COLOR": "If set and not empty, nothing is coloured unless --color always is given.",
    "XDG_CACHE_HOME": "Where the compiled form of a knowledge of your own is kept (~/.cache if not set).",
}


def build(arguments: list[str]) -> typer.Typer:
    """Return the command line with the command that ``arguments`` begin with, or with all of them.

    Help and completion need all commands, so anything but a plain call of a known command builds them all.
    """
    app = typer.Typer(
        name="probiocheck",
        help="May this probiotic strain be taken with this autoimmune condition, and how do we know? "
        "Decision support for professionals, not medical advice.",
        epilog="\b\nExit codes:\n" + "\n".join(f"{code:>3}  {meaning}" for code, meaning in EXIT_CODES.items()),
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.callback()(_root)
    wanted = arguments[:1] if arguments[:1] and arguments[0] in COMMANDS else COMMANDS
    for name in wanted:
        module, attribute = COMMANDS[name]
        command = getattr(import_module(f"probiocheck.cli.{module}"), attribute)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(spread(command))
    return app


def _version(wanted: bool) -> None:  # noqa: FBT001 - Typer's interface
    if wanted:
        from probiocheck.cli import output

        output.write(f"probiocheck {__version__}\n")
        raise typer.Exit


def _root(
    version: bool = typer.Option(  # noqa: FBT001 - handled by its callback
        False,  # noqa: FBT003
        "--version",
        help="Print the version and exit.",
        callback=_version,
        is_eager=True,
    ),
) -> None:
    """Hold the options that belong to no command."""
