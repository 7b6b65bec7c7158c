"""Answers reviewed by hand against the publications stay what they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from probiocheck import model

if TYPE_CHECKING:
    from probiocheck.ask import Desk

ANSWERS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "answers.yaml").read_text(encoding="utf-8"))

PRODUCTS = [
    "Culturelle",
    "Align",
    "Yakult",
    "Mutaflor",
    "VSL#3",
    "Visbiome",
    "Florastor",
    "Symprove",
    "Enterogermina",
]


def _asked(entry: dict[str, Any]) -> str:
    return " ".join(str(value) for value in entry["ask"].values())


@pytest.mark.parametrize("entry", ANSWERS, ids=map(_asked, ANSWERS))
def test_answer(entry: dict[str, Any], desk: Desk) -> None:
    """The answer is as reviewed, and the review says why it is right."""
    ask = entry["ask"]
    patient = desk.patient(ask.get("activity", "unknown"), ask.get("therapies", []), ask.get("risks", []))
    answer = desk.strain(str(ask["strain"]), str(ask["condition"]), patient)
    assert isinstance(answer, model.Assessment), answer
    assert {name: getattr(answer, name) for name in entry["expect"]} == entry["expect"]
    assert len(entry["why"]) > 40


def test_there_are_enough() -> None:
    """At least sixty answers are held, on the main conditions, at every level."""
    assert len(ANSWERS) >= 60
    assert {entry["expect"]["level"] for entry in ANSWERS} == {"low", "moderate", "high", "avoid", "unknown"}


def test_products_were_reviewed(desk: Desk) -> None:
    """The products most often asked about were reviewed under their own names, and ``product`` says the same."""
    for name in PRODUCTS:
        entries = [entry for entry in ANSWERS if entry["ask"]["strain"] == name]
        assert len(entries) >= 2, name
        for entry in entries:
            ask = entry["ask"]
            patient = desk.patient(ask.get("activity", "unknown"), ask.get("therapies", []), ask.get("risks", []))
            answer = desk.product(name, str(ask["condition"]), patient)
            assert isinstance(answer, model.Assessment)
            assert answer.level == entry["expect"]["level"]


def test_every_low_was_reviewed(desk: Desk) -> None:
    """No strain or product stands at low in any condition without a reviewed answer that says why."""
    reviewed = set()
    for entry in ANSWERS:
        if entry["expect"]["level"] == "low":
            condition = desk.names.condition(str(entry["ask"]["condition"]))
            subject = desk.strain(
                str(entry["ask"]["strain"]), str(entry["ask"]["condition"]), desk.patient("unknown", [], [])
            )
            reviewed.add((subject.subject.id, condition.id))  # type: ignore[union-attr]
    for disease in desk.store.all("condition"):
        for activity in ("remission", "stable", "active", "flare", "unknown"):
            for one, _, _ in desk.store.standings(disease.id, activity, 1, -1):
                assert (one, disease.id) in reviewed
