"""The documentation cannot drift: its commands run, its answers are real, its records are sound."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest
import yaml
from conftest import ROOT, run

from probiocheck import coverage
from probiocheck.knowledge import load, references
from probiocheck.render import coverage as page

if TYPE_CHECKING:
    from conftest import Copy

    from probiocheck.ask import Desk

README = (ROOT / "README.md").read_text(encoding="utf-8")
CURATING = (ROOT / "docs" / "curating.md").read_text(encoding="utf-8")
_ANSWER = re.compile(r"<!-- answer: (.+?) -->\n```text\n(.*?)```\n<!-- end -->", re.DOTALL)
_SHOWN = [line.strip() for line in README.splitlines() if line.startswith("    probiocheck ")]


@pytest.mark.parametrize("shown", _ANSWER.findall(README), ids=lambda shown: shown[0])
def test_readme_answer_is_real(shown: tuple[str, str]) -> None:
    """The answer in the README is what the command prints."""
    name, _, rest = shown[0].partition(" --")
    assert run("strain", name, *shlex.split("--" + rest)).out == shown[1]


@pytest.mark.parametrize("command", _SHOWN)
def test_readme_commands_run(command: str) -> None:
    """Every command in the README runs and answers."""
    done = run(*shlex.split(command)[1:])
    assert done.code in {0, 1}, done.err
    assert done.out
    assert not done.err


def test_readme_python_runs() -> None:
    """The Python in the README runs."""
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(block, "README.md", "exec"), {})  # noqa: S102 - our own documentation


def test_readme_names_both_commands() -> None:
    """The two set-up commands stand where the continuous integration looks for them."""
    for mark in ("main", "tests"):
        assert re.search(rf"<!-- {mark} -->\n\n    python3 -m venv \.venv && ", README)


def test_coverage_is_current(desk: Desk) -> None:
    """The coverage in the documentation is that of the data (make docs)."""
    assert (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8") == page.markdown(coverage.of(desk.store))


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(.*?)```", CURATING, re.DOTALL))
def test_curating_examples_are_sound(block: str, copy: Copy) -> None:
    """Every record in the curator's guide passes the check, with the references it makes."""
    content = yaml.safe_load(block)
    name = "patient.yaml" if "rules" in content else "evidence/example.yaml"
    copy.add(name, **content)
    assert references.problems(load.load(copy.folder)) == []


def test_every_command_is_documented() -> None:
    """Each command of the program is named in the README or in the curator's guide."""
    from probiocheck.cli.app import COMMANDS

    for command in COMMANDS:
        assert re.search(rf"probiocheck {command}\b", README + CURATING), command
