"""Measure a batch of a million rows beside a bare copy by ``csv``, in turn and in one run.

Run it with the Python of a fresh environment into which the wheel was installed:

    python benchmarks/batch.py [--rows N] [--pairs N] [--runs N] [--write FILE]

The rows name strains and conditions by any of their names and codes; the distinct pairs among them are drawn at
random with a fixed seed. Peak memory is that of the whole process.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

import probiocheck
from probiocheck import export

_COPY = """
import csv, sys
how = {"newline": "", "encoding": "utf-8"}
with open(sys.argv[1], **how) as source, open(sys.argv[2], "w", **how) as out:
    csv.writer(out).writerows(csv.reader(source))
"""
_RESULTS = """# A batch of a million rows

{rows:,} rows with {pairs:,} distinct pairs of names, {size:.0f} MB; medians of {runs} runs in turn, Python {python},
written by `make bench`. The ratio is to a bare copy, `csv.reader` to `csv.writer`, of the same file in the same run.

```text
{table}
```
"""


def names() -> tuple[list[str], list[str]]:
    """Return every name that a strain and that a condition has."""
    table = next(one for one in export.tables(probiocheck.load()) if one.name == "names")
    alias, question, status = ([*table.columns].index(one) for one in ("alias", "of", "status"))
    found: dict[str, list[str]] = {"strain": [], "condition": []}
    for row in table.rows:
        if row[status] == "resolved":
            found[row[question]].append(row[alias])
    return found["strain"], found["condition"]


def write_table(path: Path, rows: int, pairs: int) -> None:
    """Write a dispensing list of so many rows with so many distinct pairs of names."""
    chance = random.Random(1)  # noqa: S311 - the same list every time
    strains, conditions = names()
    drawn = list({(chance.choice(strains), chance.choice(conditions)): None for _ in range(2 * pairs)})[:pairs]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "date", "strain", "condition", "quantity", "ward"])
        for number in range(rows):
            strain, condition = drawn[number % pairs] if pairs >= rows else chance.choice(drawn)
            writer.writerow([number, f"2026-11-{number % 28 + 1:02}", strain, condition, number % 90, "3, West"])


def run(command: list[str]) -> tuple[float, float]:
    """Run a command and return its seconds and its peak memory in MB."""
    start = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ)
    _, status, usage = os.wait4(process, 0)
    if os.waitstatus_to_exitcode(status) not in {0, 1, 3}:
        raise SystemExit(f"failed: {command}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the table")
    parser.add_argument("--pairs", type=int, default=5_000, help="distinct pairs of names among them")
    parser.add_argument("--runs", type=int, default=5, help="runs of each command")
    parser.add_argument("--write", type=Path, help="write the table to a file, too")
    options = parser.parse_args()
    tool = str(Path(sys.executable).with_name("probiocheck"))
    with tempfile.TemporaryDirectory() as folder:
        table, out = Path(folder) / "list.csv", Path(folder) / "out.csv"
        write_table(table, options.rows, options.pairs)
        todo = {
            "csv.reader to csv.writer": [sys.executable, "-c", _COPY, str(table), str(out)],
            "batch": [tool, "batch", str(table), "--output", str(out), "--fail-on", "never"],
        }
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in todo}
        counted = {}
        for _ in range(options.runs):
            for name, command in todo.items():
                taken[name].append(run(command))
                with out.open(newline="", encoding="utf-8") as file:
                    counted[name] = sum(1 for _ in csv.reader(file)) - 1
        size = table.stat().st_size / 1e6
    medians = {name: statistics.median(seconds for seconds, _ in found) for name, found in taken.items()}
    base = next(iter(medians.values()))
    rows = [f"{'':28}{'s':>8}{'ratio':>8}{'peak MB':>9}{'rows out':>11}"]
    for name, seconds in medians.items():
        peak = max(memory for _, memory in taken[name])
        rows.append(f"{name:28}{seconds:8.2f}{seconds / base:8.2f}{peak:9.0f}{counted[name]:>11,}")
    shown = "\n".join(rows)
    print(shown)
    if options.write:
        told = _RESULTS.format(
            rows=options.rows,
            pairs=options.pairs,
            size=size,
            runs=options.runs,
            python=sys.version.split()[0],
            table=shown,
        )
        options.write.write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main()
