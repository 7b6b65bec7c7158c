"""The laws of the design, over made-up and over shipped knowledge."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import made_up as cases
import msgspec
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

import probiocheck
from probiocheck import judge, model, scale
from probiocheck.judge.case import Case, Rulebook

if TYPE_CHECKING:
    from conftest import Copy

    from probiocheck.ask import Desk
    from probiocheck.knowledge.store import Store

KEEP = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def rulebook(store: Store) -> Rulebook:
    """Return the shipped rulebook with every rule in it."""
    triggers = {
        one.id for kind in ("risk", "therapy", "group", "species", "strain", "condition") for one in store.all(kind)
    }
    whole = store.rulebook(triggers)
    assert sum(map(len, whole.rules.values())) == store.counts()["rule"]
    return whole


@pytest.fixture(scope="module")
def risks(store: Store) -> list[str]:
    """Return the id of every risk factor."""
    return [one.id for one in store.all("risk")]


def _level(case: Case, patient: model.Patient, rulebook: Rulebook) -> int:
    return scale.rank(judge.judge(judge.prepare(case, rulebook), patient, rulebook).level)


def _harm(directness: str = "same") -> st.SearchStrategy[object]:
    """Return a finding of harm, to the disease or to the immune system along any axis."""
    worse = cases.findings(outcome="worsened", recommendation=None)
    inflamed = cases.findings(
        outcome=None,
        recommendation=None,
        immune=[model.ImmuneEffect(marker="TNF-alpha", change="up")],
    )
    return cases.bearings(worse | inflamed, subject=directness)


def test_law_1_activity(rulebook: Rulebook, risks: list[str]) -> None:
    """Worse activity never lowers a level."""

    @KEEP
    @given(cases.cases, cases.patients(risks))
    def holds(case: Case, patient: model.Patient) -> None:
        levels = [_level(case, structs.replace(patient, activity=one), rulebook) for one in cases.ACTIVITIES]
        assert levels == sorted(levels)

    holds()


def test_law_1_risks_and_therapies(desk: Desk, rulebook: Rulebook, risks: list[str]) -> None:
    """One more risk factor or therapy never lowers a level."""
    therapies = {one.id: one.implies for one in desk.store.all("therapy")}

    @KEEP
    @given(cases.cases, cases.patients(risks), st.sampled_from(risks), st.sampled_from(sorted(therapies)))
    def holds(case: Case, patient: model.Patient, risk: str, therapy: str) -> None:
        before = _level(case, patient, rulebook)
        more = structs.replace(patient, risks=sorted({*patient.risks, risk}))
        assert _level(case, more, rulebook) >= before
        treated = structs.replace(patient, therapies=[therapy], risks=sorted({*patient.risks, *therapies[therapy]}))
        assert _level(case, treated, rulebook) >= before

    holds()


@pytest.mark.parametrize("directness", ["same", "part", "species"])
def test_law_2_harm(rulebook: Rulebook, risks: list[str], directness: str) -> None:
    """One more finding of harm never lowers a level."""

    @KEEP
    @given(cases.cases, cases.patients(risks), _harm(directness), st.booleans())
    def holds(case: Case, patient: model.Patient, harm: object, to_member: bool) -> None:  # noqa: FBT001
        before = _level(case, patient, rulebook)
        if to_member and case.members:
            first, *others = case.members
            worse = structs.replace(first, bearings=(*first.bearings, harm))
            more = structs.replace(case, members=(worse, *others))
        else:
            more = structs.replace(case, bearings=(*case.bearings, harm))
        assert _level(more, patient, rulebook) >= before

    holds()


def test_law_3_low_needs_a_controlled_finding(rulebook: Rulebook, risks: list[str]) -> None:
    """Low is never given without a controlled finding on exactly this subject in exactly this condition."""

    @KEEP
    @given(cases.cases, cases.patients(risks))
    def holds(case: Case, patient: model.Patient) -> None:
        if _level(case, patient, rulebook) == scale.rank("low"):
            assert any(
                one.subject == one.condition == "same"
                and one.finding.design in {"randomised-trial", "crossover-trial"}
                and one.finding.outcome in {"improved", "no-difference"}
                for one in case.bearings
            )

    holds()


def test_law_3_low_is_reachable(rulebook: Rulebook) -> None:
    """The law above is not kept by never answering low."""
    trial = cases.findings(
        outcome="no-difference",
        design="randomised-trial",
        system="patients",
        state="active",
        route="oral",
        preparation="live",
        context=None,
        recommendation=None,
        n_analysed=40,
        immune=[],
    )
    seen = []

    @settings(max_examples=20, deadline=None)
    @given(cases.strains(), cases.bearings(trial, subject="same", condition="same"))
    def reach(case: Case, bearing: object) -> None:
        only = structs.replace(case, bearings=(bearing,))
        seen.append(_level(only, model.Patient(activity="active"), rulebook))

    reach()
    assert scale.rank("low") in seen


def test_law_4_species_and_products(rulebook: Rulebook, risks: list[str]) -> None:
    """A species answer is never low; a product answer is never below a floor of one of its components."""

    @KEEP
    @given(cases.composed(), cases.patients(risks))
    def holds(case: Case, patient: model.Patient) -> None:
        level = _level(case, patient, rulebook)
        if case.made_of in {"strains", "conditions"}:
            assert level != scale.rank("low")
        if case.made_of == "components":
            for member in case.members:
                verdict = judge.judge(judge.prepare(member, rulebook), patient, rulebook)
                if any(one.effect == "floor" and one.level == "avoid" for one in verdict.reasons):
                    assert level == scale.rank("avoid")

    holds()


def _every_answer(desk: Desk) -> list[model.Assessment]:
    """Return an answer for every strain and product in a spread of conditions."""
    conditions = [
        "rheumatoid-arthritis",
        "ulcerative-colitis",
        "inflammatory-bowel-disease",
        "multiple-sclerosis",
        "psoriasis",
    ]
    subjects = [one.id for kind in ("strain", "product", "species") for one in desk.store.all(kind)]
    patient = desk.patient("active", ["infliximab"], ["central-venous-catheter"])
    found = []
    for number, subject in enumerate(subjects):
        answer = desk.strain(desk.store.name(subject), desk.store.name(conditions[number % len(conditions)]), patient)
        if isinstance(answer, model.Assessment):
            found.append(answer)
    return found


def test_law_5_traceable(desk: Desk) -> None:
    """Every reason names its rule, and every rule resting on evidence names publications that resolve."""
    core = desk.store.rulebook([])
    rules = {one.id: one for one in desk.store.rules()}
    known = {
        *rules,
        core.no_evidence.id,
        *(one.id for one in core.tiers),
        *(one.id for one in core.member_rules.values()),
    }
    answers = _every_answer(desk)
    assert len(answers) > 300
    for answer in answers:
        assert answer.reasons
        for reason in answer.reasons:
            assert reason.rule in known
            assert all(desk.store.get("publication", one) for one in reason.evidence)
            if reason.rule in rules and rules[reason.rule].evidence:
                assert set(rules[reason.rule].evidence) <= set(reason.evidence)
            if (
                reason.effect == "base"
                and reason.level != "unknown"
                and reason.rule in {one.id for one in core.tiers}
            ):
                assert reason.evidence


def _shuffled(content: object, seed: int) -> object:
    """Turn every list of records around; lists of plain text keep their order, which carries meaning to readers."""
    if isinstance(content, dict):
        return {key: _shuffled(value, seed) for key, value in content.items()}
    if isinstance(content, list) and content and isinstance(content[0], dict) and "id" in content[0]:
        return [_shuffled(one, seed) for one in reversed(content)]
    return content


def test_law_6_order_changes_nothing(desk: Desk, copy: Copy) -> None:
    """The order of records in the YAML changes no byte of any answer, and asking twice gives the same bytes."""
    for path in copy.folder.rglob("*.yaml"):
        if path.name == "rules.yaml":
            continue  # the order of tiers is their rank
        content = _shuffled(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader), 1)
        path.write_text(
            yaml.dump(content, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True), encoding="utf-8"
        )
    other = probiocheck.load(copy.folder)
    assert other.store.digest == desk.store.digest
    for strain, condition in [
        ("L. rhamnosus", "RA"),
        ("EcN", "UC"),
        ("VSL#3", "pouchitis"),
        ("LGG", "IBD"),
        ("Yakult", "MS"),
    ]:
        for activity in ("unknown", "active"):
            patient = desk.patient(activity, ["methotrexate"], ["pregnancy"])
            one, two, again = (
                msgspec.json.encode(each.strain(strain, condition, patient)) for each in (desk, other, desk)
            )
            assert one == two == again


@pytest.mark.parametrize("name", ["LGGG", "CD", "SD5212", "", "L.", "Lactobacillus", "E. coli O157:H7", "ibuprofen"])
def test_law_7_uncertain_names(desk: Desk, name: str) -> None:
    """A name that is not certain is never assessed."""
    assert isinstance(desk.strain(name, "RA", desk.patient("unknown", [], [])), model.NoAnswer)


def test_same_knowledge_compiled_twice(desk: Desk, tmp_path: Path) -> None:
    """A compiled form read from disk answers as one compiled in memory."""
    folder = tmp_path / "data"
    shutil.copytree(Path(__file__).parents[2] / "data", folder, ignore=shutil.ignore_patterns("*.sqlite"))
    first, second = probiocheck.load(folder), probiocheck.load(folder)
    patient = desk.patient("flare", [], [])
    answers = {msgspec.json.encode(one.strain("LGG", "RA", patient)) for one in (desk, first, second)}
    assert len(answers) == 1


def test_what_is_known_of_a_member_hides_no_risk(desk: Desk, rulebook: Rulebook, risks: list[str]) -> None:
    """A species or product is never below where a risk factor puts it when nothing is known of it at all."""
    builder = desk.builder("ulcerative-colitis", "ulcerative-colitis")
    for kind in ("species", "product"):
        for record in desk.store.all(kind):
            case = builder.case(record.id)
            if case.bearings and any(one.subject == "same" for one in case.bearings):
                continue
            blank = structs.replace(case, bearings=(), members=(), made_of=None)
            for risk in risks:
                patient = model.Patient(activity="remission", risks=[risk])
                assert _level(case, patient, rulebook) >= _level(blank, patient, rulebook), (record.id, risk)
