"""The library's front door."""

from __future__ import annotations

import doctest

import pytest

import probiocheck
from probiocheck.ask import UnknownChoice


def test_check_returns_the_typed_assessment() -> None:
    """What the README promises."""
    answer = probiocheck.check("LGG", "RA", activity="active")
    assert isinstance(answer, probiocheck.Assessment)
    assert answer.level == answer.by_activity.active == "high"
    assert answer.subject.id == "lacticaseibacillus-rhamnosus-gg"


def test_names_of_one_strain_give_one_answer() -> None:
    """LGG, ATCC 53103, Lactobacillus GG and Culturelle are the same subject."""
    for name in ("LGG", "ATCC 53103", "Lactobacillus GG", "Culturelle"):
        answer = probiocheck.check(name, "RA")
        assert isinstance(answer, probiocheck.Assessment)
        assert answer.subject.id == "lacticaseibacillus-rhamnosus-gg"


def test_no_answer_is_a_value() -> None:
    """A name that is not understood is a value, not an exception."""
    assert isinstance(probiocheck.check("LGGG", "RA"), probiocheck.NoAnswer)


@pytest.mark.parametrize("wrong", [{"activity": "sleepy"}, {"therapies": ["none"]}, {"risks": ["none"]}])
def test_unknown_choices_are_errors(wrong: dict[str, object]) -> None:
    """A patient that cannot be understood is an error: guessing could reassure."""
    with pytest.raises(UnknownChoice):
        probiocheck.check("LGG", "RA", **wrong)  # type: ignore[arg-type]


def test_docstring_runs() -> None:
    """The example in the module's docstring is true."""
    assert doctest.testmod(probiocheck).failed == 0
