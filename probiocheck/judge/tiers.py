"""The base of an answer: the first tier of evidence that holds a finding decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from probiocheck import scale
from probiocheck.judge import reading as read

if TYPE_CHECKING:
    from collections.abc import Callable

    from probiocheck import model
    from probiocheck.judge.case import Bearing, Case, Rulebook


class Read(Struct, frozen=True):
    """A bearing with its reading in a tier."""

    bearing: Bearing
    reading: read.Reading


class Sorted(Struct, frozen=True):
    """All findings that speak, sorted into tiers: each by its outcome in one, and by its immune effects in one."""

    tiers: tuple[tuple[model.Tier, tuple[Read, ...]], ...]

    def of(self, basis: model.Basis) -> tuple[Read, ...]:
        """Return the findings of one tier."""
        return next((reads for tier, reads in self.tiers if tier.basis == basis), ())


class Base(Struct, frozen=True):
    """The tier that decided, its level at one activity, and the findings it rests on."""

    tier: model.Tier | None
    level: model.Level
    reads: tuple[Read, ...] = ()
    deciding: tuple[Read, ...] = ()


def sort(case: Case, rulebook: Rulebook) -> Sorted:
    """Put every finding that speaks into the first tier that holds its outcome, and the first for its markers."""
    held: dict[str, list[Read]] = {tier.id: [] for tier in rulebook.tiers}
    direct = {subject for tier in rulebook.tiers for holds in tier.holds for subject in holds.subject}
    for bearing in case.bearings:
        if bearing.subject not in direct:
            continue
        taken: set[str] = set()
        for tier in rulebook.tiers:
            found = _read(bearing, tier, case, rulebook) if tier.reads not in taken else None
            if found is not None:
                held[tier.id].append(found)
                taken.add(tier.reads)
    return Sorted(tuple((tier, tuple(held[tier.id])) for tier in rulebook.tiers))


def _read(bearing: Bearing, tier: model.Tier, case: Case, rulebook: Rulebook) -> Read | None:
    for holds in tier.holds:
        if _holds(holds, bearing):
            break
    else:
        return None
    immune = tier.reads == "immune"
    reading = read.of_immune_effects(bearing, case, rulebook) if immune else read.of_outcome(bearing)
    if reading is None or not read.speaks(bearing, reading, case, rulebook):
        return None
    return Read(bearing, reading)


def _holds(holds: model.Holds, bearing: Bearing) -> bool:
    finding = bearing.finding
    return (
        bearing.subject in holds.subject
        and bearing.condition in holds.condition
        and (not holds.designs or finding.design in holds.designs)
        and (not holds.systems or finding.system in holds.systems)
        and (not holds.recommended or finding.recommendation == "for")
    )


def base(found: Sorted, activity: model.Activity, rulebook: Rulebook) -> Base:
    """Return the level that the first tier holding a finding gives at ``activity``."""
    for tier, reads in found.tiers:
        speaking = tuple(one for one in reads if read.speaks_at(one.bearing, one.reading, activity, rulebook))
        if speaking:
            return _level(tier, speaking, rulebook)
    return Base(None, "unknown")


def _level(tier: model.Tier, reads: tuple[Read, ...], rulebook: Rulebook) -> Base:
    """Decide within one tier: the worst reading counts, and few participants do not reassure."""
    levels = tier.levels
    harm = [one for one in reads if one.reading == "worsened"]
    if harm:
        of_each = [levels.worsened_in.get(one.bearing.finding.system, levels.worsened) for one in harm]
        level = scale.highest(of_each)
        return Base(tier, level, reads, tuple(one for one, its in zip(harm, of_each, strict=True) if its == level))
    mixed = tuple(one for one in reads if one.reading == "mixed")
    if mixed:
        return Base(tier, levels.mixed, reads, mixed)
    if levels.without_harm_if_few is not None and analysed_in_all(reads, rulebook) < tier.enough_analysed:
        return Base(tier, levels.without_harm_if_few, reads, reads)
    return Base(tier, levels.without_harm, reads, reads)


def analysed_in_all(reads: tuple[Read, ...], rulebook: Rulebook) -> int:
    """Return the participants that count as analysed over all trials, each trial counted once."""
    return _over_trials(reads, lambda bearing: read.analysed(bearing, rulebook))


def participants(reads: tuple[Read, ...]) -> int:
    """Return the participants that the publications name, each trial counted once."""
    return _over_trials(reads, lambda bearing: bearing.finding.n_analysed or bearing.finding.n_randomised or 0)


def _over_trials(reads: tuple[Read, ...], number: Callable[[Bearing], int]) -> int:
    by_trial: dict[str, int] = {}
    for one in reads:
        if one.bearing.finding.recommendation:
            continue  # a guideline studied nobody
        by_trial[one.bearing.trial] = max(by_trial.get(one.bearing.trial, 0), number(one.bearing))
    return sum(by_trial.values())
