"""Plain text: the lines of a page without any escape code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from probiocheck.render.page import harmless

if TYPE_CHECKING:
    from probiocheck.render.page import Line


def render(lines: list[Line]) -> str:
    """Return the lines as text, each ended by a newline."""
    return "".join(harmless("".join(span.text for span in line)).rstrip() + "\n" for line in lines)
