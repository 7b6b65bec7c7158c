"""Lines of styled text: what the terminal formats lay an answer out in, before anything is printed.

A style is a word for what the text is, not for how it looks; ``terminal`` gives it colours, ``text`` drops it.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from probiocheck import model

Style = Literal["plain", "low", "moderate", "high", "avoid", "unknown", "strong", "quiet", "label"]

# Control characters become spaces; what is not seen, or turns the direction of writing, is left out.
_CONTROL: dict[int, str | None] = dict.fromkeys((*range(32), *range(127, 160)), " ")
_UNSEEN = (0x061C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF)
_CONTROL |= dict.fromkeys(_UNSEEN)


class Span(Struct, frozen=True):
    """A piece of a line: its text, what it is, and the address it leads to."""

    text: str
    style: Style = "plain"
    link: str | None = None


Line = list[Span]


class Table(Struct, frozen=True):
    """A table for a document: its title, the heads of its columns, its rows, and what is said below it."""

    title: str
    heads: list[str]
    rows: list[list[str]]
    foot: list[str]


class Page:
    """Collects lines no wider than ``width``."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.lines: list[Line] = []

    def blank(self) -> None:
        """Add an empty line, but never two in a row."""
        if self.lines and self.lines[-1]:
            self.lines.append([])

    def line(self, *spans: Span) -> None:
        """Add one line as it is."""
        self.lines.append(list(spans))

    def labelled(self, label: str, text: str, style: Style = "plain", *, indent: int = 12) -> None:
        """Add ``text`` wrapped beside a label."""
        rows = wrap(text, self.width - indent - 1) or [""]
        self.line(Span(f" {label:<{indent}}", "label"), Span(rows[0], style))
        for row in rows[1:]:
            self.line(Span(" " * (indent + 1)), Span(row, style))

    def foot(self, version: str, data_version: str, disclaimer: str) -> None:
        """Close with the versions of program and data and the disclaimer."""
        self.line(Span(f" {foot(version, data_version, disclaimer)}", "quiet"))

    def columns(self, left: list[str], right: list[str], heads: tuple[str, str]) -> None:
        """Add two columns side by side under their heads."""
        width = (self.width - 3) // 2
        rows = [[row for entry in side for row in wrap(entry, width - 2, hang=2)] for side in (left, right)]
        self.line(Span(f" {heads[0]:<{width}} ", "strong"), Span(heads[1], "strong"))
        for index in range(max(map(len, rows))):
            one, other = (rows[side][index] if index < len(rows[side]) else "" for side in (0, 1))
            self.line(Span(f"   {one:<{width - 1}}{other}".rstrip()))


def foot(version: str, data_version: str, disclaimer: str) -> str:
    """Return the line that closes every page: the versions of program and data, and the disclaimer."""
    return f"probiocheck {version} · data {data_version} · {disclaimer}"


def patient_in_words(patient: model.Patient) -> str:
    """Return the state of the patient in a line."""
    state = "not given" if patient.activity == "unknown" else patient.activity
    return ", ".join([f"activity {state}", *patient.therapies, *patient.risks])


def harmless(text: str) -> str:
    """Return ``text`` without control characters, so that nothing in it can steer a terminal."""
    return text if text.isprintable() else text.translate(_CONTROL)


def clean(text: str) -> str:
    """Return ``text`` in one line, without control characters and without more than one space in a row."""
    return " ".join(harmless(text).split())


def fit(name: str, room: int) -> str:
    """Return a name in at most ``room`` characters: the genus by its initial, then without its middle.

    The end is kept, since it holds the designation that tells strains apart.
    """
    name = clean(name)
    if len(name) > room:
        name = with_initial(name)
    if len(name) <= room:
        return name
    tail = room // 3
    return f"{name[: room - tail - 1].rstrip()}…{name[-tail:]}"


def with_initial(name: str) -> str:
    """Return the name of an organism with its genus by the initial; any other name as it is."""
    first, _, rest = name.partition(" ")
    return f"{first[0]}. {rest}" if first.isalpha() and rest[:1].islower() else name


def wrap(text: str, width: int, hang: int = 0) -> list[str]:
    """Wrap ``text`` at ``width``; later rows hang by ``hang`` columns."""
    return textwrap.wrap(clean(text), max(width, 20), subsequent_indent=" " * hang, break_on_hyphens=False)
