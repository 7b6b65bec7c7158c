"""What one finding says about the question: its reading, and whether it speaks at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from probiocheck import scale

if TYPE_CHECKING:
    from collections.abc import Iterable

    from probiocheck import model
    from probiocheck.judge.case import Bearing, Case, Rulebook

Reading = Literal["worsened", "mixed", "no-difference", "improved", "enhancing"]

_DISTRUSTED = frozenset({"retracted", "expression-of-concern"})


def of_outcome(bearing: Bearing) -> Reading | None:
    """Return what the finding says about the disease, or what a guideline says about the subject."""
    if bearing.finding.recommendation == "for":
        return "no-difference"
    return bearing.finding.outcome


def of_immune_effects(bearing: Bearing, case: Case, rulebook: Rulebook) -> Reading | None:
    """Read the finding's immune effects against the axes of the disease."""
    return of_effects(bearing.finding.immune, case.axes, rulebook)


def of_effects(effects: Iterable[model.ImmuneEffect], axes: frozenset[str], rulebook: Rulebook) -> Reading | None:
    """Read immune effects against immune axes.

    Inflammatory and regulatory effects together are a mixed reading; effects off the axes and markers that did not
    move say nothing.
    """
    meanings = {meaning_of(effect, axes, rulebook) for effect in effects}
    if "inflammatory" in meanings:
        return "mixed" if "regulatory" in meanings else "worsened"
    if "regulatory" in meanings:
        return "improved"
    return "enhancing" if "enhancing" in meanings else None


def meaning_of(
    effect: model.ImmuneEffect, axes: frozenset[str], rulebook: Rulebook
) -> Literal["inflammatory", "regulatory", "enhancing"] | None:
    """Return what one immune effect means on these axes: inflammatory, regulatory, enhancing or nothing."""
    marker = rulebook.markers.get(effect.marker)
    if marker is None or effect.change == "no-change" or marker.kind == "neutral":
        return None
    if not matters(marker, axes):
        return None
    if marker.kind == "enhancing":
        return "enhancing" if effect.change == "up" else None
    rises = effect.change == "up"
    return "inflammatory" if rises == (marker.kind == "inflammatory") else "regulatory"


def matters(marker: model.Marker, axes: frozenset[str]) -> bool:
    """Return whether a marker matters on these axes: one without axes always does, and any where none are known."""
    return not marker.axes or not axes or not axes.isdisjoint(marker.axes)


def speaks(bearing: Bearing, reading: Reading, case: Case, rulebook: Rulebook) -> bool:
    """Return whether the finding may decide anything for a supplement like the one asked about.

    What is pooled over probiotics as such is background, and so is what does not speak for itself (``may_decide``).
    """
    return bearing.subject != "class" and may_decide(
        bearing.publication, bearing.finding, reading, case.preparation, rulebook.parameters
    )


def may_decide(
    publication: model.Publication,
    finding: model.Finding,
    reading: Reading,
    preparation: model.Preparation,
    parameters: model.Parameters,
) -> bool:
    """Return whether a finding may decide anything for a supplement of this preparation.

    What is not live and by mouth, and what a curator marked as context, is background. A publication that is
    retracted or under an expression of concern speaks only where it cautions, and so does one whose route or
    preparation is not stated.
    """
    if finding.context or finding.design in parameters.background_designs:
        return False
    cautions = reading == "worsened"
    if publication.status in _DISTRUSTED and not cautions:
        return False
    routes = [*parameters.speaking_routes, *(parameters.cautioning_routes if cautions else [])]
    preparations = [*parameters.speaking_preparations, *(parameters.cautioning_preparations if cautions else [])]
    if preparation not in parameters.speaking_preparations:
        preparations = [preparation]  # killed cells speak for killed cells alone
    return finding.route in routes and finding.preparation in preparations


def speaks_at(bearing: Bearing, reading: Reading, activity: model.Activity, rulebook: Rulebook) -> bool:
    """Return whether the finding holds at ``activity``: harm only from the state it was made in and worse."""
    if reading != "worsened" or activity == "unknown":
        return True
    return scale.reaches(activity, rulebook.states[bearing.finding.state].harm_from)


def reassures_at(bearing: Bearing, activity: model.Activity, rulebook: Rulebook) -> bool:
    """Return whether a finding without harm was made in disease as active as ``activity``."""
    return scale.reaches(rulebook.states[bearing.finding.state].reassures_up_to, activity)


def analysed(bearing: Bearing, rulebook: Rulebook) -> int:
    """Return how many participants stand behind the finding."""
    finding = bearing.finding
    if finding.n_analysed is not None:
        return finding.n_analysed
    return int((finding.n_randomised or 0) * rulebook.parameters.randomised_counts_as)
