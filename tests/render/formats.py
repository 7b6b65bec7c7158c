"""What the tests of the page and hospital formats share: answers of every kind, hostile names, and golden files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from probiocheck import model

if TYPE_CHECKING:
    import pytest

    from probiocheck.ask import Desk

GOLDEN = Path(__file__).parent / "golden_formats"
Answer = model.Assessment | model.NoAnswer

# name: subject, condition, activity, therapies, risks
ASKED: dict[str, tuple[str, str, str, list[str], list[str]]] = {
    "low": ("L. casei 01", "RA", "unknown", [], []),
    "moderate": ("LGG", "RA", "unknown", [], []),
    "high": ("EcN", "UC", "active", [], []),
    "avoid": ("S. boulardii", "RA", "unknown", [], ["central-venous-catheter"]),
    "unknown": ("L. brevis CD2", "psoriasis", "unknown", [], []),
    "no-answer": ("S.boulardi", "RA", "unknown", [], []),
}
MORE: dict[str, tuple[str, str, str, list[str], list[str]]] = {
    "ambiguous": ("LGG", "CD", "unknown", [], []),
    "product": ("VSL#3", "pouchitis", "unknown", [], []),
    "group": ("LGG", "IBD", "flare", ["infliximab"], []),
    "species": ("L.rhamnosus", "RA", "unknown", [], []),
}
LEVELS = ["low", "moderate", "high", "avoid", "unknown"]

HOSTILE = [
    "x|y <script>alert(1)</script>",
    "[a](javascript:alert(1))",
    "![i](http://evil.example/i.png)",
    "<img src=x onerror=alert(1)>",
    "# heading",
    "- item",
    "+ item",
    "1. item",
    "12) item",
    "> quote",
    "=====",
    "---",
    "~~~ fence",
    "``` fence",
    "`code` **bold** __bold__ ~~gone~~ *it* _it_",
    "back\\slash \\| \\\\| \\<b>",
    "a | b \\",
    "&lt;b&gt; &amp; &#60;",
    "<https://evil.example> https://evil.example www.evil.example a@evil.example",
    "[ref]: http://evil.example",
    "[x] task [^1]",
    "a\x1b[31mred\x00\x7f\x9b\nline\r\n# two\u2028three",
    "\"quoted\" 'single'",
    "{{ 7 * 7 }} {% raw %}",
    "$x$ ---",
]


def answer(desk: Desk, name: str) -> Answer:
    """Return the answer of a name in ``ASKED`` or ``MORE``."""
    subject, condition, activity, therapies, risks = (ASKED | MORE)[name]
    return desk.strain(subject, condition, desk.patient(activity, therapies, risks))


def assessed(desk: Desk, name: str) -> model.Assessment:
    """Return an answer that is an assessment."""
    found = answer(desk, name)
    assert isinstance(found, model.Assessment)
    return found


def labels(desk: Desk) -> tuple[Answer, Answer]:
    """Return the answer for an untested combination on a label, and for a label that is not understood."""
    patient = desk.patient("unknown", [], [])
    understood = desk.label("Lactobacillus rhamnosus GG, Saccharomyces boulardii CNCM I-745", "RA", patient).answer
    assert isinstance(understood, model.Assessment)
    assert understood.subject.id == "label"
    unread = desk.label("Bacillus imaginarius XYZ\x0c99", "RA", patient).answer
    assert isinstance(unread, model.NoAnswer)
    assert unread.what == "label"
    return understood, unread


def hostile(desk: Desk, text: str) -> model.Assessment:
    """Return an assessment with ``text`` wherever a name, a query or a note of a curator or user stands."""
    found = assessed(desk, "product")
    replace = msgspec.structs.replace
    return replace(
        found,
        subject=replace(found.subject, query=text, name=text),
        condition=replace(found.condition, query=text, name=text),
        summary=text,
        certainty_reasons=[text],
        reasons=[replace(one, text=text) for one in found.reasons],
        evidence=[replace(one, brief=text, as_named=text, title=text) for one in found.evidence],
        members=[replace(one, name=text) for one in found.members],
        alternatives=[replace(one, name=text) for one in found.alternatives],
        monitoring=[text],
        advice=[text],
        not_found=[text],
        notes=[text],
    )


def check_golden(name: str, text: str, request: pytest.FixtureRequest) -> None:
    """Compare with a golden file, or write it anew; no format shows the digest of the data."""
    path = GOLDEN / name
    if request.config.getoption("--write-golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
