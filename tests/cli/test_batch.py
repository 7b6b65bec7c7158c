"""The command ``batch`` as a shell script meets it."""

from __future__ import annotations

import csv
import io
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import on_terminal, run

HEAD = "strain,condition,risk\n"
LOW, MODERATE = "L. casei 01,RA,\n", "LGG,RA,\n"
UNKNOWN, NOBODY, INVALID = "L. brevis CD2,RA,\n", "nobody,RA,\n", "LGG,RA,bad-luck\n"


@pytest.mark.parametrize(
    ("rows", "arguments", "code", "told"),
    [
        (LOW, [], 0, "1 row: 1 low"),
        (MODERATE + LOW, [], 1, "2 rows: 1 low, 1 moderate"),
        (MODERATE, ["--fail-on", "high"], 0, "1 row: 1 moderate"),
        (MODERATE, ["--fail-on", "never"], 0, ""),
        (UNKNOWN, [], 3, "1 row: 1 unknown"),
        (UNKNOWN, ["--allow-unknown"], 0, ""),
        (NOBODY, ["--allow-unknown"], 3, "1 row: 1 unknown-name"),
        (NOBODY + MODERATE, [], 1, ""),
        (NOBODY + MODERATE + INVALID, [], 2, "3 rows: 1 moderate, 1 invalid-row, 1 unknown-name"),
        (LOW, ["--risk", "bad-luck"], 2, "no risk factor is called 'bad-luck'"),
        (LOW, ["--map", "drug=x"], 2, "--map drug=x: write FIELD=HEADING"),
        (LOW, ["--map", "strain=x"], 2, "no column is called 'x'"),
        (LOW, ["--delimiter", "::"], 2, "name one character"),
        (LOW, ["--encoding", "klingon"], 2, "no encoding is called"),
        ("", [], 0, "0 rows: nothing asked"),
    ],
)
def test_exit_codes(rows: str, arguments: list[str], code: int, told: str) -> None:
    """Of all rows the first code that applies of 2, 1, 3, 0 is the exit code, and the closing line counts them."""
    done = run("batch", "-", "--input-format", "csv", *arguments, input=HEAD + rows)
    assert done.code == code
    assert told in " ".join(done.err.split())
    assert "Traceback" not in done.err


def test_broken_knowledge_and_fault_go_first(tmp_path: Path) -> None:
    """A knowledge that cannot be used ends the run with 4 before anything is read."""
    done = run("batch", "-", "-i", "csv", "--data", tmp_path, input=HEAD + MODERATE)
    assert (done.code, done.out) == (4, "")


def test_the_format_is_told_by_the_name(tmp_path: Path) -> None:
    """Known endings tell the format; others and standard input need --input-format."""
    for name, text in {
        "a.csv": "strain,condition\nL. casei 01,RA\n",
        "a.TSV": "strain\tcondition\nL. casei 01\tRA\n",
        "a.jsonl": '{"strain":"L. casei 01","condition":"RA"}\n',
        "a.ndjson": '{"strain":"L. casei 01","condition":"RA"}\n',
    }.items():
        path = tmp_path / name
        path.write_text(text)
        done = run("batch", path)
        assert (done.code, done.err) == (0, "1 row: 1 low\n")
    (tmp_path / "a.txt").write_text("x")
    assert "--input-format" in run("batch", tmp_path / "a.txt").err
    assert "--input-format" in run("batch", "-", input="x").err


def test_output_is_whole_or_not_at_all(tmp_path: Path) -> None:
    """A table that cannot be read to its end leaves the file of yesterday alone."""
    table, target = tmp_path / "in.csv", tmp_path / "out.csv"
    target.write_text("yesterday")
    table.write_bytes((HEAD + LOW).encode() + b"caf\xe9,RA,\n")
    done = run("batch", table, "--output", target)
    assert (done.code, done.out) == (2, "")
    assert "line 3: the byte 0xE9 is not UTF-8; it may be Latin-1" in " ".join(done.err.replace("│", "").split())
    assert target.read_text() == "yesterday"
    done = run("batch", table, "--output", target, "--encoding", "latin-1")
    assert (done.code, done.out) == (3, "")
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"))))
    assert [one["status"] for one in rows] == ["answered", "unknown-name"]
    assert rows[1]["strain"] == "café"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_a_table_may_be_its_own_output(tmp_path: Path) -> None:
    """Reading and writing one file works, since it is replaced at the end."""
    table = tmp_path / "in.csv"
    table.write_text("\ufeff" + (HEAD + LOW).replace("\n", "\r\n"), encoding="utf-8", newline="")
    assert run("batch", table, "--output", table).code == 0
    content = table.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfstrain,condition,risk,level,")
    assert content.count(b"\r\n") == content.count(b"\n") == 2


def test_semicolons_between_cells() -> None:
    """A table of a European spreadsheet is read with --delimiter; several risks are then quoted."""
    table = 'strain;condition;risk\nL. casei 01;RA;"neutropenia;short-bowel"\n'
    done = run("batch", "-", "-i", "csv", "--delimiter", ";", input=table)
    assert done.code == 1
    assert next(iter(csv.DictReader(io.StringIO(done.out), delimiter=";")))["level"] == "high"


def test_what_holds_for_all_rows() -> None:
    """A list without conditions is asked for one; a risk of the whole ward is added to every row."""
    done = run("batch", "-", "-i", "csv", "-c", "RA", "-r", "neutropenia", input="strain\nL. casei 01\n")
    assert next(iter(csv.DictReader(io.StringIO(done.out))))["level"] == "high"


def test_progress_is_for_terminals(tmp_path: Path) -> None:
    """On a terminal the rows are counted while they are read; in a pipe only the closing line is told."""
    table = tmp_path / "in.csv"
    table.write_text(HEAD + LOW * 12_000)
    assert run("batch", table).err == "12000 rows: 12000 low\n"
    code, told = on_terminal("batch", table, stream="stderr")
    assert code == 0
    assert b"10,000 rows" in told
    assert b"12000 rows: 12000 low" in told


def test_a_closed_pipe_is_silent(tmp_path: Path) -> None:
    """``batch … | head`` ends with 141 and no word."""
    table = tmp_path / "in.csv"
    table.write_text(HEAD + LOW * 50_000)
    command = f"{sys.executable} -m probiocheck batch {table} | head -1 >/dev/null; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["/bin/bash", "-c", command], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (141, b"")


def test_an_interrupted_batch_leaves_nothing(tmp_path: Path) -> None:
    """Ctrl-C ends with 130; the old output stands and nothing half-written is left."""
    target = tmp_path / "out.csv"
    target.write_text("yesterday")
    command = [sys.executable, "-m", "probiocheck", "batch", "-", "-i", "csv", "--output", str(target)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdin
        process.stdin.write(HEAD + LOW * 10_000)
        process.stdin.flush()
        deadline = time.monotonic() + 60
        while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
    assert target.read_text() == "yesterday"
    assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]
