"""The facts about one case at one activity that rules may ask about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from probiocheck.judge import reading as read
from probiocheck.judge import rules, tiers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from probiocheck import model
    from probiocheck.judge.case import Bearing, Case, Rulebook
    from probiocheck.judge.tiers import Base, Sorted

_THIS_DISEASE = frozenset({"same", "group"})
_IN_DISEASE = frozenset({"patients", "disease-model"})
_REASSURING = frozenset({"controlled", "uncontrolled"})
_HARMLESS = frozenset({"no-difference", "improved"})


def of(case: Case, found: Sorted, base: Base, patient: model.Patient, rulebook: Rulebook) -> rules.Facts:
    """Gather the facts of a case.

    Args:
        case: The case.
        found: Its findings, sorted into tiers.
        base: The tier that decided at the patient's activity.
        patient: Activity, therapies and risks.
        rulebook: The rules.

    """
    activity = patient.activity
    reassuring = _reassuring(found, activity, rulebook)
    now: dict[str, tuple[str, ...]] = {}
    later: list[Bearing] = []
    for tier, reads in found.tiers:
        harm = [one.bearing for one in reads if one.reading == "worsened"]
        speaking = [one for one in harm if read.speaks_at(one, "worsened", activity, rulebook)]
        now[tier.basis] = _ids(speaking)
        later += [one for one in harm if one not in speaking and tier.reads == "outcome"]
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
        harm_in_worse_state=_ids(later),
        leans_to_harm=_ids(_leaning(found)),
        harm_in_species=_ids(_species_harm(case, activity, rulebook)),
        reassured_in_activity=bool(reassuring),
        analysed_in_activity=tiers.analysed_in_all(reassuring, rulebook),
        advised_against=_advice_against(case, activity, rulebook),
        specific_evidence=any(one.reading in _HARMLESS for one in found.of("controlled")),
        composition_complete=case.composition_complete,
        combination=case.made_of == "components" and len(case.members) > 1,
        strain_unlisted=case.strain_unlisted,
        infections_reported=_ids(_infections(case)),
    )


def _ids(bearings: Iterable[Bearing]) -> tuple[str, ...]:
    return tuple(sorted({one.publication.id for one in bearings}))


def _species_harm(case: Case, activity: model.Activity, rulebook: Rulebook) -> list[Bearing]:
    """Return the findings in which another or an unnamed strain of the species made this disease worse."""
    return [
        one
        for one in case.bearings
        if one.subject == "species"
        and one.condition in _THIS_DISEASE
        and one.finding.system in _IN_DISEASE
        and one.finding.outcome == "worsened"
        and read.speaks(one, "worsened", case, rulebook)
        and read.speaks_at(one, "worsened", activity, rulebook)
    ]


def _reassuring(found: Sorted, activity: model.Activity, rulebook: Rulebook) -> tuple[tiers.Read, ...]:
    """Return the findings without harm, in people, that were made in disease as active as this."""
    if activity == "unknown":
        return ()
    return tuple(
        one
        for tier, reads in found.tiers
        if tier.basis in _REASSURING
        for one in reads
        if one.reading in _HARMLESS and read.reassures_at(one.bearing, activity, rulebook)
    )


def _leaning(found: Sorted) -> list[Bearing]:
    """Return the controlled findings without harm in which some measure of the disease was worse all the same."""
    return [
        one.bearing
        for one in found.of("controlled")
        if one.reading in _HARMLESS and any(measure.change == "worsened" for measure in one.bearing.finding.endpoints)
    ]


def _advice_against(case: Case, activity: model.Activity, rulebook: Rulebook) -> dict[str, tuple[str, ...]]:
    """Return the guidelines that advise against this subject, and those against probiotics as such."""
    against: dict[str, list[Bearing]] = {"subject": [], "class": []}
    for one in case.bearings:
        advises = one.finding.recommendation == "against" and not one.finding.context
        if not advises or one.condition not in _THIS_DISEASE:
            continue
        if not read.speaks_at(one, "worsened", activity, rulebook):
            continue
        if one.subject == "class":
            against["class"].append(one)
        elif one.subject == "same":
            against["subject"].append(one)
    return {whom: _ids(bearings) for whom, bearings in against.items()}


def _infections(case: Case) -> list[Bearing]:
    return [
        one
        for one in case.bearings
        if one.subject != "class" and one.finding.adverse_events and one.finding.adverse_events.serious_infections
    ]
