"""What a page shows of an answer, as plain data: what the Markdown and the HTML page have in common.

Every text in a view is clean: one line, without control characters. Unlike on the terminal nothing is left out
for want of room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from msgspec import Struct

from probiocheck import model
from probiocheck.render import no_answer
from probiocheck.render.answer import HEAD, KIND, References, asked, citation_before, cut, facts, identity, lower
from probiocheck.render.page import clean, foot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Get = Callable[[str, str], Any]

OVERVIEW = ("Subject", "Condition", "Level", "Certainty", "Benefit", "Basis")
NO_ANSWER = "no answer"
UNSAID = "–"
_NOTHING = "nothing was found"
_WEB = ("https://", "http://")
# What may stand unescaped in an address besides letters and digits; brackets and quotes may not, so that no
# address can end the place it is written to.
_IN_ADDRESS = ":/?#@!$&*+,;=%-._~"


class Told(Struct, frozen=True):
    """A statement and the numbers of the publications it rests on."""

    text: str
    marks: list[int] = []


class Step(Struct, frozen=True):
    """A step of the reasoning; ``level`` is empty where it changed nothing."""

    rule: str
    told: Told
    level: str


class Source(Struct, frozen=True):
    """A publication: how it is cited, what is wrong with it, how it is identified and where it is found."""

    number: int
    id: str
    cited: str
    flag: str
    shown: str
    link: str | None


class Full(Struct, frozen=True):
    """An assessment as it is shown in full."""

    overview: tuple[str, ...]
    level: str
    subject: str
    condition: str
    asked: list[str]
    facts: list[tuple[str, str]]
    members_head: str
    members: list[tuple[str, str, str]]
    member_ids: list[str]
    caution: list[Told]
    tolerance: list[Told]
    context: str
    by_activity: list[tuple[str, str]]
    follows: list[tuple[str, list[str]]]
    why: list[Step]
    sources: list[Source]
    foot: str


class Missing(Struct, frozen=True):
    """A no-answer: why, and the names and ids to ask for instead."""

    overview: tuple[str, ...]
    why: str
    instead: list[tuple[str, str]]


def of(answer: model.Assessment | model.NoAnswer, get: Get, disclaimer: str) -> Full | Missing:
    """Return what is shown of an answer.

    Args:
        answer: The answer.
        get: Finds a record of the knowledge by kind and id.
        disclaimer: What stands at the foot.

    """
    if isinstance(answer, model.NoAnswer):
        return _missing(answer)
    references = References()
    subject, condition = clean(answer.subject.name) + KIND[answer.subject.kind], clean(answer.condition.name)
    certainty = answer.certainty.replace("-", " ")
    caution, tolerance = (_side(answer, side, references) for side in ("caution", "tolerance"))
    return Full(
        overview=(subject, condition, answer.level, certainty, answer.benefit, answer.basis),
        level=answer.level,
        subject=subject,
        condition=condition,
        asked=asked(answer),
        facts=[(label, clean(text)) for label, text in facts(answer, references)],
        members_head=HEAD["components" if answer.subject.kind == "product" else "strains"],
        members=[(clean(one.name), one.level, one.certainty.replace("-", " ")) for one in answer.members],
        member_ids=[one.id for one in answer.members],
        caution=caution,
        tolerance=tolerance,
        context=_context(answer),
        by_activity=[
            (state, getattr(answer.by_activity, state)) for state in ("remission", "stable", "active", "flare")
        ],
        follows=_follows(answer),
        why=[_step(one, references) for one in answer.reasons],
        sources=sources(references.ids, get),
        foot=clean(foot(answer.version, answer.data_version, disclaimer)),
    )


def closing(views: Iterable[Full | Missing], disclaimer: str) -> str:
    """Return the line that closes a page: the versions where anything was assessed, and the disclaimer."""
    return next((one.foot for one in views if isinstance(one, Full)), clean(disclaimer))


def _missing(answer: model.NoAnswer) -> Missing:
    query = cut(answer.query)
    asked = (UNSAID, query) if answer.what == "condition" else (query, UNSAID)
    return Missing(
        overview=(*asked, NO_ANSWER, UNSAID, UNSAID, UNSAID),
        why=clean(no_answer.in_one_line(answer)),
        instead=[(clean(one.name), one.id) for one in [*answer.candidates, *answer.suggestions]],
    )


def _side(answer: model.Assessment, side: str, references: References) -> list[Told]:
    """Return what points to one side; papers that say the same of one trial stand together."""
    told: dict[str, list[str]] = {}
    for one in answer.evidence:
        if one.points_to == side:
            whose = f" ({one.as_named})" if one.subject_directness != "same" else ""
            told.setdefault(clean(one.brief + whose), []).append(one.id)
    return [Told(text, marks(references, ids)) for text, ids in told.items()] or [Told(_NOTHING)]


def _context(answer: model.Assessment) -> str:
    neutral = sum(one.points_to == "neutral" for one in answer.evidence)
    return f"{neutral} more as context only" if neutral else ""


def _follows(answer: model.Assessment) -> list[tuple[str, list[str]]]:
    """Return what follows from the answer, each under its label, without what is empty."""
    told = [
        ("Not found", answer.not_found),
        ("Do", answer.advice),
        ("Watch", answer.monitoring),
        lower(answer),
        ("Note", answer.notes),
    ]
    return [(label, [clean(text) for text in texts]) for label, texts in told if texts]


def to_do(answer: model.Assessment) -> list[str]:
    """Return the advice and what to watch, a line each, for a format that tells both in one place."""
    watch = [f"Watch {', '.join(answer.monitoring)}"] if answer.monitoring else []
    return [*answer.advice, *watch]


def _step(reason: model.Reason, references: References) -> Step:
    level = "" if reason.effect == "note" else reason.level
    return Step(reason.rule, Told(clean(reason.text), marks(references, reason.evidence)), level)


def marks(references: References, ids: Sequence[str]) -> list[int]:
    """Return the numbers of publications, numbering those that have none yet."""
    references.mark(list(ids), len(ids))
    return sorted({references.ids.index(one) + 1 for one in ids})


def sources(ids: Iterable[str], get: Get) -> list[Source]:
    """Return the publications behind the numbers; one that the knowledge does not hold is left out."""
    found = ((number, get("publication", one)) for number, one in enumerate(ids, 1))
    return [_source(number, record) for number, record in found if record]


def _source(number: int, record: model.Publication) -> Source:
    shown, link = identity(record)
    return Source(number, record.id, citation_before(record, shown), flag(record), clean(shown), address(link))


def flag(record: model.Publication) -> str:
    """Return in capitals what is wrong with a publication; empty where nothing is."""
    return "" if record.status in {"current", "corrected"} else record.status.upper().replace("-", " ")


def address(link: str | None) -> str | None:
    """Return a web address that is safe to write into any page, or ``None`` where it is none."""
    return quote(link, safe=_IN_ADDRESS) if link and link.startswith(_WEB) else None
