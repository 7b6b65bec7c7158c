"""Check the records against one another: ids, references, claims to a name, and rules that cannot fire."""

from __future__ import annotations

import difflib
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from probiocheck import model, scale
from probiocheck.names import conditions
from probiocheck.names import organisms as written
from probiocheck.names.normalise import key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from probiocheck.knowledge.load import Knowledge, Located
    from probiocheck.knowledge.problem import Problem
    from probiocheck.model_files import Expected


class _Claim(NamedTuple):
    """A name, code or identifier that a record lists as its own."""

    key: str
    owner: str
    written: str
    by: Located


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
            *checker.tour(),
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
        self.subjects = self.living | self.products
        self.organisms_known = self.groups | self.living
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
            [*self.all.groups, *self.all.species, *self.all.strains, *self.all.products, *self.all.conditions],
            [*self.all.publications, *self.all.unresolved],
            self.all.therapies,
            self.all.risks,
            self.all.markers,
            self.all.axes,
            self._every_rule,
        ]
        for records in shared:
            for one, first in _twice(records, "id"):
                what = f"the id {one.record.id} is taken already, at {first.place}"
                yield one.problem(what, "give one another id")

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
            yield from self._all_known(one, "candidates", self.subjects, "strain, species or product")
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
            yield from self._known(
                one, finding.subject, self.subjects, "strain, species or product", *below, "subject"
            )
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
        for one, first in _twice(self.all.states, "state"):
            yield one.problem(f"the state {one.record.state} stands twice (also at {first.place})", "keep one")
        states = {one.record.state for one in self.all.states}
        used = {finding.state: one for one in self.all.publications for finding in one.record.findings}
        for state, one in sorted(used.items()):
            if state not in states:
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
        for one, first in _twice(self.all.member_rules, "over"):
            yield one.problem(f"a second member rule over {one.record.over} (also at {first.place})", "keep one")
        members = {one.record.over for one in self.all.member_rules}
        for over in ("strains", "components", "conditions"):
            if over not in members:
                yield self.all.about.problem(f"no member rule over {over}", "add it to member_rules in rules.yaml")

    def _when(self, one: Located, rule: model.Rule) -> Iterator[Problem]:
        when = rule.when
        for field, known, kind in (
            ("organisms", self.organisms_known, "organism or group"),
            ("conditions", self.conditions_ids, "condition"),
            ("any_risk", self.risks, "risk factor"),
            ("all_risks", self.risks, "risk factor"),
            ("any_therapy", self.therapies, "therapy"),
        ):
            for index, name in enumerate(getattr(when, field)):
                yield from self._known(one, name, known, kind, "when", field, index)
        inhabited = self._inhabited
        if (
            when.organisms
            and self.organisms_known.issuperset(when.organisms)
            and inhabited.isdisjoint(when.organisms)
        ):
            yield one.problem(
                f"{rule.id} can never fire: no organism belongs to {', '.join(when.organisms)}",
                "add the organism, or name another group",
                "when",
            )

    @cached_property
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

    @cached_property
    def _every_rule(self) -> list[Located]:
        return [*self.all.rules, *self.all.tiers, *self.all.member_rules, self.all.no_evidence]

    # --- the tour ---

    def tour(self) -> Iterator[Problem]:
        """Check what each stop of the tour asks and expects; whether it gets that, only asking can tell."""
        rules = _ids(self._every_rule)
        for one in self.all.tour:
            expected: Expected = one.record.expect
            if bool(expected.level) == bool(expected.no_answer):
                what = "a stop of the tour expects one of level and no_answer"
                yield one.problem(what, "give the one that its question gets", "expect")
            if expected.no_answer and (expected.certainty or expected.rules):
                what = "where no answer is expected, there is no certainty and no rule"
                yield one.problem(what, "leave out certainty and rules", "expect")
            for index, name in enumerate(expected.rules):
                yield from self._known(one, name, rules, "rule", "expect", "rules", index)
            yield from self._chosen(one, "therapies", self.all.therapies, "therapy")
            yield from self._chosen(one, "risks", self.all.risks, "risk factor")

    def _chosen(self, one: Located, field: str, records: Iterable[Located], kind: str) -> Iterator[Problem]:
        """Find a choice of a question that no record goes by."""
        names = {name for located in records for name in choice_names(located.record)}
        keys = set(map(key, names))
        for index, name in enumerate(getattr(one.record.ask, field)):
            if key(name) not in keys:
                yield from self._known(one, name, names, kind, "ask", field, index)

    # --- names ---

    def names(self) -> Iterator[Problem]:
        """Find what only one record can bear and two list as their own: a name, a code, the identity of a paper."""
        undeclared = "list it under one of them, or declare it in ambiguous_names"
        yield from self._claimed(self._organism_names(), "the name", undeclared)
        yield from self._claimed(self._condition_names(), "the name", undeclared)
        yield from self._claimed(_codes(self.all.conditions), "the code", "list it under one of them")
        for records in (self.all.therapies, self.all.risks):
            yield from self._claimed(_choices(records), "the name", "list it under one of them")
        # A paper that stood twice would count twice.
        yield from self._claimed(_papers(self.all.publications), "the paper", "keep one, with all its findings")

    def _claimed(self, claims: Iterable[_Claim], what: str, remedy: str) -> Iterator[Problem]:
        by_key: dict[str, dict[str, _Claim]] = {}
        for claim in claims:
            by_key.setdefault(claim.key, {}).setdefault(claim.owner, claim)
        for claimants in by_key.values():
            if len(claimants) > 1 and not self._one_subject(set(claimants)):
                first, *others = sorted(claimants.values(), key=lambda one: (one.by.document.added, one.owner))
                for one in others:
                    both = f"{one.owner} and {first.owner} both claim {what} {one.written!r}"
                    yield one.by.problem(f"{both} (also at {first.by.place})", remedy)

    def _organism_names(self) -> Iterator[_Claim]:
        declared = {key(one.record.term) for one in self.all.ambiguous_organisms}
        for one, forms in self._forms():
            for form in forms:
                if form.rank == written.LISTED and form.kind != "designation" and form.key not in declared:
                    yield _Claim(form.key, form.id, form.written, one)

    def _condition_names(self) -> Iterator[_Claim]:
        spelling = [one.record for one in self.all.spelling]
        declared = {
            found for one in self.all.ambiguous_conditions for found in conditions.keys(one.record.term, spelling)
        }
        for one in [*self.all.conditions, *self.all.lookalikes]:
            record = one.record
            ours = isinstance(record, model.Condition)
            names = [*record.abbreviations, *condition_names(record)] if ours else [record.name, *record.synonyms]
            for name in names:
                for found in conditions.keys(name, spelling) - declared:
                    yield _Claim(found, record.id if ours else record.name, name, one)

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
        return len({(self._components.get(one, [one]) or [one])[0] for one in ids}) == 1

    @cached_property
    def _components(self) -> dict[str, list[str]]:
        return {one.record.id: one.record.components for one in self.all.products}


def abbreviations(knowledge: Knowledge) -> written.Abbreviations:
    """Return how genera are shortened, by genus."""
    found: written.Abbreviations = {}
    for one in knowledge.genus_abbreviations:
        found.setdefault(one.record.genus, []).extend(one.record.written)
    return found


def condition_names(record: model.Condition) -> list[str]:
    """Return the full names by which a condition is found."""
    labels = [label for label in (record.mondo_label, record.mesh_label) if label]
    return [record.id.replace("-", " "), record.name, *record.synonyms, *labels]


def condition_codes(record: model.Condition) -> Iterator[tuple[str, str, str]]:
    """Yield the vocabulary, the code and its written form of every code by which a condition is found."""
    for code in (*record.icd10cm, *record.icd10who_extra):
        yield "icd10", code.replace(".", "").lower(), code
    if record.icd11 and record.icd11.mms:
        yield "icd11", record.icd11.mms.lower(), record.icd11.mms
    mesh = [f"MESH:{record.mesh}"] if record.mesh else []
    orphanet = [f"ORPHA:{number}" for number in record.orphanet]
    for code in filter(None, [record.mondo, record.doid, *mesh, *record.also_ids, *orphanet]):
        found = conditions.code(code)
        if found:
            yield *found, code


def choice_names(record: model.Therapy | model.RiskFactor) -> list[str]:
    """Return the names by which a therapy or a risk factor is chosen."""
    others = record.drugs if isinstance(record, model.Therapy) else record.other_names
    return [record.id, record.name, *others]


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


def _twice(records: Iterable[Located], field: str) -> Iterator[tuple[Located, Located]]:
    """Yield every record whose field another one has already, with the first that has it."""
    seen: dict[str, Located] = {}
    for one in sorted(records, key=lambda located: bool(located.document.added)):
        first = seen.setdefault(getattr(one.record, field), one)
        if first is not one:
            yield one, first


def _codes(records: Iterable[Located]) -> Iterator[_Claim]:
    for one in records:
        for system, code, as_written in condition_codes(one.record):
            yield _Claim(f"{system} {code}", one.record.id, as_written, one)


def _choices(records: Iterable[Located]) -> Iterator[_Claim]:
    for one in records:
        for name in choice_names(one.record):
            yield _Claim(key(name), one.record.id, name, one)


def _papers(records: Iterable[Located]) -> Iterator[_Claim]:
    for one in records:
        for identifier in filter(None, (one.record.pmid, one.record.doi)):
            yield _Claim(identifier.lower(), one.record.id, identifier, one)


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
