"""The page of one answer: beside the answer itself its evidence by year, and the immune effects of the subject."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from probiocheck import model
from probiocheck.names.resolve import Resolved
from probiocheck.plot import data
from probiocheck.render import answer, view

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from probiocheck.ask import Desk
    from probiocheck.site.answers import Answered


class Mark(Struct, frozen=True, kw_only=True):
    """A finding on the time line: its publication, how that is cited, what was found, and by which kind of study."""

    publication: str
    cited: str
    brief: str
    design: str
    decides: bool


class Year(Struct, frozen=True, kw_only=True):
    """The findings of a year, by the side they point to."""

    year: int
    caution: list[Mark]
    tolerance: list[Mark]


class Pair(Struct, frozen=True, kw_only=True):
    """What the page of an answer shows; ``context`` are the findings that point nowhere."""

    shown: view.Full
    years: list[Year]
    context: list[Mark]
    immune: data.ImmuneGrid


def pair(desk: Desk, answered: Answered) -> Pair:
    """Return what the page of an answer shows: the answer is asked for as on the command line."""
    store = desk.store
    subject, condition = answered.subject, answered.condition
    kind: model.SubjectKind = store.kind_of(subject)  # type: ignore[assignment]
    found = desk.assess(
        Resolved(id=subject, kind=kind, query=store.name(subject)),
        Resolved(id=condition, kind="condition", query=store.name(condition)),
        model.Patient(),
    )
    shown = view.of(found, store.get, store.about.disclaimer)
    assert isinstance(shown, view.Full)  # noqa: S101 - an assessment has no other view
    axes = store.get("condition", condition).immune_axes
    return Pair(
        shown=shown,
        years=[*_years(desk, found)],
        context=_marks(desk, found.evidence, "neutral"),
        immune=data.immune_effects(store, subject, axes),
    )


def _years(desk: Desk, found: model.Assessment) -> Iterator[Year]:
    """Yield the years in which something was found that points to a side, the newest first."""
    sided = (one for one in found.evidence if one.points_to != "neutral")
    for year, same in groupby(sorted(sided, key=lambda one: -one.year), key=lambda one: one.year):
        together = [*same]
        caution, tolerance = (_marks(desk, together, side) for side in ("caution", "tolerance"))
        yield Year(year=year, caution=caution, tolerance=tolerance)


def _marks(desk: Desk, evidence: Iterable[model.Evidence], side: str) -> list[Mark]:
    """Return the findings that point to a side; what several members share stands once."""
    return list(dict.fromkeys(_mark(desk, one) for one in evidence if one.points_to == side))


def _mark(desk: Desk, one: model.Evidence) -> Mark:
    return Mark(
        publication=one.id,
        cited=answer.citation(desk.store.get("publication", one.id)),
        brief=one.brief,
        design=one.design.replace("-", " "),
        decides=one.decides,
    )
