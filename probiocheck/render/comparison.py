"""Subjects side by side, a column each, and the evidence that only one of them has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from probiocheck.render.page import Line, Page, Span, clean, wrap

if TYPE_CHECKING:
    from probiocheck import model_shelf

_LABEL = 13
_FIELDS = ("level", "certainty", "benefit", "basis")
_SHOWN = 4


def lines(comparison: model_shelf.Comparison, width: int, disclaimer: str) -> list[Line]:
    """Lay out a comparison."""
    page = Page(max(width, 60))
    answers = comparison.assessments
    column = max((page.width - _LABEL - 1) // len(answers), 16)
    page.line(Span(f" in {clean(answers[0].condition.name)}", "strong"))
    _row(page, "", [clean(one.subject.name) for one in answers], column, strong=True)
    for field in _FIELDS:
        _row(
            page,
            field.capitalize(),
            [str(getattr(one, field)).replace("very-low", "very low") for one in answers],
            column,
        )
    for activity in ("remission", "stable", "active", "flare"):
        _row(page, activity, [getattr(one.by_activity, activity) for one in answers], column)
    page.blank()
    for answer, only in zip(answers, comparison.only, strict=True):
        page.labelled("Only", clean(answer.subject.name), "strong", indent=_LABEL)
        for one in only[:_SHOWN] or ["no evidence of its own"]:
            page.labelled("", one, indent=_LABEL)
        if len(only) > _SHOWN:
            page.labelled("", f"and {len(only) - _SHOWN} more", "quiet", indent=_LABEL)
    told = ", ".join(one.replace("_", " ") for one in comparison.differs)
    page.labelled("Differ in", told or "nothing: they are answered alike", indent=_LABEL)
    first = answers[0]
    page.foot(first.version, first.data_version, disclaimer)
    return page.lines


def _row(page: Page, label: str, cells: list[str], column: int, *, strong: bool = False) -> None:
    wrapped = [wrap(cell, column - 2) or [""] for cell in cells]
    for index in range(max(map(len, wrapped))):
        text = "".join(f"{rows[index] if index < len(rows) else '':<{column}}" for rows in wrapped)
        head = label if index == 0 else ""
        page.line(Span(f" {head:<{_LABEL}}", "label"), Span(text.rstrip(), "strong" if strong else "plain"))
