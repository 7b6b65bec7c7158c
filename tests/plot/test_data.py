"""What a picture shows: everything recorded of the subject, nothing of another, and what the judge makes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import get_args

import msgspec
import pytest
from msgspec import structs

from probiocheck import model
from probiocheck.ask import Desk
from probiocheck.judge import balance
from probiocheck.judge import reading as read
from probiocheck.judge.case import Case
from probiocheck.knowledge.store import Store
from probiocheck.names.resolve import Resolved
from probiocheck.plot import data

DISEASES = [
    "rheumatoid-arthritis",
    "ulcerative-colitis",
    "inflammatory-bowel-disease",
    "systemic-lupus-erythematosus",
]


def recorded(desk: Desk) -> Iterator[tuple[str, model.Publication, model.Finding]]:
    """Yield every finding that names one subject, with that subject, read from the publications themselves."""
    for head in desk.store.all("publication"):
        publication = desk.store.publication(head.id)
        assert publication
        for finding in publication.findings:
            if finding.subject and not finding.subject_class:
                yield desk.canonical(finding.subject), publication, finding


def shown(grid: data.ImmuneGrid) -> Counter[tuple[object, ...]]:
    """Return what a grid shows, as the finding would tell it."""
    return Counter(
        (row.marker, system, one.change, one.versus, one.preparation, one.route, one.publication, one.condition)
        for row in grid.rows
        for system, cell in zip(grid.systems, row.cells, strict=True)
        for one in cell
    )


def test_every_effect_of_a_subject_once_and_no_other(desk: Desk) -> None:
    """Each immune effect recorded of a strain, species or product stands in its grid once; none of another does."""
    expected: dict[str, Counter[tuple[object, ...]]] = {}
    for subject, publication, finding in recorded(desk):
        expected.setdefault(subject, Counter()).update(
            (
                one.marker,
                finding.system,
                one.change,
                one.versus,
                finding.preparation,
                finding.route,
                publication.id,
                finding.condition,
            )
            for one in finding.immune
        )
    mixtures = {
        frozenset(finding.mixture)
        for head in desk.store.all("publication")
        for finding in (desk.store.publication(head.id) or head).findings
        if finding.mixture
    }
    asked = 0
    for kind in get_args(model.SubjectKind):
        for record in desk.store.all(kind):
            if desk.canonical(record.id) != record.id:
                continue
            found = shown(data.immune_effects(desk.store, record.id))
            own = expected.get(record.id, Counter())
            if kind == "product" and frozenset(record.components) in mixtures:
                assert not own - found  # what was found of its very mixture is its own, too
            else:
                assert found == own, record.id
            asked += bool(found)
    assert asked > 50


def test_a_marker_has_one_row_and_rows_are_in_order(store: Store) -> None:
    """Inflammatory, regulatory, enhancing, neutral; then the most reports, then the name."""
    kinds = get_args(model.MarkerKind)
    markers = store.rulebook([]).markers
    for record in store.all("strain"):
        grid = data.immune_effects(store, record.id)
        keys = [(kinds.index(one.kind), -sum(map(len, one.cells)), one.marker) for one in grid.rows]
        assert keys == sorted(set(keys))
        assert len({one.marker for one in grid.rows}) == len(grid.rows)
        assert all(one.kind == markers[one.marker].kind for one in grid.rows)
        assert grid.systems == [one for one in get_args(model.System) if one in grid.systems]
        assert all(any(row.cells[place] for row in grid.rows) for place in range(len(grid.systems)))


@pytest.mark.parametrize("disease", DISEASES)
def test_leans_are_the_judges(desk: Desk, disease: str) -> None:
    """Which way an effect leans is what the judge makes of a finding with this effect alone, in this very disease."""
    axes = desk.store.get("condition", disease).immune_axes
    builder = desk.builder(disease, disease)
    compared = 0
    for subject in {subject for subject, _, finding in recorded(desk) if finding.immune}:
        case = builder.case(subject)
        rulebook = desk.rulebook(case, model.Patient())
        judged = Counter(
            (effect.marker, effect.change, bearing.publication.id, _lean(case, bearing, effect, rulebook))
            for bearing in case.bearings
            if bearing.subject == "same"
            for effect in bearing.finding.immune
        )
        drawn = Counter(
            (row.marker, one.change, one.publication, one.leans)
            for row in data.immune_effects(desk.store, subject, axes).rows
            for cell in row.cells
            for one in cell
        )
        assert drawn == judged, subject
        compared += sum(drawn.values())
    assert compared > 300


def _lean(case: Case, bearing: object, effect: model.ImmuneEffect, rulebook: object) -> str:
    alone = structs.replace(bearing, finding=structs.replace(bearing.finding, immune=[effect]))  # type: ignore[attr-defined, type-var]
    reading = read.of_immune_effects(alone, case, rulebook)  # type: ignore[arg-type]
    if reading is None or not read.speaks(alone, reading, case, rulebook):  # type: ignore[arg-type]
        return "neutral"
    return balance.POINTS[reading]


@pytest.mark.parametrize(
    "changed",
    [
        {"preparation": "killed"},
        {"preparation": "supernatant"},
        {"preparation": "component"},
        {"preparation": "not-stated"},
        {"route": "injected"},
        {"route": "not-stated"},
        {"context": "shown only"},
        {"status": "retracted"},
        {"status": "expression-of-concern"},
    ],
    ids=lambda changed: "-".join(changed.values()),
)
def test_what_may_not_decide_never_reassures(
    store: Store, monkeypatch: pytest.MonkeyPatch, changed: dict[str, str]
) -> None:
    """Whatever is not live, by mouth and trusted is shown as what it is, and leans to tolerance nowhere."""
    strain = "lacticaseibacillus-rhamnosus-gg"
    before = data.immune_effects(store, strain)
    abouts = store.findings(strain, ["same"])
    of_publication = "status" in changed
    other = [
        structs.replace(one, publication=structs.replace(one.publication, **changed))
        if of_publication
        else structs.replace(one, finding=structs.replace(one.finding, **changed))
        for one in abouts
    ]
    monkeypatch.setattr(store, "findings", lambda *_: other)
    after = data.immune_effects(store, strain)
    assert any(one.leans == "tolerance" for one in _all(before))
    assert not any(one.leans == "tolerance" for one in _all(after))
    assert len(_all(after)) == len(_all(before))
    for field, value in changed.items():
        if field != "context":
            assert {getattr(one, field) for one in _all(after)} == {value}


def _all(grid: data.ImmuneGrid) -> list[data.Effect]:
    return [one for row in grid.rows for cell in row.cells for one in cell]


def test_axes_tell_which_markers_matter(desk: Desk) -> None:
    """A marker on none of the axes asked about does not matter, and leans nowhere; without axes every marker does."""
    strain = "lacticaseibacillus-rhamnosus-gg"
    markers = desk.store.rulebook([]).markers
    grid = data.immune_effects(desk.store, strain, ["th2"])
    matters = {one.marker: one.matters for one in grid.rows}
    assert matters == {one: not markers[one].axes or "th2" in markers[one].axes for one in matters}
    assert set(matters.values()) == {True, False}
    off = [one for row in grid.rows if not row.matters for cell in row.cells for one in cell]
    assert {one.leans for one in off} == {"neutral"}
    assert all(one.matters for one in data.immune_effects(desk.store, strain).rows)


@pytest.mark.parametrize("disease", DISEASES)
@pytest.mark.parametrize("activity", ["unknown", "active"])
def test_evidence_agrees_with_the_answers(desk: Desk, disease: str, activity: str) -> None:
    """Levels, certainties and what every study points to are those of the answer about the same subject."""
    patient = desk.patient(activity, [], [])
    evidence = data.by_subject(desk, disease, patient)
    asked = Resolved(id=disease, kind="condition", query=disease)
    assert evidence.rows
    for row in evidence.rows:
        answer = desk.assess(Resolved(id=row.id, kind=row.kind, query=row.id), asked, patient)
        assert (row.level, row.certainty, row.name) == (answer.level, answer.certainty, answer.subject.name)
        told = {
            (one.id, one.outcome, one.points_to)
            for one in answer.evidence
            if one.subject_directness == "same" and one.condition_directness in {"same", "group"}
        }
        assert {(one.publication, one.outcome, one.points_to) for one in row.studies} == told, row.id


@pytest.mark.parametrize("disease", DISEASES)
def test_every_study_is_about_the_subject_in_the_disease(desk: Desk, disease: str) -> None:
    """A row shows each finding about its very subject in the disease or its group once, and nothing else.

    Its size are those analysed, else those randomised.
    """
    near = {disease, *desk.store.above(disease), *desk.store.below(disease, "condition")}
    expected: dict[str, Counter[tuple[object, ...]]] = {}
    for subject, publication, finding in recorded(desk):
        if finding.condition in near:
            participants = finding.n_randomised if finding.n_analysed is None else finding.n_analysed
            study = (publication.id, finding.as_named, finding.design, finding.outcome, finding.state, participants)
            expected.setdefault(subject, Counter())[study] += 1
    for row in data.by_subject(desk, disease, model.Patient()).rows:
        found: Counter[tuple[object, ...]] = Counter(
            (one.publication, one.as_named, one.design, one.outcome, one.state, one.n) for one in row.studies
        )
        if row.kind == "product":
            assert not expected.get(row.id, Counter()) - found
        else:
            assert found == expected[row.id], row.id
        assert [one.year for one in row.studies] == sorted(one.year for one in row.studies)


def test_nobody_has_looked(desk: Desk) -> None:
    """Where nothing is recorded the data are empty, and no row is made up."""
    silent = next(
        one.id
        for one in desk.store.all("strain")
        if not any(about.finding.immune for about in desk.store.findings(one.id, ["same"]))
    )
    grid = data.immune_effects(desk.store, silent)
    assert (grid.systems, grid.rows) == ([], [])


def test_plain_data(desk: Desk) -> None:
    """What a picture shows goes into JSON and comes back the same."""
    for one, kind in (
        (data.immune_effects(desk.store, "lacticaseibacillus-rhamnosus-gg"), data.ImmuneGrid),
        (data.by_subject(desk, "rheumatoid-arthritis", model.Patient()), data.ConditionEvidence),
    ):
        assert msgspec.json.decode(msgspec.json.encode(one), type=kind) == one
