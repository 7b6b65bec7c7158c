"""The tour shows real answers and claims nothing else of them, waits only for someone, and leaves as asked."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from conftest import DATA, Copy, run

from probiocheck.model_files import Question
from probiocheck.render import tour as page

STOPS = yaml.safe_load((DATA / "tour.yaml").read_text(encoding="utf-8"))["tour"]
PROMPT = "Enter: next · q: quit"
_COMMAND = [sys.executable, "-m", "probiocheck", "tour"]
# Where a stop begins.
_HEAD = re.compile(r"^ \d of \d  ", re.MULTILINE)
_WIDTH = 80
# Links are numbered at random, so that a terminal tells one from another.
_LINK = re.compile(r"(?<=8;)id=\d+")


class Told(NamedTuple):
    """One stop as it was printed."""

    title: str
    command: list[str]
    see: str
    answer: list[str]


def _stops(printed: str) -> list[Told]:
    """Take what was printed apart: the blocks of a stop are parted by empty lines."""
    body = printed.partition("\n Where to go from here")[0]
    found = []
    for one in _HEAD.split(body)[1:]:
        title, command, see, answer = one.split("\n\n", 3)
        words = shlex.split(command.replace("\\\n", " "))
        found.append(Told(title, words, " ".join(see.split()), answer.rstrip("\n").splitlines()))
    return found


@pytest.fixture(scope="module")
def printed() -> str:
    """Return the tour as it comes through a pipe."""
    done = run("tour")
    assert (done.code, done.err) == (0, "")
    return done.out


def test_through_a_pipe(printed: str) -> None:
    """Everything is printed at once, without an escape code or a question, in 80 columns."""
    assert [one.title for one in _stops(printed)] == [one["title"] for one in STOPS]
    assert "\x1b" not in printed
    assert PROMPT not in printed
    assert max(map(len, printed.splitlines())) <= _WIDTH


@pytest.mark.parametrize("place", range(len(STOPS)), ids=[one["title"] for one in STOPS])
def test_stop_shows_what_its_command_answers(printed: str, place: int) -> None:
    """The command of a stop gets the answer that is expected, and prints every line that the tour shows of it."""
    told, stop = _stops(printed)[place], STOPS[place]
    assert told.see == " ".join(stop["see"].split())
    assert told.command[0] == "probiocheck"
    whole = iter(run(*told.command[1:]).out.splitlines())
    assert told.answer[0].strip()
    for line in told.answer:
        assert line in whole, line  # an iterator: in this order, too
    answer = json.loads(run(*told.command[1:], "--format", "json").out)
    expected = stop["expect"]
    assert answer.get("reason") == expected.get("no_answer")
    assert answer.get("level") == expected.get("level")
    assert expected.get("certainty") in {None, answer.get("certainty")}
    assert {*expected.get("rules", [])} <= {one["rule"] for one in answer.get("reasons", [])}


def test_where_to_go_from_here(printed: str) -> None:
    """The tour ends with three commands; those that need no name are run."""
    commands = re.findall(r"^ (probiocheck .+?)  +", printed.partition("Where to go from here")[2], re.MULTILINE)
    assert len(commands) == 3
    ready = [one for one in commands if not re.search(r"\b[A-Z]{2}", one)]
    assert len(ready) == 2
    for one in ready:
        assert run(*shlex.split(one)[1:]).code == 0


# --- on a terminal --------------------------------------------------------------------------------------------


class Terminal:
    """The tour between two ends of a pseudo-terminal."""

    def __init__(self, parent: int, process: subprocess.Popen[bytes]) -> None:
        self.shown = ""
        self.ours, self._process = parent, process
        self._raw = b""

    def until_asked(self) -> None:
        """Read until the tour waits for one more key."""
        asked = self.shown.count(PROMPT)
        while self.shown.count(PROMPT) == asked:
            assert self._read(), self.shown
        # What is typed before a terminal has been made ready is thrown away.
        while termios.tcgetattr(self.ours)[3] & termios.ICANON:
            assert self._process.poll() is None

    def press(self, key: bytes) -> None:
        """Press a key."""
        os.write(self.ours, key)

    def end(self) -> int:
        """Read to the end and return the exit code."""
        while self._read():
            pass
        return self._process.wait()

    def _read(self) -> bool:
        chunk = b""
        with suppress(OSError):  # how Linux tells that the other end is closed
            chunk = os.read(self.ours, 65536)
        self._raw += chunk
        self.shown = self._raw.decode(errors="replace").replace("\r\n", "\n")
        return bool(chunk)


@contextmanager
def terminal(
    *arguments: str, streams: tuple[str, ...] = ("stdin", "stdout"), **environment: str
) -> Iterator[Terminal]:
    """Start the tour with some of its streams on a terminal, and nothing at the others."""
    parent, child = pty.openpty()
    ends = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL) | dict.fromkeys(streams, child)
    env = os.environ | {"TERM": "xterm", "COLUMNS": str(_WIDTH)} | environment
    with subprocess.Popen([*_COMMAND, *arguments], env=env, **ends) as process:  # type: ignore[call-overload]
        os.close(child)
        try:
            yield Terminal(parent, process)
        finally:
            process.kill()
    os.close(parent)


def test_enter_leads_through(printed: str) -> None:
    """Between two stops it waits for Enter; in the end everything was shown that a pipe gets."""
    with terminal(NO_COLOR="1") as on:
        for number in range(1, len(STOPS)):
            on.until_asked()
            assert len(_HEAD.findall(on.shown)) == number
            on.press(b"\r")
        assert on.end() == 0
    assert re.sub(rf" {PROMPT} \n", "", on.shown) == printed


@pytest.mark.parametrize("key", [b"q", b"Q", b"\x04"], ids=["q", "Q", "end of input"])
def test_quit(key: bytes) -> None:
    """The key q, and the end of input, end the tour where it is, with 0."""
    with terminal() as on:
        on.until_asked()
        on.press(b"\r")
        on.until_asked()
        on.press(key)
        assert on.end() == 0
    assert STOPS[1]["title"] in on.shown
    assert STOPS[2]["title"] not in on.shown
    assert "Where to go from here" not in on.shown


def test_interrupt() -> None:
    """Ctrl-C ends it with 130, without a word, and leaves the terminal as it was."""
    with terminal() as on:
        before = termios.tcgetattr(on.ours)[3]
        on.until_asked()
        on.press(b"\x03")
        assert on.end() == 130
        assert termios.tcgetattr(on.ours)[3] == before
    assert on.shown.rstrip().endswith(PROMPT)


def test_no_pause(printed: str) -> None:
    """With --no-pause a terminal gets everything at once."""
    with terminal("--no-pause", NO_COLOR="1") as on:
        assert on.end() == 0
    assert on.shown == printed


def test_input_is_no_terminal(printed: str) -> None:
    """Where nobody can press a key it waits for none."""
    with terminal(streams=("stdout",), NO_COLOR="1") as on:
        assert on.end() == 0
    assert on.shown == printed


def test_output_is_no_terminal() -> None:
    """Where nobody sees the question it asks none, though a key could be pressed."""
    with terminal(streams=("stdin", "stderr")) as on:
        assert on.end() == 0
    assert on.shown == ""


def test_colour(printed: str) -> None:
    """A terminal has colour, a pipe only if told so, and the words are the same."""
    with terminal("--no-pause") as on:
        assert on.end() == 0
    always = run("tour", "--color", "always").out
    assert "\x1b[1;32m LOW " in always
    assert _LINK.sub("", on.shown) == _LINK.sub("", always)
    assert re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", always) == printed


def test_narrow_terminal() -> None:
    """In 60 columns no line of what stands around the answers is longer."""
    with terminal("--no-pause", NO_COLOR="1", COLUMNS="60") as on:
        assert on.end() == 0
    around = ["\n\n".join(one.split("\n\n", 3)[:3]) for one in _HEAD.split(on.shown)]
    assert len(around) == len(STOPS) + 1
    assert max(len(line) for one in around for line in one.splitlines()) <= 60


def test_closed_pipe() -> None:
    """Where the reader has gone it ends with 141, without a word."""
    with subprocess.Popen(_COMMAND, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141


# --- another knowledge ----------------------------------------------------------------------------------------


@pytest.fixture
def retracted(copy: Copy) -> Copy:
    """Return a copy of the knowledge in which the trial behind the first stop has been retracted."""
    for one in ("alipour-2014", "vaghef-mehrabany-2014"):
        status = f"  - id: {one}\n    status: retracted\n    status_note: made up\n"
        copy.replace("evidence/rheumatoid-arthritis.yaml", f"  - id: {one}\n", status)
    return copy


def test_answer_that_has_changed(retracted: Copy, printed: str) -> None:
    """An answer that is another one is shown without what was written of the old one, and the check names its line."""
    done = run("tour", "--data", retracted.folder)
    assert done.code == 0
    first, *others = _stops(done.out)
    assert first.see.startswith("This stop was written for another answer (the level is ")
    assert first.answer[0].split()[0] != "LOW"
    assert first.command[-2:] == ["--data", str(retracted.folder)]
    assert [one.see for one in others] == [one.see for one in _stops(printed)[1:]]
    check = run("data", "check", "--data", retracted.folder)
    assert (check.code, check.out) == (4, "")
    line = (
        (retracted.folder / "tour.yaml")
        .read_text(encoding="utf-8")
        .splitlines()
        .index("    expect: {level: low, certainty: low, rules: [BASE-CONTROLLED]}")
    )
    assert f"tour.yaml:{line + 1}: the tour is out of date: the level is " in check.err


def test_folder_laid_over(tmp_path: Path, printed: str) -> None:
    """What is laid over the knowledge is asked, too, and named in the command; it does not make the tour a problem."""
    finding = {
        "subject": "lacticaseibacillus-casei-01",
        "as_named": "L. casei 01",
        "condition": "rheumatoid-arthritis",
        "design": "randomised-trial",
        "system": "patients",
        "state": "stable",
        "n_analysed": 80,
        "outcome": "worsened",
        "summary": "made up",
    }
    publication = {"id": "nobody-2026", "title": "Made up", "journal": "None", "year": 2026, "pmid": "1"}
    publication |= {"seen": {"source": "nowhere", "read": "abstract"}, "findings": [finding]}
    own = tmp_path / "a folder"
    (own / "evidence").mkdir(parents=True)
    (own / "evidence" / "own.yaml").write_text(yaml.safe_dump({"publications": [publication]}), encoding="utf-8")
    first = _stops(run("tour", "--add-data", own).out)[0]
    assert first.command == [*_stops(printed)[0].command, "--add-data", str(own)]
    assert first.answer[0].split()[0] == "HIGH"
    assert "the level is high, not low" in first.see
    assert run("data", "check", "--add-data", own).code == 0


def test_local_policy(tmp_path: Path, printed: str) -> None:
    """A policy of the house, from the environment too, holds in the tour: it shows what the command would answer."""
    entry = dict.fromkeys(("subject", "condition"), "any") | dict.fromkeys(("note", "reason", "by"), "made up")
    entry |= {"id": "own-entry", "level": "high", "expires": "2099-12-31"}
    policy = tmp_path / "policy.yaml"
    policy.write_text(yaml.safe_dump({"policy": [entry]}), encoding="utf-8")
    told = _stops(run("tour", env=os.environ | {"PROBIOCHECK_POLICY": str(policy)}).out)
    assert [one.answer[0].split()[0] for one in told] == ["HIGH", "HIGH", "AVOID", "HIGH", "NO"]
    before = _stops(printed)
    for place in (0, 1, 3):
        assert "the level is high, not " in told[place].see
        assert told[place].command == [*before[place].command, "--policy", str(policy)]
    assert [told[place].see for place in (2, 4)] == [before[place].see for place in (2, 4)]


def test_knowledge_without_a_tour(copy: Copy) -> None:
    """A knowledge need not have a tour; asked for it, it says so."""
    (copy.folder / "tour.yaml").unlink()
    done = run("tour", "--data", copy.folder)
    assert (done.code, done.out) == (3, "")
    assert "has no tour" in done.err
    assert run("data", "check", "--data", copy.folder).code == 0


# --- the command that is shown --------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [60, 80, 200])
def test_command_can_be_copied(width: int) -> None:
    """However it is broken, the shell reads back what is asked, and every line fits."""
    question = Question(
        strain="it's; rm -rf $HOME", condition="a b", activity="flare", therapies=["x y"], risks=["one", "two"]
    )
    rows = page.command(question, ["--data 'my data'"], width)
    assert all(row.endswith(" \\") for row in rows[:-1])
    assert all(len(row) + 5 <= width for row in rows)
    echo = subprocess.run(
        ["/bin/sh", "-c", f'for one in {chr(10).join(rows)}; do echo "$one"; done'],
        capture_output=True,
        text=True,
        check=True,
    )
    asked: list[Any] = ["probiocheck", "strain", question.strain, "--condition", "a b", "--activity", "flare"]
    asked += ["--therapy", "x y", "--risk", "one", "--risk", "two", "--data", "my data"]
    assert echo.stdout.splitlines() == asked
