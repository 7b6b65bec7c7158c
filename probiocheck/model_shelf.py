"""The answers for what is on the shelf: labels, rankings, comparisons and the grid. A look-up needs none of them.

Annotations are evaluated here, as in ``probiocheck.model`` and for the same reason.
"""

from typing import Literal, cast

from probiocheck.model import (
    ActivityMeasure,
    Answer,
    AskedCondition,
    Assessment,
    Basis,
    Benefit,
    Certainty,
    Level,
    Named,
    NoAnswer,
    Patient,
    Record,
    SubjectKind,
    Text,
)


class LabelWords(Record, frozen=True, kw_only=True):
    """Words of labels: what is no organism, what names many organisms at once, and what says that cells are dead."""

    not_organisms: list[Text]
    collective: list[Text]
    killed: list[Text]


class LabelOrganism(Answer, frozen=True, kw_only=True):
    """An organism on a label, as understood: what stands there, the record, and the dose beside it."""

    text: str
    id: str
    name: str
    kind: SubjectKind
    dose: str | None = None
    strain_unlisted: bool = False


class Label(Answer, frozen=True, kw_only=True):
    """A label as read: what was understood, what is no organism, and what could not be understood.

    ``products`` are the marketed ones that consist of exactly these organisms.
    """

    text: str
    organisms: list[LabelOrganism]
    ignored: list[str]
    not_understood: list[str]
    products: list[Named]


class LabelAnswer(Answer, frozen=True, kw_only=True, tag="probiocheck/label/1", tag_field="schema"):
    """The answer for a label: the assessment, or why there is none."""

    label: Label
    assessment: Assessment | None
    no_answer: NoAnswer | None

    @property
    def unread(self) -> bool:
        """Return whether it is the label itself that was not understood."""
        return self.no_answer is not None and self.no_answer.what == "label"

    @property
    def answer(self) -> Assessment | NoAnswer:
        """Return the one of the two that is there."""
        return cast("Assessment | NoAnswer", self.assessment or self.no_answer)


class Rank(Answer, frozen=True, kw_only=True):
    """One strain, species or product in the ranking for a condition."""

    id: str
    name: str
    kind: SubjectKind
    level: Level
    certainty: Certainty
    benefit: Benefit
    basis: Basis


class Statement(Answer, frozen=True, kw_only=True):
    """What a guideline says about a subject in a condition."""

    publication: str
    subject: str
    recommendation: Literal["for", "against", "none"]
    summary: str


class Ranking(Answer, frozen=True, kw_only=True, tag="probiocheck/ranking/1", tag_field="schema"):
    """Every strain and product with findings for a condition, best first, and what the condition is."""

    version: str
    data_version: str
    data_digest: str
    condition: AskedCondition
    category: str
    is_autoimmune: str
    immune_axes: list[str]
    activity_measures: list[ActivityMeasure]
    monitoring: list[str]
    patient: Patient
    ranking: list[Rank]
    unknown: int
    statements: list[Statement]
    notes: list[str]


class Comparison(Answer, frozen=True, kw_only=True, tag="probiocheck/comparison/1", tag_field="schema"):
    """Several subjects side by side: the fields that tell them apart, and the evidence that each has ``only``."""

    assessments: list[Assessment]
    differs: list[str]
    only: list[list[str]]


class Matrix(Answer, frozen=True, kw_only=True, tag="probiocheck/matrix/1", tag_field="schema"):
    """Levels of subjects (rows) in conditions (columns), and beside each the certainty behind it."""

    version: str
    data_version: str
    data_digest: str
    patient: Patient
    conditions: list[Named]
    subjects: list[Named]
    levels: list[list[Level]]
    certainties: list[list[Certainty]]
    notes: list[str]
