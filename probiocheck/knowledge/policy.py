"""A pharmacy's own YAML of overrides and additions → a policy that the judge can use, or every problem in it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import msgspec

from probiocheck import model
from probiocheck.judge.policy import Entry, Policy
from probiocheck.knowledge import shape, source
from probiocheck.knowledge.load import Located
from probiocheck.knowledge.problem import InvalidKnowledge
from probiocheck.model_files import PolicyEntry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from probiocheck.knowledge.problem import Problem
    from probiocheck.knowledge.source import Document
    from probiocheck.knowledge.store import Store
    from probiocheck.names.resolve import Names

_ANY = "any"


def read(path: Path, store: Store, names: Names, today: dt.date) -> Policy:
    """Read a local policy.

    Args:
        path: The YAML file.
        store: The knowledge that it is laid over.
        names: The resolver over that knowledge.
        today: The day on which the entries must still hold.

    Raises:
        InvalidKnowledge: The file cannot be used; every problem is listed with file, line and remedy.

    """
    document, problems = source.read(path, str(path))
    if document.value is not None or not problems:
        problems += shape.problems(document, "policy")
    reader = _Reader(store, names, today)
    entries = [reader.understood(one) for one in _located(document)]
    told = {one.line for one in problems}
    problems += [one for one in reader.problems if one.line not in told]
    if problems:
        raise InvalidKnowledge(sorted(set(problems)))
    return Policy(
        raising=tuple(one for one in entries if not one.written.acknowledge),
        lowering={one.lowers: one for one in entries if one.lowers},
    )


def _located(document: Document) -> Iterator[Located]:
    """Yield the entries that are whole enough to be looked into, each with its place."""
    written: Any = document.value.get("policy") if isinstance(document.value, dict) else None
    for index, one in enumerate(written if isinstance(written, list) else []):
        try:
            yield Located(msgspec.convert(one, PolicyEntry), document, ("policy", index))
        except msgspec.ValidationError:
            continue  # its shape was complained of


class _Reader:
    """Understands entries one by one, and keeps the problems met."""

    def __init__(self, store: Store, names: Names, today: dt.date) -> None:
        self.problems: list[Problem] = []
        self._store, self._names, self._today = store, names, today
        self._rules = {one.id.casefold() for one in store.every_rule()}
        self._ids: dict[str, Located] = {}
        self._pairs: dict[tuple[str, str], Located] = {}

    def understood(self, one: Located) -> Entry:
        """Return an entry with its names understood, as far as they were."""
        self._id(one)
        self._date(one)
        self._sense(one)
        subject, condition = self._subject(one), self._condition(one)
        if subject and one.record.level == "low" and self._store.kind_of(subject.id) == "species":
            what = f"a species such as {subject.name} is never low, because the strain decides"
            self._wrong(one, what, "name the strain that is meant, or ask for moderate", "level")
        holders = self._holders(subject.id) if subject else frozenset()
        entry = Entry(written=one.record, subject=subject, condition=condition, holders=holders)
        self._pair(one, entry.lowers)
        return entry

    def _wrong(self, one: Located, what: str, remedy: str, *below: str) -> None:
        self.problems.append(one.problem(what, remedy, *below))

    # --- the entry itself ---

    def _id(self, one: Located) -> None:
        name = one.record.id
        first = self._ids.setdefault(name, one)
        if first is not one:
            what = f"the id {name} is taken already, on line {first.document.line(first.path)}"
            self._wrong(one, what, "give one another id", "id")
        if name.casefold() in self._rules:
            what = f"the id {name} is that of a rule of the knowledge"
            self._wrong(one, what, "give the entry an id of your own", "id")

    def _date(self, one: Located) -> None:
        written = one.record.expires
        try:
            last = dt.date.fromisoformat(written)
        except ValueError:
            self._wrong(one, f"there is no day {written}", "write a day as YYYY-MM-DD", "expires")
            return
        if last < self._today:
            what = f"the entry {one.record.id} expired on {written}"
            self._wrong(one, what, "review it and give it a new day, or remove it", "expires")

    def _sense(self, one: Located) -> None:
        entry: PolicyEntry = one.record
        for field in ("note", "reason", "by"):
            text = getattr(entry, field)
            if text and not text.strip():
                self._wrong(one, f"{field!r} is empty", "write its value", field)
        if not (entry.level or entry.note):
            self._wrong(one, f"the entry {entry.id} says nothing", "give it level:, note: or both")
        if entry.acknowledge:
            self._acknowledged(one, entry)
        elif entry.level == "low":
            what = "without acknowledge an entry only raises, and low could only turn unknown into a reassurance"
            self._wrong(one, what, "raise to moderate or above, or write acknowledge: lowers", "level")

    def _acknowledged(self, one: Located, entry: PolicyEntry) -> None:
        if entry.level is None:
            what, remedy = "acknowledge without a level lowers nothing", "remove it, or give the level"
            self._wrong(one, what, remedy, "acknowledge")
        if entry.level == "avoid":
            what = "avoid lowers nothing, and with acknowledge it would hold for nothing that contains the subject"
            self._wrong(one, what, "remove acknowledge", "acknowledge")
        for field in ("subject", "condition"):
            if getattr(entry, field) == _ANY:
                what = f"a level is never lowered for any {field}"
                self._wrong(one, what, f"name the one {field} that is meant, or remove acknowledge", field)

    def _pair(self, one: Located, pair: tuple[str, str] | None) -> None:
        first = self._pairs.setdefault(pair, one) if pair else one
        if first is not one:
            what = f"the entry {first.record.id} sets the level of this subject in this condition already"
            self._wrong(one, what, "keep one of the two", "acknowledge")

    # --- names ---

    def _subject(self, one: Located) -> model.Named | None:
        if one.record.subject == _ANY:
            return None
        found = self._names.strain(one.record.subject)
        if isinstance(found, model.NoAnswer):
            self._not_understood(one, "subject", found)
            return None
        if found.strain_unlisted:
            what = f"the strain {found.query!r} is not listed"
            remedy = f"name {self._store.name(found.id)} for all its strains, or a listed strain."
            self._wrong(one, what, " ".join([remedy, *found.notes]), "subject")
        product = self._store.get("product", found.id)
        return self._named((product and model.one_strain(product)) or found.id)

    def _condition(self, one: Located) -> model.Named | None:
        if one.record.condition == _ANY:
            return None
        found = self._names.condition(one.record.condition)
        if isinstance(found, model.NoAnswer):
            self._not_understood(one, "condition", found)
            return None
        return self._named(found.id)

    def _not_understood(self, one: Located, field: str, why: model.NoAnswer) -> None:
        if why.reason == "ambiguous":
            candidates = " or ".join(each.name for each in why.candidates)
            self._wrong(one, f"the {field} {why.query!r} may be {candidates}", "name the one that is meant", field)
            return
        suggested = ", ".join(each.name for each in why.suggestions)
        remedy = f"did you mean {suggested}?" if suggested else "write it as a look-up understands it, or any"
        self._wrong(one, f"the {field} {why.query!r} is not known", why.note or remedy, field)

    def _named(self, record: str) -> model.Named:
        return model.Named(id=record, name=self._store.name(record))

    def _holders(self, subject: str) -> frozenset[str]:
        """Return the products that hold a strain or species, or may, although their cases do not say so."""
        if self._store.kind_of(subject) == "product":
            return frozenset()
        return frozenset(one.id for one in self._store.all("product") if self._may_hold(one, subject))

    def _may_hold(self, product: model.Product, subject: str) -> bool:
        if not product.components:
            return True
        dead = product.preparation != "live"
        return dead and any(subject in self._store.above(one) for one in product.components)
