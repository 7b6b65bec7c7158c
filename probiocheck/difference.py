"""Which answers differ between two knowledges, and why: what a curator's change did."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from msgspec import Struct

from probiocheck import judge, model
from probiocheck.knowledge.cases import CaseBuilder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from probiocheck.judge.case import Case, Rulebook
    from probiocheck.judge.verdict import Verdict
    from probiocheck.knowledge.store import Store


class Difference(Struct, frozen=True, kw_only=True):
    """One strain or product in one condition whose level or certainty differs at some disease activity."""

    subject: str
    condition: str
    activities: list[str]
    before: str
    after: str
    why: str


def between(old: Store, new: Store, progress: Callable[[int, int], None] = lambda *_: None) -> Iterator[Difference]:
    """Compare every strain and product in every condition, without risk factors, at every disease activity.

    Args:
        old: The knowledge before.
        new: The knowledge after.
        progress: Told after each condition how many of how many are done.

    """
    conditions = sorted({one.id for store in (old, new) for one in store.all("condition")})
    subjects = sorted({one.id for store in (old, new) for kind in ("strain", "product") for one in store.all(kind)})
    for place, condition in enumerate(conditions):
        sides = [_Side(store, condition) for store in (old, new)]
        for subject in subjects:
            yield from _differ(sides, subject, condition)
        progress(place + 1, len(conditions))


class _Side:
    """One of the two knowledges, in one condition."""

    def __init__(self, store: Store, condition: str) -> None:
        self.store = store
        self.builder = CaseBuilder(store, condition) if store.get("condition", condition) else None

    def case(self, subject: str) -> tuple[Case, Rulebook] | None:
        """Return the case of a subject with the rules that may matter, or ``None`` where it is not known."""
        if self.builder is None or self.store.kind_of(subject) is None:
            return None
        case = self.builder.case(subject)
        return case, self.store.rulebook(case.organisms | case.lineage)


def _differ(sides: list[_Side], subject: str, condition: str) -> Iterator[Difference]:
    before, after = (side.case(subject) for side in sides)
    if before == after:
        return
    activities = get_args(model.Activity)
    verdicts = [_verdicts(one, activities) for one in (before, after)]
    changed: dict[tuple[str, str], list[str]] = {}
    reasons: dict[tuple[str, str], str] = {}
    for activity, one, other in zip(activities, *verdicts, strict=True):
        pair = (_told(one), _told(other))
        if pair[0] != pair[1]:
            changed.setdefault(pair, []).append(activity)
            reasons.setdefault(pair, _why(one, other))
    for (old, new), at in changed.items():
        yield Difference(
            subject=subject, condition=condition, activities=at, before=old, after=new, why=reasons[old, new]
        )


def _verdicts(side: tuple[Case, Rulebook] | None, activities: tuple[model.Activity, ...]) -> list[Verdict | None]:
    if side is None:
        return [None] * len(activities)
    case, rulebook = side
    prepared = judge.prepare(case, rulebook)
    return [judge.judge(prepared, model.Patient(activity=one), rulebook) for one in activities]


def _told(verdict: Verdict | None) -> str:
    return f"{verdict.level}, certainty {verdict.certainty}" if verdict else "not in the knowledge"


def _why(before: Verdict | None, after: Verdict | None) -> str:
    """Name the rules and publications that came and went."""
    was, now = (_grounds(one) for one in (before, after))
    gone, come = sorted(was - now), sorted(now - was)
    parts = ([f"new: {', '.join(come)}"] if come else []) + ([f"gone: {', '.join(gone)}"] if gone else [])
    return "; ".join(parts) or "the same rules and publications, coded otherwise"


def _grounds(verdict: Verdict | None) -> set[str]:
    if verdict is None:
        return set()
    reasons = [one for one in verdict.reasons if one.effect != "note"]
    return {one.rule for one in reasons} | {ref for one in reasons for ref in one.evidence}
