"""Tables are opened without guessing, and written whole or not at all."""

from __future__ import annotations

import io
import stat
from pathlib import Path
from typing import Any

import pytest

from probiocheck.batch import files
from probiocheck.batch.problem import TableProblem


def piped(content: bytes) -> Any:
    """Return bytes as standard input has them."""
    return io.BufferedReader(io.BytesIO(content))


def read(path: Path, encoding: str = "utf-8") -> tuple[str, str]:
    """Read a table to its end and return its text and the encoding of its answers."""
    with files.reading(path, piped(b""), encoding) as source:
        return source.lines.read(), source.written_in


@pytest.mark.parametrize(
    ("content", "encoding", "text", "written_in"),
    [
        ("ä\r\nb\r".encode(), "utf-8", "ä\r\nb\r", "utf-8"),
        (b"\xef\xbb\xbf\xc3\xa4\n", "utf-8", "ä\n", "utf-8-sig"),
        (b"\xe4\n", "latin-1", "ä\n", "utf-8"),
        (b"\x80\n", "cp1252", "€\n", "utf-8"),
        ("ä\n".encode("utf-16"), "utf-16", "ä\n", "utf-8"),
        (b"", "utf-8", "", "utf-8"),
    ],
)
def test_encodings(tmp_path: Path, content: bytes, encoding: str, text: str, written_in: str) -> None:
    """UTF-8 with and without its mark, and others by name; line ends stay what they are."""
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    assert read(path, encoding) == (text, written_in)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"a\nb\nna\xefve\n", r"line 3: the byte 0xEF is not UTF-8; it may be Latin-1"),
        (b"a\n" * 1_000_000 + b"\xe9", r"line 1000001: the byte 0xE9"),
        (b"a\n\xc3", r"line 2: the byte 0xC3"),
        ("ä\n".encode("utf-16"), "is UTF-16"),
    ],
)
def test_another_encoding_is_named_and_never_guessed(tmp_path: Path, content: bytes, told: str) -> None:
    """Bytes that are not UTF-8 are told with their line and what they may be, before anything is answered."""
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(TableProblem, match=told):
        read(path)


def test_standard_input_is_told_likewise() -> None:
    """What cannot be read twice is told when it is met."""
    source = piped(b"a\n\xe9\n")
    with pytest.raises(TableProblem, match="standard input: the byte 0xE9"):  # noqa: SIM117 - met while reading
        with files.reading(None, source, "utf-8") as found:
            found.lines.read()


@pytest.mark.parametrize("encoding", ["klingon", "base64", "rot13"])
def test_encodings_that_are_none(encoding: str) -> None:
    """A codec that does not read text is no encoding."""
    with pytest.raises(TableProblem, match="no encoding is called"), files.reading(None, piped(b""), encoding):
        pass


def test_a_missing_table(tmp_path: Path) -> None:
    """A table that is not there is named."""
    with pytest.raises(TableProblem, match=r"no\.csv cannot be read: No such file"):
        read(tmp_path / "no.csv")


def test_output_takes_its_name_when_whole(tmp_path: Path) -> None:
    """While it is written nothing has changed; then the new file stands there with the mode of the old."""
    target = tmp_path / "out.csv"
    target.write_text("old")
    target.chmod(0o640)
    with files.whole(target, "utf-8") as file:
        file.write("new")
        file.flush()
        assert target.read_text() == "old"
    assert target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]


@pytest.mark.parametrize("error", [TableProblem("x"), KeyboardInterrupt(), MemoryError()])
def test_output_is_not_touched_on_any_error(tmp_path: Path, error: BaseException) -> None:
    """Whatever goes wrong, the old file stays and nothing half-written is left."""
    target = tmp_path / "out.csv"
    target.write_text("old")
    with pytest.raises(type(error)), files.whole(target, "utf-8") as file:  # noqa: PT012 - raised within
        file.write("half")
        raise error
    assert target.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]


def test_output_through_a_link_changes_what_it_leads_to(tmp_path: Path) -> None:
    """A symbolic link stays a link."""
    (tmp_path / "real.csv").write_text("old")
    link = tmp_path / "link.csv"
    link.symlink_to("real.csv")
    with files.whole(link, "utf-8") as file:
        file.write("new")
    assert link.is_symlink()
    assert (tmp_path / "real.csv").read_text() == "new"


@pytest.mark.parametrize("name", [".", "missing/out.csv", "/dev/null"])
def test_output_that_cannot_be_written(tmp_path: Path, name: str) -> None:
    """A folder, a missing folder and a device are refused before anything is answered."""
    with pytest.raises(TableProblem, match="written"), files.whole(tmp_path / name, "utf-8"):
        pytest.fail("never reached")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    """An error of the disk while writing leaves the old file and says why."""
    target = tmp_path / "out.csv"
    with pytest.raises(TableProblem, match=r"out\.csv cannot be written"), files.whole(target, "utf-8"):
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []
