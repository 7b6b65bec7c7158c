"""How a table is read and written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from probiocheck.batch.asking import Question
from probiocheck.batch.problem import TableProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

Form = Literal["csv", "tsv", "jsonl"]
# The fields that a column can hold.
FIELDS = Question._fields
_SEPARATORS: dict[str, str] = {"csv": ",", "tsv": "\t"}
_ENDINGS: dict[str, Form] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}


class Plan(NamedTuple):
    """How a table is read and written.

    ``mapping`` names the heading that holds a field where it is not the field's own name, ``prefix`` is put before
    the headings of the answer, ``separator`` stands between cells where it is not that of the form.
    """

    form: Form
    mapping: Mapping[str, str]
    prefix: str = ""
    separator: str | None = None

    @property
    def between(self) -> str:
        """Return what stands between two cells."""
        return self.separator or _SEPARATORS.get(self.form, "")


def form_of(name: str) -> Form:
    """Return the form that a file's name tells.

    Raises:
        TableProblem: It tells none.

    """
    for ending, form in _ENDINGS.items():
        if name.casefold().endswith(ending):
            return form
    raise TableProblem(
        f"the name of {name} does not tell its format (known endings: {', '.join(_ENDINGS)});"
        " say it with --input-format"
    )
