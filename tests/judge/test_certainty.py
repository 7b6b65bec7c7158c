"""How sure an answer is, and the reasons it gives for that: trials, participants, agreement and what was read."""

from __future__ import annotations

from typing import Any

import pytest
from findings import animal, ask, case, finding
from msgspec import structs

from probiocheck import model
from probiocheck.judge import reading
from probiocheck.judge.case import Bearing, Rulebook
from probiocheck.knowledge.store import Store


@pytest.fixture(scope="module")
def rulebook(store: Store) -> Rulebook:
    """Return the shipped rulebook."""
    return store.rulebook([])


RECOMMENDED: dict[str, Any] = {"design": "guideline", "system": "not-applicable", "recommendation": "for"}
AMOUNTS = [
    ([finding()], "controlled trials: 1 trial, 60 participants"),
    ([finding(), finding(n_analysed=20)], "controlled trials: 2 trials, 80 participants"),
    ([finding(trial="t"), finding(n_analysed=20, trial="t")], "controlled trials: 1 trial, 60 participants"),
    ([finding(n_analysed=20, trial="t"), finding(trial="t")], "controlled trials: 1 trial, 60 participants"),
    ([finding(n_analysed=70, n_randomised=80)], "controlled trials: 1 trial, 70 participants"),
    (
        [finding(n_analysed=None, n_randomised=50)],
        "controlled trials: 1 trial, 50 participants, 40 counted as analysed",
    ),
    ([finding(n_analysed=None)], "controlled trials: 1 trial"),
    ([finding(None, **RECOMMENDED), finding()], "controlled trials: 1 trial, 60 participants"),
    ([finding(None, **RECOMMENDED)], "controlled trials: 0 trials"),
    ([finding(design="cohort"), finding(design="cohort")], "uncontrolled studies: 120 participants"),
    ([animal("improved", n_analysed=None)], "animal models"),
]


@pytest.mark.parametrize(("bearings", "reason"), AMOUNTS, ids=[str(number) for number in range(len(AMOUNTS))])
def test_the_reason_counts_trials_and_participants_once(
    bearings: list[Bearing], reason: str, rulebook: Rulebook
) -> None:
    """Papers of one trial count once, by the largest; a guideline studied nobody; who was lost is told."""
    assert ask(case(*bearings), rulebook).certainty_reasons == (reason,)


def test_nothing_found_is_said_to_be_nothing(rulebook: Rulebook) -> None:
    """Where nothing bears on the pair, that is the reason."""
    assert ask(case(), rulebook).certainty_reasons == ("no finding bears on this pair",)


def test_each_doubt_is_a_reason(rulebook: Rulebook) -> None:
    """Findings that disagree, a secondary source and counter-evidence each lower the certainty and say so."""
    divided = ask(case(finding(n_analysed=200), finding("worsened", n_analysed=200)), rulebook)
    assert divided.certainty_reasons[1:] == ("the findings disagree",)
    second = ask(case(finding(n_analysed=100, read="secondary")), rulebook)
    assert second.certainty_reasons[1:] == ("outcome taken from a secondary source",)
    countered = ask(case(finding(n_analysed=120), animal("worsened")), rulebook)
    assert countered.certainty_reasons[1:] == ("animal models or immune effects point to harm",)


def test_a_source_read_at_first_hand_is_enough(rulebook: Rulebook) -> None:
    """Only where all that decides was taken from a secondary source is that a doubt; the finding's word goes first."""
    at_second_hand: dict[str, Any] = {"seen": model.Seen(source="nowhere", read="secondary")}
    for bearings, certainty in [
        ([finding(n_analysed=100, **at_second_hand)], "low"),
        ([finding(n_analysed=100, read="full-text", **at_second_hand)], "moderate"),
        ([finding(n_analysed=100, read="secondary"), finding(n_analysed=100)], "moderate"),
    ]:
        assert ask(case(*bearings), rulebook).certainty == certainty


@pytest.mark.parametrize(("randomised", "certainty"), [(125, "low"), (124, "very-low")])
def test_a_cohort_counts_by_those_who_stayed(randomised: int, certainty: str, rulebook: Rulebook) -> None:
    """A hundred in one cohort make a low certainty; of those that only began, a fifth may have been lost."""
    one = finding(design="cohort", n_analysed=None, n_randomised=randomised)
    assert ask(case(one, finding(design="open-label-trial", n_analysed=900)), rulebook).certainty == certainty


def test_nobody_is_counted_where_no_number_is_given(rulebook: Rulebook) -> None:
    """A publication without numbers adds no participant, whatever share of the randomised counts."""
    whole = structs.replace(rulebook, parameters=structs.replace(rulebook.parameters, randomised_counts_as=1.0))
    assert reading.analysed(finding(n_analysed=None), whole) == 0
    assert reading.analysed(finding(n_analysed=None, n_randomised=7), whole) == 7
    assert reading.analysed(finding(n_analysed=0, n_randomised=7), whole) == 0


def test_a_tier_whose_steps_are_not_met_is_very_uncertain(rulebook: Rulebook) -> None:
    """Where the rules name no certainty for so little, it is the lowest."""
    first = structs.replace(rulebook.tiers[0], certainty=[model.CertaintyStep(certainty="high", trials=9)])
    assert ask(case(finding()), structs.replace(rulebook, tiers=(first,))).certainty == "very-low"
