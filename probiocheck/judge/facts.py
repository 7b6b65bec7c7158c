"""The facts about one case at one activity that rules may ask about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from probiocheck.judge import reading as read
from probiocheck.judge import rules, tiers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from probiocheck import model
    from probiocheck.judge.case import Bearing, Case, Rulebook
    from probiocheck.judge.tiers import Base, Sorted

_THIS_DISEASE = frozenset({"same", "group"})
_IN_DISEASE = frozenset({"patients", "disease-model"})
_ADVISED = frozenset({"same", "class"})
_HARMLESS = frozenset({"no-difference", "improved"})


class Gathered(Struct, frozen=True, kw_only=True):
    """What there is to know of a case before the activity is known, gathered once."""

    harm: tuple[tuple[model.Tier, tuple[Bearing, ...]], ...]
    harmless: tuple[tiers.Read, ...]
    species_harm: tuple[Bearing, ...]
    against: tuple[Bearing, ...]
    leaning: tuple[str, ...]
    infections: tuple[str, ...]
    specific: bool


def gather(case: Case, found: Sorted, rulebook: Rulebook) -> Gathered:
    """Gather what a case holds, whatever the activity.

    Args:
        case: The case.
        found: Its findings, sorted into tiers.
        rulebook: The rules.

    """
    harmless = [one for one in found.of("controlled") if one.reading in _HARMLESS]
    return Gathered(
        harm=tuple(
            (tier, tuple(one.bearing for one in reads if one.reading == "worsened"))
            for tier, reads in found.tiers
            if any(one.reading == "worsened" for one in reads)
        ),
        harmless=(*harmless, *(one for one in found.of("uncontrolled") if one.reading in _HARMLESS)),
        species_harm=tuple(_species_harm(case, rulebook)),
        against=tuple(one for one in case.bearings if _advises_against(one)),
        leaning=_ids(one.bearing for one in harmless if _leans(one.bearing)),
        infections=_ids(one for one in case.bearings if one.subject != "class" and _infected(one)),
        specific=bool(harmless),
    )


def of(case: Case, known: Gathered, base: Base, patient: model.Patient, rulebook: Rulebook) -> rules.Facts:
    """Return the facts of a case for a patient.

    Args:
        case: The case.
        known: What was gathered of it.
        base: The tier that decided at the patient's activity.
        patient: Activity, therapies and risks.
        rulebook: The rules.

    """
    activity = patient.activity

    def speaking(bearings: Iterable[Bearing]) -> list[Bearing]:
        return [one for one in bearings if read.speaks_at(one, "worsened", activity, rulebook)]

    now: dict[str, tuple[str, ...]] = {tier.basis: _ids(speaking(bearings)) for tier, bearings in known.harm}
    ever = {ref for tier, bearings in known.harm if tier.reads == "outcome" for ref in _ids(bearings)}
    said = {ref for tier, _ in known.harm for ref in now[tier.basis]}
    reassuring = tuple(
        one for one in known.harmless if activity != "unknown" and read.reassures_at(one.bearing, activity, rulebook)
    )
    advice = speaking(known.against)
    return rules.Facts(
        subject=case.subject.kind,
        organisms=case.organisms,
        conditions=case.lineage,
        condition_is_group=case.condition_is_group,
        activity=activity,
        risks=frozenset(patient.risks),
        therapies=frozenset(patient.therapies),
        basis=base.tier.basis if base.tier else "none",
        harm_in=now,
        harm_in_worse_state=tuple(sorted(ever - said)),
        leans_to_harm=known.leaning,
        harm_in_species=_ids(speaking(known.species_harm)),
        reassured_in_activity=bool(reassuring),
        analysed_in_activity=tiers.analysed_in_all(reassuring, rulebook),
        advised_against={
            "subject": _ids(one for one in advice if one.subject == "same"),
            "class": _ids(one for one in advice if one.subject == "class"),
        },
        specific_evidence=known.specific,
        composition_complete=case.composition_complete,
        combination=case.made_of == "components" and len(case.members) > 1,
        strain_unlisted=case.strain_unlisted,
        infections_reported=known.infections,
    )


def _ids(bearings: Iterable[Bearing]) -> tuple[str, ...]:
    return tuple(sorted({one.publication.id for one in bearings}))


def _species_harm(case: Case, rulebook: Rulebook) -> Iterator[Bearing]:
    """Yield the findings in which another or an unnamed strain of the species made this disease worse."""
    for one in case.bearings:
        here = one.subject == "species" and one.condition in _THIS_DISEASE and one.finding.system in _IN_DISEASE
        if here and one.finding.outcome == "worsened" and read.speaks(one, "worsened", case, rulebook):
            yield one


def _advises_against(one: Bearing) -> bool:
    return (
        one.finding.recommendation == "against"
        and not one.finding.context
        and one.condition in _THIS_DISEASE
        and one.subject in _ADVISED
    )


def _leans(one: Bearing) -> bool:
    """Return whether some measure of the disease was worse in a finding that is without harm on the whole."""
    return any(measure.change == "worsened" for measure in one.finding.endpoints)


def _infected(one: Bearing) -> bool:
    return bool(one.finding.adverse_events and one.finding.adverse_events.serious_infections)
