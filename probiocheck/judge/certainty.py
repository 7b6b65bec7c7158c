"""How certain the base is, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from probiocheck import scale
from probiocheck.judge import reading as read
from probiocheck.judge import tiers

if TYPE_CHECKING:
    from probiocheck import model
    from probiocheck.judge.case import Rulebook
    from probiocheck.judge.tiers import Base, Read


def of(base: Base, rulebook: Rulebook) -> tuple[model.Certainty, list[str]]:
    """Return the certainty of a base and its reasons, one phrase each."""
    if base.tier is None:
        return "very-low", ["no finding bears on this pair"]
    trials = len({one.bearing.trial for one in base.reads if not one.bearing.finding.recommendation})
    analysed = tiers.analysed_in_all(base.reads, rulebook)
    step = next((step for step in base.tier.certainty if _met(step, base.reads, trials, analysed, rulebook)), None)
    certainty = step.certainty if step else "very-low"
    reasons = [_amount(base, trials, analysed)]
    if not _agree(base.reads):
        certainty = scale.lowered(certainty, 1)
        reasons.append("the findings disagree")
    if all(_outcome_is_secondary(one) for one in base.deciding):
        certainty = scale.lowered(certainty, 1)
        reasons.append("outcome taken from a secondary source")
    return certainty, reasons


def _met(step: model.CertaintyStep, reads: tuple[Read, ...], trials: int, analysed: int, rulebook: Rulebook) -> bool:
    if step.consistent and not _agree(reads):
        return False
    if step.designs:
        reads = tuple(one for one in reads if one.bearing.finding.design in step.designs)
        return bool(reads) and max(read.analysed(one.bearing, rulebook) for one in reads) >= step.analysed
    return trials >= step.trials and analysed >= step.analysed


def _agree(reads: tuple[Read, ...]) -> bool:
    return len({one.reading == "worsened" for one in reads}) == 1


def _outcome_is_secondary(one: Read) -> bool:
    return (one.bearing.finding.read or one.bearing.publication.seen.read) == "secondary"


def _amount(base: Base, trials: int, analysed: int) -> str:
    assert base.tier is not None  # noqa: S101 - only called with a tier
    number = tiers.participants(base.reads)
    papers = f"{trials} trial{'s' if trials != 1 else ''}" if base.tier.basis == "controlled" else ""
    people = f"{number} participants" if number else ""
    counted = f"{analysed} counted as analysed" if number != analysed else ""
    detail = ", ".join(part for part in (papers, people, counted) if part)
    return f"{base.tier.short}: {detail}" if detail else base.tier.short
