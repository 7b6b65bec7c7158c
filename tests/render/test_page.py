"""Laying out text: widths hold, and nothing in the data can steer a terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from probiocheck.render import text
from probiocheck.render.page import Page, Span, clean, fit, wrap


@given(st.text(max_size=200))
def test_no_control_character_survives(given_text: str) -> None:
    """Escape sequences and other controls in names or notes never reach a terminal."""
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in clean(given_text))


@given(st.text(alphabet="ab -", max_size=200), st.integers(20, 100))
def test_wrapped_lines_fit(given_text: str, width: int) -> None:
    """Wrapped text keeps to its width where its words do."""
    assert all(len(row) <= width for row in wrap(given_text, width))


def test_columns_stand_side_by_side() -> None:
    """Two columns of unequal length both appear, under their heads."""
    page = Page(80)
    page.columns(["one"], ["two", "three"], ("Left", "Right"))
    lines = text.render(page.lines).splitlines()
    assert lines[0].split() == ["Left", "Right"]
    assert lines[1].split() == ["one", "two"]
    assert lines[2].split() == ["three"]


def test_blank_lines_never_double() -> None:
    """Sections are parted by one blank line."""
    page = Page(80)
    page.line(Span("x"))
    page.blank()
    page.blank()
    assert text.render(page.lines) == "x\n\n"


def test_names_fit_and_stay_apart() -> None:
    """A name that is too long loses its genus and its middle, never the designation at its end."""
    assert fit("Bifidobacterium breve Yakult", 40) == "Bifidobacterium breve Yakult"
    assert fit("Bifidobacterium longum subsp. longum BB536", 39) == "B. longum subsp. longum BB536"
    for name in (
        "Lactobacillus delbrueckii subsp. bulgaricus OLL1073R-1",
        "Lactobacillus delbrueckii subsp. bulgaricus B3",
    ):
        assert len(fit(name, 30)) <= 30
        assert fit(name, 30).endswith(name[-3:])
