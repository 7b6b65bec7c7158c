"""From a case and a patient to an assessment. Pure: no YAML, no clock, no environment, no printing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from probiocheck import model, scale
from probiocheck.judge import balance
from probiocheck.judge.verdict import Prepared, Verdict, judge, prepare, with_notes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from probiocheck.judge.case import Case, Rulebook

__all__ = ["Prepared", "Verdict", "assess", "brief", "judge", "prepare"]

_SUMMARY_LENGTH = 140
_PLAIN_LEVEL = {
    "low": "low caution",
    "moderate": "moderate caution",
    "high": "high caution",
    "avoid": "avoid",
    "unknown": "unknown",
}


def assess(
    case: Case,
    patient: model.Patient,
    rulebook: Rulebook,
    *,
    alternatives: Callable[[Verdict], tuple[list[model.Standing], list[str]]],
    notes: Sequence[str] = (),
    stamp: tuple[str, str, str],
) -> model.Assessment:
    """Assess one subject in one condition for one patient.

    Args:
        case: What was asked, with all that bears on it.
        patient: Activity, therapies and risk factors.
        rulebook: The rules that may matter.
        alternatives: Finds what stands lower than the verdict in the same condition for the same patient, and what
            the reader should be told about it.
        notes: What the reader should be told about how the names were understood.
        stamp: Version of the program, version of the data, digest of the data.

    """
    prepared = prepare(case, rulebook)
    found = with_notes(judge(prepared, patient, rulebook), rulebook)
    by_activity = {
        activity: found.level
        if activity == patient.activity
        else judge(prepared, structs.replace(patient, activity=activity), rulebook).level
        for activity in model.ByActivity.__struct_fields__
    }
    others, about_others = alternatives(found)
    thinner = [
        one.name
        for one in others
        if scale.CERTAINTIES.index(one.certainty) < scale.CERTAINTIES.index(found.certainty)
    ]
    if thinner:
        notes = [*notes, f"Lower, but on thinner evidence: {', '.join(thinner)}."]
    version, data_version, digest = stamp
    return model.Assessment(
        version=version,
        data_version=data_version,
        data_digest=digest,
        subject=case.subject,
        condition=case.condition,
        patient=patient,
        level=found.level,
        certainty=found.certainty,
        certainty_reasons=list(found.certainty_reasons),
        benefit=balance.benefit(prepared),
        basis=found.basis,
        summary=_summary(found),
        reasons=list(found.reasons),
        evidence=balance.evidence(prepared, found, rulebook),
        by_activity=model.ByActivity(**by_activity),
        members=_members(found, patient, rulebook),
        tested_as=balance.tested_as(prepared),
        alternatives=others,
        monitoring=list(case.monitoring),
        advice=list(dict.fromkeys(found.advice)),
        not_found=balance.not_found(prepared),
        notes=list(dict.fromkeys([*notes, *found.notes, *about_others])),
    )


def brief(prepared: Prepared, patient: model.Patient, rulebook: Rulebook) -> model.Brief:
    """Answer one of many questions, as ``assess`` does, without laying out the evidence.

    Args:
        prepared: What was asked, its findings sorted.
        patient: Activity, therapies and risk factors.
        rulebook: The rules that may matter.

    """
    found = with_notes(judge(prepared, patient, rulebook), rulebook)
    return model.Brief(
        subject=prepared.case.subject,
        condition=prepared.case.condition,
        level=found.level,
        certainty=found.certainty,
        benefit=balance.benefit(prepared),
        basis=found.basis,
        summary=_summary(found),
        reasons=list(found.reasons),
        notes=list(dict.fromkeys(found.notes)),
    )


def _members(found: Verdict, patient: model.Patient, rulebook: Rulebook) -> list[model.Standing]:
    """Return the strains of a species or the components of a product; the diseases of a group are not subjects."""
    if found.case.made_of == "conditions":
        parts = (judge(prepare(one, rulebook), patient, rulebook, asked=False) for one in found.case.components)
        return [balance.standing(one) for one in parts]
    return [balance.standing(one) for one in found.members]


def _summary(found: Verdict) -> str:
    name, condition = found.case.subject.name, found.case.condition.name
    line = f"{name} in {condition}: {_PLAIN_LEVEL[found.level]}"
    if found.level != "unknown":
        line += f", certainty {found.certainty.replace('-', ' ')}"
    decisive = next(
        (one for one in reversed(found.reasons) if one.effect != "note" and one.level == found.level), None
    )
    full = f"{line}. {decisive.text}." if decisive else f"{line}."
    if len(full) <= _SUMMARY_LENGTH:
        return full
    return line if len(line) <= _SUMMARY_LENGTH else line[: _SUMMARY_LENGTH - 1] + "…"
