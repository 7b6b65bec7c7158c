"""A pharmacy's own policy, laid over what the judge found.

The verdict is reached without it first, so that certainty and basis stay those of the evidence. An entry raises
whatever is, contains or stands below its subject, in its condition and all below that. It lowers only where it was
asked to, and then nothing but exactly its subject in exactly its condition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, structs

from probiocheck import model, scale
from probiocheck.judge import rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from probiocheck.judge.case import Case, Rulebook
    from probiocheck.judge.verdict import Verdict
    from probiocheck.model_files import PolicyEntry


class Entry(Struct, frozen=True, kw_only=True):
    """One entry of a policy, its names understood; a subject or condition of ``None`` is any.

    ``holders`` are products that hold the subject, or may, although their cases do not say so: dead cells belong to
    no organism, and of some products nobody has seen what is in them.
    """

    written: PolicyEntry
    subject: model.Named | None = None
    condition: model.Named | None = None
    holders: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """Return the id that the pharmacy gave the entry."""
        return self.written.id

    @property
    def lowers(self) -> tuple[str, str] | None:
        """Return the subject and the condition whose level the entry may lower."""
        if self.written.acknowledge and self.subject and self.condition:
            return self.subject.id, self.condition.id
        return None

    @property
    def signed(self) -> str:
        """Return who answers for the entry, and until when."""
        return f"{_line(self.written.by)}, until {self.written.expires}"

    @property
    def note(self) -> str:
        """Return what a reader of an answer is told, whatever the level."""
        return f"{model.LOCAL_POLICY}{self.id} ({self.signed}): {_line(self.written.note or self.written.reason)}."

    def text(self, said: str) -> str:
        """Return the text of a reason: what the entry did, about what, why, by whom and until when."""
        subject = self.subject.name if self.subject else "anything"
        condition = self.condition.name if self.condition else "any condition"
        about = f"{model.LOCAL_POLICY}{self.id} on {subject} in {condition}"
        return f"{about} {said}: {_line(self.written.reason)} ({self.signed})"

    def concerns(self, facts: rules.Facts) -> bool:
        """Return whether the entry speaks of what is judged: its own names, or what they contain."""
        here = self.condition is None or self.condition.id in facts.conditions
        return here and (self.subject is None or not facts.organisms.isdisjoint({self.subject.id, *self.holders}))


class Policy(Struct, frozen=True, kw_only=True):
    """The entries of a policy by id: those that raise or add a note, and those that may lower one pair each."""

    raising: tuple[Entry, ...] = ()
    lowering: dict[tuple[str, str], Entry] = {}

    @property
    def entries(self) -> dict[str, Entry]:
        """Return every entry by its id."""
        found = sorted((*self.raising, *self.lowering.values()), key=lambda one: one.id)
        return {one.id: one for one in found}

    def lowers(self, case: Case) -> Entry | None:
        """Return the entry that sets the level of exactly this case.

        A strain that is not listed is not its species, and dead cells of a strain in a product are not the strain.
        """
        itself = case.subject.id in case.organisms and not case.strain_unlisted
        return self.lowering.get((case.subject.id, case.condition.id)) if itself else None


def applied(verdict: Verdict, policy: Policy, rulebook: Rulebook, *, asked: bool) -> Verdict:
    """Return a verdict with everything that a policy has to say about it.

    Args:
        verdict: What the judge found.
        policy: The policy.
        rulebook: The rules.
        asked: Whether this is what was asked about; what that is made of is never lowered.

    """
    members = tuple(applied(one, policy, rulebook, asked=False) for one in verdict.members)
    concerned = {one.id: one for one in policy.raising if one.concerns(verdict.facts)}
    concerned |= {one.id: one for member in members for one in member.entries}
    lowering = policy.lowers(verdict.case) if asked else None
    if lowering:
        verdict = _lowered(verdict, lowering, rulebook)
    if not concerned and not lowering:
        return verdict
    verdict = _raised(verdict, concerned.values())
    return structs.replace(
        verdict,
        members=members,
        entries=tuple(sorted([*([lowering] if lowering else []), *concerned.values()], key=lambda one: one.id)),
    )


def among_alternatives(found: Verdict, others: Iterable[Verdict]) -> list[str]:
    """Say where a policy changed what stands beside an answer, as far as the answer does not say so itself."""
    said = {one.id for one in found.entries}
    changed: dict[str, tuple[Entry, list[str]]] = {}
    for other in others:
        acted = {one.rule for one in other.reasons if one.effect != "note"} - said
        for entry in other.entries:
            if entry.id in acted:
                changed.setdefault(entry.id, (entry, []))[1].append(other.case.subject.name)
    return [
        f"{model.LOCAL_POLICY}{entry.id} ({entry.signed}) was applied to alternatives: {', '.join(sorted(names))}."
        for _, (entry, names) in sorted(changed.items())
    ]


def _raised(verdict: Verdict, entries: Iterable[Entry]) -> Verdict:
    """Lift a verdict to the highest level that entries ask for, and write down what each of them did."""
    level, reasons, notes = verdict.level, [], []
    for one in sorted(entries, key=lambda entry: (_rank(entry), entry.id)):
        asks = one.written.level
        notes.append(one.note)
        if asks is None:
            reasons.append(model.Reason(rule=one.id, effect="note", level=level, text=one.text("adds a note")))
        elif scale.rank(asks) > scale.rank(verdict.level):
            level = asks
            reasons.append(model.Reason(rule=one.id, effect="floor", level=level, text=one.text(f"asks for {asks}")))
        else:
            text = one.text(f"asks for {asks}; the judged level stands")
            reasons.append(model.Reason(rule=one.id, effect="note", level=level, text=text))
    return structs.replace(verdict, level=level, reasons=(*verdict.reasons, *reasons), notes=(*verdict.notes, *notes))


def _lowered(verdict: Verdict, entry: Entry, rulebook: Rulebook) -> Verdict:
    """Put the level of an entry in the place of what the findings gave; the patient's risks still raise it.

    Of a known level that comes out neither above both it and the one asked for, nor below the latter; what was
    unknown has no level to stay under.
    """
    asks: model.Level = entry.written.level  # type: ignore[assignment] # only an entry with a level lowers
    judged = verdict.level
    at_risk = _at_risk(asks, verdict, rulebook)
    level = at_risk if judged == "unknown" else scale.highest((asks, min(judged, at_risk, key=scale.rank)))
    if level == judged:
        why = "the judged level stands" if level == asks else f"the patient's risks keep {level}"
    else:
        why = f"{level} in place of {judged}" + ("" if level == asks else ", by the patient's risks")
    reason = model.Reason(
        rule=entry.id,
        effect="note" if level == judged else "base",
        level=level,
        text=entry.text(f"asks for {asks}; {why}"),
    )
    return structs.replace(
        verdict, level=level, reasons=(*verdict.reasons, reason), notes=(*verdict.notes, entry.note)
    )


def _at_risk(level: model.Level, verdict: Verdict, rulebook: Rulebook) -> model.Level:
    """Return where the patient's therapies and risk factors put a level, by the subject or anything it is made of."""
    own = rules.run(level, verdict.facts, rulebook.rules.get("patient", ())).level
    return scale.highest([own, *(_at_risk(level, one, rulebook) for one in verdict.members)])


def _rank(entry: Entry) -> int:
    return scale.rank(entry.written.level or "unknown")


def _line(text: str) -> str:
    """Return a text on one line, without the full stop that the sentence around it brings."""
    return " ".join(text.split()).removesuffix(".")
