"""One look-up as a whole process, beside bare Python, a Typer hello-world, and other tools and ways."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from measure import Taken, in_turn, late, table

BASE = "python -c pass"
_HELLO_NAME = "Typer hello-world, same options"
# The figures of the design: at most this many times the start of Python.
AT_MOST = {
    "look-up, piped, quiet": 7.5,
    "look-up, piped, json": 7.5,
    "look-up, piped, text": 7.5,
    "species look-up, piped, text": 7.5,
    "look-up on a terminal, in colour": 10.0,
    "help": 7.5,
    "completion of a strain's name": 7.5,
}
# And at most this many times a Typer hello-world.
_BESIDE_HELLO = 1.2
_GENEROUS = 1.6
_HELLO = """
from pathlib import Path
from typing import Annotated, Literal
import typer
app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
@app.command()
def hello(
    names: Annotated[list[str], typer.Argument()],
    condition: Annotated[str, typer.Option("--condition", "-c")],
    activity: Annotated[Literal["remission", "stable", "active", "flare", "unknown"], typer.Option("-a")] = "unknown",
    therapy: Annotated[list[str], typer.Option("-t")] = [],
    risk: Annotated[list[str], typer.Option("-r")] = [],
    quiet: Annotated[bool, typer.Option("--quiet", "-q")] = False,
    fail_on: Annotated[Literal["low", "moderate", "high", "avoid", "never"], typer.Option()] = "moderate",
    allow_unknown: Annotated[bool, typer.Option("--allow-unknown")] = False,
    form: Annotated[
        Literal["text", "json", "jsonl", "csv", "tsv", "markdown", "html", "fhir-r4", "cds-hooks"], typer.Option("-f")
    ] = "text",
    template: Annotated[Path | None, typer.Option()] = None,
    color: Annotated[Literal["auto", "always", "never"], typer.Option()] = "auto",
    data: Annotated[Path | None, typer.Option()] = None,
    add_data: Annotated[list[Path], typer.Option()] = [],
    policy: Annotated[Path | None, typer.Option(envvar="HELLO_POLICY")] = None,
):
    print(names)
@app.callback()
def root(): pass
app()
"""
# What a look-up would be without a compiled form: read the YAML, go through it from front to back.
_NAIVE = """
import sys
from pathlib import Path
import yaml
load = getattr(yaml, sys.argv[1])
files = sorted(Path(sys.argv[2]).rglob("*.yaml"))
data = {path.stem: yaml.load(path.read_text(encoding="utf-8"), load) for path in files}
strain = next(one for one in data["strains"]["strains"] if one["designation"] == "GG")
condition = next(one for one in data["conditions"]["conditions"] if "RA" in one.get("abbreviations", []))
for file in data.values():
    for publication in file.get("publications", []):
        for finding in publication["findings"]:
            if finding.get("subject") == strain["id"] and finding.get("condition") == condition["id"]:
                print(publication["title"], finding.get("outcome"))
"""
_PEERS = ("yamllint", "bandit", "civicpy")


def commands(folder: Path) -> dict[str, list[str]]:
    """Return what is measured, each as a command line; other tools where they are installed beside this Python."""
    python = sys.executable
    scripts = Path(python).parent
    hello, naive, complete = folder / "hello.py", folder / "naive.py", folder / "complete.sh"
    hello.write_text(_HELLO, encoding="utf-8")
    naive.write_text(_NAIVE, encoding="utf-8")
    complete.write_text(
        "_PROBIOCHECK_COMPLETE=complete_bash COMP_WORDS='probiocheck strain lacticas' COMP_CWORD=2"
        f" exec {scripts}/probiocheck\n",
        encoding="utf-8",
    )
    from probiocheck.knowledge import place  # noqa: PLC0415 - the wheel that is measured

    data = str(place.shipped())
    tool = str(scripts / "probiocheck")
    ask = [tool, "strain", "LGG", "--condition", "RA"]
    found = {
        BASE: [python, "-c", "pass"],
        _HELLO_NAME: [python, str(hello), "hello", "world", "--condition", "x"],
        "look-up, piped, quiet": [*ask, "--quiet"],
        "look-up, piped, json": [*ask, "--format", "json"],
        "look-up, piped, text": ask,
        "species look-up, piped, text": [tool, "strain", "L.rhamnosus", "--condition", "RA"],
        "look-up on a terminal, in colour": ask,
        "help": [tool, "--help"],
        "completion of a strain's name": ["/bin/sh", str(complete)],
    }
    for peer in _PEERS:
        if (scripts / peer).exists():
            found[f"{peer} --version"] = [str(scripts / peer), "--version"]
    found["naive look-up, yaml.CSafeLoader"] = [python, str(naive), "CSafeLoader", data]
    found["naive look-up, yaml.SafeLoader"] = [python, str(naive), "SafeLoader", data]
    return found


def section(runs: int) -> tuple[str, list[str]]:
    """Return the section of the results, and what is far beyond its figure."""
    os.environ.pop("NO_COLOR", None)
    with tempfile.TemporaryDirectory() as folder:
        todo = commands(Path(folder))
        slow = {name: todo.pop(name) for name in [*todo] if name.startswith("naive")}
        taken = in_turn(todo, runs, terminal=["look-up on a terminal, in colour"])
        taken |= in_turn(slow, max(runs // 10, 1), warm=0)
    beside = taken["look-up, piped, json"].seconds / taken[_HELLO_NAME].seconds
    told = (
        f"## One look-up\n\nMedians of {runs} runs in turn (of the naive ways {max(runs // 10, 1)}).\n\n"
        f"```text\n{table(taken, AT_MOST, base=BASE)}\n```\n\n"
        f"A look-up as JSON takes {beside:.2f} times the Typer hello-world; the figure is {_BESIDE_HELLO}.\n"
    )
    return told, _late(taken, beside)


def _late(taken: dict[str, Taken], beside: float) -> list[str]:
    found = late(taken, AT_MOST, base=BASE, generous=_GENEROUS)
    return found + (["look-up beside the hello-world"] if beside > _BESIDE_HELLO * _GENEROUS else [])
