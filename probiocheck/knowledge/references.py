"""Check the records against one another: ids, references, claims to a name, and rules that cannot fire."""

from __future__ import annotations

import difflib
from collections import Counter
from typing import TYPE_CHECKING

from probiocheck import scale
from probiocheck.names import organisms as written
from probiocheck.names.normalise import key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from probiocheck import model
    from probiocheck.knowledge.load import Knowledge, Located
    from probiocheck.knowledge.source import Problem


def problems(knowledge: Knowledge) -> list[Problem]:
    """Return every contradiction between the records."""
    checker = _Checker(knowledge)
    return sorted(
        {
            *checker.ids(),
            *checker.organisms(),
            *checker.conditions(),
            *checker.publications(),
            *checker.patient(),
            *checker.rules(),
            *checker.names(),
        }
    )


class _Checker:
    def __init__(self, knowledge: Knowledge) -> None:
        self.all = knowledge
        self.groups = _ids(knowledge.groups)
        self.species = _ids(knowledge.species)
        self.strains = _ids(knowledge.strains)
        self.products = _ids(knowledge.products)
        self.living = self.species | self.strains
        self.axes = _ids(knowledge.axes)
        self.conditions_ids = _ids(knowledge.conditions)
        self.publication_ids = _ids(knowledge.publications)
        self.therapies = _ids(knowledge.therapies)
        self.risks = _ids(knowledge.risks)
        self.markers = _ids(knowledge.markers)

    # --- one id, one record ---

    def ids(self) -> Iterator[Problem]:
        """Find ids that two records bear."""
        shared = [
            [*self.all.groups, *self.all.species, *self.all.strains, *self.all.products],
            self.all.conditions,
            [*self.all.publications, *self.all.unresolved],
            self.all.therapies,
            self.all.risks,
            self.all.markers,
            self.all.axes,
            [*self.all.rules, *self.all.tiers, *self.all.member_rules],
        ]
        for records in shared:
            seen: dict[str, Located] = {}
            for one in records:
                first = seen.setdefault(one.record.id, one)
                if first is not one:
                    place = f"{first.document.file}:{first.document.line(first.path)}"
                    yield one.problem(f"the id {one.record.id} is taken already, at {place}", "give one another id")

    # --- references ---

    def _known(self, one: Located, name: str, known: set[str], kind: str, *below: str | int) -> Iterator[Problem]:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"add it, or name a {kind} that is there"
            yield one.problem(f"no {kind} has the id {name}", hint, *below)

    def _all_known(self, one: Located, field: str, known: set[str], kind: str) -> Iterator[Problem]:
        for index, name in enumerate(getattr(one.record, field)):
            yield from self._known(one, name, known, kind, field, index)

    def organisms(self) -> Iterator[Problem]:
        """Check groups, species, strains and products."""
        for one in self.all.groups:
            if one.record.within:
                yield from self._known(one, one.record.within, self.groups, "group", "within")
        for one in self.all.species:
            yield from self._all_known(one, "groups", self.groups, "group")
            if one.record.within:
                yield from self._known(one, one.record.within, self.species, "species", "within")
        for one in self.all.strains:
            yield from self._known(one, one.record.species, self.species, "species", "species")
        for one in self.all.products:
            yield from self._all_known(one, "components", self.living, "strain or species")
        yield from _cycles([*self.all.groups, *self.all.species], "within")

    def conditions(self) -> Iterator[Problem]:
        """Check conditions and the names around them."""
        for one in self.all.conditions:
            if one.record.parent:
                yield from self._known(one, one.record.parent, self.conditions_ids, "condition", "parent")
            yield from self._all_known(one, "related", self.conditions_ids, "condition")
            yield from self._all_known(one, "immune_axes", self.axes, "immune axis")
            yield from self._all_known(one, "therapies", self.therapies, "therapy")
        for one in self.all.ambiguous_conditions:
            yield from self._all_known(one, "candidates", self.conditions_ids, "condition")
        for one in self.all.ambiguous_organisms:
            yield from self._all_known(one, "candidates", self.living | self.products, "strain, species or product")
        for one in self.all.abbreviation_warnings:
            yield from self._known(one, one.record.resolves_to, self.conditions_ids, "condition", "resolves_to")
        yield from _cycles(self.all.conditions, "parent")

    def publications(self) -> Iterator[Problem]:
        """Check every finding of every publication."""
        for one in self.all.publications:
            record: model.Publication = one.record
            if not (record.pmid or record.doi or record.citation or record.url):
                yield one.problem(
                    f"{record.id} cannot be identified",
                    "give its pmid or doi, or its volume and pages, or a stable url",
                )
            if record.status != "current" and not record.status_note:
                yield one.problem(f"{record.id} is {record.status} without a status_note", "say when, and by whom")
            for index, finding in enumerate(record.findings):
                yield from self._finding(one, finding, "findings", index)

    def _finding(self, one: Located, finding: model.Finding, *below: str | int) -> Iterator[Problem]:
        whom = [name for name in ("subject", "mixture", "subject_class") if getattr(finding, name)]
        if len(whom) != 1:
            what = f"a finding needs one of subject, mixture and subject_class, not {' and '.join(whom) or 'none'}"
            yield one.problem(what, "keep the one that says whom the finding is about", *below)
        if finding.subject:
            known = self.living | self.products
            yield from self._known(one, finding.subject, known, "strain, species or product", *below, "subject")
        for index, name in enumerate(finding.mixture):
            yield from self._known(one, name, self.living, "strain or species", *below, "mixture", index)
        if len(finding.mixture) == 1:
            yield one.problem(
                "a mixture of one is a subject", "write subject: instead of mixture:", *below, "mixture"
            )
        if finding.condition:
            yield from self._known(one, finding.condition, self.conditions_ids, "condition", *below, "condition")
        for index, effect in enumerate(finding.immune):
            yield from self._known(one, effect.marker, self.markers, "marker", *below, "immune", index, "marker")
        for index, drug in enumerate(finding.background.drugs if finding.background else []):
            yield from self._known(one, drug, self.therapies, "therapy", *below, "background", "drugs", index)
        yield from _sense(one, finding, *below)

    def patient(self) -> Iterator[Problem]:
        """Check therapies, and that every state of disease has a reach."""
        for one in self.all.therapies:
            yield from self._all_known(one, "implies", self.risks, "risk factor")
        counted = Counter(one.record.state for one in self.all.states)
        for one in self.all.states:
            if counted[one.record.state] > 1:
                yield one.problem(f"the state {one.record.state} stands twice", "keep one")
        used = {finding.state: one for one in self.all.publications for finding in one.record.findings}
        for state, one in sorted(used.items()):
            if state not in counted:
                yield one.problem(f"the state {state} has no entry in patient.yaml", "add it under states:")

    # --- rules ---

    def rules(self) -> Iterator[Problem]:
        """Check that every rule refers to what is there and can fire."""
        for one in [*self.all.rules]:
            yield from self._all_known(one, "evidence", self.publication_ids, "publication")
            yield from self._all_known(one, "against", self.publication_ids, "publication")
            yield from self._when(one, one.record)
            yield from _idle(one, one.record)
        for one in self.all.markers:
            yield from self._all_known(one, "axes", self.axes, "immune axis")
        members = {one.record.over for one in self.all.member_rules}
        for over in ("strains", "components", "conditions"):
            if over not in members:
                yield self.all.about.problem(f"no member rule over {over}", "add it to member_rules in rules.yaml")

    def _when(self, one: Located, rule: model.Rule) -> Iterator[Problem]:
        when = rule.when
        organisms_known = self.groups | self.living
        for field, known, kind in (
            ("organisms", organisms_known, "organism or group"),
            ("conditions", self.conditions_ids, "condition"),
            ("any_risk", self.risks, "risk factor"),
            ("all_risks", self.risks, "risk factor"),
            ("any_therapy", self.therapies, "therapy"),
        ):
            for index, name in enumerate(getattr(when, field)):
                yield from self._known(one, name, known, kind, "when", field, index)
        inhabited = self._inhabited()
        if when.organisms and organisms_known.issuperset(when.organisms) and inhabited.isdisjoint(when.organisms):
            yield one.problem(
                f"{rule.id} can never fire: no organism belongs to {', '.join(when.organisms)}",
                "add the organism, or name another group",
                "when",
            )

    def _inhabited(self) -> set[str]:
        """Return every organism and every group that some species belongs to."""
        within = {one.record.id: one.record.within for one in self.all.groups}
        found = set(self.living)
        for one in self.all.species:
            for name in one.record.groups:
                step: str | None = name
                while step and step not in found:
                    found.add(step)
                    step = within.get(step)
        return found

    # --- names ---

    def names(self) -> Iterator[Problem]:
        """Find names that two records list as their own and that are not declared ambiguous."""
        declared = {key(one.record.term) for one in self.all.ambiguous_organisms}
        claims: dict[str, dict[str, tuple[Located, str]]] = {}
        for one, forms in self._forms():
            for form in forms:
                if form.rank == written.LISTED and form.kind != "designation" and form.key not in declared:
                    claims.setdefault(form.key, {}).setdefault(form.id, (one, form.written))
        for claimants in claims.values():
            if len(claimants) > 1 and not self._one_subject(set(claimants)):
                first, *others = sorted(claimants.values(), key=lambda claim: claim[0].record.id)
                for one, name in others:
                    what = f"{one.record.id} and {first[0].record.id} both claim the name {name!r}"
                    yield one.problem(what, "list it under one of them, or declare it in ambiguous_names")

    def _forms(self) -> Iterator[tuple[Located, Iterable[written.Form]]]:
        species = {one.record.id: one.record for one in self.all.species}
        short = abbreviations(self.all)
        for one in self.all.species:
            yield one, written.of_species(one.record, short)
        for one in self.all.strains:
            if one.record.species in species:
                yield one, written.of_strain(one.record, lineage(one.record.species, species), short)
        for one in self.all.products:
            yield one, written.of_product(one.record)

    def _one_subject(self, ids: set[str]) -> bool:
        """Return whether a product of one strain and that strain share the name: they are one subject."""
        components = {one.record.id: one.record.components for one in self.all.products}
        return len({(components.get(one, [one]) or [one])[0] for one in ids}) == 1


def abbreviations(knowledge: Knowledge) -> written.Abbreviations:
    """Return how genera are shortened, by genus."""
    return {one.record.genus: one.record.written for one in knowledge.genus_abbreviations}


def lineage(species: str, known: dict[str, model.Species]) -> list[model.Species]:
    """Return a species or subspecies and everything it stands within, nearest first."""
    found: list[model.Species] = []
    step: str | None = species
    while step in known and known[step] not in found:
        found.append(known[step])
        step = known[step].within
    return found


def _ids(records: Iterable[Located]) -> set[str]:
    return {one.record.id for one in records}


def _cycles(records: list[Located], field: str) -> Iterator[Problem]:
    above = {one.record.id: getattr(one.record, field) for one in records}
    for one in records:
        seen, step = {one.record.id}, above[one.record.id]
        while step and step not in seen:
            seen.add(step)
            step = above.get(step)
        if step == one.record.id:
            yield one.problem(f"{one.record.id} stands within itself", f"correct its {field}", field)


def _sense(one: Located, finding: model.Finding, *below: str | int) -> Iterator[Problem]:
    """Find a finding that says nothing, or that says what its system cannot show."""
    if not (finding.outcome or finding.immune or finding.recommendation or finding.adverse_events or finding.context):
        what = "a finding that says nothing"
        yield one.problem(what, "give outcome, immune, recommendation, adverse_events or context", *below)
    if finding.outcome and not finding.condition and not finding.context:
        yield one.problem("an outcome without a condition", "name the condition it was seen in", *below, "outcome")
    if finding.outcome and finding.system in {"healthy-volunteers", "in-vitro"}:
        what = f"no disease can get better or worse in {finding.system}"
        yield one.problem(what, "code what moved under immune: instead", *below, "outcome")
    if finding.outcome and finding.system == "patients" and finding.state == "not-applicable":
        yield one.problem("the state of the disease is missing", "add state: (not-stated if so)", *below)


def _idle(one: Located, rule: model.Rule) -> Iterator[Problem]:
    """Find a rule that does nothing, that cannot fire, or that would break the order of levels."""
    then, when = rule.then, rule.when
    if not (then.raise_by or then.at_least or then.certainty_down or then.note or then.advice):
        yield one.problem(
            f"{rule.id} does nothing", "give it raise_by, at_least, certainty_down, note or advice", "then"
        )
    if then.at_least and when.level:
        lifted = [
            level
            for level in when.level
            if scale.at_least(level, then.at_least, lifts_unknown=then.lifts_unknown) != level
        ]
        if not lifted:
            yield one.problem(
                f"{rule.id} can never fire: {then.at_least} lifts none of {', '.join(when.level)}",
                "name a lower level, or set lifts_unknown",
                "when",
            )
    if then.raise_by and when.level:
        yield one.problem(
            f"{rule.id} raises by the level it finds, so a lower level could overtake a higher one",
            "use at_least, or drop level from when",
            "when",
        )
    if set(when.activity) == {"unknown"} and (then.raise_by or then.at_least):
        yield one.problem(f"{rule.id} raises only where activity is not given", "name the activities", "when")
