"""A Spark table gets the answers of a batch, to the letter."""

from __future__ import annotations

import io
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest
from batch.tables import answer, records

from probiocheck.batch.asking import Given
from probiocheck.batch.problem import TableProblem
from probiocheck.render import row

pytest.importorskip("pyspark", reason="the extra spark is not installed")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java", allow_module_level=True)

from pyspark.sql import SparkSession

from probiocheck import spark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Copy

    from probiocheck.ask import Desk

ROWS = [
    ("1", "LGG", "RA", "active", "methotrexate;infliximab", None),
    ("2", "L. casei 01", "M05.79", None, "", "neutropenia"),
    ("3", "nobody", "RA", "", "", ""),
    ("4", "LGG", "CD", "", "", ""),
    ("5", "LGG", None, "", "", ""),
    ("6", "LGG", "RA", "sleepy", "", ""),
    ("7", "L. casei 01", "M05.79", None, "", "neutropenia"),
    ("8", "VSL#3", "pouchitis", "remission", "", ""),
]
HEADS = ["id", "drug", "condition", "activity", "therapy", "risk"]
ASKED: dict[str, Any] = {
    "strain": "drug",
    "condition": "condition",
    "activity": "activity",
    "therapy": "therapy",
    "risk": "risk",
}


@pytest.fixture(scope="module")
def session() -> Iterator[SparkSession]:
    """Start Spark on this machine, on two cores, with workers of the Python that runs the tests."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").appName("probiocheck")
    started = builder.config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "4").getOrCreate()
    yield started
    started.stop()


def told(table: object) -> dict[str, dict[str, str]]:
    """Return the rows of a Spark table by their id."""
    return {one["id"]: one.asDict() for one in table.collect()}  # type: ignore[attr-defined]


def test_answers_are_those_of_a_batch(session: SparkSession, desk: Desk) -> None:
    """Every row comes out with its own cells and exactly the answer that a batch gives."""
    text = io.StringIO()
    text.write(",".join(HEADS) + "\n")
    for one in ROWS:
        text.write(",".join(cell or "" for cell in one) + "\n")
    expected = {one["id"]: one for one in records(answer(desk, text.getvalue(), mapping={"strain": "drug"})[0])}
    table = session.createDataFrame(ROWS, HEADS)
    found = spark.assess(table, **ASKED)
    assert found.columns == [*HEADS, *row.COLUMNS]
    rows = told(found)
    assert len(rows) == found.count() == len(ROWS)
    for given in ROWS:
        assert tuple(rows[given[0]][head] for head in HEADS) == given
        assert [rows[given[0]][name] for name in row.COLUMNS] == [expected[given[0]][name] for name in row.COLUMNS]


def test_arrays_prefix_and_what_holds_for_all(session: SparkSession, desk: Desk) -> None:
    """Several risks may stand in an array; the added columns may have a prefix; a condition may hold for all."""
    table = session.createDataFrame(
        [("1", "LGG", ["neutropenia", "short-bowel"], "paid")],
        "id string, strain string, risk array<string>, status string",
    )
    given = Given("RA", "active", ["infliximab"])
    (found,) = spark.assess(table, strain="strain", risk="risk", given=given, prefix="pc_").collect()
    patient = desk.patient("active", ["infliximab"], ["neutropenia", "short-bowel"])
    assert found["status"] == "paid"
    assert found["pc_message"] == row.of(desk.strain("LGG", "RA", patient), desk.store.get)[-1]


def test_another_knowledge(session: SparkSession, copy: Copy) -> None:
    """Workers answer from the folder that is named."""
    copy.replace("about.yaml", "data_version:", "# changed\ndata_version:")
    table = session.createDataFrame([("1", "L. casei 01", "RA")], ["id", "strain", "condition"])
    (found,) = spark.assess(table, strain="strain", condition="condition", data=copy.folder).collect()
    assert found["level"] == "low"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"strain": "nothing", "condition": "condition"}, "no column is called 'nothing'"),
        ({"strain": "drug"}, "no column is called condition"),
        ({"condition": "condition"}, "no column is called strain, product or label"),
    ],
)
def test_columns_that_are_missing(session: SparkSession, asked: dict[str, Any], told: str) -> None:
    """What is missing is told before anything is asked."""
    table = session.createDataFrame(ROWS, HEADS)
    with pytest.raises(TableProblem, match=told):
        spark.assess(table, **asked)


def test_columns_that_are_there_already(session: SparkSession) -> None:
    """A column of the table is never overwritten."""
    table = session.createDataFrame([("LGG", "RA", "x")], ["strain", "condition", "level"])
    with pytest.raises(TableProblem, match="a column called 'level' already"):
        spark.assess(table, strain="strain", condition="condition")
