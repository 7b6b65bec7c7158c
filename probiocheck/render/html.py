"""HTML: one page that stands alone, for print and for the archive: no script, nothing loaded from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from probiocheck.render import view
from probiocheck.render.page import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from probiocheck import model

LEVELS = {"low", "moderate", "high", "avoid", "unknown", view.NO_ANSWER}


def environment(*packages: str) -> Environment:
    """Return what makes pages from the templates of packages, the first that has one; everything is escaped."""
    return Environment(
        loader=ChoiceLoader([PackageLoader(one) for one in packages]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


_PAGES = environment("probiocheck.render")
# A page that stands alone leads to no other.
_PAGES.globals["to"] = lambda *_: ""


def render(
    answers: Sequence[model.Assessment | model.NoAnswer], get: Callable[[str, str], Any], disclaimer: str
) -> str:
    """Return answers as a page: one in full, several below a table of them.

    Args:
        answers: The answers, in the order asked.
        get: Finds a record of the knowledge by kind and id.
        disclaimer: What stands at the foot.

    """
    views = [view.of(one, get, disclaimer) for one in answers]
    return _PAGES.get_template("answers.html.j2").render(
        views=views,
        heads=view.OVERVIEW,
        rows=[one.overview for one in views],
        unsaid=view.UNSAID,
        foot=view.closing(views, disclaimer),
        levels=LEVELS,
    )


def table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], foot: Sequence[str]) -> str:
    """Return a page with one table; a cell that is a level and nothing else is coloured, but no certainty.

    Args:
        title: The heading.
        heads: The heads of the columns; the first cell of a row is its head.
        rows: The cells, row by row.
        foot: What stands below, a paragraph each.

    """
    return _PAGES.get_template("table.html.j2").render(
        title=clean(title),
        heads=[clean(one) for one in heads],
        rows=[[clean(cell) for cell in row] for row in rows],
        foot=[clean(one) for one in foot],
        levels=LEVELS,
    )
