"""What a picture shows, as plain data: no plotting library is needed here, so that a web page can draw the same.

Nothing is left out of a picture because it reassures nobody: killed cells, a retracted publication and the like
stand in it as what they are, and lean nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from msgspec import Struct

from probiocheck import model, shelf
from probiocheck.judge import balance
from probiocheck.judge import reading as read
from probiocheck.names.resolve import Resolved

if TYPE_CHECKING:
    from collections.abc import Iterable

    from probiocheck.ask import Desk
    from probiocheck.judge.case import Bearing, Case, Rulebook
    from probiocheck.knowledge.store import About, Store

SYSTEMS: tuple[model.System, ...] = get_args(model.System)
KINDS: tuple[model.MarkerKind, ...] = get_args(model.MarkerKind)


class Effect(Struct, frozen=True, kw_only=True):
    """One report of how a marker moved, and what the movement means.

    ``leans`` is what the judge makes of this movement alone, so a report that may not decide (``decides`` is false:
    not live and by mouth, not stated so, retracted, or marked as context) never leans to tolerance. ``condition`` is
    the disease it was seen in, where there was one.
    """

    change: model.Change
    leans: model.Direction
    decides: bool
    preparation: model.Preparation
    route: model.Route
    versus: model.Versus
    publication: str
    status: model.Status
    year: int
    condition: str | None


class MarkerRow(Struct, frozen=True, kw_only=True):
    """The reports on one marker: ``kind`` is what a rise of it means, ``cells`` has a list of reports a system.

    ``matters`` tells whether the marker lies on the immune axes asked about.
    """

    marker: str
    kind: model.MarkerKind
    matters: bool
    cells: list[list[Effect]]


class ImmuneGrid(Struct, frozen=True, kw_only=True):
    """The immune effects recorded of one strain, species or product itself, by marker and system.

    ``systems`` are those present, the strongest first: from patients down to the dish. ``axes`` are those asked
    about.
    """

    id: str
    subject: str
    kind: model.SubjectKind
    axes: list[str]
    systems: list[model.System]
    rows: list[MarkerRow]


class Study(Struct, frozen=True, kw_only=True):
    """One finding about a subject in a condition, or in one of its group (``directness``).

    ``outcome`` is what happened to the disease, ``recommendation`` what a guideline says; a finding of neither tells
    of immune effects alone, or of no outcome. ``n`` are the participants or animals analysed, else randomised.
    """

    year: int
    design: model.Design
    system: model.System
    directness: model.ConditionDirectness
    outcome: model.Outcome | None
    recommendation: model.Recommendation | None
    n: int | None
    points_to: model.Direction
    publication: str
    status: model.Status
    as_named: str
    preparation: model.Preparation
    state: model.State


class SubjectRow(Struct, frozen=True, kw_only=True):
    """One strain, species or product in a condition: how it stands, and what was found about exactly it."""

    id: str
    name: str
    kind: model.SubjectKind
    level: model.Level
    certainty: model.Certainty
    studies: list[Study]


class ConditionEvidence(Struct, frozen=True, kw_only=True):
    """The evidence in a condition by subject, best first, for a patient."""

    id: str
    condition: str
    patient: model.Patient
    rows: list[SubjectRow]
    notes: list[str]


# --- immune effects -------------------------------------------------------------------------------------------


def immune_effects(store: Store, organism: str, axes: Iterable[str] | None = None) -> ImmuneGrid:
    """Return the immune effects recorded of an organism or product itself; none of its relatives or parts.

    Args:
        store: The knowledge.
        organism: The id of a strain, species or product. A live product of one strain is asked for as the strain.
        axes: The immune axes that matter; all where none are named.

    """
    asked = frozenset(axes or ())
    rulebook = store.rulebook([])
    kind: model.SubjectKind = store.kind_of(organism)  # type: ignore[assignment]
    product: model.Product | None = store.get("product", organism)
    preparation = product.preparation if product else "live"
    reports: dict[str, dict[model.System, list[Effect]]] = {}
    for about in store.findings(organism, ["same"]):
        for one in about.finding.immune:
            cells = reports.setdefault(one.marker, {})
            cells.setdefault(about.finding.system, []).append(_effect(about, one, asked, preparation, rulebook))
    systems = [one for one in SYSTEMS if any(one in cells for cells in reports.values())]
    rows = [
        _row(marker, [cells.get(one, []) for one in systems], asked, rulebook) for marker, cells in reports.items()
    ]
    return ImmuneGrid(
        id=organism,
        subject=store.name(organism),
        kind=kind,
        axes=sorted(asked),
        systems=systems,
        rows=sorted(rows, key=_by_kind),
    )


def _effect(
    about: About,
    effect: model.ImmuneEffect,
    axes: frozenset[str],
    preparation: model.Preparation,
    rulebook: Rulebook,
) -> Effect:
    finding, publication = about.finding, about.publication
    reading = read.of_effects([effect], axes, rulebook)
    decides = read.may_decide(publication, finding, reading or "no-difference", preparation, rulebook.parameters)
    return Effect(
        change=effect.change,
        leans=balance.POINTS[reading] if reading and decides else "neutral",
        decides=decides,
        preparation=finding.preparation,
        route=finding.route,
        versus=effect.versus,
        publication=publication.id,
        status=publication.status,
        year=publication.year,
        condition=finding.condition,
    )


def _row(marker: str, cells: list[list[Effect]], axes: frozenset[str], rulebook: Rulebook) -> MarkerRow:
    known = rulebook.markers.get(marker) or model.Marker(id=marker, kind="neutral")
    return MarkerRow(
        marker=marker,
        kind=known.kind,
        matters=read.matters(known, axes),
        cells=[sorted(cell, key=lambda one: (-one.year, one.publication, one.change)) for cell in cells],
    )


def _by_kind(row: MarkerRow) -> tuple[int, int, str]:
    return KINDS.index(row.kind), -sum(map(len, row.cells)), row.marker


# --- evidence in a condition ----------------------------------------------------------------------------------


def by_subject(desk: Desk, condition: str, patient: model.Patient) -> ConditionEvidence:
    """Return what was found about each strain, product and species itself in a condition, or in one of its group.

    Args:
        desk: The knowledge.
        condition: The id.
        patient: Activity, therapies and risk factors: they move the levels, not the studies.

    """
    asked = Resolved(id=condition, kind="condition", query=condition)
    ranking = shelf.rank(desk, asked, patient)
    return ConditionEvidence(
        id=condition,
        condition=ranking.condition.name,
        patient=patient,
        rows=[
            SubjectRow(
                id=one.id,
                name=one.name,
                kind=one.kind,
                level=one.level,
                certainty=one.certainty,
                studies=_studies(desk, asked, one.id, patient),
            )
            for one in ranking.ranking
        ],
        notes=ranking.notes,
    )


def _studies(desk: Desk, condition: Resolved, subject: str, patient: model.Patient) -> list[Study]:
    """Return the findings about a subject itself, the oldest first."""
    case = desk.builder(condition.id, condition.query).case(subject)
    rulebook = desk.rulebook(case, patient)
    own = (one for one in case.bearings if one.subject == "same" and one.condition in balance.THIS_DISEASE)
    return sorted((_study(case, one, rulebook) for one in own), key=_by_year)


def _study(case: Case, bearing: Bearing, rulebook: Rulebook) -> Study:
    finding, publication = bearing.finding, bearing.publication
    reading = balance.read_as(case, bearing, rulebook)
    return Study(
        year=publication.year,
        design=finding.design,
        system=finding.system,
        directness=bearing.condition,
        outcome=finding.outcome,
        recommendation=finding.recommendation,
        n=finding.n_randomised if finding.n_analysed is None else finding.n_analysed,
        points_to=balance.points_to(case, bearing, reading, rulebook, reassures=True),
        publication=publication.id,
        status=publication.status,
        as_named=finding.as_named,
        preparation=finding.preparation,
        state=finding.state,
    )


def _by_year(study: Study) -> tuple[object, ...]:
    return study.year, study.publication, study.as_named, study.outcome or ""
