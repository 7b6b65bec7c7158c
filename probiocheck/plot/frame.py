"""What every picture has around it: a title, what is to be known first, a legend, and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from probiocheck.plot.sheet import BODY, LINE, MARGIN, NARROWEST, SMALL, TITLE, Mark, Sheet, fit, width, wrap
from probiocheck.render.matrix import LETTERS
from probiocheck.render.page import clean, with_initial
from probiocheck.render.palette import LEVELS, PAPER, QUIET

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from probiocheck import model
    from probiocheck.plot.sheet import Form
    from probiocheck.plot.source import Source

_BADGE, _DOT = 0.22, 0.06
_GAP = 0.12
_TITLE_LINE = 0.24
_KEY_HEAD = 0.95
_BETWEEN_KEYS = 0.22
_KEY_LINE = 0.27
# How many pips of the four are filled.
_PIPS: dict[model.Certainty, int] = {"very-low": 1, "low": 2, "moderate": 3, "high": 4}
_PIP, _PIP_STEP = 0.048, 0.072
PIPS = _PIP_STEP * len(_PIPS)


class Key(Struct, frozen=True, kw_only=True):
    """An entry of a legend: what it means, and the mark or the badge that means it."""

    text: str
    mark: Mark | None = None
    level: model.Level | None = None
    certainty: model.Certainty | None = None
    head: bool = False


class Legend(Struct, frozen=True):
    """The lines of a legend, each under its head."""

    lines: list[tuple[str, list[Key]]]


class Picture(Struct, frozen=True, kw_only=True):
    """What stands around a picture; ``told`` says in words what it shows."""

    title: str
    below: list[str]
    legend: Legend
    notes: list[str]
    source: Source
    told: list[str]


def level_sign(sheet: Sheet, places: Sequence[tuple[float, float]], level: model.Level, colour: str) -> None:
    """Draw the letter of a level at the middle of each place; for ``unknown`` a dot."""
    if level == "unknown":
        # A mark, not a letter, since most cells of a large grid are unknown and marks are drawn all at once.
        sheet.marks(places, Mark(shape="o", colour=colour, size=_DOT))
        return
    for x, y in places:
        sheet.text(x, y, LETTERS[level], colour=colour, align="center", bold=True)


def certainties() -> tuple[str, list[Key]]:
    """Return the line of a legend that tells what the pips mean."""
    return "Certainty", [Key(text=one.replace("-", " "), certainty=one) for one in _PIPS]


def drawn(
    picture: Picture, body: tuple[float, float], draw_body: Callable[[Sheet, float], None], form: Form
) -> bytes:
    """Return a picture with everything around its body, drawn in the order in which it is read.

    Args:
        picture: What stands around the body.
        body: How wide and high the body is.
        draw_body: Draws the body on the sheet, from this far down.
        form: The format.

    """
    across = max(body[0], NARROWEST)
    room = across - 2 * MARGIN
    titles = wrap(picture.title, room, TITLE, bold=True)
    below = [row for text in picture.below for row in wrap(text, room, BODY)]
    placed, legend = _laid_out(picture.legend, room)
    closing = [row for text in [*picture.notes, *picture.source.lines()] for row in wrap(text, room, SMALL)]
    top = MARGIN + len(titles) * _TITLE_LINE + len(below) * LINE + _GAP
    end = top + body[1] + _GAP
    sheet = Sheet(across, end + legend + _GAP + len(closing) * LINE + MARGIN / 2)
    for number, row in enumerate(titles):
        sheet.text(MARGIN, MARGIN + number * _TITLE_LINE, row, size=TITLE, bold=True)
    for number, row in enumerate(below):
        sheet.text(MARGIN, MARGIN + len(titles) * _TITLE_LINE + number * LINE, row, colour=QUIET)
    draw_body(sheet, top)
    for x, y, key in placed:
        _draw_key(sheet, MARGIN + x, end + y, key)
    for number, row in enumerate(closing):
        sheet.text(MARGIN, end + legend + _GAP + number * LINE, row, size=SMALL, colour=QUIET)
    return sheet.save(form, picture.title, picture.told)


def organism(name: str, room: float, kind: model.SubjectKind = "strain") -> str:
    """Return the name of a subject that finds room: the genus by its initial, then cut; a species is told as one."""
    species = " (species)" if kind == "species" else ""
    left = room - width(species)
    whole = clean(name)
    return fit(whole if width(whole) <= left else with_initial(whole), left) + species


def pips(
    sheet: Sheet,
    places: Sequence[tuple[float, float]],
    certainty: model.Certainty,
    colour: str = QUIET,
    ground: str = PAPER,
) -> None:
    """Draw a certainty as pips of which one to four are filled, each row by its left end, on their ground."""
    for number in range(len(_PIPS)):
        sheet.marks(
            [(x + _PIP_STEP * (number + 0.5), y) for x, y in places],
            Mark(
                shape="o",
                size=_PIP,
                colour=colour,
                hollow=number >= _PIPS[certainty],
                ground=ground,
                line=0.5,
            ),
        )


def _laid_out(legend: Legend, room: float) -> tuple[list[tuple[float, float, Key]], float]:
    """Return every key with its place, and the height of all."""
    placed: list[tuple[float, float, Key]] = []
    y = _KEY_LINE / 2
    for head, keys in legend.lines:
        placed.append((0.0, y, Key(text=head, head=True)))
        x = _KEY_HEAD
        for key in keys:
            taken = _sign(key) + width(key.text, SMALL)
            if x > _KEY_HEAD and x + taken > room:
                x, y = _KEY_HEAD, y + _KEY_LINE
            placed.append((x, y, key))
            x += taken + _BETWEEN_KEYS
        y += _KEY_LINE
    return placed, y - _KEY_LINE / 2


def _sign(key: Key) -> float:
    """Return how much room the sign of a key takes."""
    if key.mark:
        return key.mark.size + 0.07
    if key.level:
        return _BADGE + 0.07
    return PIPS + 0.07 if key.certainty else 0.0


def _draw_key(sheet: Sheet, x: float, y: float, key: Key) -> None:
    if key.mark:
        sheet.marks([(x + key.mark.size / 2, y)], key.mark)
    elif key.level:
        letter, fill = LEVELS[key.level]
        sheet.boxes([(x, y - _BADGE / 2)], (_BADGE, _BADGE), fill)
        level_sign(sheet, [(x + _BADGE / 2, y)], key.level, letter)
    elif key.certainty:
        pips(sheet, [(x, y)], key.certainty)
    sheet.text(x + _sign(key), y, key.text, size=SMALL, bold=key.head)
