"""What rules may ask about a case: which harm speaks when, what is advised, what was reported, and on what it rests."""

from __future__ import annotations

from typing import Any

import pytest
from findings import animal, ask, case, finding, immune
from msgspec import structs

from probiocheck import judge, model
from probiocheck.judge.case import Bearing, Case, Rulebook
from probiocheck.judge.verdict import with_notes
from probiocheck.knowledge.store import Store


@pytest.fixture(scope="module")
def rulebook(store: Store) -> Rulebook:
    """Return the shipped rulebook with every rule that speaks of risks, therapies and groups."""
    return store.rulebook({one.id for kind in ("risk", "therapy", "group") for one in store.all(kind)})


def fired(one: Case, rulebook: Rulebook, activity: str = "stable", *risks: str) -> dict[str, list[str]]:
    """Return which rules gave a reason, notes included, and the publications each of them names."""
    verdict = with_notes(ask(one, rulebook, activity, *risks), rulebook)
    return {reason.rule: reason.evidence for reason in verdict.reasons}


SERIOUS = model.AdverseEvents(reported="some", serious_infections=2)


def test_infections_are_told_wherever_they_were_seen(rulebook: Rulebook) -> None:
    """A serious infection with this organism or a relative is told, in whatever disease; one with the class is not."""
    for changes in ({}, {"condition": "none"}, {"subject": "species"}, {"subject": "part"}, {"route": "enema"}):
        one = case(finding(None, id="seen", adverse_events=SERIOUS, **changes))
        assert fired(one, rulebook)["INFECTIONS-REPORTED"] == ["seen"]
    for silent in (
        finding(None, subject="class", adverse_events=SERIOUS),
        finding(None, adverse_events=model.AdverseEvents(reported="some")),
        finding(None),
    ):
        assert "INFECTIONS-REPORTED" not in fired(case(silent), rulebook)


def test_an_unlisted_strain_is_said_to_be_answered_as_its_species(rulebook: Rulebook) -> None:
    """Who named a strain that is not listed is told that the answer is about the species; nobody else is."""
    assert "STRAIN-UNLISTED" in fired(case(strain_unlisted=True), rulebook)
    assert "STRAIN-UNLISTED" not in fired(case(), rulebook)


SPEAKS_FROM = [
    ("remission", ["remission", "stable", "active", "flare", "unknown"]),
    ("stable", ["stable", "active", "flare", "unknown"]),
    ("active", ["active", "flare", "unknown"]),
    ("flare", ["flare", "unknown"]),
    ("mixed", ["remission", "stable", "active", "flare", "unknown"]),
]


@pytest.mark.parametrize(("state", "activities"), SPEAKS_FROM, ids=[one[0] for one in SPEAKS_FROM])
def test_harm_beside_the_base_speaks_from_its_state_on(state: str, activities: list[str], rulebook: Rulebook) -> None:
    """Harm outside the tier that decides, and harm by a relative, count in their state, in worse ones, and unasked."""
    conflict = case(finding(n_analysed=120, state="flare"), finding("worsened", design="cohort", state=state))
    relative = case(finding("worsened", subject="species", state=state))
    for activity in SPEAKS_FROM[0][1]:
        assert ("CONFLICT-IN-PEOPLE" in fired(conflict, rulebook, activity)) is (activity in activities)
        assert ("SPECIES-HARM" in fired(relative, rulebook, activity)) is (activity in activities)


def test_harm_in_a_worse_state_is_no_silence(rulebook: Rulebook) -> None:
    """Where only more active disease got worse, quiet disease is moderate, not unknown, and the studies are named."""
    one = case(*(finding("worsened", id=name, state="flare") for name in ("flared-b", "flared-a", "flared-b")))
    for activity in ("remission", "stable", "active"):
        assert fired(one, rulebook, activity)["HARM-WHEN-WORSE"] == ["flared-a", "flared-b"]
    assert ask(one, rulebook, "stable").level == "moderate"
    assert "HARM-WHEN-WORSE" not in fired(one, rulebook, "flare")
    assert "HARM-WHEN-WORSE" not in fired(case(immune("IL-12", state="flare")), rulebook, "stable")


def test_who_is_well_is_told_to_stop_when_worse(rulebook: Rulebook) -> None:
    """Harm to the disease in a more active state is advice to whoever is at low or moderate now."""
    tolerated = finding(state="remission")

    def told(*bearings: Bearing, activity: str = "remission") -> bool:
        advice = with_notes(ask(case(tolerated, *bearings), rulebook, activity), rulebook).advice
        return any("harm was seen in more active disease" in one for one in advice)

    harm = finding("worsened", state="active")
    assert told(harm)
    assert not told(harm, activity="active")
    assert not told()
    assert not told(immune("IL-12", state="active", system="patients"))
    # A paper whose harm counts already warns of more than what comes later.
    assert not told(
        finding("worsened", id="both", state="active"), finding("worsened", id="both", design="cohort", state="mixed")
    )


@pytest.mark.parametrize("state", ["active", "flare"])
def test_uncontrolled_studies_without_harm_show_tolerance_of_active_disease(state: str, rulebook: Rulebook) -> None:
    """An open trial in active disease without harm spares the raise; one with harm, or in a product, does not."""

    def raised(*bearings: Bearing) -> bool:
        return "ACTIVE-DISEASE" in fired(case(finding(state="stable"), *bearings), rulebook, state)

    for outcome in ("improved", "no-difference"):
        assert not raised(finding(outcome, design="open-label-trial", state=state))
        assert raised(finding(outcome, design="open-label-trial", state="stable"))
        assert raised(finding(outcome, subject="part", state=state))
    assert raised(finding("mixed", design="open-label-trial", state=state))
    assert raised(finding("worsened", design="open-label-trial", state=state))
    assert raised(animal("improved"))


def test_activity_not_given_raises_nothing(rulebook: Rulebook) -> None:
    """Where nobody said how active the disease is, nothing is raised for activity."""
    assert "ACTIVE-DISEASE" not in fired(case(finding()), rulebook, "unknown")
    assert "ACTIVE-DISEASE-FEW" not in fired(case(finding()), rulebook, "unknown")


ADVICE: dict[str, Any] = {"design": "guideline", "system": "not-applicable", "recommendation": "against"}
ADVISED = [
    ("this", {}, "GUIDELINE-AGAINST"),
    ("this, in the group", {"condition": "group"}, "GUIDELINE-AGAINST"),
    ("the class", {"subject": "class"}, "GUIDELINE-AGAINST-CLASS"),
    ("the class, in the group", {"subject": "class", "condition": "group"}, "GUIDELINE-AGAINST-CLASS"),
    ("a relative", {"subject": "species"}, None),
    ("a product it is in", {"subject": "part"}, None),
    ("this, elsewhere", {"condition": "related"}, None),
    ("the class, in no disease", {"subject": "class", "condition": "none"}, None),
    ("as context", {"context": "a reason"}, None),
    ("a recommendation", {"recommendation": "for"}, None),
    ("none", {"recommendation": "none"}, None),
]


@pytest.mark.parametrize(("changes", "rule"), [one[1:] for one in ADVISED], ids=[one[0] for one in ADVISED])
def test_whom_a_guideline_advises_against(changes: dict[str, Any], rule: str | None, rulebook: Rulebook) -> None:
    """Advice counts against exactly this or the class, in this disease or its group, and is named."""
    found = fired(case(animal("improved"), finding(None, id="said", **(ADVICE | changes))), rulebook)
    assert {one for one in found if one.startswith("GUIDELINE")} == ({rule} if rule else set())
    assert not rule or found[rule] == ["said"]


@pytest.mark.parametrize(
    ("bearing", "specific"),
    [
        (finding(), True),
        (finding("improved"), True),
        (finding("mixed"), False),
        (finding("worsened"), False),
        (finding("improved", design="cohort"), False),
        (finding("improved", subject="part"), False),
    ],
    ids=["no difference", "improved", "mixed", "worsened", "a cohort", "part"],
)
def test_advice_against_the_class_gives_way_to_trials_alone(
    bearing: Bearing,
    specific: bool,  # noqa: FBT001
    rulebook: Rulebook,
) -> None:
    """Only a controlled finding without harm on exactly this stands against general advice."""
    against = finding(None, subject="class", **ADVICE)
    assert ("GUIDELINE-AGAINST-CLASS" not in fired(case(bearing, against), rulebook)) is specific


RELATIVES = [
    ("a patient", finding("worsened", subject="species"), True),
    ("in the group", finding("worsened", subject="species", condition="group"), True),
    ("a model", animal("worsened", subject="species"), True),
    ("route not stated", finding("worsened", subject="species", route="not-stated"), True),
    ("preparation not stated", finding("worsened", subject="species", preparation="not-stated"), True),
    ("retracted", finding("worsened", subject="species", status="retracted"), True),
    ("another animal", animal("worsened", subject="species", system="other-animal"), False),
    ("a dish", finding("worsened", subject="species", system="in-vitro", design="in-vitro-study"), False),
    ("elsewhere", finding("worsened", subject="species", condition="related"), False),
    ("mixed", finding("mixed", subject="species"), False),
    ("an enema", finding("worsened", subject="species", route="enema"), False),
    ("as context", finding("worsened", subject="species", context="a reason"), False),
    ("the class", finding("worsened", subject="class"), False),
]


@pytest.mark.parametrize(("bearing", "counts"), [one[1:] for one in RELATIVES], ids=[one[0] for one in RELATIVES])
def test_which_harm_by_a_relative_counts(bearing: Bearing, counts: bool, rulebook: Rulebook) -> None:  # noqa: FBT001
    """Harm by the species counts where a patient or a model of this disease got worse on it, live or not stated."""
    found = fired(case(bearing), rulebook)
    assert ("SPECIES-HARM" in found) is counts
    assert not counts or found["SPECIES-HARM"] == [bearing.publication.id]


def test_a_therapy_acts_by_itself_and_by_the_risk_it_implies(rulebook: Rulebook) -> None:
    """Rules may ask for a therapy; what a patient takes is known to them."""
    rule = model.Rule(
        id="MADE-UP",
        title="Made up",
        phase="patient",
        when=model.When(any_therapy=["methotrexate"]),
        then=model.Then(at_least="high"),
        why="made up",
    )
    only = structs.replace(rulebook, rules={"patient": [rule]})
    for therapies, level in (([], "low"), (["glucocorticoid"], "low"), (["glucocorticoid", "methotrexate"], "high")):
        patient = model.Patient(activity="stable", therapies=therapies)
        assert judge.judge(judge.prepare(case(finding()), only), patient, only).level == level


def test_one_component_is_no_combination(rulebook: Rulebook) -> None:
    """Only what holds several organisms is an untested combination; a species of several strains is none."""
    members = (case(finding()), case(finding()))
    for number, made_of, kind, combined in [
        (2, "components", "product", True),
        (1, "components", "product", False),
        (2, "conditions", "product", False),
        (2, "strains", "species", False),
    ]:
        whole = case(kind=kind, made_of=made_of, members=members[:number])
        assert ("PRODUCT-UNTESTED" in fired(whole, rulebook)) is combined


def test_a_product_seen_only_in_part_is_said_to_be_so(rulebook: Rulebook) -> None:
    """A composition that is not known in full keeps a product off low, and is told."""
    for complete in (True, False):
        whole = case(finding(), kind="product", made_of="components", members=(), composition_complete=complete)
        assert ("PRODUCT-INCOMPLETE" in fired(whole, rulebook)) is not complete
        assert ask(whole, rulebook).level == ("low" if complete else "moderate")


def test_a_rule_asks_for_the_tier_that_decided(rulebook: Rulebook) -> None:
    """A rule on the basis sees the tier of the base, and none where nothing was found."""
    seen = {
        "controlled": case(finding()),
        "uncontrolled": case(finding(design="cohort")),
        "indirect-human": case(finding(subject="part")),
        "disease-model": case(animal("improved")),
        "immune-effect": case(immune("IL-10")),
        "none": case(),
    }
    for basis in seen:
        rule = model.Rule(
            id="MADE-UP",
            title="Made up",
            phase="evidence",
            when=model.When(basis=[basis]),  # type: ignore[list-item]
            then=model.Then(at_least="avoid", lifts_unknown=True),
            why="made up",
        )
        only = structs.replace(rulebook, rules={"evidence": [rule]})
        assert {name for name, one in seen.items() if ask(one, only).level == "avoid"} == {basis}
