"""What was read on a label, before the answer for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from probiocheck.render.page import Line, Page, Span, clean

if TYPE_CHECKING:
    from probiocheck import model_shelf


def lines(label: model_shelf.Label, width: int) -> list[Line]:
    """Lay out what was understood, what is no organism, and what was not understood."""
    page = Page(max(width, 60))
    if label.not_understood or not label.organisms:
        page.line(Span(" "), Span(" NO ANSWER ", "unknown"), Span("  nothing was assessed", "strong"))
        what = "; ".join(f"“{clean(one)}”" for one in label.not_understood) or "there is no organism on this label"
        page.labelled("Not understood", what, "strong", indent=16)
    for place, one in enumerate(label.organisms):
        dose = f", {one.dose}" if one.dose else ""
        unlisted = " (strain not listed: read as the species)" if one.strain_unlisted else ""
        told = f"{one.name}{unlisted}{dose}  ← “{clean(one.text)}”"
        page.labelled("" if place else "Understood", told, indent=16)
    if label.ignored:
        page.labelled("No organism", "; ".join(clean(one) for one in label.ignored), "quiet", indent=16)
    if label.products:
        page.labelled("Product", " or ".join(one.name for one in label.products), indent=16)
    return page.lines
