"""The laws over everything that is shipped: every subject, condition, activity, risk and therapy, and pairs of them.

Run it as a program for millions of answers: ``python tests/attack/laws.py [--conditions N] [--pairs N]``. The tests
run a part of it.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from probiocheck.ask import Desk
    from probiocheck.judge.case import Case, Rulebook
    from probiocheck.judge.verdict import Verdict

sys.path.insert(0, str(Path(__file__).parents[2]))

from probiocheck import judge, model, scale
from probiocheck.knowledge.cases import CaseBuilder
from probiocheck.knowledge.compile import compiled
from probiocheck.knowledge.store import Store

ACTIVITIES: tuple[model.Activity, ...] = get_args(model.Activity)


class State(NamedTuple):
    """A patient's therapies and risk factors, and those states that it is one step worse than."""

    therapies: tuple[str, ...]
    risks: tuple[str, ...]
    milder: tuple[int, ...]


class Counted(NamedTuple):
    """How many answers were given, and what was wrong with any."""

    answers: int
    wrong: list[str]


def states(desk: Desk, pairs: int, seed: int = 1) -> list[State]:
    """Return the healthy patient, every single risk and therapy, and a sample of pairs of them, mildest first."""
    single: list[tuple[tuple[str, ...], tuple[str, ...]]] = [((), (one.id,)) for one in desk.store.all("risk")]
    single += [((one.id,), tuple(one.implies)) for one in desk.store.all("therapy")]
    found = [State((), (), ())]
    found += [State(therapies, risks, (0,)) for therapies, risks in single]
    chance = random.Random(seed)  # noqa: S311 - the same pairs every time
    every = list(combinations(range(1, len(found)), 2))
    for one, other in sorted(chance.sample(every, min(pairs, len(every)))):
        therapies = tuple(sorted({*found[one].therapies, *found[other].therapies}))
        risks = tuple(sorted({*found[one].risks, *found[other].risks}))
        found.append(State(therapies, risks, (one, other)))
    return found


def subjects(desk: Desk) -> list[str]:
    """Return every strain, species and product, each subject once."""
    every = [one.id for kind in ("strain", "species", "product") for one in desk.store.all(kind)]
    return list(dict.fromkeys(desk.canonical(one) for one in every))


def check(desk: Desk, conditions: Sequence[str], named: Sequence[str], of: Sequence[State]) -> Counted:
    """Judge every subject in every condition for every state at every activity, and hold it to the laws.

    Args:
        desk: The knowledge.
        conditions: By id.
        named: The subjects, by id.
        of: The states of patients, mildest first.

    """
    rules = {one.id for one in desk.store.every_rule()}
    publications = {one.id for one in desk.store.all("publication")}
    answers, wrong = 0, []
    for condition in conditions:
        builder = CaseBuilder(desk.store, condition)
        for subject in named:
            case = builder.case(subject)
            prepared = judge.prepare(case, desk.rulebook(case, model.Patient()))
            ranks: list[list[int]] = []
            for state in of:
                verdicts = list(_verdicts(desk, case, prepared, state))
                answers += len(verdicts)
                ranks.append([scale.rank(one.level) for one in verdicts])
                told = f"{subject} x {condition}, {state.therapies} {state.risks}"
                wrong += [f"{told}: {law}" for law in _broken(verdicts, ranks, state, rules, publications)]
    return Counted(answers, wrong)


def _verdicts(desk: Desk, case: Case, prepared: judge.Prepared, state: State) -> Iterator[Verdict]:
    patient = model.Patient(therapies=list(state.therapies), risks=list(state.risks))
    rulebook: Rulebook = desk.rulebook(case, patient)
    for activity in ACTIVITIES:
        at = model.Patient(activity=activity, therapies=patient.therapies, risks=patient.risks)
        yield judge.judge(prepared, at, rulebook)


def _broken(
    verdicts: Sequence[Verdict], ranks: Sequence[Sequence[int]], state: State, rules: set[str], publications: set[str]
) -> Iterator[str]:
    """Yield every law that the verdicts of one state break."""
    order = [ranks[-1][ACTIVITIES.index(one)] for one in scale.ACTIVITIES]
    if order != sorted(order):
        yield f"worse activity lowers the level: {order}"
    for milder in state.milder:
        if any(now < before for now, before in zip(ranks[-1], ranks[milder], strict=True)):
            yield f"one more risk or therapy lowers the level: {ranks[milder]} to {ranks[-1]}"
    for verdict in verdicts:
        for reason in verdict.reasons:
            if reason.rule not in rules or not publications.issuperset(reason.evidence):
                yield f"a reason that cannot be traced: {reason}"
        decisive = [one for one in verdict.reasons if one.effect != "note"]
        if not decisive or decisive[-1].level != verdict.level:
            yield f"the last reason does not give the level: {verdict.level}"
        if verdict.level == "low" and (verdict.basis != "controlled" or verdict.case.subject.kind == "species"):
            yield "low without a controlled finding, or of a species"


def differing(one: Desk, other: Desk, conditions: Iterable[str], named: Sequence[str]) -> Counted:
    """Compare everything that two knowledges answer a patient without risks."""
    answers, wrong = 0, []
    for condition in conditions:
        builders = CaseBuilder(one.store, condition), CaseBuilder(other.store, condition)
        for subject in named:
            found = []
            for desk, builder in zip((one, other), builders, strict=True):
                case = builder.case(subject)
                rulebook = desk.rulebook(case, model.Patient())
                prepared = judge.prepare(case, rulebook)
                found.append([judge.brief(prepared, model.Patient(activity=at), rulebook) for at in ACTIVITIES])
            answers += len(ACTIVITIES)
            if found[0] != found[1]:
                wrong.append(f"{subject} x {condition}")
    return Counted(answers, wrong)


def fresh(folder: Path) -> Store:
    """Return a knowledge compiled at this moment, in memory."""
    import sqlite3

    base = sqlite3.connect(":memory:")
    base.deserialize(compiled(folder))
    return Store(base)


def main() -> int:
    """Hold everything to the laws and print how many answers that were."""
    import probiocheck
    from probiocheck.ask import Desk
    from probiocheck.knowledge import place

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--conditions", type=int, help="so many conditions, drawn at random (default: all)")
    parser.add_argument("--pairs", type=int, default=20, help="pairs of risks and therapies (default 20)")
    options = parser.parse_args()
    desk = probiocheck.load()
    conditions = [one.id for one in desk.store.all("condition")]
    random.Random(2).shuffle(conditions)  # noqa: S311
    conditions = conditions[: options.conditions]
    named, of = subjects(desk), states(desk, options.pairs)
    print(f"{len(named)} subjects, {len(conditions)} conditions, {len(of)} states, {len(ACTIVITIES)} activities")
    start, answers = time.monotonic(), 0
    wrong: list[str] = []
    for done, condition in enumerate(conditions, 1):
        found = check(desk, [condition], named, of)
        answers, wrong = answers + found.answers, wrong + found.wrong
        taken = time.monotonic() - start
        print(f"{done} of {len(conditions)}: {answers:,} answers, {len(wrong)} wrong, {taken:.0f} s", flush=True)
    same = differing(desk, Desk(fresh(place.shipped())), conditions, named)
    print(f"compiled and fresh: {same.answers:,} answers, {len(same.wrong)} differ")
    for one in [*wrong, *same.wrong][:50]:
        print(one)
    return 1 if wrong or same.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
