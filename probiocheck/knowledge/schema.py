"""JSON Schemas of the knowledge and of the answers, generated from the model."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from msgspec import structs

from probiocheck import model, model_files, model_shelf

KNOWLEDGE: dict[str, type[msgspec.Struct]] = {
    "strains": model_files.StrainsFile,
    "products": model_files.ProductsFile,
    "conditions": model_files.ConditionsFile,
    "evidence": model_files.EvidenceFile,
    "unresolved": model_files.UnresolvedFile,
    "patient": model_files.PatientFile,
    "rules": model_files.RulesFile,
    "tour": model_files.TourFile,
    "policy": model_files.PolicyFile,
    "about": model.AboutFile,
}

# The files that only the base knowledge has.
BASE_FILES = {"about", "tour"}

# What only the base knowledge holds: how evidence is read, and in which order, is not a local matter.
_BASE_ALONE = {
    "conditions": {"spelling"},
    "rules": {"parameters", "tiers", "no_evidence", "member_rules"},
}


def _without(file: type[msgspec.Struct], names: set[str]) -> type[msgspec.Struct]:
    fields = [(one.name, one.type, one.default_factory()) for one in structs.fields(file) if one.name not in names]
    return msgspec.defstruct(f"Added{file.__name__}", fields, bases=(model.Record,), frozen=True, kw_only=True)


# The files of a folder that is laid over the base knowledge.
ADDED = {
    kind: _without(file, _BASE_ALONE[kind]) if kind in _BASE_ALONE else file
    for kind, file in KNOWLEDGE.items()
    if kind not in BASE_FILES
}


def of_kind(kind: str, *, added: bool) -> type[msgspec.Struct]:
    """Return what a kind of file holds, in the base knowledge or in a folder laid over it."""
    return (ADDED if added else KNOWLEDGE)[kind]


ANSWERS: dict[str, Any] = {
    "assessment": model.Assessment,
    "assessments": model.Assessments,
    "no-answer": model.NoAnswer,
    "label": model_shelf.LabelAnswer,
    "ranking": model_shelf.Ranking,
    "comparison": model_shelf.Comparison,
    "matrix": model_shelf.Matrix,
}

_BASE = "https://json-schema.org/draft/2020-12/schema"


def of_file(kind: str, *, added: bool = False) -> dict[str, Any]:
    """Return the JSON Schema of one kind of knowledge file (a key of ``KNOWLEDGE``, or of ``ADDED``)."""
    schema = msgspec.json.schema(of_kind(kind, added=added))
    return {"$schema": _BASE, "title": f"probiocheck {kind}", **_without_null(schema)}


def of_answer(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of one kind of answer (a key of ``ANSWERS``); here ``null`` means "not known"."""
    schema = msgspec.json.schema(ANSWERS[kind])
    return {"$schema": _BASE, "title": f"probiocheck {kind}", **schema}


def files() -> dict[str, str]:
    """Return the content of every file of ``schema/`` by name, as it must be committed."""
    content = {f"{kind}.schema.json": of_file(kind) for kind in KNOWLEDGE}
    content |= {f"{kind}.schema.json": of_answer(kind) for kind in ANSWERS}
    return {name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for name, schema in content.items()}


def _without_null(node: Any) -> Any:
    """Say ``X`` where msgspec says ``X or null``: a curator leaves out what is not known."""
    if isinstance(node, list):
        return [_without_null(item) for item in node]
    if not isinstance(node, dict):
        return node
    result = {key: _without_null(value) for key, value in node.items()}
    choices = [choice for choice in result.get("anyOf", []) if choice != {"type": "null"}]
    if "anyOf" in result and len(choices) == 1:
        del result["anyOf"]
        if result.get("default", 0) is None:
            del result["default"]
        result = {**choices[0], **result}
    if result.get("enum") and None in result["enum"]:
        result["enum"] = [value for value in result["enum"] if value is not None]
        if result.get("default", 0) is None:
            del result["default"]
    return result
