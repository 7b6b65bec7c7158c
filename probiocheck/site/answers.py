"""What is answered for every strain, species and product in every condition, at every activity of the disease."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from msgspec import Struct

from probiocheck import judge, model, scale
from probiocheck.render import row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from probiocheck.ask import Desk
    from probiocheck.knowledge.cases import CaseBuilder

# As it is asked where nothing is said of the activity; then the activities, mildest first.
ACTIVITIES: tuple[model.Activity, ...] = ("unknown", *scale.ACTIVITIES)
_STUDIED: tuple[model.Basis, ...] = get_args(model.Basis)[: get_args(model.Basis).index("immune-effect")]


class Answered(Struct, frozen=True, kw_only=True):
    """The answers for one subject in one condition; the levels and certainties in the order of ``ACTIVITIES``.

    ``why`` is the reason that gave the level where the activity is not given, ``rule`` its rule. ``studied`` says
    that something was found out about this subject in this condition, beyond immune effects.
    """

    subject: str
    condition: str
    levels: tuple[model.Level, ...]
    certainties: tuple[model.Certainty, ...]
    basis: model.Basis
    rule: str
    why: str
    studied: bool

    @property
    def known(self) -> bool:
        """Return whether anything but ``unknown`` is answered where the activity is not given."""
        return self.levels[0] != "unknown"

    @property
    def told(self) -> bool:
        """Return whether there is more to tell than that nobody has looked."""
        return self.known or self.studied


def every(desk: Desk, conditions: Sequence[str], progress: Callable[[int, int], None]) -> Iterator[Answered]:
    """Yield the answers for every subject in conditions.

    Args:
        desk: The knowledge, and the policy of the house where there is one.
        conditions: By id.
        progress: Told after each condition how many of how many are done.

    """
    asked = desk.subjects()
    for done, condition in enumerate(conditions, 1):
        builder = desk.builder(condition, condition)
        found_here = {desk.canonical(one) for one in desk.store.studied_in(condition, species=True)}
        for subject in asked:
            yield _answered(desk, builder, subject, found_here=subject in found_here)
        progress(done, len(conditions))


def _answered(desk: Desk, builder: CaseBuilder, subject: str, *, found_here: bool) -> Answered:
    case = builder.case(subject)
    rulebook = desk.rulebook(case, model.Patient())
    prepared = judge.prepare(case, rulebook)
    asked = judge.brief(prepared, model.Patient(), rulebook)
    others = [judge.judge(prepared, model.Patient(activity=one), rulebook) for one in ACTIVITIES[1:]]
    rule = row.rule(asked)
    return Answered(
        subject=subject,
        condition=builder.record.id,
        levels=(asked.level, *(one.level for one in others)),
        certainties=(asked.certainty, *(one.certainty for one in others)),
        basis=asked.basis,
        rule=rule,
        why=next(one.text for one in asked.reasons if one.rule == rule),
        studied=found_here or asked.basis in _STUDIED,
    )
