"""The trace of a verdict: the base and its words, what members pass on, and what risks keep it at."""

from __future__ import annotations

from typing import Any

import pytest
from findings import animal, ask, case, finding, immune
from msgspec import structs

from probiocheck import judge, model
from probiocheck.judge import tiers
from probiocheck.judge.case import Bearing, Case, Rulebook
from probiocheck.knowledge.store import Store


@pytest.fixture(scope="module")
def rulebook(store: Store) -> Rulebook:
    """Return the shipped rulebook with every rule that speaks of risks and groups."""
    return store.rulebook({one.id for kind in ("risk", "group") for one in store.all(kind)})


def named(name: str, *bearings: Bearing, **changes: Any) -> Case:
    """Return the case of a strain by its name."""
    return case(*bearings, subject=model.Subject(query="x", kind="strain", id=name, name=name), **changes)


def species(*members: Case, own: tuple[Bearing, ...] = (), **changes: Any) -> Case:
    """Return the case of a species."""
    return case(*own, kind="species", made_of="strains", members=members, **changes)


def product(*members: Case, own: tuple[Bearing, ...] = (), **changes: Any) -> Case:
    """Return the case of a product."""
    return case(*own, kind="product", made_of="components", members=members, **changes)


def trace(verdict: judge.Verdict) -> list[tuple[str, str, str]]:
    """Return rule, effect and level of every reason."""
    return [(one.rule, one.effect, one.level) for one in verdict.reasons]


# --- what a finding says --------------------------------------------------------------------------------------


def both(**changes: Any) -> Bearing:
    """Return a finding of an inflammatory and a regulatory effect."""
    effects = [model.ImmuneEffect(marker=one, change="up") for one in ("IL-12", "IL-10")]
    return immune("", **({"immune": effects} | changes))


def test_effects_that_point_both_ways_in_one_finding_are_mixed(rulebook: Rulebook) -> None:
    """IL-12 and IL-10 raised in the same people are no signal of harm and no reassurance: moderate, and said."""
    verdict = ask(case(both(system="patients")), rulebook)
    assert (verdict.level, verdict.basis) == ("moderate", "immune-effect")
    assert verdict.reasons[0].text.endswith(": results point both ways")


def test_weaker_defence_says_nothing(rulebook: Rulebook) -> None:
    """A rise of NK activity is stronger defence; a fall of it is neither inflammation nor tolerance."""
    assert ask(case(immune("NK activity", "up")), rulebook).level == "moderate"
    assert ask(case(immune("NK activity", "down")), rulebook).level == "unknown"


@pytest.mark.parametrize(
    "where", [{"route": "not-stated"}, {"preparation": "not-stated"}], ids=["route", "preparation"]
)
def test_what_is_not_stated_cautions_and_never_reassures(where: dict[str, str], rulebook: Rulebook) -> None:
    """A trial that does not say how or as what it was given is heard where it warns, and only there."""
    assert ask(case(finding("improved", **where)), rulebook).level == "unknown"
    assert ask(case(finding("mixed", **where)), rulebook).level == "unknown"
    assert ask(case(finding("worsened", **where)), rulebook).level == "high"


def test_a_finding_stands_in_the_first_tier_that_holds_it(rulebook: Rulebook) -> None:
    """By its outcome it counts in one tier, by its markers in one; rules of a house may let tiers overlap."""
    first = rulebook.tiers[0]
    overlapping = structs.replace(rulebook, tiers=(first, structs.replace(first, id="AGAIN"), *rulebook.tiers[1:]))
    one = finding("worsened", immune=[model.ImmuneEffect(marker="IL-12", change="up")])
    held = [tier.id for tier, reads in tiers.sort(case(one), overlapping).tiers if reads]
    assert held == ["BASE-CONTROLLED", "BASE-IMMUNE"]


def test_a_house_may_leave_out_a_tier(rulebook: Rulebook) -> None:
    """Without a tier of controlled trials nothing is low, and the rest is answered as before."""
    without = structs.replace(rulebook, tiers=rulebook.tiers[1:])
    assert ask(case(finding(), finding(design="cohort")), without, "active").level == "high"
    assert ask(case(finding(), finding(design="cohort", state="active")), without, "active").level == "moderate"


# --- the base -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bearings", "context"),
    [
        ([], False),
        ([finding(route="enema")], True),
        ([finding(route="enema", condition="group")], True),
        ([finding(route="enema", condition="related")], False),
        ([finding(route="enema", condition="none")], False),
        ([finding(route="enema", subject="part")], False),
        ([finding(subject="class")], False),
    ],
    ids=["nothing", "this, here", "this, in the group", "this, related", "this, nowhere", "part", "class"],
)
def test_nobody_has_looked_is_said_only_where_that_is_so(
    bearings: list[Bearing],
    context: bool,  # noqa: FBT001
    rulebook: Rulebook,
) -> None:
    """Where this was given in this disease, but in a way that does not count, the reason says that instead."""
    (reason,) = ask(case(*bearings), rulebook).reasons
    rule = rulebook.no_evidence
    assert (reason.rule, reason.effect, reason.level) == (rule.id, "base", "unknown")
    assert reason.text == (rule.title_if_context if context else rule.title)


WORDS = [
    ([finding("worsened"), finding()], "harm was seen"),
    ([finding("mixed"), finding("improved")], "results point both ways"),
    ([finding(), finding()], "nothing got worse"),
    ([finding("improved"), finding()], "nothing got worse, something improved"),
    (
        [immune("NK activity"), immune("IL-10")],
        "immune defence was enhanced; nothing got worse, something improved",
    ),
]


@pytest.mark.parametrize(("bearings", "words"), WORDS, ids=[one[1] for one in WORDS])
def test_the_base_says_what_was_seen(bearings: list[Bearing], words: str, rulebook: Rulebook) -> None:
    """The tier and what its deciding findings saw, each said once; improvement includes that nothing got worse."""
    verdict = ask(case(*bearings), rulebook)
    tier = next(one for one in rulebook.tiers if one.basis == verdict.basis)
    base = verdict.reasons[0]
    assert (base.rule, base.effect, base.level) == (tier.id, "base", verdict.level)
    assert base.text == f"{tier.title}: {words}"


@pytest.mark.parametrize(
    ("bearings", "deciding"),
    [
        ([finding(id="b"), finding(id="a")], ["a", "b"]),
        ([finding(id="b", n_analysed=9), finding(id="a", n_analysed=9)], ["a", "b"]),
        ([finding("worsened", id="b"), finding(id="a")], ["b"]),
        ([finding("mixed", id="b"), finding(id="a")], ["b"]),
        ([immune("IL-12", id="b", system="patients"), immune("IL-12", id="a")], ["b"]),
        ([finding(id="b"), finding(id="a", design="cohort")], ["b"]),
    ],
    ids=["enough", "few", "harm", "mixed", "harm in people", "a tier below"],
)
def test_the_base_rests_on_what_decided(bearings: list[Bearing], deciding: list[str], rulebook: Rulebook) -> None:
    """The base names the publications that put the level where it is, and only those."""
    assert ask(case(*bearings), rulebook).reasons[0].evidence == deciding


def test_a_rule_that_fired_says_its_title(rulebook: Rulebook) -> None:
    """Each reason is in the words of its rule."""
    titles = {one.id: one.title for several in rulebook.rules.values() for one in several}
    verdict = ask(case(finding(), finding("worsened", design="cohort", id="harm")), rulebook, "active")
    fired = {one.rule: one for one in verdict.reasons[1:]}
    assert set(fired) == {"CONFLICT-IN-PEOPLE", "ACTIVE-DISEASE"}
    assert all(one.text == titles[one.rule] for one in fired.values())
    assert fired["CONFLICT-IN-PEOPLE"].evidence == ["harm"]


# --- members --------------------------------------------------------------------------------------------------


def test_the_trace_of_a_species_names_the_strain_that_decided(rulebook: Rulebook) -> None:
    """First what is known of the species, then what decided of the strain, by its designation, then the rule."""
    strain = named("Made up GG", animal("worsened", id="mouse"))
    whole = species(
        named("Made up HN", finding("improved", design="cohort")), strain, own=(animal("improved", id="own"),)
    )
    verdict = ask(whole, rulebook)
    alone = ask(strain, rulebook)
    assert trace(verdict) == [
        ("BASE-MODEL", "base", "moderate"),
        ("BASE-MODEL", "base", "high"),
        ("SPECIES-MEMBERS", "base", "high"),
    ]
    own, passed, said = verdict.reasons
    assert (own.evidence, passed.evidence, said.evidence) == (["own"], ["mouse"], ["mouse"])
    assert passed.text == f"GG: {alone.reasons[0].text}"
    assert said.text == f"{rulebook.member_rules['strains'].title} (2 of 2 with findings)"
    assert verdict.certainty_reasons == tuple(f"GG: {one}" for one in alone.certainty_reasons)
    assert (verdict.basis, verdict.certainty) == ("disease-model", "very-low")
    assert verdict.deciding is not None
    assert verdict.deciding.case is strain


def test_what_is_not_known_of_the_whole_is_no_reason(rulebook: Rulebook) -> None:
    """Where a strain decides, the trace does not say that nobody has looked; notes of the strain stay with it."""
    strain = named("Made up GG", finding(id="trial", n_analysed=120, state="active"), animal("worsened", id="mouse"))
    assert ("COUNTER-EVIDENCE", "note", "low") in trace(ask(strain, rulebook))
    verdict = ask(species(strain, named("Made up HN")), rulebook)
    assert trace(verdict) == [
        ("BASE-CONTROLLED", "base", "low"),
        ("SPECIES-MEMBERS", "base", "low"),
        ("SPECIES-FLOOR", "floor", "moderate"),
    ]
    assert verdict.reasons[1].text.endswith(" (1 of 2 with findings)")
    assert verdict.reasons[1].evidence == ["trial"]


def test_what_decides_of_the_whole_itself_is_not_named_as_a_member(rulebook: Rulebook) -> None:
    """Where the species' own findings decide they are reasons once, and the certainty is theirs."""
    own = (finding("worsened", id="own", n_analysed=120),)
    verdict = ask(species(named("Made up GG", animal("improved")), own=own), rulebook)
    assert trace(verdict) == [("BASE-CONTROLLED", "base", "high"), ("SPECIES-MEMBERS", "base", "high")]
    assert verdict.reasons[1].evidence == ["own"]
    assert verdict.certainty_reasons == ask(case(*own), rulebook).certainty_reasons
    assert verdict.deciding is None
    alone = ask(product(own=(animal("improved"),)), rulebook)
    assert alone.reasons[-1].text == rulebook.member_rules["components"].title


def test_members_are_told_apart_by_what_differs(rulebook: Rulebook) -> None:
    """By the designation behind the species' name, by the whole name where it has none, by the disease in a group."""
    harm = animal("worsened")
    crohn = model.AskedCondition(query="y", id="crohn-disease", name="Crohn disease")
    for whole, name in [
        (species(named("Made up GG", harm)), "GG"),
        (species(named("Other GG", harm)), "Other GG"),
        (species(named("Made up", harm)), "Made up"),
        (
            case(made_of="conditions", members=(case(harm, condition=crohn),), condition_is_group=True),
            "Crohn disease",
        ),
    ]:
        assert ask(whole, rulebook).reasons[0].text.startswith(f"{name}: Animal models")


def test_members_are_listed_whatever_decides(rulebook: Rulebook) -> None:
    """A product that stands alone, and a whole of which nothing is known, still tell what they are made of."""
    parts = (named("A", animal("worsened")), named("B"))
    alone = ask(product(*parts, own=(finding(),)), rulebook)
    assert alone.level == "low"
    assert "PRODUCT-UNTESTED" not in [one.rule for one in alone.reasons]
    assert [one.level for one in alone.members] == ["high", "unknown"]
    nothing = ask(product(named("A"), named("B")), rulebook)
    assert [one.level for one in nothing.members] == ["unknown", "unknown"]


def test_an_unknown_component_counts_as_the_rules_say(rulebook: Rulebook) -> None:
    """Beside known ones it counts at the level of the rule; where nothing is known at all, all stays unknown."""
    rule = structs.replace(rulebook.member_rules["components"], unknown_counts_as="high")
    house = structs.replace(rulebook, member_rules={**rulebook.member_rules, "components": rule})
    known = named("A", animal("improved"))
    assert ask(product(known, named("B")), house).level == "high"
    assert ask(product(known, known), house).level == "moderate"
    assert ask(product(named("A"), named("B")), house).level == "unknown"


def test_a_strain_nobody_studied_counts_by_a_floor_alone(rulebook: Rulebook) -> None:
    """A strain of which nothing is known does not raise a known species, unless the patient must avoid it."""
    known = named("Made up GG", finding(state="active"))
    yeast = named("Made up Y", groups=("saccharomyces",))
    assert ask(species(known, yeast), rulebook, "active").level == "moderate"
    verdict = ask(species(known, yeast), rulebook, "active", "central-venous-catheter")
    assert verdict.level == "avoid"
    assert verdict.members[0].level == "high"


def test_what_members_make_known_is_known_further_up(rulebook: Rulebook) -> None:
    """A species known through its strain is a known component of a product, and its certainty and basis go up."""
    inner = species(named("Made up GG", finding("worsened", n_analysed=120)))
    verdict = ask(product(inner, named("B")), rulebook)
    assert verdict.reasons[-2].text.endswith(" (1 of 2 with findings)")
    assert (verdict.level, verdict.basis, verdict.certainty) == ("high", "controlled", "moderate")


def test_the_better_founded_of_two_members_decides_even_at_less_certainty(rulebook: Rulebook) -> None:
    """At one level the stronger tier goes before the greater certainty."""
    cohort = named("Made up C", finding(design="cohort", n_analysed=100))
    trial = named("Made up T", finding(n_analysed=20, read="secondary"))
    assert [ask(one, rulebook).certainty for one in (cohort, trial)] == ["low", "very-low"]
    for members in ((cohort, trial), (trial, cohort)):
        assert ask(species(*members), rulebook).basis == "controlled"


# --- risks ----------------------------------------------------------------------------------------------------


def test_what_is_known_of_a_member_hides_no_risk_of_the_whole(rulebook: Rulebook) -> None:
    """A whole stands at least where risks put it before anything was known of its members, and says by which rules."""
    known = named("Made up GG", finding(state="active"))
    whole = species(known, groups=("saccharomyces", "any-live"))
    risks = ("central-venous-catheter",)
    blank = ask(case(kind="species", groups=("saccharomyces", "any-live")), rulebook, "stable", *risks)
    verdict = ask(whole, rulebook, "stable", *risks)
    assert ask(known, rulebook, "stable", *risks).level == "high"
    assert (blank.level, verdict.level) == ("avoid", "avoid")
    by_risk = [one for one in trace(blank) if one[1] in {"raise", "floor"}]
    assert {one[1] for one in by_risk} == {"floor"}
    assert [one for one in trace(verdict) if one[2] == "avoid"] == by_risk
    assert "BASE-NONE" not in [one.rule for one in verdict.reasons]


def test_a_raise_by_risk_alone_is_kept_and_told(rulebook: Rulebook) -> None:
    """A risk that raises what nobody has looked at raises the whole, even where a known member was spared."""
    known = named("Made up GG", finding(), groups=("made-up-group",))
    whole = species(known)
    verdict = ask(whole, rulebook, "stable", "central-venous-catheter")
    raised = [one for one in verdict.reasons if one.effect == "raise"]
    assert verdict.level == "high"
    assert raised
    assert all(one.level == "high" for one in raised)


def test_risks_that_add_nothing_are_not_told_twice(rulebook: Rulebook) -> None:
    """Where the members stand as high already, the risks of the whole are no further reasons."""
    known = named("Made up GG", animal("worsened"))
    verdict = ask(species(known), rulebook, "stable", "central-venous-catheter")
    assert verdict.level == "high"
    assert len(trace(verdict)) == len(set(trace(verdict)))
    assert trace(verdict)[-1] == ("SPECIES-MEMBERS", "base", "high")
