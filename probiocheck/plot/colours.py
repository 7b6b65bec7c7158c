"""The colours of pictures: those of the levels, stronger where the certainty is higher, and still legible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from probiocheck.render.palette import INK, LEVELS, PAPER

if TYPE_CHECKING:
    from probiocheck import model

# Which way something points: its colour, for a mark and for the text beside it. Never told by the colour alone.
LEANS: dict[model.Direction, str] = {
    "caution": LEVELS["high"][0],
    "tolerance": LEVELS["low"][0],
    "neutral": "#595959",
}
# Contrast of text as WCAG 2.2 asks for at level AA.
LEGIBLE = 4.5
# How far the ground of a level moves to the colour of its text with certainty; below zero, to the paper.
_STRENGTH: dict[model.Certainty, float] = {"very-low": -0.6, "low": 0.0, "moderate": 0.16, "high": 0.34}
_STRONGEST = max(_STRENGTH.values())
# The same for a level whose ground is dark: there only the paper is left to move to.
_DARK_REACH = 0.3


def of_cell(level: model.Level, certainty: model.Certainty) -> tuple[str, str]:
    """Return the colour of the letter and the ground of a cell."""
    text, ground = LEVELS[level]
    if level == "unknown":
        return text, ground
    strength = _STRENGTH[certainty]
    if luminance(ground) < luminance(text):
        return text, mixed(ground, PAPER, (_STRONGEST - strength) * _DARK_REACH)
    fill = mixed(ground, text, strength) if strength >= 0 else mixed(ground, PAPER, -strength)
    return text if contrast(text, fill) >= LEGIBLE else INK, fill


def mixed(one: str, other: str, share: float) -> str:
    """Return ``one`` with a share of ``other`` in it."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour as WCAG 2 defines it, from 0 to 1."""
    parts = (part / 255 for part in _parts(colour))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)  # noqa: PLR2004
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))
