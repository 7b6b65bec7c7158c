"""A grid of levels as one page that stands alone: the heat map of the site, with nothing to lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from probiocheck import scale
from probiocheck.render import html
from probiocheck.render.matrix import LETTERS
from probiocheck.render.page import clean, patient_in_words
from probiocheck.site import heat

if TYPE_CHECKING:
    from probiocheck import model_shelf
    from probiocheck.knowledge.store import Store
    from probiocheck.plot.source import Source

_TITLE = "Level of caution: strains and products in conditions"


def page(store: Store, grid: model_shelf.Matrix, source: Source) -> str:
    """Return the page of a grid.

    Args:
        store: The knowledge.
        grid: The levels and certainties.
        source: Where the page comes from.

    """
    return (
        html.environment("probiocheck.site", "probiocheck.render")
        .get_template("grid.html.j2")
        .render(
            title=_TITLE,
            patient=patient_in_words(grid.patient),
            map=heat.of_grid(store, grid),
            notes=[clean(one) for one in grid.notes],
            source=[clean(one) for one in source.lines()],
            letters=LETTERS,
            certainties=scale.CERTAINTIES,
            to=lambda *_: "",
        )
    )
