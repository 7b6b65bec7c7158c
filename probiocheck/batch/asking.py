"""One row's cells → its answer, as cells."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from probiocheck import model
from probiocheck.ask import UnknownChoice
from probiocheck.batch.problem import InvalidRow
from probiocheck.render import row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from probiocheck.ask import Desk

SUBJECTS = ("strain", "product", "label")
# Bounds what is remembered, so that memory stays flat however long the table is.
REMEMBERED = 32_768
# What stands between several values of one cell.
BETWEEN = ";"


class Question(NamedTuple):
    """What the cells of a row ask; a cell that is not there is empty."""

    strain: str = ""
    product: str = ""
    label: str = ""
    condition: str = ""
    activity: str = ""
    therapy: str = ""
    risk: str = ""


class Given(NamedTuple):
    """What holds for every row: a condition and an activity where a row names none, therapies and risks besides."""

    condition: str = ""
    activity: model.Activity = "unknown"
    therapies: Sequence[str] = ()
    risks: Sequence[str] = ()


class Asker:
    """Answers the questions of rows over one knowledge.

    Args:
        desk: The knowledge.
        given: What holds for every row.

    Raises:
        UnknownChoice: What holds for every row is not known.

    """

    def __init__(self, desk: Desk, given: Given | None = None) -> None:
        self.desk = desk
        self.given = given or Given()
        desk.patient(self.given.activity, self.given.therapies, self.given.risks)
        self._get = desk.store.get
        # A million rows hold few distinct names.
        self._patient = lru_cache(REMEMBERED)(self._new_patient)
        self._condition = lru_cache(REMEMBERED)(desk.names.condition)
        self._strain = lru_cache(REMEMBERED)(desk.names.strain)

    def cells(self, question: Question) -> tuple[str, ...]:
        """Return the answer to a question as cells (``render.row.COLUMNS``)."""
        try:
            answer = self.answer(Question(*map(str.strip, question)))
        except (InvalidRow, UnknownChoice) as problem:
            return row.invalid(str(problem))
        return row.of(answer, self._get)

    def answer(self, question: Question) -> row.Answer:
        """Answer a question.

        Raises:
            InvalidRow: It names no subject, several, or no condition.
            UnknownChoice: Activity, therapy or risk factor is not known.

        """
        asked = [name for name in SUBJECTS if getattr(question, name)]
        if len(asked) != 1:
            told = " and ".join(asked)
            raise InvalidRow(f"{told} are both given: leave one" if asked else f"no {' or '.join(SUBJECTS)} is given")
        condition = question.condition or self.given.condition
        if not condition:
            raise InvalidRow("no condition is given")
        patient = self._patient(question.activity, question.therapy, question.risk)
        text = getattr(question, asked[0])
        if asked[0] == "label":
            return self.desk.label(text, condition, patient).answer
        disease = self._condition(condition)
        if isinstance(disease, model.NoAnswer):
            return disease
        subject = self._strain(text) if asked[0] == "strain" else self.desk.names.product(text)
        return subject if isinstance(subject, model.NoAnswer) else self.desk.brief(subject, disease.id, patient)

    def _new_patient(self, activity: str, therapy: str, risk: str) -> model.Patient:
        return self.desk.patient(
            activity.casefold() or self.given.activity,
            [*self.given.therapies, *_several(therapy)],
            [*self.given.risks, *_several(risk)],
        )


def _several(cell: str) -> list[str]:
    return [one for one in map(str.strip, cell.split(BETWEEN)) if one]
