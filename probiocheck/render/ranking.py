"""The ranking for a condition: one line each, best first, below what the condition is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from probiocheck.render.page import Line, Page, Span, Table, clean, fit, foot, patient_in_words

if TYPE_CHECKING:
    from probiocheck import model_shelf

_NAME_WIDTH = 42


def lines(ranking: model_shelf.Ranking, width: int, disclaimer: str) -> list[Line]:
    """Lay out a ranking."""
    page = Page(max(width, 60))
    page.line(Span(f" {clean(ranking.condition.name)}", "strong"))
    autoimmune = {"yes": "autoimmune", "no": "immune-mediated", "debated": "autoimmune nature debated"}
    page.labelled("", f"{ranking.category}; {autoimmune[ranking.is_autoimmune]}", "quiet", indent=2)
    page.labelled("Immune axes", ", ".join(ranking.immune_axes) or "none recorded", indent=14)
    for place, measure in enumerate(ranking.activity_measures):
        cuts = [
            f"remission {measure.remission}" if measure.remission else "",
            f"active {measure.active_or_high}" if measure.active_or_high else "",
        ]
        told = f"{measure.name}: {', '.join(cut for cut in cuts if cut)}" if any(cuts) else measure.name
        page.labelled("" if place else "Activity", told, indent=14)
    if ranking.monitoring:
        page.labelled("Watch", ", ".join(ranking.monitoring), indent=14)
    for place, statement in enumerate(ranking.statements):
        told = f"{statement.recommendation}: {statement.subject} ({statement.publication})"
        page.labelled("" if place else "Guidelines", told, indent=14)
    page.blank()
    page.line(Span(f" Best first ({patient_in_words(ranking.patient)})", "strong"))
    for one in ranking.ranking:
        page.line(
            Span(f"   {_name(one):<{_NAME_WIDTH}}"),
            Span(f"{one.level:<9}", one.level),
            Span(f"{one.certainty.replace('-', ' '):<10}{one.benefit}"),
        )
    if not ranking.ranking:
        page.line(Span("   nobody has looked", "unknown"))
    page.blank()
    for note in ranking.notes:
        page.labelled("", note, indent=2)
    page.labelled("", "columns: level, certainty, benefit in controlled trials of exactly this", "quiet", indent=2)
    page.foot(ranking.version, ranking.data_version, disclaimer)
    return page.lines


def _name(one: model_shelf.Rank) -> str:
    """Return a name that fits its column, with its kind where that is a species."""
    kind = " (species)" if one.kind == "species" else ""
    return fit(one.name, _NAME_WIDTH - 1 - len(kind)) + kind


def table(ranking: model_shelf.Ranking, disclaimer: str) -> Table:
    """Lay out a ranking as a table."""
    return Table(
        f"{ranking.condition.name}: what was studied, best first ({patient_in_words(ranking.patient)})",
        ["Strain or product", "Kind", "Level", "Certainty", "Benefit", "Basis"],
        [[one.name, one.kind, one.level, one.certainty, one.benefit, one.basis] for one in ranking.ranking],
        [
            f"Watch: {', '.join(ranking.monitoring) or 'nothing recorded'}",
            *(f"{one.recommendation}: {one.subject} ({one.publication})" for one in ranking.statements),
            *ranking.notes,
            foot(ranking.version, ranking.data_version, disclaimer),
        ],
    )
