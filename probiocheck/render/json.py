"""JSON: one object, every field always present."""

from __future__ import annotations

from typing import Any

import msgspec


def render(answer: Any) -> str:
    """Return an answer, or any record or list of them as indented JSON, ended by a newline."""
    return msgspec.json.format(msgspec.json.encode(answer), indent=2).decode() + "\n"


def line(answer: Any) -> str:
    """Return an answer or record as JSON on one line, ended by a newline."""
    return msgspec.json.encode(answer).decode() + "\n"
