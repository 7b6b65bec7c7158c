"""What an answer says besides its level: whom and what it is about, its one line, its members and what stands lower."""

from __future__ import annotations

from typing import Any

import pytest
from findings import animal, case, finding, immune
from msgspec import structs

from probiocheck import judge, model, scale
from probiocheck.judge.case import Case, Rulebook
from probiocheck.judge.policy import Entry, Policy
from probiocheck.knowledge.store import Store
from probiocheck.model_files import PolicyEntry

STAMP = ("9.9", "2031.07", "0123abcd")


@pytest.fixture(scope="module")
def rulebook(store: Store) -> Rulebook:
    """Return the shipped rulebook with every rule that speaks of risks and groups."""
    return store.rulebook({one.id for kind in ("risk", "group") for one in store.all(kind)})


def answer(
    one: Case,
    rulebook: Rulebook,
    *,
    others: tuple[model.Standing, ...] = (),
    told: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
    **patient: Any,
) -> model.Assessment:
    """Assess a case."""

    def beside(found: judge.Verdict) -> tuple[list[model.Standing], list[str]]:
        assert found.case is one  # what stands lower is sought for the answer itself
        return list(others), list(told)

    return judge.assess(
        one,
        model.Patient(**patient),
        rulebook,
        alternatives=beside,
        notes=notes,
        stamp=STAMP,
    )


def named(number: int, *bearings: Any, **changes: Any) -> Case:
    """Return the case of a strain with a name of its own."""
    subject = model.Subject(query="x", kind="strain", id=f"strain-{number}", name=f"Made up S{number}")
    return case(*bearings, subject=subject, **changes)


SPECIES = case(
    finding("improved"),
    kind="species",
    made_of="strains",
    members=(named(1, finding(state="active")), named(2, animal("worsened")), named(3)),
    monitoring=("CRP", "joint counts"),
)


def test_it_says_what_was_asked_of_whom_and_by_which_knowledge(rulebook: Rulebook) -> None:
    """Subject, condition, patient, what to watch and the stamp of program and data are those of the question."""
    found = answer(SPECIES, rulebook, activity="active", risks=["pregnancy"])
    assert (found.subject, found.condition) == (SPECIES.subject, SPECIES.condition)
    assert found.patient == model.Patient(activity="active", risks=["pregnancy"])
    assert (found.version, found.data_version, found.data_digest) == STAMP
    assert found.monitoring == ["CRP", "joint counts"]


CASES = [
    ("a species", SPECIES),
    ("a strain", case(finding(n_analysed=20, read="secondary"), immune("IL-12", system="patients"))),
    ("nothing", case()),
    (
        "a group",
        case(made_of="conditions", members=(case(finding()), case(finding("worsened"))), condition_is_group=True),
    ),
]


@pytest.mark.parametrize("one", [one[1] for one in CASES], ids=[one[0] for one in CASES])
@pytest.mark.parametrize("activity", ["unknown", "remission", "flare"])
def test_a_brief_answer_is_the_full_one_without_the_evidence(one: Case, activity: Any, rulebook: Rulebook) -> None:
    """What a batch writes about a row is what a look-up says, field by field."""
    patient = model.Patient(activity=activity)
    full = answer(one, rulebook, activity=activity)
    short = judge.brief(judge.prepare(one, rulebook), patient, rulebook)
    for name in model.Brief.__struct_fields__:
        assert getattr(short, name) == getattr(full, name), name
    assert short.summary
    assert short.reasons
    assert full.certainty_reasons


@pytest.mark.parametrize("one", [one[1] for one in CASES], ids=[one[0] for one in CASES])
def test_the_spread_over_activities_is_that_of_five_questions(one: Case, rulebook: Rulebook) -> None:
    """What ``by_activity`` says of an activity is what asking with it gives, whichever was asked with."""
    levels = {name: answer(one, rulebook, activity=name).level for name in model.ByActivity.__struct_fields__}
    for name in levels:
        assert structs.asdict(answer(one, rulebook, activity=name).by_activity) == levels


def test_what_stands_lower_on_thinner_evidence_is_named(rulebook: Rulebook) -> None:
    """A lower level is no better choice where less is known, and the answer says of which that is so."""
    at = {one: model.Standing(id=one, name=one.upper(), level="low", certainty=one) for one in scale.CERTAINTIES}
    one = case(finding("mixed", n_analysed=500))
    assert answer(one, rulebook).certainty == "moderate"
    thin = answer(one, rulebook, others=(at["low"], at["moderate"], at["very-low"], at["high"]))
    assert "Lower, but on thinner evidence: LOW, VERY-LOW." in thin.notes
    assert thin.alternatives == [at["low"], at["moderate"], at["very-low"], at["high"]]
    for firm in ((), (at["moderate"], at["high"])):
        assert not any("thinner" in note for note in answer(one, rulebook, others=firm).notes)


def test_nothing_is_told_twice(rulebook: Rulebook) -> None:
    """Notes of the question, of the verdict and of what stands beside it come in this order, each once."""
    found = answer(case(strain_unlisted=True), rulebook, notes=("read so", "read so"), told=("beside", "read so"))
    assert (found.notes[0], found.notes[-1]) == ("read so", "beside")
    assert len(found.notes) == len(set(found.notes)) == 3
    assert found.notes[1].startswith("The strain that was named is not in the knowledge")
    assert len(found.advice) == len(set(found.advice)) > 0


def test_members_stand_where_asking_for_them_puts_them(rulebook: Rulebook) -> None:
    """The strains of a species are listed with the level and certainty that each has for this patient."""
    patient: dict[str, Any] = {"activity": "flare", "risks": ["central-venous-catheter"]}
    found = answer(SPECIES, rulebook, **patient)
    alone = [answer(one, rulebook, **patient) for one in SPECIES.members]
    assert found.members == [
        model.Standing(id=one.subject.id, name=one.subject.name, level=one.level, certainty=one.certainty)
        for one in alone
    ]
    assert len({one.level for one in answer(SPECIES, rulebook).members}) == 3


def test_a_product_over_a_group_of_diseases_lists_its_components(rulebook: Rulebook) -> None:
    """What was asked about is the product, so its components are its members; the diseases are not subjects."""
    parts = (named(1, finding()), named(2, animal("worsened")))
    diseases = (case(finding(), kind="product"), case(kind="product"))
    whole = case(kind="product", made_of="conditions", members=diseases, components=parts, condition_is_group=True)
    patient: dict[str, Any] = {"activity": "active"}
    found = answer(whole, rulebook, **patient)
    assert [one.id for one in found.members] == ["strain-1", "strain-2"]
    assert [one.level for one in found.members] == [answer(one, rulebook, **patient).level for one in parts]
    assert [one.id for one in answer(structs.replace(whole, components=()), rulebook).members] == []


def test_a_policy_lowers_no_component_that_is_only_listed(rulebook: Rulebook) -> None:
    """Of a product over a group of diseases the components are listed as judged: asked about was the product."""
    part = named(1, animal("improved"), groups=("strain-1",))
    whole = case(kind="product", made_of="conditions", members=(case(),), components=(part,), condition_is_group=True)
    entry = Entry(
        written=PolicyEntry(
            id="ours",
            subject="strain-1",
            condition="made-up",
            level="low",
            reason="made up",
            by="nobody",
            expires="2099-12-31",
            acknowledge="lowers",
        ),
        subject=model.Named(id="strain-1", name="strain-1"),
        condition=model.Named(id="made-up", name="made up"),
    )
    house = structs.replace(rulebook, policy=Policy(lowering={("strain-1", "made-up"): entry}))
    assert answer(part, house).level == "low"
    assert [one.level for one in answer(whole, house).members] == ["moderate"]


# --- the one line ---------------------------------------------------------------------------------------------


def _lasting(length: int, name: str, rulebook: Rulebook) -> tuple[str, str]:
    """Return the summary and the line without its reason, the name padded to make the whole ``length`` long."""
    one = case(finding(), subject=model.Subject(query="x", kind="strain", id="s", name=name))
    found = answer(one, rulebook)
    missing = length - len(found.summary)
    if missing <= 0:
        return found.summary, name
    return _lasting(length, name + "m" * missing, rulebook)


def test_the_line_says_level_certainty_and_what_decided(rulebook: Rulebook) -> None:
    """The reason in the line is the last one that put the level where it is; a note never is."""
    found = answer(case(finding("worsened")), rulebook)
    base = found.reasons[0]
    assert found.summary == f"Made up in Made up: high caution, certainty low. {base.text}."
    raised = answer(case(animal("improved")), rulebook, activity="active")
    assert [(one.effect, one.level) for one in raised.reasons] == [("base", "moderate"), ("raise", "high")]
    assert raised.summary == f"Made up in Made up: high caution, certainty very low. {raised.reasons[1].text}."
    noted = answer(case(finding(n_analysed=120), animal("worsened")), rulebook)
    assert noted.reasons[-1].effect == "note"
    assert noted.summary.endswith(f". {noted.reasons[0].text}.")


def test_the_line_of_very_low_certainty_reads_as_words(rulebook: Rulebook) -> None:
    """Ids do not reach the reader: very-low is said as very low."""
    assert ", certainty very low. " in answer(case(animal("improved")), rulebook).summary


def test_the_line_of_unknown_claims_no_certainty(rulebook: Rulebook) -> None:
    """Where nothing is known there is nothing to be certain of."""
    found = answer(case(), rulebook)
    assert found.summary == f"Made up in Made up: unknown. {found.reasons[0].text}."


def test_the_line_without_a_reason_of_its_own_ends_at_the_level(rulebook: Rulebook) -> None:
    """Where a member's risks alone put the level, the line names no reason rather than a wrong one."""
    yeast = case(groups=("saccharomyces",))
    whole = case(kind="species", made_of="strains", members=(yeast,))
    found = answer(whole, rulebook, risks=["central-venous-catheter"])
    assert found.summary == "Made up in Made up: avoid, certainty very low."


def test_the_line_is_never_longer_than_it_may_be(rulebook: Rulebook) -> None:
    """Of at most 140 characters: first the reason is left out, then the end of the line, and that is shown."""
    head = "Made up in Made up: low caution, certainty low"
    whole, name = _lasting(140, "Made up", rulebook)
    assert (len(whole), whole[-1]) == (140, ".")

    def said(long: str) -> str:
        subject = model.Subject(query="x", kind="strain", id="s", name=long)
        return answer(case(finding(), subject=subject), rulebook).summary

    assert said(name) == whole
    short = said(name + "m")
    assert short == whole.partition(". ")[0].replace(name, name + "m")
    just = "m" * (140 - len(head) + len("Made up"))
    assert said(just) == head.replace("Made up", just, 1)
    assert len(said(just)) == 140
    cut = said(just + "m")
    assert cut == head.replace("Made up", just + "m", 1)[:139] + "…"
