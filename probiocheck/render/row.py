"""An answer as the cells that a table gets beside its own columns: the same in batches, exports and CSV."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any

from probiocheck import model
from probiocheck.render import no_answer
from probiocheck.render.page import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    Get = Callable[[str, str], Any]
    # Long or short, an answer with a level says the same in a row.
    Answered = model.Assessment | model.Brief
    Answer = Answered | model.NoAnswer

COLUMNS = (
    "level",
    "certainty",
    "benefit",
    "basis",
    "subject_id",
    "condition_id",
    "rule",
    "pmids",
    "status",
    "message",
)
_LEVEL, _STATUS_AT = COLUMNS.index("level"), COLUMNS.index("status")
ANSWERED, INVALID = "answered", "invalid-row"
_STATUS = {"unknown": "unknown-name", "ambiguous": "ambiguous-name"}
_NOT_UNDERSTOOD = "not-understood"
_UNANSWERED = ("",) * (len(COLUMNS) - 2)
# A spreadsheet runs a cell that begins so as a formula (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def of(answer: Answer, get: Get) -> tuple[str, ...]:
    """Return an answer as cells, in the order of ``COLUMNS``.

    Args:
        answer: The answer; without an assessment all cells but the last two are empty.
        get: Finds a record of the knowledge by kind and id.

    """
    if isinstance(answer, model.NoAnswer):
        status = _NOT_UNDERSTOOD if answer.what == "label" else _STATUS[answer.reason]
        return (*_UNANSWERED, status, cell(no_answer.in_one_line(answer)))
    return (
        answer.level,
        answer.certainty,
        answer.benefit,
        answer.basis,
        answer.subject.id,
        answer.condition.id,
        rule(answer),
        ";".join(pmids(answer, get)),
        ANSWERED,
        cell(message(answer)),
    )


def invalid(why: str) -> tuple[str, ...]:
    """Return the cells of a row that could not be asked."""
    return (*_UNANSWERED, INVALID, cell(clean(why)))


def counts_as(cells: tuple[str, ...]) -> str:
    """Return what a row with these cells counts as: its level, or its status where it has none."""
    return cells[_LEVEL] or cells[_STATUS_AT]


def message(answer: Answered) -> str:
    """Return the answer in a line, with what the entries of a local policy that were used say."""
    used = tuple(f"{model.LOCAL_POLICY}{one.rule} " for one in answer.reasons)
    return clean(" ".join([answer.summary, *(note for note in answer.notes if note.startswith(used))]))


def rule(answer: Answered) -> str:
    """Return the rule that gave the level: the first of those that left it where it is."""
    changes = [one for one in answer.reasons if one.effect != "note"]
    kept = takewhile(lambda one: one.level == answer.level, reversed(changes))
    return [changes[-1], *kept][-1].rule


def publications(answer: Answered) -> list[str]:
    """Return the publications that the level rests on: those of every reason that is more than a note."""
    named = [one for reason in answer.reasons if reason.effect != "note" for one in reason.evidence]
    return list(dict.fromkeys(named))


def pmids(answer: Answered, get: Get) -> list[str]:
    """Return the PubMed identifiers among the publications that the level rests on."""
    found = (get("publication", one) for one in publications(answer))
    return [one.pmid for one in found if one and one.pmid]


def cell(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
