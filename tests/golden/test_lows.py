"""Every ``low`` was confirmed by hand, and a new one waits until somebody has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
import yaml

from probiocheck import model
from probiocheck.names.resolve import Resolved
from probiocheck.render import row

if TYPE_CHECKING:
    from probiocheck.ask import Desk

CONFIRMED: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "lows.yaml").read_text(encoding="utf-8"))


def test_every_low_is_confirmed(desk: Desk) -> None:
    """The list holds exactly the pairs that stand at low, with the activities at which they do."""
    found: dict[tuple[str, str], list[str]] = {}
    for condition in desk.store.all("condition"):
        for activity in get_args(model.Activity):
            for subject, _, _ in desk.store.standings(condition.id, activity, 1, -1):
                found.setdefault((subject, condition.id), []).append(activity)
    assert found == {(one["subject"], one["condition"]): one["activities"] for one in CONFIRMED}


@pytest.mark.parametrize("one", CONFIRMED, ids=lambda one: f"{one['subject']} {one['condition']}")
def test_a_low_rests_on_what_was_read(desk: Desk, one: dict[str, Any]) -> None:
    """The publications behind it are those that were confirmed, each current, a trial in patients or a guideline."""
    assert one["confirmed"]
    assert one["why"]
    assert one["doubt"]
    subject = Resolved(id=one["subject"], kind="strain", query=one["subject"])
    for activity in one["activities"]:
        answer = desk.brief(subject, one["condition"], desk.patient(activity, [], []))
        assert answer.level == "low"
        assert answer.basis == "controlled"
        assert sorted(row.publications(answer)) == one["publications"]
    for publication in one["publications"]:
        record = desk.store.publication(publication)
        assert record
        assert record.status in {"current", "corrected"}
        here = [each for each in record.findings if each.condition == one["condition"]]
        assert any(each.recommendation or _controlled(each) for each in here), publication


def _controlled(finding: model.Finding) -> bool:
    return finding.system == "patients" and finding.design in {"randomised-trial", "crossover-trial"}
