"""The judge: from a case and a patient to a level, its certainty and the trace of every rule that fired.

Pure: the same case, patient and rules give the same verdict, and nothing outside them is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from msgspec import Struct, structs

from probiocheck import model, scale
from probiocheck.judge import certainty as certain
from probiocheck.judge import facts, rules, tiers

if TYPE_CHECKING:
    from probiocheck.judge.case import Case, Rulebook
    from probiocheck.judge.policy import Entry

_SAID = {
    "worsened": "harm was seen",
    "mixed": "results point both ways",
    "no-difference": "nothing got worse",
    "improved": "nothing got worse, something improved",
    "enhancing": "immune defence was enhanced",
}

_BASES = get_args(model.Basis)[::-1]


class Prepared(Struct, frozen=True):
    """A case with its findings sorted into tiers once, to be judged at several activities."""

    case: Case
    found: tiers.Sorted
    known: facts.Gathered
    members: tuple[Prepared, ...]


class Verdict(Struct, frozen=True, kw_only=True):
    """The level of a case for one patient, with everything that led to it.

    ``facts`` are what rules may ask about. ``known`` says whether anything bears on the case; what is not known can
    still be raised by the patient's state. ``deciding`` is the member whose level the answer took, where it is not
    the subject's own. ``by_risk`` is where the patient's risks alone put what nothing is known about: what it is made
    of does not make that less. ``entries`` are those of a local policy that speak of the case.
    """

    case: Case
    base: tiers.Base
    facts: rules.Facts
    level: model.Level
    certainty: model.Certainty
    certainty_reasons: tuple[str, ...]
    basis: model.Basis
    reasons: tuple[model.Reason, ...]
    known: bool = False
    advice: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    members: tuple[Verdict, ...] = ()
    deciding: Verdict | None = None
    by_risk: Verdict | None = None
    entries: tuple[Entry, ...] = ()


def prepare(case: Case, rulebook: Rulebook) -> Prepared:
    """Sort the findings of a case, and of every case it is made of, into tiers."""
    members = tuple(prepare(one, rulebook) for one in case.members)
    found = tiers.sort(case, rulebook)
    return Prepared(case, found, facts.gather(case, found, rulebook), members)


def judge(prepared: Prepared, patient: model.Patient, rulebook: Rulebook, *, asked: bool = True) -> Verdict:
    """Judge a case for a patient.

    Args:
        prepared: The case, its findings sorted into tiers.
        patient: Disease activity, therapies and risk factors, those that therapies imply included.
        rulebook: The tiers, rules, markers and parameters, and the policy of the house.
        asked: Whether the case answers a question of its own, and is no part of another.

    """
    verdict = _judged(prepared, patient, rulebook)
    if rulebook.policy is None:
        return verdict
    from probiocheck.judge import policy  # noqa: PLC0415 - few look-ups have one

    return policy.applied(verdict, rulebook.policy, rulebook, asked=asked)


def _judged(prepared: Prepared, patient: model.Patient, rulebook: Rulebook) -> Verdict:
    case = prepared.case
    own = _own(prepared, patient, rulebook)
    if not case.made_of:
        return own
    rule = rulebook.member_rules[case.made_of]
    parts = tuple(_judged(one, patient, rulebook) for one in prepared.members)
    known = structs.replace(
        own.facts,
        members_known=any(part.known for part in parts),
        own_evidence=own.basis in rule.stands_alone_on,
    )
    verdict = structs.replace(_over_members(own, rule, parts), facts=known)
    return _not_below_risk(_apply("members", verdict, rulebook))


def with_notes(verdict: Verdict, rulebook: Rulebook) -> Verdict:
    """Add the notes and advice that go with a verdict; they never change its level."""
    return _apply("notes", verdict, rulebook)


# --- what was found about the subject itself ------------------------------------------------------------------


def _own(prepared: Prepared, patient: model.Patient, rulebook: Rulebook) -> Verdict:
    base = tiers.base(prepared.found, patient.activity, rulebook)
    certainty, why = certain.of(base, rulebook)
    verdict = Verdict(
        case=prepared.case,
        base=base,
        facts=facts.of(prepared.case, prepared.known, base, patient, rulebook),
        level=base.level,
        certainty=certainty,
        certainty_reasons=tuple(why),
        basis=base.tier.basis if base.tier else "none",
        reasons=(_base_reason(base, prepared.case, rulebook),),
    )
    verdict = _apply("evidence", verdict, rulebook)
    if verdict.level == "unknown":
        verdict = structs.replace(verdict, by_risk=_apply("patient", verdict, rulebook))
    else:
        verdict = structs.replace(verdict, known=True)
    for phase in ("activity", "patient"):
        verdict = _apply(phase, verdict, rulebook)
    return verdict


def _base_reason(base: tiers.Base, case: Case, rulebook: Rulebook) -> model.Reason:
    if base.tier is None:
        rule = rulebook.no_evidence
        looked = any(one.subject == "same" and one.condition in {"same", "group"} for one in case.bearings)
        title = rule.title_if_context if looked else rule.title
        return model.Reason(rule=rule.id, effect="base", level="unknown", text=title)
    ids = sorted({one.bearing.publication.id for one in base.deciding})
    readings = {one.reading for one in base.deciding}
    if "improved" in readings:
        readings.discard("no-difference")
    text = f"{base.tier.title}: {'; '.join(_SAID[one] for one in sorted(readings))}"
    return model.Reason(rule=base.tier.id, effect="base", level=base.level, text=text, evidence=ids)


def _apply(phase: model.Phase, verdict: Verdict, rulebook: Rulebook) -> Verdict:
    """Run one phase of rules and write down what they did."""
    todo = rulebook.rules.get(phase)
    if not todo:
        return verdict
    outcome = rules.run(verdict.level, verdict.facts, todo)
    fired = outcome.fired
    if not fired:
        return verdict
    reasons = [
        model.Reason(
            rule=one.rule.id, effect=one.effect, level=outcome.level, text=one.rule.title, evidence=one.grounds
        )
        for one in fired
        if one.effect != "note" or one.rule.then.note or one.rule.then.certainty_down
    ]
    doubts = [one.rule.title[0].lower() + one.rule.title[1:] for one in fired if one.rule.then.certainty_down]
    return structs.replace(
        verdict,
        level=outcome.level,
        certainty=scale.lowered(verdict.certainty, outcome.certainty_down),
        certainty_reasons=(*verdict.certainty_reasons, *doubts),
        reasons=(*verdict.reasons, *reasons),
        notes=(*verdict.notes, *(one.rule.then.note for one in fired if one.rule.then.note)),
        advice=(*verdict.advice, *(one.rule.then.advice for one in fired if one.rule.then.advice)),
    )


# --- answered from members ------------------------------------------------------------------------------------


def _over_members(own: Verdict, rule: model.MemberRule, parts: tuple[Verdict, ...]) -> Verdict:
    """Answer a species, a product or a group of diseases by the highest of its members and its own findings."""
    if own.basis in rule.stands_alone_on:
        return structs.replace(own, members=parts)
    nothing_known = not any(one.known for one in (own, *parts))
    counts_as = None if nothing_known else rule.unknown_counts_as
    # What nobody has looked at counts only where nothing is known, where the rule gives it a level, or by a floor.
    counting = [one for one in parts if nothing_known or counts_as or one.known or one.level == "avoid"]
    candidates = [*([own] if own.known or not counting else []), *counting]
    levels = [counts_as if counts_as and one.level == "unknown" else one.level for one in candidates]
    level = scale.highest(levels)
    decisive = max((one for one, its in zip(candidates, levels, strict=True) if its == level), key=_weight)
    if nothing_known:
        return structs.replace(own, level=level, members=parts)
    passed_on = () if decisive is own else decisive.reasons
    theirs = tuple(_named(own, decisive, one) for one in passed_on if one.effect != "note")
    mine = own.reasons if own.known else ()
    doubts = decisive.certainty_reasons
    return structs.replace(
        own,
        level=level,
        certainty=decisive.certainty,
        certainty_reasons=doubts if decisive is own else tuple(f"{_name(own, decisive)}: {one}" for one in doubts),
        basis=decisive.basis,
        known=True,
        reasons=(*mine, *theirs, _member_reason(rule, parts, decisive, level)),
        members=parts,
        deciding=None if decisive is own else decisive,
    )


def _not_below_risk(verdict: Verdict) -> Verdict:
    """Keep a whole where the patient's risks put it before anything was known of its members.

    What is found about one member must not hide what a risk factor says of the others.
    """
    risk = verdict.by_risk
    if risk is None or scale.rank(risk.level) <= scale.rank(verdict.level):
        return verdict
    raised = tuple(one for one in risk.reasons if one.effect in {"raise", "floor"})
    return structs.replace(verdict, level=risk.level, reasons=(*verdict.reasons, *raised))


def _weight(one: Verdict) -> tuple[bool, int, int]:
    """Return how much evidence stands behind a verdict: of several at one level the best founded decides."""
    basis = _BASES.index(one.basis)
    return one.known, basis, scale.CERTAINTIES.index(one.certainty)


def _named(own: Verdict, member: Verdict, reason: model.Reason) -> model.Reason:
    return structs.replace(reason, text=f"{_name(own, member)}: {reason.text}")


def _name(own: Verdict, member: Verdict) -> str:
    """Return what tells the member apart: its disease within a group, else its own name."""
    if own.case.condition.id != member.case.condition.id:
        return member.case.condition.name
    name = member.case.subject.name
    return name.removeprefix(own.case.subject.name).strip() or name


def _member_reason(
    rule: model.MemberRule, parts: tuple[Verdict, ...], decisive: Verdict, level: model.Level
) -> model.Reason:
    known = sum(part.known for part in parts)
    text = f"{rule.title} ({known} of {len(parts)} with findings)" if parts else rule.title
    deciding = (one for one in decisive.reasons if one.effect != "note")
    grounds = list(dict.fromkeys(ref for reason in deciding for ref in reason.evidence))
    return model.Reason(rule=rule.id, effect="base", level=level, text=text, evidence=grounds)
