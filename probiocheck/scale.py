"""The two ordered scales: caution levels and disease activity."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from probiocheck.model import Activity, Certainty, Level

LEVELS: tuple[Level, ...] = ("low", "moderate", "high", "avoid")
ACTIVITIES: tuple[Activity, ...] = ("remission", "stable", "active", "flare")
CERTAINTIES: tuple[Certainty, ...] = ("very-low", "low", "moderate", "high")

_RANK = {"unknown": -1} | {level: rank for rank, level in enumerate(LEVELS)}
_HIGH = _RANK["high"]


def rank(level: Level) -> int:
    """Return the place of ``level`` on the scale; ``unknown`` stands beside it, below ``low``."""
    return _RANK[level]


def highest(levels: Iterable[Level]) -> Level:
    """Return the highest of ``levels``; ``unknown`` only where there is nothing else."""
    return max(levels, key=rank, default="unknown")


def best_first(level: Level, certainty: Certainty) -> tuple[int, int]:
    """Return what lists are sorted by: the lowest level first and ``unknown`` last, then the best certainty."""
    return len(LEVELS) if level == "unknown" else rank(level), -CERTAINTIES.index(certainty)


def raised(level: Level, steps: int) -> Level:
    """Raise ``level`` by ``steps``; raising stops at ``high``, and ``unknown`` raised is ``high``."""
    if steps <= 0 or rank(level) >= _HIGH:
        return level
    if level == "unknown":
        return "high"
    return LEVELS[min(rank(level) + steps, _HIGH)]


def at_least(level: Level, floor: Level, *, lifts_unknown: bool) -> Level:
    """Return ``level``, or ``floor`` where that is higher; ``unknown`` is lifted only if asked."""
    if level == "unknown" and not lifts_unknown:
        return level
    return highest((level, floor))


def reaches(activity: Activity, state: Activity) -> bool:
    """Return whether ``activity`` is as bad as ``state`` or worse."""
    return ACTIVITIES.index(activity) >= ACTIVITIES.index(state)


def lowered(certainty: Certainty, steps: int) -> Certainty:
    """Return ``certainty`` lowered by ``steps``, at the least ``very-low``."""
    return CERTAINTIES[max(CERTAINTIES.index(certainty) - steps, 0)]
