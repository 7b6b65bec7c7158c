"""The terminal answer: the level first and unmistakable, then how sure, what speaks for and against, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from probiocheck.render.page import Line, Page, Span, clean

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from probiocheck import model

    Publications = Callable[[str], model.Publication | None]

BENEFIT = {
    "shown": "shown in controlled trials",
    "mixed": "seen in some controlled trials, not in all, or not with every strain or disease",
    "not-shown": "controlled trials did not show one",
    "untested": "never tested in a controlled trial of this",
}
KIND = {"species": " (species)", "product": " (product)", "strain": ""}
HEAD = {
    "strains": "The strain decides. Strains of this species, and where they stand here:",
    "components": "What is in it, and where each component stands here:",
}
# What an answer consists of besides its head and the publications that it names.
PARTS: tuple[model.Part, ...] = ("members", "balance", "follows", "why")
_NOTHING = ["nothing was found"]
_SHOWN_EACH_SIDE = 6
_REFERENCES_EACH = 3
_UNKNOWN_NAMED = 4
_ASKED = 80


class References:
    """Numbers the publications in the order in which they are first named."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    def mark(self, ids: list[str], most: int = _REFERENCES_EACH) -> str:
        """Return ``[1][2] +3`` for ``ids``, numbering those shown."""
        for one in ids[:most]:
            if one not in self.ids:
                self.ids.append(one)
        marks = "".join(f"[{self.ids.index(one) + 1}]" for one in ids[:most])
        return marks + (f" +{len(ids) - most}" if len(ids) > most else "")


def lines(
    answer: model.Assessment,
    publications: Publications,
    width: int,
    disclaimer: str,
    parts: Container[model.Part] = PARTS,
) -> list[Line]:
    """Lay out an assessment.

    Args:
        answer: The assessment.
        publications: Finds a publication by id.
        width: Columns, at least 60.
        disclaimer: The line at the foot.
        parts: The parts to show; all of them where not given.

    """
    page, references = Page(max(width, 60)), References()
    _header(page, answer)
    if "members" in parts:
        _members(page, answer)
    page.blank()
    for label, text in facts(answer, references):
        page.labelled(label, text)
    if "balance" in parts:
        _balance(page, answer, references)
    if "follows" in parts:
        _what_follows(page, answer)
    if "why" in parts:
        _why(page, answer, references)
    _publications(page, references, publications)
    page.blank()
    page.foot(answer.version, answer.data_version, disclaimer)
    return page.lines


def _header(page: Page, answer: model.Assessment) -> None:
    badge = f" {answer.level.upper()} "
    subject = clean(answer.subject.name) + KIND[answer.subject.kind]
    page.line(Span(" "), Span(badge, answer.level), Span("  "), Span(subject, "strong"))
    indent = " " * (len(badge) + 3)
    page.line(Span(indent), Span(f"in {clean(answer.condition.name)}", "strong"))
    page.labelled("", " · ".join(asked(answer)), "quiet", indent=len(indent) - 1)


def asked(answer: model.Assessment) -> list[str]:
    """Return what was asked, and the state of the patient, piece by piece."""
    patient = answer.patient
    state = "disease activity not given" if patient.activity == "unknown" else f"disease activity: {patient.activity}"
    return [
        f"asked: “{cut(answer.subject.query)}”, “{cut(answer.condition.query)}”",
        state,
        *([", ".join(patient.therapies)] if patient.therapies else []),
        *(["at risk: " + ", ".join(patient.risks)] if patient.risks else []),
    ]


def facts(answer: model.Assessment, references: References) -> list[tuple[str, str]]:
    """Return how sure the answer is, the benefit, and of a product what was tested, each under its label."""
    about = " (about the disease, not about the patient's risks)" if answer.patient.risks else ""
    certainty = f"{answer.certainty.replace('-', ' ')}{about}: {'; '.join(answer.certainty_reasons)}"
    found = [("Certainty", certainty), ("Benefit", BENEFIT[answer.benefit])]
    return found + ([("Tested as", _tested(answer, references))] if answer.subject.kind == "product" else [])


def cut(query: str) -> str:
    """Return what was asked; of a whole label its beginning, since what was read of it is told already."""
    told = clean(query)
    return told if len(told) <= _ASKED else told[: _ASKED - 1].rstrip() + "…"


def _members(page: Page, answer: model.Assessment) -> None:
    if not answer.members:
        return
    kind = "components" if answer.subject.kind == "product" else "strains"
    page.blank()
    page.line(Span(f" {HEAD[kind]}"))
    known = [one for one in answer.members if one.level != "unknown"]
    unknown = [one for one in answer.members if one.level == "unknown"]
    short = {one.id: _short(one.name, answer) for one in answer.members}
    width = max((len(short[one.id]) for one in known), default=0)
    for one in known:
        page.line(
            Span(f"   {short[one.id]:<{width}}  "),
            Span(f"{one.level:<9}", one.level),
            Span(f" certainty {one.certainty.replace('-', ' ')}"),
        )
    if unknown:
        named = ", ".join(short[one.id] for one in unknown[:_UNKNOWN_NAMED])
        more = f" and {len(unknown) - _UNKNOWN_NAMED} more" if len(unknown) > _UNKNOWN_NAMED else ""
        page.labelled("", f"unknown, nobody has looked: {named}{more}", "unknown", indent=2)


def _short(name: str, answer: model.Assessment) -> str:
    return clean(name.removeprefix(answer.subject.name).strip() or name)


def _tested(answer: model.Assessment, references: References) -> str:
    """Tell under which names and at which doses a product was tried: a name may hide a change of composition."""
    told = []
    for one in answer.tested_as:
        doses = [f"{dose:.2g}".replace("e+", "e") for dose in one.doses_cfu_per_day]
        dose = f", {' or '.join(doses)} CFU a day" if doses else ""
        told.append(f"{clean(one.as_named)}{dose} {references.mark(one.evidence)}")
    return "; ".join(told) or "never tested as such in people with this disease"


def _balance(page: Page, answer: model.Assessment, references: References) -> None:
    sides: dict[str, dict[str, list[str]]] = {"caution": {}, "tolerance": {}}
    left_out = 0
    for one in answer.evidence:
        side = sides.get(one.points_to)
        if side is None:
            continue
        whose = f" ({one.as_named})" if one.subject_directness != "same" else ""
        told = one.brief + whose
        if told not in side and len(side) >= _SHOWN_EACH_SIDE:
            left_out += 1
            continue
        # Papers that say the same of one trial stand together.
        side.setdefault(told, []).append(one.id)
    page.blank()
    caution, tolerance = (
        [f"{told} {references.mark(ids)}" for told, ids in side.items()] or _NOTHING for side in sides.values()
    )
    page.columns(caution, tolerance, ("Points to caution", "Points to tolerance"))
    neutral = sum(one.points_to == "neutral" for one in answer.evidence)
    more = f"{left_out} more finding{'s' if left_out != 1 else ''}" if left_out else ""
    rest = [more, f"{neutral} as context only" if neutral else ""]
    if any(rest):
        page.line(Span(f"   ({', '.join(part for part in rest if part)}: see --format json)", "quiet"))


def _what_follows(page: Page, answer: model.Assessment) -> None:
    page.blank()
    by = answer.by_activity
    states = [("remission", by.remission), ("stable", by.stable), ("active", by.active), ("flare", by.flare)]
    spans = [Span(f" {'By activity':<12}", "label")]
    for place, (state, level) in enumerate(states):
        spans += [Span(f"{' · ' if place else ''}{state} "), Span(level, level)]
    page.line(*spans)
    if answer.not_found:
        page.labelled("Not found", "; ".join(answer.not_found))
    for place, advice in enumerate(answer.advice):
        page.labelled("" if place else "Do", advice)
    if answer.monitoring:
        page.labelled("Watch", ", ".join(answer.monitoring))
    if answer.alternatives:
        label, others = lower(answer)
        page.labelled(label, "; ".join(others))
    for place, note in enumerate(answer.notes):
        page.labelled("" if place else "Note", note)


def lower(answer: model.Assessment) -> tuple[str, list[str]]:
    """Return what stands lower, or was studied at all, under its label."""
    others = [f"{one.name} ({one.level}, certainty {one.certainty.replace('-', ' ')})" for one in answer.alternatives]
    return "Studied" if answer.level == "unknown" else "Lower", others


def _why(page: Page, answer: model.Assessment, references: References) -> None:
    page.blank()
    page.line(Span(" Why", "label"), Span("          (probiocheck explain RULE tells more)", "quiet"))
    for one in answer.reasons:
        marks = f" {references.mark(one.evidence)}" if one.evidence else ""
        effect = f" → {one.level}" if one.effect in {"base", "raise", "floor"} else ""
        page.labelled("", f"{one.rule}: {one.text}{effect}{marks}", indent=2)


def _publications(page: Page, references: References, publications: Publications) -> None:
    if not references.ids:
        return
    page.blank()
    for number, one in enumerate(references.ids, 1):
        record = publications(one)
        if record:
            shown, link = identity(record)
            flag = "" if record.status in {"current", "corrected"} else f" [{record.status.upper()}]"
            start = f" [{number}] {citation_before(record, shown)}{flag}, "
            page.line(Span(start), Span(shown, "quiet", link))


def citation(record: model.Publication) -> str:
    """Return the short citation of a publication: first author and year from its id, and the journal."""
    if record.cited_as:
        return clean(f"{record.cited_as} {record.year} {record.journal}")
    author, _, year = record.id.partition(f"-{record.year}")
    author = author.replace("-", " ")
    if author.casefold() == record.journal.casefold():
        return clean(f"{record.journal} {record.year}")  # the first author was not seen
    return clean(f"{author.title()} {record.year}{year.replace('-', '')} {record.journal}")


def citation_before(record: model.Publication, shown: str) -> str:
    """Return the short citation as it stands before ``shown``, which may begin with the journal itself."""
    cited = citation(record)
    return cited.removesuffix(record.journal).strip() if shown.startswith(record.journal) else cited


def identity(record: model.Publication) -> tuple[str, str | None]:
    """Return how a publication is identified, and the address that leads to it."""
    if record.pmid:
        return f"PMID {record.pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{record.pmid}/"
    if record.doi:
        return f"doi:{record.doi}", f"https://doi.org/{record.doi}"
    return record.citation or record.url or "", record.url
