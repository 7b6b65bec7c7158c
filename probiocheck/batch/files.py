"""Opening tables: an encoding is checked and never guessed, and an output is written whole or not at all."""

from __future__ import annotations

import codecs
import io
import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from probiocheck import writing
from probiocheck.batch.problem import TableProblem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO

_UTF_8, _MARKED = "utf-8", "utf-8-sig"
_FOREIGN_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHUNK = 1 << 20


class Source(NamedTuple):
    """An opened table, its line ends untranslated, and the encoding that its answers are written in."""

    lines: TextIO
    written_in: str


@contextmanager
def reading(path: Path | None, standard_input: io.BufferedReader, encoding: str) -> Iterator[Source]:
    """Open a table.

    Args:
        path: The file; standard input where ``None``.
        standard_input: The bytes of standard input.
        encoding: What the table is encoded in. UTF-8 may begin with a byte order mark, which is kept.

    Raises:
        TableProblem: It cannot be opened, or its bytes are not of that encoding.

    """
    name = "standard input" if path is None else str(path)
    codec = _codec(encoding)
    try:
        source = standard_input if path is None else path.open("rb")
    except OSError as error:
        raise TableProblem(f"{name} cannot be read: {error.strerror}") from error
    with source:
        beginning = source.peek(len(codecs.BOM_UTF8))
        if codec == _UTF_8 and beginning.startswith(_FOREIGN_MARKS):
            raise TableProblem(f"{name} is UTF-16: save it as UTF-8, or say --encoding utf-16")
        if path is not None and stat.S_ISREG(os.fstat(source.fileno()).st_mode):
            _check(source, codec, name)
        marked = codec == _UTF_8 and beginning.startswith(codecs.BOM_UTF8)
        try:
            lines = io.TextIOWrapper(source, encoding=_MARKED if marked else codec, newline="")
            yield Source(lines, _MARKED if marked else _UTF_8)
        except UnicodeDecodeError as error:
            raise TableProblem(_undecodable(name, codec, error.object[error.start])) from error


def _codec(encoding: str) -> str:
    try:
        codec = codecs.lookup(encoding).name
    except LookupError:
        codec = ""
    # A codec such as base64 is none that text is read with.
    if not codec or not getattr(codecs.lookup(codec), "_is_text_encoding", True):
        raise TableProblem(f"no encoding is called {encoding!r}: try utf-8, latin-1 or cp1252")
    return codec


def _check(source: io.BufferedReader, codec: str, name: str) -> None:
    """Decode a whole file once, so that nothing is answered of a table that cannot be read to its end."""
    decoder = codecs.getincrementaldecoder(codec)()
    lines = 1
    while True:
        chunk = source.read(_CHUNK)
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            lines += error.object[: error.start].count(b"\n")
            raise TableProblem(_undecodable(f"{name}, line {lines}", codec, error.object[error.start])) from error
        if not chunk:
            break
        lines += chunk.count(b"\n")
    source.seek(0)


def _undecodable(where: str, codec: str, byte: int) -> str:
    hint = "it may be Latin-1 or Windows-1252: say --encoding latin-1 or cp1252" if codec == _UTF_8 else "say which"
    return f"{where}: the byte 0x{byte:02X} is not {codec.upper()}; {hint}, or save the table as UTF-8"


@contextmanager
def whole(path: Path, encoding: str) -> Iterator[TextIO]:
    """Open a file to write that takes its name only once it is whole; before that, and on any error, nothing changes.

    Args:
        path: The file; one that is there is replaced at the end.
        encoding: What it is written in.

    Raises:
        TableProblem: It cannot be written.

    """
    try:
        with (
            writing.replaced(path) as handle,
            open(handle, "w", encoding=encoding, newline="", closefd=False) as file,
        ):
            yield file
    except writing.Unwritable as error:
        raise TableProblem(str(error)) from error
