"""The exported tables say what the program says, in every form alike, and are written whole or not at all."""

from __future__ import annotations

import csv
import json
import random
import sys
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from conftest import DATA

import probiocheck
from probiocheck import export, model
from probiocheck.ask import Desk
from probiocheck.names.resolve import Resolved
from probiocheck.render import row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Row = dict[str, str]

# Every disease with a level of low, a group of diseases, and two of which little is known.
# One is enough to compare forms, and quickly made.
FEW = ["rheumatoid-arthritis"]
CONDITIONS = {
    "ulcerative-colitis",
    "crohn-disease",
    "atopic-dermatitis",
    "type-1-diabetes",
    "pouchitis",
    "rheumatoid-arthritis",
    "inflammatory-bowel-disease",
    "vasculitis",
    "celiac-disease",
}


@pytest.fixture(scope="module")
def tables() -> dict[str, list[Row]]:
    """Return the tables as they are made, the decisions in some conditions."""
    return {
        table.name: [dict(zip(table.columns, one, strict=True)) for one in table.rows]
        for table in export.tables(probiocheck.load(DATA), conditions=sorted(CONDITIONS))
    }


def _some(rows: list[Row], number: int) -> list[Row]:
    """Return rows at random, the same in every run."""
    return random.Random(number).sample(rows, number)  # noqa: S311 - nothing secret


def _fetched(query: str) -> duckdb.DuckDBPyRelation:
    found = duckdb.sql(query)
    assert found is not None
    return found


def _read(folder: Path, form: str, name: str) -> list[Row]:
    if form == "csv":
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    if form == "json":
        return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    found = _fetched(f"SELECT * FROM '{folder}/{name}.parquet'")  # noqa: S608 - a path of our own
    return [dict(zip(found.columns, one, strict=True)) for one in found.fetchall()]


# --- names ----------------------------------------------------------------------------------------------------


def test_names_mean_what_the_program_says(tables: dict[str, list[Row]], desk: Desk) -> None:
    """An assessment for a name is about the id beside it, and an ambiguous name has no assessment."""
    rows = tables["names"]
    chosen = _some(rows, 300) + [one for one in rows if one["status"] == "ambiguous"]
    for one in chosen:
        pair = (one["alias"], "RA") if one["of"] == "strain" else ("LGG", one["alias"])
        answer = desk.strain(*pair, model.Patient())
        if one["status"] == "ambiguous":
            assert isinstance(answer, model.NoAnswer), one
            assert (answer.reason, one["id"], one["kind"], one["name"]) == ("ambiguous", "", "", "")
        elif one["of"] == "strain":
            assert isinstance(answer, model.Assessment), one
            subject = answer.subject
            assert (subject.id, subject.kind, subject.name) == (one["id"], one["kind"], one["name"])
        else:
            assert isinstance(answer, model.Assessment), one
            assert (answer.condition.id, "condition", answer.condition.name) == (one["id"], one["kind"], one["name"])


@pytest.mark.parametrize(
    ("of", "alias", "record"),
    [
        ("strain", "LGG", "lacticaseibacillus-rhamnosus-gg"),
        ("strain", "ATCC 53103", "lacticaseibacillus-rhamnosus-gg"),
        ("strain", "Lactobacillus rhamnosus GG", "lacticaseibacillus-rhamnosus-gg"),
        ("strain", "lacticaseibacillus-rhamnosus-gg", "lacticaseibacillus-rhamnosus-gg"),
        ("strain", "Lactobacillus casei", "lacticaseibacillus-casei"),
        ("condition", "RA", "rheumatoid-arthritis"),
        ("condition", "rheumatoid-arthritis", "rheumatoid-arthritis"),
        ("condition", "MONDO:0008383", "rheumatoid-arthritis"),
        ("condition", "D001172", "rheumatoid-arthritis"),
        ("condition", "M05", "rheumatoid-arthritis"),
    ],
)
def test_names_of_every_kind(tables: dict[str, list[Row]], of: str, alias: str, record: str) -> None:
    """Abbreviation, deposit number, former name, id, species and codes are there."""
    assert record in [one["id"] for one in tables["names"] if (one["of"], one["alias"]) == (of, alias)]


def test_every_subject_and_condition_has_a_name(tables: dict[str, list[Row]]) -> None:
    """What is decided about can be found by its id among the names."""
    ids = {(one["of"], one["id"]) for one in tables["names"] if one["alias"] == one["id"]}
    assert {("strain", one["subject_id"]) for one in tables["decisions"]} <= ids
    assert {("condition", one["condition_id"]) for one in tables["decisions"]} <= ids


def test_names_stand_once(tables: dict[str, list[Row]]) -> None:
    """A name has one row for each question, so that a join by it multiplies nothing."""
    pairs = [(one["of"], one["alias"]) for one in tables["names"]]
    assert len(pairs) == len(set(pairs)) > 10_000


# --- decisions ------------------------------------------------------------------------------------------------


def test_decisions_are_the_answers(tables: dict[str, list[Row]], desk: Desk) -> None:
    """Every low and a sample of the rest are, to the letter, what a look-up answers."""
    rows = tables["decisions"]
    lows = [one for one in rows if one["level"] == "low"]
    assert len(lows) > 20
    for one in [*lows, *_some(rows, 500)]:
        answer = desk.assess(
            Resolved(id=one["subject_id"], kind=one["subject_kind"], query="x"),
            Resolved(id=one["condition_id"], kind="condition", query="y"),
            model.Patient(activity=one["activity"]),  # type: ignore[arg-type]
        )
        assert one == {
            "subject_id": answer.subject.id,
            "subject": answer.subject.name,
            "subject_kind": answer.subject.kind,
            "condition_id": answer.condition.id,
            "condition": answer.condition.name,
            "activity": answer.patient.activity,
            "level": answer.level,
            "certainty": answer.certainty,
            "benefit": answer.benefit,
            "basis": answer.basis,
            "rule": row.rule(answer),
            "pmids": ";".join(row.pmids(answer, desk.store.get)),
            "publications": ";".join(row.publications(answer)),
        }


def test_everything_is_decided_once(tables: dict[str, list[Row]], desk: Desk) -> None:
    """Every strain, species and product stands in every condition at every activity, one subject once."""
    subjects = {desk.canonical(one.id) for kind in ("strain", "species", "product") for one in desk.store.all(kind)}
    keys = [(one["subject_id"], one["condition_id"], one["activity"]) for one in tables["decisions"]]
    assert len(keys) == len(set(keys)) == len(subjects) * len(CONDITIONS) * 5
    assert {one[0] for one in keys} == subjects


# --- the files ------------------------------------------------------------------------------------------------


def test_all_forms_hold_the_same(desk: Desk, tmp_path: Path) -> None:
    """CSV, JSON Lines and Parquet hold the same rows, and the file beside them tells what they are."""
    forms: tuple[export.Form, ...] = ("csv", "json", "parquet")
    written = {form: export.write(desk, tmp_path / form, form, conditions=FEW) for form in forms}
    for name in ("names", "decisions"):
        one, other, third = (_read(tmp_path / form, form, name) for form in forms)
        assert one == other == third
        for form, rows in zip(forms, (one, other, third), strict=True):
            about = json.loads((tmp_path / form / "about.json").read_text(encoding="utf-8"))
            (told,) = (table for file, table in about["tables"].items() if file.startswith(name))
            assert (told["rows"], list(told["columns"])) == (len(rows), list(rows[0]))
            assert about["data_digest"] == desk.store.digest
    for form, paths in written.items():
        assert sorted(paths) == sorted((tmp_path / form).iterdir())
        assert len(paths) == 3
        assert b"\r" not in paths[0].read_bytes() or form == "parquet"


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    """What a spreadsheet would run is written so that it does not, in CSV alone."""
    for form, writer in (("csv", export._csv), ("json", export._json)):  # noqa: SLF001 - no record begins so
        table = export.Table("names", {"alias": "", "of": ""}, iter([("=1+1", "fine"), ("-5", "@x")]))
        assert writer(tmp_path / f"names.{export._SUFFIXES[form]}", table) == 2  # type: ignore[index] # noqa: SLF001
    assert _read(tmp_path, "csv", "names")[0] == {"alias": "'=1+1", "of": "fine"}
    assert _read(tmp_path, "json", "names")[1] == {"alias": "-5", "of": "@x"}


def test_join(desk: Desk, tmp_path: Path) -> None:
    """A table of one's own is joined to the answers by the names that stand in it."""
    export.write(desk, tmp_path, "parquet", conditions=FEW)
    (tmp_path / "own.csv").write_text("drug,disease\nLGG,RA\nATCC 53103,M05\nnobody,RA\n", encoding="utf-8")
    found = _fetched(
        f"""
        SELECT own.drug, d.level FROM '{tmp_path}/own.csv' own
        LEFT JOIN '{tmp_path}/names.parquet' s ON s.of = 'strain' AND s.alias = own.drug
        LEFT JOIN '{tmp_path}/names.parquet' c ON c.of = 'condition' AND c.alias = own.disease
        LEFT JOIN '{tmp_path}/decisions.parquet' d
            ON d.subject_id = s.id AND d.condition_id = c.id AND d.activity = 'unknown'
        ORDER BY own.drug
        """  # noqa: S608 - paths of our own
    ).fetchall()
    assert found == [("ATCC 53103", "moderate"), ("LGG", "moderate"), ("nobody", None)]


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_nothing_half_written(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: export.Form, error: type[BaseException]
) -> None:
    """What fails half-way leaves the folder as it was, an older export included."""
    (tmp_path / "names.csv").write_text("older\n", encoding="utf-8")
    whole, done = export._verdicts, iter(range(100))  # noqa: SLF001 - where it fails

    def failing(*given: Any) -> Iterator[tuple[str, ...]]:
        if next(done, None) is None:
            raise error
        return whole(*given)

    monkeypatch.setattr(export, "_verdicts", failing)
    with pytest.raises(error):
        export.write(desk, tmp_path, form, conditions=FEW)
    assert [one.name for one in tmp_path.iterdir()] == ["names.csv"]
    assert (tmp_path / "names.csv").read_text(encoding="utf-8") == "older\n"


def test_progress(desk: Desk, tmp_path: Path) -> None:
    """How many of how many conditions are done is told."""
    told: list[tuple[int, int]] = []
    export.write(desk, tmp_path, "json", lambda done, of: told.append((done, of)), conditions=FEW)
    assert told == [(1, 1)]


def test_no_pyarrow(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pyarrow it is said what to install, before anything is made."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(export.ExportProblem, match=r"pip install 'probiocheck\[parquet\]'"):
        export.write(desk, tmp_path / "out", "parquet", conditions=FEW)
    assert not (tmp_path / "out").exists()


def test_nowhere_to_write(desk: Desk, tmp_path: Path) -> None:
    """A folder that cannot be is told by name."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(export.ExportProblem, match="file cannot be written to"):
        export.write(desk, tmp_path / "file", "csv", conditions=FEW)
