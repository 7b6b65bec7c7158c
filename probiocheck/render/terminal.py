"""A terminal: the lines of a page in colour, with links where the terminal allows."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from probiocheck.render.page import harmless

if TYPE_CHECKING:
    from probiocheck.render.page import Line

_LOOKS = {
    "plain": "",
    "low": "bold green",
    "moderate": "bold yellow",
    "high": "bold red",
    "avoid": "bold red reverse",
    "unknown": "bold magenta",
    "strong": "bold",
    "quiet": "dim",
    "label": "bold cyan",
}


def render(lines: list[Line]) -> str:
    """Return the lines with the escape codes of colours and links, each ended by a newline."""
    written = StringIO()
    console = Console(
        file=written,
        force_terminal=True,
        color_system="standard",
        highlight=False,
        soft_wrap=True,
        emoji=False,
        markup=False,
    )
    for line in lines:
        text = Text()
        for span in line:
            look = _LOOKS[span.style]
            text.append(harmless(span.text), f"{look} link {span.link}".strip() if span.link else look)
        text.rstrip()
        console.print(text)
    return written.getvalue()
