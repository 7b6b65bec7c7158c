"""A part of the laws at scale (tests/attack/laws.py): what is shipped, not what is made up."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from attack import laws
from conftest import DATA

from probiocheck.ask import Desk

if TYPE_CHECKING:
    import pytest


def _some(desk: Desk, seed: int) -> tuple[list[str], list[str]]:
    chance = random.Random(seed)  # noqa: S311 - the same part every time
    conditions = [one.id for one in desk.store.all("condition")]
    return chance.sample(conditions, 6), chance.sample(laws.subjects(desk), 30)


def test_laws_hold_for_every_risk_and_therapy(desk: Desk) -> None:
    """Worse activity and one more risk or therapy never lower a level, and every reason can be traced."""
    conditions, subjects = _some(desk, 3)
    found = laws.check(desk, conditions, subjects, laws.states(desk, 10))
    assert found.wrong == []
    assert found.answers > 30_000


def test_compiled_and_fresh_say_the_same(desk: Desk) -> None:
    """A knowledge compiled at this moment answers as the compiled form that lies there."""
    conditions, subjects = _some(desk, 4)
    found = laws.differing(desk, Desk(laws.fresh(DATA)), conditions, subjects)
    assert found.wrong == []
    assert found.answers == len(conditions) * len(subjects) * len(laws.ACTIVITIES)


def test_a_broken_law_is_found(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check itself can fail: a judge that forgets risks is caught."""
    forgetful = desk.rulebook
    monkeypatch.setattr(
        desk,
        "rulebook",
        lambda case, patient: forgetful(case, patient.__class__()) if patient.therapies else forgetful(case, patient),
    )
    of = [*laws.states(desk, 0)]
    worse = laws.State(("tnf-inhibitor",), (), (len(of) - 1,))
    risk = laws.State((), ("central-venous-catheter",), (0,))
    found = laws.check(
        desk,
        ["ulcerative-colitis"],
        ["saccharomyces-cerevisiae-boulardii"],
        [of[0], risk, worse._replace(milder=(1,))],
    )
    assert any("one more risk or therapy lowers the level" in one for one in found.wrong)
