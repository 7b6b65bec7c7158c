"""JSON Lines: objects go out as they came in, with the answer's fields in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from batch.tables import answer

from probiocheck.render import row

if TYPE_CHECKING:
    from probiocheck.ask import Desk


def test_objects_keep_their_own_text(desk: Desk) -> None:
    """Numbers, blanks and order of an object's own fields are not touched."""
    line = '{ "n": 1.10, "strain":"LGG", "condition": "RA", "big": 12345678901234567890, "risk": ["neutropenia"] }'
    out, summary = answer(desk, line + "\r\n", "jsonl")
    assert out.startswith(line[:-2])
    assert out.endswith("}\r\n")
    found = json.loads(out)
    assert (found["level"], found["rule"], found["big"]) == ("high", "NEUTROPENIA-BACTERIA", 12345678901234567890)
    assert [*found][-len(row.COLUMNS) :] == [*row.COLUMNS]
    assert summary.rows == 1


def test_several_values_by_list_or_semicolon(desk: Desk) -> None:
    """A list says the same as a text with semicolons."""
    lines = [
        '{"strain":"LGG","condition":"RA","risk":["neutropenia","short-bowel"],"therapy":null}',
        '{"strain":"LGG","condition":"RA","risk":"neutropenia;short-bowel"}',
    ]
    one, other = (json.loads(line) for line in answer(desk, "\n".join(lines), "jsonl")[0].splitlines())
    assert [one[name] for name in row.COLUMNS] == [other[name] for name in row.COLUMNS]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("[1]", "not a JSON object"),
        ('"LGG"', "not a JSON object"),
        ('{"strain": "LGG"', "not a JSON object"),
        ("{} {}", "not a JSON object"),
        ("[" * 100_000, "not a JSON object"),
        ('{"strain":"LGG","condition":"RA","status":1}', "has a field called 'status' already"),
        ('{"strain":299,"condition":"RA"}', "must be text"),
        ("{}", "no strain or product or label is given"),
    ],
)
def test_bad_lines_get_a_status_and_the_run_goes_on(desk: Desk, line: str, told: str) -> None:
    """A line that cannot be asked comes out with its reason, its text kept, and the next is answered."""
    out, summary = answer(desk, line + '\n\n{"strain":"L. casei 01","condition":"RA"}\n', "jsonl")
    bad, blank, good = out.splitlines()
    found = json.loads(bad)
    assert found["status"] == "invalid-row"
    assert told in found["message"]
    assert found.get("row", line) == line
    assert blank == ""
    assert json.loads(good)["level"] == "low"
    assert summary.rows == 2


def test_fields_by_map_and_prefix(desk: Desk) -> None:
    """A field may have another name, and the added ones a prefix."""
    out, _ = answer(
        desk,
        '{"drug":"LGG","condition":"RA","status":"paid"}',
        "jsonl",
        mapping={"strain": "drug"},
        prefix="pc_",
    )
    found = json.loads(out)
    assert (found["status"], found["pc_status"]) == ("paid", "answered")
