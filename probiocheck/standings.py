"""How every studied strain and product stands in every condition, worked out once when the knowledge is compiled.

Without risk factors a standing is the answer itself; a risk factor can only raise it. So alternatives are found by
looking only at what stands lower already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from probiocheck import judge, model, scale
from probiocheck.knowledge.cases import CaseBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from probiocheck.knowledge.store import Store


def rows(store: Store) -> Iterator[tuple[str, str, int, int, str]]:
    """Yield condition, activity, rank of the level, rank of the certainty and subject."""
    for condition in store.all("condition"):
        builder = CaseBuilder(store, condition.id)
        for subject in store.studied_in(condition.id):
            case = builder.case(subject)
            rulebook = store.rulebook(case.organisms | case.lineage)
            prepared = judge.prepare(case, rulebook)
            for activity in get_args(model.Activity):
                found = judge.judge(prepared, model.Patient(activity=activity), rulebook)
                if found.level != "unknown":
                    level, certainty = scale.rank(found.level), scale.CERTAINTIES.index(found.certainty)
                    yield condition.id, activity, level, certainty, subject
