"""A user's template can lay answers out, is told clearly what is wrong with it, and can do nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from render.formats import ASKED, answer, hostile

from probiocheck.render import template
from probiocheck.render.template import TemplateProblem

if TYPE_CHECKING:
    from probiocheck.ask import Desk


def _render(desk: Desk, path: Path, *names: str) -> str:
    answers = [answer(desk, one) for one in names or ["low"]]
    return template.render(answers, desk.store.get, desk.store.about.disclaimer, template=path)


def _file(folder: Path, text: str | bytes, name: str = "own.j2") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_answers_as_in_json(desk: Desk, tmp_path: Path) -> None:
    """A template sees the answers in the order asked, with their schema, the disclaimer, and can cite."""
    text = (
        "{% for one in answers %}{{ one.schema }} {{ one.level if one.level is defined else one.query }}\n"
        "{% for reason in one.reasons or [] %}{% for id in reason.evidence %}{{ id | cite }}; {% endfor %}{% endfor %}"
        "{% endfor %}{{ cite('nobody-1900') }} {{ disclaimer }}\n"
    )
    text = text.replace("one.reasons or []", "one.get('reasons', [])")
    told = _render(desk, _file(tmp_path, text), *ASKED)
    lines = told.split("\n")
    assert lines[0] == "probiocheck/assessment/1 low"
    assert "probiocheck/no-answer/1 S.boulardi" in told
    assert "PMID 24673738" in told
    assert told.endswith(f"nobody-1900 {desk.store.about.disclaimer}\n")


@pytest.mark.parametrize(
    ("name", "escaped"),
    [
        ("a.html", True),
        ("a.HTM.j2", True),
        ("a.xml.jinja", True),
        ("a.html.jinja2", True),
        ("a.txt", False),
        ("a.j2", False),
    ],
)
def test_markup_is_escaped_by_file_name(name: str, escaped: bool, desk: Desk, tmp_path: Path) -> None:  # noqa: FBT001
    """In a page of markup data stays text; in plain text it is left as it is; control characters never come through."""
    found = hostile(desk, "<b>\x1b[31m&")
    path = _file(tmp_path, "{{ answers[0].summary }}", name)
    told = template.render([found], desk.store.get, "d", template=path)
    assert told == ("&lt;b&gt; [31m&amp;" if escaped else "<b> [31m&")


def test_files_of_the_same_folder_can_be_included(desk: Desk, tmp_path: Path) -> None:
    """A template may be made of several files, and none of them from outside its folder."""
    _file(tmp_path, "part {{ answers[0].level }}", "part.txt")
    assert _render(desk, _file(tmp_path, "{% include 'part.txt' %}")) == "part low"
    inner = tmp_path / "inner"
    inner.mkdir()
    with pytest.raises(TemplateProblem, match=r"no template \.\./part\.txt can be read"):
        _render(desk, _file(inner, "{% include '../part.txt' %}"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("one\n{% if %}", r"own\.j2, line 2: Expected an expression.*; mend the template"),
        ("one\n\n{{ nobody }}", r"own\.j2, line 3: UndefinedError: 'nobody' is undefined"),
        ("{{ answers[0].no_such_field }}", r"own\.j2, line 1: UndefinedError: .*no_such_field"),
        ("{{ answers.__class__.__mro__ }}", r"own\.j2, line 1: SecurityError: access to attribute '__class__'"),
        ("{{ cite.__globals__ }}", r"own\.j2, line 1: SecurityError"),
        ("\n{{ answers.append(1) }}", r"own\.j2, line 2: SecurityError"),
        ("{{ 1 / 0 }}", r"own\.j2, line 1: ZeroDivisionError: division by zero"),
        ("{{ range(10 ** 9) | list }}", r"own\.j2, line 1: OverflowError"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", r"own\.j2, line 1: RecursionError"),
        ("{% include 'other.txt' %}", r"no template other\.txt can be read"),
        (b"caf\xe9", r"own\.j2: not UTF-8 text; save the template as UTF-8"),
    ],
)
def test_problems_are_told(text: str | bytes, told: str, desk: Desk, tmp_path: Path) -> None:
    """Whatever is wrong with a template is told in one line with its file and line, as one exception."""
    with pytest.raises(TemplateProblem, match=told) as caught:
        _render(desk, _file(tmp_path, text))
    assert "\n" not in str(caught.value)
    assert str(tmp_path) in str(caught.value)


def test_missing_file_and_folder(desk: Desk, tmp_path: Path) -> None:
    """A file that is not there, and a folder in its place, are told."""
    for path in (tmp_path / "gone.j2", tmp_path, Path()):
        with pytest.raises(TemplateProblem, match="can be read; give the path of an existing file"):
            _render(desk, path)
