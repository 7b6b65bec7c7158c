"""A folder of YAML → the records in it, or every problem in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from probiocheck.knowledge import schema, shape, source
from probiocheck.knowledge.source import Document, Problem

if TYPE_CHECKING:
    from pathlib import Path

    from probiocheck import model

_SINGLE = ("about", "strains", "products", "conditions", "patient", "rules")
_UNRESOLVED = "unresolved.yaml"


class InvalidKnowledge(Exception):
    """The knowledge cannot be used; ``problems`` lists every reason with file, line and remedy."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Located(Struct, frozen=True):
    """A record and the place where it stands."""

    record: Any
    document: Any
    path: tuple[str | int, ...]

    def problem(self, what: str, remedy: str, *below: str | int) -> Problem:
        """Return a problem at this record, or at the field of it that ``below`` leads to."""
        return Problem(self.document.file, self.document.line((*self.path, *below)), what, remedy)


class Knowledge(Struct, frozen=True, kw_only=True):
    """All records of a folder, each with its place."""

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
    parameters: model.Parameters
    no_evidence: model.NoEvidence


def files(folder: Path) -> list[tuple[Path, str]]:
    """Return the knowledge files of ``folder`` with the kind of each, in a fixed order."""
    found = [(folder / f"{kind}.yaml", kind) for kind in _SINGLE]
    evidence = sorted((folder / "evidence").glob("*.yaml"))
    return found + [(path, "unresolved" if path.name == _UNRESOLVED else "evidence") for path in evidence]


def load(folder: Path) -> Knowledge:
    """Read every record in ``folder``.

    Raises:
        InvalidKnowledge: A file is missing, unreadable or not of its shape; all such problems are listed.

    """
    problems: list[Problem] = []
    documents: list[tuple[Document, str, Any]] = []
    for path, kind in files(folder):
        name = path.relative_to(folder).as_posix()
        document, found = source.read(path, name)
        if not found:
            found = shape.problems(document, kind)
        problems += found
        if not found:
            documents.append((document, kind, msgspec.convert(document.value, schema.KNOWLEDGE[kind])))
    if not (folder / "evidence").is_dir():
        problems.append(Problem("evidence", 1, "the folder evidence/ is missing", "create it beside strains.yaml"))
    if problems:
        raise InvalidKnowledge(sorted(problems))
    return _gather(documents)


# Where the records of each list of each kind of file go.
_LISTS = {
    ("strains", "ambiguous_names"): "ambiguous_organisms",
    ("conditions", "ambiguous_names"): "ambiguous_conditions",
    ("conditions", "immune_axes"): "axes",
}
_PLAIN = frozenset(
    {"generic_words", "not_designations", "not_organisms", "collective_words", "killed_words", "terminologies"}
)


def _gather(documents: list[tuple[Document, str, Any]]) -> Knowledge:
    lists: dict[str, list[Any]] = {}
    single: dict[str, Any] = {}
    for document, kind, content in documents:
        if kind == "about":
            single["about"] = Located(content, document, ())
            continue
        for name in content.__struct_fields__:
            value = getattr(content, name)
            if name in _PLAIN:
                if name != "terminologies":
                    lists[name] = value
            elif isinstance(value, list):
                into = lists.setdefault(_LISTS.get((kind, name), name), [])
                into += [Located(record, document, (name, index)) for index, record in enumerate(value)]
            else:
                single[name] = value
    fields: dict[str, Any] = single | lists
    return Knowledge(**fields)
