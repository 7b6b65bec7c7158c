"""A local policy is read strictly: whatever is wrong in it is named with file, line and remedy, all at once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT

from probiocheck.ask import Desk
from probiocheck.judge.policy import Policy
from probiocheck.knowledge import policy
from probiocheck.knowledge.problem import InvalidKnowledge, Problem

TODAY = dt.date(2026, 7, 1)


def entry(**changes: object) -> dict[str, object]:
    """Return an entry that is sound but for ``changes``; a field changed to ``None`` is left out."""
    whole: dict[str, object] = {
        "id": "made-up",
        "subject": "LGG",
        "condition": "RA",
        "level": "high",
        "reason": "made up",
        "by": "A. Pharmacist",
        "expires": "2026-07-01",
    }
    return {key: value for key, value in (whole | changes).items() if value is not None}


def _read(desk: Desk, path: Path, *entries: dict[str, object], text: str | None = None) -> Policy:
    content = yaml.safe_dump({"policy": list(entries)}, sort_keys=False) if text is None else text
    path.write_text(content, encoding="utf-8")
    return policy.read(path, desk.store, desk.names, TODAY)


def _problems(desk: Desk, path: Path, *entries: dict[str, object], text: str | None = None) -> list[Problem]:
    with pytest.raises(InvalidKnowledge) as raised:
        _read(desk, path, *entries, text=text)
    assert all(one.file == str(path) for one in raised.value.problems)
    return raised.value.problems


def test_sound_entry(desk: Desk, tmp_path: Path) -> None:
    """An entry is read with its names understood, holds through its last day, and is found by its id."""
    found = _read(desk, tmp_path / "p.yaml", entry()).entries["made-up"]
    assert found.subject is not None
    assert found.condition is not None
    assert (found.subject.id, found.condition.id) == ("lacticaseibacillus-rhamnosus-gg", "rheumatoid-arthritis")
    assert found.written.by == "A. Pharmacist"


def test_empty_policy(desk: Desk, tmp_path: Path) -> None:
    """A policy whose last entry was removed is still a policy."""
    assert _read(desk, tmp_path / "p.yaml").entries == {}


def test_example_is_sound(desk: Desk) -> None:
    """The example that the documentation shows is the file, and is a policy."""
    path = ROOT / "docs" / "examples" / "policy.yaml"
    page = (ROOT / "docs" / "local-policy.md").read_text(encoding="utf-8")
    assert f"```yaml\n{path.read_text(encoding='utf-8')}```" in page
    assert len(policy.read(path, desk.store, desk.names, TODAY).entries) == 3


@pytest.mark.parametrize("field", ["id", "subject", "condition", "reason", "by", "expires"])
def test_required(desk: Desk, tmp_path: Path, field: str) -> None:
    """Every field that says what an entry is about and who answers for it is required."""
    (problem,) = _problems(desk, tmp_path / "p.yaml", entry(**{field: None}))
    assert problem.what == f"the field {field!r} is missing"
    assert problem.line == 2


WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("says nothing", {"level": None}, "says nothing", "level:, note: or both"),
    ("misspelt field", {"expiry": "2027-01-01"}, "unknown field 'expiry'", ""),
    ("no level of ours", {"level": "unknown"}, "'level' cannot be 'unknown'", "use one of: avoid, high"),
    ("id in capitals", {"id": "MADE-UP"}, "'id' cannot be 'MADE-UP'", ""),
    ("id of a rule", {"id": "fever"}, "is that of a rule of the knowledge", "id of your own"),
    ("id of a tier", {"id": "base-controlled"}, "is that of a rule of the knowledge", "id of your own"),
    ("expired", {"expires": "2026-06-30"}, "the entry made-up expired on 2026-06-30", "review it"),
    ("no day", {"expires": "2027-02-29"}, "there is no day 2027-02-29", "YYYY-MM-DD"),
    ("no date", {"expires": "next year"}, "'expires' cannot be 'next year'", ""),
    ("week date", {"expires": "2027-W01-1"}, "'expires' cannot be '2027-W01-1'", ""),
    ("blank reason", {"reason": " "}, "'reason' is empty", ""),
    ("empty name", {"by": ""}, "'by' is empty", ""),
    ("misspelt subject", {"subject": "LGGG"}, "'LGGG' is not known", "did you mean Lacticaseibacillus rhamnosus GG?"),
    ("unknown subject", {"subject": "ibuprofen"}, "'ibuprofen' is not known", "or any"),
    ("ambiguous subject", {"subject": "SD5212"}, "may be Lactobacillus acidophilus", "name the one that is meant"),
    (
        "unlisted strain",
        {"subject": "L. rhamnosus QQ7"},
        "the strain 'L. rhamnosus QQ7' is not listed",
        "for all its",
    ),
    ("misspelt condition", {"condition": "ulcerativ colitis"}, "is not known", "did you mean Ulcerative colitis?"),
    ("unknown condition", {"condition": "housemaid's knee"}, "is not known", "or any"),
    ("ambiguous condition", {"condition": "CD"}, "the condition 'CD' may be", "name the one that is meant"),
    ("another disease", {"condition": "osteoarthritis"}, "is not known", "steoarthritis"),
    ("low without acknowledge", {"level": "low"}, "only raises", "acknowledge: lowers"),
    ("acknowledge of what", {"acknowledge": "yes"}, "'acknowledge' cannot be 'yes'", "use one of: lowers"),
    ("acknowledge alone", {"acknowledge": "lowers", "level": None, "note": "n"}, "without a level", "give the level"),
    (
        "a species at low",
        {"acknowledge": "lowers", "level": "low", "subject": "L. rhamnosus"},
        "is never low, because the strain decides",
        "name the strain",
    ),
    ("avoid lowers nothing", {"acknowledge": "lowers", "level": "avoid"}, "avoid lowers nothing", "remove"),
    ("any subject", {"acknowledge": "lowers", "subject": "any"}, "never lowered for any subject", "name the one"),
    (
        "any condition",
        {"acknowledge": "lowers", "condition": "any"},
        "never lowered for any condition",
        "name the one",
    ),
]


@pytest.mark.parametrize(("changes", "what", "remedy"), [one[1:] for one in WRONG], ids=[one[0] for one in WRONG])
def test_wrong(desk: Desk, tmp_path: Path, changes: dict[str, object], what: str, remedy: str) -> None:
    """An entry that cannot be used is told once, on the line of the field, with what to do."""
    (problem,) = _problems(desk, tmp_path / "p.yaml", entry(**changes))
    assert what in problem.what
    assert remedy in problem.remedy
    line = (tmp_path / "p.yaml").read_text(encoding="utf-8").splitlines()[problem.line - 1]
    named = [key for key, value in changes.items() if value is not None]
    assert not named or any(key in line for key in named)


def test_ids_are_unique(desk: Desk, tmp_path: Path) -> None:
    """Two entries of one id are an error that names both lines."""
    (problem,) = _problems(desk, tmp_path / "p.yaml", entry(), entry(subject="EcN"))
    assert "the id made-up is taken already, on line 2" in problem.what
    assert problem.line == 9


def test_a_pair_is_lowered_once(desk: Desk, tmp_path: Path) -> None:
    """Two entries that set the level of one pair are an error, by whatever names; a strain's only product is it."""
    lowering = {"acknowledge": "lowers", "level": "moderate"}
    entries = [entry(id=name, subject=subject, **lowering) for name, subject in (("a", "LGG"), ("b", "Culturelle"))]
    (problem,) = _problems(desk, tmp_path / "p.yaml", *entries)
    assert "the entry a sets the level of this subject" in problem.what


def test_all_at_once(desk: Desk, tmp_path: Path) -> None:
    """Problems of shape and of sense are listed together, in the order of their lines."""
    entries = [
        entry(id="a", by=None),
        entry(id="b", subject="LGGG"),
        entry(id="c", expires="2020-01-01", level="low"),
    ]
    found = _problems(desk, tmp_path / "p.yaml", *entries)
    assert [one.line for one in found] == sorted(one.line for one in found)
    assert [one.what.split(" ")[0] for one in found] == ["the", "the", "without", "the"]
    assert "2020-01-01" in found[-1].what


BROKEN = [
    ("empty", "", "the file is empty"),
    ("a list", "- id: x\n", "must be a record with fields"),
    ("another file", "rules: []\n", "unknown field 'rules'"),
    ("null", "policy:\n", "'policy' is empty"),
    ("not YAML", "policy: [\n", "not readable as YAML"),
    ("a field twice", "policy: []\npolicy: []\n", "stands twice"),
]


@pytest.mark.parametrize(("text", "what"), [one[1:] for one in BROKEN], ids=[one[0] for one in BROKEN])
def test_broken_file(desk: Desk, tmp_path: Path, text: str, what: str) -> None:
    """A file that is no policy is refused in words."""
    assert any(what in one.what for one in _problems(desk, tmp_path / "p.yaml", text=text))


def test_missing_file(desk: Desk, tmp_path: Path) -> None:
    """A policy that is not there is an error, never no policy."""
    with pytest.raises(InvalidKnowledge, match="cannot be read"):
        policy.read(tmp_path / "none.yaml", desk.store, desk.names, TODAY)
