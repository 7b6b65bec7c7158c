"""Every listed name resolves to what the case says, and to nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from probiocheck import model
from probiocheck.ask import Desk
from probiocheck.names.normalise import readable

HERE = Path(__file__).parent


def _cases() -> list[Any]:
    found = []
    for path in sorted(HERE.glob("*_*.yaml")):
        what = "condition" if "condition" in path.name else "strain"
        for number, case in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
            found.append(pytest.param(what, case, id=f"{path.stem}-{number}"))
    return found


@pytest.mark.parametrize(("what", "case"), _cases())
def test_case(what: str, case: dict[str, Any], desk: Desk) -> None:
    """A name resolves to its record, to candidates, or to nothing with the right suggestion."""
    resolve = getattr(desk.names, case.get("kind", what))
    found = resolve(case["input"])
    assert found.query == readable(case["input"])
    if isinstance(found, model.NoAnswer):
        assert found.reason == case["expect"]
        assert found.what == case.get("kind", what)
        assert all(one.name == desk.store.name(one.id) for one in (*found.candidates, *found.suggestions))
        if "candidates" in case:
            assert {one.id for one in found.candidates} == set(case["candidates"])
        if "suggest" in case:
            assert case["suggest"] in [one.id for one in found.suggestions]
    else:
        assert found.id == case["expect"]
        assert found.kind == ("condition" if what == "condition" else desk.store.kind_of(found.id))
    if case.get("warn"):
        assert not isinstance(found, model.NoAnswer)
        assert found.notes or found.strain_unlisted


def test_an_unlisted_strain_names_the_listed_ones_much_like_it(desk: Desk) -> None:
    """A slip in a designation gives the species, and says which strain may have been meant; never that strain."""
    answer = desk.strain("B. lactis HNO19", "UC", desk.patient("unknown", [], []))
    assert isinstance(answer, model.Assessment)
    assert answer.subject.kind == "species"
    assert any("HN019" in note for note in answer.notes)
    other = desk.strain("B. lactis QRS777", "UC", desk.patient("unknown", [], []))
    assert isinstance(other, model.Assessment)
    assert not any("much like" in note for note in other.notes)
