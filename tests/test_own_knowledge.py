"""A curator adds a strain, a disease, a publication and a rule without touching Python."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from conftest import run

if TYPE_CHECKING:
    from conftest import Copy


def test_made_up_records_change_the_answer(copy: Copy) -> None:
    """Each kind of record, made up in a copy of the data, is at work through --data."""
    strain: dict[str, object] = {
        "id": "lacticaseibacillus-casei-xq-77",
        "species": "lacticaseibacillus-casei",
        "designation": "XQ-77",
    }
    disease: dict[str, object] = {
        "id": "purple-spot-disease",
        "name": "Purple spot disease",
        "abbreviations": ["PSD"],
        "category": "dermatology",
        "icd10cm": ["Q99.7"],
        "is_autoimmune": "yes",
        "immune_axes": ["th17"],
    }
    publication: dict[str, object] = {
        "id": "nobody-2026",
        "title": "XQ-77 in purple spot disease",
        "journal": "J None",
        "year": 2026,
        "pmid": "1",
        "seen": {"source": "nowhere", "read": "abstract"},
        "findings": [
            {
                "subject": strain["id"],
                "as_named": "L. casei XQ-77",
                "condition": disease["id"],
                "design": "randomised-trial",
                "system": "patients",
                "state": "stable",
                "n_analysed": 80,
                "outcome": "no-difference",
                "summary": "No difference.",
            }
        ],
    }
    ask = ["strain", "XQ77", "--condition", "psd", "--data", str(copy.folder), "--format", "json"]
    assert run(*ask).code == 3
    copy.add("strains.yaml", strains=[strain])
    copy.add("conditions.yaml", conditions=[disease])
    assert json.loads(run(*ask).out)["level"] == "unknown"
    copy.add("evidence/made-up.yaml", publications=[publication])
    answer = json.loads(run(*ask).out)
    assert (answer["level"], answer["evidence"][0]["id"]) == ("low", "nobody-2026")
    rule: dict[str, object] = {
        "id": "SPOT-RULE",
        "title": "Purple spots need care",
        "phase": "patient",
        "when": {"conditions": [disease["id"]], "any_risk": ["pregnancy"]},
        "then": {"raise_by": 2, "advice": "Mind the spots."},
        "why": "Made up.",
        "evidence": ["nobody-2026"],
    }
    copy.add("patient.yaml", rules=[rule])
    answer = json.loads(run(*ask, "--risk", "pregnancy").out)
    assert answer["level"] == "high"
    assert "Mind the spots." in answer["advice"]
    assert "SPOT-RULE" in [one["rule"] for one in answer["reasons"]]
    assert run("explain", "SPOT-RULE", "--data", str(copy.folder)).code == 0


def test_diff_tells_what_a_change_did(copy: Copy) -> None:
    """A finding turned to harm is listed with the publication that did it."""
    from conftest import DATA

    copy.replace(
        "evidence/rheumatoid-arthritis.yaml",
        "  - id: alipour-2014\n",
        "  - id: alipour-2014\n    status: retracted\n    status_note: made up\n",
    )
    copy.replace(
        "evidence/rheumatoid-arthritis.yaml",
        "  - id: vaghef-mehrabany-2014\n",
        "  - id: vaghef-mehrabany-2014\n    status: retracted\n    status_note: made up\n",
    )
    done = run("data", "diff", str(DATA), str(copy.folder))
    assert done.code == 1
    assert "lacticaseibacillus-casei-01 x rheumatoid-arthritis" in done.out
    assert "low, certainty low -> " in done.out
    assert "alipour-2014" in done.out
