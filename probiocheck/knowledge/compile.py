"""Checked records → one SQLite file in which a look-up finds what it needs by index, however much there is.

The file holds JSON of the records beside the tables that lead to them. It is written whole or not at all.
"""

from __future__ import annotations

import hashlib
import sqlite3
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import structs

from probiocheck import model, model_files, model_shelf, standings
from probiocheck.knowledge import references, tables
from probiocheck.knowledge.load import Knowledge, load
from probiocheck.knowledge.problem import InvalidKnowledge
from probiocheck.knowledge.store import Store
from probiocheck.names import conditions as condition_names
from probiocheck.names import organisms
from probiocheck.names.normalise import key, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path


def compiled(folder: Path, added: Sequence[Path] = ()) -> bytes:
    """Check the knowledge in ``folder``, with the folders laid over it, and return its compiled form.

    Raises:
        InvalidKnowledge: With every problem found.

    """
    knowledge = load(folder, added)
    problems = references.problems(knowledge)
    if problems:
        raise InvalidKnowledge(problems)
    return _Compiler(knowledge).run()


class _Compiler:
    def __init__(self, knowledge: Knowledge) -> None:
        self.all = knowledge
        self.species: dict[str, model.Species] = {one.record.id: one.record for one in knowledge.species}
        self.products: dict[str, model.Product] = {one.record.id: one.record for one in knowledge.products}
        self.groups: dict[str, model.Group] = {one.record.id: one.record for one in knowledge.groups}
        self.species_of = {one.record.id: one.record.species for one in knowledge.strains}
        self.made_of: dict[frozenset[str], list[str]] = {}
        for product in self.products.values():
            if product.complete:
                self.made_of.setdefault(frozenset(product.components), []).append(product.id)
        self.spelling = [one.record for one in knowledge.spelling]
        self.base = sqlite3.connect(":memory:")

    def run(self) -> bytes:
        """Fill the tables and return the file's bytes."""
        base = self.base
        base.executescript(tables.CREATE)
        base.executemany("INSERT INTO record VALUES (?, ?, ?, ?)", self._records())
        forms = sorted({tuple(structs.astuple(form)) for form in self._forms() if form.key})
        base.executemany("INSERT INTO form VALUES (?, ?, ?, ?, ?)", forms)
        base.executemany("INSERT INTO code VALUES (?, ?, ?, ?)", sorted(set(self._codes())))
        base.executemany("INSERT INTO lineage VALUES (?, ?)", sorted(set(self._lineage())))
        self._findings()
        base.executemany("INSERT INTO rule VALUES (?, ?)", self._rules())
        base.executemany("INSERT INTO trigger_of VALUES (?, ?)", sorted(set(self._triggers())))
        # No answer depends on the tour, so neither does the digest.
        stops = [msgspec.json.encode(one.record) for one in self.all.tour]
        base.executemany("INSERT INTO stop VALUES (?, ?)", enumerate(stops, 1))
        base.executemany("INSERT INTO meta VALUES (?, ?)", self._meta())
        base.executescript(tables.INDEX)
        base.executemany("INSERT INTO standing VALUES (?, ?, ?, ?, ?)", standings.rows(Store(base)))
        base.commit()
        return base.serialize()

    # --- records ---

    def _records(self) -> Iterator[tuple[str, str, str, bytes]]:
        for kind, records in (
            ("group", self.all.groups),
            ("species", self.all.species),
            ("strain", self.all.strains),
            ("product", self.all.products),
            ("axis", self.all.axes),
            ("condition", self.all.conditions),
            ("publication", self.all.publications),
            ("therapy", self.all.therapies),
            ("risk", self.all.risks),
        ):
            for one in sorted(records, key=lambda located: located.record.id):
                # Findings lie in a table of their own, so that a look-up reads only those it needs.
                record = structs.replace(one.record, findings=[]) if kind == "publication" else one.record
                yield kind, record.id, self._name(kind, record), msgspec.json.encode(record)

    def _name(self, kind: str, record: Any) -> str:
        if kind == "strain":
            return f"{self.species[record.species].name} {record.designation}"
        return str(record.title if kind == "publication" else record.name)

    def _rulebook(self) -> dict[str, object]:
        return {
            "parameters": self.all.parameters.record,
            "no_evidence": self.all.no_evidence.record,
            "tiers": [one.record for one in self.all.tiers],
            "member_rules": {one.record.over: one.record for one in self.all.member_rules},
            "states": {one.record.state: one.record for one in self.all.states},
            "markers": {one.record.id: one.record for one in self.all.markers},
        }

    def _meta(self) -> Iterator[tuple[str, str]]:
        yield "format", str(tables.FORMAT)
        yield "about", msgspec.json.encode(self.all.about.record).decode()
        yield "digest", self._digest()
        yield from self._whole()

    def _whole(self) -> Iterator[tuple[str, str]]:
        """Yield what is read as a whole: the rulebook, and the words that names are read with."""
        for name, value in (
            ("rulebook", self._rulebook()),
            ("spelling", self.spelling),
            ("generic_words", sorted(set(self.all.generic_words))),
            ("label_words", self._label_words()),
            ("not_designations", sorted(set(self.all.not_designations))),
        ):
            yield name, msgspec.json.encode(value, order="sorted").decode()

    def _label_words(self) -> model_shelf.LabelWords:
        """Return the words of labels, plain, the longest first, so that "yeast extract" comes before "yeast"."""

        def plainly(words: list[str]) -> list[str]:
            return sorted({plain(one) for one in words}, key=lambda one: (-len(one), one))

        return model_shelf.LabelWords(
            not_organisms=plainly(self.all.not_organisms),
            collective=plainly(self.all.collective_words),
            killed=plainly(self.all.killed_words),
        )

    def _digest(self) -> str:
        """Return a digest of the content that does not depend on the order of records."""
        digest = hashlib.sha256()
        for select in (
            "SELECT * FROM record ORDER BY kind, id",
            "SELECT * FROM form ORDER BY key, kind, id, rank, written",
            "SELECT * FROM code ORDER BY system, code, kind, id",
            "SELECT id, json FROM rule ORDER BY id",
            "SELECT publication, number, json FROM finding ORDER BY publication, number",
        ):
            for row in self.base.execute(select):
                digest.update(repr(row).encode())
        for whole in self._whole():
            digest.update(repr(whole).encode())
        return digest.hexdigest()[:16]

    # --- names ---

    def _forms(self) -> Iterator[organisms.Form]:
        short = references.abbreviations(self.all)
        for one in self.species.values():
            yield from organisms.of_species(one, short)
        for located in self.all.strains:
            lineage = references.lineage(located.record.species, self.species)
            yield from organisms.of_strain(located.record, lineage, short)
        for product in self.products.values():
            yield from organisms.of_product(product)
        for located in self.all.ambiguous_organisms:
            yield from self._ambiguous_forms(located.record, short)
        yield from self._condition_forms()
        for kind, records in (("therapy", self.all.therapies), ("risk", self.all.risks)):
            for located in records:
                record = located.record
                names = references.choice_names(record)
                yield from (self._form(key(name), kind, record.id, name) for name in names)

    def _ambiguous_forms(
        self, name: model_files.AmbiguousName, short: organisms.Abbreviations
    ) -> Iterator[organisms.Form]:
        """Yield the term alone, and after every species name under which more than one candidate bears it."""
        claimed: dict[str, set[str]] = {}
        for candidate in name.candidates:
            yield self._form(key(name.term), "ambiguous-organism", candidate, name.term)
            for species in references.lineage(self.species_of.get(candidate, ""), self.species):
                for written in organisms.species_names(species, short):
                    claimed.setdefault(f"{written} {name.term}", set()).add(candidate)
        for written, candidates in claimed.items():
            if len(candidates) > 1:
                yield from (self._form(key(written), "ambiguous-organism", one, written) for one in candidates)

    def _condition_forms(self) -> Iterator[organisms.Form]:
        for located in self.all.conditions:
            one: model.Condition = located.record
            yield from self._named("abbreviation", one.id, one.abbreviations)
            yield from self._named("condition", one.id, references.condition_names(one))
            yield from self._named("condition", one.id, one.unconfirmed_synonyms, organisms.UNVERIFIED)
        for located in self.all.ambiguous_conditions:
            for candidate in located.record.candidates:
                yield from self._named("ambiguous-condition", candidate, [located.record.term])
        for located in self.all.lookalikes:
            yield from self._named(
                "lookalike", _lookalike(located.record), [located.record.name, *located.record.synonyms]
            )
        for located in self.all.abbreviation_warnings:
            other = "; ".join(located.record.also_means)
            yield from self._named("also-means", other, [located.record.term])

    def _named(
        self, kind: str, owner: str, names: Iterable[str], rank: int = organisms.LISTED
    ) -> Iterator[organisms.Form]:
        for name in names:
            for one in sorted(condition_names.keys(name, self.spelling)):
                yield self._form(one, kind, owner, name, rank)

    @staticmethod
    def _form(one: str, kind: str, owner: str, written: str, rank: int = organisms.LISTED) -> organisms.Form:
        return organisms.Form(one, kind, owner, rank, written)

    def _codes(self) -> Iterator[tuple[str, str, str, str]]:
        for located in self.all.conditions:
            one: model.Condition = located.record
            for system, code, _ in references.condition_codes(one):
                yield system, code, "condition", one.id
            for written in one.icd10cm_exclude:
                yield "icd10", written.replace(".", "").lower(), "excluded", one.id
        for located in self.all.lookalikes:
            for written in located.record.icd10cm:
                yield "icd10", written.replace(".", "").lower(), "lookalike", _lookalike(located.record)

    # --- who stands above whom ---

    def _lineage(self) -> Iterator[tuple[str, str]]:
        for located in self.all.strains:
            strain: model.Strain = located.record
            yield strain.id, strain.id
            for species in references.lineage(strain.species, self.species):
                yield strain.id, species.id
                yield from ((strain.id, group) for group in self._groups_of(species))
        for species in self.species.values():
            for above in references.lineage(species.id, self.species):
                yield species.id, above.id
                yield from ((species.id, group) for group in self._groups_of(above))
        parents = {one.record.id: one.record.parent for one in self.all.conditions}
        for condition in parents:
            step: str | None = condition
            while step:
                yield condition, step
                step = parents[step]

    def _groups_of(self, species: model.Species) -> Iterator[str]:
        for group in species.groups:
            step: str | None = group
            while step:
                yield step
                step = self.groups[step].within

    # --- evidence ---

    def _findings(self) -> None:
        number = 0
        for located in sorted(self.all.publications, key=lambda one: one.record.id):
            publication: model.Publication = located.record
            for place, finding in enumerate(publication.findings):
                number += 1
                events = finding.adverse_events
                self.base.execute(
                    "INSERT INTO finding (rowid, publication, number, condition, statement, json)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (
                        number,
                        publication.id,
                        place,
                        finding.condition,
                        finding.recommendation is not None,
                        msgspec.json.encode(finding),
                    ),
                )
                infections = events.serious_infections if events else 0
                rows = {(whom, how, finding.condition, infections, number) for whom, how in self._about(finding)}
                self.base.executemany("INSERT INTO about VALUES (?, ?, ?, ?, ?)", sorted(rows, key=repr))

    def _about(self, finding: model.Finding) -> Iterator[tuple[str, str]]:
        """Yield whom a finding is about, and how: ``same``, ``part``, or ``member`` of a species."""
        if finding.subject_class:
            yield tables.ANY_PROBIOTIC, "class"
            return
        if finding.subject:
            product = self.products.get(finding.subject)
            subject = (product and model.one_strain(product)) or finding.subject
            yield subject, "same"
            if subject in self.products:
                yield from ((one, "part") for one in self.products[subject].components)
            else:
                yield from self._above(subject)
            return
        mixture = frozenset(finding.mixture)
        yield from ((one, "part") for one in mixture)
        if mixture <= self.species_of.keys():
            yield from ((product, "same") for product in self.made_of.get(mixture, []))

    def _above(self, subject: str) -> Iterator[tuple[str, str]]:
        for species in references.lineage(self.species_of.get(subject, subject), self.species):
            if species.id != subject:
                yield species.id, "member"

    # --- rules ---

    def _rules(self) -> Iterator[tuple[str, bytes]]:
        for located in sorted(self.all.rules, key=lambda one: one.record.id):
            yield located.record.id, msgspec.json.encode(located.record)

    def _triggers(self) -> Iterator[tuple[str, str]]:
        """Yield what must be in a question for a rule to be able to fire; the rarest of its conditions is enough."""
        for located in self.all.rules:
            when = located.record.when
            needed = when.all_risks[:1] or when.any_risk or when.any_therapy or when.organisms or when.conditions
            for what in needed or [tables.ALWAYS]:
                yield what, located.record.id


def _lookalike(record: model_files.Lookalike) -> str:
    return f"{record.name}: {record.why}"
