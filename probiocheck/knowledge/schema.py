"""JSON Schemas of the knowledge and of the answers, generated from the model."""

from __future__ import annotations

from typing import Any

import msgspec

from probiocheck import model

KNOWLEDGE: dict[str, type[msgspec.Struct]] = {
    "strains": model.StrainsFile,
    "products": model.ProductsFile,
    "conditions": model.ConditionsFile,
    "evidence": model.EvidenceFile,
    "unresolved": model.UnresolvedFile,
    "patient": model.PatientFile,
    "rules": model.RulesFile,
    "about": model.AboutFile,
}

_BASE = "https://json-schema.org/draft/2020-12/schema"


def of_file(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of one kind of knowledge file (a key of ``KNOWLEDGE``)."""
    schema = msgspec.json.schema(KNOWLEDGE[kind])
    return {"$schema": _BASE, "title": f"probiocheck {kind}", **_without_null(schema)}


def _without_null(node: Any) -> Any:  # noqa: ANN401 - a JSON Schema is any JSON
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
