"""What is laid out beside a level: the evidence and where it points, the benefit, what was given, and what is missing."""

from __future__ import annotations

from typing import Any

import pytest
from findings import animal, case, finding, immune
from msgspec import structs

from probiocheck import judge, model
from probiocheck.judge import balance
from probiocheck.judge.case import Bearing, Case, Rulebook
from probiocheck.knowledge.store import Store


@pytest.fixture(scope="module")
def rulebook(store: Store) -> Rulebook:
    """Return the shipped rulebook with every rule that speaks of risks and groups."""
    return store.rulebook({one.id for kind in ("risk", "group") for one in store.all(kind)})


def answer(one: Case, rulebook: Rulebook, activity: Any = "unknown") -> model.Assessment:
    """Assess a case."""
    patient = model.Patient(activity=activity)
    return judge.assess(one, patient, rulebook, alternatives=lambda _: ([], []), stamp=("", "", ""))


def shown(rulebook: Rulebook, *bearings: Bearing, activity: Any = "unknown", **changes: Any) -> list[model.Evidence]:
    """Return the evidence laid out for a case with these findings."""
    return answer(case(*bearings, **changes), rulebook, activity).evidence


def strains(*members: Case, own: tuple[Bearing, ...] = (), **changes: Any) -> Case:
    """Return the case of a species."""
    return case(*own, kind="species", made_of="strains", members=members, **changes)


def product(*members: Case, own: tuple[Bearing, ...] = (), **changes: Any) -> Case:
    """Return the case of a product."""
    return case(*own, kind="product", made_of="components", members=members, **changes)


# --- where a finding points -----------------------------------------------------------------------------------

ADVICE: dict[str, Any] = {"design": "guideline", "system": "not-applicable", "state": "not-stated"}
POINTS = [
    ("worsened", finding("worsened"), "caution"),
    ("mixed", finding("mixed"), "caution"),
    ("no difference", finding(), "tolerance"),
    ("improved", finding("improved"), "tolerance"),
    ("an inflammatory effect", immune("IL-12"), "caution"),
    ("a regulatory effect", immune("IL-10"), "tolerance"),
    ("stronger defence", immune("NK activity"), "neutral"),
    ("nothing moved", finding(None, immune=[model.ImmuneEffect(marker="IL-12", change="no-change")]), "neutral"),
    ("no outcome", finding(None), "neutral"),
    ("as part of a product, harmless", finding(subject="part"), "tolerance"),
    ("as part of a product, harmful", finding("worsened", subject="part"), "caution"),
    ("a relative, harmless", finding("improved", subject="species"), "neutral"),
    ("a relative, harmful", finding("worsened", subject="species"), "caution"),
    ("the class, harmful", finding("worsened", subject="class"), "neutral"),
    ("an enema, harmless", finding("improved", route="enema"), "neutral"),
    ("an enema, harmful", finding("worsened", route="enema"), "neutral"),
    ("killed, harmful", finding("worsened", preparation="killed"), "neutral"),
    ("not said how, harmless", finding("improved", route="not-stated"), "neutral"),
    ("not said how, harmful", finding("worsened", route="not-stated"), "caution"),
    ("context", finding("worsened", context="a reason"), "neutral"),
    ("retracted, harmless", finding("improved", status="retracted"), "neutral"),
    ("recommended", finding(None, recommendation="for", **ADVICE), "tolerance"),
    ("the class recommended", finding(None, recommendation="for", subject="class", **ADVICE), "neutral"),
    ("recommended, as context", finding(None, recommendation="for", context="a reason", **ADVICE), "neutral"),
    ("advised against", finding(None, recommendation="against", **ADVICE), "caution"),
    ("the class advised against", finding(None, recommendation="against", subject="class", **ADVICE), "caution"),
    ("advised against, as context", finding(None, recommendation="against", context="a reason", **ADVICE), "neutral"),
    ("no recommendation", finding(None, recommendation="none", **ADVICE), "neutral"),
    ("outcome before marker", finding(immune=[model.ImmuneEffect(marker="IL-12", change="up")]), "tolerance"),
]


@pytest.mark.parametrize(("bearing", "points"), [one[1:] for one in POINTS], ids=[one[0] for one in POINTS])
def test_where_a_finding_points(bearing: Bearing, points: str, rulebook: Rulebook) -> None:
    """Harm cautions; what is without harm reassures only of this subject, live and by mouth, in a trusted paper."""
    assert [one.points_to for one in shown(rulebook, bearing)] == [points]


def test_a_recommendation_need_not_speak_of_a_route(rulebook: Rulebook) -> None:
    """A guideline that recommends exactly this points to tolerance though it does not say how it is given."""
    advice = finding(None, recommendation="for", route="not-stated", preparation="not-stated", **ADVICE)
    assert [one.points_to for one in shown(rulebook, advice)] == ["tolerance"]
    theirs = structs.replace(advice, subject="part")
    assert [one.points_to for one in shown(rulebook, theirs)] == ["neutral"]


@pytest.mark.parametrize(
    ("whole", "points"),
    [
        (strains(case(finding("improved"))), "tolerance"),
        (strains(case(finding("improved", subject="part"))), "neutral"),
        (product(case(finding("improved"))), "tolerance"),
        (product(case(finding("improved", subject="part"))), "neutral"),
        (case(made_of="conditions", members=(case(finding("improved", subject="part")),)), "tolerance"),
        (case(made_of="conditions", members=(strains(case(finding("improved", subject="part"))),)), "neutral"),
    ],
    ids=[
        "of a strain",
        "of a strain in a product",
        "of a component",
        "of a component elsewhere",
        "a disease",
        "both",
    ],
)
def test_what_a_member_did_as_part_of_something_reassures_nobody(
    whole: Case, points: str, rulebook: Rulebook
) -> None:
    """A member's own finding may reassure; that of something else the member is in says nothing of the whole."""
    assert [one.points_to for one in answer(whole, rulebook).evidence] == [points]


# --- what is shown, as what, in which order --------------------------------------------------------------------

ELSEWHERE = [
    ("an outcome in another disease", finding("improved", condition="related"), False),
    ("an outcome without a disease", finding("worsened", condition="none"), False),
    ("an effect in another disease", immune("IL-12", condition="related"), True),
    ("an effect off the axes", immune("IL-17"), False),
    ("an effect of a relative", immune("IL-12", subject="species"), False),
    ("an effect of a product it is in", immune("IL-12", subject="part"), False),
    ("an effect of the class", immune("IL-12", subject="class"), False),
    ("an outcome of the class, here", finding("improved", subject="class"), True),
    ("an outcome in the group", finding("improved", condition="group"), True),
    ("a finding without outcome, here", finding(None), True),
]


@pytest.mark.parametrize(("bearing", "seen"), [one[1:] for one in ELSEWHERE], ids=[one[0] for one in ELSEWHERE])
def test_what_is_shown(bearing: Bearing, seen: bool, rulebook: Rulebook) -> None:  # noqa: FBT001
    """All that was found in this disease, and from elsewhere this subject's immune effects on the disease's axes."""
    assert bool(shown(rulebook, bearing)) is seen


def test_a_finding_is_shown_with_its_publication(rulebook: Rulebook) -> None:
    """Everything by which a reader finds the paper and weighs it is that of the record."""
    one = finding(
        "worsened",
        id="hansen-2014",
        pmid="12345",
        doi="10.1000/x",
        year=2014,
        citation="J 2014;1:2",
        url="https://example.org",
        condition="group",
        subject="part",
        as_named="Mixture Z",
        design="cohort",
    )
    (found,) = shown(rulebook, one)
    assert (found.id, found.pmid, found.doi, found.year) == ("hansen-2014", "12345", "10.1000/x", 2014)
    assert (found.title, found.journal, found.summary) == ("Made up", "None", "made up")
    assert (found.as_named, found.design, found.outcome) == ("Mixture Z", "cohort", "worsened")
    assert (found.subject_directness, found.condition_directness) == ("part", "group")
    assert found.citation == "J 2014;1:2"
    (other,) = shown(rulebook, finding(url="https://example.org"))
    assert other.citation == "https://example.org"


def test_what_decides_stands_first_and_is_marked(rulebook: Rulebook) -> None:
    """The order is: what decides, what is not of the class, nearest disease, nearest subject, newest, then the id."""
    ordered = [
        finding("worsened", id="decides", year=1990),
        finding(id="a", year=2020),
        finding(id="b", year=2020),
        finding(id="older", year=2019),
        finding(id="part", subject="part"),
        finding("improved", id="species", subject="species"),
        finding(id="group", condition="group"),
        immune("IL-10", id="related", condition="related"),
        immune("IL-10", id="none"),
        finding(id="class", subject="class"),
    ]
    for bearings in (ordered, ordered[::-1]):
        found = shown(rulebook, *bearings)
        assert [one.id for one in found] == [one.publication.id for one in ordered]
        assert [one.id for one in found if one.decides] == ["decides"]


def test_findings_of_one_paper_are_ordered_by_their_words(rulebook: Rulebook) -> None:
    """Two findings of one publication stand in the same order however the file orders them."""
    pair = [finding(id="one", n_analysed=60), finding("improved", id="one", n_analysed=60)]
    for bearings in (pair, pair[::-1]):
        assert [one.brief for one in shown(rulebook, *bearings)] == [
            "disease improved, 60 patients (stable)",
            "no difference, 60 patients (stable)",
        ]


def test_members_are_shown_by_their_way_to_the_whole(rulebook: Rulebook) -> None:
    """A strain's finding is one of the species, a component's one of a component; class and relatives stay so."""
    of_each = [("same", "same"), ("part", "part"), ("species", "species"), ("class", "class")]
    member = case(*(finding("worsened", id=name, subject=subject) for name, subject in of_each))
    for whole, way in ((strains(member), "species"), (product(member), "component")):
        found = {one.id: one.subject_directness for one in answer(whole, rulebook).evidence}
        assert found == {"same": way, "part": way, "species": "species", "class": "class"}
    over = case(made_of="conditions", members=(member,), condition_is_group=True)
    found = {one.id: one.subject_directness for one in answer(over, rulebook).evidence}
    assert found == dict(of_each)


def test_what_decided_in_a_member_is_marked_in_the_whole(rulebook: Rulebook) -> None:
    """The finding that put the answer where it is stands first, however deep it lies."""
    harm = finding("worsened", id="harm")
    inner = strains(case(finding(id="other")), case(harm))
    found = answer(product(inner, case(finding(id="third"))), rulebook).evidence
    assert [one.id for one in found if one.decides] == ["harm"]
    assert found[0].id == "harm"


def test_what_members_share_is_shown_once(rulebook: Rulebook) -> None:
    """What is said of the class bears on every strain of a species and is one line; all that differs is a line."""
    shared = finding("improved", id="shared", subject="class")
    own = finding("worsened", id="own")
    whole = strains(case(shared, own), case(shared), case(finding(id="later")), own=(shared,))
    assert sorted(one.id for one in answer(whole, rulebook).evidence) == ["later", "own", "shared"]


# --- in a few words -------------------------------------------------------------------------------------------


def effects(**markers: str) -> list[model.ImmuneEffect]:
    """Return immune effects; underscores stand for hyphens."""
    return [model.ImmuneEffect(marker=one.replace("_", "-"), change=way) for one, way in markers.items()]  # type: ignore[arg-type]


SERIOUS = model.AdverseEvents(reported="some", serious_infections=1)
BRIEF = [
    (finding("worsened"), "disease got worse, 60 patients (stable)"),
    (finding("mixed", state="flare"), "some measures worse, some better, 60 patients (flare)"),
    (finding("improved", state="active"), "disease improved, 60 patients (active)"),
    (finding("improved", state="remission"), "disease improved, 60 patients (remission)"),
    (finding(n_analysed=None, n_randomised=80), "no difference, 80 patients (stable)"),
    (finding(n_analysed=70, n_randomised=80, state="mixed"), "no difference, 70 patients"),
    (finding(n_analysed=None, state="not-stated"), "no difference, patients"),
    (finding(route="enema"), "no difference, 60 patients (stable), enema"),
    (finding(route="not-stated"), "no difference, 60 patients (stable)"),
    (finding(route="not-applicable"), "no difference, 60 patients (stable)"),
    (finding(preparation="killed"), "no difference, 60 patients (stable), killed"),
    (finding(preparation="not-stated"), "no difference, 60 patients (stable)"),
    (animal("improved", n_analysed=12), "disease improved, animal model"),
    (finding(None), "no outcome of the disease, 60 patients (stable)"),
    (finding(None, adverse_events=SERIOUS), "serious infection, 60 patients (stable)"),
    (
        finding(None, adverse_events=model.AdverseEvents(reported="some")),
        "no outcome of the disease, 60 patients (stable)",
    ),
    (finding(None, recommendation="for", **ADVICE), "guideline recommends it"),
    (finding(None, recommendation="against", **ADVICE), "guideline advises against"),
    (finding(None, recommendation="none", **ADVICE), "no recommendation"),
    (immune("IL-12", system="healthy-volunteers", n_analysed=30), "IL-12 up, 30 healthy volunteers"),
    (immune("IL-12", "down", system="human-tissue-ex-vivo"), "IL-12 down, human cells or tissue in the dish"),
    (immune("IL-12", system="other-animal"), "IL-12 up, animals"),
    (immune("IL-12", condition="same"), "IL-12 up, cells in the dish"),
    (finding(None, immune=effects(IL_12="no-change")), "immune markers unchanged, 60 patients (stable)"),
]


@pytest.mark.parametrize(("bearing", "brief"), BRIEF, ids=[one[1] for one in BRIEF])
def test_a_finding_in_a_few_words(bearing: Bearing, brief: str, rulebook: Rulebook) -> None:
    """What was found, in whom, in how many and in which state; of preparation and route what is not live by mouth."""
    own = structs.replace(bearing, finding=structs.replace(bearing.finding, condition=None))
    assert [one.brief for one in shown(rulebook, own)] == [brief]


def test_of_another_disease_only_the_effect_is_told(rulebook: Rulebook) -> None:
    """What was an outcome elsewhere is no outcome here: its markers are told, and the disease is named."""
    changes = {"condition": "related", "immune": effects(IL_12="up"), "recommendation": "for"}
    bearing = finding("improved", **changes)
    other = structs.replace(bearing, finding=structs.replace(bearing.finding, condition="crohn-disease"))
    (found,) = shown(rulebook, other)
    assert (found.brief, found.points_to) == ("IL-12 up, 60 patients (stable), in crohn disease", "caution")
    here = structs.replace(other, condition="same")
    assert [one.brief for one in shown(rulebook, here)] == ["guideline recommends it, 60 patients (stable)"]


def test_markers_that_mean_inflammation_are_named_first(rulebook: Rulebook) -> None:
    """Of many markers the four that caution most are told, each once, and that there are more."""
    many = effects(IL_2="up", IgA="up", IL_10="up", IL_12="up", IL_17="up", TGF_beta="down", IL_4="no-change")
    (found,) = shown(rulebook, finding(None, immune=[*many, *effects(IL_12="up")]))
    assert found.brief == "IL-12 up, TGF-beta down, IL-10 up, IgA up …, 60 patients (stable)"
    (four,) = shown(rulebook, finding(None, immune=effects(IL_10="up", IL_12="up", IgA="up", IL_2="up")))
    assert four.brief == "IL-12 up, IL-10 up, IgA up, IL-2 up, 60 patients (stable)"


# --- benefit --------------------------------------------------------------------------------------------------

BENEFIT = [
    ("nothing", case(), "untested"),
    ("no trial", case(finding("improved", design="cohort")), "untested"),
    ("a recommendation", case(finding(None, recommendation="for", **ADVICE)), "untested"),
    ("improved", case(finding("improved")), "shown"),
    ("no difference", case(finding()), "not-shown"),
    ("worsened", case(finding("worsened")), "not-shown"),
    ("mixed", case(finding("mixed")), "mixed"),
    ("divided", case(finding("improved"), finding("worsened")), "mixed"),
    ("a strain of the species", strains(case(finding("improved"))), "mixed"),
    ("a strain without", strains(case(finding())), "not-shown"),
    ("species and strain", strains(case(finding("improved")), own=(finding("improved"),)), "shown"),
    ("species and strain divided", strains(case(finding()), own=(finding("improved"),)), "mixed"),
    ("a disease of the group", case(made_of="conditions", members=(case(finding("improved")), case())), "mixed"),
    ("a component of the product", product(case(finding("improved"))), "untested"),
    ("the product itself", product(case(finding()), own=(finding("improved"),)), "shown"),
]


@pytest.mark.parametrize(("one", "benefit"), [one[1:] for one in BENEFIT], ids=[one[0] for one in BENEFIT])
def test_benefit(one: Case, benefit: str, rulebook: Rulebook) -> None:
    """Only controlled trials of this very subject show a benefit; what some of its members showed is mixed."""
    assert answer(one, rulebook).benefit == benefit


# --- what was given, and what is missing ------------------------------------------------------------------------


def test_tested_as_tells_what_exactly_was_given(rulebook: Rulebook) -> None:
    """Each name with its doses and papers, once, the best studied first; only this subject, here, in people."""
    one = finding(as_named="LGG", dose_cfu_per_day=2e9, id="one")
    two = finding(as_named="LGG", dose_cfu_per_day=1e9, id="two")
    again = finding(as_named="LGG", dose_cfu_per_day=1e9, id="two", condition="group")
    other = finding(as_named="Gefilus", id="three")
    before = finding(as_named="Before", id="four")
    silent = [
        finding(as_named="part", subject="part"),
        finding(as_named="elsewhere", condition="related"),
        animal("improved", as_named="a mouse"),
    ]
    found = answer(case(other, one, two, again, before, *silent), rulebook).tested_as
    assert [(each.as_named, each.doses_cfu_per_day, each.evidence) for each in found] == [
        ("LGG", [1e9, 2e9], ["one", "two"]),
        ("Before", [], ["four"]),
        ("Gefilus", [], ["three"]),
    ]


TRIAL = "a controlled trial of exactly this"
ACTIVE = "a study in active disease"
DRUGS = "a study said to be under immunosuppressants"
EVENTS = "a report on adverse events"
ALL = [TRIAL, ACTIVE, DRUGS, EVENTS]


def under(share: str, *drugs: str) -> model.Background:
    """Return what participants took besides."""
    return model.Background(drugs=list(drugs), share=share)  # type: ignore[arg-type]


def events(reported: str) -> model.AdverseEvents:
    """Return what is reported about adverse events."""
    return model.AdverseEvents(reported=reported)  # type: ignore[arg-type]


MISSING = [
    ("nothing", [], ALL),
    ("a trial in stable disease", [finding()], [ACTIVE, DRUGS, EVENTS]),
    ("a cohort", [finding(design="cohort")], ALL),
    ("active", [finding(state="active")], [DRUGS, EVENTS]),
    ("a flare", [finding(state="flare")], [DRUGS, EVENTS]),
    ("active, without an outcome", [finding(None, state="active")], ALL),
    ("active, of a product it is in", [finding(state="active", subject="part")], ALL),
    ("active, in the group", [finding(state="active", condition="group")], ALL),
    ("an animal", [animal("improved", state="active", adverse_events=events("none"))], ALL),
    ("all under drugs", [finding(background=under("all", "methotrexate"))], [ACTIVE, EVENTS]),
    ("some under drugs", [finding(background=under("some", "methotrexate"))], [ACTIVE, EVENTS]),
    ("drugs allowed", [finding(background=under("allowed", "methotrexate"))], [ACTIVE, DRUGS, EVENTS]),
    ("no drug named", [finding(background=under("all"))], [ACTIVE, DRUGS, EVENTS]),
    ("drugs, no outcome", [finding(None, background=under("all", "methotrexate"))], ALL),
    ("events", [finding(adverse_events=events("some"))], [ACTIVE, DRUGS]),
    ("no events", [finding(adverse_events=events("none"))], [ACTIVE, DRUGS]),
    ("events, no outcome", [finding(None, adverse_events=events("none"))], [TRIAL, ACTIVE, DRUGS]),
    ("events not stated", [finding(adverse_events=events("not-stated"))], [ACTIVE, DRUGS, EVENTS]),
]


@pytest.mark.parametrize(("bearings", "missing"), [one[1:] for one in MISSING], ids=[one[0] for one in MISSING])
def test_what_was_looked_for_and_is_not_there(
    bearings: list[Bearing], missing: list[str], rulebook: Rulebook
) -> None:
    """Silence is not safety: each gap is named unless a finding in people, of this and here, closes it."""
    assert answer(case(*bearings), rulebook).not_found == missing


def test_a_standing_is_the_verdict_in_one_line(rulebook: Rulebook) -> None:
    """A list shows of each subject its id, its name, its level and its certainty."""
    patient = model.Patient(activity="flare")
    verdict = judge.judge(judge.prepare(case(finding()), rulebook), patient, rulebook)
    assert balance.standing(verdict) == model.Standing(
        id="made-up", name="Made up", level=verdict.level, certainty=verdict.certainty
    )
