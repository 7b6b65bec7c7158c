"""A batch of a million rows beside a bare copy by ``csv``.

The rows name strains and conditions by any of their names and codes; the distinct pairs among them are drawn at
random with a fixed seed. Messy names have their case changed, their punctuation dropped, or trade marks added.
"""

from __future__ import annotations

import csv
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from measure import in_turn, late, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_COPY_NAME, _BATCH = "csv.reader to csv.writer", "batch"
_AT_MOST = {_BATCH: 2.0}
_GENEROUS = 1.5
_COPY = """
import csv, sys
how = {"newline": "", "encoding": "utf-8"}
with open(sys.argv[1], **how) as source, open(sys.argv[2], "w", **how) as out:
    csv.writer(out).writerows(csv.reader(source))
"""


def section(runs: int, rows: int = 1_000_000, pairs: int = 5_000, *, messy: bool = False) -> tuple[str, list[str]]:
    """Return the section of the results, and what is far beyond its figure.

    Args:
        runs: Runs of each command.
        rows: Rows of the table.
        pairs: Distinct pairs of names among them.
        messy: Whether names are written as people write them.

    """
    tool = str(Path(sys.executable).with_name("probiocheck"))
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "list.csv", Path(folder) / "out.csv"
        # In a process of its own: a child's peak memory counts what its parent held when it was started.
        subprocess.run(  # noqa: S603 - our own
            [sys.executable, __file__, str(source), str(rows), str(pairs), "messy" if messy else ""], check=True
        )
        size = source.stat().st_size / 1e6
        todo = {
            _COPY_NAME: [sys.executable, "-c", _COPY, str(source), str(out)],
            _BATCH: [tool, "batch", str(source), "--output", str(out), "--fail-on", "never"],
        }
        taken = in_turn(todo, runs, warm=0)
        with out.open(newline="", encoding="utf-8") as file:
            written = sum(1 for _ in csv.reader(file)) - 1
    if written != rows:
        raise SystemExit(f"{rows} rows went in and {written} came out")
    names = "messy names" if messy else "names"
    told = (
        f"## A batch of {rows:,} rows, {pairs:,} distinct pairs of {names}\n\n"
        f"Medians of {runs} runs in turn over {size:.0f} MB; {written:,} rows came out.\n\n"
        f"```text\n{table(taken, {} if messy else _AT_MOST, base=_COPY_NAME, memory=True)}\n```\n"
    )
    return told, [] if messy else late(taken, _AT_MOST, base=_COPY_NAME, generous=_GENEROUS)


def _write(path: Path, rows: int, pairs: int, *, messy: bool) -> None:
    """Write a dispensing list of so many rows with so many distinct pairs of names."""
    chance = random.Random(1)  # noqa: S311 - the same list every time
    drawn = list(_pairs(chance, pairs, messy=messy))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "date", "strain", "condition", "quantity", "ward"])
        for number in range(rows):
            strain, condition = drawn[number] if pairs >= rows else chance.choice(drawn)
            writer.writerow([number, f"2026-11-{number % 28 + 1:02}", strain, condition, number % 90, "3 West"])


def _pairs(chance: random.Random, wanted: int, *, messy: bool) -> Iterator[tuple[str, str]]:
    strains, conditions = _names()
    seen: set[tuple[str, str]] = set()
    while len(seen) < wanted:
        pair = chance.choice(strains), chance.choice(conditions)
        if messy:
            pair = _messy(chance, pair[0]), _messy(chance, pair[1])
        if pair not in seen:
            seen.add(pair)
            yield pair


def _names() -> tuple[list[str], list[str]]:
    """Return every name that a strain and that a condition has."""
    import probiocheck  # noqa: PLC0415 - the wheel that is measured
    from probiocheck import export  # noqa: PLC0415

    names = next(one for one in export.tables(probiocheck.load()) if one.name == "names")
    alias, question, status = ([*names.columns].index(one) for one in ("alias", "of", "status"))
    found: dict[str, list[str]] = {"strain": [], "condition": []}
    for row in names.rows:
        if row[status] == "resolved":
            found[row[question]].append(row[alias])
    return found["strain"], found["condition"]


def _messy(chance: random.Random, name: str) -> str:
    """Return a name as somebody might type it; it still means the same."""
    for way in chance.sample(_WAYS, 2):
        name = way(name)
    return name


_WAYS: tuple[Callable[[str], str], ...] = (
    str.upper,
    str.lower,
    str.title,
    lambda text: text.replace("-", " "),
    lambda text: f" {text}®",
)


if __name__ == "__main__":
    _write(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), messy=bool(sys.argv[4]))
