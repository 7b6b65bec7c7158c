"""The documentation cannot drift: its commands run, its answers are real, its records are sound."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING

import commands
import generate
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
    assert not done.err or " batch " in command  # a batch closes with a summary


def test_readme_python_runs() -> None:
    """The Python in the README runs."""
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(block, "README.md", "exec"), {})  # noqa: S102 - our own documentation


_SVG = "{http://www.w3.org/2000/svg}"


def _pieces(picture: str) -> list[tuple[float, float, str, str]]:
    """Return every piece of text of a picture: its line, where it begins there, how it looks and what it says."""
    root = ET.fromstring(picture)  # noqa: S314 - our own documentation
    looks = dict(re.findall(r"\.([\w-]+) \{ (.*?) \}", root.findtext(f"{_SVG}style", "")))
    return [
        (float(one.attrib["y"]), float(one.attrib["x"]), looks[one.attrib["class"]], one.text or "")
        for one in root.iter(f"{_SVG}text")
    ]


def test_picture_is_real() -> None:
    """The picture in the README is what the command prints now, letter for letter and colour for colour (make docs)."""
    shown = _pieces(generate.PICTURE.read_text(encoding="utf-8"))
    assert shown == _pieces(generate.picture(generate.pictured()))
    lines: dict[float, str] = {}
    for line, start, _, text in shown:
        # A column of the picture is 12.2 wide.
        lines[line] = lines.get(line, "").ljust(round(start / 12.2)) + text
    given, *printed = (line.rstrip() for line in lines.values() if line.strip())
    assert shlex.split(given) == ["$", "probiocheck", *generate.pictured()]
    assert printed == [line for line in run(*generate.pictured()).out.splitlines() if line]


def test_picture_is_for_everyone() -> None:
    """The picture says what it shows, fetches nothing, and its text can be copied with its spaces."""
    picture = generate.PICTURE.read_text(encoding="utf-8")
    root = ET.fromstring(picture)  # noqa: S314 - our own documentation
    assert root.attrib["role"] == "img"
    title = root.find(f"{_SVG}title")
    assert title is not None
    assert title.attrib["id"] == root.attrib["aria-labelledby"]
    assert "probiocheck strain" in (title.text or "")
    assert re.findall(r"https?://[^\"]*", picture) == [_SVG.strip("{}")]
    assert not re.search(r"url\((?!#)|@import|@font-face|<script|\xa0", picture)
    assert re.search(rf"!\[[^]]{{80,}}\]\({generate.PICTURE.relative_to(ROOT)}\)", README)


def test_picture_is_made_the_same_way_twice() -> None:
    """The same text gives the same bytes, so that a picture changes only with its answer."""
    assert generate.picture(generate.pictured()) == generate.picture(generate.pictured())


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


PAGES = sorted(path.name for path in (ROOT / "docs").glob("*.md"))
_BLOCK = re.compile(r"(?:<!-- needs: (\w+) -->\n)?```(sh|python)\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("page", PAGES)
def test_every_block_of_the_documentation_runs(page: str, tmp_path: Path) -> None:
    """The shell and Python of a page run in their order, beside the examples; blocks of Python share their names."""
    shutil.copytree(ROOT / "docs" / "examples", tmp_path, dirs_exist_ok=True)
    scripts = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"}
    todo: list[list[str]] = []
    for needed, language, block in _BLOCK.findall((ROOT / "docs" / page).read_text(encoding="utf-8")):
        if needed and (importlib.util.find_spec(needed) is None or not shutil.which("java")):
            continue
        todo.append([language, block])
    (tmp_path / "blocks.json").write_text(json.dumps(todo), encoding="utf-8")
    (tmp_path / "runner.py").write_text(_RUNNER, encoding="utf-8")
    command = [sys.executable, "runner.py"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


_RUNNER = """
import json, pathlib, subprocess
shared = {"__name__": "__main__"}
for language, block in json.loads(pathlib.Path("blocks.json").read_text(encoding="utf-8")):
    if language == "sh":
        subprocess.run(["/bin/bash", "-euo", "pipefail", "-c", block], check=True)
    else:
        exec(compile(block, "a block of the page", "exec"), shared)
"""


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", "docs/pictures/README.md", *(f"docs/{name}" for name in PAGES)]
)
def test_links_within_the_documentation_lead_somewhere(page: str) -> None:
    """Every relative link of a page leads to a file, and its fragment to a heading there."""
    path = ROOT / page
    for target in re.findall(r"\]\((?!https?://)([^)\s]+)\)", path.read_text(encoding="utf-8")):
        name, _, fragment = target.partition("#")
        linked = (path.parent / name) if name else path
        assert linked.exists(), target
        if fragment:
            heads = re.findall(r"^#+ (.+)$", linked.read_text(encoding="utf-8"), re.MULTILINE)
            assert fragment in {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in heads}, target


def test_pages_about_the_command_line_are_current() -> None:
    """docs/cli.md and the manual page are made from what --help is made of (make docs)."""
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == commands.markdown()
    assert (ROOT / "docs" / "probiocheck.1").read_text(encoding="utf-8") == commands.manual()


PICTURES = generate.DRAWN.findall((ROOT / "docs" / "plots.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("words", "name"), PICTURES, ids=[name for _, name in PICTURES])
def test_pictures_are_current(words: str, name: str, tmp_path: Path) -> None:
    """A picture of the documentation says what its command draws (make docs).

    Another version of the library may place it otherwise, and the digest changes with anything in the data.
    """
    pytest.importorskip("matplotlib", reason="the extra plot is not installed")
    drawn = run(*shlex.split(words), cwd=tmp_path)
    assert drawn.code == 0, drawn.err
    said, shown = (_said(folder / name) for folder in (tmp_path, ROOT / "docs" / "pictures"))
    assert said == shown
    assert len(shown) > 50


def _said(picture: Path) -> list[str]:
    """Return every text of a picture in its order, its title and description among them."""
    texts = [one for one in ET.parse(picture).iter() if one.tag.rpartition("}")[2] in {"title", "desc", "text"}]  # noqa: S314
    return [re.sub(r"\([0-9a-f]{16}\)", "", "".join(one.itertext())) for one in texts]


def test_every_picture_is_shown() -> None:
    """Each picture that lies there is shown by a page or in the README; each that a page draws lies there."""
    folder = ROOT / "docs" / "pictures"
    lying = {one.name for one in folder.iterdir() if one.suffix in {".svg", ".png"}}
    pages = [README, *(path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md"))]
    assert {one for one in lying if not any(one in page for page in pages)} == set()
    assert {name for _, name in PICTURES} <= lying
    assert len(PICTURES) == 3


def test_the_screening_script_is_short_and_shown() -> None:
    """The script of the pharmacy page has ten lines, and needs no jq and no mail."""
    script = (ROOT / "docs" / "examples" / "screen.sh").read_text(encoding="utf-8")
    assert len(script.splitlines()) <= 10
    assert not re.search(r"\b(jq|mail|sendmail|python)\b", script)


def test_the_screening_script_stops(tmp_path: Path) -> None:
    """It goes on below high, stops with 1 on high or avoid, and with 2 where a row has no answer."""
    shutil.copytree(ROOT / "docs" / "examples", tmp_path, dirs_exist_ok=True)
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    (tmp_path / "unknown.csv").write_text("DRUG_NAME,ICD10\nnobody,M06.9\n", encoding="utf-8")
    for name, code, told in (
        ("dispensing.csv", 0, "nothing is high"),
        ("dispensing-high.csv", 1, "STOP: a row is high or avoid"),
        ("unknown.csv", 2, "STOP: a row has no answer"),
        ("missing.csv", 2, "STOP: a row has no answer, or the list cannot be read"),
    ):
        done = subprocess.run(
            ["/bin/sh", "screen.sh", name], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert (done.returncode, told in done.stdout + done.stderr) == (code, True), name


def test_every_command_is_documented() -> None:
    """Each command of the program is named in the README or in the curator's guide."""
    from probiocheck.cli.app import COMMANDS

    for command in COMMANDS:
        assert re.search(rf"probiocheck {command}\b", README + CURATING), command
