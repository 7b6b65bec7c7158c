"""What a local policy writes into the trace of a verdict, in which order, and of which alternatives it speaks."""

from __future__ import annotations

from typing import Any

import pytest
from findings import animal, ask, case, finding
from msgspec import structs

from probiocheck import judge, model
from probiocheck.judge.case import Bearing, Case, Rulebook
from probiocheck.judge.policy import Entry, Policy, among_alternatives
from probiocheck.knowledge.store import Store
from probiocheck.model_files import PolicyEntry

SIGNED = "Because of a recall (Us, until 2099-12-31)"


@pytest.fixture(scope="module")
def rulebook(store: Store) -> Rulebook:
    """Return the shipped rulebook with every rule that speaks of risks and groups."""
    return store.rulebook({one.id for kind in ("risk", "group") for one in store.all(kind)})


def entry(
    name: str, level: str | None, subject: str | None = "A", condition: str | None = "made-up", **more: Any
) -> Entry:
    """Return an entry of a policy about a subject in a condition, either of which may be any."""
    return Entry(
        written=PolicyEntry(
            id=name,
            subject=subject or "any",
            condition=condition or "any",
            level=level,  # type: ignore[arg-type]
            reason="Because of\na recall.",
            by="Us.",
            expires="2099-12-31",
            **more,
        ),
        subject=model.Named(id=subject, name=f"Strain {subject}") if subject else None,
        condition=model.Named(id=condition, name="Made-up disease") if condition else None,
    )


def lowering(level: str) -> Policy:
    """Return a policy that lowers strain A in the made-up disease."""
    one = entry("ours", level, acknowledge="lowers")
    assert one.lowers == ("A", "made-up")
    return Policy(lowering={("A", "made-up"): one})


def strain(name: str, *bearings: Bearing) -> Case:
    """Return the case of a strain that belongs to itself."""
    subject = model.Subject(query="x", kind="strain", id=name, name=f"Strain {name}")
    return case(*bearings, subject=subject, groups=(name, "bacteria", "any-live"))


def by(policy: Policy, one: Case, rulebook: Rulebook, activity: str = "stable", *risks: str) -> judge.Verdict:
    """Judge a case by a policy."""
    return ask(one, structs.replace(rulebook, policy=policy), activity, *risks)


def said(verdict: judge.Verdict, name: str = "ours") -> tuple[str, str, str]:
    """Return effect, level and text of the one reason that an entry gave."""
    (reason,) = [one for one in verdict.reasons if one.rule == name]
    return reason.effect, reason.level, reason.text


ABOUT = [
    ("A", "made-up", "Strain A in Made-up disease"),
    (None, "made-up", "anything in Made-up disease"),
    ("A", None, "Strain A in any condition"),
    (None, None, "anything in any condition"),
]


@pytest.mark.parametrize(("subject", "condition", "about"), ABOUT, ids=[one[2] for one in ABOUT])
def test_an_entry_says_of_what_it_speaks_and_who_answers_for_it(
    subject: str | None, condition: str | None, about: str, rulebook: Rulebook
) -> None:
    """The reason names the entry, its subject and condition, what it asks for, why, by whom and until when."""
    verdict = by(Policy(raising=(entry("ours", "high", subject, condition),)), strain("A", finding()), rulebook)
    assert said(verdict) == ("floor", "high", f"Local policy ours on {about} asks for high: {SIGNED}")
    assert verdict.notes == ("Local policy ours (Us, until 2099-12-31): Because of a recall.",)


def test_an_entry_without_a_level_adds_its_note(rulebook: Rulebook) -> None:
    """It changes nothing, is a note in the trace, and its own words are told."""
    policy = Policy(raising=(entry("ours", None, note="Not in\nstock."),))
    verdict = by(policy, strain("A", finding()), rulebook)
    about = "Local policy ours on Strain A in Made-up disease"
    assert said(verdict) == ("note", "low", f"{about} adds a note: {SIGNED}")
    assert verdict.notes == ("Local policy ours (Us, until 2099-12-31): Not in stock.",)


@pytest.mark.parametrize("asks", ["moderate", "high"])
def test_an_entry_at_or_below_the_level_is_a_note(asks: str, rulebook: Rulebook) -> None:
    """What asks for no more than was judged raised nothing, and says that the judged level stands."""
    verdict = by(Policy(raising=(entry("ours", asks),)), strain("A", finding("worsened")), rulebook)
    effect, level, text = said(verdict)
    assert (effect, level) == ("note", "high")
    assert f" asks for {asks}; the judged level stands: " in text


def test_of_several_entries_the_highest_counts_and_the_trace_rises(rulebook: Rulebook) -> None:
    """In whatever order the file has them: the note first, then each higher level, those at one level by id."""
    several = (
        entry("a-avoid", "avoid"),
        entry("b-moderate", "moderate"),
        entry("c-note", None),
        entry("d-high", "high"),
        entry("a-moderate", "moderate"),
    )
    for order in (several, several[::-1]):
        verdict = by(Policy(raising=order), strain("A", finding()), rulebook)
        assert verdict.level == "avoid"
        assert [(one.rule, one.level) for one in verdict.reasons[1:]] == [
            ("c-note", "low"),
            ("a-moderate", "moderate"),
            ("b-moderate", "moderate"),
            ("d-high", "high"),
            ("a-avoid", "avoid"),
        ]
        assert [one.id for one in verdict.entries] == ["a-avoid", "a-moderate", "b-moderate", "c-note", "d-high"]


LOWERED = [
    ("in place of", "moderate", (finding("worsened"),), (), ("base", "moderate"), "moderate in place of high"),
    ("unknown", "low", (), (), ("base", "low"), "low in place of unknown"),
    ("stands", "low", (finding(),), (), ("note", "low"), "the judged level stands"),
    (
        "by risks",
        "low",
        (finding("worsened"),),
        ("systemic-immunosuppression",),
        ("base", "moderate"),
        "moderate in place of high, by the patient's risks",
    ),
    (
        "kept by risks",
        "low",
        (finding(),),
        ("systemic-immunosuppression",),
        ("note", "moderate"),
        "the patient's risks keep moderate",
    ),
    (
        "no higher than both",
        "moderate",
        (finding(),),
        ("systemic-immunosuppression",),
        ("note", "moderate"),
        "the judged level stands",
    ),
]


@pytest.mark.parametrize(
    ("asks", "bearings", "risks", "came_out", "why"), [one[1:] for one in LOWERED], ids=[one[0] for one in LOWERED]
)
def test_a_lowered_level_says_what_it_replaced(
    asks: str,
    bearings: tuple[Bearing, ...],
    risks: tuple[str, ...],
    came_out: tuple[str, str],
    why: str,
    rulebook: Rulebook,
) -> None:
    """What an entry lowered, or could not, is said with the level that was judged; its note is told either way."""
    verdict = by(lowering(asks), strain("A", *bearings), rulebook, "stable", *risks)
    effect, level, text = said(verdict)
    assert verdict.level == level
    assert (effect, level) == came_out
    assert text == f"Local policy ours on Strain A in Made-up disease asks for {asks}; {why}: {SIGNED}"
    assert verdict.notes[-1] == "Local policy ours (Us, until 2099-12-31): Because of a recall."
    assert [one.id for one in verdict.entries] == ["ours"]


def test_an_entry_that_lowers_and_one_that_raises_are_both_kept(rulebook: Rulebook) -> None:
    """Every entry that spoke of the case is listed, whichever counted."""
    policy = structs.replace(lowering("low"), raising=(entry("theirs", "moderate", None),))
    verdict = by(policy, strain("A", finding("worsened")), rulebook)
    assert verdict.level == "moderate"
    assert [one.id for one in verdict.entries] == ["ours", "theirs"]


def test_alternatives_that_a_policy_changed_are_named(rulebook: Rulebook) -> None:
    """Each entry that acted on what stands beside the answer is told once with all its names, in order."""
    policy = Policy(
        raising=(
            entry("b-raised", "high", None),
            entry("a-raised", "avoid", "C"),
            entry("noted", None, None),
            entry("low", "moderate", "D"),
        )
    )
    others = [by(policy, strain(name, finding()), rulebook) for name in ("C", "B")]
    others.append(by(policy, strain("D", animal("worsened")), rulebook))
    signed = "(Us, until 2099-12-31) was applied to alternatives:"
    found = ask(strain("A", finding()), rulebook)
    assert among_alternatives(found, others) == [
        f"Local policy a-raised {signed} Strain C.",
        f"Local policy b-raised {signed} Strain B, Strain C.",
    ]
    itself = by(Policy(raising=(entry("b-raised", "high", None),)), strain("A", finding()), rulebook)
    assert among_alternatives(itself, others) == [f"Local policy a-raised {signed} Strain C."]
