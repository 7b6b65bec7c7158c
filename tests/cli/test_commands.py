"""Each command does what its help says, in text and JSON, piped and on a terminal."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys

import jsonschema
import pytest
from conftest import run

from probiocheck.knowledge import schema

ESCAPE = "\x1b"


def _on_terminal(*arguments: str, **environment: str) -> str:
    """Run the command line on a pseudo-terminal of 80 columns and return what it wrote."""
    parent, child = pty.openpty()
    env = os.environ | {"TERM": "xterm-256color", "COLUMNS": "80"} | environment
    command = [sys.executable, "-m", "probiocheck", *arguments]
    with subprocess.Popen(command, stdout=child, stderr=child, stdin=child, env=env) as process:
        os.close(child)
        written = b""
        while True:
            try:
                piece = os.read(parent, 4096)
            except OSError:
                break
            if not piece:
                break
            written += piece
    process.wait()
    os.close(parent)
    return written.decode()


def test_piped_text_has_no_escape_codes() -> None:
    """Piped without --format the answer is plain text, 80 columns at the most but for addresses."""
    done = run("strain", "L.rhamnosus", "--condition", "RA")
    assert ESCAPE not in done.out
    assert not done.err
    assert all(len(line) <= 80 for line in done.out.splitlines() if not line.startswith(" ["))
    assert done.out.split()[0] == "MODERATE"


def test_terminal_has_colour_and_links() -> None:
    """On a terminal the answer has colour and clickable identifiers, and the same words."""
    written = _on_terminal("strain", "L. casei 01", "--condition", "RA")
    assert ESCAPE in written
    assert "https://pubmed.ncbi.nlm.nih.gov/24673738/" in written
    plain = run("strain", "L. casei 01", "--condition", "RA").out
    for line in plain.splitlines():
        assert line.split(" ")[-1] in written


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}])
def test_no_color(environment: dict[str, str]) -> None:
    """NO_COLOR means no escape code at all, even on a terminal."""
    assert ESCAPE not in _on_terminal("strain", "LGG", "--condition", "RA", **environment)


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("assessment", ["LGG", "--condition", "RA"]),
        ("assessment", ["L.rhamnosus", "--condition", "IBD", "--activity", "flare"]),
        ("assessment", ["VSL#3", "--condition", "pouchitis", "--therapy", "infliximab"]),
        ("assessments", ["LGG", "LGGG", "EcN", "--condition", "UC"]),
        ("no-answer", ["LGGG", "--condition", "RA"]),
        ("no-answer", ["LGG", "--condition", "CD"]),
    ],
)
def test_json_validates(kind: str, arguments: list[str]) -> None:
    """Every JSON answer validates against the published schema."""
    answer = json.loads(run("strain", *arguments, "--format", "json").out)
    assert answer["schema"] == f"probiocheck/{kind}/1"
    jsonschema.validate(answer, schema.of_answer(kind))


def test_json_fields() -> None:
    """The contract's fields are all there, arrays always, and the summary fits."""
    answer = json.loads(run("strain", "HN001", "--condition", "RA", "--format", "json").out)
    assert set(answer) >= {
        "schema", "version", "data_version", "data_digest", "subject", "condition", "patient", "level", "certainty",
        "certainty_reasons", "benefit", "basis", "summary", "reasons", "evidence", "by_activity", "members",
        "alternatives", "monitoring", "advice", "notes",
    }  # fmt: skip
    assert set(answer["evidence"][0]) >= {
        "id", "pmid", "doi", "title", "year", "design", "outcome", "subject_directness", "condition_directness",
        "points_to", "summary",
    }  # fmt: skip
    for name in (
        "reasons",
        "evidence",
        "members",
        "alternatives",
        "monitoring",
        "advice",
        "notes",
        "certainty_reasons",
    ):
        assert isinstance(answer[name], list)
    assert set(answer["by_activity"]) == {"remission", "stable", "active", "flare", "unknown"}
    assert len(answer["summary"]) <= 140


def test_no_answer_fields() -> None:
    """A no-answer names what was not understood, with candidates or suggestions."""
    answer = json.loads(run("strain", "LGG", "--condition", "CD", "--format", "json").out)
    assert (answer["reason"], answer["what"], answer["query"]) == ("ambiguous", "condition", "CD")
    assert {one["id"] for one in answer["candidates"]} == {"crohn-disease", "celiac-disease"}
    typo = json.loads(run("strain", "S.boulardi", "--condition", "RA", "--format", "json").out)
    assert typo["suggestions"][0]["id"] == "saccharomyces-cerevisiae-boulardii"


def test_several_strains_keep_their_order() -> None:
    """Several strains are answered in the order asked."""
    answer = json.loads(run("strain", "EcN", "LGG", "L. casei 01", "--condition", "RA", "--format", "json").out)
    assert [one["subject"]["query"] for one in answer["assessments"]] == ["EcN", "LGG", "L. casei 01"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("lacticaseibacillus-rhamnosus-gg", "ATCC 53103"),
        ("LGG", "ATCC 53103"),
        ("Culturelle", "lacticaseibacillus-rhamnosus-gg"),
        ("RA", "DAS28-ESR"),
        ("alipour-2014", "24673738"),
        ("infliximab", "tnf-inhibitor"),
    ],
)
def test_show(name: str, words: str) -> None:
    """Show finds strains, products, conditions, publications and therapies by id or name."""
    done = run("show", name)
    assert done.code == 0
    assert words in done.out


def test_show_publication_with_its_findings() -> None:
    """A publication is shown with what it found."""
    record = json.loads(run("show", "alipour-2014", "--format", "json").out)
    assert record["findings"][0]["outcome"] == "improved"


def test_show_nothing() -> None:
    """What is not there is told, with exit code 3."""
    done = run("show", "nobody")
    assert (done.code, done.out) == (3, "")
    assert "search" in done.err


def test_search() -> None:
    """Search finds pieces of names, codes and titles, and takes wildcards as text."""
    assert "escherichia-coli-nissle-1917" in run("search", "issle").out
    assert run("search", "%").out.count("\n") < 5
    assert run("search", "no such thing").code == 3
    assert json.loads(run("search", "no such thing", "--format", "json").out) == []


@pytest.mark.parametrize("what", ["strains", "products", "conditions", "rules", "risks", "therapies"])
def test_list(what: str) -> None:
    """Everything can be listed, as text and JSON."""
    rows = json.loads(run("list", what, "--format", "json").out)
    assert len(rows) > 10
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert all(row["id"] in run("list", what).out for row in rows[:3])


@pytest.mark.parametrize("rule", ["CATHETER-SACCHAROMYCES", "BASE-CONTROLLED", "base-none", "SPECIES-MEMBERS"])
def test_explain(rule: str) -> None:
    """Explain knows rules, tiers and member rules, in any case of letters."""
    done = run("explain", rule)
    assert done.code == 0
    assert "why" in done.out
    assert run("explain", "NO-SUCH-RULE").code == 3


def test_explain_cites() -> None:
    """A rule is explained with its publications."""
    assert "PMID 12107689" in " ".join(run("explain", "CATHETER-SACCHAROMYCES").out.split())


def test_data_check_and_info() -> None:
    """The shipped knowledge is sound, and its version and digest are told."""
    assert "sound" in run("data", "check").out
    record = json.loads(run("data", "info", "--format", "json").out)
    assert record["data_version"]
    assert len(record["data_digest"]) == 16
    assert record["records"]["publication"] >= 500


def test_coverage() -> None:
    """Coverage counts conditions, strains and gaps, as JSON and text."""
    found = json.loads(run("data", "coverage", "--format", "json").out)
    assert found["human_trials"] >= 180
    assert {row["id"] for row in found["conditions"]} >= {"rheumatoid-arthritis", "crohn-disease"}
    assert found["gaps"]
    assert "Most sold and least studied" in run("data", "coverage").out


def test_version_and_help() -> None:
    """Version and help answer on standard output."""
    assert run("--version").out.startswith("probiocheck ")
    for arguments in (["--help"], ["strain", "--help"], ["data", "--help"]):
        done = run(*arguments)
        assert done.code == 0
        assert "Usage: probiocheck" in done.out
