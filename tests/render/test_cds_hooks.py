"""Every answer is a sound CDS Hooks response: short, with the level first, and never milder than it should be."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from render.formats import ASKED, HOSTILE, LEVELS, MORE, answer, assessed, check_golden, hostile, labels
from render.test_markdown import Seen

from probiocheck import model
from probiocheck.render import cds_hooks
from probiocheck.render.page import clean

if TYPE_CHECKING:
    from probiocheck.ask import Desk

_SCHEMA = json.loads((Path(__file__).parent / "cds_hooks.schema.json").read_text(encoding="utf-8"))
_CHECK = Draft202012Validator(_SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
_INDICATORS = {"low": "info", "moderate": "warning", "unknown": "warning", "high": "critical", "avoid": "critical"}


def _render(desk: Desk, *answers: model.Assessment | model.NoAnswer) -> list[dict[str, Any]]:
    read = json.loads(cds_hooks.render(answers, desk.store.get, desk.store.about.disclaimer))
    _CHECK.validate(read)
    cards: list[dict[str, Any]] = read["cards"]
    return cards


def test_schema_is_one() -> None:
    """The schema that the tests validate against is a sound schema itself."""
    Draft202012Validator.check_schema(_SCHEMA)


@pytest.mark.parametrize("name", ASKED)
def test_golden(name: str, desk: Desk, request: pytest.FixtureRequest) -> None:
    """A change of the response is seen, and meant."""
    text = cds_hooks.render([answer(desk, name)], desk.store.get, desk.store.about.disclaimer)
    check_golden(f"{name}.cds.json", text, request)


@pytest.mark.parametrize("name", LEVELS)
def test_level_is_told_first(name: str, desk: Desk) -> None:
    """The summary begins with the level, the indicator follows from it, and the detail has reasons and advice."""
    found = assessed(desk, name)
    (card,) = _render(desk, found)
    assert card["indicator"] == _INDICATORS[found.level]
    assert card["summary"].startswith(f"{found.level.upper()}: ")
    assert card["source"]["label"] == f"probiocheck {found.version}, data {found.data_version}"
    seen = Seen(card["detail"])
    assert seen.links == []
    for one in [*found.advice, *(one.rule for one in found.reasons), *(one.text for one in found.reasons)]:
        assert clean(one) in seen.text
    assert desk.store.about.disclaimer in seen.text


@pytest.mark.parametrize("name", ["no-answer", "ambiguous"])
def test_no_answer_warns(name: str, desk: Desk) -> None:
    """A no-answer is a warning that says so, never an empty list of cards, which would read as nothing to fear."""
    (card,) = _render(desk, answer(desk, name))
    assert card["indicator"] == "warning"
    assert card["summary"].startswith("no answer: ")
    assert "No answer: nothing was assessed." in card["detail"]


@pytest.mark.parametrize("name", [*LEVELS, "product", "group"])
def test_every_mark_leads_to_a_publication(name: str, desk: Desk) -> None:
    """Each number in the reasons is that of a link, or of a publication named in the detail."""
    (card,) = _render(desk, assessed(desk, name))
    links = card.get("links", [])
    marked = set(re.findall(r"\[(\d+)\\\]", card["detail"]))
    named = re.findall(r"^- \\\[(\d+)\\\]", card["detail"], re.MULTILINE)
    linked = [one["label"].partition("]")[0].removeprefix("[") for one in links]
    assert sorted(marked) == sorted([*named, *linked])


@pytest.mark.parametrize("text", [*HOSTILE, "long " * 60])
def test_hostile_data_stays_text(text: str, desk: Desk) -> None:
    """Hostile or long names keep the summary short and the level in it, and bring no markup into the detail."""
    missing = model.NoAnswer(reason="unknown", what="strain", query=text, note=text)
    found, none = _render(desk, hostile(desk, text), missing)
    assert found["summary"].startswith("MODERATE: ")
    assert none["summary"].startswith("no answer: ")
    for card in (found, none):
        seen = Seen(card["detail"])
        assert seen.elements <= {"p", "ul", "li", "strong", "code"}
        assert clean(text) in seen.text


def test_several_are_told_apart(desk: Desk) -> None:
    """Several answers are cards in the order asked, each named apart even where asked twice; the bytes repeat."""
    found = [answer(desk, one) for one in [*ASKED, *MORE, "low"]] + [*labels(desk)]
    cards = _render(desk, *found)
    assert len({card["uuid"] for card in cards}) == len(found)
    assert cards == _render(desk, *found)


def test_every_product(desk: Desk) -> None:
    """Whatever product is asked about, the response is sound."""
    patient = desk.patient("active", [], ["neutropenia"])
    assert _render(desk, *(desk.product(one.id, "IBD", patient) for one in desk.store.all("product")))
