"""The colours of levels, those of ``templates/style.css``: every pair is text on ground, at 4.5 to 1 or more."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from probiocheck import model

INK, PAPER, QUIET, RULE = "#1a1a1a", "#ffffff", "#4d4d4d", "#767676"
# Of each level: the colour of text, and that of the ground it stands on.
LEVELS: dict[model.Level, tuple[str, str]] = {
    "low": ("#0b4f1d", "#e3f4e6"),
    "moderate": ("#5c4300", "#fff2cc"),
    "high": ("#8a1208", "#fde3e0"),
    "avoid": ("#ffffff", "#8a1208"),
    "unknown": ("#43277a", "#ece6f7"),
}
