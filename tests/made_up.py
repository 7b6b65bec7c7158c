"""Made-up cases for the laws: any findings about a made-up subject, judged by the shipped rules."""

from __future__ import annotations

from typing import Any, get_args

from hypothesis import strategies as st

from probiocheck import model
from probiocheck.judge.case import Bearing, Case

HUMAN = ["randomised-trial", "crossover-trial", "open-label-trial", "cohort", "case-series", "case-report"]
GROUPS = [
    "lactobacilli",
    "bifidobacteria",
    "saccharomyces",
    "bacillus-spores",
    "without-qps-status",
    "enterobacteria",
]
MARKERS = ["IL-10", "IL-12", "TNF-alpha", "IFN-gamma", "Treg", "IL-17", "NK activity", "IL-2", "IFN-alpha"]
ACTIVITIES: tuple[model.Activity, ...] = ("remission", "stable", "active", "flare")

states = st.sampled_from(list(get_args(model.State)))
outcomes = st.sampled_from([*get_args(model.Outcome), None])


@st.composite
def findings(draw: st.DrawFn, /, **fixed: Any) -> model.Finding:
    """Draw a finding; ``fixed`` fields are as given."""
    human = draw(st.booleans())
    fields: dict[str, Any] = {
        "subject": "made-up-strain",
        "as_named": "made up",
        "condition": "made-up-disease",
        "design": draw(st.sampled_from(HUMAN)) if human else "animal-study",
        "system": "patients" if human else draw(st.sampled_from(["disease-model", "other-animal", "in-vitro"])),
        "state": draw(states) if human else "not-applicable",
        "route": draw(st.sampled_from(["oral", "oral", "oral", "enema", "injected", "not-stated"])),
        "preparation": draw(st.sampled_from(["live", "live", "live", "killed", "not-stated"])),
        "n_analysed": draw(st.none() | st.integers(0, 500)),
        "n_randomised": draw(st.none() | st.integers(0, 500)),
        "outcome": draw(outcomes),
        "recommendation": draw(st.sampled_from([None, None, None, "for", "against"])),
        "immune": [
            model.ImmuneEffect(marker=draw(st.sampled_from(MARKERS)), change=draw(st.sampled_from(["up", "down"])))
            for _ in range(draw(st.integers(0, 2)))
        ],
        "context": draw(st.sampled_from([None, None, None, "context"])),
        "summary": "made up",
    }
    return model.Finding(**(fields | fixed))


@st.composite
def bearings(draw: st.DrawFn, /, finding: st.SearchStrategy[model.Finding] | None = None, **fixed: Any) -> Bearing:
    """Draw a finding that bears on the question, in a publication of its own or of a shared trial."""
    number = draw(st.integers(1, 9))
    publication = model.Publication(
        id=f"made-up-{number}",
        title="Made up",
        journal="None",
        year=2000 + number,
        pmid=str(number),
        status=draw(st.sampled_from(["current", "current", "current", "retracted", "expression-of-concern"])),
        trial=draw(st.sampled_from([None, None, "shared-trial"])),
        seen=model.Seen(source="nowhere", read=draw(st.sampled_from(get_args(model.Read)))),
        findings=[],
    )
    fields: dict[str, Any] = {
        "publication": publication,
        "finding": draw(findings() if finding is None else finding),
        "subject": draw(st.sampled_from(["same", "same", "same", "part", "species", "class"])),
        "condition": draw(st.sampled_from(["same", "same", "same", "group", "related", "none"])),
    }
    return Bearing(**(fields | fixed))


@st.composite
def strains(draw: st.DrawFn, number: int = 0) -> Case:
    """Draw the case of a strain."""
    group = draw(st.sampled_from(GROUPS))
    wider = {"yeasts"} if group == "saccharomyces" else {"bacteria"}
    return Case(
        subject=model.Subject(query="x", kind="strain", id=f"made-up-strain-{number}", name=f"Made up {number}"),
        condition=model.AskedCondition(query="y", id="made-up-disease", name="Made-up disease"),
        organisms=frozenset({group, "any-live", f"made-up-strain-{number}", *wider}),
        lineage=frozenset(
            draw(st.sampled_from([("made-up-disease",), ("made-up-disease", "inflammatory-bowel-disease")]))
        ),
        axes=frozenset(draw(st.sampled_from([(), ("th1",), ("th17", "b-cell-autoantibody"), ("th2",)]))),
        bearings=tuple(draw(st.lists(bearings(), max_size=5))),
    )


@st.composite
def composed(draw: st.DrawFn) -> Case:
    """Draw the case of a species, a product or a group of diseases, made of strains."""
    made_of: Any
    kind: Any
    made_of, kind = draw(
        st.sampled_from([("strains", "species"), ("components", "product"), ("conditions", "strain")])
    )
    members = tuple(draw(strains(number)) for number in range(draw(st.integers(1, 3))))
    own = draw(strains(99))
    return Case(
        subject=model.Subject(query="x", kind=kind, id="made-up-whole", name="Made-up whole"),
        condition=own.condition,
        organisms=own.organisms.union(*(one.organisms for one in members)),
        lineage=own.lineage,
        axes=own.axes,
        bearings=own.bearings,
        condition_is_group=made_of == "conditions",
        made_of=made_of,
        members=members,
    )


cases = strains() | composed()


@st.composite
def patients(draw: st.DrawFn, risks: list[str]) -> model.Patient:
    """Draw a patient with any of the known risk factors."""
    chosen = draw(st.lists(st.sampled_from(risks), max_size=3, unique=True))
    return model.Patient(activity=draw(st.sampled_from(ACTIVITIES)), risks=sorted(chosen))
