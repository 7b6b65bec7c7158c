"""What is wrong with a table, told in words."""

from __future__ import annotations


class TableProblem(ValueError):
    """The table as a whole cannot be read or written: nothing was answered, and why."""


class InvalidRow(ValueError):
    """A row that asks nothing, or something that cannot be asked; the others are answered."""
