"""YAML is read strictly: what YAML would quietly change or drop is kept or refused, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from probiocheck.knowledge import source
from probiocheck.knowledge.problem import Problem


def _read(tmp_path: Path, text: str | bytes) -> tuple[source.Document, list[Problem]]:
    path = tmp_path / "file.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return source.read(path, "file.yaml")


@pytest.mark.parametrize("text", ["no", "on", "01", "2026-11-25", "1_000", "0x1F", "12e", "1:30", "off", "Yes"])
def test_words_stay_words(tmp_path: Path, text: str) -> None:
    """A strain called 01 stays 01, and no is not false."""
    document, problems = _read(tmp_path, f"value: {text}\n")
    assert document.value == {"value": text}
    assert not problems


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("null", None), ("12", 12), ("1.5e+8", 1.5e8), ("0.8", 0.8)]
)
def test_numbers_and_truth_are_read(tmp_path: Path, text: str, value: object) -> None:
    """Plain numbers, true, false and null are what they look like."""
    assert _read(tmp_path, f"value: {text}\n")[0].value == {"value": value}


def test_duplicate_field(tmp_path: Path) -> None:
    """A field that stands twice is an error at its second line, naming the first."""
    _, problems = _read(tmp_path, "a: 1\nb: 2\na: 3\n")
    assert [(one.line, "first on line 1" in one.what) for one in problems] == [(3, True)]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: [1, 2\nb: 3\n", 2, "not readable as YAML"),
        ("a: &x 1\n", 1, None),
        ("a: &x [1]\nb: *x\n", 1, "aliases"),
        ("a: !!python/name:os.system\n", 1, "tag"),
        (b"a: 1\nb: \xff\n", 2, "UTF-8"),
        ("", 1, "empty"),
        ("a: " + "[" * 200 + "]" * 200 + "\n", 1, "deep"),
        ("a: b: c\n", 1, "not readable"),
    ],
)
def test_refused(tmp_path: Path, text: str | bytes, line: int, words: str | None) -> None:
    """What is damaged or dangerous is refused with its line and a remedy."""
    document, problems = _read(tmp_path, text)
    if words is None:
        assert not problems
        return
    assert document.value is None or problems
    assert problems[0].line == line
    assert words in problems[0].what
    assert problems[0].remedy


def test_alias_bomb_is_cheap(tmp_path: Path) -> None:
    """A billion laughs is refused at the first alias."""
    bomb = "a: &a [x, x]\n" + "".join(
        f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
    )
    _, problems = _read(tmp_path, bomb)
    assert "aliases" in problems[0].what


def test_missing_file(tmp_path: Path) -> None:
    """A missing file is a problem in words."""
    _, problems = source.read(tmp_path / "none.yaml", "none.yaml")
    assert "cannot be read" in problems[0].what
