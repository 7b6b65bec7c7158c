"""Where the knowledge lies, and its compiled form: found fresh, or made anew, safely and without notice.

A compiled form is used only if it was made from exactly the files that are there. It is written to a temporary
file and renamed, so that two processes compiling at once do no harm, and where nothing can be written the
knowledge is compiled in memory.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from probiocheck.knowledge.store import Store, Unusable
from probiocheck.knowledge.tables import FORMAT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PACKAGE = Path(__file__).resolve().parent.parent
COMPILED_NAME = "knowledge.sqlite"
_HEADER_BYTES = 32
# Emptied once a compiled form has turned out to be damaged.
_trusted = ["compiled forms"]


def shipped() -> Path:
    """Return the folder of the knowledge that came with probiocheck: in the package, or beside it in a checkout."""
    inside = _PACKAGE / "data"
    return inside if inside.is_dir() else _PACKAGE.parent / "data"


def open_store(folder: Path | None = None, added: Sequence[Path] = ()) -> Store:
    """Open a knowledge, compiling it if need be.

    Args:
        folder: Its folder; the shipped knowledge where ``None``.
        added: Folders of further records that are laid over it.

    Raises:
        InvalidKnowledge: The YAML is missing or wrong.

    """
    # A link that leads to itself is told where it is read.
    folder = Path(os.path.realpath(folder or shipped()))
    stamp = _stamp(folder)
    store = None if added else _open(folder / COMPILED_NAME, stamp, exact=False)
    if store:
        return store
    # In which order folders are laid over makes no difference.
    layers = sorted({Path(os.path.realpath(one)) for one in added})
    for number, layer in enumerate(layers, 1):
        stamp += _stamp(layer, f"added {number}/")
    stamp.append(_program())
    cached = _cache_file([folder, *layers])
    store = _open(cached, stamp, exact=True) if cached else None
    return store or _compile(folder, added, stamp, cached)


def _stamp(folder: Path, called: str = "") -> list[tuple[str, int, int]]:
    """Return name, size and time of change of every file of a folder of knowledge."""
    found = []
    for directory, prefix in ((folder, called), (folder / "evidence", f"{called}evidence/")):
        with suppress(OSError), os.scandir(directory) as entries:
            for entry in entries:
                if entry.name.endswith((".yaml", ".yml")) and not entry.name.startswith("."):
                    size, changed = _seen(entry)
                    found.append((prefix + entry.name, size, changed))
    return sorted(found)


def _seen(entry: os.DirEntry[str]) -> tuple[int, int]:
    """Return size and time of change; of a link that leads nowhere, something that no file has."""
    try:
        status = entry.stat()
    except OSError:
        return -1, 0
    return status.st_size, status.st_mtime_ns


def _program() -> tuple[str, int, int]:
    """Return the size and time of change of the program: what it worked out is stale once it has changed."""
    status = [path.stat() for path in sorted(_PACKAGE.rglob("*.py"))]
    return "the program", sum(one.st_size for one in status), max(one.st_mtime_ns for one in status)


def distrust() -> bool:
    """Use no compiled form from now on, but compile; return whether any was used until now."""
    used = bool(_trusted)
    _trusted.clear()
    return used


def write(folder: Path, target: Path) -> None:
    """Compile ``folder`` into ``target``, for a wheel."""
    from probiocheck.knowledge.compile import compiled  # noqa: PLC0415 - only compiling needs YAML

    _write(target, compiled(folder), _stamp(folder))


def _open(path: Path, stamp: list[tuple[str, int, int]], *, exact: bool) -> Store | None:
    """Open a compiled form if it is whole and was made from these files; else ``None``.

    A form beside its YAML (in a wheel) is fresh if sizes agree and no YAML is newer, since installing changes the
    times; one in the cache only if the times agree exactly.
    """
    if not _trusted:
        return None
    try:
        status = path.stat()
        if not (stat.S_ISREG(status.st_mode) and _is_whole(path, status.st_size)):
            return None
        base = sqlite3.connect(
            f"file:{path.as_posix().replace('?', '%3f').replace('#', '%23')}?mode=ro&immutable=1", uri=True
        )
        store = Store(base)
        made_from = base.execute("SELECT name, size, changed FROM made_from ORDER BY rowid").fetchall()
    except (OSError, sqlite3.Error, Unusable):
        return None
    if exact:
        fresh = made_from == stamp
    else:
        fresh = [row[:2] for row in made_from] == [row[:2] for row in stamp]
        fresh = fresh and all(changed <= status.st_mtime_ns for _, _, changed in stamp)
    return store if fresh else None


def _is_whole(path: Path, size: int) -> bool:
    """Return whether the file is as long as its own header says (SQLite file format, offsets 16 and 28)."""
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    page = int.from_bytes(header[16:18], "big")
    return size > 0 and (65536 if page == 1 else page) * int.from_bytes(header[28:32], "big") == size


def _cache_file(folders: Iterable[Path]) -> Path | None:
    root = Path(os.environ.get("XDG_CACHE_HOME", ""))
    # The XDG Base Directory Specification has paths that are not absolute ignored.
    if not root.is_absolute():
        try:
            root = Path.home() / ".cache"
        except RuntimeError:
            return None
    import hashlib  # noqa: PLC0415 - a wheel never comes here

    named = "\0".join(map(str, folders))
    name = hashlib.sha256(named.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return root / "probiocheck" / f"{name}-{FORMAT}.sqlite"


def _compile(folder: Path, added: Sequence[Path], stamp: list[tuple[str, int, int]], cached: Path | None) -> Store:
    from probiocheck.knowledge.compile import compiled  # noqa: PLC0415 - only compiling needs YAML

    content = compiled(folder, added)
    if cached:
        with suppress(OSError):
            cached.parent.mkdir(parents=True, exist_ok=True)
            _write(cached, content, stamp)
    base = sqlite3.connect(":memory:")
    base.deserialize(content)
    return Store(base)


def _write(target: Path, content: bytes, stamp: list[tuple[str, int, int]]) -> None:
    import tempfile  # noqa: PLC0415 - a look-up never comes here

    base = sqlite3.connect(":memory:")
    base.deserialize(content)
    base.execute("CREATE TABLE made_from (name TEXT PRIMARY KEY, size INTEGER, changed INTEGER)")
    base.executemany("INSERT INTO made_from VALUES (?, ?, ?)", stamp)
    base.commit()
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=target.name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(base.serialize())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise
