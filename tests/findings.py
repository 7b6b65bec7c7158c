"""Findings and cases written by hand, one a sentence of the rules, for tests of the judge."""

from __future__ import annotations

from typing import Any

from probiocheck import judge, model
from probiocheck.judge.case import Bearing, Case, Rulebook

_number = iter(range(10**6))
_OF_PUBLICATION = ("id", "trial", "status", "year", "pmid", "doi", "citation", "url", "seen")


def finding(outcome: str | None = "no-difference", **changes: Any) -> Bearing:
    """Return a finding: a randomised trial of 60 in stable disease, unless changed."""
    bearing = {name: changes.pop(name) for name in ("subject", "condition") if name in changes}
    publication: dict[str, Any] = {
        "id": f"made-up-{next(_number)}",
        "title": "Made up",
        "journal": "None",
        "year": 2026,
        "seen": model.Seen(source="nowhere", read="abstract"),
        "findings": [],
    }
    publication |= {name: changes.pop(name) for name in _OF_PUBLICATION if name in changes}
    fields: dict[str, Any] = {
        "subject": "made-up",
        "as_named": "made up",
        "condition": "made-up",
        "design": "randomised-trial",
        "system": "patients",
        "state": "stable",
        "n_analysed": 60,
        "outcome": outcome,
        "summary": "made up",
    }
    return Bearing(
        publication=model.Publication(**publication),
        finding=model.Finding(**(fields | changes)),
        subject=bearing.get("subject", "same"),
        condition=bearing.get("condition", "same"),
    )


def animal(outcome: str, **changes: Any) -> Bearing:
    """Return a finding in an animal model of the disease."""
    return finding(
        outcome, **({"design": "animal-study", "system": "disease-model", "state": "not-applicable"} | changes)
    )


def immune(marker: str, change: str = "up", system: str = "in-vitro", **changes: Any) -> Bearing:
    """Return an immune effect."""
    effect = model.ImmuneEffect(marker=marker, change=change)  # type: ignore[arg-type]
    fixed = {"design": "in-vitro-study", "system": system, "state": "not-applicable", "immune": [effect]}
    return finding(None, **({"condition": "none"} | fixed | changes))


def case(
    *bearings: Bearing, kind: str = "strain", groups: tuple[str, ...] = ("bacteria", "any-live"), **changes: Any
) -> Case:
    """Return a case with these findings."""
    fields: dict[str, Any] = {
        "subject": model.Subject(query="x", kind=kind, id="made-up", name="Made up"),  # type: ignore[arg-type]
        "condition": model.AskedCondition(query="y", id="made-up", name="Made up"),
        "organisms": frozenset(groups),
        "lineage": frozenset(["made-up"]),
        "axes": frozenset(["th1"]),
        "bearings": bearings,
    }
    return Case(**(fields | changes))


def ask(one: Case, rulebook: Rulebook, activity: str = "stable", *risks: str) -> judge.Verdict:
    """Judge a case."""
    patient = model.Patient(activity=activity, risks=sorted(risks))  # type: ignore[arg-type]
    return judge.judge(judge.prepare(one, rulebook), patient, rulebook)
