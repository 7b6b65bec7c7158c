"""How a level is reached, sentence by sentence, on made-up findings and the shipped rules."""

from __future__ import annotations

from typing import Any

import pytest
from findings import animal, ask, case, finding, immune
from msgspec import structs

from probiocheck import model
from probiocheck.judge.case import Bearing, Case, Rulebook
from probiocheck.knowledge.store import Store


@pytest.fixture(scope="module")
def rulebook(store: Store) -> Rulebook:
    """Return the shipped rulebook with every rule that speaks of risks and groups."""
    return store.rulebook({one.id for kind in ("risk", "group") for one in store.all(kind)})


TIERS = [
    ("controlled, harmless", [finding()], "low", "controlled"),
    ("controlled, improved", [finding("improved")], "low", "controlled"),
    ("controlled, few", [finding(n_analysed=39)], "moderate", "controlled"),
    ("controlled, enough in all", [finding(n_analysed=20), finding(n_analysed=20)], "low", "controlled"),
    (
        "one trial twice",
        [finding(n_analysed=20, trial="t"), finding(n_analysed=20, trial="t")],
        "moderate",
        "controlled",
    ),
    ("randomised 50, analysed unknown", [finding(n_analysed=None, n_randomised=50)], "low", "controlled"),
    ("randomised 49, analysed unknown", [finding(n_analysed=None, n_randomised=49)], "moderate", "controlled"),
    ("controlled, mixed", [finding("mixed"), finding()], "moderate", "controlled"),
    ("controlled, worsened", [finding("worsened"), finding(), finding()], "high", "controlled"),
    (
        "recommended",
        [finding(None, design="guideline", system="not-applicable", recommendation="for")],
        "moderate",
        "controlled",
    ),
    ("uncontrolled", [finding(design="open-label-trial", n_analysed=500)], "moderate", "uncontrolled"),
    ("uncontrolled, worsened", [finding("worsened", design="cohort")], "high", "uncontrolled"),
    ("part of a product", [finding(subject="part")], "moderate", "indirect-human"),
    ("in the group", [finding(condition="group")], "moderate", "indirect-human"),
    ("part, worsened", [finding("worsened", subject="part")], "high", "indirect-human"),
    ("model, improved", [animal("improved")], "moderate", "disease-model"),
    ("model, worsened", [animal("worsened")], "high", "disease-model"),
    ("model, part", [animal("worsened", subject="part")], "high", "disease-model"),
    ("inflammatory in people", [immune("IL-12", system="healthy-volunteers")], "high", "immune-effect"),
    ("inflammatory in a dish", [immune("IL-12")], "moderate", "immune-effect"),
    ("inflammatory in other animals", [immune("IL-12", system="other-animal")], "moderate", "immune-effect"),
    ("inflammatory, fallen", [immune("IL-12", "down")], "moderate", "immune-effect"),
    ("regulatory", [immune("IL-10")], "moderate", "immune-effect"),
    ("regulatory, fallen, in people", [immune("IL-10", "down", "patients")], "high", "immune-effect"),
    ("enhancing", [immune("NK activity", system="healthy-volunteers")], "moderate", "immune-effect"),
    ("off the axes", [immune("IL-17", system="patients")], "unknown", "none"),
    ("nothing moved", [immune("IL-12", "no-change", "patients")], "unknown", "none"),
    ("nothing", [], "unknown", "none"),
    (
        "the first tier decides",
        [finding("worsened", subject="part"), finding(design="cohort")],
        "moderate",
        "uncontrolled",
    ),
]


@pytest.mark.parametrize(("bearings", "level", "basis"), [one[1:] for one in TIERS], ids=[one[0] for one in TIERS])
def test_base(bearings: list[Bearing], level: str, basis: str, rulebook: Rulebook) -> None:
    """The first tier that holds a finding gives the base level."""
    verdict = ask(case(*bearings), rulebook)
    assert (verdict.level, verdict.basis) == (level, basis)


SILENT = [
    ("enema", {"route": "enema"}),
    ("injected", {"route": "injected"}),
    ("killed", {"preparation": "killed"}),
    ("cell walls", {"preparation": "component"}),
    ("supernatant", {"preparation": "supernatant"}),
    ("context", {"context": "a reason"}),
    ("class", {"subject": "class"}),
    ("pooled", {"design": "pooled-analysis"}),
]


@pytest.mark.parametrize("changes", [one[1] for one in SILENT], ids=[one[0] for one in SILENT])
@pytest.mark.parametrize("outcome", ["improved", "worsened"])
def test_what_does_not_speak(changes: dict[str, Any], outcome: str, rulebook: Rulebook) -> None:
    """What is not live and by mouth, not of this subject, or context, speaks neither for nor against."""
    assert ask(case(finding(outcome, **changes)), rulebook).level == "unknown"


@pytest.mark.parametrize("status", ["retracted", "expression-of-concern"])
def test_distrusted(status: str, rulebook: Rulebook) -> None:
    """A retracted publication never lowers a level, and its harm still counts."""
    assert ask(case(finding("improved", status=status)), rulebook).level == "unknown"
    assert ask(case(finding("improved", status=status), animal("worsened")), rulebook).level == "high"
    assert ask(case(finding("worsened", status=status)), rulebook).level == "high"


def test_conflict_in_people(rulebook: Rulebook) -> None:
    """Harm in tier 2 or 3 lifts a low to moderate, and lowers the certainty."""
    for harm in (finding("worsened", design="cohort"), finding("worsened", subject="part")):
        verdict = ask(case(finding(n_analysed=120), harm), rulebook)
        assert (verdict.level, verdict.certainty) == ("moderate", "low")
        assert "CONFLICT-IN-PEOPLE" in [one.rule for one in verdict.reasons]


def test_counter_evidence(rulebook: Rulebook) -> None:
    """Harm in tier 4 or 5 against a tier 1 leaves the level and lowers the certainty by one."""
    for harm in (animal("worsened"), immune("IL-12", system="patients")):
        verdict = ask(case(finding(n_analysed=120), harm), rulebook)
        assert (verdict.level, verdict.certainty) == ("low", "low")


def test_species_harm(rulebook: Rulebook) -> None:
    """Harm by another strain of the species lifts unknown to moderate, and nothing else of it counts."""
    assert ask(case(animal("worsened", subject="species")), rulebook).level == "moderate"
    assert ask(case(finding("improved", subject="species")), rulebook).level == "unknown"
    assert ask(case(finding(), finding("worsened", subject="species")), rulebook).level == "low"


def test_guideline_against(rulebook: Rulebook) -> None:
    """A guideline against this very subject, or against the class with nothing specific, keeps moderate or above."""
    advice = {"design": "guideline", "system": "not-applicable", "recommendation": "against", "state": "not-stated"}
    own = finding(None, **advice)
    against_all = finding(None, subject="class", **advice)
    assert ask(case(finding(), own), rulebook).level == "moderate"
    assert ask(case(finding(), against_all), rulebook).level == "low"
    assert ask(case(own), rulebook).level == "moderate"
    assert ask(case(against_all), rulebook).level == "unknown"


def test_harm_speaks_for_worse_states_only(rulebook: Rulebook) -> None:
    """Harm in active disease counts in active disease and flares, and where activity is not given."""
    both = case(finding(state="remission"), finding("worsened", state="active"))
    levels = [ask(both, rulebook, one).level for one in ("remission", "stable", "active", "flare", "unknown")]
    assert levels == ["low", "low", "high", "high", "high"]


def test_harm_in_mixed_disease_counts_everywhere(rulebook: Rulebook) -> None:
    """Disease that was mixed or not described counts as harm in every state."""
    for state in ("mixed", "not-stated"):
        assert ask(case(finding("worsened", state=state)), rulebook, "remission").level == "high"


def test_active_disease_raises(rulebook: Rulebook) -> None:
    """Active disease raises by one where no tier 1 or 2 finding without harm was made in it."""
    for state in ("remission", "stable", "mixed", "not-stated"):
        assert ask(case(finding(state=state)), rulebook, "active").level == "moderate"
    assert ask(case(finding(state="active")), rulebook, "flare").level == "low"
    assert ask(case(finding(subject="part")), rulebook, "active").level == "high"
    assert ask(case(), rulebook, "active").level == "high"
    assert ask(case(), rulebook, "unknown").level == "unknown"


def test_leaning_to_harm(rulebook: Rulebook) -> None:
    """A trial in which a measure was worse without proof does not give low."""
    worse = model.Endpoint(measure="relapse rate", change="worsened", basis="numerical")
    assert ask(case(finding(endpoints=[worse])), rulebook).level == "moderate"


def test_killed_product(rulebook: Rulebook) -> None:
    """What the live organism did does not speak for killed cells, nor the other way round."""
    killed = case(finding(preparation="killed"), preparation="killed")
    assert ask(killed, rulebook).level == "low"
    assert ask(case(finding(), preparation="killed"), rulebook).level == "unknown"


def test_best_founded_member_decides(rulebook: Rulebook) -> None:
    """Of several members at one level the one with the strongest tier decides, not one lifted by a relative's harm."""
    lifted = case(animal("worsened", subject="species"))
    whole = _species(lifted, own=(finding("improved", n_analysed=20),))
    verdict = ask(whole, rulebook)
    assert (verdict.level, verdict.basis) == ("moderate", "controlled")


def test_unknown_strains_do_not_raise_a_known_species(rulebook: Rulebook) -> None:
    """In active disease a species is not high merely because most of its strains were never studied."""
    whole = _species(case(finding(state="active")), case())
    assert ask(whole, rulebook, "active").level == "moderate"


def test_few_in_active_disease(rulebook: Rulebook) -> None:
    """A handful studied in active disease does not make the answer low for a flare."""
    some = case(finding(state="remission", n_analysed=200), finding(state="active", n_analysed=12))
    assert ask(some, rulebook, "active").level == "moderate"
    assert ask(some, rulebook, "stable").level == "low"


def test_risks_raise_and_stop_at_high(rulebook: Rulebook) -> None:
    """Risk factors raise, several add up, and raising stops at high; only a stated floor gives avoid."""
    assert ask(case(finding()), rulebook, "stable", "systemic-immunosuppression").level == "moderate"
    assert ask(case(finding()), rulebook, "stable", "central-venous-catheter").level == "high"
    assert (
        ask(case(finding()), rulebook, "stable", "central-venous-catheter", "neutropenia", "recent-gi-surgery").level
        == "high"
    )
    yeast = case(finding(), groups=("saccharomyces", "yeasts", "any-live"))
    assert ask(yeast, rulebook, "stable", "central-venous-catheter").level == "avoid"
    assert ask(case(groups=("saccharomyces",)), rulebook, "stable", "central-venous-catheter").level == "avoid"
    assert ask(case(), rulebook, "stable", "severe-acute-pancreatitis").level == "avoid"


def _species(*members: Case, own: tuple[Bearing, ...] = ()) -> Case:
    return case(*own, kind="species", made_of="strains", members=members)


def test_species(rulebook: Rulebook) -> None:
    """A species takes the highest of its strains and of its own findings, and at least moderate."""
    assert ask(_species(case(finding()), case()), rulebook).level == "moderate"
    assert ask(_species(case(finding()), case(animal("worsened"))), rulebook).level == "high"
    assert ask(_species(case(), case()), rulebook).level == "unknown"
    assert ask(_species(case(), own=(finding("worsened"),)), rulebook).level == "high"
    assert ask(_species(case(), own=(finding(),)), rulebook).level == "moderate"


def _product(*members: Case, own: tuple[Bearing, ...] = (), **changes: Any) -> Case:
    return case(*own, kind="product", made_of="components", members=members, **changes)


def test_product(rulebook: Rulebook) -> None:
    """A product with findings of its own is a subject of its own; else the highest of its components."""
    assert ask(_product(case(animal("worsened")), own=(finding(),)), rulebook).level == "low"
    assert ask(_product(case(finding()), case(finding())), rulebook).level == "moderate"
    assert ask(_product(case(finding()), case()), rulebook).level == "moderate"
    assert ask(_product(case(finding()), case(animal("worsened"))), rulebook).level == "high"
    assert ask(_product(case(), case()), rulebook).level == "unknown"
    untested = ask(_product(case(finding()), case()), rulebook)
    assert "PRODUCT-UNTESTED" in [one.rule for one in untested.reasons]


def test_product_floor(rulebook: Rulebook) -> None:
    """A floor that applies to any component applies to the product, even to one that was studied."""
    yeast = case(groups=("saccharomyces", "any-live"))
    mixed = _product(yeast, case(finding()), own=(finding(),), groups=("saccharomyces", "bacteria", "any-live"))
    assert ask(mixed, rulebook, "stable", "critical-illness").level == "avoid"


def test_group_of_diseases(rulebook: Rulebook) -> None:
    """A group of diseases answers by the highest of its members, and at least moderate."""
    group = case(made_of="conditions", members=(case(finding()), case(finding())), condition_is_group=True)
    assert ask(group, rulebook).level == "moderate"
    worse = structs.replace(group, members=(case(finding()), case(finding("worsened"))))
    assert ask(worse, rulebook).level == "high"


CERTAINTY = [
    ("two trials, 400", [finding(n_analysed=200), finding(n_analysed=200)], "high"),
    ("400 in one trial", [finding(n_analysed=400)], "moderate"),
    ("two trials", [finding(n_analysed=20), finding(n_analysed=25)], "moderate"),
    ("100 in one", [finding(n_analysed=100)], "moderate"),
    ("one small", [finding(n_analysed=60)], "low"),
    ("disagreeing", [finding(n_analysed=200), finding("worsened", n_analysed=200)], "low"),
    ("secondary", [finding(n_analysed=100, read="secondary")], "low"),
    ("uncontrolled", [finding(design="open-label-trial", n_analysed=500)], "very-low"),
    ("cohort of 100", [finding(design="cohort", n_analysed=100)], "low"),
    ("indirect", [finding(subject="part", n_analysed=500)], "very-low"),
    ("model", [animal("improved")], "very-low"),
    ("nothing", [], "very-low"),
]


@pytest.mark.parametrize(("bearings", "certainty"), [one[1:] for one in CERTAINTY], ids=[one[0] for one in CERTAINTY])
def test_certainty(bearings: list[Bearing], certainty: str, rulebook: Rulebook) -> None:
    """Certainty follows trials and participants, and is lowered for secondary sources."""
    verdict = ask(case(*bearings), rulebook)
    assert verdict.certainty == certainty
    assert verdict.certainty_reasons
