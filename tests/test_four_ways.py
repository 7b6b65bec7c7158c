"""Ten thousand rows by batch, library, Spark and the exported tables joined in DuckDB: the same answers."""

from __future__ import annotations

import csv
import io
import os
import random
import shutil
import sys
from typing import TYPE_CHECKING, Any, get_args

import duckdb
import pytest
from batch.tables import answer, read

import probiocheck
from probiocheck import export, model
from probiocheck.render import row

if TYPE_CHECKING:
    from pathlib import Path

    from probiocheck.ask import Desk

ROWS = 10_000
STUDIED = ["rheumatoid-arthritis", "ulcerative-colitis", "multiple-sclerosis", "inflammatory-bowel-disease"]
HEADS = ["id", "strain", "condition", "activity"]
# A join knows nothing of messages.
JOINED = row.COLUMNS[:-1]

Answers = dict[str, tuple[str, ...]]


@pytest.fixture(scope="module")
def exported(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export a quarter of the knowledge once; the whole takes a minute and says no more."""
    folder = tmp_path_factory.mktemp("tables")
    every = [one.id for one in desk.store.all("condition")]
    export.write(desk, folder, "parquet", conditions=[*every[::5], *STUDIED])
    return folder


@pytest.fixture(scope="module")
def asked(exported: Path) -> list[list[str]]:
    """Draw rows from every name and code there is, those of several meanings and a few of none among them."""
    chance = random.Random(20261125)  # noqa: S311 - the same rows every time
    drawn = {}
    for question in ("strain", "condition"):
        decided = f"select distinct {question.replace('strain', 'subject')}_id from '{exported}/decisions.parquet'"  # noqa: S608
        query = (
            f"select alias from '{exported}/names.parquet' where \"of\" = '{question}'"  # noqa: S608
            f" and (status = 'ambiguous' or id in ({decided})) order by alias"
        )
        drawn[question] = [one for (one,) in duckdb.connect().execute(query).fetchall()] + [
            "nobody",
            "Zorbium x",
            "M99.99",
        ] * 20
    activities = get_args(model.Activity)
    return [
        [str(number), chance.choice(drawn["strain"]), chance.choice(drawn["condition"]), chance.choice(activities)]
        for number in range(ROWS)
    ]


@pytest.fixture(scope="module")
def table(asked: list[list[str]]) -> str:
    """Return the rows as CSV."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADS, *asked])
    return text.getvalue()


@pytest.fixture(scope="module")
def by_batch(desk: Desk, table: str) -> Answers:
    """Answer the rows as a batch."""
    out, summary = answer(desk, table)
    assert summary.rows == ROWS
    return {one[0]: tuple(one[len(HEADS) :]) for one in read(out)[1:]}


def test_the_rows_hold_every_kind_of_answer(by_batch: Answers) -> None:
    """The comparison means something: levels, no-answers and thousands of rows are among them."""
    assert len(by_batch) == ROWS
    assert {one[0] for one in by_batch.values()} >= {"", "low", "moderate", "high", "unknown"}
    assert {one[8] for one in by_batch.values()} == {"answered", "unknown-name", "ambiguous-name"}


def test_the_library_says_the_same(desk: Desk, asked: list[list[str]], by_batch: Answers) -> None:
    """Asked one by one, with the evidence laid out, each row gets the same cells, the message included."""
    for number, strain, condition, activity in asked:
        found = probiocheck.check(strain, condition, activity=activity, desk=desk)
        assert row.of(found, desk.store.get) == by_batch[number], (strain, condition, activity)


def test_the_exported_tables_say_the_same(exported: Path, asked: list[list[str]], by_batch: Answers) -> None:
    """A join by alias gives every row the same cells, and a name without meaning none."""
    base = duckdb.connect()
    base.execute("create table asked (id text, strain text, condition text, activity text)")
    base.executemany("insert into asked values (?, ?, ?, ?)", asked)
    meaning = (
        "case {0}.status when 'resolved' then null when 'ambiguous' then 'ambiguous-name' else 'unknown-name' end"
    )
    cells = ", ".join(f"coalesce(d.{name}, '')" for name in JOINED[:-1])
    rows = base.execute(
        f"""
        select a.id, {cells}, coalesce({meaning.format("c")}, {meaning.format("s")}, 'answered')
        from asked a
        left join '{exported}/names.parquet' s on s.alias = a.strain and s."of" = 'strain'
        left join '{exported}/names.parquet' c on c.alias = a.condition and c."of" = 'condition'
        left join '{exported}/decisions.parquet' d
          on d.subject_id = s.id and d.condition_id = c.id and d.activity = a.activity
        """  # noqa: S608
    ).fetchall()
    assert len(rows) == ROWS
    assert {one[0]: one[1:] for one in rows} == {number: cells[:-1] for number, cells in by_batch.items()}


def test_spark_says_the_same(asked: list[list[str]], by_batch: Answers) -> None:
    """A Spark table gets the same cells, the message included."""
    pytest.importorskip("pyspark", reason="the extra spark is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    from pyspark.sql import SparkSession

    from probiocheck import spark

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session: Any = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        found = spark.assess(
            session.createDataFrame(asked, HEADS), strain="strain", condition="condition", activity="activity"
        )
        rows = {one["id"]: tuple(one[name] for name in row.COLUMNS) for one in found.collect()}
    finally:
        session.stop()
    assert rows == by_batch
