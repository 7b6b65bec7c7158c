"""HL7 CDS Hooks 2.0: the response of a service, a card an answer.

It is for a service to return as it is; what patient it is about is known to the client that asked.
"""

from __future__ import annotations

import json as lossless
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from probiocheck import model
from probiocheck.render import json, no_answer, view
from probiocheck.render.answer import BENEFIT, References
from probiocheck.render.markdown import escape, marks
from probiocheck.render.page import clean
from probiocheck.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Get = Callable[[str, str], Any]
    Json = dict[str, Any]

# What nobody has looked at, and what was not understood, is no mere information: silence is not safety.
_INDICATOR = {"low": "info", "moderate": "warning", "unknown": "warning", "high": "critical", "avoid": "critical"}
_NO_ANSWER = "warning"
_LONGEST = 139  # fewer than 140 characters, as the specification has it
_REFERENCES_EACH = 3


def render(answers: Sequence[model.Assessment | model.NoAnswer], get: Get, disclaimer: str) -> str:
    """Return answers as the cards of a response, in indented JSON.

    Args:
        answers: The answers, in the order asked.
        get: Finds a record of the knowledge by kind and id.
        disclaimer: What stands at the end of each card.

    """
    cards = [_card(one, get, disclaimer) for one in answers]
    return json.render({"cards": [_named(place, card) for place, card in enumerate(cards)]})


def _card(answer: model.Assessment | model.NoAnswer, get: Get, disclaimer: str) -> Json:
    return _missing(answer, disclaimer) if isinstance(answer, model.NoAnswer) else _found(answer, get, disclaimer)


def _named(place: int, card: Json) -> Json:
    """Name a card by its content and place: the same question gives the same bytes."""
    return {"uuid": str(uuid5(NAMESPACE_URL, f"{place} {lossless.dumps(card)}")), **card}


def _short(text: str) -> str:
    """Return a summary with its end cut where it is too long; what matters most must stand at its beginning."""
    told = clean(text)
    return told if len(told) <= _LONGEST else told[: _LONGEST - 1].rstrip() + "…"


def _missing(answer: model.NoAnswer, disclaimer: str) -> Json:
    line = clean(no_answer.in_one_line(answer))
    names = [f"- {escape(one.name)}" for one in [*answer.candidates, *answer.suggestions]]
    detail = ["**No answer: nothing was assessed.**", escape(line), "\n".join(names), escape(disclaimer)]
    return {
        "summary": _short(line),
        "detail": "\n\n".join(block for block in detail if block),
        "indicator": _NO_ANSWER,
        "source": {"label": f"probiocheck {__version__}"},
    }


def _found(answer: model.Assessment, get: Get, disclaimer: str) -> Json:
    references = References()
    detail = _detail(answer, references)
    sources = view.sources(references.ids, get)
    unlinked = [rf"- \[{one.number}\] {escape(one.cited)}, {escape(one.shown)}" for one in sources if not one.link]
    links = [{"label": _label(one), "url": one.link, "type": "absolute"} for one in sources if one.link]
    return {
        "summary": _short(f"{answer.level.upper()}: {answer.summary}"),
        "detail": "\n\n".join(block for block in [*detail, "\n".join(unlinked), escape(disclaimer)] if block),
        "indicator": _INDICATOR[answer.level],
        "source": {"label": f"probiocheck {answer.version}, data {answer.data_version}"},
        **({"links": links} if links else {}),
    }


def _label(one: view.Source) -> str:
    return f"[{one.number}] {one.cited}{f' ({one.flag})' if one.flag else ''}"


def _detail(answer: model.Assessment, references: References) -> list[str]:
    """Return the blocks of the detail: how sure, why, and what to do."""
    certainty = answer.certainty.replace("-", " ")
    sure = [
        f"- **Level:** {answer.level}",
        f"- **Certainty:** {certainty}: {escape('; '.join(answer.certainty_reasons))}",
        f"- **Benefit:** {BENEFIT[answer.benefit]}",
    ]
    why = [_reason(one, references) for one in answer.reasons]
    todo = [f"- {escape(one)}" for one in view.to_do(answer)]
    return ["\n".join(sure), "\n".join(["**Why**", "", *why]), "\n".join(["**Do**", "", *todo]) if todo else ""]


def _reason(one: model.Reason, references: References) -> str:
    named = one.evidence[:_REFERENCES_EACH]
    more = f" +{len(one.evidence) - len(named)}" if len(one.evidence) > len(named) else ""
    return f"- `{one.rule}`: {escape(one.text)}{marks(view.marks(references, named))}{more}"
