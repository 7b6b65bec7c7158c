"""Choosing and comparing: what was studied in a condition, best first; subjects side by side; the grid of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from probiocheck import model, model_shelf, scale
from probiocheck.judge import balance
from probiocheck.names.resolve import Resolved

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from probiocheck.ask import Desk
    from probiocheck.judge.verdict import Prepared, Verdict
    from probiocheck.knowledge.cases import CaseBuilder

_BENEFITS: tuple[model.Benefit, ...] = ("shown", "mixed", "not-shown", "untested")
# What is compared, field by field.
_COMPARED = ("level", "certainty", "benefit", "basis", "by_activity")


def rank(desk: Desk, condition: Resolved, patient: model.Patient, *, everything: bool = False) -> model_shelf.Ranking:
    """Rank what was studied in a condition: by level, then certainty, then benefit.

    Args:
        desk: The knowledge.
        condition: The condition, resolved.
        patient: Activity, therapies and risk factors.
        everything: Every strain and product, also those about which nothing is known here.

    """
    builder = desk.builder(condition.id, condition.query)
    store, record = desk.store, builder.record
    if everything:
        subjects = [one.id for kind in ("strain", "product") for one in store.all(kind)]
    else:
        subjects = _studied(desk, builder)
    judged = [desk.judged(builder, one, patient) for one in dict.fromkeys(desk.canonical(one) for one in subjects)]
    ranks = sorted((_rank(*one) for one in judged), key=_order)
    version, data_version, digest = desk.stamp
    return model_shelf.Ranking(
        version=version,
        data_version=data_version,
        data_digest=digest,
        condition=builder.asked,
        category=record.category,
        is_autoimmune=record.is_autoimmune,
        immune_axes=list(record.immune_axes),
        activity_measures=list(record.activity_measures),
        monitoring=list(record.monitoring),
        patient=patient,
        ranking=ranks,
        unknown=sum(one.level == "unknown" for one in ranks),
        statements=list(_statements(desk, condition.id)),
        notes=[*condition.notes, *_policies(verdict for _, verdict in judged)],
    )


def assessed(
    desk: Desk, ranking: model_shelf.Ranking, condition: Resolved, patient: model.Patient
) -> list[model.Assessment]:
    """Return the assessment of everything in a ranking, in its order."""
    return [
        desk.assess(Resolved(id=one.id, kind=one.kind, query=one.id), condition, patient) for one in ranking.ranking
    ]


def _studied(desk: Desk, builder: CaseBuilder) -> list[str]:
    """Return the strains, products and species that findings of the condition, or of one of its group, are about."""
    found: list[str] = []
    for condition in (builder.record.id, *builder.children):
        found += desk.store.studied_in(condition, species=True)
    return sorted(set(found))


def _policies(verdicts: Iterable[Verdict]) -> list[str]:
    """Return what a local policy had to say about any of several verdicts, each entry once."""
    used = {entry.id: entry for verdict in verdicts for entry in verdict.entries}
    return [entry.note for _, entry in sorted(used.items())]


def _rank(prepared: Prepared, found: Verdict) -> model_shelf.Rank:
    return model_shelf.Rank(
        id=found.case.subject.id,
        name=found.case.subject.name,
        kind=found.case.subject.kind,
        level=found.level,
        certainty=found.certainty,
        benefit=balance.benefit(prepared),
        basis=found.basis,
    )


def _order(one: model_shelf.Rank) -> tuple[int, int, int, str]:
    return *scale.best_first(one.level, one.certainty), _BENEFITS.index(one.benefit), one.id


def _statements(desk: Desk, condition: str) -> list[model_shelf.Statement]:
    """Return what guidelines say about strains, products or probiotics as such in the condition."""
    found = []
    for about in desk.store.statements(condition):
        finding = about.finding
        if finding.recommendation:
            found.append(
                model_shelf.Statement(
                    publication=about.publication.id,
                    subject=desk.store.name(finding.subject) if finding.subject else finding.as_named,
                    recommendation=finding.recommendation,
                    summary=finding.summary,
                )
            )
    return found


def compare(
    desk: Desk, strains: Iterable[str], condition: str, patient: model.Patient
) -> model_shelf.Comparison | model.NoAnswer:
    """Put strains or products side by side by name; or say why the first name that was not understood was not.

    Raises:
        ValueError: Fewer than two strains.

    """
    answers: list[model.Assessment] = []
    for strain in strains:
        answer = desk.strain(strain, condition, patient)
        if isinstance(answer, model.NoAnswer):
            return answer
        answers.append(answer)
    if len(answers) < 2:  # noqa: PLR2004 - a pair
        raise ValueError("name at least two strains or products")
    return _beside(answers)


def _beside(assessments: Sequence[model.Assessment]) -> model_shelf.Comparison:
    """Find the fields that tell assessments apart, and the evidence that each has alone."""
    differs = [
        name for name in _COMPARED if any(getattr(one, name) != getattr(assessments[0], name) for one in assessments)
    ]
    # In the order of the evidence: what decides first, then what is most direct.
    told = [
        dict.fromkeys(f"{one.brief} ({one.id})" for one in each.evidence if one.points_to != "neutral")
        for each in assessments
    ]
    only = []
    for place, own in enumerate(told):
        others = set().union(*(other for index, other in enumerate(told) if index != place))
        only.append([one for one in own if one not in others])
    return model_shelf.Comparison(assessments=list(assessments), differs=differs, only=only)


def matrix(
    desk: Desk, conditions: Sequence[str], subjects: Sequence[str], patient: model.Patient
) -> model_shelf.Matrix:
    """Return how every subject stands in every condition, both by id; where none are named, those with findings."""
    store = desk.store
    columns = list(conditions) or [one.id for one in store.all("condition") if store.studied_in(one.id, species=True)]
    rows = list(subjects) or [one for column in columns for one in store.studied_in(column)]
    rows = list(dict.fromkeys(desk.canonical(one) for one in rows))
    if not subjects:
        rows.sort(key=store.name)
    notes: dict[str, None] = {}

    def stands(row: str, column: str) -> tuple[model.Level, model.Certainty]:
        verdict = desk.judged(desk.builder(column, column), row, patient)[1]
        notes.update(dict.fromkeys(_policies([verdict])))
        return verdict.level, verdict.certainty

    grid = [[stands(row, column) for column in columns] for row in rows]
    version, data_version, digest = desk.stamp
    return model_shelf.Matrix(
        version=version,
        data_version=data_version,
        data_digest=digest,
        patient=patient,
        conditions=[model.Named(id=one, name=store.name(one)) for one in columns],
        subjects=[model.Named(id=one, name=store.name(one)) for one in rows],
        levels=[[level for level, _ in row] for row in grid],
        certainties=[[certainty for _, certainty in row] for row in grid],
        notes=sorted(notes),
    )
