"""A user's own Jinja2 template, in a sandbox: it can lay answers out, and do nothing else."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Any

import msgspec
from jinja2 import FileSystemLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from probiocheck.render.answer import citation, identity
from probiocheck.render.page import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from probiocheck import model

_MARKUP = (".html", ".htm", ".xml")
_TEMPLATE = (".j2", ".jinja", ".jinja2")


class TemplateProblem(ValueError):
    """A template that cannot be used; the text says where and why."""


def render(
    answers: Sequence[model.Assessment | model.NoAnswer],
    get: Callable[[str, str], Any],
    disclaimer: str,
    *,
    template: Path,
) -> str:
    """Return answers laid out by a template.

    The template sees ``answers`` (a list, each as in the JSON format), ``disclaimer``, and ``cite``, a function
    and filter that turns the id of a publication into its citation. It may include files of its own folder.

    Args:
        answers: The answers, in the order asked.
        get: Finds a record of the knowledge by kind and id.
        disclaimer: What should stand at the foot.
        template: The file.

    Raises:
        TemplateProblem: The file is missing, no text, no valid template, or fails on these answers.

    """

    def cite(publication: str) -> str:
        record = get("publication", publication)
        return f"{citation(record)}, {clean(identity(record)[0])}" if record else publication

    pages = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(template.parent),
        autoescape=_is_markup,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    pages.globals["cite"] = pages.filters["cite"] = cite
    try:
        told = [_clean(msgspec.to_builtins(one)) for one in answers]
        return pages.get_template(template.name).render(answers=told, disclaimer=clean(disclaimer))
    except Exception as error:  # a template may raise anything
        raise TemplateProblem(_told(error, template)) from error


def _is_markup(name: str | None) -> bool:
    stem = (name or "").casefold()
    for ending in _TEMPLATE:
        stem = stem.removesuffix(ending)
    return stem.endswith(_MARKUP)


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _clean(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_clean(one) for one in value]
    return clean(value) if isinstance(value, str) else value


def _told(error: Exception, template: Path) -> str:
    """Say in one line what is wrong, in which file and line, and what to do."""
    if isinstance(error, TemplateNotFound):
        return f"{template}: no template {error.name} can be read; give the path of an existing file"
    if isinstance(error, UnicodeDecodeError):
        return f"{template}: not UTF-8 text; save the template as UTF-8"
    if isinstance(error, TemplateSyntaxError):
        return clean(f"{error.filename or template}, line {error.lineno}: {error.message}; mend the template")
    lines = [
        one for one in traceback.extract_tb(error.__traceback__) if one.filename.startswith(str(template.parent))
    ]
    where = f"{lines[-1].filename}, line {lines[-1].lineno}" if lines else str(template)
    what = f"{type(error).__name__}: {error}"
    return clean(f"{where}: {what}; mend the template (answers are as in --format json)")
