"""Pictures as they are asked for: files, endings, what is missing, and what cannot be written."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from conftest import Run, run

pytest.importorskip("matplotlib", reason="the extra plot is not installed")

DRAWN = {
    "strain": ["plot", "strain", "LGG"],
    "strain for": ["plot", "strain", "LGG", "--condition", "rheumatoid arthritis"],
    "condition": ["plot", "condition", "rheumatoid arthritis", "--activity", "active", "--risk", "neutropenia"],
    "matrix": ["matrix", "-c", "multiple sclerosis", "-s", "LGG", "-s", "EcN"],
}
SVG = "{http://www.w3.org/2000/svg}"


def words(svg: str) -> str:
    """Return what stands in a picture as text."""
    return " ".join("".join(one.itertext()) for one in ET.fromstring(svg).iter(f"{SVG}text"))  # noqa: S314 - our own


def told(done: Run) -> str:
    """Return what stands on standard error, unwrapped, which is no traceback and no fault of ours."""
    assert "Traceback" not in done.err
    assert "fault of our own" not in done.err
    return " ".join(done.err.split())


@pytest.mark.parametrize("arguments", DRAWN.values(), ids=DRAWN.keys())
def test_a_picture_is_written(arguments: list[str], tmp_path: Path) -> None:
    """SVG and PNG are written whole by the ending of the file, nothing else is, and standard output holds SVG alone."""
    for name in ("a.svg", "b.PNG"):
        done = run(*arguments, "--output", tmp_path / name)
        assert (done.code, done.out, done.err) == (0, "", "")
    assert {one.name for one in tmp_path.iterdir()} == {"a.svg", "b.PNG"}
    assert (tmp_path / "b.PNG").read_bytes().startswith(b"\x89PNG")
    printed = run(*arguments, "-o", "-")
    assert (printed.code, printed.err) == (0, "")
    written = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert words(printed.out).replace("--output -", "--output a.svg") == words(written)


@pytest.mark.parametrize("arguments", DRAWN.values(), ids=DRAWN.keys())
def test_the_command_at_the_foot_remakes_the_picture(arguments: list[str], tmp_path: Path) -> None:
    """What a picture says it was made by makes it again, letter for letter."""
    first = run(*arguments, "-o", tmp_path / "it.svg")
    assert first.code == 0
    made = (tmp_path / "it.svg").read_bytes()
    command = words(made.decode()).partition("Made by: probiocheck ")[2].split()
    (tmp_path / "it.svg").unlink()
    done = subprocess.run([sys.executable, "-m", "probiocheck", *command], cwd=tmp_path, check=False)
    assert done.returncode == 0
    assert (tmp_path / "it.svg").read_bytes() == made


def test_a_product_of_one_strain_is_that_strain(tmp_path: Path) -> None:
    """They are one subject, so their pictures show the same; how the name was read is told."""
    product = run("plot", "strain", "Mutaflor", "-o", tmp_path / "it.svg")
    first = (tmp_path / "it.svg").read_bytes()
    assert "product" in product.err
    assert run("plot", "strain", "EcN", "-o", tmp_path / "it.svg").code == 0
    assert (tmp_path / "it.svg").read_bytes() == first


def test_a_species_is_no_strain(tmp_path: Path) -> None:
    """The picture of a species says that the strain decides."""
    assert run("plot", "strain", "L. rhamnosus", "-o", tmp_path / "it.svg").code == 0
    assert "the strain decides" in words((tmp_path / "it.svg").read_text(encoding="utf-8"))


def test_a_grid_as_a_page(tmp_path: Path) -> None:
    """A file that ends in .html is a page that stands alone: letters, certainties, and the command that made it."""
    asked = ["matrix", "-c", "RA", "-c", "UC", "-s", "LGG", "-s", "EcN", "-a", "remission"]
    assert run(*asked, "--output", tmp_path / "it.html").code == 0
    page = (tmp_path / "it.html").read_text(encoding="utf-8")
    grid = json.loads(run(*asked, "--format", "json").out)
    strength = {"very-low": 1, "low": 2, "moderate": 3, "high": 4}
    marks = zip(*(chain.from_iterable(grid[one]) for one in ("levels", "certainties")), strict=True)
    assert re.findall(r'<td class="(\w+ s\d)">', page) == [f"{level} s{strength[sure]}" for level, sure in marks]
    assert all(one["name"] in page for one in [*grid["conditions"], *grid["subjects"]])
    assert "<p>activity remission</p>" in page
    assert "Made by: probiocheck matrix --condition rheumatoid-arthritis" in page
    assert not re.search(r"<(script|link|img)|href=", page)


# --- no picture -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "as_asked"),
    [
        (["plot", "strain", "LGGG"], ["strain", "LGGG", "-c", "RA"]),
        (["plot", "strain", "SD5212"], ["strain", "SD5212", "-c", "RA"]),
        (["plot", "strain", "LGG", "-c", "CD"], ["strain", "LGG", "-c", "CD"]),
        (["plot", "condition", "CD"], ["condition", "CD"]),
        (["matrix", "-c", "CD"], ["condition", "CD"]),
        (["matrix", "-s", "LGGG"], ["strain", "LGGG", "-c", "RA"]),
    ],
)
def test_a_name_that_is_not_understood(arguments: list[str], as_asked: list[str], tmp_path: Path) -> None:
    """It is the same no-answer as elsewhere, and no picture."""
    done, elsewhere = run(*arguments, "-o", tmp_path / "it.svg"), run(*as_asked)
    assert (done.code, done.out, done.err) == (3, elsewhere.out, "")
    assert "NO ANSWER" in done.out
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(
    "arguments", [["plot", "strain", "L. brevis CD2"], ["plot", "condition", "vitiligo"]], ids=["strain", "condition"]
)
def test_nobody_has_looked(arguments: list[str], tmp_path: Path) -> None:
    """Where nothing is recorded this is said, and there is no empty picture to be taken for safety."""
    done = run(*arguments, "-o", tmp_path / "it.svg")
    assert (done.code, done.out) == (3, "")
    assert "nobody has looked" in told(done)
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("name", ["it.pdf", "it", "it.svg.gz", ".svg", ""])
@pytest.mark.parametrize("kind", ["strain", "condition"])
def test_an_ending_that_is_not_known(kind: str, name: str, tmp_path: Path) -> None:
    """It is wrong usage, with the endings that work, before anything is looked up."""
    done = run("plot", kind, "no such name", "-o", f"{tmp_path}/{name}")
    assert (done.code, done.out) == (2, "")
    assert "name one of .svg, .png, or - for SVG" in " ".join(told(done).replace("│", " ").split())
    assert not [*tmp_path.iterdir()]


def test_an_ending_of_a_grid(tmp_path: Path) -> None:
    """A grid can be a page, too; its format is not said twice."""
    done = run("matrix", "-c", "RA", "-o", tmp_path / "it.csv")
    assert done.code == 2
    assert "name one of .svg, .png, .html" in told(done)
    done = run("matrix", "-c", "RA", "-o", tmp_path / "it.svg", "--format", "json")
    assert done.code == 2
    assert "leave --format out" in told(done)
    assert not [*tmp_path.iterdir()]


def test_without_a_file() -> None:
    """A picture needs a place."""
    done = run("plot", "strain", "LGG")
    assert done.code == 2
    assert "--output" in told(done)


@pytest.mark.parametrize("name", ["no/such/folder/it.svg", "folder.svg", "loop.svg"])
@pytest.mark.parametrize("arguments", [DRAWN["strain"], DRAWN["matrix"]], ids=["plot", "matrix"])
def test_a_place_that_cannot_be_written(arguments: list[str], name: str, tmp_path: Path) -> None:
    """A folder that is not there, one in its place and a link to itself are wrong usage, and nothing is made."""
    (tmp_path / "folder.svg").mkdir()
    (tmp_path / "loop.svg").symlink_to("loop.svg")
    done = run(*arguments, "-o", tmp_path / name)
    assert (done.code, done.out) == (2, "")
    assert "written" in told(done)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["folder.svg", "loop.svg"]


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """Return a disk of 16 KiB; skip where none can be mounted."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount = shutil.which("mount")
    command = [str(mount), "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(folder)]
    if not mount or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("no disk can be mounted")
    yield folder
    subprocess.run(["umount", folder], check=True)  # noqa: S607 - it was there to mount


def test_a_full_disk(tiny: Path) -> None:
    """On a disk that is full the old picture stays whole, and nothing lies beside it."""
    (tiny / "it.svg").write_text("yesterday")
    done = run(*DRAWN["strain"], "-o", tiny / "it.svg")
    assert (done.code, done.out) == (2, "")
    assert "No space left on device" in told(done)
    assert (tiny / "it.svg").read_text() == "yesterday"
    assert [one.name for one in tiny.iterdir()] == ["it.svg"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_standard_output_full() -> None:
    """A picture that standard output does not take is never a success."""
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "probiocheck", *DRAWN["strain"], "-o", "-"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert "No space left on device" in told(Run(2, "", done.stderr))


def test_an_encoding_without_our_letters() -> None:
    """Standard output holds UTF-8, as the picture says, whatever the terminal speaks."""
    done = run(*DRAWN["condition"], "-o", "-", env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert done.code == 0
    assert "·" in words(done.out)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(DRAWN["strain"], 2), (DRAWN["condition"], 2), (DRAWN["matrix"], 2)],
    ids=["strain", "condition", "matrix"],
)
def test_without_the_library(arguments: list[str], code: int, tmp_path: Path) -> None:
    """Without the library it is said what to install; a page needs none."""
    program = "import sys; sys.modules['matplotlib'] = None; from probiocheck.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", program, *arguments, "-o", str(tmp_path / "it.svg")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (code, "")
    assert "pip install 'probiocheck[plot]'" in " ".join(done.stderr.split())
    assert not [*tmp_path.iterdir()]
    if arguments[0] == "matrix":
        command[-1] = str(tmp_path / "it.html")
        assert subprocess.run(command, check=False).returncode == 0
