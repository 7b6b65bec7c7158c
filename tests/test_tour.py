"""The stops of the shipped tour get what they are written for, and show together what they must."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from conftest import DATA

from probiocheck import model, tour
from probiocheck.knowledge import load
from probiocheck.knowledge.store import Store
from probiocheck.model_files import Expected, Question

if TYPE_CHECKING:
    from probiocheck.ask import Desk


def test_every_stop_is_current(desk: Desk) -> None:
    """Each question gets the level, the certainty, the rules or the no-answer that its stop is written for."""
    assert tour.problems(load.load(DATA).tour, desk) == []


def test_five_stops_that_tell_apart(store: Store) -> None:
    """Among five there are a low of low certainty, a strain that decides, an avoid, an unknown and no answer."""
    stops = store.tour()
    assert len(stops) == 5
    levels = [one.expect.level or f"no answer, {one.expect.no_answer}" for one in stops]
    assert sorted(levels) == ["avoid", "low", "moderate", "no answer, ambiguous", "unknown"]
    (low,) = (one for one in stops if one.expect.level == "low")
    assert low.expect.certainty == "low"


def test_every_answer_rests_on_a_named_rule(store: Store) -> None:
    """What is said of an assessment is held by a rule that it must name, and a rule named to readers is one of them."""
    for one in store.tour():
        assert one.expect.no_answer or one.expect.rules, one.title
        named = re.findall(r"probiocheck explain ([A-Z-]+)", one.see)
        assert set(named) <= set(one.expect.rules), one.title


def test_two_minutes(store: Store) -> None:
    """What to see is said in a few lines, and nowhere by a number that a new publication would change."""
    for one in store.tour():
        assert len(one.see.split()) <= 50, one.title
        assert not re.search(r"\d", re.sub(r"exit\s+code 3", "", one.see)), one.title


EXPECTED = [
    ("as expected", Expected(level="low", certainty="low", rules=["BASE-CONTROLLED"]), []),
    ("certainty left open", Expected(level="low"), []),
    ("level", Expected(level="avoid"), ["the level is low, not avoid"]),
    ("certainty", Expected(level="low", certainty="high"), ["the certainty is low, not high"]),
    ("rule", Expected(level="low", rules=["BASE-NONE"]), ["BASE-NONE is not among the reasons"]),
    ("an answer", Expected(no_answer="unknown"), ["there is an answer, of level low"]),
]


@pytest.mark.parametrize(("expected", "told"), [case[1:] for case in EXPECTED], ids=[case[0] for case in EXPECTED])
def test_differences(desk: Desk, expected: Expected, told: list[str]) -> None:
    """Whatever is not as expected is told, and nothing else."""
    answer = tour.ask(desk, Question(strain="L. casei 01", condition="RA"))
    assert tour.differences(answer, expected) == told


def test_differences_of_no_answer(desk: Desk) -> None:
    """A name that is not understood is no level, and one that is unknown is not ambiguous."""
    answer = tour.ask(desk, Question(strain="LGG", condition="CD"))
    assert isinstance(answer, model.NoAnswer)
    told = ["there is no answer, the condition “CD” is ambiguous"]
    assert tour.differences(answer, Expected(level="unknown")) == told
    assert tour.differences(answer, Expected(no_answer="unknown")) == told
    assert tour.differences(answer, Expected(no_answer="ambiguous")) == []


def test_the_whole_question_is_asked(desk: Desk) -> None:
    """Activity, therapies and risks of a stop reach the judge."""
    question = Question(strain="LGG", condition="RA", activity="flare", therapies=["Infliximab"], risks=["pregnancy"])
    answer = tour.ask(desk, question)
    assert isinstance(answer, model.Assessment)
    assert answer.patient == desk.patient("flare", ["infliximab"], ["pregnancy"])
