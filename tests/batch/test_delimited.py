"""CSV and TSV: rows go out as they came in, with the answer behind them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from batch.tables import answer, read, records
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import probiocheck
from probiocheck.batch.asking import Given
from probiocheck.batch.problem import TableProblem
from probiocheck.render import row

if TYPE_CHECKING:
    from probiocheck.ask import Desk

# A lone carriage return is left out: the writer of the standard library does not quote it.
_CELLS = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12)
_NAMES = st.sampled_from(["LGG", "L. casei 01", "EcN", "nobody", "CD", "", " LGG ", "=1+1"])


def test_rows_go_out_letter_for_letter(desk: Desk) -> None:
    """Quotes, line breaks within a cell, blanks and blank lines stay what they were; the answer comes behind."""
    rows = ['1,"LGG",RA,"say ""hi""\r\nthere"', "2, LGG ,RA,", "", "3,Foo,'RA',a;b"]
    out, summary = answer(desk, "\r\n".join(["id,strain,condition,note", *rows]) + "\r\n")
    assert out.startswith("id,strain,condition,note,level,certainty,")
    for written in rows:
        assert written in out
    assert out.count("\n") == out.count("\r\n")
    assert summary.rows == 3
    assert [one["status"] for one in records(out)] == ["answered", "answered", "unknown-name"]


def test_answers_are_those_of_the_library(desk: Desk) -> None:
    """What a row is told is what the library says, with activity, therapies and risks."""
    table = (
        "strain,condition,activity,therapy,risk\n"
        "LGG,RA,active,methotrexate; infliximab,neutropenia ;central-venous-catheter\n"
        "L. casei 01,M05.79,Remission,,\n"
    )
    one, other = records(answer(desk, table)[0])
    expected = probiocheck.check(
        "LGG",
        "RA",
        activity="active",
        therapies=["methotrexate", "infliximab"],
        risks=["neutropenia", "central-venous-catheter"],
        desk=desk,
    )
    assert isinstance(expected, probiocheck.Assessment)
    assert [one[name] for name in row.COLUMNS] == [*row.of(expected, desk.store.get)]
    assert one["level"] == expected.level
    assert set(one["pmids"].split(";")) >= {"14626627"}
    assert (other["level"], other["rule"], other["pmids"]) == ("low", "BASE-CONTROLLED", "24673738")
    assert other["condition_id"] == "rheumatoid-arthritis"


def test_product_and_label_columns(desk: Desk) -> None:
    """A row may name a product or a label instead of a strain; two at once is one too many."""
    table = (
        "strain,product,label,condition\n,VSL#3,,pouchitis\n,,L. casei 01,RA\n,,Zorbium x,RA\nLGG,VSL#3,,RA\n,,,RA\n"
    )
    found = records(answer(desk, table)[0])
    assert [one["status"] for one in found] == [
        "answered",
        "answered",
        "not-understood",
        "invalid-row",
        "invalid-row",
    ]
    assert found[1]["subject_id"] == "lacticaseibacillus-casei-01"
    assert "strain and product are both given" in found[3]["message"]


def test_bad_rows_get_a_status_and_the_run_goes_on(desk: Desk) -> None:
    """Too few cells, too many, broken quotes, unknown choices: each row says so, and none is lost or moved."""
    table = (
        'strain,condition,activity\nLGG\nLGG,RA,active,one,two\n"LGG"x,RA,\nLGG,RA,sleepy\nLGG,,\nL. casei 01,RA,\n'
    )
    out, summary = answer(desk, table)
    rows = read(out)
    width = 3
    assert [one[width + row.COLUMNS.index("status")] for one in rows[1:]] == ["invalid-row"] * 5 + ["answered"]
    assert rows[2][:width] == ["LGG", "RA", "active"]
    assert rows[2][-2:] == ["one", "two"]
    assert rows[3][:width] == ["LGGx", "RA", ""]
    assert [one[width + row.COLUMNS.index("level")] for one in rows[1:]] == [""] * 5 + ["low"]
    assert (summary.rows, summary.levels["low"], summary.without["invalid-row"]) == (6, 1, 5)


def test_a_quote_that_never_closes_is_one_bad_row(desk: Desk) -> None:
    """The row that a stray quote begins is told as such, and what it swallowed is still there."""
    out, summary = answer(desk, 'strain,condition\nL. casei 01,RA\n"LGG,RA\nEcN,UC\n')
    *_, last = read(out)
    assert summary.without["invalid-row"] == 1
    assert last[0] == "LGG,RA\nEcN,UC\n"
    assert "not readable as a row" in last[-1]


def test_a_bad_row_keeps_its_line_breaks(desk: Desk) -> None:
    """A row that is written anew still holds the line breaks of its cells."""
    out, _ = answer(desk, 'strain,condition\n"a\nb","c\rd","e\r\nf"\n')
    assert read(out)[1][:2] + read(out)[1][-1:] == ["a\nb", "c\rd", "e\r\nf"]


@pytest.mark.parametrize(("mark", "status"), [("", "unknown-name"), ('"', "invalid-row")])
def test_a_gigantic_cell_is_one_bad_row(desk: Desk, mark: str, status: str) -> None:
    """A cell beyond all reason ends its own row, not the run."""
    out, summary = answer(desk, f"strain,condition\n{mark}{'x' * 200_000}{mark},RA\nL. casei 01,RA\n")
    _, large, small = out.splitlines()
    assert "x" * 200_000 in large
    assert f",{status}," in large
    assert ",answered," in small
    assert summary.rows == 2


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(_NAMES, _NAMES, _CELLS, _CELLS), max_size=8),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from([("csv", ","), ("tsv", "\t")]),
)
def test_nothing_is_dropped_merged_or_reordered(
    desk: Desk, rows: list[tuple[str, ...]], end: str, quoting: int, form: tuple[str, str]
) -> None:
    """Whatever stands in the cells, each row comes out once, in its place, with its own cells first."""
    name, separator = form
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([("strain", "condition", "a", "b"), *rows])
    out, summary = answer(desk, text.getvalue(), name)  # type: ignore[arg-type]
    written = read(out, separator)[1:]
    assert [tuple(one[:4]) for one in written] == rows
    assert {len(one) for one in written} <= {4 + len(row.COLUMNS)}
    assert summary.rows == len(rows)


def test_no_added_cell_is_a_formula(desk: Desk) -> None:
    """A name that begins like a formula cannot make one of ours; the row's own cells are left alone."""
    (found,) = records(answer(desk, "strain,condition\n=cmd|' /C calc'!A0,RA\n")[0])
    assert found["strain"].startswith("=cmd")
    assert not any(found[name].startswith(("=", "+", "-", "@")) for name in row.COLUMNS)


def test_what_holds_for_all_rows(desk: Desk) -> None:
    """A condition and an activity fill gaps; therapies and risks are added to each row's own."""
    everywhere = Given("RA", "active", ["infliximab"], ["neutropenia"])
    table = "strain,condition,activity,risk\nL. casei 01,,,\nL. casei 01,UC,remission,short-bowel\n"
    one, other = records(answer(desk, table, given=everywhere)[0])
    patient = desk.patient("active", ["infliximab"], ["neutropenia"])
    assert one["message"] == row.of(desk.strain("L. casei 01", "RA", patient), desk.store.get)[-1]
    assert other["condition_id"] == "ulcerative-colitis"


def test_headings_by_map_case_and_prefix(desk: Desk) -> None:
    """Headings are found whatever their case or by --map, and the added ones may have a prefix."""
    table = "DRUG_NAME, Condition ,status\nLGG,RA,paid\n"
    out, _ = answer(desk, table, mapping={"strain": "DRUG_NAME"}, prefix="pc_")
    (found,) = records(out)
    assert (found["status"], found["pc_status"]) == ("paid", "answered")


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("", "no heading"),
        ("\n", "no heading"),
        ("a,b\n", "no column is called strain, product or label"),
        ("strain;condition\n", "--delimiter"),
        ("strain\nLGG\n", "no column is called condition"),
        ("strain,Strain,strain,condition\n", "stands 2 times"),
        ("strain,condition,status\n", "--prefix"),
        ('"strain,condition\n', "heading is not readable"),
    ],
)
def test_a_table_that_cannot_be_read_says_what_to_do(desk: Desk, table: str, told: str) -> None:
    """What is wrong with the table as a whole is told once, with the remedy, and nothing comes out."""
    with pytest.raises(TableProblem, match=told):
        answer(desk, table)


def test_a_heading_alone_is_a_table_of_no_rows(desk: Desk) -> None:
    """An empty dispensing list is no error."""
    out, summary = answer(desk, "strain,condition")
    assert read(out) == [["strain", "condition", *row.COLUMNS]]
    assert summary.rows == 0
