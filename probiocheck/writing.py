"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Unwritable(ValueError):
    """A file that cannot be written, and why."""


@contextmanager
def replaced(path: Path) -> Iterator[int]:
    """Open a file to write that takes its name only once it is whole; before that, and on any error, nothing changes.

    Yields the open file as the system numbers it; whoever writes to it leaves it open.

    Args:
        path: The file; one that is there is replaced at the end.

    Raises:
        Unwritable: It cannot be written.

    """
    target = Path(os.path.realpath(path))
    try:
        there = _status(target)
        if there and not stat.S_ISREG(there.st_mode):
            raise Unwritable(f"{path} is not a file that can be written: name another")
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    except OSError as error:
        raise Unwritable(f"{path} cannot be written: {error.strerror}") from error
    try:
        try:
            yield handle
            os.fsync(handle)
        finally:
            os.close(handle)
        Path(temporary).chmod(stat.S_IMODE(there.st_mode) if there else 0o666 & ~_umask())
        Path(temporary).replace(target)
    except OSError as error:
        raise Unwritable(f"{path} cannot be written: {error.strerror}") from error
    finally:
        with suppress(OSError):
            Path(temporary).unlink()


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        Unwritable: It cannot be written.

    """
    with replaced(path) as handle, open(handle, "wb", closefd=False) as file:
        file.write(content)


def _status(path: Path) -> os.stat_result | None:
    """Return what is known about a file; ``None`` where there is none."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _umask() -> int:
    """Return the mask that new files are made with; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
