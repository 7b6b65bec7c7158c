"""Check one document against the shape of its kind, and name every error in a curator's words."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from probiocheck.knowledge import schema
from probiocheck.knowledge.problem import Problem

if TYPE_CHECKING:
    from probiocheck.knowledge.source import Document

_WORDS = {"string": "text", "integer": "a whole number", "number": "a number", "boolean": "true or false"}
_WORDS |= {"array": "a list", "object": "a record with fields"}


def problems(document: Document, kind: str) -> list[Problem]:
    """Return every way in which ``document`` departs from the shape of ``kind`` (a key of ``schema.KNOWLEDGE``)."""
    shape = schema.of_file(kind, added=document.added)
    validator = jsonschema_rs.validator_for(shape)
    found = []
    for error in validator.iter_errors(document.value):
        path = tuple(error.instance_path)
        unexpected = getattr(error.kind, "unexpected", [])
        found += [_unexpected(document, kind, (*path, name), shape) for name in unexpected]
        if not unexpected:
            found.append(Problem(document.file, document.line(path), *_explain(error, path)))
    return sorted(set(found))


def _unexpected(document: Document, kind: str, path: tuple[str | int, ...], shape: dict[str, Any]) -> Problem:
    name = str(path[-1])
    if document.added and path == (name,) and name in schema.KNOWLEDGE[kind].__struct_fields__:
        what, remedy = f"only the base knowledge holds {name!r}", "remove it here"
    else:
        what, remedy = f"unknown field {name!r}", _nearest(name, _fields(shape))
    return Problem(document.file, document.line(path), what, remedy)


def _explain(error: Any, path: tuple[str | int, ...]) -> tuple[str, str]:  # noqa: PLR0911 - one for each kind
    kind = error.kind
    named = next((part for part in reversed(path) if isinstance(part, str)), "the file")
    field = f"an item of {named}" if path and isinstance(path[-1], int) else named
    value = error.instance
    match kind.name:
        case "required":
            return f"the field {kind.property!r} is missing", f"add {kind.property}: to this record"
        case "type":
            expected = _WORDS.get(str(getattr(kind, "types", [""])[0]), "another kind of value")
            if value is None:
                return f"{field!r} is empty", "write its value, or leave the field out"
            return f"{field!r} must be {expected}, not {value!r}", _type_remedy(value, expected)
        case "enum":
            return f"{field!r} cannot be {value!r}", "use one of: " + ", ".join(map(str, kind.options))
        case "pattern":
            return f"{field!r} cannot be {value!r}", f"its form is {kind.pattern}"
        case "minItems" | "minLength":
            return f"{field!r} is empty", "write at least one value, or leave the record out"
        case "minimum" | "maximum" | "exclusiveMinimum":
            return f"{field!r} cannot be {value!r}", f"the {kind.name} is {kind.limit}"
        case _:
            return f"{field!r}: {error.message}", "see the schema named in the first line of the file"


def _type_remedy(value: object, expected: str) -> str:
    if expected == "text" and isinstance(value, int | float):
        return f"put it in quotes: '{value}'"
    return f"write {expected}"


def _nearest(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {close[0]!r}?" if close else "remove it, or see the schema named in the file's first line"


def _fields(shape: dict[str, Any]) -> list[str]:
    return sorted({name for part in shape["$defs"].values() for name in part.get("properties", {})})
