"""The heat map: strains and products in conditions, each cell a level by letter and colour, certainty by strength."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from probiocheck import model, scale
from probiocheck.render.matrix import LETTERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from probiocheck import model_shelf
    from probiocheck.knowledge.store import Store
    from probiocheck.site.answers import Answered


class Column(Struct, frozen=True, kw_only=True):
    """A condition, and the field of medicine it belongs to."""

    id: str
    name: str
    category: str


class Cell(Struct, frozen=True, kw_only=True):
    """One answer: its level, how strong its colour is (1 to 4), and the ``address`` where it is told in full.

    ``switch`` holds letter and strength at every activity, for whoever switches it. On a page that stands alone both
    are empty.
    """

    level: model.Level
    letter: str
    strength: int
    switch: str
    address: str


class Row(Struct, frozen=True, kw_only=True):
    """A strain, species or product with its cells; ``groups`` are the groups of organisms it belongs to."""

    id: str
    name: str
    kind: model.SubjectKind
    groups: list[str]
    cells: list[Cell]


class Heat(Struct, frozen=True, kw_only=True):
    """The heat map: columns by category, products last; ``groups`` are those of any row, by id and name."""

    columns: list[Column]
    categories: list[tuple[str, int]]
    rows: list[Row]
    groups: list[tuple[str, str]]


def heat_map(
    store: Store,
    answers: Iterable[Answered],
    address: Callable[[Answered], str],
) -> Heat:
    """Arrange answers as a heat map of all their subjects and conditions.

    Args:
        store: The knowledge.
        answers: One answer for each of the subjects in each of the conditions.
        address: Where an answer is told in full.

    """
    by_pair = {(one.subject, one.condition): one for one in answers}
    columns = sorted(
        (_column(store, one) for one in {condition for _, condition in by_pair}),
        key=lambda one: (one.category, one.name.casefold()),
    )
    rows = [
        _row(store, subject, [_switched(by_pair[subject, one.id], address) for one in columns])
        for subject in dict.fromkeys(subject for subject, _ in by_pair)
    ]
    return _heat(store, columns, sorted(rows, key=lambda one: (one.kind == "product", one.name.casefold())))


def of_grid(store: Store, grid: model_shelf.Matrix) -> Heat:
    """Return a grid of levels as a heat map in its own order, whose cells lead nowhere."""
    rows = [
        _row(store, subject.id, [_cell(*marks) for marks in zip(levels, certainties, strict=True)])
        for subject, levels, certainties in zip(grid.subjects, grid.levels, grid.certainties, strict=True)
    ]
    return _heat(store, [_column(store, one.id) for one in grid.conditions], rows)


def _heat(store: Store, columns: list[Column], rows: list[Row]) -> Heat:
    found = {group for one in rows for group in one.groups}
    return Heat(
        columns=columns,
        categories=[(name, len([*same])) for name, same in groupby(columns, key=lambda one: one.category)],
        rows=rows,
        groups=sorted(((one, store.get("group", one).name) for one in found), key=lambda one: one[1]),
    )


def _column(store: Store, condition: str) -> Column:
    record: model.Condition = store.get("condition", condition)
    return Column(id=condition, name=record.name, category=record.category)


def _row(store: Store, subject: str, cells: list[Cell]) -> Row:
    kind: model.SubjectKind = store.kind_of(subject)  # type: ignore[assignment]
    product: model.Product | None = store.get("product", subject)
    above = frozenset().union(*(store.above(one) for one in product.components)) if product else store.above(subject)
    return Row(
        id=subject,
        name=store.name(subject),
        kind=kind,
        groups=sorted(one for one in above if store.get("group", one)),
        cells=cells,
    )


def _switched(answer: Answered, address: Callable[[Answered], str]) -> Cell:
    """Return the cell of an answer, with what it is at every activity."""
    marks = zip(answer.levels, answer.certainties, strict=True)
    switch = "".join(f"{_letter(level)}{_strength(certainty)}" for level, certainty in marks)
    return _cell(answer.levels[0], answer.certainties[0], switch, address(answer))


def _cell(level: model.Level, certainty: model.Certainty, switch: str = "", address: str = "") -> Cell:
    return Cell(level=level, letter=LETTERS[level], strength=_strength(certainty), switch=switch, address=address)


def _letter(level: model.Level) -> str:
    return "U" if level == "unknown" else LETTERS[level]


def _strength(certainty: model.Certainty) -> int:
    return scale.CERTAINTIES.index(certainty) + 1
