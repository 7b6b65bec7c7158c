"""Quality gates over the evidence: what a curator must not let slip."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from conftest import DATA

from probiocheck import model
from probiocheck.judge import prepare
from probiocheck.knowledge import load
from probiocheck.knowledge.cases import CaseBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from probiocheck.ask import Desk

LONGEST_SENTENCE = 40
_END = re.compile(r"(?<=[.!?;])\s+")


@pytest.fixture(scope="module")
def publications() -> list[model.Publication]:
    """Return every publication."""
    return [one.record for one in load.load(DATA).publications]


def _findings(publications: list[model.Publication]) -> Iterator[tuple[model.Publication, model.Finding]]:
    for publication in publications:
        for finding in publication.findings:
            yield publication, finding


def test_no_long_sentences(publications: list[model.Publication]) -> None:
    """No sentence of a summary is longer than 40 words."""
    for publication, finding in _findings(publications):
        for sentence in _END.split(finding.summary):
            assert len(sentence.split()) <= LONGEST_SENTENCE, (publication.id, sentence)


def test_reviews_never_speak_for_a_strain(publications: list[model.Publication]) -> None:
    """What is pooled or reviewed is about probiotics as such, or context: no strain rests on a review's say-so."""
    pooled = {"pooled-analysis", "systematic-review", "review"}
    for publication, finding in _findings(publications):
        if finding.design in pooled and finding.outcome:
            assert finding.subject_class or finding.context, publication.id


def test_case_reports_never_give_certainty(desk: Desk) -> None:
    """A case report alone never supports more than very low certainty."""
    for condition in desk.store.all("condition"):
        builder = CaseBuilder(desk.store, condition.id)
        for subject in desk.store.studied_in(condition.id):
            case = builder.case(subject)
            prepared = prepare(case, desk.store.rulebook(case.organisms | case.lineage))
            human = {one.bearing.finding.design for _, reads in prepared.found.tiers[:3] for one in reads}
            if human and human <= {"case-report", "case-series"}:
                answer = desk.strain(desk.store.name(subject), condition.name, model.Patient())
                assert isinstance(answer, model.Assessment)
                assert answer.certainty == "very-low", (subject, condition.id)


def test_a_named_strain_is_that_strain(publications: list[model.Publication], desk: Desk) -> None:
    """Where the paper's own name resolves to a strain, the finding is about that strain and no other."""
    for publication, finding in _findings(publications):
        subject = finding.subject
        if subject and desk.store.kind_of(subject) == "strain":
            found = desk.names.strain(finding.as_named)
            if not isinstance(found, model.NoAnswer) and found.kind == "strain":
                assert found.id == subject, (publication.id, finding.as_named)


def test_both_directions_are_shown(desk: Desk) -> None:
    """A strain that moved the immune system both ways shows both: one line of caution and one of tolerance."""
    builder = CaseBuilder(desk.store, "rheumatoid-arthritis")
    both = 0
    for strain in desk.store.all("strain"):
        case = builder.case(strain.id)
        reads = prepare(case, desk.store.rulebook(case.organisms)).found.of("immune-effect")
        if {"worsened", "improved"} <= {one.reading for one in reads}:
            both += 1
            answer = desk.strain(strain.id, "rheumatoid arthritis", model.Patient())
            assert isinstance(answer, model.Assessment)
            own = {one.points_to for one in answer.evidence if one.subject_directness == "same"}
            assert {"caution", "tolerance"} <= own, strain.id
    assert both >= 2


def test_every_finding_can_be_traced(publications: list[model.Publication]) -> None:
    """No publication without a finding, no finding without a source and words of its own."""
    for publication in publications:
        assert publication.findings
        assert publication.seen.source
        assert all(finding.summary and finding.as_named for finding in publication.findings)
