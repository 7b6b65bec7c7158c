"""A house's own policy and own records, as a user meets them on the command line."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import pytest
from conftest import ROOT, run

POLICY = ROOT / "docs" / "examples" / "policy.yaml"
YEAST = ["S. boulardii", "-c", "UC"]


def test_policy_by_option_and_by_environment() -> None:
    """Both ways give the same answer, which names the entry; the option goes before the variable."""
    plain = run("strain", *YEAST, "--quiet")
    by_option = run("strain", *YEAST, "--policy", POLICY)
    by_variable = run("strain", *YEAST, env=os.environ | {"PROBIOCHECK_POLICY": str(POLICY)})
    assert plain.out == "moderate\n"
    assert by_option == by_variable
    assert "AVOID" in by_option.out
    assert "yeast-on-this-ward" in by_option.out
    elsewhere = os.environ | {"PROBIOCHECK_POLICY": "/nowhere.yaml"}
    assert run("strain", *YEAST, "--policy", POLICY, env=elsewhere) == by_option
    assert run("strain", *YEAST, env=elsewhere).code == 4


@pytest.mark.parametrize("command", ["strain", "product", "compare", "condition", "matrix", "label", "batch"])
def test_every_assessing_command_follows_the_policy(command: str, tmp_path: Path) -> None:
    """Whichever way is asked, the yeast is avoid in ulcerative colitis, and the answer says by which policy."""
    table = tmp_path / "list.csv"
    table.write_text("strain,condition\nS. boulardii,UC\n")
    subject = "saccharomyces-cerevisiae-boulardii"
    arguments = {
        "strain": [*YEAST, "-f", "json"],
        "product": ["Florastor", "-c", "UC", "-f", "json"],
        "compare": ["S. boulardii", "LGG", "-c", "UC", "-f", "json"],
        "condition": ["UC", "-f", "json"],
        "matrix": ["-s", "S. boulardii", "-c", "UC", "-f", "json"],
        "label": ["Saccharomyces boulardii", "-c", "UC", "-f", "json"],
        "batch": [str(table)],
    }[command]
    done = run(command, *arguments, "--policy", POLICY)
    assert "avoid" in done.out
    assert "Local policy yeast-on-this-ward" in done.out
    if command == "batch":
        (row,) = csv.DictReader(io.StringIO(done.out))
        assert (row["subject_id"], row["level"], row["rule"]) == (subject, "avoid", "yeast-on-this-ward")


def test_an_expired_policy_is_unusable(tmp_path: Path) -> None:
    """Exit code 4 with the date, the file and the line, and nothing is answered."""
    expired = tmp_path / "expired.yaml"
    expired.write_text(POLICY.read_text(encoding="utf-8").replace("2099-12-31", "2020-01-31", 1), encoding="utf-8")
    done = run("strain", *YEAST, "--policy", expired)
    assert (done.code, done.out) == (4, "")
    assert "expired on 2020-01-31" in done.err
    assert "expired.yaml:" in done.err


def test_an_entry_is_explained() -> None:
    """``explain`` shows an entry of the policy by its id."""
    done = run("explain", "yeast-on-this-ward", "--policy", POLICY, "--format", "json")
    assert json.loads(done.out)["by"] == "A. Pharmacist"
    assert run("explain", "yeast-on-this-ward").code == 3


def test_a_clash_of_own_records_names_both_places(tmp_path: Path) -> None:
    """A strain that is listed already is an error with the place of the one and of the other, and exit code 4."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "strains.yaml").write_text(
        "strains:\n  - id: lacticaseibacillus-rhamnosus-gg\n    species: lacticaseibacillus-rhamnosus\n"
        "    designation: House 1\n"
    )
    done = run("data", "check", "--add-data", own)
    assert done.code == 4
    assert f"{own}/strains.yaml:2:" in done.err
    assert "is taken already, at strains.yaml:" in done.err


def test_an_answer_over_own_records_says_so(tmp_path: Path) -> None:
    """The data version of an answer tells that a folder was laid over."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "strains.yaml").write_text(
        "strains:\n  - id: lacticaseibacillus-rhamnosus-house-1\n    species: lacticaseibacillus-rhamnosus\n"
        "    designation: House 1\n"
    )
    done = run("strain", "L. rhamnosus House 1", "-c", "RA", "-f", "json", "--add-data", own)
    answer = json.loads(done.out)
    assert answer["subject"]["id"] == "lacticaseibacillus-rhamnosus-house-1"
    assert answer["data_version"].endswith("+local")
