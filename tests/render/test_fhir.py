"""Every answer is a sound FHIR R4 resource, and nothing of the answer is lost in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.condition import Condition
from fhir.resources.R4B.detectedissue import DetectedIssue
from fhir.resources.R4B.operationoutcome import OperationOutcome
from fhir.resources.R4B.substance import Substance
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from render.formats import ASKED, HOSTILE, LEVELS, MORE, answer, assessed, check_golden, hostile, labels

from probiocheck import model
from probiocheck.render import fhir

if TYPE_CHECKING:
    from probiocheck.ask import Desk

_CLASSES: dict[str, Any] = {"DetectedIssue": DetectedIssue, "OperationOutcome": OperationOutcome, "Bundle": Bundle}
_SEVERITIES = {"low": "low", "moderate": "moderate", "high": "high", "avoid": "high", "unknown": None}


def _render(desk: Desk, *answers: model.Assessment | model.NoAnswer) -> dict[str, Any]:
    """Return a resource that was found valid, with strings as FHIR asks for them and no null or empty part."""
    text = fhir.render(answers, desk.store.get, desk.store.about.disclaimer)
    assert text.endswith("}\n")
    read: dict[str, Any] = json.loads(text)
    _sound(read)
    parsed = _CLASSES[read["resourceType"]].model_validate(read)
    assert json.loads(parsed.model_dump_json(exclude_none=True)) == read
    return read


def _sound(part: Any) -> None:
    if isinstance(part, dict | list):
        assert part
        for one in part.values() if isinstance(part, dict) else part:
            _sound(one)
    else:
        assert isinstance(part, str)
        assert part.strip()
        assert all(mark >= " " or mark == "\n" for mark in part)


def _tags(read: dict[str, Any]) -> dict[str, str]:
    return {one["system"].rpartition(":")[2]: one["code"] for one in read["meta"]["tag"]}


@pytest.mark.parametrize("name", ASKED)
def test_golden(name: str, desk: Desk, request: pytest.FixtureRequest) -> None:
    """A change of the resource is seen, and meant."""
    text = fhir.render([answer(desk, name)], desk.store.get, desk.store.about.disclaimer)
    check_golden(f"{name}.fhir.json", text, request)


@pytest.mark.parametrize("name", LEVELS)
def test_level_is_never_lost(name: str, desk: Desk) -> None:
    """FHIR's severity ends at high and knows no unknown: the tag tells the level, and so does the text."""
    found = assessed(desk, name)
    read = _render(desk, found)
    assert read.get("severity") == _SEVERITIES[found.level]
    assert _tags(read) == {
        "level": found.level, "certainty": found.certainty, "benefit": found.benefit, "data-version": found.data_version,
    }  # fmt: skip
    assert read["detail"].startswith(f"Caution level {found.level}. ")
    assert f"<p>Caution level {found.level}. " in read["text"]["div"]
    assert read["status"] == "preliminary"
    assert read["code"]["coding"][0]["code"] == "COND"
    assert not {"patient", "identifiedDateTime"} & set(read)


@pytest.mark.parametrize("name", [*LEVELS, "product", "group", "species"])
def test_all_is_told(name: str, desk: Desk) -> None:
    """Reasons with their rules, evidence with its publications, advice, monitoring and notes are in the resource."""
    found = assessed(desk, name)
    read = _render(desk, found)
    steps = [f"{one.rule}: {one.text}" for one in found.reasons]
    for told in [*steps, *found.notes, desk.store.about.disclaimer]:
        assert told in read["detail"]
    pointing = [one for one in found.evidence if one.points_to != "neutral"]
    shown = read.get("evidence", [])
    assert len(shown) == len(pointing)
    for entry, one in zip(shown, pointing, strict=True):
        identifier = entry["detail"][0].get("identifier", {}).get("value")
        assert identifier == (one.pmid or one.doi)
    watch = [f"Watch {', '.join(found.monitoring)}"] if found.monitoring else []
    assert [one["action"]["text"] for one in read.get("mitigation", [])] == [*found.advice, *watch]


def test_codes_of_a_strain_are_its_own(desk: Desk) -> None:
    """A strain is told by its own UNII, taxon and deposits, and borrows none from its species."""
    substance = _render(desk, assessed(desk, "moderate"))["contained"][0]
    record = desk.store.get("strain", "lacticaseibacillus-rhamnosus-gg")
    systems = {one["system"]: one["code"] for one in substance["code"]["coding"]}
    assert systems["urn:x-probiocheck:subject"] == record.id
    assert systems["http://fdasis.nlm.nih.gov"] == record.unii
    assert systems["http://www.ncbi.nlm.nih.gov/taxonomy"] == str(record.ncbi_taxid)
    assert "ATCC 53103" in substance["description"]
    uncoded = desk.store.get("strain", assessed(desk, "low").subject.id)
    assert uncoded.unii is None
    assert len(_render(desk, assessed(desk, "low"))["contained"][0]["code"]["coding"]) == 1 + bool(uncoded.ncbi_taxid)


def test_condition_is_told_by_codes_for_the_whole_of_it(desk: Desk) -> None:
    """One code of a classification is a coding; several that divide a disease between them are told in a note."""
    condition = _render(desk, assessed(desk, "low"))["contained"][1]
    systems = {one["system"]: one["code"] for one in condition["code"]["coding"]}
    assert systems["http://purl.obolibrary.org/obo/mondo.owl"] == "MONDO:0008383"
    assert systems["https://www.nlm.nih.gov/mesh"] == "D001172"
    assert systems["http://id.who.int/icd/release/11/mms"] == "FA20"
    assert "http://hl7.org/fhir/sid/icd-10-cm" not in systems
    assert condition["note"] == [{"text": "ICD-10-CM: M05, M06, not M06.1, not M06.4"}]
    colitis = _render(desk, assessed(desk, "high"))["contained"][1]
    whole = {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "K51", "display": "Ulcerative colitis"}
    assert whole in colitis["code"]["coding"]
    assert "note" not in colitis
    assert condition["subject"] == {"display": "To be completed by the receiving system"}


def test_product_is_told_by_its_components(desk: Desk) -> None:
    """A product and an untested combination on a label name what is in them, with codes."""
    understood, _ = labels(desk)
    for found in (assessed(desk, "product"), understood):
        assert isinstance(found, model.Assessment)
        substance = _render(desk, found)["contained"][0]
        names = [one["substanceCodeableConcept"]["text"] for one in substance["ingredient"]]
        assert names == [one.name for one in found.members]


def test_contained_resources_are_sound(desk: Desk) -> None:
    """The substance and the condition are sound resources themselves, and both are implicated."""
    read = _render(desk, assessed(desk, "product"))
    substance, condition = read["contained"]
    Substance.model_validate(substance)
    Condition.model_validate(condition)
    assert [one["reference"] for one in read["implicated"]] == [f"#{substance['id']}", f"#{condition['id']}"]


def test_no_answers(desk: Desk) -> None:
    """A no-answer is an error with a code of its own kind, and names what may have been meant."""
    _, unread = labels(desk)
    cases = {"not-found": answer(desk, "no-answer"), "multiple-matches": answer(desk, "ambiguous"), "value": unread}
    for code, missing in cases.items():
        assert isinstance(missing, model.NoAnswer)
        why, *meant = _render(desk, missing)["issue"]
        assert (why["severity"], why["code"]) == ("error", code)
        assert why["diagnostics"].startswith("no answer: ")
        ids = [one["details"]["coding"][0]["code"] for one in meant]
        assert ids == [one.id for one in [*missing.candidates, *missing.suggestions]]


def test_several_are_a_bundle(desk: Desk) -> None:
    """Several answers stand in a collection in the order asked, addressed apart even where asked twice."""
    found = [answer(desk, one) for one in [*ASKED, *MORE, "low"]] + [*labels(desk)]
    read = _render(desk, *found)
    assert read["type"] == "collection"
    kinds = ["DetectedIssue" if isinstance(one, model.Assessment) else "OperationOutcome" for one in found]
    assert [one["resource"]["resourceType"] for one in read["entry"]] == kinds
    assert len({one["fullUrl"] for one in read["entry"]}) == len(found)


def test_same_question_same_bytes(desk: Desk) -> None:
    """Nothing depends on a clock or on chance."""
    found = [answer(desk, one) for one in ASKED]
    assert _render(desk, *found) == _render(desk, *found)


@pytest.mark.parametrize("condition", ["UC", "RA", "IBD", "MS"])
def test_every_product_and_strain(condition: str, desk: Desk) -> None:
    """Whatever the knowledge holds can be written: every product, and every tenth strain, in several conditions."""
    patient = desk.patient("flare", ["infliximab"], ["neutropenia"])
    subjects = [one.id for one in desk.store.all("product")] + [one.id for one in desk.store.all("strain")][::10]
    for one in subjects:
        _render(desk, desk.strain(one, condition, patient))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_data_stays_text(text: str, desk: Desk) -> None:
    """Hostile names and queries neither break a resource nor become markup in its narrative."""
    read = _render(desk, hostile(desk, text))
    assert read["text"]["div"].count("<") == 2 + 2 * read["text"]["div"].count("<p>")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(max_size=20))
def test_any_query_is_written(desk: Desk, text: str) -> None:
    """No query, of whatever characters, makes an unsound resource."""
    named = model.Named(id="an-id", name=f"n{text}")
    _render(desk, model.NoAnswer(reason="unknown", what="strain", query=text, suggestions=[named], note=text or None))
    _render(desk, desk.strain(text, "RA", desk.patient("unknown", [], [])))
