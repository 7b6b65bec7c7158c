"""What the judge is given: one question with everything that bears on it, and the rules.

The judge reads nothing else: no file, no clock, no environment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from probiocheck import model
    from probiocheck.judge.policy import Policy


class Bearing(Struct, frozen=True, kw_only=True):
    """One finding that bears on the question, and how directly on each side."""

    publication: model.Publication
    finding: model.Finding
    subject: model.SubjectDirectness
    condition: model.ConditionDirectness

    @property
    def trial(self) -> str:
        """Return the key under which papers of one trial count once."""
        return self.publication.trial or self.publication.id


class Case(Struct, frozen=True, kw_only=True):
    """One subject in one condition, with the cases it is made of.

    ``organisms`` are the ids of all groups, species and strains the subject belongs to; ``lineage`` those of the
    condition and everything above it. ``members`` are the strains of a species, the components of a product or
    the diseases of a group, and ``made_of`` says which. ``components`` are shown where a product is answered over
    the diseases of a group.
    """

    subject: model.Subject
    condition: model.AskedCondition
    organisms: frozenset[str]
    lineage: frozenset[str]
    axes: frozenset[str]
    bearings: tuple[Bearing, ...]
    preparation: model.Preparation = "live"
    composition_complete: bool = True
    strain_unlisted: bool = False
    condition_is_group: bool = False
    monitoring: tuple[str, ...] = ()
    made_of: Literal["strains", "components", "conditions"] | None = None
    members: tuple[Case, ...] = ()
    components: tuple[Case, ...] = ()


class Rulebook(Struct, frozen=True, kw_only=True):
    """The rules that may matter to a question, compiled from ``data/rules.yaml`` and ``data/patient.yaml``.

    ``policy`` is that of the house, laid over the verdict.
    """

    parameters: model.Parameters
    tiers: tuple[model.Tier, ...]
    no_evidence: model.NoEvidence
    member_rules: dict[str, model.MemberRule]
    markers: dict[str, model.Marker]
    states: dict[str, model.StateReach]
    rules: dict[model.Phase, list[model.Rule]]
    policy: Policy | None = None
