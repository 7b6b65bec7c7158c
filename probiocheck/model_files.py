"""What the files in ``data/`` hold: lists of the records of the domain. A look-up needs none of it.

Annotations are evaluated here, as in ``probiocheck.model`` and for the same reason.
"""

from typing import Annotated, Literal

from msgspec import Meta

from probiocheck.model import (
    AbbreviationWarning,
    AmbiguousName,
    Condition,
    GenusAbbreviation,
    Group,
    Id,
    ImmuneAxis,
    Lookalike,
    Marker,
    MemberRule,
    NoEvidence,
    Parameters,
    Product,
    Publication,
    Record,
    RiskFactor,
    Rule,
    ScaleLevel,
    Species,
    SpellingVariant,
    StateReach,
    Strain,
    TerminologySource,
    Text,
    Therapy,
    Tier,
)


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
