"""What a local policy may do to an answer, and what it never may."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import made_up as cases
import msgspec
import pytest
from conftest import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from probiocheck import judge, model, scale
from probiocheck.ask import Desk
from probiocheck.judge.case import Case, Rulebook
from probiocheck.judge.policy import Entry, Policy
from probiocheck.knowledge import policy as written
from probiocheck.model_files import PolicyEntry

KEEP = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
With = Callable[..., Desk]


@pytest.fixture
def by(desk: Desk, tmp_path: Any) -> With:
    """Return what makes a desk by a policy of entries, each given by subject, condition and fields."""

    def make(*entries: dict[str, object]) -> Desk:
        path = tmp_path / "policy.yaml"
        path.write_text(json.dumps({"policy": list(entries)}), encoding="utf-8")  # JSON is YAML
        return Desk(desk.store, written.read(path, desk.store, desk.names, dt.date(2026, 7, 1)))

    return make


def entry(subject: str, condition: str, level: str | None = None, **more: object) -> dict[str, object]:
    """Return an entry of a policy file."""
    whole = {"id": "ours", "subject": subject, "condition": condition, "reason": "Because", "by": "Us"}
    whole |= {"expires": "2099-12-31"} | ({"level": level} if level else {})
    return whole | more


def lower(subject: str, condition: str, level: str, **more: object) -> dict[str, object]:
    """Return an entry that may lower."""
    return entry(subject, condition, level, acknowledge="lowers", **more)


def ask(desk: Desk, subject: str, condition: str, activity: str = "unknown", *risks: str) -> model.Assessment:
    """Return an answer that must be one."""
    answer = desk.strain(subject, condition, desk.patient(activity, [], risks))
    assert isinstance(answer, model.Assessment), answer
    return answer


def _effects(answer: model.Assessment, rule: str = "ours") -> list[tuple[str, str]]:
    return [(one.effect, one.level) for one in answer.reasons if one.rule == rule]


def _bytes(answer: object) -> bytes:
    return msgspec.json.encode(answer)


# --- raising --------------------------------------------------------------------------------------------------

RAISED = [
    ("a strain", "LGG", "RA", "LGG", "RA"),
    ("from low", "L. casei 01", "RA", "L. casei 01", "RA"),
    ("from unknown", "Lacteol", "UC", "Lacteol", "UC"),
    ("a strain, by its species", "L. rhamnosus", "UC", "LGG", "UC"),
    ("a species, by its strain", "LGG", "UC", "L. rhamnosus", "UC"),
    ("an unlisted strain, by its species", "L. rhamnosus", "UC", "L. rhamnosus QQ7", "UC"),
    ("a product, by its component", "L. plantarum BP06", "UC", "VSL#3", "UC"),
    ("a product with trials of its own", "L. plantarum DSM 24730", "UC", "De Simone Formulation", "UC"),
    ("a strain, by the product that is it", "Culturelle", "UC", "LGG", "UC"),
    ("a product of dead cells", "L. fermentum LB", "UC", "Lacteol", "UC"),
    ("a product of unknown composition", "LGG", "UC", "Bio-Kult", "UC"),
    ("a disease, by its group", "LGG", "IBD", "LGG", "UC"),
    ("a group, by its disease", "LGG", "UC", "LGG", "IBD"),
    ("a group, by a disease where nothing is known", "HN001", "Crohn disease", "HN001", "IBD"),
    ("any subject", "any", "UC", "EcN", "UC"),
    ("any condition", "LGG", "any", "LGG", "MS"),
    ("anything", "any", "any", "Yakult", "MS"),
]


@pytest.mark.parametrize(
    ("subject", "condition", "asked", "disease"), [one[1:] for one in RAISED], ids=[one[0] for one in RAISED]
)
def test_raises(desk: Desk, by: With, subject: str, condition: str, asked: str, disease: str) -> None:
    """An entry raises what it names, what stands below that and what contains it, at every activity, and is shown."""
    house = by(entry(subject, condition, "avoid"))
    before, answer = ask(desk, asked, disease), ask(house, asked, disease)
    assert before.level != "avoid"
    assert answer.level == "avoid"
    assert set(structs.asdict(answer.by_activity).values()) == {"avoid"}
    assert _effects(answer) == [("floor", "avoid")]
    assert "Because (Us, until 2099-12-31)" in next(one.text for one in answer.reasons if one.rule == "ours")
    assert "Local policy ours (Us, until 2099-12-31): Because." in answer.notes
    assert (answer.certainty, answer.basis, answer.benefit) == (before.certainty, before.basis, before.benefit)
    assert answer.evidence == before.evidence


def test_raises_unknown_to_moderate(desk: Desk, by: With) -> None:
    """An entry lifts what nobody has looked at, in a species, too, where other strains are known."""
    assert ask(desk, "Lacteol", "UC").level == "unknown"
    assert ask(by(entry("Lacteol", "UC", "moderate")), "Lacteol", "UC").level == "moderate"
    before = ask(desk, "B. subtilis", "UC")
    assert before.level == "moderate"
    assert "unknown" in [one.level for one in before.members if one.id == "bacillus-subtilis-de111"]
    answer = ask(by(entry("B. subtilis DE111", "UC", "high")), "B. subtilis", "UC")
    assert answer.level == "high"
    assert [one.level for one in answer.members if one.id == "bacillus-subtilis-de111"] == ["high"]


def test_raises_labels(desk: Desk, by: With) -> None:
    """A label that contains the organism is raised, and one that may be of the product."""
    patient = desk.patient("unknown", [], [])
    text = "Lacticaseibacillus rhamnosus GG, Bifidobacterium longum BB536"
    for house, level in ((desk, "moderate"), (by(entry("LGG", "UC", "avoid")), "avoid")):
        found = house.label(text, "UC", patient).assessment
        assert found is not None
        assert found.level == level


def test_raises_a_label_of_several_products(desk: Desk, by: With) -> None:
    """Where products of several names consist of the same organisms, an entry about one raises the label."""
    made_of: dict[tuple[str, ...], list[model.Product]] = {}
    for one in desk.store.all("product"):
        kinds = {desk.store.kind_of(part) for part in one.components}
        if one.marketed and one.complete and len(one.components) > 1 and kinds == {"strain"}:
            made_of.setdefault(tuple(sorted(one.components)), []).append(one)
    first, second, *_ = next(products for products in made_of.values() if len(products) > 1)
    text = ", ".join(desk.store.name(one) for one in first.components)
    for product in (first, second):
        found = by(entry(product.name, "UC", "avoid")).label(text, "UC", desk.patient("unknown", [], [])).assessment
        assert found is not None
        assert found.level == "avoid"


def test_touches_nothing_else(desk: Desk, by: With) -> None:
    """Other subjects and other conditions are answered to the byte as without a policy."""
    house = by(entry("LGG", "RA", "avoid"))
    for subject, condition in [("EcN", "UC"), ("LGG", "UC"), ("HN001", "RA"), ("VSL#3", "RA"), ("LGG", "IBD")]:
        for risks in ([], ["critical-illness"]):
            patient = desk.patient("active", [], risks)
            assert _bytes(house.strain(subject, condition, patient)) == _bytes(
                desk.strain(subject, condition, patient)
            )


def test_a_level_that_is_reached_already(desk: Desk, by: With) -> None:
    """An entry below the judged level lowers nothing, and says so."""
    before, answer = ask(desk, "EcN", "UC"), ask(by(entry("EcN", "UC", "moderate")), "EcN", "UC")
    assert (answer.level, answer.by_activity.active) == (before.level, before.by_activity.active) == ("high", "high")
    assert _effects(answer) == [("note", "high")]
    assert any("asks for moderate; the judged level stands" in one.text for one in answer.reasons)
    assert answer.by_activity.remission == "moderate"
    assert answer.summary == before.summary


def test_note_alone(desk: Desk, by: With) -> None:
    """An entry without a level adds its note wherever it applies, and changes no level."""
    house = by(entry("LGG", "any", note="Not in\nstock."))
    for subject in ("LGG", "Culturelle", "L. rhamnosus"):
        before, answer = ask(desk, subject, "UC"), ask(house, subject, "UC")
        assert answer.level == before.level
        assert answer.by_activity == before.by_activity
        assert "Local policy ours (Us, until 2099-12-31): Not in stock." in answer.notes
        assert _effects(answer) == [("note", before.level)]


def test_summary_names_the_policy_that_decides(by: With) -> None:
    """The decisive reason is that of the policy."""
    answer = ask(by(entry("LGG", "MS", "avoid")), "LGG", "MS")
    decisive = [one for one in answer.reasons if one.effect != "note" and one.level == answer.level][-1]
    assert decisive.rule == "ours"
    assert ": avoid" in answer.summary


# --- lowering -------------------------------------------------------------------------------------------------


def test_lowers_exactly_one_pair(desk: Desk, by: With) -> None:
    """With acknowledge the level of exactly that subject in exactly that condition is set, whatever the activity."""
    answer = ask(by(lower("EcN", "UC", "moderate")), "EcN", "UC")
    assert set(structs.asdict(answer.by_activity).values()) == {"moderate"}
    assert _effects(answer) == [("base", "moderate")]
    assert any("asks for moderate; moderate in place of high" in one.text for one in answer.reasons)
    before = ask(desk, "EcN", "UC")
    assert (answer.certainty, answer.basis, answer.benefit) == (before.certainty, before.basis, before.benefit)


NOT_LOWERED = [
    ("a strain of the species", "L. rhamnosus", "UC", "HN001", "UC"),
    ("a species of the strain", "HN001", "RA", "L. rhamnosus", "RA"),
    ("a strain that is not listed", "L. rhamnosus", "UC", "L. rhamnosus QQ7", "UC"),
    ("a product of the component", "L. plantarum BP06", "UC", "VSL#3", "UC"),
    ("a product of its dead cells", "L. fermentum LB", "UC", "Lacteol", "UC"),
    ("a disease of the group", "LGG", "IBD", "LGG", "Crohn disease"),
    ("a group of the disease", "LGG", "Crohn disease", "LGG", "IBD"),
    ("a related disease", "EcN", "UC", "EcN", "Crohn disease"),
]


@pytest.mark.parametrize(
    ("subject", "condition", "asked", "disease"),
    [one[1:] for one in NOT_LOWERED],
    ids=[one[0] for one in NOT_LOWERED],
)
def test_lowers_nothing_else(desk: Desk, by: With, subject: str, condition: str, asked: str, disease: str) -> None:
    """What stands below, contains or is related to the pair is answered as without a policy."""
    species = desk.store.kind_of(desk.names.strain(subject).id) == "species"  # type: ignore[union-attr]
    house = by(lower(subject, condition, "moderate" if species else "low"))
    for activity in ("unknown", "active"):
        before, answer = ask(desk, asked, disease, activity), ask(house, asked, disease, activity)
        strip: dict[str, Any] = {"alternatives": [], "notes": []}
        assert structs.replace(answer, **strip) == structs.replace(before, **strip)


def test_lowers_unknown(desk: Desk, by: With) -> None:
    """What nobody has looked at becomes low only by an acknowledged entry."""
    answer = ask(by(lower("Lacteol", "UC", "low")), "Lacteol", "UC")
    assert ask(desk, "Lacteol", "UC").level == "unknown"
    assert (answer.level, answer.by_activity.flare, answer.basis) == ("low", "low", "none")


def test_never_below_the_patient(desk: Desk, by: With) -> None:
    """No entry lowers what the patient's risks forbid, and what they raise they raise from the level that was set."""
    house = by(lower("S. boulardii", "UC", "moderate"), lower("LGG", "RA", "low", id="other"))
    answer = ask(house, "S. boulardii", "UC", "unknown", "central-venous-catheter")
    assert answer.level == "avoid"
    assert _effects(answer) == [("note", "avoid")]
    assert any("the patient's risks keep avoid" in one.text for one in answer.reasons)
    raised = ask(house, "LGG", "RA", "active", "systemic-immunosuppression")
    assert ask(desk, "LGG", "RA", "active", "systemic-immunosuppression").level == "high"
    assert raised.level == "moderate"
    assert any("moderate in place of high, by the patient's risks" in one.text for one in raised.reasons)


def test_never_below_a_floor_that_does_not_lift_unknown(desk: Desk, by: With) -> None:
    """A floor for what is known holds for a level that an entry put in the place of unknown, too."""
    house = by(lower("Lacteol", "UC", "low"))
    rule = model.Rule(
        id="MADE-UP",
        title="Made up",
        phase="patient",
        when=model.When(any_risk=["pregnancy"]),
        then=model.Then(at_least="high"),
        why="made up",
    )
    case = house.builder("ulcerative-colitis", "UC").case("lacteol")
    patient = desk.patient("unknown", [], ["pregnancy"])
    for policy, level in ((None, "unknown"), (house.policy, "high")):
        rulebook = structs.replace(house.rulebook(case, patient), rules={"patient": [rule]}, policy=policy)
        assert judge.judge(judge.prepare(case, rulebook), patient, rulebook).level == level


def test_never_below_what_a_strain_of_it_forbids(by: With) -> None:
    """A lowered species stays at what the patient's risks put one of its strains at."""
    house = by(lower("L. rhamnosus", "UC", "moderate"))
    assert ask(by(), "L. rhamnosus", "UC", "active").level == "high"
    assert ask(house, "L. rhamnosus", "UC", "active").level == "moderate"
    assert ask(house, "L. rhamnosus", "UC", "active", "critical-illness").level == "avoid"


def test_raising_wins(by: With) -> None:
    """Of an entry that lowers and one that raises, the latter counts, in whatever order and by whatever name."""
    entries = [lower("LGG", "UC", "low"), entry("L. rhamnosus", "IBD", "high", id="theirs")]
    for order in itertools.permutations(entries):
        answer = ask(by(*order), "LGG", "UC")
        assert answer.level == "high"
        assert _effects(answer, "theirs") == [("floor", "high")]
        assert len(_effects(answer)) == 1


# --- beside the answer ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("risks", [[], ["pregnancy"]], ids=["no risk", "a risk"])
def test_alternatives_obey(desk: Desk, by: With, risks: list[str]) -> None:
    """What a policy raises is no alternative, and the answer that leaves it out says so."""
    patient = desk.patient("remission", [], risks)
    before = desk.strain("S. boulardii", "UC", patient)
    assert isinstance(before, model.Assessment)
    lgg = "lacticaseibacillus-rhamnosus-gg"
    assert lgg in [one.id for one in before.alternatives]
    answer = by(entry("LGG", "UC", "avoid")).strain("S. boulardii", "UC", patient)
    assert isinstance(answer, model.Assessment)
    assert lgg not in [one.id for one in answer.alternatives]
    shown = "Local policy ours (Us, until 2099-12-31) was applied to alternatives: Lacticaseibacillus rhamnosus GG."
    assert [one for one in answer.notes if "alternatives" in one] == [shown]
    assert answer.reasons == before.reasons


def test_alternatives_stand_where_asking_puts_them(desk: Desk, by: With) -> None:
    """Every alternative has the level that a question about it gives by the same policy."""
    house = by(
        entry("Symprove", "UC", "moderate", id="a"),
        lower("LGG", "UC", "moderate", id="b"),
        entry("any", "Crohn disease", "high", id="c"),
    )
    seen = set()
    for subject, condition in [
        ("S. boulardii", "UC"),
        ("EcN", "UC"),
        ("S. boulardii", "Crohn disease"),
        ("LGG", "RA"),
    ]:
        for one in ask(house, subject, condition).alternatives:
            assert ask(house, one.name, condition).level == one.level
            seen.add(one.level)
    assert seen == {"low", "moderate"}
    assert ask(house, "S. boulardii", "Crohn disease").alternatives == []
    assert ask(desk, "S. boulardii", "Crohn disease").alternatives != []


def test_by_activity_is_what_asking_gives(by: With) -> None:
    """The spread over activities is that of five questions."""
    house = by(entry("LGG", "UC", "moderate"), lower("EcN", "UC", "moderate", id="other"))
    for subject in ("LGG", "EcN", "L. rhamnosus", "VSL#3"):
        spread = structs.asdict(ask(house, subject, "UC").by_activity)
        assert spread == {one: ask(house, subject, "UC", one).level for one in spread}


def test_a_look_up_without_a_policy_pays_nothing() -> None:
    """Nothing of policies is even imported where there is none."""
    code = (
        "import sys, probiocheck; probiocheck.check('LGG', 'RA', risks=['pregnancy']);"
        " print([one for one in sys.modules if one.endswith('policy') and one.startswith('probiocheck')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


# --- laws -----------------------------------------------------------------------------------------------------

_IDS = ["made-up-strain-0", "made-up-strain-1", "made-up-strain-99", "made-up-whole", "lactobacilli"]
_CONDITIONS = ["made-up-disease", "inflammatory-bowel-disease"]


@st.composite
def _entries(draw: st.DrawFn, number: int, *, lowers: bool) -> Entry:
    levels: list[Any] = ["low", "moderate", "high"] if lowers else [None, "moderate", "high", "avoid"]
    level = draw(st.sampled_from(levels))
    subject, condition = draw(st.sampled_from(_IDS)), draw(st.sampled_from(_CONDITIONS))
    return Entry(
        written=PolicyEntry(
            id=f"entry-{number}",
            subject=subject,
            condition=condition,
            level=level,
            note=None if level else "made up",
            reason="made up",
            by="nobody",
            expires="2099-12-31",
            acknowledge="lowers" if lowers else None,
        ),
        subject=model.Named(id=subject, name=subject) if lowers or draw(st.booleans()) else None,
        condition=model.Named(id=condition, name=condition) if lowers or draw(st.booleans()) else None,
    )


@st.composite
def policies(draw: st.DrawFn, *, lowers: bool = True) -> Policy:
    """Draw a policy about made-up cases."""
    raising = [draw(_entries(number, lowers=False)) for number in range(draw(st.integers(0 if lowers else 1, 3)))]
    lowering = [draw(_entries(number, lowers=True)) for number in range(5, 5 + draw(st.integers(1, 3)) * lowers)]
    return Policy(raising=tuple(raising), lowering={one.lowers: one for one in lowering if one.lowers})


@st.composite
def whole_cases(draw: st.DrawFn) -> Case:
    """Draw a case that belongs to itself, as every shipped one does."""
    case = draw(cases.cases)
    return structs.replace(case, organisms=case.organisms | {case.subject.id})


@pytest.fixture(scope="module")
def rulebook(desk: Desk) -> Rulebook:
    """Return the shipped rulebook with every rule in it."""
    kinds = ("risk", "therapy", "group", "species", "strain", "condition")
    return desk.store.rulebook({one.id for kind in kinds for one in desk.store.all(kind)})


@pytest.fixture(scope="module")
def risks(desk: Desk) -> list[str]:
    """Return the id of every risk factor."""
    return [one.id for one in desk.store.all("risk")]


def _judged(case: Case, patient: model.Patient, rulebook: Rulebook, policy: Policy | None) -> judge.Verdict:
    house = structs.replace(rulebook, policy=policy)
    return judge.judge(judge.prepare(case, house), patient, house)


def test_law_raising_never_lowers(rulebook: Rulebook, risks: list[str]) -> None:
    """By any policy without acknowledge no level is lower than without, and certainty and basis are the same."""

    @KEEP
    @given(whole_cases(), cases.patients(risks), policies(lowers=False))
    def holds(case: Case, patient: model.Patient, policy: Policy) -> None:
        before, after = (_judged(case, patient, rulebook, one) for one in (None, policy))
        assert scale.rank(after.level) >= scale.rank(before.level)
        assert (after.certainty, after.basis, after.base) == (before.certainty, before.basis, before.base)
        for entry in policy.raising:
            if entry.concerns(before.facts) and entry.written.level:
                assert scale.rank(after.level) >= scale.rank(entry.written.level)

    holds()


def test_law_worse_patients_never_stand_lower(rulebook: Rulebook, risks: list[str]) -> None:
    """By any policy worse activity, or one more risk factor, never lowers a level."""

    @KEEP
    @given(whole_cases(), cases.patients(risks), policies(), st.sampled_from(risks))
    def holds(case: Case, patient: model.Patient, policy: Policy, risk: str) -> None:
        by_activity = [
            scale.rank(_judged(case, structs.replace(patient, activity=one), rulebook, policy).level)
            for one in cases.ACTIVITIES
        ]
        assert by_activity == sorted(by_activity)
        more = structs.replace(patient, risks=sorted({*patient.risks, risk}))
        levels = [scale.rank(_judged(case, one, rulebook, policy).level) for one in (patient, more)]
        assert levels == sorted(levels)

    holds()


def test_law_never_below_a_floor_of_the_patient(rulebook: Rulebook, risks: list[str]) -> None:
    """No policy puts a level below a floor that a risk factor set, and no entry lowers what it does not name."""
    floors = {one.id: one.then.at_least for one in rulebook.rules["patient"] if one.then.at_least}

    @KEEP
    @given(whole_cases(), cases.patients(risks), policies())
    def holds(case: Case, patient: model.Patient, policy: Policy) -> None:
        before, after = (_judged(case, patient, rulebook, one) for one in (None, policy))
        for reason in before.reasons:
            if reason.rule in floors:
                assert scale.rank(after.level) >= scale.rank(floors[reason.rule])
        if scale.rank(after.level) < scale.rank(before.level):
            assert policy.lowers(case) is not None

    holds()


def test_law_order_changes_nothing(rulebook: Rulebook, risks: list[str]) -> None:
    """The order of the entries changes nothing of a verdict."""

    @KEEP
    @given(whole_cases(), cases.patients(risks), policies())
    def holds(case: Case, patient: model.Patient, policy: Policy) -> None:
        turned = Policy(raising=policy.raising[::-1], lowering=dict(reversed(list(policy.lowering.items()))))
        assert _judged(case, patient, rulebook, policy) == _judged(case, patient, rulebook, turned)

    holds()


def test_shipped_pairs(desk: Desk, by: With) -> None:
    """Over shipped strains, species and products a policy that raises lowers nothing, and every use of it is shown."""
    house = by(
        entry("L. rhamnosus", "IBD", "moderate", id="a"),
        entry("Yakult", "any", "high", id="b"),
        entry("any", "RA", "moderate", id="c"),
        entry("VSL#3", "UC", note="n", id="d"),
    )
    used = 0
    for condition in ("ulcerative-colitis", "inflammatory-bowel-disease", "rheumatoid-arthritis"):
        builders = [one.builder(condition, condition) for one in (desk, house)]
        for kind in ("strain", "species", "product"):
            for record in desk.store.all(kind):
                patient = desk.patient("stable", [], [])
                before, after = (
                    one.judged(builder, record.id, patient)[1]
                    for one, builder in zip((desk, house), builders, strict=True)
                )
                assert scale.rank(after.level) >= scale.rank(before.level)
                shown = {one.rule for one in after.reasons} & {"a", "b", "c", "d"}
                assert shown == {one.id for one in after.entries}
                used += bool(shown)
                if not shown:
                    assert after == before
    assert used > 400
