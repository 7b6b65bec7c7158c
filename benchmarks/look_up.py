"""Measure a look-up as a whole process, beside bare Python and a Typer hello-world, in turn and in one run.

Run it with the Python of a fresh environment into which the wheel was installed:

    python benchmarks/look_up.py [--runs N] [--check] [--write FILE]

Every figure is a median, as a ratio to ``python -c pass`` measured in the same run. ``--check`` fails where a ratio
is far beyond its figure, as after a careless import; it is generous because machines are noisy.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_HELLO = """
import typer
app = typer.Typer(rich_markup_mode=None)
@app.command()
def hello(name: list[str], condition: str = typer.Option(...), activity: str = "", quiet: bool = False): print(name)
@app.callback()
def root(): pass
app()
"""
# The figures of the design: at most this many times the start of Python.
_FIGURES = {
    "look-up, piped, quiet": 7.5,
    "look-up, piped, json": 7.5,
    "look-up, piped, text": 7.5,
    "species look-up, piped, text": 7.5,
    "help": 7.5,
}
_GENEROUS = 1.6
_RESULTS = """# Speed of a look-up

Medians of {runs} runs in turn, Python {python}, written by `make bench`: the wheel in an environment of its own,
standard output a pipe. The ratio is to `python -c pass` in the same run; it moves by a few tenths between runs.

```text
{table}
```
"""


def commands(hello: Path) -> dict[str, list[str]]:
    """Return what is measured, each as a command line."""
    python = sys.executable
    tool = str(Path(python).with_name("probiocheck"))
    ask = [tool, "strain", "LGG", "--condition", "RA"]
    return {
        "python -c pass": [python, "-c", "pass"],
        "Typer hello-world": [python, str(hello), "hello", "world", "--condition", "x"],
        "look-up, piped, quiet": [*ask, "--quiet"],
        "look-up, piped, json": [*ask, "--format", "json"],
        "look-up, piped, text": ask,
        "species look-up, piped, text": [tool, "strain", "L.rhamnosus", "--condition", "RA"],
        "help": [tool, "--help"],
    }


def measure(runs: int) -> dict[str, float]:
    """Return the median seconds of every command, run in turn so that a slow spell hits all alike."""
    with tempfile.TemporaryDirectory() as folder:
        hello = Path(folder) / "hello.py"
        hello.write_text(_HELLO, encoding="utf-8")
        todo = commands(hello)
        taken: dict[str, list[float]] = {name: [] for name in todo}
        for turn in range(runs + 1):
            for name, command in todo.items():
                start = time.perf_counter()
                subprocess.run(command, capture_output=True, check=False, cwd=folder, env=os.environ)  # noqa: S603
                if turn:
                    taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def main() -> int:
    """Print the table; with ``--check`` return 1 where a ratio is far beyond its figure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=21, help="runs of each command (default 21)")
    parser.add_argument("--check", action="store_true", help="fail where a ratio is far beyond its figure")
    parser.add_argument("--write", type=Path, help="write the table to a file, too")
    options = parser.parse_args()
    medians = measure(options.runs)
    base = medians["python -c pass"]
    rows = [f"{'':32}{'ms':>8}{'ratio':>8}{'at most':>9}"]
    late = []
    for name, seconds in medians.items():
        figure = _FIGURES.get(name)
        rows.append(f"{name:32}{seconds * 1000:8.1f}{seconds / base:8.2f}{figure or '':>9}")
        if figure and seconds / base > figure * _GENEROUS:
            late.append(name)
    table = "\n".join(rows)
    print(table)
    if options.write:
        options.write.write_text(_RESULTS.format(runs=options.runs, table=table, python=sys.version.split()[0]))
    if options.check and late:
        print(f"far too slow: {', '.join(late)}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
