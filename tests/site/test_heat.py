"""The heat map says what the program answers, by letter and by strength; what is not known never looks like a pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from probiocheck import model, scale
from probiocheck.site import answers, heat

if TYPE_CHECKING:
    from probiocheck.ask import Desk

CHOSEN = ("rheumatoid-arthritis", "alopecia-areata")


@pytest.fixture(scope="module")
def found(desk: Desk) -> list[answers.Answered]:
    """Return the answers in two conditions."""
    return [*answers.every(desk, CHOSEN, lambda *_: None)]


@pytest.fixture(scope="module")
def chart(desk: Desk, found: list[answers.Answered]) -> heat.Heat:
    """Return the heat map of those answers."""
    return heat.heat_map(desk.store, found, lambda one: f"{one.subject}/{one.condition}")


def test_every_cell_is_the_answer_of_its_row_and_column(desk: Desk, chart: heat.Heat) -> None:
    """Each cell, at each activity, has the letter and the strength of what is answered when it is asked for."""
    letters = {"low": "L", "moderate": "M", "high": "H", "avoid": "A", "unknown": "U"}
    assert len(chart.rows) == len(desk.subjects())
    for row in chart.rows[::7]:
        for column, cell in zip(chart.columns, row.cells, strict=True):
            builder = desk.builder(column.id, column.id)
            marks = ""
            for activity in answers.ACTIVITIES:
                _, verdict = desk.judged(builder, row.id, model.Patient(activity=activity))
                marks += f"{letters[verdict.level]}{scale.CERTAINTIES.index(verdict.certainty) + 1}"
            assert cell.switch == marks
            assert cell.letter == marks[0].replace("U", "·")
            assert str(cell.strength) == marks[1]


def test_unknown_has_no_letter_of_a_level(chart: heat.Heat) -> None:
    """A cell about which nobody knows anything shows a dot and no letter, and only such a cell does."""
    cells = [cell for row in chart.rows for cell in row.cells]
    unknown = [one for one in cells if one.switch[0] == "U"]
    assert unknown
    assert {(one.letter, one.level) for one in unknown} == {("·", "unknown")}
    assert [one for one in cells if one.letter == "·" and one.switch[0] != "U"] == []


def test_products_belong_to_the_groups_of_what_is_in_them(desk: Desk, chart: heat.Heat) -> None:
    """A filter by a group shows the products that hold an organism of the group, too."""
    rows = {one.id: one for one in chart.rows}
    for product in desk.store.all("product"):
        if product.id not in rows:
            continue
        for component in product.components:
            groups = {one for one in desk.store.above(component) if desk.store.get("group", one)}
            assert groups <= {*rows[product.id].groups}


def test_columns_stand_together_by_category(chart: heat.Heat) -> None:
    """Columns of one field of medicine stand side by side, and are counted."""
    names = [one.category for one in chart.columns]
    assert [name for name, many in chart.categories for _ in range(many)] == names
    assert len({*names}) == len(chart.categories)
