"""The commands as a page of the documentation and as a manual page, from what ``--help`` itself is made of."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import Any, NamedTuple

import typer

sys.path.insert(0, str(Path(__file__).parent.parent))

from probiocheck.cli.app import ENVIRONMENT, EXIT_CODES, build

_NAME = "probiocheck"


class Command(NamedTuple):
    """A command: how it is called, what it does, and what it takes, each as a form and its meaning."""

    name: str
    usage: str
    about: list[str]
    arguments: list[tuple[str, str]]
    options: list[tuple[str, str]]


def commands() -> list[Command]:
    """Return the program and every command of it, in the order of its help."""
    return [*_below(typer.main.get_command(build([])), _NAME, None)]


def _below(command: Any, name: str, parent: Any) -> list[Command]:
    info = name.rpartition(" ")[2]
    context = command.context_class(command, info_name=info, parent=parent, **command.context_settings)
    records: dict[str, list[tuple[str, str]]] = {"argument": [], "option": []}
    for one in command.get_params(context):
        record = one.get_help_record(context)
        if record:
            records[one.param_type_name].append((record[0], " ".join(record[1].split())))
    about = [" ".join(part.split()) for part in inspect.cleandoc(command.help or "").split("\n\n")]
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    found = [Command(name, usage, about, records["argument"], records["option"])]
    for below in getattr(command, "commands", {}).values():
        found += _below(below, f"{name} {below.name}", context)
    return found


def markdown() -> str:
    """Return ``docs/cli.md``."""
    parts = ["# The command line\n", "Generated from what `--help` is made of (`make docs`); do not edit.\n"]
    for one in commands():
        parts += [f"## {one.name}\n", *(f"{paragraph}\n" for paragraph in one.about)]
        parts.append(f"    {one.usage}\n")
        for rows in (one.arguments, one.options):
            if rows:
                parts.append("\n".join(f"- `{form}`: {meaning}" for form, meaning in rows) + "\n")
    parts += ["## Exit codes\n", "| code | meaning |\n|---|---|"]
    parts += [f"| {code} | {meaning} |" for code, meaning in EXIT_CODES.items()]
    parts += ["\n## Environment\n", *(f"- `{name}`: {meaning}" for name, meaning in ENVIRONMENT.items())]
    return "\n".join(parts) + "\n"


def manual() -> str:
    """Return the manual page in the macros of man(7)."""
    program, *others = commands()
    lines = [
        f'.TH {_NAME.upper()} 1 "" "{_NAME}" "User commands"',
        ".SH NAME",
        _roff(f"{_NAME} - {program.about[0].rstrip('.')}"),
        ".SH SYNOPSIS",
        *(f".B {_roff(one.usage)}\n.br" for one in others),
        ".SH DESCRIPTION",
        *(f".PP\n{_roff(one)}" for one in program.about),
        ".SH OPTIONS",
        *_items(program.options),
        ".SH COMMANDS",
    ]
    for one in others:
        lines += [f".SS {_roff(one.usage)}", *(f".PP\n{_roff(paragraph)}" for paragraph in one.about)]
        lines += [*_items(one.arguments), *_items(one.options)]
    lines += [".SH EXIT STATUS", *_items([(str(code), meaning) for code, meaning in EXIT_CODES.items()])]
    lines += [".SH ENVIRONMENT", *_items([*ENVIRONMENT.items()])]
    return "\n".join(lines) + "\n"


def _items(rows: list[tuple[str, str]]) -> list[str]:
    return [f".TP\n.B {_roff(form)}\n{_roff(meaning)}" for form, meaning in rows]


def _roff(text: str) -> str:
    """Return text in which nothing is taken for a macro, and a hyphen can be copied as one."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{text}" if text.startswith((".", "'")) else text
