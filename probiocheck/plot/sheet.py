"""A sheet to draw on, in inches from its upper left corner, and how it becomes SVG or PNG: alone needs matplotlib."""

from __future__ import annotations

import io
import warnings
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Literal
from xml.sax.saxutils import escape

import matplotlib as mpl
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from msgspec import Struct

from probiocheck.render.page import clean
from probiocheck.render.palette import INK, PAPER, RULE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from matplotlib.axes import Axes

Form = Literal["svg", "png"]
Align = Literal["left", "center", "right"]
Shape = Literal["^", "v", "o", "D", "s", "-", "X"]

POINTS = 72
# A bar that lies flat: none of the library's own shapes can be hollow.
_BAR = Path([(-1.0, -0.3), (1.0, -0.3), (1.0, 0.3), (-1.0, 0.3), (-1.0, -0.3)], closed=True)
# A diamond is drawn as a square on its tip, which would reach further than the other shapes.
_REACH: dict[str, float] = {"D": 0.75}
# Sizes of letters in points: none smaller, since a picture is printed as large as it is drawn.
SMALL, BODY, TITLE = 8.0, 9.0, 12.0
MARGIN = 0.3
LINE = 0.17
# As wide as a page of two columns: room for the lines at the foot.
NARROWEST = 7.2
_DOTS_PER_INCH = 200
# More dots on a side than the library can draw.
MOST_DOTS = 30_000
# The first comes with the library, so that the same picture is made everywhere; the other is for who shows SVG.
_FAMILY = ["DejaVu Sans", "sans-serif"]


class Mark(Struct, frozen=True, kw_only=True):
    """How a mark looks: its shape, its diameter in inches, its colour, and how its edge is drawn.

    A hollow mark shows the ``ground`` that it stands on.
    """

    shape: Shape
    colour: str
    size: float = 0.13
    hollow: bool = False
    ground: str = PAPER
    edge: str | None = None
    line: float = 1.0
    dotted: bool = False


class Sheet:
    """A sheet of a size in inches; what is said of it stands in the file for those who cannot see it."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._figure = Figure(figsize=(width, height), facecolor=PAPER)
        self._axes: Axes = self._figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)
        self._axes.axis("off")

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = BODY,
        colour: str = INK,
        align: Align = "left",
        bold: bool = False,
        rotation: float = 0.0,
        room: float | None = None,
    ) -> None:
        """Write one line of text, its middle at ``y``, cut where there is no ``room`` for it."""
        shown = clean(text) if room is None else fit(text, room, size, bold=bold)
        self._axes.add_artist(
            Text(
                x,
                y,
                shown,
                color=colour,
                fontproperties=_font(size, bold),
                horizontalalignment=align,
                verticalalignment="center_baseline" if not rotation else "bottom",
                rotation=rotation,
                rotation_mode="anchor",
                parse_math=False,
                transform=self._axes.transData,
            )
        )

    def boxes(
        self, places: Iterable[tuple[float, float]], size: tuple[float, float], fill: str, edge: str = PAPER
    ) -> None:
        """Draw boxes of one size and colour, each by its upper left corner."""
        patches = [Rectangle(place, *size) for place in places]
        self._axes.add_collection(
            PatchCollection(patches, facecolor=fill, edgecolor=edge, linewidth=0.8), autolim=False
        )

    def rules(self, lines: Iterable[tuple[tuple[float, float], tuple[float, float]]], colour: str = RULE) -> None:
        """Draw thin lines, each from one point to another."""
        self._axes.add_collection(LineCollection([*lines], colors=colour, linewidths=0.6, zorder=0.5), autolim=False)

    def marks(self, places: Sequence[tuple[float, float]], mark: Mark) -> None:
        """Draw one mark at several places."""
        if places:
            across, down = zip(*places, strict=True)
            self._axes.scatter(
                across,
                down,
                s=(mark.size * _REACH.get(mark.shape, 1.0) * POINTS) ** 2,
                marker=_BAR if mark.shape == "-" else mark.shape,
                facecolors=mark.ground if mark.hollow else mark.colour,
                edgecolors=mark.edge or mark.colour,
                linewidths=mark.line,
                linestyles=(0, (1.2, 0.9)) if mark.dotted else "-",
                zorder=3,
            )

    def save(self, form: Form, title: str, told: Sequence[str]) -> bytes:
        """Return the file: the same bytes for the same picture.

        Args:
            form: The format.
            title: What the picture is.
            told: What it shows, in words, a line each.

        """
        with _defaults(), io.BytesIO() as file:
            if form == "svg":
                self._figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
                return _with_words(file.getvalue().decode(), clean(title), map(clean, told)).encode()
            dots = min(_DOTS_PER_INCH, MOST_DOTS / max(self.width, self.height))
            words = {"Title": _plain(title), "Description": _plain("\n".join(told)), "Software": None}
            self._figure.savefig(file, format="png", dpi=dots, metadata=words)
            return file.getvalue()


@contextmanager
def _defaults() -> Iterator[None]:
    """Draw by the library's own defaults, whatever the settings of the user, and leave those as they were."""
    with mpl.rc_context(), warnings.catch_warnings():
        # A letter that the font lacks is drawn as a box; in SVG it is text all the same.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        mpl.rcdefaults()
        mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "probiocheck"})
        yield


def _with_words(svg: str, title: str, told: Iterable[str]) -> str:
    """Return SVG that says what it is to those who cannot see it, as its first words."""
    before, opening, after = svg.partition("<svg ")
    attributes, closing, content = after.partition(">")
    words = f"\n <title>{escape(title)}</title>\n <desc>{escape(chr(10).join(told))}</desc>"
    return f'{before}{opening}role="img" {attributes}{closing}{words}{content}'


def _plain(text: str) -> str:
    """Return text in the letters that PNG keeps as text."""
    return text.encode("latin-1", "replace").decode("latin-1")


def _font(size: float, bold: bool) -> FontProperties:  # noqa: FBT001 - of its own helper
    return FontProperties(family=_FAMILY, size=size, weight="bold" if bold else "normal")


@lru_cache(maxsize=16_384)
def width(text: str, size: float = BODY, *, bold: bool = False) -> float:
    """Return how wide a line of text is, in inches."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        across, _, _ = text_to_path.get_text_width_height_descent(text, _font(size, bold), ismath=False)
    return float(across) / POINTS


def fit(text: str, room: float, size: float = BODY, *, bold: bool = False) -> str:
    """Return text that finds room: where it must be cut, its beginning and its end are kept, which tell it apart."""
    whole = clean(text)
    if width(whole, size, bold=bold) <= room:
        return whole
    least, most = 0, len(whole)
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if width(_cut(whole, middle), size, bold=bold) <= room else (least, middle - 1)
    return _cut(whole, least)


def _cut(text: str, kept: int) -> str:
    """Return ``kept`` characters of a text, a third of them from its end."""
    tail = kept // 3
    return f"{text[: kept - tail].rstrip()}…{text[len(text) - tail :].lstrip()}"


def wrap(text: str, room: float, size: float = SMALL, *, bold: bool = False) -> list[str]:
    """Return text in lines that find room; a word that does not is cut."""
    rows: list[str] = []
    for word in clean(text).split():
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and width(longer, size, bold=bold) <= room:
            rows[-1] = longer
        else:
            rows.append(fit(word, room, size, bold=bold))
    return rows
