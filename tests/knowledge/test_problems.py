"""Every error a curator can make is named with file, line and remedy, and all are listed at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from probiocheck.knowledge import load, references
from probiocheck.knowledge.problem import InvalidKnowledge

if TYPE_CHECKING:
    from conftest import Copy


def _problems(copy: Copy) -> list[Any]:
    try:
        return references.problems(load.load(copy.folder))
    except InvalidKnowledge as error:
        return list(error.problems)


def _publication(**finding: object) -> dict[str, object]:
    whole: dict[str, object] = {
        "subject": "lacticaseibacillus-rhamnosus-gg",
        "as_named": "LGG",
        "condition": "rheumatoid-arthritis",
        "design": "randomised-trial",
        "system": "patients",
        "state": "active",
        "outcome": "improved",
        "summary": "made up",
    }
    whole |= finding
    return {
        "id": "made-up-2026",
        "title": "Made up",
        "journal": "None",
        "year": 2026,
        "pmid": "1",
        "seen": {"source": "nowhere", "read": "abstract"},
        "findings": [{key: value for key, value in whole.items() if value is not None}],
    }


def _rule(**changes: object) -> dict[str, object]:
    whole: dict[str, object] = {
        "id": "MADE-UP",
        "title": "Made up",
        "phase": "patient",
        "when": {"any_risk": ["pregnancy"]},
        "then": {"raise_by": 1},
        "why": "made up",
    }
    return whole | changes


def test_shipped_knowledge_is_sound(copy: Copy) -> None:
    """The shipped knowledge has no problem."""
    assert _problems(copy) == []


SHAPE = [
    ("unknown field", {"bogus": 1}, "unknown field 'bogus'"),
    ("misspelt field", {"outcom": "improved"}, "did you mean 'outcome'?"),
    ("wrong value", {"outcome": "better"}, "use one of: improved"),
    ("wrong type", {"n_analysed": "forty"}, "must be a whole number"),
    ("empty", {"outcome": ""}, "cannot be ''"),
    ("number for text", {"as_named": 12}, "put it in quotes: '12'"),
]


@pytest.mark.parametrize(("finding", "words"), [case[1:] for case in SHAPE], ids=[case[0] for case in SHAPE])
def test_shape(copy: Copy, finding: dict[str, object], words: str) -> None:
    """A record that departs from its shape is told in words, with the line of the field."""
    copy.add("evidence/made-up.yaml", publications=[_publication(**finding)])
    found = [one for one in _problems(copy) if one.file == "evidence/made-up.yaml"]
    assert any(words in f"{one.what} {one.remedy}" for one in found), found
    line = (copy.folder / "evidence/made-up.yaml").read_text().splitlines()[found[0].line - 1]
    assert next(iter(finding)) in line


REFERENCES = [
    (
        "dangling subject",
        {"subject": "lacticaseibacillus-rhamnosus-g"},
        "did you mean lacticaseibacillus-rhamnosus-gg?",
    ),
    ("dangling condition", {"condition": "rheumatoid"}, "no condition has the id rheumatoid"),
    ("no subject", {"subject": None}, "needs one of subject, mixture and subject_class"),
    ("two subjects", {"subject_class": "genus"}, "subject and subject_class"),
    ("mixture of one", {"subject": None, "mixture": ["lacticaseibacillus-rhamnosus-gg"]}, "a mixture of one"),
    ("unknown marker", {"immune": [{"marker": "IL-99", "change": "up"}]}, "no marker has the id IL-99"),
    ("unknown therapy", {"background": {"drugs": ["aspirins"]}}, "no therapy has the id aspirins"),
    ("says nothing", {"outcome": None}, "a finding that says nothing"),
    ("outcome nowhere", {"condition": None}, "an outcome without a condition"),
    ("outcome in a dish", {"system": "in-vitro"}, "no disease can get better or worse in in-vitro"),
    ("no state", {"state": None}, "the state of the disease is missing"),
]


@pytest.mark.parametrize(
    ("finding", "words"), [case[1:] for case in REFERENCES], ids=[case[0] for case in REFERENCES]
)
def test_references(copy: Copy, finding: dict[str, object], words: str) -> None:
    """A finding that contradicts the other records, or itself, is an error."""
    copy.add("evidence/made-up.yaml", publications=[_publication(**finding)])
    assert any(words in f"{one.what} {one.remedy}" for one in _problems(copy))


RULES = [
    ("unknown publication", _rule(evidence=["nobody-1900"]), "no publication has the id nobody-1900"),
    ("unknown risk", _rule(when={"any_risk": ["pregnanci"]}), "did you mean pregnancy?"),
    ("does nothing", _rule(then={}), "does nothing"),
    ("lifts nothing", _rule(when={"level": ["high"]}, then={"at_least": "moderate"}), "can never fire"),
    ("raises by level", _rule(when={"level": ["low"]}), "a lower level could overtake a higher one"),
    ("only unknown activity", _rule(when={"activity": ["unknown"]}), "only where activity is not given"),
]


@pytest.mark.parametrize(("rule", "words"), [case[1:] for case in RULES], ids=[case[0] for case in RULES])
def test_rules(copy: Copy, rule: dict[str, object], words: str) -> None:
    """A rule that refers to nothing, can never fire or would break the laws is an error."""
    copy.add("patient.yaml", rules=[rule])
    assert any(words in f"{one.what} {one.remedy}" for one in _problems(copy))


STOPS = [
    ("unknown therapy", {"ask": {"therapies": ["infliximap"]}}, "did you mean infliximab?", "infliximap"),
    ("unknown risk", {"ask": {"risks": ["pregnanci"]}}, "no risk factor has the id pregnanci", "pregnanci"),
    (
        "unknown activity",
        {"ask": {"activity": "flaring"}},
        "'activity' cannot be 'flaring'; use one of: ",
        "activity",
    ),
    ("unknown option", {"ask": {"risk": ["pregnancy"]}}, "unknown field 'risk'", "risk:"),
    ("unknown part", {"show": ["everything"]}, "an item of show' cannot be 'everything'; use one of: ", "everything"),
    ("unknown level", {"expect": {"level": "safe"}}, "'level' cannot be 'safe'; use one of: ", "level: safe"),
    ("unknown rule", {"expect": {"rules": ["BASE-NOBODY"]}}, "no rule has the id BASE-NOBODY", "BASE-NOBODY"),
    ("nothing expected", {"expect": {"level": None}}, "expects one of level and no_answer", "expect:"),
    ("two expected", {"expect": {"no_answer": "unknown"}}, "expects one of level and no_answer", "expect:"),
    (
        "certainty of nothing",
        {"expect": {"level": None, "no_answer": "unknown", "certainty": "low"}},
        "there is no certainty and no rule",
        "expect:",
    ),
]


@pytest.mark.parametrize(
    ("changes", "words", "stands"), [case[1:] for case in STOPS], ids=[case[0] for case in STOPS]
)
def test_stops_of_the_tour(copy: Copy, changes: dict[str, Any], words: str, stands: str) -> None:
    """A stop that asks or expects what is not there is told, at the line where it does."""
    stop: dict[str, Any] = {
        "title": "Made up",
        "ask": {"strain": "LGG", "condition": "RA"},
        "see": "made up",
        "expect": {"level": "moderate"},
    }
    for name, value in changes.items():
        whole = {**stop[name], **value} if isinstance(value, dict) else value
        stop[name] = {key: one for key, one in whole.items() if one} if isinstance(whole, dict) else whole
    copy.add("tour.yaml", tour=[stop])
    found = [one for one in _problems(copy) if words in f"{one.what}; {one.remedy}"]
    assert [one.file for one in found] == ["tour.yaml"]
    assert stands in (copy.folder / "tour.yaml").read_text(encoding="utf-8").splitlines()[found[0].line - 1]


def test_tour_asks_by_any_name(copy: Copy) -> None:
    """Therapies and risk factors of a stop may be written as on the command line."""
    stop: dict[str, object] = {
        "title": "Made up",
        "ask": {"strain": "LGG", "condition": "RA", "therapies": ["Infliximab"], "risks": ["Pregnancy"]},
        "see": "made up",
        "expect": {"level": "moderate"},
    }
    copy.add("tour.yaml", tour=[stop])
    assert _problems(copy) == []


def test_rule_on_an_empty_group(copy: Copy) -> None:
    """A rule about a group to which no organism belongs can never fire."""
    copy.add("strains.yaml", groups=[{"id": "nobody", "name": "Nobody"}])
    copy.add("patient.yaml", rules=[_rule(when={"organisms": ["nobody"]})])
    assert any("no organism belongs to nobody" in one.what for one in _problems(copy))


def test_two_strains_one_name(copy: Copy) -> None:
    """Two strains that claim one name are an error, unless the name is declared ambiguous."""
    strain = {"id": "lacticaseibacillus-casei-x", "species": "lacticaseibacillus-casei", "designation": "X-1"}
    copy.add("strains.yaml", strains=[strain | {"other_names": ["LGG"]}])
    assert any("both claim the name" in one.what for one in _problems(copy))
    candidates = ["lacticaseibacillus-casei-x", "lacticaseibacillus-rhamnosus-gg"]
    copy.add("strains.yaml", ambiguous_names=[{"term": "LGG", "candidates": candidates}])
    assert _problems(copy) == []


def test_one_id_twice(copy: Copy) -> None:
    """Two records cannot bear one id, and the place of the first is named."""
    copy.add("evidence/made-up.yaml", publications=[_publication() | {"id": "alipour-2014"}])
    assert any("taken already, at evidence/" in one.what for one in _problems(copy))


def test_cycle(copy: Copy) -> None:
    """A condition cannot stand within itself."""
    copy.replace("conditions.yaml", "  - id: crohn-disease\n", "  - id: crohn-disease\n    parent: pouchitis\n")
    copy.replace(
        "conditions.yaml",
        "    parent: inflammatory-bowel-disease\n    mondo: MONDO:0005011",
        "    mondo: MONDO:0005011",
    )
    copy.replace("conditions.yaml", "  - id: pouchitis\n", "  - id: pouchitis\n    related: []\n")
    text = (copy.folder / "conditions.yaml").read_text()
    start = text.index("- id: pouchitis")
    end = text.index("parent: inflammatory-bowel-disease", start)
    text = text[:end] + text[end:].replace("parent: inflammatory-bowel-disease", "parent: crohn-disease", 1)
    (copy.folder / "conditions.yaml").write_text(text)
    assert any("stands within itself" in one.what for one in _problems(copy))


def test_all_problems_are_listed(copy: Copy) -> None:
    """Not only the first problem is told."""
    bad = [_publication(outcome="better", bogus=1), _publication(outcome="worse") | {"id": "made-up-2027"}]
    copy.add("evidence/made-up.yaml", publications=bad)
    (copy.folder / "products.yaml").write_text("products: [\n")
    found = _problems(copy)
    assert len(found) >= 4
    assert {one.file for one in found} == {"evidence/made-up.yaml", "products.yaml"}


def test_missing_files(copy: Copy) -> None:
    """A missing file is told by name."""
    (copy.folder / "rules.yaml").unlink()
    assert [one.file for one in _problems(copy)] == ["rules.yaml"]
