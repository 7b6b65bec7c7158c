"""The tour: questions chosen by a curator, asked anew each time, and whether each still gets what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from probiocheck import model

if TYPE_CHECKING:
    from collections.abc import Iterable

    from probiocheck.ask import Desk
    from probiocheck.knowledge.load import Located
    from probiocheck.knowledge.problem import Problem
    from probiocheck.model_files import Expected, Question


def ask(desk: Desk, question: Question) -> model.Assessment | model.NoAnswer:
    """Answer the question of a stop."""
    patient = desk.patient(question.activity, question.therapies, question.risks)
    return desk.strain(question.strain, question.condition, patient)


def differences(answer: model.Assessment | model.NoAnswer, expected: Expected) -> list[str]:
    """Return in what an answer is not the one that a stop was written for."""
    if isinstance(answer, model.NoAnswer):
        same = answer.reason == expected.no_answer
        return [] if same else [f"there is no answer, the {answer.what} “{answer.query}” is {answer.reason}"]
    if expected.no_answer:
        return [f"there is an answer, of level {answer.level}"]
    found = [] if answer.level == expected.level else [f"the level is {answer.level}, not {expected.level}"]
    if expected.certainty not in {None, answer.certainty}:
        found.append(f"the certainty is {answer.certainty}, not {expected.certainty}")
    reasons = {one.rule for one in answer.reasons}
    return found + [f"{rule} is not among the reasons" for rule in expected.rules if rule not in reasons]


def problems(stops: Iterable[Located], desk: Desk) -> list[Problem]:
    """Return every stop of which the knowledge now says something else.

    Args:
        stops: The stops, each with its place.
        desk: Answers from the knowledge that the tour belongs to.

    """
    remedy = "write the stop for its present answer, or ask another question"
    return [
        one.problem(f"the tour is out of date: {what}", remedy, "expect")
        for one in stops
        for what in differences(ask(desk, one.record.ask), one.record.expect)
    ]
