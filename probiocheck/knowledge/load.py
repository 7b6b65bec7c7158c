"""Folders of YAML → the records in them, or every problem in them."""

from __future__ import annotations

import difflib
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from msgspec import Struct, structs

from probiocheck.knowledge import schema, shape, source
from probiocheck.knowledge.problem import InvalidKnowledge, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from probiocheck.knowledge.source import Document

_SINGLE = ("about", "strains", "products", "conditions", "patient", "rules")
# A knowledge without it has no tour.
_TOUR = "tour"
_UNRESOLVED = "unresolved.yaml"
# What is put behind the version of the base knowledge where something is laid over it.
_LOCAL = "+local"


class Located(Struct, frozen=True):
    """A record and the place where it stands."""

    record: Any
    document: Any
    path: tuple[str | int, ...]

    @property
    def place(self) -> str:
        """Return file and line."""
        return f"{self.document.file}:{self.document.line(self.path)}"

    def problem(self, what: str, remedy: str, *below: str | int) -> Problem:
        """Return a problem at this record, or at the field of it that ``below`` leads to."""
        return Problem(self.document.file, self.document.line((*self.path, *below)), what, remedy)


class Knowledge(Struct, frozen=True, kw_only=True):
    """All records of a knowledge, each with its place."""

    about: Located
    groups: list[Located] = []
    species: list[Located] = []
    strains: list[Located] = []
    products: list[Located] = []
    ambiguous_organisms: list[Located] = []
    genus_abbreviations: list[Located] = []
    axes: list[Located] = []
    conditions: list[Located] = []
    ambiguous_conditions: list[Located] = []
    abbreviation_warnings: list[Located] = []
    lookalikes: list[Located] = []
    spelling: list[Located] = []
    generic_words: list[str] = []
    not_designations: list[str] = []
    not_organisms: list[str] = []
    collective_words: list[str] = []
    killed_words: list[str] = []
    publications: list[Located] = []
    unresolved: list[Located] = []
    states: list[Located] = []
    therapies: list[Located] = []
    risks: list[Located] = []
    rules: list[Located] = []
    tiers: list[Located] = []
    markers: list[Located] = []
    member_rules: list[Located] = []
    tour: list[Located] = []
    parameters: Located
    no_evidence: Located


def files(folder: Path) -> list[tuple[Path, str]]:
    """Return the knowledge files of ``folder`` with the kind of each, in a fixed order."""
    found = [(folder / f"{kind}.yaml", kind) for kind in _SINGLE]
    tour = folder / f"{_TOUR}.yaml"
    if os.path.lexists(tour):
        found.append((tour, _TOUR))
    evidence: list[Path] = []
    with suppress(OSError):  # a folder that cannot be looked into is told by whoever checks the folder
        # What an editor keeps beside a file that is open begins with a dot.
        evidence = sorted(path for path in (folder / "evidence").glob("*.yaml") if not path.name.startswith("."))
    return found + [(path, "unresolved" if path.name == _UNRESOLVED else "evidence") for path in evidence]


def load(folder: Path, added: Sequence[Path] = ()) -> Knowledge:
    """Read every record in ``folder``, and in the folders that are laid over it.

    Args:
        folder: The base knowledge.
        added: Folders of further records. Their files are called in messages by the path as it is given here.

    Raises:
        InvalidKnowledge: A file is missing, misplaced, unreadable or not of its shape; all such problems are listed.

    """
    # One folder named twice is laid over once.
    distinct = {os.path.realpath(one): one for one in added}.values()
    folders = [_Folder(folder, added=False), *(_Folder(one, added=True) for one in distinct)]
    problems: list[Problem] = []
    documents: list[tuple[Document, str, Any]] = []
    for one in folders:
        problems += one.problems()
        for path, kind in one.files():
            document, found = source.read(path, one.name(path), added=one.added)
            if not found:
                found = shape.problems(document, kind)
            problems += found
            if not found:
                records = msgspec.convert(document.value, schema.of_kind(kind, added=one.added))
                documents.append((document, kind, records))
    if problems:
        raise InvalidKnowledge(sorted(problems))
    return _gather(documents)


class _Folder(NamedTuple):
    """A folder of knowledge: the base, or one that is laid over it and holds only what it adds."""

    path: Path
    added: bool

    def name(self, path: Path) -> str:
        """Return how a file is called in messages."""
        return (path if self.added else path.relative_to(self.path)).as_posix()

    def files(self) -> list[tuple[Path, str]]:
        """Return the files to be read; of the base every kind but the tour must be there."""
        found = files(self.path)
        if not self.added:
            return found
        return [one for one in found if one[1] not in schema.BASE_FILES and os.path.lexists(one[0])]

    def problems(self) -> Iterator[Problem]:
        """Find what is missing as a whole, and files that nobody would read."""
        for folder in (self.path, self.path / "evidence"):
            yield from self._unreadable(folder)
        strays = self._strays()
        for one in strays:
            yield self._stray(one)
        if not self.added:
            if not os.path.isdir(self.path / "evidence"):  # noqa: PTH112
                yield Problem("evidence", 1, "the folder evidence/ is missing", "create it beside strains.yaml")
        elif not os.path.isdir(self.path):  # noqa: PTH112
            yield Problem(self.name(self.path), 1, "there is no such folder", "create it, or correct its path")
        elif not (strays or self.files()):
            yield Problem(self.name(self.path), 1, "the folder holds no knowledge", "add records, or leave it out")

    def _unreadable(self, folder: Path) -> Iterator[Problem]:
        """Find a folder that cannot be looked into, since what lies there would be missed without notice."""
        try:
            if os.path.isdir(folder):  # noqa: PTH112 - which does not raise where its parent cannot be searched
                os.scandir(folder).close()
        except OSError as error:
            yield Problem(
                self.name(folder), 1, f"the folder cannot be read: {error.strerror}", "check its permissions"
            )

    def _strays(self) -> list[Path]:
        """Return YAML that is not read: a slip in the name of a file must not hide what is in it."""
        found = {path for pattern in ("*.y*ml", "*/*.y*ml") for path in self.path.glob(pattern)}
        unread = found - {path for path, _ in self.files()}
        return sorted(
            one for one in unread if not any(part.startswith(".") for part in one.relative_to(self.path).parts)
        )

    def _stray(self, path: Path) -> Problem:
        name = path.relative_to(self.path).as_posix()
        if name in {f"{kind}.yaml" for kind in schema.BASE_FILES}:
            return Problem(self.name(path), 1, f"only the base knowledge has a file {name}", "remove it here")
        known = [*(f"{kind}.yaml" for kind in (*_SINGLE, _TOUR)), f"evidence/{path.stem}.yaml"]
        close = difflib.get_close_matches(name, known, n=1)
        hint = f"rename it (to {close[0]}?), or move" if close else "move"
        return Problem(self.name(path), 1, "no knowledge file is called so", f"{hint} it out of this folder")


# Where the records of each list of each kind of file go.
_LISTS = {
    ("strains", "ambiguous_names"): "ambiguous_organisms",
    ("conditions", "ambiguous_names"): "ambiguous_conditions",
    ("conditions", "immune_axes"): "axes",
}
_WORDS = frozenset({"generic_words", "not_designations", "not_organisms", "collective_words", "killed_words"})


def _gather(documents: list[tuple[Document, str, Any]]) -> Knowledge:
    lists: dict[str, list[Any]] = {}
    single: dict[str, Located] = {}
    for document, kind, content in documents:
        if kind == "about":
            single["about"] = Located(content, document, ())
            continue
        for name in content.__struct_fields__:
            value = getattr(content, name)
            if isinstance(value, list):
                into = lists.setdefault(_LISTS.get((kind, name), name), [])
                into += value if name in _WORDS else _located(value, document, name)
            else:
                single[name] = Located(value, document, (name,))
    # Where terminologies were read concerns those who read the YAML alone.
    lists.pop("terminologies")
    if any(document.added for document, _, _ in documents):
        about = single["about"].record
        local = structs.replace(about, data_version=about.data_version + _LOCAL)
        single["about"] = structs.replace(single["about"], record=local)
    fields: dict[str, Any] = single | lists
    return Knowledge(**fields)


def _located(records: list[Any], document: Document, name: str) -> list[Located]:
    return [Located(record, document, (name, index)) for index, record in enumerate(records)]
