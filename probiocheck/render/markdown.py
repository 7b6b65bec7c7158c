"""Markdown: one answer as a page, several below a table of them; and any other table.

Data stays text: whatever stands in a name or a note is escaped, so that it cannot become markup.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from probiocheck.render import view
from probiocheck.render.page import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from probiocheck import model

_ANYWHERE = re.compile(r"[\\`*_\[\]<>|~&#$@]|(?<=[a-z])(?=://)|(?<=www)(?=\.)", re.IGNORECASE)
# What makes a list, a heading or a rule of a line that begins with it.
_AT_START = re.compile(r"^([-+=]|\d+(?=[.)]))")


def render(
    answers: Sequence[model.Assessment | model.NoAnswer], get: Callable[[str, str], Any], disclaimer: str
) -> str:
    """Return answers as a page of Markdown.

    Args:
        answers: The answers, in the order asked.
        get: Finds a record of the knowledge by kind and id.
        disclaimer: What stands at the foot.

    """
    views = [view.of(one, get, disclaimer) for one in answers]
    foot = f"*{escape(view.closing(views, disclaimer))}*"
    if len(views) == 1:
        return _page([*_answer(views[0], "#"), foot])
    overview = ["# Answers", *_table(view.OVERVIEW, [one.overview for one in views])]
    return _page([*overview, *(block for one in views for block in _answer(one, "##")), foot])


def table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], foot: Sequence[str]) -> str:
    """Return a table under its title, with the lines of its foot below.

    Args:
        title: The heading.
        heads: The heads of the columns.
        rows: The cells, row by row.
        foot: What stands below, a paragraph each.

    """
    return _page([f"# {escape(title)}", *_table(heads, rows), *(escape(one) for one in foot)])


def escape(text: str) -> str:
    """Return ``text`` as Markdown that shows exactly it, in one line."""
    escaped = _ANYWHERE.sub(r"\\\g<0>", clean(text))
    return _AT_START.sub(_escape_start, escaped)


def _escape_start(found: re.Match[str]) -> str:
    start = found[1]
    return f"{start}\\" if start.isdecimal() else f"\\{start}"


def _page(blocks: Iterable[str]) -> str:
    return "\n\n".join(blocks) + "\n"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [_row(heads), _row(["---"] * len(heads), raw=True), *(_row(cells) for cells in rows)]
    return ["\n".join(lines)]


def _row(cells: Iterable[str], *, raw: bool = False) -> str:
    return f"| {' | '.join(cell if raw else escape(cell) for cell in cells)} |"


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _answer(shown: view.Full | view.Missing, level: str) -> list[str]:
    """Return the blocks of one answer under a heading of the given level."""
    return _missing(shown, level) if isinstance(shown, view.Missing) else _full(shown, level)


def _missing(shown: view.Missing, level: str) -> list[str]:
    blocks = [f"{level} NO ANSWER: nothing was assessed", escape(shown.why)]
    names = [f"{escape(name)} ({escape(record)})" for name, record in shown.instead]
    return [*blocks, "Ask for one of these:", _list(names)] if names else blocks


def _full(shown: view.Full, level: str) -> list[str]:
    sub = f"{level}#"
    blocks = [
        f"{level} {shown.level.upper()}: {escape(shown.subject)} in {escape(shown.condition)}",
        " · ".join(escape(one) for one in shown.asked),
        _list(f"**{label}:** {escape(text)}" for label, text in shown.facts),
    ]
    if shown.members:
        blocks += [escape(shown.members_head), *_table(("Name", "Level", "Certainty"), shown.members)]
    for head, side in (("Points to caution", shown.caution), ("Points to tolerance", shown.tolerance)):
        blocks += [f"{sub} {head}", _list(_told(one) for one in side)]
    blocks += [shown.context] if shown.context else []
    blocks += [
        f"{sub} By activity",
        *_table([one for one, _ in shown.by_activity], [[one for _, one in shown.by_activity]]),
    ]
    for label, texts in shown.follows:
        blocks += [f"{sub} {label}", _list(escape(text) for text in texts)]
    blocks += [f"{sub} Why", _list(_step(one) for one in shown.why)]
    if shown.sources:
        blocks += [f"{sub} Publications", _list(_source(one) for one in shown.sources)]
    return blocks


def _told(one: view.Told) -> str:
    return escape(one.text) + marks(one.marks)


def marks(numbers: Iterable[int]) -> str:
    """Return the numbers of publications as ``[1][2]`` after a space, as text; nothing where there are none."""
    told = "".join(rf"\[{one}\]" for one in numbers)
    return f" {told}" if told else ""


def _step(one: view.Step) -> str:
    effect = f" → **{one.level}**" if one.level else ""
    return f"`{one.rule}`: {escape(one.told.text)}{effect}{marks(one.told.marks)}"


def _source(one: view.Source) -> str:
    flag = f" **{one.flag}**" if one.flag else ""
    shown = f"[{escape(one.shown)}]({one.link})" if one.link else escape(one.shown)
    return rf"\[{one.number}\] {escape(one.cited)}{flag}, {shown}"
