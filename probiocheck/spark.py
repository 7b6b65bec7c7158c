"""A Spark table of any size in, the same table with answers out: the answers of ``batch``, to the letter.

    >>> from probiocheck import spark
    >>> spark.assess(dispensed, strain="drug", condition="icd10").show()  # doctest: +SKIP

Only distinct questions are asked, and the answers are joined back. Needs ``pip install 'probiocheck[spark]'`` here
and on every worker.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
from pyspark.sql import functions as sql
from pyspark.sql.types import ArrayType, StringType, StructField, StructType

from probiocheck.batch import columns
from probiocheck.batch.asking import BETWEEN, Asker, Given, Question
from probiocheck.batch.problem import TableProblem
from probiocheck.render import row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from os import PathLike

    from pyspark.sql import Column, DataFrame

# What no column of a table is likely to be called; each is dropped again.
_ASKED = "probiocheck asked: "


class _Opened(NamedTuple):
    """The knowledge that every worker opens."""

    data: str | None
    policy: str | None
    add_data: list[str]


def assess(
    table: DataFrame,
    *,
    strain: str | None = None,
    product: str | None = None,
    label: str | None = None,
    condition: str | None = None,
    activity: str | None = None,
    therapy: str | None = None,
    risk: str | None = None,
    given: Given | None = None,
    prefix: str = "",
    data: str | PathLike[str] | None = None,
    add_data: Sequence[str | PathLike[str]] = (),
    policy: str | PathLike[str] | None = None,
) -> DataFrame:
    """Answer every row of a table.

    Args:
        table: The table; its columns and rows stay what they are.
        strain: The column that names strains, species or products.
        product: The column that names products.
        label: The column that holds lists of ingredients.
        condition: The column that names conditions.
        activity: The column of the disease activity.
        therapy: The column of therapies: an array, or several in a text with ``;`` between them.
        risk: The column of risk factors, likewise.
        given: What holds for every row, as of ``batch``.
        prefix: What is put before the names of the added columns.
        data: The folder of another knowledge, where every worker can read it.
        add_data: Folders laid over it, likewise.
        policy: A local policy, likewise.

    Returns:
        The table with the columns of ``batch`` behind its own.

    Raises:
        TableProblem: A column is missing, or the table has one that would be added; no subject or no condition is
            named.

    """
    named = (strain, product, label, condition, activity, therapy, risk)
    places = {field: column for field, column in zip(Question._fields, named, strict=True) if column is not None}
    missing = [column for column in places.values() if column not in table.columns]
    if missing:
        raise TableProblem(f"no column is called {missing[0]!r} (there are: {', '.join(table.columns)})")
    columns.places([*places], {}, condition_given=bool(given and given.condition))
    added = columns.added(prefix, table.columns)
    asked = {field: _text(table, column) for field, column in places.items()}
    questions = table.select(*(text.alias(_ASKED + field) for field, text in asked.items())).distinct()
    names = [*questions.columns, *added]
    schema = StructType([StructField(name, StringType(), nullable=False) for name in names])
    own, house = (None if one is None else str(one) for one in (data, policy))
    opened = _Opened(own, house, [*map(str, add_data)])
    answers = questions.mapInArrow(partial(_answered, [*places], names, given, opened), schema)
    same = [text == answers[_ASKED + field] for field, text in asked.items()]
    return table.join(answers, same, "left").drop(*questions.columns)


def _text(table: DataFrame, column: str) -> Column:
    """Return a column as a batch reads a cell: nothing is empty, several values have ``;`` between them."""
    value = table[column]
    if isinstance(table.schema[column].dataType, ArrayType):
        value = sql.array_join(value, BETWEEN)
    return sql.coalesce(value.cast(StringType()), sql.lit(""))


def _answered(
    fields: list[str],
    names: list[str],
    given: Given | None,
    opened: _Opened,
    batches: Iterable[pa.RecordBatch],
) -> Iterator[pa.RecordBatch]:
    """Answer the distinct questions of one partition, on a worker."""
    import probiocheck  # noqa: PLC0415 - a worker opens the knowledge, not the driver

    asker = Asker(probiocheck.load(opened.data, add_data=opened.add_data, policy=opened.policy), given)
    for batch in batches:
        questions = list(zip(*(column.to_pylist() for column in batch.columns), strict=True))
        cells = [asker.cells(Question(**dict(zip(fields, one, strict=True)))) for one in questions]
        answers = list(zip(*cells, strict=True)) if cells else [()] * len(row.COLUMNS)
        arrays = [*batch.columns, *(pa.array(column, pa.string()) for column in answers)]
        yield pa.RecordBatch.from_arrays(arrays, names=names)
