"""What the project promised to show, kept true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from probiocheck import model

if TYPE_CHECKING:
    from probiocheck.ask import Desk


def ask(desk: Desk, strain: str, condition: str, activity: str = "unknown", *risks: str) -> model.Assessment:
    """Return an answer that must be one."""
    answer = desk.strain(strain, condition, desk.patient(activity, [], risks))
    assert isinstance(answer, model.Assessment), answer
    return answer


def test_a_species_says_that_the_strain_decides(desk: Desk) -> None:
    """L. rhamnosus in RA is moderate at species level, with the strains and their own levels."""
    answer = ask(desk, "L.rhamnosus", "RA")
    assert (answer.subject.kind, answer.level) == ("species", "moderate")
    assert {"lacticaseibacillus-rhamnosus-gg", "lacticaseibacillus-rhamnosus-hn001"} <= {
        one.id for one in answer.members
    }
    assert len({one.level for one in answer.members}) > 1


def test_a_trial_gives_low_and_few_patients_do_not(desk: Desk) -> None:
    """L. casei 01 in RA is low by its trial; LGG is not, since 21 patients are too few."""
    answer = ask(desk, "L. casei 01", "RA")
    assert answer.level == "low"
    assert "alipour-2014" in [one.id for one in answer.evidence if one.decides]
    assert ask(desk, "LGG", "RA").level != "low"


def test_yeast_with_a_central_line_is_avoid_everywhere(desk: Desk) -> None:
    """S. boulardii with a central venous catheter is avoid in every condition."""
    for condition in desk.store.all("condition"):
        assert ask(desk, "S. boulardii", condition.name, "unknown", "central-venous-catheter").level == "avoid"


def test_reformulated_products_are_different_subjects(desk: Desk) -> None:
    """VSL#3 as sold today does not inherit the De Simone Formulation's pouchitis trials."""
    today, then = ask(desk, "VSL#3", "pouchitis"), ask(desk, "De Simone Formulation", "pouchitis")
    trials = {"gionchetti-2000", "gionchetti-2003", "mimura-2004"}
    assert trials <= {one.id for one in then.evidence if one.decides}
    assert not trials & {one.id for one in today.evidence if one.points_to != "neutral"}
    assert then.level == "low"
    assert today.level != "low"


@pytest.mark.parametrize("activity", ["remission", "active"])
def test_nissle_is_low_in_remission_only(desk: Desk, activity: str) -> None:
    """E. coli Nissle is low in quiet colitis and high in active colitis."""
    assert ask(desk, "EcN", "UC", activity).level == {"remission": "low", "active": "high"}[activity]


def test_disagreeing_papers_are_both_shown(desk: Desk) -> None:
    """L. casei Shirota in multiple sclerosis: the harm in rats and the paper that saw none stand side by side."""
    answer = ask(desk, "Yakult", "MS")
    assert {"ezendam-2007", "kobayashi-2009"} <= {one.id for one in answer.evidence}
    assert answer.level == "high"


def test_retracted_publications_do_not_lower(desk: Desk) -> None:
    """The retracted trial in multiple sclerosis and the one under concern in RA decide nothing."""
    for condition in ("MS", "RA"):
        for subject in desk.store.studied_in(desk.names.condition(condition).id):  # type: ignore[union-attr]
            answer = ask(desk, subject, condition)
            assert not {"tamtaji-2017", "zamani-2017"} & {one.id for one in answer.evidence if one.decides}


def test_alternatives_stand_lower(desk: Desk) -> None:
    """Every alternative has a lower level for this patient, and asking for it gives that very level."""
    for risks in ([], ["systemic-immunosuppression"]):
        for strain, condition in [
            ("HN001", "RA"),
            ("LGG", "UC"),
            ("S. boulardii", "Crohn disease"),
            ("Yakult", "MS"),
        ]:
            answer = desk.strain(strain, condition, desk.patient("remission", [], risks))
            assert isinstance(answer, model.Assessment)
            for one in answer.alternatives:
                other = desk.strain(one.name, condition, desk.patient("remission", [], risks))
                assert isinstance(other, model.Assessment)
                assert (other.level, other.certainty) == (one.level, one.certainty)
                assert one.level in {"low", "moderate"}
