"""What can go wrong around the program: nothing half-written, no wrong answer, the documented exit code."""

from __future__ import annotations

import concurrent.futures
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import Copy, Run, run

from probiocheck.knowledge import place

# How often a process is killed, and how many run at once; more where somebody asks for it.
TRIES = int(os.environ.get("PROBIOCHECK_FAULT_TRIES", "20"))
COMPILES = int(os.environ.get("PROBIOCHECK_FAULT_COMPILES", "3"))
AT_ONCE = int(os.environ.get("PROBIOCHECK_FAULT_PROCESSES", "12"))

PROBIOCHECK = [sys.executable, "-m", "probiocheck"]
ASK = ["strain", "LGG", "--condition", "RA", "--quiet"]
HEAD, ROW = "strain,condition\n", "L. casei 01,RA\n"
# Repeated, these names are no answer and no question is asked twice.
ROWS = "".join(f"LGG {number},RA\n" for number in range(4000))


def shell(script: str, *arguments: str | Path, **environment: str) -> Run:
    """Run a line of a shell in which ``"$@"`` is the command line with ``arguments``."""
    command = ["bash", "-c", script, "-", *PROBIOCHECK, *map(str, arguments)]
    done = subprocess.run(
        command, capture_output=True, check=False, env=os.environ | environment, stdin=subprocess.DEVNULL, timeout=60
    )
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


def quiet_words(told: Run) -> str:
    """Return what stands on standard error, unwrapped, which never is a traceback or a fault of our own."""
    assert "Traceback" not in told.err
    assert "fault of our own" not in told.err
    return " ".join(told.err.split())


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return an empty cache of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "probiocheck"


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a knowledge with its compiled form beside it, as in a wheel: it needs no cache."""
    copy = Copy(tmp_path_factory.mktemp("compiled") / "data")
    place.write(copy.folder, copy.folder / place.COMPILED_NAME)
    return copy.folder


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Return a table and, beside it, an answer of yesterday."""
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "out.csv").write_text("yesterday")
    path = tmp_path / "tables" / "in.csv"
    path.write_text(HEAD + ROWS + ROW)
    return path


def unprivileged() -> list[str]:
    """Return what takes the right to write everything from a command run by root; skip where that cannot be done."""
    if os.geteuid() != 0:
        return []
    command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    if shutil.which("setpriv") is None or subprocess.run([*command, "true"], check=False).returncode:
        pytest.skip("root may write everything")
    return command


# --- a disk that is full, or may not be written ---------------------------------------------------------------


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize(
    "arguments",
    [
        ASK,
        ["strain", "LGG", "-c", "RA"],
        ["strain", "LGG", "-c", "RA", "--format", "json"],
        ["strain", "LGG", "-c", "RA", "--format", "html"],
        ["list", "strains"],
        ["--version"],
        ["--help"],
    ],
    ids=["quiet", "text", "json", "html", "list", "version", "help"],
)
def test_standard_output_full(arguments: list[str]) -> None:
    """An answer that cannot be written is never a success, and is told as what it is."""
    done = shell('"$@" >/dev/full', *arguments)
    assert done.code == 2
    assert "standard output cannot be read or written: No space left on device" in quiet_words(done)


def test_standard_output_that_is_not_open_for_writing() -> None:
    """The same where standard output can only be read."""
    done = shell('"$@" 1</dev/null', *ASK)
    assert done.code == 2
    assert "standard output cannot be read or written" in quiet_words(done)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_batch_to_a_full_standard_output(table: Path) -> None:
    """A table that does not find room ends likewise."""
    done = shell('"$@" >/dev/full', "batch", table)
    assert done.code == 2
    assert "No space left on device" in quiet_words(done)


def _untouched(table: Path) -> None:
    target = table.with_name("out.csv")
    assert target.read_text() == "yesterday"
    assert sorted(one.name for one in table.parent.iterdir()) == ["in.csv", "out.csv"]


def test_output_that_grows_too_large(table: Path) -> None:
    """A file that may not grow further leaves the old one, nothing half-written, and exit code 2."""
    done = shell('ulimit -f 64; "$@"', "batch", table, "--output", table.with_name("out.csv"))
    assert (done.code, done.out) == (2, "")
    assert "out.csv cannot be written: File too large" in quiet_words(done)
    _untouched(table)


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """Return a disk of 64 KiB; skip where none can be mounted."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount = shutil.which("mount")
    command = [str(mount), "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if not mount or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("no disk can be mounted")
    yield folder
    subprocess.run(["umount", folder], check=True)  # noqa: S607 - it was there to mount


def test_a_full_disk(table: Path, tiny: Path) -> None:
    """On a disk that is full the old answer stays, too."""
    for path in list(table.parent.iterdir()):
        if path.name == "out.csv":
            shutil.copy(path, tiny)
    done = shell('"$@"', "batch", table, "--output", tiny / "out.csv")
    assert (done.code, done.out) == (2, "")
    assert "out.csv cannot be written: No space left on device" in quiet_words(done)
    assert (tiny / "out.csv").read_text() == "yesterday"
    assert [one.name for one in tiny.iterdir()] == ["out.csv"]


def test_a_full_disk_for_the_cache(copy: Copy, tiny: Path) -> None:
    """Where the compiled form finds no room the answer is the same, and nothing is left of it."""
    done = shell('"$@"', *ASK, "--data", copy.folder, XDG_CACHE_HOME=str(tiny))
    assert (done.code, done.out, done.err) == (1, "moderate\n", "")
    assert list((tiny / "probiocheck").iterdir()) == []


def test_a_cache_that_grows_too_large(copy: Copy, cache: Path) -> None:
    """The same where files may not grow that large."""
    done = shell('ulimit -f 64; "$@"', *ASK, "--data", copy.folder)
    assert (done.code, done.out, done.err) == (1, "moderate\n", "")
    assert list(cache.iterdir()) == []


def test_output_into_a_folder_that_may_not_be_written(table: Path) -> None:
    """A folder that may not be written is told before anything is answered."""
    table.parent.chmod(0o555)
    try:
        command = [*unprivileged(), *PROBIOCHECK, "batch", str(table), "-o", str(table.with_name("out.csv"))]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    finally:
        table.parent.chmod(0o755)
    assert (done.returncode, done.stdout) == (2, "")
    assert "out.csv cannot be written: Permission denied" in " ".join(done.stderr.split())
    _untouched(table)


def test_a_cache_that_may_not_be_written(copy: Copy, tmp_path: Path) -> None:
    """A home that may only be read costs time, and changes no answer."""
    home = tmp_path / "home"
    home.mkdir(mode=0o555)
    environment = {key: value for key, value in os.environ.items() if key != "XDG_CACHE_HOME"} | {"HOME": str(home)}
    command = [*unprivileged(), *PROBIOCHECK, *ASK, "--data", str(copy.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stdout, done.stderr) == (1, "moderate\n", "")
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("name", [".", "loop", "no/such/folder.csv"])
def test_output_that_is_no_file(table: Path, name: str) -> None:
    """A folder, a link to itself and a folder that is not there are told, and nothing is made."""
    target = table.parent / name
    if name == "loop":
        target.symlink_to("loop")
    done = run("batch", table, "--output", target)
    assert (done.code, done.out) == (2, "")
    assert "written" in quiet_words(done)
    assert table.with_name("out.csv").read_text() == "yesterday"
    assert not {one.name for one in table.parent.iterdir()} - {"in.csv", "out.csv", "loop"}


@pytest.mark.parametrize("option", ["--data", "--add-data"])
def test_knowledge_that_is_a_link_to_itself(tmp_path: Path, option: str) -> None:
    """A knowledge that leads nowhere is unusable, and no fault of ours."""
    (tmp_path / "loop").symlink_to("loop")
    done = run(*ASK, option, tmp_path / "loop")
    assert (done.code, done.out) == (4, "")
    assert "problem" in quiet_words(done)


# --- killed ---------------------------------------------------------------------------------------------------


def test_a_killed_batch_leaves_the_old_or_the_new(table: Path) -> None:
    """Whenever it is killed, the old answer is whole, or the new one is; what lies beside it is hidden."""
    target = table.with_name("out.csv")
    began = time.monotonic()
    assert run("batch", table, "-o", target).code == 3
    whole, took = target.read_bytes(), time.monotonic() - began
    chance = random.Random(1)  # noqa: S311 - the same moments every time
    for _ in range(TRIES):
        target.write_text("yesterday")
        with subprocess.Popen(
            [*PROBIOCHECK, "batch", str(table), "-o", str(target)], stderr=subprocess.DEVNULL
        ) as one:
            with suppress(subprocess.TimeoutExpired):
                one.wait(chance.uniform(0, took))
            one.kill()
        assert target.read_bytes() in {b"yesterday", whole}
    beside = {one.name for one in table.parent.iterdir()} - {"in.csv", "out.csv"}
    assert all(name.startswith(".out.csv-") for name in beside)
    target.write_text("yesterday")
    assert run("batch", table, "-o", target).code == 3
    assert target.read_bytes() == whole


def test_a_killed_compile_leaves_nothing_to_be_taken(copy: Copy, cache: Path) -> None:
    """Whenever it is killed, while it writes above all, the next look-up answers right."""
    chance = random.Random(2)  # noqa: S311 - the same moments every time
    command = [*PROBIOCHECK, *ASK, "--data", str(copy.folder)]
    for number in range(COMPILES):
        shutil.rmtree(cache, ignore_errors=True)
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as one:
            moment = time.monotonic() + chance.uniform(0.2, 2)
            while one.poll() is None and time.monotonic() < moment:
                if number % 2 == 0 and cache.is_dir() and any(cache.iterdir()):
                    break
                time.sleep(0.0005)
            one.kill()
        done = run(*ASK, "--data", copy.folder)
        assert (done.code, done.out, done.err) == (1, "moderate\n", "")


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_end(table: Path, sent: signal.Signals) -> None:
    """A request to end is an interrupt: exit code 130, the old answer stands, and nothing is left beside it."""
    target = table.with_name("out.csv")
    command = [*PROBIOCHECK, "batch", "-", "-i", "csv", "--output", str(target)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stderr
        process.stdin.write(HEAD + ROWS)
        process.stdin.flush()
        deadline = time.monotonic() + 60
        while len(list(table.parent.iterdir())) < 3 and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(sent)
        told = process.stderr.read()
        assert process.wait(timeout=60) == 130
    assert told == ""
    _untouched(table)


def test_a_signal_that_is_ignored_stays_ignored(compiled: Path) -> None:
    """Whoever starts the program so that a request to end is ignored means it."""
    script = 'trap "" TERM; "$@" <<<"strain,condition" & sleep 0.2; kill -TERM $!; wait $!'
    assert shell(script, "batch", "-", "-i", "csv", "--data", compiled).code == 0


# --- streams --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("closed", "arguments", "code"),
    [
        (">&-", ASK, 141),
        ("2>&-", ASK, 1),
        ("<&-", ASK, 1),
        (">&- 2>&-", ASK, 141),
        ("<&- >&- 2>&-", ASK, 141),
        (">&-", ["--help"], 0),
        ("2>&-", ["strain", "LGG", "-c", "RA", "--risk", "bad-luck"], 2),
        (">&- 2>&-", ["strain", "LGG", "-c", "RA", "--risk", "bad-luck"], 2),
        ("2>&-", ["strain", "nobody", "-c", "RA", "-q"], 3),
        ("<&-", ["batch", "-", "-i", "csv"], 2),
        ("<&-", ["label", "-", "-c", "RA", "-q"], 3),
        ("<&- 2>&-", ["batch", "-", "-i", "csv"], 2),
    ],
)
def test_closed_streams(closed: str, arguments: list[str], code: int) -> None:
    """A stream that was closed before the start changes no answer; without standard output there is none."""
    done = shell(f'"$@" {closed}', *arguments)
    assert done.code == code
    assert done.out == ("moderate\n" if code == 1 else "")
    quiet_words(done)
    if "2>" in closed:
        assert done.err == ""


@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_batch_with_closed_streams(table: Path, closed: str) -> None:
    """With ``--output`` a batch needs none of them, and what it opens is never taken for one of them."""
    table.write_text(HEAD + ROW)
    done = shell(f'"$@" {closed}', "batch", table, "-o", table.with_name("out.csv"))
    assert (done.code, done.out) == (0, "")
    assert table.with_name("out.csv").read_text().count("\n") == 2
    assert shell(f'"$@" {closed}', "batch", table).code == 141


def test_help_for_a_reader_that_has_gone() -> None:
    """``--help | true`` is a closed pipe, not an answer above the threshold."""
    done = shell('{ "$@"; echo $? >&2; } | (exec <&-; sleep 1)', "--help")
    assert done.err.strip() == "141"


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_a_label_that_cannot_be_read(locale: str) -> None:
    """Bytes that are no text are never read as no organism: a label is understood as a whole or not at all."""
    done = shell(r'printf "L. casei 01, Bacillus c\xe9reus" | "$@"', "label", "-", "-c", "RA", "-q", LC_ALL=locale)
    assert (done.code, done.out) == (2, "")
    assert "standard input is not UTF-8" in quiet_words(done)


# --- an environment that lacks something ----------------------------------------------------------------------

PLAIN = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["strain", "LGG", "-c", "RA"], 1),
        (["strain", "LGG", "-c", "RA", "--color", "always"], 1),
        (["strain", "LGG", "-c", "RA", "--format", "html"], 1),
        (["strain", "LGG", "-c", "RA", "--format", "json"], 1),
        (["strain", "Bacillus c\u00e9reus", "-c", "RA"], 3),
        (["strain", "LGG", "-c", "RA", "-t", "\u00e9"], 2),
        (["condition", "RA"], 0),
        (["list", "conditions"], 0),
        (["data", "coverage"], 0),
        (["strain", "--help"], 0),
    ],
)
def test_no_encoding(arguments: list[str], code: int) -> None:
    """Where only ASCII can be printed the answer is the same, and what ASCII lacks is written in its place."""
    done = shell('"$@"', *arguments, **PLAIN)
    assert done.code == code
    assert done.out.isascii() or "--help" in arguments
    quiet_words(done)


def test_batch_without_encoding(table: Path) -> None:
    """A table is read and written in UTF-8 wherever that happens."""
    table.write_text(HEAD + "caf\u00e9,RA\n", encoding="utf-8")
    for redirected in ('"$@"', 'cat "$5" | "$1" "$2" "$3" batch - -i csv'):
        done = shell(redirected, "batch", table, **PLAIN)
        assert done.code == 3
        assert done.out.splitlines()[1].startswith("caf\u00e9,RA,")


@pytest.mark.parametrize(
    "without",
    [
        {"HOME": None},
        {"HOME": "/dev/null"},
        {"XDG_CACHE_HOME": "relative"},
        {"XDG_CACHE_HOME": "/proc/nowhere"},
    ],
    ids=str,
)
def test_no_home(copy: Copy, tmp_path: Path, without: dict[str, str | None]) -> None:
    """Without a home, with one that is nowhere, and with a cache that is nowhere the answer is the same."""
    work = tmp_path / "work"
    work.mkdir()
    here = {"HOME": "/proc/nowhere", "PATH": os.environ["PATH"]} | without
    environment = {key: value for key, value in here.items() if value is not None}
    # Nothing may be written, so that no test fills the home that the list of users names.
    command = ["bash", "-c", 'ulimit -f 0; exec "$@"', "-", *PROBIOCHECK, *ASK, "--data", str(copy.folder)]
    done = subprocess.run(command, env=environment, cwd=work, check=False, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (1, "moderate\n")
    assert list(work.iterdir()) == []


@pytest.mark.parametrize("year", [1970, 2100])
def test_a_clock_that_is_wrong(copy: Copy, cache: Path, year: int) -> None:
    """Files from 1970 or from the future are compiled once, used, and compiled anew when they change."""
    at = (year - 1970) * 365 * 86400
    for path in copy.folder.rglob("*.yaml"):
        os.utime(path, (at, at))
    before = place.open_store(copy.folder).digest
    (form,) = cache.iterdir()
    made = form.stat().st_mtime_ns
    assert place.open_store(copy.folder).digest == before
    assert form.stat().st_mtime_ns == made
    copy.replace("strains.yaml", "designation: GG\n", "designation: GX\n")
    os.utime(copy.folder / "strains.yaml", (at + 1, at + 1))
    assert place.open_store(copy.folder).digest != before


# --- compiled forms -------------------------------------------------------------------------------------------


def _form(copy: Copy, cache: Path) -> Path:
    assert run(*ASK, "--data", copy.folder).code == 1
    (form,) = cache.iterdir()
    return form


def test_a_compiled_form_that_is_something_else(copy: Copy, cache: Path) -> None:
    """A folder, garbage, a pipe, a link astray or another database in its place changes no answer."""
    form = _form(copy, cache)
    whole = form.read_bytes()
    for made in (
        form.mkdir,
        lambda: os.mkfifo(form),
        lambda: form.symlink_to(form.name),
        lambda: form.write_bytes(os.urandom(len(whole))),
        lambda: form.write_bytes(whole[:100] + bytes(len(whole) - 100)),
    ):
        with suppress(FileNotFoundError):
            form.unlink()
        made()
        done = run(*ASK, "--data", copy.folder, timeout=60)
        assert (done.code, done.out) == (1, "moderate\n")
        if form.is_dir():
            form.rmdir()
        assert {one.name for one in cache.iterdir()} <= {form.name}


def test_a_compiled_form_that_may_not_be_read(copy: Copy, cache: Path) -> None:
    """A compiled form of another user's is not used, and the answer is the same."""
    form = _form(copy, cache)
    form.chmod(0)
    command = [*unprivileged(), *PROBIOCHECK, *ASK, "--data", str(copy.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, "moderate\n", "")


def _version(folder: Path, compiled_as: str) -> Path:
    """Install another version beside this one: of another format, or only with another program.

    The version is the one in the folder where Python is started.
    """
    package = folder / "probiocheck"
    shutil.copytree(Path(place.__file__).parent.parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    tables = package / "knowledge" / "tables.py"
    text = tables.read_text(encoding="utf-8")
    changed = text.replace("\nFORMAT = ", f"\nFORMAT = {compiled_as}") if compiled_as else text + "\n# another\n"
    assert changed != text
    tables.write_text(changed, encoding="utf-8")
    return folder


@pytest.mark.parametrize("compiled_as", ["100 + ", ""], ids=["another format", "another program"])
def test_two_versions_side_by_side(copy: Copy, cache: Path, tmp_path: Path, compiled_as: str) -> None:
    """Two versions that share a cache take turns, and neither uses nor breaks what the other compiled."""
    other = _version(tmp_path / "other", compiled_as)
    form = _form(copy, cache)
    whole = form.read_bytes()
    for started in (other, Path(), other):
        done = run(*ASK, "--data", copy.folder, cwd=started)
        assert (done.code, done.out, done.err) == (1, "moderate\n", "")
    assert len(list(cache.iterdir())) == (2 if compiled_as else 1)
    assert (form.read_bytes() == whole) is bool(compiled_as)


def test_many_at_once(copy: Copy, cache: Path) -> None:
    """However many start at once on a cold cache, all answer right and one whole compiled form is left."""
    asked = {
        ("LGG", 1, "moderate\n"): ["strain", "LGG", "-c", "RA", "-q"],
        ("low", 0, "low\n"): ["strain", "L. casei 01", "-c", "RA", "-q"],
        ("unknown", 3, "unknown\n"): ["strain", "L. brevis CD2", "-c", "RA", "-q"],
        ("nobody", 3, ""): ["strain", "LGGG", "-c", "RA", "-q"],
    }
    work = list(asked.items()) * (AT_ONCE // len(asked))
    with concurrent.futures.ThreadPoolExecutor(len(work)) as pool:
        done = list(pool.map(lambda one: run(*one[1], "--data", copy.folder), work))
    for (expected, _), found in zip(work, done, strict=True):
        assert (found.code, found.out) == expected[1:], found.err
        quiet_words(found)
    assert len(list(cache.iterdir())) == 1


# --- nothing goes out, nothing is kept ------------------------------------------------------------------------

_WATCH = """
import os, sys

_forbidden = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "urllib.", "http.")
_written = os.open(os.environ["PROBIOCHECK_WATCHED"], os.O_WRONLY | os.O_APPEND)

def _watch(event, given):
    if event.startswith(_forbidden):
        os.write(2, f"FORBIDDEN {event}\\n".encode())
        os._exit(99)
    if event == "open" and not isinstance(given[0], int) and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        os.write(_written, f"{given[0]}\\n".encode("utf-8", "surrogateescape"))
    if event in ("os.mkdir", "os.rename", "os.link", "os.symlink", "os.truncate"):
        os.write(_written, f"{given[1] if event == 'os.rename' else given[0]}\\n".encode("utf-8", "surrogateescape"))

sys.addaudithook(_watch)
"""
# The export of a whole knowledge takes long, and a few conditions do the same as all.
_EXPORT = """
import sys
from itertools import islice
from pathlib import Path
import probiocheck
from probiocheck import export

desk = probiocheck.load(sys.argv[1])
every = desk.store.all
desk.store.all = lambda kind: islice(every(kind), 3)
export.write(desk, Path(sys.argv[2]), "csv", lambda *_: None)
"""
QUERY = "Zyzzyva imaginaria Q9-77"
WATCHED: list[tuple[list[str], int]] = [
    *(
        (["strain", "LGG", QUERY, "-c", "RA", "--format", form], 1)
        for form in ("text", "json", "jsonl", "csv", "tsv", "markdown", "html", "fhir-r4", "cds-hooks")
    ),
    (["strain", QUERY, "-c", QUERY], 3),
    (["strain", "LGG", "-c", "RA", "--color", "always"], 1),
    (["product", "VSL#3", "-c", "pouchitis", "--format", "html"], 1),
    (["label", f"L. casei 01, Lactobacillus {QUERY}", "-c", "RA"], 3),
    (["condition", "RA"], 0),
    (["compare", "LGG", "L. casei 01", "-c", "RA"], 0),
    (["matrix", "-c", "RA", "-s", "LGG"], 0),
    (["search", QUERY], 3),
    (["show", "LGG"], 0),
    (["explain", "BASE-CONTROLLED"], 0),
    (["data", "info"], 0),
]


class Watched:
    """A fresh home in which every file that is opened for writing is known, and a network is none."""

    def __init__(self, folder: Path) -> None:
        self.written = folder / "written"
        self.home = folder / "home"
        (folder / "hook").mkdir(parents=True)
        (folder / "hook" / "sitecustomize.py").write_text(_WATCH, encoding="utf-8")
        self.written.write_text("")
        for name in ("cache", "tmp"):
            (self.home / name).mkdir(parents=True)
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "TMPDIR": str(self.home / "tmp"),
            "PYTHONPATH": str(folder / "hook"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PROBIOCHECK_WATCHED": str(self.written),
        }

    def run(self, *arguments: str | Path) -> Run:
        """Run the command line, watched."""
        return run(*arguments, env=self.environment, cwd=self.home)

    def opened(self) -> set[str]:
        """Return what was opened for writing since the last time, without what swallows everything."""
        found = set(self.written.read_text(encoding="utf-8").split("\n")) - {"", os.devnull}
        self.written.write_text("")
        return found

    def kept(self) -> dict[str, bytes]:
        """Return every file in the home with its content."""
        return {str(one.relative_to(self.home)): one.read_bytes() for one in self.home.rglob("*") if one.is_file()}


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> Watched:
    """Return a home that is watched, with the compiled form of one knowledge in its cache."""
    found = Watched(tmp_path_factory.mktemp("watched"))
    copy = compiled.parent / "copy"
    shutil.copytree(compiled, copy, ignore=shutil.ignore_patterns(place.COMPILED_NAME))
    assert found.run(*ASK, "--data", copy).code == 1
    return found


def test_the_watch_sees(watched: Watched) -> None:
    """The first look-up wrote the compiled form and nothing else, and a socket would have ended it."""
    assert all(f"{watched.home}/cache" in one for one in watched.opened())
    assert [Path(one).suffix for one in watched.kept()] == [".sqlite"]
    done = subprocess.run(
        [sys.executable, "-c", "import socket; socket.socket()"],
        env=watched.environment,
        check=False,
        capture_output=True,
    )
    assert (done.returncode, done.stderr) == (99, b"FORBIDDEN socket.__new__\n")


@pytest.mark.parametrize(
    ("arguments", "code"), WATCHED, ids=lambda one: " ".join(one) if isinstance(one, list) else ""
)
def test_no_network_and_nothing_kept(watched: Watched, compiled: Path, arguments: list[str], code: int) -> None:
    """A question opens no socket, starts no process and writes nothing anywhere."""
    before = watched.kept()
    watched.opened()
    done = watched.run(*arguments, "--data", compiled)
    assert done.code == code, done.err
    assert watched.opened() == set()
    assert watched.kept() == before


def test_batch_and_export_write_what_they_are_told_to(watched: Watched, compiled: Path, tmp_path: Path) -> None:
    """A batch and an export write where they are told to, a template is only read, and no question is kept."""
    (tmp_path / "in.csv").write_text(f"{HEAD}{ROW}{QUERY},RA\n")
    (tmp_path / "own.txt").write_text("{% for one in answers %}{{ one.level }}{% endfor %}")
    watched.opened()
    before = watched.kept()
    ask: list[tuple[list[str], int]] = [
        (["batch", f"{tmp_path}/in.csv"], 3),
        (["batch", f"{tmp_path}/in.csv", "-o", f"{tmp_path}/out.csv"], 3),
        (["strain", "LGG", "-c", "RA", "--template", f"{tmp_path}/own.txt"], 1),
    ]
    for arguments, code in ask:
        assert watched.run(*arguments, "--data", compiled).code == code
    command = [sys.executable, "-c", _EXPORT, str(compiled), str(tmp_path / "tables")]
    subprocess.run(command, env=watched.environment, check=True, capture_output=True)
    assert all(one.startswith(str(tmp_path)) for one in watched.opened())
    assert watched.kept() == before
    assert not any(QUERY.encode() in content for content in before.values())
