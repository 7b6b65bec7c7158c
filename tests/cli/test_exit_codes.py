"""Every public exit code, one by one, as a shell script meets it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from conftest import Run, run

from probiocheck import cli

if TYPE_CHECKING:
    from conftest import Copy


def strain(*arguments: str) -> Run:
    """Ask about a strain in rheumatoid arthritis."""
    return run("strain", *arguments, "--condition", "RA", "--quiet")


CODES = [
    ("below", ["L. casei 01"], 0, "low\n"),
    ("at", ["LGG"], 1, "moderate\n"),
    ("above", ["S. boulardii", "--risk", "central-venous-catheter"], 1, "avoid\n"),
    ("fail on low", ["L. casei 01", "--fail-on", "low"], 1, "low\n"),
    ("fail on high", ["LGG", "--fail-on", "high"], 0, "moderate\n"),
    ("fail on avoid", ["LGG", "-a", "flare", "--fail-on", "avoid"], 0, "high\n"),
    ("never", ["S. boulardii", "--risk", "central-venous-catheter", "--fail-on", "never"], 0, "avoid\n"),
    ("unknown level", ["L. brevis CD2"], 3, "unknown\n"),
    ("unknown level allowed", ["L. brevis CD2", "--allow-unknown"], 0, "unknown\n"),
    ("never leaves unknown", ["L. brevis CD2", "--fail-on", "never"], 3, "unknown\n"),
    ("unknown name", ["LGGG"], 3, ""),
    ("unknown name, unknown allowed", ["LGGG", "--allow-unknown"], 3, ""),
    ("ambiguous name", ["SD5212"], 3, ""),
    ("several, one at", ["L. casei 01", "LGG", "L. brevis CD2"], 1, "low\nmoderate\nunknown\n"),
    ("several, one unknown", ["L. casei 01", "L. brevis CD2"], 3, "low\nunknown\n"),
    ("several, one not understood", ["LGGG", "L. casei 01"], 3, "no-answer\nlow\n"),
    ("wrong activity", ["LGG", "--activity", "sleepy"], 2, ""),
    ("wrong therapy", ["LGG", "--therapy", "infliximabb"], 2, ""),
    ("wrong risk", ["LGG", "--risk", "bad-luck"], 2, ""),
    ("wrong option", ["LGG", "--bogus"], 2, ""),
    ("wrong level", ["LGG", "--fail-on", "unknown"], 2, ""),
]


@pytest.mark.parametrize(("arguments", "code", "out"), [one[1:] for one in CODES], ids=[one[0] for one in CODES])
def test_code(arguments: list[str], code: int, out: str) -> None:
    """The exit code tells found from failed, and the level stands alone on standard output."""
    done = strain(*arguments)
    assert (done.code, done.out) == (code, out)
    assert "Traceback" not in done.err


def test_wrong_usage_says_what_to_do() -> None:
    """Wrong usage names the choice and what is near it."""
    assert "did you mean tnf-inhibitor?" in strain("LGG", "--therapy", "infliximabb").err
    assert "Missing option" in run("strain", "LGG").err
    assert run("strain", "LGG").code == 2
    assert run("bogus").code == 2


def test_no_answer_says_why_on_standard_error() -> None:
    """With --quiet the reason goes to standard error."""
    assert "may mean" in strain("SD5212").err
    assert "did you mean" in strain("S.boulardi").err


def test_unusable_knowledge(copy: Copy) -> None:
    """Exit code 4, with file, line and remedy, and nothing on standard output."""
    copy.replace("strains.yaml", "designation: GG\n", "designatoin: GG\n")
    done = strain("LGG", "--data", str(copy.folder))
    assert (done.code, done.out) == (4, "")
    assert "strains.yaml:" in done.err
    assert "did you mean 'designation'?" in done.err
    assert "Traceback" not in done.err


def test_missing_knowledge(tmp_path: object) -> None:
    """A folder without knowledge is unusable, not empty."""
    assert strain("LGG", "--data", str(tmp_path)).code == 4
    assert run("data", "check", "--data", str(tmp_path)).code == 4


def test_fault_of_our_own(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A fault of our own is 70 and never a traceback."""
    monkeypatch.setattr("probiocheck.knowledge.place.open_store", lambda *_: 1 / 0)
    assert cli.main(["strain", "LGG", "--condition", "RA"]) == 70
    assert "a fault of our own" in capsys.readouterr().err


def test_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupt is 130."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("probiocheck.knowledge.place.open_store", interrupt)
    assert cli.main(["strain", "LGG", "--condition", "RA"]) == 130


def test_interrupted_process(copy: Copy) -> None:
    """A real interrupt ends a long command with 130 and no traceback."""
    command = [sys.executable, "-m", "probiocheck", "data", "diff", str(copy.folder), str(copy.folder)]
    environment = os.environ | {"XDG_CACHE_HOME": os.devnull}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True
    ) as process:
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in err


def test_closed_pipe() -> None:
    """A reader that goes away is 141 and silent."""
    command = f"{sys.executable} -m probiocheck list strains | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["/bin/bash", "-c", f"sleep 0; {command}"], capture_output=True, text=True, check=False)
    assert done.stdout.strip() in {"141", "0"}
    assert done.stderr == ""
    command = f"{{ {sys.executable} -m probiocheck list strains; echo $? >&2; }} | (exec <&-; sleep 2)"
    done = subprocess.run(["/bin/bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "141"


def test_closed_output() -> None:
    """Standard output that was closed before the start is a closed pipe."""
    command = f"{sys.executable} -m probiocheck strain LGG --condition RA >&-"
    done = subprocess.run(["/bin/bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 141
    assert "Traceback" not in done.stderr
