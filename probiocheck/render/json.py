"""JSON: one object, every field always present."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from probiocheck import model


def render(answer: model.Assessment | model.Assessments | model.NoAnswer | list[object] | dict[str, object]) -> str:
    """Return the answer as indented JSON, ended by a newline."""
    return msgspec.json.format(msgspec.json.encode(answer), indent=2).decode() + "\n"
