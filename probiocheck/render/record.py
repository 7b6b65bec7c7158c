"""One record, field by field, for ``show`` and ``explain``."""

from __future__ import annotations

from typing import Any

from probiocheck.render.page import Line, Page, Span, clean

_LABEL_WIDTH = 24
_STEP = 4


def lines(record: dict[str, Any], width: int) -> list[Line]:
    """Lay out a record; lists and records within it are indented."""
    page = Page(max(width, 60))
    _fields(page, record, 0)
    return page.lines


def _fields(page: Page, record: dict[str, Any], depth: int) -> None:
    for name, value in record.items():
        label = " " * depth + name.replace("_", " ")
        if isinstance(value, dict) and value:
            page.line(Span(f" {label}", "label"))
            _fields(page, value, depth + _STEP)
        elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
            for number, item in enumerate(value, 1):
                page.line(Span(f" {label} {number}", "label"))
                _fields(page, item, depth + _STEP)
        elif isinstance(value, list) and len(_text(value)) > page.width - _LABEL_WIDTH:
            for place, item in enumerate(value):
                page.labelled("" if place else label, _text(item), indent=max(_LABEL_WIDTH, len(label) + 1))
        elif value not in (None, [], {}, ""):
            page.labelled(label, _text(value), indent=max(_LABEL_WIDTH, len(label) + 1))


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_text(item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return clean(str(value))
