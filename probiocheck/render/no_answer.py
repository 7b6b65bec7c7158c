"""No answer: what was not understood, and what may have been meant. Nothing was assessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from probiocheck.render.page import Line, Page, Span, clean

if TYPE_CHECKING:
    from probiocheck import model

_KIND = {"strain": "strain, species or product", "product": "product", "condition": "condition"}


def in_one_line(answer: model.NoAnswer) -> str:
    """Say in one line why there is no answer."""
    query = clean(answer.query)
    if answer.reason == "ambiguous":
        meant = ", ".join(one.name for one in answer.candidates)
        return f"no answer: “{query}” may mean {meant}; name one of them"
    if answer.what == "label":
        return f"no answer: {answer.note or f'not understood on the label: {query}'}"
    line = f"no answer: no {_KIND[answer.what]} is known as “{query}”"
    if answer.note:
        line += f" ({answer.note})"
    if answer.suggestions:
        line += "; did you mean " + " or ".join(one.name for one in answer.suggestions) + "?"
    return line


def lines(answer: model.NoAnswer, width: int) -> list[Line]:
    """Lay out why there is no answer, with the names to ask for instead."""
    page = Page(max(width, 60))
    query = clean(answer.query)
    page.line(Span(" "), Span(" NO ANSWER ", "unknown"), Span("  nothing was assessed", "strong"))
    if answer.reason == "ambiguous":
        page.labelled("", f"“{query}” may mean more than one {_KIND[answer.what]}. Ask for one of these:", indent=2)
    else:
        page.labelled("", f"No {_KIND[answer.what]} is known as “{query}”.", indent=2)
    if answer.note:
        page.labelled("", answer.note, indent=2)
    if answer.suggestions:
        page.labelled("", "Did you mean:", indent=2)
    for one in [*answer.candidates, *answer.suggestions]:
        page.line(Span(f"     {one.name}", "strong"), Span(f"  ({one.id})", "quiet"))
    if answer.reason == "unknown" and not answer.suggestions:
        kind = "conditions" if answer.what == "condition" else "strains"
        page.labelled("", f"probiocheck search TEXT looks for a name; probiocheck list {kind} shows all.", indent=2)
    return page.lines
