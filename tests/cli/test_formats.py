"""Every format of every assessing command, as it leaves the program."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT, on_terminal, run

from probiocheck.render import row

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = {
    "strain": ["strain", "LGG", "-c", "RA"],
    "product": ["product", "VSL#3", "-c", "pouchitis"],
    "label": ["label", "L. casei 01, inulin", "-c", "RA"],
    "compare": ["compare", "LGG", "EcN", "-c", "UC"],
    "condition": ["condition", "RA"],
    "matrix": ["matrix", "-c", "RA", "-c", "UC", "-s", "LGG", "-s", "EcN"],
}
TABLES = ["text", "json", "jsonl", "csv", "tsv", "markdown", "html"]
CLINICAL = ["fhir-r4", "cds-hooks"]
ALL = [(name, form) for name in COMMANDS for form in [*TABLES, *(CLINICAL if name != "matrix" else [])]]


@pytest.mark.parametrize(("name", "form"), ALL)
def test_every_format(name: str, form: str) -> None:
    """Each prints on standard output alone, is what it says it is, and exits as text does."""
    done = run(*COMMANDS[name], "--format", form)
    assert (done.code, done.err) == (run(*COMMANDS[name]).code, "")
    assert done.out.endswith("\n")
    assert "\x1b" not in done.out
    if form in {"json", *CLINICAL}:
        json.loads(done.out)
    elif form == "jsonl":
        assert all(isinstance(json.loads(line), dict) for line in done.out.splitlines())
    elif form in {"csv", "tsv"}:
        rows = list(csv.reader(io.StringIO(done.out), delimiter="," if form == "csv" else "\t", strict=True))
        assert len({len(one) for one in rows}) == 1
        assert name == "matrix" or tuple(rows[0][-len(row.COLUMNS) :]) == row.COLUMNS
    elif form == "html":
        assert done.out.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("form", [*TABLES, *CLINICAL])
def test_a_no_answer_in_every_format(form: str) -> None:
    """A name that was not understood says so in every format, with exit code 3."""
    for command in (
        ["strain", "nobody", "-c", "RA"],
        ["condition", "nobody"],
        ["label", "LGG, Zorbium fermentum", "-c", "RA"],
    ):
        done = run(*command, "--format", form)
        assert done.code == 3
        assert "nobody" in done.out or "Zorbium" in done.out
        assert done.err == ""
    assert run("compare", "LGG", "nobody", "-c", "RA", "--format", form).code == 3


def test_rows_are_those_of_a_batch(tmp_path: Path) -> None:
    """CSV of a look-up holds what a batch gives for the same questions, and can be asked again as one."""
    done = run("strain", "LGG", "nobody", "-c", "RA", "-a", "active", "-r", "neutropenia", "-f", "csv")
    own = [one[: -len(row.COLUMNS)] for one in csv.reader(io.StringIO(done.out))]
    table = tmp_path / "asked.csv"
    with table.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(own)
    assert run("batch", table).out == done.out


def test_formulas_cannot_be_asked_into_a_table() -> None:
    """A name that begins like a formula is text in the table that we write."""
    out = run("strain", "=1+1", "@x", "-c", "-1", "-f", "csv").out
    cells = [cell for one in csv.reader(io.StringIO(out)) for cell in one]
    assert "'=1+1" in cells
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_a_template_of_ones_own(tmp_path: Path) -> None:
    """A template prints every answer; a wrong one is wrong usage, told with file and line."""
    done = run("strain", "LGG", "nobody", "-c", "RA", "--template", ROOT / "docs" / "examples" / "summary.txt.j2")
    assert done.out == (
        "MODERATE: Lacticaseibacillus rhamnosus GG in Rheumatoid arthritis (certainty very-low)\nNO ANSWER for nobody\n"
    )
    assert done.code == 1
    wrong = tmp_path / "wrong.j2"
    wrong.write_text("{{ answers }\n")
    done = run("strain", "LGG", "-c", "RA", "--template", wrong)
    assert (done.code, done.out) == (2, "")
    assert "wrong.j2" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("arguments", "environment", "coloured"),
    [
        ([], {}, True),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"NO_COLOR": ""}, True),
        ([], {"TERM": "dumb"}, False),
        (["--color", "never"], {}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
    ],
)
def test_colour_on_a_terminal(arguments: list[str], environment: dict[str, str], coloured: bool) -> None:  # noqa: FBT001
    """Colour is for terminals, and for whoever asks for it; NO_COLOR and dumb terminals have none."""
    code, shown = on_terminal("strain", "LGG", "-c", "RA", *arguments, **environment)
    assert code == 1
    assert (b"\x1b[" in shown) is coloured
    assert b"MODERATE" in shown


def test_colour_in_a_pipe() -> None:
    """No escape code ever goes into a pipe but for whoever asks for it."""
    assert "\x1b" not in run("strain", "LGG", "-c", "RA").out
    assert "\x1b[" in run("strain", "LGG", "-c", "RA", "--color", "always").out
    for command in (["list", "risks"], ["show", "LGG"], ["explain", "ACTIVE-DISEASE"], ["data", "info"], ["--help"]):
        assert "\x1b" not in run(*command).out
