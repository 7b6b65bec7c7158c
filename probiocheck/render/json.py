"""JSON: one object, every field always present."""

from __future__ import annotations

from typing import Any

import msgspec

# What JSON leaves as it is, although a terminal takes it for a command.
_CONTROL = {code: f"\\u{code:04x}" for code in range(127, 160)}


def render(answer: Any) -> str:
    """Return an answer, or any record or list of them as indented JSON, ended by a newline."""
    return _harmless(msgspec.json.format(msgspec.json.encode(answer), indent=2).decode()) + "\n"


def line(answer: Any) -> str:
    """Return an answer or record as JSON on one line, ended by a newline."""
    return _harmless(msgspec.json.encode(answer).decode()) + "\n"


def _harmless(text: str) -> str:
    """Return JSON with every control character as an escape; to look for them takes far less time than to replace."""
    return text if text.replace("\n", "").isprintable() else text.translate(_CONTROL)
