"""What is shown beside the level: the evidence and which way it points, the benefit, and what was not found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from probiocheck import model
from probiocheck.judge import reading as read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from probiocheck.judge.case import Bearing, Case, Rulebook
    from probiocheck.judge.tiers import Read
    from probiocheck.judge.verdict import Prepared, Verdict

_THIS_DISEASE = frozenset({"same", "group"})
_POINTS: dict[str, model.Direction] = {
    "worsened": "caution",
    "mixed": "caution",
    "no-difference": "tolerance",
    "improved": "tolerance",
    "enhancing": "neutral",
}
_WORDS = {
    "worsened": "disease got worse",
    "mixed": "some measures worse, some better",
    "no-difference": "no difference",
    "improved": "disease improved",
}
_SYSTEMS = {
    "patients": "patients",
    "healthy-volunteers": "healthy volunteers",
    "human-tissue-ex-vivo": "human cells or tissue in the dish",
    "disease-model": "animal model",
    "other-animal": "animals",
    "in-vitro": "cells in the dish",
    "not-applicable": "",
}
_MARKERS_SHOWN = 4


def evidence(prepared: Prepared, verdict: Verdict, rulebook: Rulebook) -> list[model.Evidence]:
    """List every finding that bears on the question: what decides first, then by directness, newest first."""
    deciding = {(id(one.bearing.finding)) for one in _deciding(verdict)}
    found: dict[tuple[str, str], model.Evidence] = {}
    for case, bearing, directness in _walk(prepared):
        shown = _shown(case, bearing, directness, rulebook, decides=id(bearing.finding) in deciding)
        if shown:
            found.setdefault((shown.id, shown.brief), shown)
    return sorted(found.values(), key=_order)


def _deciding(verdict: Verdict) -> Iterator[Read]:
    if verdict.deciding:
        yield from _deciding(verdict.deciding)
    else:
        yield from verdict.base.deciding


_SUBJECT_ORDER = ("same", "part", "component", "species", "class")
_CONDITION_ORDER = ("same", "group", "related", "none")


def _order(one: model.Evidence) -> tuple[object, ...]:
    return (
        not one.decides,
        one.subject_directness == "class",
        _CONDITION_ORDER.index(one.condition_directness),
        _SUBJECT_ORDER.index(one.subject_directness),
        -one.year,
        one.id,
        one.brief,
    )


def _walk(prepared: Prepared) -> Iterator[tuple[Case, Bearing, model.SubjectDirectness]]:
    """Yield every bearing of a case and its members, with its directness to the subject that was asked about."""
    for bearing in prepared.case.bearings:
        yield prepared.case, bearing, bearing.subject
    through: dict[str, model.SubjectDirectness] = {"strains": "species", "components": "component"}
    for member in prepared.members:
        for case, bearing, directness in _walk(member):
            made_of = prepared.case.made_of or ""
            yield case, bearing, directness if directness == "class" else through.get(made_of, directness)


def _shown(
    case: Case, bearing: Bearing, directness: model.SubjectDirectness, rulebook: Rulebook, *, decides: bool
) -> model.Evidence | None:
    finding, publication = bearing.finding, bearing.publication
    here = bearing.condition in _THIS_DISEASE
    outcome = read.of_outcome(bearing) if here else None
    immune = read.of_immune_effects(bearing, case, rulebook) if bearing.subject != "class" else None
    reading = outcome or immune
    if not here and not (bearing.subject == "same" and immune):
        return None
    return model.Evidence(
        id=publication.id,
        pmid=publication.pmid,
        doi=publication.doi,
        title=publication.title,
        journal=publication.journal,
        year=publication.year,
        citation=publication.citation or publication.url,
        as_named=finding.as_named,
        design=finding.design,
        outcome=finding.outcome,
        subject_directness=directness,
        condition_directness=bearing.condition,
        points_to=_points_to(case, bearing, reading, rulebook),
        decides=decides,
        brief=brief(finding, here=here),
        summary=finding.summary,
    )


def _points_to(case: Case, bearing: Bearing, reading: read.Reading | None, rulebook: Rulebook) -> model.Direction:
    """Return which way a finding points.

    What does not speak for a live oral supplement points nowhere, and a strain's relatives point to caution only:
    nothing good found about one strain is given to another.
    """
    if bearing.subject == "species" and reading != "worsened":
        return "neutral"
    if bearing.finding.recommendation == "against" and not bearing.finding.context:
        return "caution"
    if reading is None or not (read.speaks(bearing, reading, case, rulebook) or _recommends(bearing)):
        return "neutral"
    return _POINTS[reading]


def _recommends(bearing: Bearing) -> bool:
    return bearing.finding.recommendation == "for" and bearing.subject == "same" and not bearing.finding.context


def brief(finding: model.Finding, *, here: bool = True) -> str:
    """Say in a few words what a finding found, in whom and in how many.

    Of a finding made in another disease (``here`` is false) only the immune effects are told, and the disease named.
    """
    parts = [_what(finding) if here else _moved(finding), _whom(finding)]
    if not here and finding.condition:
        parts.append("in " + finding.condition.replace("-", " "))
    if finding.preparation not in {"live", "not-stated"}:
        parts.append(finding.preparation)
    if finding.route not in {"oral", "not-applicable", "not-stated"}:
        parts.append(finding.route)
    return ", ".join(part for part in parts if part)


def _what(finding: model.Finding) -> str:
    if finding.recommendation:
        return {
            "for": "guideline recommends it",
            "against": "guideline advises against",
            "none": "no recommendation",
        }[finding.recommendation]
    if finding.outcome:
        return _WORDS[finding.outcome]
    if finding.immune:
        return _moved(finding)
    if finding.adverse_events and finding.adverse_events.serious_infections:
        return "serious infection"
    return "no outcome of the disease"


def _moved(finding: model.Finding) -> str:
    moved = [one for one in finding.immune if one.change != "no-change"]
    shown = [f"{one.marker} {one.change}" for one in moved[:_MARKERS_SHOWN]]
    return ", ".join(shown) + (" …" if len(moved) > _MARKERS_SHOWN else "") if moved else "immune markers unchanged"


def _whom(finding: model.Finding) -> str:
    number = finding.n_analysed or finding.n_randomised
    who = _SYSTEMS[finding.system]
    if finding.system in {"patients", "healthy-volunteers"} and number:
        who = f"{number} {who}"
    state = finding.state if finding.state in {"remission", "stable", "active", "flare"} else ""
    return f"{who} ({state})" if state and who else who


# --- benefit and gaps -----------------------------------------------------------------------------------------


def benefit(prepared: Prepared) -> model.Benefit:
    """Return whether controlled trials of this subject, or of the members it is answered from, showed a benefit."""
    outcomes = {
        one.bearing.finding.outcome
        for part in (prepared, *_all_members(prepared))
        for one in part.found.of("controlled")
        if one.bearing.finding.outcome
    }
    if not outcomes:
        return "untested"
    if outcomes == {"improved"}:
        return "shown"
    return "mixed" if outcomes & {"improved", "mixed"} else "not-shown"


def _all_members(prepared: Prepared) -> Iterator[Prepared]:
    for member in prepared.members:
        yield member
        yield from _all_members(member)


def not_found(prepared: Prepared) -> list[str]:
    """Say what was looked for and is not there: silence must not read as safety."""
    own = [one for one in prepared.case.bearings if one.subject == "same" and one.condition == "same"]
    human = [one.finding for one in own if one.finding.system == "patients"]
    outcomes = [one for one in human if one.outcome]
    found = []
    if not prepared.found.of("controlled"):
        found.append("a controlled trial of exactly this")
    if not any(one.state in {"active", "flare"} for one in outcomes):
        found.append("a study in active disease")
    if not any(_immunosuppressed(one) for one in outcomes):
        found.append("a study said to be under immunosuppressants")
    if not any(one.adverse_events and one.adverse_events.reported != "not-stated" for one in human):
        found.append("a report on adverse events")
    return found


def _immunosuppressed(finding: model.Finding) -> bool:
    return bool(finding.background and finding.background.drugs and finding.background.share in {"all", "some"})


def standing(verdict: Verdict) -> model.Standing:
    """Return a verdict as one line of a list."""
    subject = verdict.case.subject
    return model.Standing(id=subject.id, name=subject.name, level=verdict.level, certainty=verdict.certainty)
