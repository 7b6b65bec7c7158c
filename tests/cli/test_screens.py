"""What is typed, and what a curator or a pharmacy writes, is shown as text: it steers no screen and no spreadsheet."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import on_terminal, run

from probiocheck.render import row
from probiocheck.render.page import clean

# A title, a cleared screen, a colour in eight bits, the markup of rich, an order of writing turned round and a sum.
MARKUP = "[bold]x[/bold][link=http://evil.example]y[/link]"
HOSTILE = f"=1+1\x1b]0;own\x07\x1b[2J\x9b31m{MARKUP}\u202egpj\u2066z\u200e\u200b<script>alert(1)</script>"
# What the knowledge and a policy may hold: no control character, but all that is text in one place and more in another.
WRITTEN = f"=HYPERLINK(0)\u200b {MARKUP} <script>alert(1)</script> ![i](http://evil.example/i.png) | `x`"
_STEERING = {"\x1b", "\x07", "\x9b", *"\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"}
_STEERING |= set(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
# What the program itself writes to a terminal: colours, links to publications, and a line cleared.
_OWN = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\|\r\x1b\[K")


def steering(text: str) -> set[str]:
    """Return what could steer a screen: control characters and what is not seen."""
    return {one for one in text if one in _STEERING or (unicodedata.category(one) == "Cc" and one not in "\n\t\r")}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, str):
        yield value


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder to lay over the knowledge in which every text is hostile."""
    folder = tmp_path_factory.mktemp("screens") / "own"
    (folder / "evidence").mkdir(parents=True)
    strain = {"id": "lacticaseibacillus-casei-xq-77", "species": "lacticaseibacillus-casei", "designation": "XQ-77"}
    product = {"id": "evil", "name": WRITTEN, "other_names": ["Evil"], "components": [strain["id"]], "note": WRITTEN}
    product["components"] = [strain["id"], "lacticaseibacillus-rhamnosus-gg"]
    finding = {
        "subject": strain["id"],
        "as_named": WRITTEN,
        "condition": "rheumatoid-arthritis",
        "design": "randomised-trial",
        "system": "patients",
        "state": "stable",
        "n_analysed": 80,
        "outcome": "no-difference",
        "summary": WRITTEN,
    }
    publication = {
        "id": "nobody-2026",
        "title": WRITTEN,
        "journal": WRITTEN,
        "year": 2026,
        "url": "https://example.org/nobody",
        "seen": {"source": WRITTEN, "read": "abstract"},
        "findings": [finding],
    }
    for name, content in {
        "strains": {"strains": [strain | {"note": WRITTEN}]},
        "products": {"products": [product]},
        "conditions": {
            "conditions": [
                {"id": "spots", "name": WRITTEN, "abbreviations": ["SPOTS"], "category": "x", "is_autoimmune": "yes"}
            ]
        },
        "evidence/own": {"publications": [publication]},
    }.items():
        text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def policy(own: Path) -> Path:
    """Return a local policy in which every text is hostile."""
    entry = {
        "id": "own-entry",
        "subject": "any",
        "condition": "any",
        "level": "high",
        "note": WRITTEN,
        "reason": WRITTEN,
        "by": WRITTEN,
        "expires": "2099-12-31",
    }
    path = own.parent / "policy.yaml"
    path.write_text(yaml.safe_dump({"policy": [entry]}, allow_unicode=True), encoding="utf-8")
    return path


TYPED: list[list[str]] = [
    [HOSTILE],
    ["strain", HOSTILE, "-c", "RA"],
    ["strain", "LGG", "-c", HOSTILE],
    ["strain", HOSTILE, "-c", "RA", "-q"],
    ["strain", "LGG", "-c", "RA", "-t", HOSTILE],
    ["strain", "LGG", "-c", "RA", "-a", HOSTILE],
    ["strain", "LGG", "-c", "RA", f"--{HOSTILE}"],
    ["strain", "LGG", "-c", "RA", "--template", HOSTILE],
    ["strain", "LGG", "-c", "RA", "--policy", HOSTILE],
    ["strain", "LGG", "-c", "RA", "--add-data", HOSTILE],
    ["product", HOSTILE, "-c", "RA"],
    ["label", f"L. casei 01, Lactobacillus {HOSTILE}", "-c", "RA"],
    ["label", f"L. casei 01\x1b[2J{MARKUP}", "-c", "RA"],
    ["condition", HOSTILE],
    ["compare", "LGG", HOSTILE, "-c", "RA"],
    ["matrix", "-s", HOSTILE],
    ["matrix", "-c", "RA", "-s", "LGG", "-o", HOSTILE],
    ["plot", "strain", HOSTILE, "-o", "-"],
    ["plot", "strain", "LGG", "-c", HOSTILE, "-o", "-"],
    ["plot", "strain", "LGG", "-o", HOSTILE],
    ["plot", "condition", HOSTILE, "-o", "-"],
    ["plot", "condition", "RA", "--risk", HOSTILE, "-o", "-"],
    ["show", HOSTILE],
    ["search", HOSTILE],
    ["explain", HOSTILE],
    ["batch", HOSTILE],
    ["batch", "-", "-i", "csv", "--map", HOSTILE],
    ["batch", "-", "-i", "csv", "--encoding", HOSTILE],
]


@pytest.mark.parametrize("arguments", TYPED, ids=lambda one: " ".join(one)[:24].encode("ascii", "replace").decode())
def test_what_is_typed(arguments: list[str]) -> None:
    """Whatever is typed is repeated, in a pipe and on a terminal, as text."""
    done = run(*arguments, input="")
    assert steering(done.out + done.err) == set()
    assert "Traceback" not in done.err
    assert "fault of our own" not in done.err
    for stream in ("stdout", "stderr"):
        shown = on_terminal(*arguments, stream=stream)[1].decode()
        assert "8;;http://evil" not in shown
        assert steering(_OWN.sub("", shown)) == set()


ASKED: dict[str, list[str]] = {
    "a name": ["strain", HOSTILE, "LGG", "-c", "RA"],
    "a condition": ["strain", "LGG", "-c", HOSTILE],
    "a label": ["label", f"L. casei 01\x1b[2J\u202e, {MARKUP} =1+1", "-c", "RA"],
    "written": ["strain", "XQ-77", "Evil", "-c", "RA"],
    "a written condition": ["strain", "XQ-77", "-c", "SPOTS"],
}
FORMS = ["text", "json", "jsonl", "csv", "tsv", "markdown", "html", "fhir-r4", "cds-hooks"]


def _answer(what: str, form: str, own: Path, policy: Path) -> str:
    laid_over = ["--add-data", str(own), "--policy", str(policy)]
    done = run(*ASKED[what], "--format", form, *laid_over)
    assert done.code in {0, 1, 3}, done.err
    assert steering(done.err) == set()
    return done.out


@pytest.mark.parametrize("what", ASKED)
@pytest.mark.parametrize("form", ["text", "markdown", "html", "fhir-r4", "cds-hooks"])
def test_documents(what: str, form: str, own: Path, policy: Path) -> None:
    """Text, pages and documents for hospitals carry no control character, no markup and nothing unseen."""
    text = _answer(what, form, own, policy)
    assert steering(text) == set()
    if form == "html":
        assert "<script" not in text
        assert not re.search(r'(href|src)="[^"]*evil', text)
        assert steering(html.unescape(text)) == set()
    elif form == "markdown":
        _is_plain_markdown(text)
    elif form != "text":
        found = json.loads(text)
        assert steering("".join(_strings(found))) == set()
        for one in found.get("cards", []):
            _is_plain_markdown(one["detail"])
        assert "<script" not in json.dumps(
            [found.get("text"), *(one.get("text") for one in found.get("contained", []))]
        )


def _is_plain_markdown(text: str) -> None:
    bare = re.sub(r"`[A-Z0-9a-z-]+`", "", text)
    assert not re.search(r"(?<!\\)<script|(?<!\\)\[(bold|link)|(?<!\\)!?\[i(?<!\\)\]\(|(?<!\\)`x", bare)


@pytest.mark.parametrize("what", ASKED)
@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_json(what: str, form: str, own: Path, policy: Path) -> None:
    """JSON keeps what was asked and writes every control character as an escape, those of eight bits too."""
    text = _answer(what, form, own, policy)
    assert not {one for one in text if unicodedata.category(one) == "Cc" and one != "\n"}
    found = [json.loads(line) for line in text.splitlines()] if form == "jsonl" else json.loads(text)
    if what == "a name":
        assert HOSTILE in set(_strings(found))


@pytest.mark.parametrize("what", ASKED)
@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_tables(what: str, form: str, own: Path, policy: Path) -> None:
    """No cell of an answer is a formula, and none that was added holds anything unseen."""
    told = csv.DictReader(io.StringIO(_answer(what, form, own, policy)), delimiter="," if form == "csv" else "\t")
    for one in told:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in one.values())
        assert steering("".join(one[head] for head in row.COLUMNS)) == set()


@pytest.mark.parametrize("form", ["text", "csv", "tsv", "markdown", "html"])
def test_grids(form: str, own: Path) -> None:
    """A grid of levels names what was written, and runs none of it."""
    asked = ["matrix", "-s", "Evil", "-s", "LGG", "-c", "SPOTS", "-c", "RA", "--add-data", str(own)]
    text = run(*asked, "--format", form).out
    if form in {"csv", "tsv"}:
        rows = list(csv.reader(io.StringIO(text), delimiter="," if form == "csv" else "\t"))
        assert rows[1][:2] == ["evil", f"'{WRITTEN}"]
    else:
        assert steering(text) == set()
        assert "<script" not in text or form in {"text", "markdown"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["strain", "XQ-77", "Evil", "-c", "RA", "--policy"],
        ["condition", "SPOTS", "--policy"],
        ["compare", "XQ-77", "LGG", "-c", "RA", "--policy"],
        ["explain", "own-entry", "--policy"],
        ["show", "evil"],
        ["show", "nobody-2026"],
        ["matrix", "-s", "Evil", "-c", "RA"],
    ],
    ids=" ".join,
)
def test_what_is_written_on_a_terminal(arguments: list[str], own: Path, policy: Path) -> None:
    """What a curator and a pharmacy write is shown with its brackets, in colour too, and leads nowhere."""
    given = [*arguments, *([str(policy)] if arguments[-1] == "--policy" else [])]
    shown = on_terminal(*given, "--add-data", own)[1].decode()
    assert "8;;http://evil" not in shown
    assert not re.search(r"8;[^;]*;http://evil", shown)
    assert steering(_OWN.sub("", shown)) == set()


@pytest.mark.parametrize("character", ["\x1b", "\x07", "\x9b", "\x7f", "\u202e", "\u2066", "\u200e"])
def test_nothing_that_steers_is_read(own: Path, tmp_path: Path, character: str) -> None:
    """A control character in the knowledge or in a policy makes it unusable, and is named by its number."""
    text = json.dumps(f"a{character}b")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "strains.yaml").write_text(f"killed_words: [{text}]\n", encoding="utf-8")
    (tmp_path / "policy.yaml").write_text(f"policy:\n  - id: x\n    note: {text}\n", encoding="utf-8")
    for given in (["--add-data", f"{tmp_path}/own"], ["--add-data", f"{own}", "--policy", f"{tmp_path}/policy.yaml"]):
        done = run("strain", "LGG", "-c", "RA", *given)
        assert (done.code, done.out) == (4, "")
        assert f"the character U+{ord(character):04X} is not used here" in done.err
        assert steering(done.err) == set()


def test_batch_tables(own: Path, policy: Path) -> None:
    """Of a batch the rows stay letter for letter, and what is added to them is text."""
    cells = [HOSTILE, "XQ-77", "Evil"]
    table = io.StringIO(newline="")
    csv.writer(table).writerows([["strain", "condition"], *([cell, "RA"] for cell in cells), ["XQ-77", HOSTILE]])
    asked = ["batch", "-", "-i", "csv", "--add-data", str(own), "--policy", str(policy)]
    done = run(*asked, input=table.getvalue())
    rows = list(csv.DictReader(io.StringIO(done.out, newline="")))
    assert [one["strain"] for one in rows] == [*cells, "XQ-77"]
    for one in rows:
        added = [one[head] for head in row.COLUMNS]
        assert steering("".join(added)) == set()
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in added)
    lines = "".join(json.dumps({"strain": cell, "condition": "RA"}) + "\n" for cell in cells)
    done = run("batch", "-", "-i", "jsonl", "--add-data", own, "--policy", policy, input=lines)
    for line in done.out.splitlines():
        found = json.loads(line)
        assert steering("".join(str(found[head]) for head in row.COLUMNS)) == set()


def test_clean_leaves_what_is_read() -> None:
    """What is dropped is not seen; letters of every script, accents and signs stay."""
    told = "Crohn’s \u03b1\u03b2 \u05d0\u05d1 \u0627\u0644 \u65e5\u672c e\u0301 \U0001f9a0 – × ®"
    assert clean(told) == told
    assert clean(HOSTILE) == f"=1+1 ]0;own [2J 31m{MARKUP}gpjz<script>alert(1)</script>"
