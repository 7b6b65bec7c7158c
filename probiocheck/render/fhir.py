"""HL7 FHIR R4: an assessment as a DetectedIssue, a no-answer as an OperationOutcome, several as a Bundle.

What is written is a template: it knows no patient and no date, and the system that shows it fills in both.
``docs/hospital-integration.md`` tells where each field comes from.
"""

from __future__ import annotations

import html
import json as lossless
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from probiocheck import model
from probiocheck.render import json, no_answer, view
from probiocheck.render.answer import BENEFIT, citation
from probiocheck.render.page import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Get = Callable[[str, str], Any]
    Json = dict[str, Any]

_OWN = "urn:x-probiocheck:"
_ISSUE = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
    "code": "COND",
    "display": "Condition Alert",
}
# FHIR's scale ends at high; that a level was ``avoid`` or ``unknown`` stands in the tags.
_SEVERITY = {"low": "low", "moderate": "moderate", "high": "high", "avoid": "high"}
_MISSING = {"unknown": "not-found", "ambiguous": "multiple-matches"}
_UNREADABLE = "value"
_UNII = "http://fdasis.nlm.nih.gov"
_TAXONOMY = "http://www.ncbi.nlm.nih.gov/taxonomy"
_MONDO = "http://purl.obolibrary.org/obo/mondo.owl"
_DOID = "http://purl.obolibrary.org/obo/doid.owl"
_MESH = "https://www.nlm.nih.gov/mesh"
_ORPHANET = "http://www.orpha.net"
_ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
_ICD11 = "http://id.who.int/icd/release/11/mms"
_PUBMED = "https://pubmed.ncbi.nlm.nih.gov"
_DOI = "https://doi.org"
_COMPLETED = "To be completed by the receiving system"


def render(answers: Sequence[model.Assessment | model.NoAnswer], get: Get, disclaimer: str) -> str:
    """Return one answer as a resource, several as a Bundle, in indented JSON.

    Args:
        answers: The answers, in the order asked.
        get: Finds a record of the knowledge by kind and id.
        disclaimer: What stands at the end of the text.

    """
    resources = [_resource(one, get, disclaimer) for one in answers]
    return json.render(resources[0] if len(resources) == 1 else _bundle(resources))


def _resource(answer: model.Assessment | model.NoAnswer, get: Get, disclaimer: str) -> Json:
    return _outcome(answer) if isinstance(answer, model.NoAnswer) else _issue(answer, get, disclaimer)


def _bundle(resources: Iterable[Json]) -> Json:
    """Return resources together; each is addressed by its content and place, so that the bytes never change."""
    entries = [
        {"fullUrl": uuid5(NAMESPACE_URL, f"{place} {lossless.dumps(one)}").urn, "resource": one}
        for place, one in enumerate(resources)
    ]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


# --- an assessment ---------------------------------------------------------------------------------------------


def _issue(answer: model.Assessment, get: Get, disclaimer: str) -> Json:
    detail = _detail(answer, disclaimer)
    severity = _SEVERITY.get(answer.level)
    evidence = [_evidence(one, get) for one in answer.evidence if one.points_to != "neutral"]
    mitigation = _mitigation(answer)
    return {
        "resourceType": "DetectedIssue",
        "meta": {
            "tag": [
                _tag(field, getattr(answer, field)) for field in ("level", "certainty", "benefit", "data_version")
            ]
        },
        "text": _narrative(detail),
        "contained": [_substance(answer, get), _condition(answer, get)],
        "status": "preliminary",
        "code": {"coding": [_ISSUE]},
        **({"severity": severity} if severity else {}),
        "author": {"type": "Device", "display": f"probiocheck {answer.version}, data {answer.data_version}"},
        "implicated": [{"reference": "#substance"}, {"reference": "#condition"}],
        **({"evidence": evidence} if evidence else {}),
        "detail": "\n".join(detail),
        **({"mitigation": mitigation} if mitigation else {}),
    }


def _tag(field: str, code: str) -> Json:
    return {"system": _OWN + field.replace("_", "-"), "code": code}


def _narrative(lines: Iterable[str]) -> Json:
    told = "".join(f"<p>{html.escape(one)}</p>" for one in lines)
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{told}</div>'}


def _detail(answer: model.Assessment, disclaimer: str) -> list[str]:
    """Return the answer in words, a line each; the level comes first, which ``severity`` may not tell."""
    patient = answer.patient
    given = [f"disease activity {patient.activity}", *patient.therapies, *patient.risks]
    lines = [
        f"Caution level {answer.level}. {answer.summary}",
        f"Certainty {answer.certainty.replace('-', ' ')}: {'; '.join(answer.certainty_reasons)}",
        f"Benefit: {BENEFIT[answer.benefit]}",
        f"Asked for: {', '.join(given)}",
        *(f"{one.rule}: {one.text} ({one.effect}, {one.level})" for one in answer.reasons),
        *(f"Note: {one}" for one in answer.notes),
        disclaimer,
    ]
    return [clean(one) for one in lines]


def _evidence(one: model.Evidence, get: Get) -> Json:
    told = f"Points to {one.points_to}: {one.brief} ({one.as_named})"
    return {"code": [{"text": clean(told)}], "detail": [_cited(one, get("publication", one.id))]}


def _cited(one: model.Evidence, record: model.Publication | None) -> Json:
    """Return a publication as a reference by its identifier; its title where no record holds a citation."""
    display = citation(record) if record else clean(one.title)
    if one.pmid:
        return {"identifier": {"system": _PUBMED, "value": one.pmid}, "display": display}
    if one.doi:
        return {"identifier": {"system": _DOI, "value": one.doi}, "display": display}
    return {"display": display}


def _mitigation(answer: model.Assessment) -> list[Json]:
    return [{"action": {"text": clean(one)}} for one in view.to_do(answer)]


# --- what the issue is between ---------------------------------------------------------------------------------


def _substance(answer: model.Assessment, get: Get) -> Json:
    subject = answer.subject
    record = get(subject.kind, subject.id)
    deposits = getattr(record, "deposit_numbers", [])
    components = answer.members if subject.kind == "product" else []
    ingredients = [{"substanceCodeableConcept": _component(one, get)} for one in components]
    return {
        "resourceType": "Substance",
        "id": "substance",
        "code": _organism(subject.id, subject.name, record),
        **({"description": clean(f"Deposited as {', '.join(deposits)}")} if deposits else {}),
        **({"ingredient": ingredients} if ingredients else {}),
    }


def _component(one: model.Standing, get: Get) -> Json:
    return _organism(one.id, one.name, get("strain", one.id) or get("species", one.id))


def _organism(record_id: str, name: str, record: Any) -> Json:
    """Return a subject by its own codes; a strain does not borrow those of its species."""
    unii, taxid = getattr(record, "unii", None), getattr(record, "ncbi_taxid", None)
    codings = [
        {"system": _OWN + "subject", "code": record_id, "display": clean(name)},
        *([{"system": _UNII, "code": unii}] if unii else []),
        *([{"system": _TAXONOMY, "code": str(taxid)}] if taxid else []),
    ]
    return {"coding": codings, "text": clean(name)}


def _condition(answer: model.Assessment, get: Get) -> Json:
    record = get("condition", answer.condition.id)
    name = clean(answer.condition.name)
    own = _coding(_OWN + "condition", answer.condition.id, name)
    spread = [*record.icd10cm, *(f"not {one}" for one in record.icd10cm_exclude)]
    several = f"ICD-10-CM: {', '.join(spread)}" if len(spread) > 1 else ""
    return {
        "resourceType": "Condition",
        "id": "condition",
        "code": {"coding": [own, *_codes(record)], "text": name},
        # R4 demands a subject, and only the receiving system knows the patient.
        "subject": {"display": _COMPLETED},
        **({"note": [{"text": several}]} if several else {}),
    }


def _codes(record: model.Condition) -> list[Json]:
    """Return the codes that stand for the whole disease.

    The codings of a concept all say the same. Where a classification divides the disease between several codes,
    none of them does.
    """
    icd10cm = record.icd10cm[0] if len(record.icd10cm) == 1 and not record.icd10cm_exclude else None
    orphanet = record.orphanet[0] if len(record.orphanet) == 1 else None
    icd11 = record.icd11
    told = [
        (_MONDO, record.mondo, record.mondo_label),
        (_ICD10CM, icd10cm, record.icd10cm_labels.get(icd10cm or "")),
        (_ICD11, icd11.mms if icd11 else None, icd11.title if icd11 else None),
        (_MESH, record.mesh, record.mesh_label),
        (_DOID, record.doid, record.doid_label),
        (_ORPHANET, orphanet, None),
    ]
    return [_coding(system, code, display) for system, code, display in told if code]


def _coding(system: str, code: str, display: str | None) -> Json:
    return {"system": system, "code": code, **({"display": clean(display)} if display else {})}


# --- no answer -------------------------------------------------------------------------------------------------


def _outcome(answer: model.NoAnswer) -> Json:
    code = _UNREADABLE if answer.what == "label" else _MISSING[answer.reason]
    system = _OWN + ("condition" if answer.what == "condition" else "subject")
    line = clean(no_answer.in_one_line(answer))
    why = {
        "severity": "error",
        "code": code,
        "details": {"text": "No answer: nothing was assessed"},
        "diagnostics": line,
    }
    meant = [_meant(one, system) for one in [*answer.candidates, *answer.suggestions]]
    return {"resourceType": "OperationOutcome", "text": _narrative([line]), "issue": [why, *meant]}


def _meant(one: model.Named, system: str) -> Json:
    """Return a name to ask for instead."""
    return {
        "severity": "information",
        "code": "informational",
        "details": {"coding": [_coding(system, one.id, one.name)], "text": clean(f"May be meant: {one.name}")},
    }
