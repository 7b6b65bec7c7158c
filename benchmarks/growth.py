"""The same questions over a hundred times the knowledge: made-up records beside the real ones.

Every copy of the knowledge has species, strains and products of its own, and publications about them with the
findings of the real ones, in the same conditions; its rules speak of its own organisms. What is said of probiotics as
a class is not copied, since every answer shows it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measure import Taken, in_turn

if TYPE_CHECKING:
    from collections.abc import Iterator

_AT_MOST = 1.2
_MEMORY_AT_MOST = 1.5
_GENEROUS = 1.4
_A_FILE = 10
# A look-up must keep its time, whatever the knowledge holds; the others may grow with what they print or check.
_LOOK_UPS = ("strain, json", "species, json", "strain, quiet")


def section(runs: int, factor: int = 100) -> tuple[str, list[str]]:
    """Return the section of the results, and what is far beyond its figure."""
    from probiocheck.knowledge import place  # noqa: PLC0415 - the wheel that is measured

    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = str(Path(folder) / "cache")
        base, large = Path(folder) / "base", Path(folder) / "large"
        shutil.copytree(place.shipped(), base, ignore=shutil.ignore_patterns("*.sqlite"))
        shutil.copytree(base, large)
        # In a process of its own: a child's peak memory counts what its parent held when it was started.
        subprocess.run([sys.executable, __file__, str(large), str(factor)], check=True)  # noqa: S603 - our own
        before, after = _measured(base, runs), _measured(large, runs)
        printed = [_lines(["condition", "RA"], one) for one in (base, large)]
    rows = [f"{'':24}{'ms':>9}{f'x {factor}, ms':>12}{'ratio':>8}{'peak MB':>9}{f'x {factor}, MB':>12}{'ratio':>8}"]
    late = []
    for name, one in before.items():
        other = after[name]
        time_ratio, memory_ratio = other.seconds / one.seconds, other.memory / one.memory
        rows.append(
            f"{name:24}{one.seconds * 1000:9.1f}{other.seconds * 1000:12.1f}{time_ratio:8.2f}"
            f"{one.memory:9.0f}{other.memory:12.0f}{memory_ratio:8.2f}"
        )
        if name in _LOOK_UPS and (time_ratio > _AT_MOST * _GENEROUS or memory_ratio > _MEMORY_AT_MOST * _GENEROUS):
            late.append(f"{name} with {factor} times the knowledge")
    shown = "\n".join(rows)
    told = (
        f"## {factor} times the strains, publications and rules\n\n"
        f"Medians of {runs} runs; of what takes long, one. A look-up may take {_AT_MOST} times as long and"
        f" {_MEMORY_AT_MOST} times the memory; the others grow with what they print or check:"
        f" the ranking for RA has {printed[0]} lines and {printed[1]}.\n\n"
        f"```text\n{shown}\n```\n"
    )
    return told, late


def _lines(arguments: list[str], folder: Path) -> int:
    tool = str(Path(sys.executable).with_name("probiocheck"))
    done = subprocess.run([tool, *arguments, "--data", str(folder)], capture_output=True, check=False)  # noqa: S603
    return done.stdout.count(b"\n")


def _measured(folder: Path, runs: int) -> dict[str, Taken]:
    tool = str(Path(sys.executable).with_name("probiocheck"))
    data = ["--data", str(folder)]
    start = time.perf_counter()
    in_turn({"first": [tool, "strain", "LGG", "-c", "RA", *data]}, 1, warm=0)
    compiled = Taken(time.perf_counter() - start, 0.1)
    found = in_turn(
        {
            "strain, quiet": [tool, "strain", "LGG", "-c", "RA", "--quiet", *data],
            "strain, json": [tool, "strain", "LGG", "-c", "RA", "-f", "json", *data],
            "species, json": [tool, "strain", "L.rhamnosus", "-c", "RA", "-f", "json", *data],
            "a name unknown": [tool, "strain", "L. rhamnosus GH", "-c", "RA", *data],
        },
        runs,
    )
    found |= in_turn(
        {
            "condition RA": [tool, "condition", "RA", *data],
            "matrix, 2 conditions": [tool, "matrix", "-c", "RA", "-c", "UC", "-f", "csv", *data],
            "data check": [tool, "data", "check", *data],
        },
        1,
        warm=0,
    )
    found["compiling it once"] = compiled
    return found


def write(folder: Path, factor: int) -> None:
    """Write a knowledge of ``factor`` times its size into its own folder; JSON is YAML, and much faster to write."""
    from probiocheck.knowledge import load, source  # noqa: PLC0415

    files: dict[str, list[Any]] = {kind: [] for kind in ("strains", "products", "rules", "evidence")}
    for path, kind in load.files(folder):
        if kind in files:
            files[kind].append(source.read(path, path.name)[0].value)
    (strains,), (products,), (rules,) = files["strains"], files["products"], files["rules"]
    living = {one["id"] for one in (*strains["species"], *strains["strains"], *products["products"])}
    copies = [_Copy(number, living) for number in range(1, factor)]
    grown = {name: [*strains[name]] for name in ("species", "strains")}
    for copy in copies:
        grown["species"] += [copy.species(one) for one in strains["species"]]
        grown["strains"] += [copy.strain(one, place) for place, one in enumerate(strains["strains"])]
    _dump(folder / "strains.yaml", strains | grown)
    _dump(
        folder / "products.yaml",
        {"products": products["products"] + [copy.product(one) for copy in copies for one in products["products"]]},
    )
    _dump(
        folder / "rules.yaml",
        rules
        | {
            "rules": rules["rules"]
            + [copy.rule(place, one) for copy in copies for place, one in enumerate(strains["species"][:60])]
        },
    )
    publications = [one for file in files["evidence"] for one in file["publications"]]
    for start in range(0, len(copies), _A_FILE):
        made = [one for copy in copies[start : start + _A_FILE] for one in copy.publications(publications)]
        _dump(folder / "evidence" / f"made-up-{start}.yaml", {"publications": made})


class _Copy:
    """One copy of the knowledge, under names of its own."""

    def __init__(self, number: int, living: set[str]) -> None:
        self.number = number
        self.living = living
        self.letters = "".join(chr(ord("a") + int(digit)) for digit in f"{number:03}")

    def of(self, record: str) -> str:
        """Return the id that a record has in this copy."""
        return f"{record}-copy-{self.number}"

    def species(self, one: dict[str, Any]) -> dict[str, Any]:
        """Return a species with another epithet."""
        words = one["name"].split()
        words[-1] += self.letters
        kept = {name: one[name] for name in ("rank", "groups", "marketed", "strain_required") if name in one}
        within = {"within": self.of(one["within"])} if one.get("within") else {}
        return {"id": self.of(one["id"]), "name": " ".join(words), **kept, **within}

    def strain(self, one: dict[str, Any], place: int) -> dict[str, Any]:
        """Return a strain with a designation of its own."""
        return {
            "id": self.of(one["id"]),
            "species": self.of(one["species"]),
            "designation": f"Q{self.number}X{place}",
            "marketed": one.get("marketed", True),
        }

    def product(self, one: dict[str, Any]) -> dict[str, Any]:
        """Return a product of the copied strains."""
        kept: dict[str, Any] = {name: one[name] for name in ("complete", "preparation", "marketed") if name in one}
        components = [self.of(component) for component in one["components"]]
        return {
            "id": self.of(one["id"]),
            "name": f"{one['name']} copy {self.number}",
            "components": components,
            **kept,
        }

    def rule(self, place: int, species: dict[str, Any]) -> dict[str, Any]:
        """Return a rule about a copied species."""
        return {
            "id": f"MADE-UP-{self.number}-{place}",
            "title": "A made-up rule",
            "phase": "notes",
            "when": {"organisms": [self.of(species["id"])]},
            "then": {"note": "Made up."},
            "why": "To measure.",
        }

    def publications(self, originals: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield the publications whose findings are about something that was copied."""
        for place, one in enumerate(originals):
            findings = [self._finding(each) for each in one["findings"] if not each.get("subject_class")]
            if findings:
                kept: dict[str, Any] = {
                    name: one[name] for name in ("journal", "year", "status", "status_note", "seen") if name in one
                }
                trial = {"trial": self.of(one["trial"])} if one.get("trial") else {}
                yield {
                    "id": self.of(one["id"]),
                    "title": f"{one['title']} (copy {self.number})",
                    "pmid": str(100_000_000 + self.number * 10_000 + place),
                    "findings": findings,
                    **kept,
                    **trial,
                }

    def _finding(self, one: dict[str, Any]) -> dict[str, Any]:
        named = {"subject": self.of(one["subject"])} if one.get("subject") else {}
        mixed = {"mixture": [self.of(each) for each in one["mixture"]]} if one.get("mixture") else {}
        return one | named | mixed


def _dump(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=0), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
