"""What the files in ``data/`` hold: lists of the records of the domain. A look-up needs none of it.

Annotations are evaluated here, as in ``probiocheck.model`` and for the same reason.
"""

from typing import Annotated, Literal

from msgspec import Meta

from probiocheck.model import (
    NOT_EMPTY,
    Activity,
    Certainty,
    Condition,
    Group,
    Id,
    ImmuneAxis,
    Level,
    Marker,
    MemberRule,
    NoEvidence,
    Parameters,
    Part,
    Product,
    Publication,
    Record,
    RiskFactor,
    Rule,
    RuleId,
    ScaleLevel,
    Species,
    SpellingVariant,
    StateReach,
    Strain,
    Text,
    Therapy,
    Tier,
)


class AmbiguousName(Record, frozen=True, kw_only=True):
    """A name that more than one record may rightly claim; it is never assessed."""

    term: Text
    candidates: list[Id]
    outside_meanings: list[Text] = []
    why: Text | None = None


class GenusAbbreviation(Record, frozen=True, kw_only=True):
    """How the name of a genus is shortened on labels and in papers, besides its initial."""

    genus: Text
    written: Annotated[list[Text], NOT_EMPTY]


class AbbreviationWarning(Record, frozen=True, kw_only=True):
    """An abbreviation that resolves, and whose other common meaning is printed with it."""

    term: Text
    resolves_to: Id
    also_means: list[Text]


class Lookalike(Record, frozen=True, kw_only=True):
    """Another disease that must never be taken for one of ours."""

    name: Text
    synonyms: list[Text] = []
    icd10cm: list[Text] = []
    why: Text


class TerminologySource(Record, frozen=True, kw_only=True):
    """Where a terminology was read, in which version and under which licence."""

    id: Id
    what: Text
    version: Text | None = None
    licence: Text | None = None
    redistribute: Text | None = None
    note: Text | None = None


class StrainsFile(Record, frozen=True, kw_only=True):
    """``data/strains.yaml``."""

    groups: list[Group] = []
    species: list[Species] = []
    strains: list[Strain] = []
    ambiguous_names: list[AmbiguousName] = []
    genus_abbreviations: list[GenusAbbreviation] = []
    not_designations: list[Text] = []
    not_organisms: list[Text] = []
    collective_words: list[Text] = []
    killed_words: list[Text] = []


class ProductsFile(Record, frozen=True, kw_only=True):
    """``data/products.yaml``."""

    products: list[Product] = []


class ConditionsFile(Record, frozen=True, kw_only=True):
    """``data/conditions.yaml``."""

    immune_axes: list[ImmuneAxis] = []
    conditions: list[Condition] = []
    ambiguous_names: list[AmbiguousName] = []
    abbreviation_warnings: list[AbbreviationWarning] = []
    lookalikes: list[Lookalike] = []
    spelling: list[SpellingVariant] = []
    generic_words: list[Text] = []
    terminologies: list[TerminologySource] = []


class EvidenceFile(Record, frozen=True, kw_only=True):
    """``data/evidence/*.yaml``."""

    publications: list[Publication] = []


class Unresolved(Record, frozen=True, kw_only=True):
    """A publication whose identity or result could not be seen; it never answers."""

    id: Id
    title: Text | None = None
    journal: Text | None = None
    year: int | None = None
    about: Text
    question: Text
    searched: list[Text] = []


class UnresolvedFile(Record, frozen=True, kw_only=True):
    """``data/evidence/unresolved.yaml``."""

    unresolved: list[Unresolved] = []


class RulesFile(Record, frozen=True, kw_only=True):
    """``data/rules.yaml``."""

    parameters: Parameters
    tiers: list[Tier] = []
    no_evidence: NoEvidence
    member_rules: list[MemberRule] = []
    markers: list[Marker] = []
    rules: list[Rule] = []


class PatientFile(Record, frozen=True, kw_only=True):
    """``data/patient.yaml``."""

    states: list[StateReach] = []
    therapies: list[Therapy] = []
    risks: list[RiskFactor] = []
    rules: list[Rule] = []


class Question(Record, frozen=True, kw_only=True):
    """What a stop of the tour asks, in the words of the command line."""

    strain: Text
    condition: Text
    activity: Activity = "unknown"
    therapies: list[Text] = []
    risks: list[Text] = []


class Expected(Record, frozen=True, kw_only=True):
    """What a stop of the tour is written for: a level and rules among its reasons, or why there is no answer."""

    level: Level | None = None
    certainty: Certainty | None = None
    rules: list[RuleId] = []
    no_answer: Literal["unknown", "ambiguous"] | None = None


class Stop(Record, frozen=True, kw_only=True):
    """A stop of the tour: a question, what to see in its answer, and the parts shown of it besides its head."""

    title: Text
    ask: Question
    see: Text
    show: list[Part] = []
    expect: Expected


class TourFile(Record, frozen=True, kw_only=True):
    """``data/tour.yaml``."""

    tour: Annotated[list[Stop], NOT_EMPTY]


class PolicyEntry(Record, frozen=True, kw_only=True):
    """One entry of a local policy: what a pharmacy says of a strain or product, and who answers for it.

    ``subject`` and ``condition`` are any names of theirs, or ``any``; ``expires`` is the last day the entry holds.
    """

    id: Id
    subject: Text
    condition: Text
    level: ScaleLevel | None = None
    note: Text | None = None
    reason: Text
    by: Text
    expires: Annotated[
        str, Meta(description="A day, YYYY-MM-DD.", extra_json_schema={"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})
    ]
    acknowledge: Literal["lowers"] | None = None


class PolicyFile(Record, frozen=True, kw_only=True):
    """A local policy, as it is given with ``--policy``."""

    policy: list[PolicyEntry]
