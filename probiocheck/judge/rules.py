"""The rule interpreter: facts about a question on one side, rules from the YAML on the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from msgspec import Struct

from probiocheck import scale

if TYPE_CHECKING:
    from collections.abc import Iterable

    from probiocheck import model


class Facts(Struct, frozen=True, kw_only=True):
    """Everything a rule may ask about; the fields bear the names that ``when`` uses in the YAML."""

    subject: str
    organisms: frozenset[str]
    conditions: frozenset[str]
    activity: str
    risks: frozenset[str]
    therapies: frozenset[str]
    basis: str = "none"
    harm_in: dict[str, tuple[str, ...]] = {}
    harm_in_worse_state: tuple[str, ...] = ()
    harm_in_species: tuple[str, ...] = ()
    leans_to_harm: tuple[str, ...] = ()
    reassured_in_activity: bool = False
    analysed_in_activity: int = 0
    advised_against: dict[str, tuple[str, ...]] = {}
    specific_evidence: bool = False
    members_known: bool = False
    own_evidence: bool = False
    composition_complete: bool = True
    combination: bool = False
    condition_is_group: bool = False
    strain_unlisted: bool = False
    infections_reported: tuple[str, ...] = ()


class Fired(Struct, frozen=True, kw_only=True):
    """A rule that applied, what it did, and the publications it rests on."""

    rule: model.Rule
    effect: model.Effect
    grounds: list[str]


class Outcome(Struct, frozen=True, kw_only=True):
    """What the rules of one phase did: the new level, the certainty lost, and what fired."""

    level: model.Level
    certainty_down: int
    fired: tuple[Fired, ...]


def run(level: model.Level, facts: Facts, rules: Iterable[model.Rule]) -> Outcome:
    """Apply every one of the ``rules`` of a phase that holds to ``level``.

    All rules of a phase see the level as it was before the phase, so their order does not matter. Raises by
    different factors add up; of several rules on the same factor the strongest counts.
    """
    fired = [rule for rule in rules if holds(rule.when, level, facts)]
    steps: dict[tuple[str, ...], int] = {}
    for rule in fired:
        factor = _factor(rule)
        steps[factor] = max(steps.get(factor, 0), rule.then.raise_by or 0)
    new = scale.raised(level, sum(steps.values()))
    for rule in fired:
        if rule.then.at_least:
            new = scale.at_least(new, rule.then.at_least, lifts_unknown=rule.then.lifts_unknown)
    return Outcome(
        level=new,
        certainty_down=sum(rule.then.certainty_down or 0 for rule in fired),
        fired=tuple(
            Fired(rule=rule, effect=_effect(rule, new), grounds=_grounds(rule, facts))
            for rule in sorted(fired, key=lambda one: one.id)
        ),
    )


def holds(when: model.When, level: model.Level, facts: Facts) -> bool:
    """Return whether everything that ``when`` asks for is so."""
    return (
        (not when.subject or facts.subject in when.subject)
        and (not when.organisms or not facts.organisms.isdisjoint(when.organisms))
        and (not when.conditions or not facts.conditions.isdisjoint(when.conditions))
        and (not when.activity or facts.activity in when.activity)
        and (not when.any_risk or not facts.risks.isdisjoint(when.any_risk))
        and facts.risks.issuperset(when.all_risks)
        and (not when.any_therapy or not facts.therapies.isdisjoint(when.any_therapy))
        and (not when.level or level in when.level)
        and (not when.basis or facts.basis in when.basis)
        and (not when.harm_in or any(facts.harm_in.get(basis) for basis in when.harm_in))
        and (when.analysed_in_activity_below is None or facts.analysed_in_activity < when.analysed_in_activity_below)
        and (when.advised_against is None or bool(facts.advised_against.get(when.advised_against)))
        and all(_is(getattr(facts, name), getattr(when, name)) for name in _SWITCHES)
    )


# The fields of ``when`` that ask for true or false.
_SWITCHES = (
    "harm_in_worse_state",
    "harm_in_species",
    "leans_to_harm",
    "reassured_in_activity",
    "specific_evidence",
    "members_known",
    "own_evidence",
    "composition_complete",
    "combination",
    "condition_is_group",
    "strain_unlisted",
    "infections_reported",
)


def _is(value: object, wanted: bool | None) -> bool:  # noqa: FBT001 - a tri-state from the YAML
    return wanted is None or bool(value) == wanted


def _factor(rule: model.Rule) -> tuple[str, ...]:
    when = rule.when
    return (*when.any_risk, "+", *when.all_risks, "+", *when.any_therapy)


def _effect(rule: model.Rule, level: model.Level) -> model.Effect:
    """Return what a rule did; a floor that could not lift ``unknown`` did nothing but is worth a note."""
    if rule.then.raise_by:
        return "raise"
    return "floor" if rule.then.at_least and level != "unknown" else "note"


def _grounds(rule: model.Rule, facts: Facts) -> list[str]:
    """Return the publications a fired rule rests on: its own, and those that made its facts true."""
    when = rule.when
    found = [*rule.evidence]
    for basis in when.harm_in:
        found += facts.harm_in.get(basis, ())
    if when.advised_against:
        found += facts.advised_against[when.advised_against]
    for name in ("harm_in_worse_state", "harm_in_species", "leans_to_harm", "infections_reported"):
        if getattr(when, name):
            found += cast("tuple[str, ...]", getattr(facts, name))
    return list(dict.fromkeys(found))
