"""Golden files of the terminal and JSON answers: a change of a format is seen, and meant.

Write them anew with ``python -m pytest tests/render --write-golden`` and read the difference before committing.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import run

HERE = Path(__file__).parent / "golden"
ASKED = {
    "species": ["L.rhamnosus", "--condition", "RA"],
    "strain-low": ["L. casei 01", "--condition", "RA"],
    "strain-high": ["EcN", "--condition", "UC", "--activity", "active"],
    "avoid": ["S. boulardii", "--condition", "RA", "--risk", "central-venous-catheter"],
    "unknown": ["L. brevis CD2", "--condition", "psoriasis"],
    "product": ["VSL#3", "--condition", "pouchitis"],
    "group": ["LGG", "--condition", "IBD", "--activity", "flare", "--therapy", "infliximab"],
    "no-answer-typo": ["S.boulardi", "--condition", "RA"],
    "no-answer-ambiguous": ["LGG", "--condition", "CD"],
    "no-answer-lookalike": ["LGG", "--condition", "irritable bowel syndrome"],
}


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("name", ASKED)
def test_golden(name: str, form: str, request: pytest.FixtureRequest) -> None:
    """The answer is byte for byte the golden one, but for the digest of the data."""
    out = run("strain", *ASKED[name], "--format", form).out
    out = "\n".join(line for line in out.split("\n") if '"data_digest"' not in line)
    path = HERE / f"{name}.{'txt' if form == 'text' else 'json'}"
    if request.config.getoption("--write-golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(out, encoding="utf-8")
    assert out == path.read_text(encoding="utf-8")
