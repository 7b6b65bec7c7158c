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

THIS_DISEASE = frozenset({"same", "group"})
# Which way each reading points.
POINTS: dict[str, model.Direction] = {
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
SYSTEMS = {
    "patients": "patients",
    "healthy-volunteers": "healthy volunteers",
    "human-tissue-ex-vivo": "human cells or tissue in the dish",
    "disease-model": "animal model",
    "other-animal": "animals",
    "in-vitro": "cells in the dish",
    "not-applicable": "",
}
_RECOMMENDED = {
    "for": "guideline recommends it",
    "against": "guideline advises against",
    "none": "no recommendation",
}
_MEANINGS = ("inflammatory", "regulatory", "enhancing", None)
_MARKERS_SHOWN = 4


def evidence(prepared: Prepared, verdict: Verdict, rulebook: Rulebook) -> list[model.Evidence]:
    """List every finding that bears on the question: what decides first, then by directness, newest first."""
    deciding = {(id(one.bearing.finding)) for one in _deciding(verdict)}
    found: dict[tuple[str, str], model.Evidence] = {}
    seen = set()
    for case, bearing, directness, reassures in _walk(prepared):
        # Members share what is said of their species and of probiotics as such: it is laid out once.
        alike = (
            id(bearing.finding),
            bearing.subject,
            directness,
            reassures,
            case.condition.id,
            case.preparation,
        )
        if alike in seen:
            continue
        seen.add(alike)
        shown = _shown(
            case, bearing, directness, rulebook, decides=id(bearing.finding) in deciding, reassures=reassures
        )
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


def _walk(
    prepared: Prepared, *, within: bool = False
) -> Iterator[tuple[Case, Bearing, model.SubjectDirectness, bool]]:
    """Yield every bearing of a case and its members, its directness to what was asked, and if it can reassure.

    What a member did as part of something else, or what its relatives did, reassures nobody about the whole.
    """
    for bearing in prepared.case.bearings:
        reassures = bearing.subject == "same" or (bearing.subject == "part" and not within)
        yield prepared.case, bearing, bearing.subject, reassures
    through: dict[str, model.SubjectDirectness] = {"strains": "species", "components": "component"}
    new = through.get(prepared.case.made_of or "")
    for member in prepared.members:
        for case, bearing, directness, reassures in _walk(member, within=within or new is not None):
            keeps = new is None or directness in {"class", "species"}
            yield case, bearing, directness if keeps else new, reassures  # type: ignore[misc]


def _shown(
    case: Case,
    bearing: Bearing,
    directness: model.SubjectDirectness,
    rulebook: Rulebook,
    *,
    decides: bool,
    reassures: bool,
) -> model.Evidence | None:
    finding, publication = bearing.finding, bearing.publication
    here = bearing.condition in THIS_DISEASE
    reading = read_as(case, bearing, rulebook)
    if not here and not (bearing.subject == "same" and reading):
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
        points_to=points_to(case, bearing, reading, rulebook, reassures=reassures),
        decides=decides,
        brief=_Brief(case, rulebook, here=here).of(finding),
        summary=finding.summary,
    )


def read_as(case: Case, bearing: Bearing, rulebook: Rulebook) -> read.Reading | None:
    """Return how a finding reads: by what it says of this disease, else by its immune effects."""
    outcome = read.of_outcome(bearing) if bearing.condition in THIS_DISEASE else None
    return outcome or read.of_immune_effects(bearing, case, rulebook)


def points_to(
    case: Case, bearing: Bearing, reading: read.Reading | None, rulebook: Rulebook, *, reassures: bool
) -> model.Direction:
    """Return which way a finding points; what does not speak for a live oral supplement points nowhere."""
    if bearing.finding.recommendation == "against" and not bearing.finding.context:
        return "caution"
    if reading is None or not (read.speaks(bearing, reading, case, rulebook) or _recommends(bearing)):
        return "neutral"
    direction = POINTS[reading]
    return "neutral" if direction == "tolerance" and not reassures else direction


def _recommends(bearing: Bearing) -> bool:
    return bearing.finding.recommendation == "for" and bearing.subject == "same" and not bearing.finding.context


class _Brief:
    """Says in a few words what a finding found, in whom and in how many.

    Of a finding made in another disease (``here`` is false) only the immune effects are told, and the disease named.
    """

    def __init__(self, case: Case, rulebook: Rulebook, *, here: bool) -> None:
        self.case, self.rulebook, self.here = case, rulebook, here

    def of(self, finding: model.Finding) -> str:
        """Return the brief of one finding."""
        parts = [self._what(finding), _whom(finding)]
        if not self.here and finding.condition:
            parts.append("in " + finding.condition.replace("-", " "))
        if finding.preparation not in {"live", "not-stated"}:
            parts.append(finding.preparation)
        if finding.route not in {"oral", "not-applicable", "not-stated"}:
            parts.append(finding.route)
        return ", ".join(part for part in parts if part)

    def _what(self, finding: model.Finding) -> str:
        if self.here and finding.recommendation:
            return _RECOMMENDED[finding.recommendation]
        if self.here and finding.outcome:
            return _WORDS[finding.outcome]
        if finding.immune:
            return self._moved(finding)
        if finding.adverse_events and finding.adverse_events.serious_infections:
            return "serious infection"
        return "no outcome of the disease"

    def _moved(self, finding: model.Finding) -> str:
        """Name the markers that moved, those that mean inflammation here first."""
        moved = [one for one in finding.immune if one.change != "no-change"]
        moved.sort(key=lambda one: _MEANINGS.index(read.meaning_of(one, self.case.axes, self.rulebook)))
        told = list(dict.fromkeys(f"{one.marker} {one.change}" for one in moved))
        more = " …" if len(told) > _MARKERS_SHOWN else ""
        return ", ".join(told[:_MARKERS_SHOWN]) + more if told else "immune markers unchanged"


def _whom(finding: model.Finding) -> str:
    number = finding.n_analysed or finding.n_randomised
    who = SYSTEMS[finding.system]
    if finding.system in {"patients", "healthy-volunteers"} and number:
        who = f"{number} {who}"
    state = finding.state if finding.state in {"remission", "stable", "active", "flare"} else ""
    return f"{who} ({state})" if state and who else who


# --- benefit and gaps -----------------------------------------------------------------------------------------


def benefit(prepared: Prepared) -> model.Benefit:
    """Return whether controlled trials of this very subject showed a benefit.

    A species is answered with its strains and a group of diseases with its diseases; a benefit that only some of
    them showed is mixed. What one component of a product showed is no benefit of the product.
    """
    own = _outcomes(prepared)
    theirs = set()
    if prepared.case.made_of in {"strains", "conditions"}:
        theirs = set().union(*(_outcomes(one) for one in prepared.members))
    if not own | theirs:
        return "untested"
    if own | theirs == {"improved"}:
        return "shown" if own else "mixed"
    return "mixed" if (own | theirs) & {"improved", "mixed"} else "not-shown"


def _outcomes(prepared: Prepared) -> set[str]:
    outcomes = (one.bearing.finding.outcome for one in prepared.found.of("controlled"))
    return {one for one in outcomes if one}


def tested_as(prepared: Prepared) -> list[model.Tested]:
    """Return what exactly was given to people with this disease, as the publications name it."""
    given: dict[str, tuple[set[float], list[str]]] = {}
    for one in prepared.case.bearings:
        if one.subject == "same" and one.condition in THIS_DISEASE and one.finding.system == "patients":
            doses, publications = given.setdefault(one.finding.as_named, (set(), []))
            if one.finding.dose_cfu_per_day:
                doses.add(one.finding.dose_cfu_per_day)
            publications.append(one.publication.id)
    found = [
        model.Tested(as_named=name, doses_cfu_per_day=sorted(doses), evidence=list(dict.fromkeys(publications)))
        for name, (doses, publications) in given.items()
    ]
    return sorted(found, key=lambda one: (-len(one.evidence), one.as_named))


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
