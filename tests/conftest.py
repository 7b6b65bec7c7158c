"""What the tests share: the shipped knowledge, a copy of it to change, and the command line."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

import probiocheck
from probiocheck.ask import Desk
from probiocheck.knowledge import place
from probiocheck.knowledge.store import Store

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"


@pytest.fixture(scope="session")
def desk() -> Desk:
    """Return a desk over the shipped knowledge."""
    return probiocheck.load(DATA)


@pytest.fixture(scope="session")
def store(desk: Desk) -> Store:
    """Return the shipped knowledge, compiled."""
    return desk.store


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the compiled forms of tests apart from the developer's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.delenv("NO_COLOR", raising=False)


class Copy:
    """A copy of the shipped knowledge that a test may change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns(place.COMPILED_NAME))

    def add(self, name: str, **lists: list[dict[str, object]]) -> None:
        """Append records to the lists of a file."""
        path = self.folder / name
        content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) if path.exists() else {}
        for key, records in lists.items():
            content.setdefault(key, []).extend(records)
        path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace a piece of text that stands in a file."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """Return a copy of the knowledge in a folder of its own."""
    return Copy(tmp_path / "data")


class Run(NamedTuple):
    """What a run of the command line left behind."""

    code: int
    out: str
    err: str


def run(*arguments: str | Path, **options: object) -> Run:
    """Run the command line as its own process, piped."""
    command = [sys.executable, "-m", "probiocheck", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, **options)  # type: ignore[call-overload]
    return Run(done.returncode, done.stdout, done.stderr)


def on_terminal(*arguments: str | Path, stream: str = "stdout", **environment: str) -> tuple[int, bytes]:
    """Run the command line with one of its streams on a terminal; return the exit code and what appeared there."""
    parent, child = pty.openpty()
    command = [sys.executable, "-m", "probiocheck", *map(str, arguments)]
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} | {stream: child}
    with subprocess.Popen(command, env=os.environ | {"TERM": "xterm"} | environment, **streams) as process:  # type: ignore[call-overload]
        os.close(child)
        shown = b""
        with suppress(OSError):  # how Linux tells that the other end is closed
            while chunk := os.read(parent, 65536):
                shown += chunk
    os.close(parent)
    return process.returncode, shown


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let golden files and the report on accessibility be written anew, and a site be looked at that is there."""
    parser.addoption("--write-golden", action="store_true", help="write the golden files of the formats anew")
    parser.addoption(
        "--write-report", action="store_true", help="write docs/accessibility.md anew, from what axe finds"
    )
    parser.addoption("--site", metavar="DIR", help="look at the site in this folder instead of building it")
