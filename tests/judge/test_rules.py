"""The rule interpreter: each thing a rule may ask for, what several rules do together, and on what they rest."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs

from probiocheck import model
from probiocheck.judge import rules

NOTHING = rules.Facts(
    subject="strain",
    organisms=frozenset({"bacteria", "lactobacilli"}),
    conditions=frozenset({"crohn-disease", "inflammatory-bowel-disease"}),
    activity="stable",
    risks=frozenset({"pregnancy", "neutropenia"}),
    therapies=frozenset({"methotrexate"}),
)


def rule(name: str = "ONE", /, **parts: Any) -> model.Rule:
    """Return a rule that asks for what is given and does what is given, by the names of both."""
    asked = {key: value for key, value in parts.items() if key in model.When.__struct_fields__}
    done = {key: value for key, value in parts.items() if key in model.Then.__struct_fields__}
    return model.Rule(
        id=name,
        title=name.capitalize(),
        phase="patient",
        when=model.When(**asked),
        then=model.Then(**done),
        why="made up",
        evidence=parts.get("evidence", []),
    )


LISTS: list[tuple[str, list[str], list[str]]] = [
    ("subject", ["product", "strain"], ["product", "species"]),
    ("organisms", ["yeasts", "lactobacilli"], ["yeasts"]),
    ("conditions", ["psoriasis", "inflammatory-bowel-disease"], ["psoriasis"]),
    ("activity", ["flare", "stable"], ["flare"]),
    ("any_risk", ["transplant", "pregnancy"], ["transplant"]),
    ("all_risks", ["neutropenia", "pregnancy"], ["neutropenia", "transplant"]),
    ("any_therapy", ["glucocorticoid", "methotrexate"], ["glucocorticoid"]),
    ("level", ["low", "moderate"], ["low", "unknown"]),
    ("basis", ["controlled", "none"], ["controlled"]),
]


@pytest.mark.parametrize(("name", "so", "otherwise"), LISTS, ids=[one[0] for one in LISTS])
def test_a_list_holds_where_any_item_does(name: str, so: list[str], otherwise: list[str]) -> None:
    """One of the items is enough, except where all risks are asked for; an empty list asks for nothing."""
    assert rules.holds(rule(**{name: so}).when, "moderate", NOTHING)
    assert not rules.holds(rule(**{name: otherwise}).when, "moderate", NOTHING)
    assert rules.holds(model.When(), "moderate", NOTHING)


SWITCHES = {
    "harm_in_worse_state": ("a",),
    "harm_in_species": ("a",),
    "leans_to_harm": ("a",),
    "reassured_in_activity": True,
    "specific_evidence": True,
    "members_known": True,
    "own_evidence": True,
    "composition_complete": True,
    "combination": True,
    "condition_is_group": True,
    "strain_unlisted": True,
    "infections_reported": ("a",),
}


def test_every_switch_is_tested() -> None:
    """What a rule may ask to be true or false is all listed here."""
    asked = {name for name in model.When.__struct_fields__ if name not in {one[0] for one in LISTS}}
    assert asked - set(SWITCHES) == {"harm_in", "analysed_in_activity_below", "advised_against"}


@pytest.mark.parametrize("name", SWITCHES)
def test_a_switch_holds_as_it_is_set(name: str) -> None:
    """True asks for what is so, false for what is not, and left out for neither."""
    so = structs.replace(NOTHING, **{name: SWITCHES[name]})
    not_so = structs.replace(NOTHING, **{name: type(SWITCHES[name])()})
    for wanted, facts in ((True, so), (False, not_so)):
        assert rules.holds(rule(**{name: wanted}).when, "low", facts)
        assert not rules.holds(rule(**{name: not wanted}).when, "low", facts)
        assert rules.holds(model.When(), "low", facts)


def test_harm_in_a_tier_holds_where_any_of_the_tiers_has_some() -> None:
    """Harm in one of the tiers that are asked for is enough; a tier whose harm does not speak now holds none."""
    seen = structs.replace(NOTHING, harm_in={"uncontrolled": ("a",), "disease-model": ()})
    assert rules.holds(rule(harm_in=["controlled", "uncontrolled"]).when, "low", seen)
    assert not rules.holds(rule(harm_in=["controlled", "disease-model"]).when, "low", seen)


def test_advice_holds_for_the_one_who_is_advised() -> None:
    """Advice against the class is none against the subject."""
    seen = structs.replace(NOTHING, advised_against={"class": ("a",), "subject": ()})
    assert rules.holds(rule(advised_against="class").when, "low", seen)
    assert not rules.holds(rule(advised_against="subject").when, "low", seen)
    assert not rules.holds(rule(advised_against="class").when, "low", NOTHING)


def test_fewer_than_is_not_as_many_as() -> None:
    """As many as the rule names are enough: forty studied in active disease are not too few."""
    asks = rule(analysed_in_activity_below=40).when
    for number, few in ((0, True), (39, True), (40, False)):
        assert rules.holds(asks, "low", structs.replace(NOTHING, analysed_in_activity=number)) is few


# --- what rules do --------------------------------------------------------------------------------------------


def test_one_factor_raises_once_and_two_add_up() -> None:
    """Of several rules on one factor the strongest counts; another risk, or the same as a therapy, is another."""
    one = rule("A", any_risk=["pregnancy"], raise_by=1)
    stronger = rule("B", any_risk=["pregnancy"], raise_by=2)
    other = rule("C", any_risk=["neutropenia"], raise_by=1)
    both = rule("D", all_risks=["pregnancy"], raise_by=1)
    drug = rule("E", any_therapy=["methotrexate"], raise_by=1)
    nothing = rule("F", any_risk=["neutropenia"])
    for several, level in [
        ([one], "moderate"),
        ([one, one], "moderate"),
        ([one, stronger], "high"),
        ([stronger, one], "high"),
        ([one, other], "high"),
        ([one, both], "high"),
        ([one, drug], "high"),
        ([one, nothing], "moderate"),
        ([nothing], "low"),
        ([], "low"),
    ]:
        assert rules.run("low", NOTHING, several).level == level


def test_every_rule_of_a_phase_sees_the_level_before_it() -> None:
    """A rule that asks for low fires beside one that raises low, in whatever order they stand."""
    raises = rule("A", level=["low"], raise_by=1)
    keeps = rule("B", level=["low"], at_least="high")
    for order in ([raises, keeps], [keeps, raises]):
        found = rules.run("low", NOTHING, order)
        assert (found.level, [one.rule.id for one in found.fired]) == ("high", ["A", "B"])


def test_floors_lift_to_the_highest_and_unknown_only_where_they_say_so() -> None:
    """The highest floor counts; unknown is lifted by a rule made for it alone."""
    floors = [rule("A", at_least="high"), rule("B", at_least="moderate")]
    assert rules.run("low", NOTHING, floors).level == "high"
    assert rules.run("unknown", NOTHING, floors).level == "unknown"
    lifts = rule("C", at_least="moderate", lifts_unknown=True)
    assert rules.run("unknown", NOTHING, [lifts]).level == "moderate"
    assert rules.run("avoid", NOTHING, floors).level == "avoid"


def test_doubts_add_up_and_other_rules_cast_none() -> None:
    """The certainty is lowered by what the rules say in all; a rule that says nothing of it lowers nothing."""
    assert rules.run("low", NOTHING, [rule("A", at_least="low")]).certainty_down == 0
    several = [rule("A", certainty_down=1), rule("B", certainty_down=2), rule("C", note="n")]
    assert rules.run("low", NOTHING, several).certainty_down == 3


def test_what_a_rule_did_is_said_of_it() -> None:
    """A raise is a raise, a floor a floor, even where it changed nothing; a floor under unknown is a note."""
    several = [rule("A", raise_by=1, at_least="low"), rule("B", at_least="low"), rule("C", note="n")]

    def effects(level: Any, *those: model.Rule) -> list[str]:
        return [one.effect for one in rules.run(level, NOTHING, those).fired]

    assert effects("moderate", *several) == ["raise", "floor", "note"]
    assert effects("unknown", several[1]) == ["note"]
    assert effects("unknown", rule("D", at_least="moderate", lifts_unknown=True)) == ["floor"]


def test_rules_that_fired_stand_in_the_order_of_their_ids() -> None:
    """The order of the file changes nothing of the trace."""
    several = [rule(name, at_least="low") for name in ("C", "A", "B")]
    assert [one.rule.id for one in rules.run("low", NOTHING, several).fired] == ["A", "B", "C"]


def test_a_rule_rests_on_its_own_publications_and_on_those_it_asked_for() -> None:
    """Each publication once: the rule's own first, then those that made each fact true that the rule asked for."""
    facts = structs.replace(
        NOTHING,
        harm_in={"uncontrolled": ("u", "own"), "controlled": ("c",), "disease-model": ("m",)},
        advised_against={"class": ("k",), "subject": ("s",)},
        harm_in_worse_state=("w",),
        harm_in_species=("p",),
        leans_to_harm=("l",),
        infections_reported=("i",),
    )

    def grounds(seen: rules.Facts = facts, **asked: Any) -> list[str]:
        (fired,) = rules.run("low", seen, [rule(evidence=["own"], **asked)]).fired
        return fired.grounds

    assert grounds() == ["own"]
    assert grounds(harm_in=["controlled", "uncontrolled", "immune-effect"]) == ["own", "c", "u"]
    assert grounds(advised_against="class") == ["own", "k"]
    assert grounds(harm_in_worse_state=True, harm_in_species=True) == ["own", "w", "p"]
    assert grounds(leans_to_harm=True, infections_reported=True) == ["own", "l", "i"]
    assert grounds(structs.replace(facts, leans_to_harm=()), leans_to_harm=False) == ["own"]
    assert grounds(harm_in=["controlled"], advised_against="subject", leans_to_harm=True) == ["own", "c", "s", "l"]
