"""The shipped knowledge is tested like code: every record, every identifier, every reference."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from conftest import DATA, ROOT

from probiocheck.knowledge import load, references, schema, shape, source

if TYPE_CHECKING:
    from probiocheck.knowledge.load import Knowledge

EVIDENCE = sorted((DATA / "evidence").glob("*.yaml"))
_NOTES = re.compile(r"\b(excerpt|stored page|this workshop|snippet)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """Return the shipped records with their places."""
    return load.load(DATA)


@pytest.mark.parametrize(
    "path", load.files(DATA), ids=lambda value: getattr(value[0], "name", "") if isinstance(value, tuple) else ""
)
def test_file(path: tuple[Any, str]) -> None:
    """Each file is readable, of its shape, and names its schema in the first line."""
    file, kind = path
    document, problems = source.read(file, file.name)
    assert not problems
    assert not shape.problems(document, kind)
    up = "../" * (len(file.relative_to(DATA).parts))
    first = file.read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={up}schema/{kind}.schema.json"


def test_references(knowledge: Knowledge) -> None:
    """Every reference resolves, and no two records contradict each other."""
    assert references.problems(knowledge) == []


def test_publications_are_identified_once(knowledge: Knowledge) -> None:
    """No PMID and no DOI stands on two publications."""
    for field in ("pmid", "doi"):
        counted = Counter(
            str(getattr(one.record, field)).lower() for one in knowledge.publications if getattr(one.record, field)
        )
        assert [one for one, number in counted.items() if number > 1] == []


def test_every_publication_says_where_it_was_read(knowledge: Knowledge) -> None:
    """The source is an address or a named document, never a mirror by its number."""
    for one in knowledge.publications:
        assert not re.search(r"//\d+\.\d+\.\d+\.\d+", one.record.seen.source), one.record.id


def test_no_working_notes(knowledge: Knowledge) -> None:
    """What readers see speaks of the publication, not of how it was found."""
    for one in knowledge.publications:
        for finding in one.record.findings:
            assert not _NOTES.search(finding.summary), one.record.id


def test_distrusted_publications_are_marked(knowledge: Knowledge) -> None:
    """The retraction and the expression of concern that are known are in the data."""
    status = {one.record.id: one.record.status for one in knowledge.publications}
    assert status["tamtaji-2017"] == "retracted"
    assert status["zamani-2017"] == "expression-of-concern"


@pytest.mark.parametrize(
    ("one", "other"), [("mirsepasi-lauridsen-2016", "petersen-2014"), ("alipour-2014", "vaghef-mehrabany-2014")]
)
def test_papers_of_one_trial_count_once(knowledge: Knowledge, one: str, other: str) -> None:
    """Papers of one trial share its key."""
    trial = {each.record.id: each.record.trial for each in knowledge.publications}
    assert trial[one]
    assert trial[one] == trial[other]


def test_disagreeing_findings_are_both_there(knowledge: Knowledge) -> None:
    """Shirota in EAE: one paper saw harm, another did not; both are shown."""
    outcomes = {
        finding.outcome
        for one in knowledge.publications
        if one.record.id in {"ezendam-2007", "kobayashi-2009"}
        for finding in one.record.findings
        if finding.subject == "lacticaseibacillus-paracasei-shirota" and finding.system == "disease-model"
    }
    assert "worsened" in outcomes
    assert len(outcomes) > 1


def test_rules_resting_on_evidence_name_it(knowledge: Knowledge) -> None:
    """A patient rule that raises names a publication, or says plainly that none is behind it."""
    for one in knowledge.rules:
        rule = one.record
        if rule.phase == "patient":
            assert rule.evidence or "no publication" in (rule.strength or ""), rule.id
            assert rule.strength, rule.id


def test_no_snomed(knowledge: Knowledge) -> None:
    """SNOMED CT codes are left out: their licence does not allow it."""
    assert all("snomed" not in key.lower() for one in knowledge.conditions for key in one.record.checked_in)


def test_schemas_are_current() -> None:
    """The committed JSON Schemas are those of the model."""
    committed = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "schema").glob("*.json")}
    assert committed == schema.files()


def test_no_name_in_python() -> None:
    """Data, not code: no organism, disease or drug of the knowledge is named in Python code."""
    text = "\n".join(
        re.sub(r'"""(?:.|\n)*?"""|#.*', "", path.read_text(encoding="utf-8"))
        for path in (ROOT / "probiocheck").rglob("*.py")
    ).lower()
    for word in (
        "lactobacill",
        "bifidobact",
        "saccharomyc",
        "escherich",
        "arthritis",
        "colitis",
        "crohn",
        "methotrexate",
        "infliximab",
        "il-10",
    ):
        assert word not in text, word
