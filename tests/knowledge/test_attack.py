"""Knowledge that is damaged, or made to do harm: a clear problem with file and line, soon, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from conftest import DATA, Copy, Run, run

from probiocheck.knowledge import load, place, references, shape, source
from probiocheck.knowledge.problem import InvalidKnowledge, Problem

_SECONDS = 20
_GIGABYTES = 2
_KINDS = dict.fromkeys(("about", "strains", "products", "conditions", "patient", "rules"), "")
_HIDDEN = "\u202a\u202e\u2066\u2069\u200e\u200f\u061c"


def _checked(folder: Path, kilobytes: int = _GIGABYTES * 1024 * 1024) -> Run:
    """Check a knowledge in a process of its own that may take only so much memory and time."""
    command = [sys.executable, "-m", "probiocheck", "data", "check", "--data", str(folder)]
    limited = ["bash", "-c", f'ulimit -v {kilobytes}; exec "$@"', "-", *command]
    done = subprocess.run(limited, capture_output=True, timeout=_SECONDS, check=False)
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


def _refused(folder: Path, told: str, kilobytes: int = _GIGABYTES * 1024 * 1024) -> str:
    """Check that a knowledge is refused with exit code 4, a problem that says ``told`` and a text of bounded length."""
    done = _checked(folder, kilobytes)
    assert (done.code, done.out) == (4, ""), done.err[:2000]
    assert told in done.err
    assert "Traceback" not in done.err
    assert "a fault of our own" not in done.err
    # Where strains are missing, every finding about one of them is a problem of its own.
    assert len(done.err) < 100_000
    return done.err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder for a file to be attacked with; what is missing beside it is told as well."""
    (tmp_path / "data" / "evidence").mkdir(parents=True)
    return tmp_path / "data"


BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))
TEXTS: dict[str, tuple[str | bytes, int, str]] = {
    "a billion laughs": (BOMB, 1, "anchors and aliases are not used here"),
    "a text a thousand times": ("a: &a x\nb: [" + "*a, " * 1000 + "]\n", 1, "anchors and aliases"),
    "a list within itself": ("groups: &a [*a]\n", 1, "anchors and aliases"),
    "a record within itself": ("groups: &a\n  b: *a\n", 1, "anchors and aliases"),
    "an alias to nothing": ("groups: *a\n", 1, "undefined alias"),
    "10,000 brackets": ("groups: " + "[" * 10_000 + "\n", 1, "nesting depth"),
    "100,000 brackets": ("groups: " + "[" * 100_000 + "]" * 100_000 + "\n", 1, "nesting depth"),
    "10,000 braces": ("groups: " + "{a: " * 10_000 + "\n", 1, "nesting depth"),
    "10,000 dashes": ("- " * 10_000 + "x\n", 1, "nesting depth"),
    "3,000 records within one another": ("".join(" " * n + "a:\n" for n in range(3000)), 1000, "nesting depth"),
    "40 brackets": ("groups: " + "[" * 40 + "]" * 40 + "\n", 1, "nested too deeply"),
    "an object": ("groups: !!python/object:os.system {}\n", 1, "python/object:os.system is not used here"),
    "a call": ("!!python/object/apply:os.system ['true']\n", 1, "python/object/apply:os.system is not used"),
    "a name": ("groups: !!python/name:os.system\n", 1, "python/name:os.system is not used here"),
    "bytes": ("groups: !!binary aGk=\n", 1, "binary is not used here"),
    "a set": ("groups: !!set {a, b}\n", 1, "set is not used here"),
    "a tag of one's own": ("groups: !own [x]\n", 1, "the tag !own is not used here"),
    "a field with a tag": ("!!python/name:os.system : 1\n", 1, "is not used here"),
    "no number": ("groups: !!int many\n", 1, "int is not used here"),
    "no truth": ("groups: !!bool no\n", 1, "bool is not used here"),
    "a field that is a list": ("? [a, b]\n: 1\n", 1, "the name of a field must be text"),
    "a field twice": ("groups: []\nspecies: []\ngroups: []\n", 3, "stands twice in this record (first on line 1)"),
    "a field twice within": ("groups:\n  - id: a\n    id: b\n", 3, "'id' stands twice"),
    "a number without end": ("groups: " + "9" * 5000 + "\n", 1, "the number is too large"),
    "a large number": ("groups: 9007199254740993\n", 1, "the number is too large"),
    "infinity": ("groups: 1e999\n", 1, "the number is too large"),
    "not UTF-8": (b"groups: []\nspecies: caf\xe9\n", 2, "not UTF-8"),
    "UTF-16": ("groups: []\n".encode("utf-16"), 1, "not UTF-8"),
    "UTF-16 without its mark": ("groups: []\n".encode("utf-16-le"), 1, "the character U+0000 is not used here"),
    "a NUL": ("groups: []\nspecies: x\0y\n", 2, "the character U+0000 is not used here"),
    "an escape": ("groups: []\nspecies: x\x1b[2J\n", 2, "the character U+001B is not used here"),
    "an escape in words": ('groups: []\nspecies: "x\\e[2J"\n', 2, "the character U+001B is not used here"),
    "an escape of eight bits": ('groups: []\nspecies: "x\\x9b2J"\n', 2, "the character U+009B is not used here"),
    "an escape in a field": ('groups: []\n"a\\e]0;x\\a": 1\n', 2, "the character U+001B is not used here"),
    "nothing": ("", 1, "the file is empty"),
    "nothing but a comment": ("# strains\n" * 1000, 1, "the file is empty"),
    "two documents": ("groups: []\n---\nspecies: []\n", 2, "another document"),
    "a list": ("- groups\n", 1, "must be a record with fields"),
    "a word": ("groups\n", 1, "must be a record with fields"),
    "garbage": (bytes(range(256)) * 10, 2, "not UTF-8"),
}


@pytest.mark.parametrize(("text", "line", "told"), TEXTS.values(), ids=TEXTS.keys())
def test_hostile_text(tmp_path: Path, text: str | bytes, line: int, told: str) -> None:
    """Whatever a file holds, it is refused with its line and in words, and at once."""
    path = tmp_path / "strains.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    began = time.monotonic()
    document, problems = source.read(path, "strains.yaml")
    problems = problems or shape.problems(document, "strains")
    assert time.monotonic() - began < _SECONDS
    assert any((one.line, told in one.what) == (line, True) and one.remedy for one in problems), problems
    assert all(one.file == "strains.yaml" and "\x1b" not in str(one) for one in problems)


@pytest.mark.parametrize("name", ["100,000 brackets", "a billion laughs", "a call", "a number without end", "UTF-16"])
def test_hostile_text_on_the_command_line(folder: Path, name: str) -> None:
    """The same through ``data check``: exit code 4, file and line, and no traceback."""
    text, line, told = TEXTS[name]
    (folder / "strains.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    problem = next(one for one in _refused(folder, told).splitlines() if one.startswith("strains.yaml:"))
    assert problem.startswith(f"strains.yaml:{line}: ")


@pytest.mark.parametrize("hidden", _HIDDEN)
def test_marks_that_turn_the_text(tmp_path: Path, hidden: str) -> None:
    """A mark that shows a text in another order than it is read is refused by its number, and not repeated."""
    path = tmp_path / "strains.yaml"
    for text in (f"groups: []\nspecies: a{hidden}b\n", f'groups: []\nspecies: "a\\u{ord(hidden):04x}b"\n'):
        path.write_text(text, encoding="utf-8")
        (problem,) = source.read(path, "strains.yaml")[1]
        assert (problem.line, f"U+{ord(hidden):04X}" in problem.what) == (2, True)
        assert hidden not in str(problem)


def test_a_gigabyte(folder: Path) -> None:
    """A file above the limit is refused by its size, unread."""
    path = folder / "strains.yaml"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    _refused(folder, "strains.yaml:1: the file is larger than 64 MiB", kilobytes=512 * 1024)


@pytest.mark.parametrize("around", ["", '"', "'"])
def test_one_endless_text(folder: Path, around: str) -> None:
    """A text of 60 MiB, within the limit of a file, is told by its length and never repeated."""
    text = f"groups:\n  - id: {around}{'x' * (60 << 20)}{around}\n"
    (folder / "strains.yaml").write_text(text, encoding="utf-8")
    _refused(folder, "strains.yaml:2: a text of 62,914,560 characters")


def test_more_than_memory_holds(folder: Path) -> None:
    """Where memory ends a file is refused as too large, and it is no fault of ours."""
    (folder / "strains.yaml").write_text("groups: [" + "1," * (4 << 20) + "]\n", encoding="utf-8")
    _refused(folder, "strains.yaml:1: the file holds more than there is memory for", kilobytes=512 * 1024)


# --- what is not a file --------------------------------------------------------------------------------------


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


THINGS: dict[str, tuple[Callable[[Path], None], str]] = {
    "folder": (Path.mkdir, "what is called so is not a file"),
    "link to a folder": (_link("/tmp"), "what is called so is not a file"),  # noqa: S108 - any folder
    "device without end": (_link("/dev/zero"), "what is called so is not a file"),
    "device that waits": (_link("/dev/tty"), "what is called so is not a file"),
    "pipe that nobody writes to": (_fifo, "what is called so is not a file"),
    "link to itself": (_link("strains.yaml"), "the file cannot be read"),
    "link to nowhere": (_link("/nowhere/at/all"), "the file cannot be read"),
    "link to a secret that is no knowledge": (_link("/etc/passwd"), "strains.yaml:"),
}


@pytest.mark.parametrize(("made", "told"), THINGS.values(), ids=THINGS.keys())
def test_what_is_not_a_file(folder: Path, made: Callable[[Path], None], told: str) -> None:
    """A folder, a device, a pipe or a link astray in the place of a file is told at once; nothing waits for it."""
    made(folder / "strains.yaml")
    _refused(folder, told)


def test_a_policy_that_is_not_a_file(tmp_path: Path) -> None:
    """The same holds for a local policy."""
    _fifo(tmp_path / "policy.yaml")
    done = run("strain", "LGG", "-c", "RA", "--policy", tmp_path / "policy.yaml", timeout=_SECONDS)
    assert (done.code, done.out) == (4, "")
    assert "policy.yaml:1: what is called so is not a file" in done.err


def test_links_to_files_are_followed(tmp_path: Path) -> None:
    """Knowledge may be put together by links: a link to a file of the right kind is that file."""
    for path in (DATA, *DATA.rglob("*")):
        target = tmp_path / "data" / path.relative_to(DATA)
        if path.is_dir():
            target.mkdir()
        elif path.name != place.COMPILED_NAME:
            target.symlink_to(path)
    assert references.problems(load.load(tmp_path / "data")) == []


def unprivileged() -> list[str]:
    """Return what takes the right to read everything from a command run by root; skip where that cannot be done."""
    if os.geteuid() != 0:
        return []
    command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    if shutil.which("setpriv") is None or subprocess.run([*command, "true"], check=False).returncode:
        pytest.skip("root may read everything")
    return command


@pytest.mark.parametrize("name", ["strains.yaml", "evidence"])
def test_without_permission(copy: Copy, name: str) -> None:
    """A file or a folder that may not be read is told; nothing is answered without what lies there."""
    path = copy.folder / name
    mode = path.stat().st_mode
    path.chmod(0)
    try:
        command = [*unprivileged(), sys.executable, "-m", "probiocheck", "data", "check", "--data", str(copy.folder)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    finally:
        path.chmod(mode)
    assert done.returncode == 4
    assert f"{name}:1: the f" in done.stderr
    assert "cannot be read: Permission denied" in done.stderr


@pytest.mark.parametrize("option", ["--data", "--add-data"])
def test_a_folder_that_cannot_be_looked_into(copy: Copy, option: str) -> None:
    """A folder without any permission is a fault of the knowledge and not of the usage: exit code 4, and no answer."""
    mode = copy.folder.stat().st_mode
    copy.folder.chmod(0)
    try:
        command = [*unprivileged(), sys.executable, "-m", "probiocheck", "strain", "LGG", "-c", "RA", "-q"]
        command += [option, str(copy.folder)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    finally:
        copy.folder.chmod(mode)
    assert (done.returncode, done.stdout) == (4, "")
    assert ":1: the folder cannot be read: Permission denied" in done.stderr


def test_an_added_folder_without_permission(tmp_path: Path) -> None:
    """An evidence folder that may not be read is not taken for one that is not there."""
    evidence = tmp_path / "own" / "evidence"
    evidence.mkdir(parents=True)
    (tmp_path / "own" / "strains.yaml").write_text("killed_words: [made-dead]\n", encoding="utf-8")
    evidence.chmod(0)
    try:
        command = [*unprivileged(), sys.executable, "-m", "probiocheck", "strain", "LGG", "-c", "RA", "-q"]
        command += ["--add-data", str(tmp_path / "own")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    finally:
        evidence.chmod(0o755)
    assert (done.returncode, done.stdout) == (4, "")
    assert "evidence:1: the folder cannot be read: Permission denied" in done.stderr


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("strains.yaml", ("designation: GG\n", "designation: GX\n")),
        ("evidence/rheumatology.yaml", ("summary: ", "summary: Of note, ")),
    ],
)
def test_what_an_editor_leaves(
    copy: Copy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, change: tuple[str, str]
) -> None:
    """The lock of an editor, a link that leads nowhere, hides no change and is no knowledge itself."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = copy.folder / name
    # In which order a folder is read is chance, so that one of many stands before the file that changes.
    for number in range(50):
        path.with_name(f".#{number}-{path.name}").symlink_to("somebody@somewhere.1234:1")
    path.with_name(f"._{path.name}").write_bytes(b"\x00\x05\x16\x07")
    before = place.open_store(copy.folder).digest
    copy.replace(name, *change)
    assert place.open_store(copy.folder).digest != before


# --- whole knowledge that contradicts itself -----------------------------------------------------------------


def _records(name: str, kind: str, key: str, pairs: dict[str, str]) -> Callable[[Copy], None]:
    """Return what sets a field of some records of a file."""

    def changed(copy: Copy) -> None:
        path = copy.folder / name
        content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        for one in content[kind]:
            if one["id"] in pairs:
                one[key] = pairs[one["id"]]
        path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")

    return changed


CYCLES = {
    "a group within itself": _records("strains.yaml", "groups", "within", {"bacteria": "bacteria"}),
    "groups within one another": _records(
        "strains.yaml", "groups", "within", {"bacteria": "lactobacilli", "lactobacilli": "bacteria"}
    ),
    "a species within itself": _records(
        "strains.yaml", "species", "within", {"lactobacillus-acidophilus": "lactobacillus-acidophilus"}
    ),
    "species within one another": _records(
        "strains.yaml",
        "species",
        "within",
        {"lactobacillus-acidophilus": "lactobacillus-gasseri", "lactobacillus-gasseri": "lactobacillus-acidophilus"},
    ),
    "conditions within one another": _records(
        "conditions.yaml",
        "conditions",
        "parent",
        {"rheumatoid-arthritis": "psoriasis", "psoriasis": "rheumatoid-arthritis"},
    ),
    "three conditions in a ring": _records(
        "conditions.yaml",
        "conditions",
        "parent",
        {"rheumatoid-arthritis": "psoriasis", "psoriasis": "pouchitis", "pouchitis": "rheumatoid-arthritis"},
    ),
}


@pytest.mark.parametrize("changed", CYCLES.values(), ids=CYCLES.keys())
def test_cycles(copy: Copy, changed: Callable[[Copy], None]) -> None:
    """What stands within itself is told of every record in the ring, and nothing runs in circles."""
    changed(copy)
    _refused(copy.folder, "stands within itself")


def _cuts() -> Iterator[tuple[Path, int]]:
    for path in sorted(DATA.rglob("*.yaml")):
        size = path.stat().st_size
        yield from ((path, size * part // 23) for part in (1, 5, 12, 18, 22))


def test_half_a_file(tmp_path: Path) -> None:
    """Each shipped file, cut at several places, is a problem in words, or the records that came before the cut."""
    told = 0
    for path, size in _cuts():
        half = tmp_path / path.name
        half.write_bytes(path.read_bytes()[:size])
        document, problems = source.read(half, path.name)
        kind = path.stem if path.stem in _KINDS else "unresolved" if path.stem == "unresolved" else "evidence"
        problems = problems or shape.problems(document, kind)
        assert all(one.file == path.name and one.line >= 1 and one.remedy for one in problems)
        told += bool(problems)
    assert told > 60


@pytest.mark.parametrize("name", ["rules.yaml", "strains.yaml", "evidence/safety.yaml"])
def test_half_a_file_on_the_command_line(copy: Copy, name: str) -> None:
    """A knowledge of which a file ends in its middle cannot be used."""
    path = copy.folder / name
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    _refused(copy.folder, "problem")


def test_nothing_of_a_wrong_number_reaches_the_tables(copy: Copy) -> None:
    """A number that the compiled form could not hold is refused where it stands."""
    copy.replace("evidence/safety.yaml", "serious_infections: ", "serious_infections: 99999999999999999999")
    problems: list[Problem] = []
    try:
        load.load(copy.folder)
    except InvalidKnowledge as error:
        problems = error.problems
    assert [one.what for one in problems] == ["the number is too large"]
