"""What the continuous integration installs is pinned by hash, and the pins hold everything that is declared."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PINS = sorted((ROOT / ".ci" / "pins").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def _normal(name: str) -> str:
    """Return the name of a package as PEP 503 writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _declared(requirements: list[str]) -> set[str]:
    return {_normal(found[0]) for one in requirements if (found := _NAME.match(one))}


def _pinned(text: str) -> dict[str, str]:
    """Return every pinned package of a file with what follows its version, up to the next one."""
    parts = re.split(r"(?m)^([A-Za-z0-9._-]+)==", text)
    return {_normal(name): rest for name, rest in zip(parts[1::2], parts[2::2], strict=True)}


@pytest.mark.parametrize("path", PINS, ids=lambda one: one.name)
def test_every_pin_has_a_hash(path: Path) -> None:
    """A file that was changed on its way is refused, since no pin is without the hash of its files."""
    pinned = _pinned(path.read_text(encoding="utf-8"))
    assert pinned
    assert [name for name, rest in pinned.items() if not re.search(r"--hash=sha256:[0-9a-f]{64}", rest)] == []


@pytest.mark.parametrize(
    ("file", "extra"),
    [("run", None), ("dev", "dev"), ("spark", "spark"), ("browser", "browser"), ("release", "release")],
)
def test_everything_declared_is_pinned(file: str, extra: str | None) -> None:
    """A dependency that was declared without ``make pins`` is noticed."""
    pinned = _pinned((ROOT / ".ci" / "pins" / f"{file}.txt").read_text(encoding="utf-8"))
    wanted = _declared([*PROJECT["dependencies"], *(EXTRAS[extra] if extra else [])])
    assert wanted - pinned.keys() == set()


def test_one_version_everywhere() -> None:
    """What the program is tested with is what the bill of materials and the audit are about."""
    versions: dict[str, set[str]] = {}
    for path in PINS:
        for name, rest in _pinned(path.read_text(encoding="utf-8")).items():
            versions.setdefault(name, set()).add(rest.split()[0])
    run = _pinned((ROOT / ".ci" / "pins" / "run.txt").read_text(encoding="utf-8"))
    assert {name: found for name, found in versions.items() if name in run and len(found) > 1} == {}
