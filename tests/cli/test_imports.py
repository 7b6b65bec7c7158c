"""What a look-up waits for: nothing that it does not need is imported on its way."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

# Each takes a sizeable part of a start of Python.
_NEVER = ["rich", "yaml", "jsonschema_rs", "jinja2", "pydantic", "json", "asyncio", "email", "csv"]
_NEVER += ["probiocheck.model_files", "probiocheck.tour", "matplotlib", "numpy"]
_PROGRAM = """
import sys
from probiocheck.cli import main
main(sys.argv[1:])
print([one for one in {never!r} if one in sys.modules], file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        (["strain", "LGG", "--condition", "RA"], {}),
        (["strain", "L.rhamnosus", "--condition", "RA", "--format", "json", "--risk", "neutropenia"], {}),
        (["strain", "nobody", "--condition", "RA", "--quiet"], {}),
        (["--help"], {}),
        (
            [],
            {
                "_PROBIOCHECK_COMPLETE": "complete_bash",
                "COMP_WORDS": "probiocheck strain lacticas",
                "COMP_CWORD": "2",
            },
        ),
    ],
    ids=["text", "json", "no answer", "help", "completion"],
)
def test_nothing_is_imported_in_vain(arguments: list[str], environment: dict[str, str]) -> None:
    """A look-up in a pipe, help and completion import none of the costly modules, once the knowledge is compiled."""
    command = [sys.executable, "-c", _PROGRAM.format(never=_NEVER), *arguments]
    for _ in range(2):
        # The first run may have to compile.
        done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)
    if environment:
        # Completion leaves the process before the list is printed.
        command[2] = command[2].replace("main(sys.argv[1:])", "try: main([])\nexcept SystemExit: pass")
        done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == "[]"
