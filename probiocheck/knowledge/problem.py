"""What is wrong with a knowledge: one problem, and all of them; apart, since a look-up must not wait for YAML."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """One thing wrong with the knowledge: where it stands, what is wrong, and what to do."""

    file: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        """Return the problem as it is printed."""
        return f"{self.file}:{self.line}: {self.what}\n    {self.remedy}"


class InvalidKnowledge(Exception):
    """The knowledge cannot be used; ``problems`` lists every reason with file, line and remedy."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
