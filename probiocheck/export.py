"""The knowledge as two tables, to be joined elsewhere: what every name means, and what is answered for every pair.

Both are made by asking the program, so that they never say anything else than it does.
"""

from __future__ import annotations

import csv
import tempfile
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import msgspec

from probiocheck import judge, model
from probiocheck.knowledge import references
from probiocheck.knowledge.cases import CaseBuilder
from probiocheck.render import row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from probiocheck.ask import Desk
    from probiocheck.judge.case import Case
    from probiocheck.knowledge.store import Store
    from probiocheck.names.resolve import Resolved

    Progress = Callable[[int, int], None]

Form = Literal["csv", "json", "parquet"]
_SUFFIXES: dict[Form, str] = {"csv": "csv", "json": "jsonl", "parquet": "parquet"}
_ABOUT = "about.json"
_BATCH = 20_000

_NAMES = {
    "alias": "a name, former name, designation, deposit number, id or code, as it is written; of ICD-10 codes those"
    " that are listed: not every code below one of them means the same, so ask the program",
    "of": "the question it answers: strain (which takes species and products, too) or condition",
    "status": "resolved, or ambiguous where more than one record bears it: such a name is never assessed",
    "id": "what an answer to this name is about; empty where ambiguous",
    "kind": "strain, species, product or condition; empty where ambiguous",
    "name": "the name of that record; empty where ambiguous",
}
_DECISIONS = {
    "subject_id": "the strain, species or product; a product of one strain alone stands under the strain",
    "subject": "its name",
    "subject_kind": "strain, species or product",
    "condition_id": "the condition",
    "condition": "its name",
    "activity": "the activity of the disease; unknown where it is not given",
    "level": "low, moderate, high or avoid; unknown where no finding bears on the pair, which is not a pass",
    "certainty": "high, moderate, low or very-low",
    "benefit": "shown, mixed, not-shown or untested",
    "basis": "the kind of evidence that the level rests on",
    "rule": "the rule that gave the level",
    "pmids": "the PubMed identifiers among the publications, separated by semicolons",
    "publications": "the ids of the publications that the level rests on, separated by semicolons",
}
# The kinds of written forms among which the names that answer each question are found.
_FORMS = {
    "strain": ("strain", "species", "product", "designation", "ambiguous-organism"),
    "condition": ("condition", "abbreviation", "ambiguous-condition"),
}
_KINDS = {"strain": ("strain", "species", "product"), "condition": ("condition",)}


class ExportProblem(Exception):
    """The tables cannot be written: nothing was, and why."""


class Table(NamedTuple):
    """A table: what its columns hold, and its rows, which are made as they are read."""

    name: str
    columns: dict[str, str]
    rows: Iterator[tuple[str, ...]]


def tables(desk: Desk, progress: Progress = lambda *_: None, conditions: Sequence[str] = ()) -> Iterator[Table]:
    """Yield the tables.

    Args:
        desk: The knowledge, and the policy of the house where there is one.
        progress: Told after each condition how many of how many are done.
        conditions: Those that are decided, by id; every one where none is named.

    """
    yield Table("names", _NAMES, _names(desk))
    yield Table("decisions", _DECISIONS, _decisions(desk, progress, conditions))


def write(
    desk: Desk,
    folder: Path,
    form: Form,
    progress: Progress = lambda *_: None,
    conditions: Sequence[str] = (),
) -> list[Path]:
    """Write the tables, and beside them a file that tells what they are; all of them or none.

    Args:
        desk: As of ``tables``.
        folder: Where to; made where it is not there.
        form: CSV, JSON Lines or Parquet.
        progress: As of ``tables``.
        conditions: As of ``tables``.

    Returns:
        The files written.

    Raises:
        ExportProblem: The folder cannot be written to, or what the form needs is not installed.

    """
    into = _WRITERS[form]
    if form == "parquet" and find_spec("pyarrow") is None:
        raise ExportProblem("Parquet needs pyarrow: pip install 'probiocheck[parquet]'")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".probiocheck-") as unfinished:
            told = {}
            for table in tables(desk, progress, conditions):
                path = Path(unfinished, f"{table.name}.{_SUFFIXES[form]}")
                told[path.name] = {"rows": into(path, table), "columns": table.columns}
            about = msgspec.json.format(msgspec.json.encode(_about(desk, told)), indent=2) + b"\n"
            Path(unfinished, _ABOUT).write_bytes(about)
            return [Path(unfinished, name).replace(folder / name) for name in (*told, _ABOUT)]
    except OSError as error:
        raise ExportProblem(f"{folder} cannot be written to: {error.strerror}") from error


def _about(desk: Desk, told: dict[str, dict[str, object]]) -> dict[str, object]:
    version, data_version, digest = desk.stamp
    about = desk.store.about
    return {
        "title": about.title,
        "version": version,
        "data_version": data_version,
        "data_digest": digest,
        "licence": about.licence,
        "citation": about.citation,
        "disclaimer": about.disclaimer,
        "policy": sorted(desk.policy.entries) if desk.policy else [],
        "tables": told,
    }


# --- names ----------------------------------------------------------------------------------------------------


def _names(desk: Desk) -> Iterator[tuple[str, ...]]:
    for question, resolve in (("strain", desk.names.strain), ("condition", desk.names.condition)):
        for alias in sorted(_written(desk.store, question)):
            meaning = _meaning(desk, resolve(alias))
            if meaning:
                yield alias, question, *meaning


def _written(store: Store, question: str) -> set[str]:
    """Return everything that is written for a record; whether it is a name of it alone only asking tells."""
    found = {form.written for kind in _FORMS[question] for form in store.all_forms(kind)}
    for kind in _KINDS[question]:
        for record in store.all(kind):
            found.add(record.id)
            if kind == "condition":
                found.update(written for _, _, written in references.condition_codes(record))
                found.update([record.mesh] if record.mesh else [])
    return found


def _meaning(desk: Desk, found: Resolved | model.NoAnswer) -> tuple[str, str, str, str] | None:
    """Return status, id, kind and name of what is answered; a species with an unlisted strain is no name of it."""
    if isinstance(found, model.NoAnswer):
        return ("ambiguous", "", "", "") if found.reason == "ambiguous" else None
    if found.strain_unlisted:
        return None
    record = desk.canonical(found.id)
    return "resolved", record, desk.store.kind_of(record) or found.kind, desk.store.name(record)


# --- decisions ------------------------------------------------------------------------------------------------


def _decisions(desk: Desk, progress: Progress, named: Sequence[str]) -> Iterator[tuple[str, ...]]:
    store = desk.store
    subjects = desk.subjects()
    conditions = list(dict.fromkeys(named)) or [one.id for one in store.all("condition")]
    for done, condition in enumerate(conditions, 1):
        builder = CaseBuilder(store, condition)
        for subject in subjects:
            case = builder.case(subject)
            asked = case.subject.id, case.subject.name, case.subject.kind, condition, case.condition.name
            yield from ((*asked, *found) for found in _verdicts(desk, case))
        progress(done, len(conditions))


def _verdicts(desk: Desk, case: Case) -> Iterator[tuple[str, ...]]:
    """Yield the last columns at every activity, by the judge alone: the evidence need not be laid out."""
    rulebook = desk.rulebook(case, model.Patient())
    prepared = judge.prepare(case, rulebook)
    for activity in get_args(model.Activity):
        answer = judge.brief(prepared, model.Patient(activity=activity), rulebook)
        yield (
            activity,
            answer.level,
            answer.certainty,
            answer.benefit,
            answer.basis,
            row.rule(answer),
            ";".join(row.pmids(answer, desk.store.get)),
            ";".join(row.publications(answer)),
        )


# --- the forms ------------------------------------------------------------------------------------------------


def _csv(path: Path, table: Table) -> int:
    number = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.columns)
        for number, one in enumerate(table.rows, 1):  # noqa: B007 - how many there were is told
            writer.writerow(map(row.cell, one))
    return number


def _json(path: Path, table: Table) -> int:
    number = 0
    with path.open("wb") as file:
        for number, one in enumerate(table.rows, 1):  # noqa: B007
            file.write(msgspec.json.encode(dict(zip(table.columns, one, strict=True))) + b"\n")
    return number


def _parquet(path: Path, table: Table) -> int:
    # Only this form needs it, and it has no types.
    pa, parquet = (import_module(name) for name in ("pyarrow", "pyarrow.parquet"))
    schema = pa.schema([(column, pa.string()) for column in table.columns])
    number = 0
    with parquet.ParquetWriter(path, schema) as writer:
        for batch in _batches(table.rows):
            number += len(batch)
            writer.write_table(pa.table(list(zip(*batch, strict=True)), schema=schema))
    return number


def _batches(rows: Iterable[tuple[str, ...]]) -> Iterator[list[tuple[str, ...]]]:
    rows = iter(rows)
    while batch := list(islice(rows, _BATCH)):
        yield batch


_WRITERS: dict[Form, Callable[[Path, Table], int]] = {"csv": _csv, "json": _json, "parquet": _parquet}
