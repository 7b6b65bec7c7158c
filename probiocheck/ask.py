"""The modules in one line: names → knowledge → judge. Everything that answers a question goes through here."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, get_args

from msgspec import structs

from probiocheck import model, scale
from probiocheck.knowledge.cases import CaseBuilder
from probiocheck.names.resolve import Names, Resolved
from probiocheck.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from probiocheck import model_shelf
    from probiocheck.judge.case import Case, Rulebook
    from probiocheck.judge.policy import Policy
    from probiocheck.judge.verdict import Prepared, Verdict
    from probiocheck.knowledge.store import Store

ACTIVITIES: tuple[str, ...] = get_args(model.Activity)


class UnknownChoice(ValueError):
    """An activity, therapy or risk factor that is not in the knowledge."""

    def __init__(self, what: str, given: str, suggestions: Iterable[str]) -> None:
        self.what, self.given, self.suggestions = what, given, list(suggestions)
        hint = f" (did you mean {', '.join(self.suggestions)}?)" if self.suggestions else ""
        super().__init__(f"no {what} is called {given!r}{hint}")


class Desk:
    """Answers questions over one knowledge, by the policy of the house where there is one."""

    def __init__(self, store: Store, policy: Policy | None = None) -> None:
        self.store = store
        self.policy = policy
        self.names = Names(store)
        self._builders: dict[str, CaseBuilder] = {}

    def patient(self, activity: str, therapies: Iterable[str], risks: Iterable[str]) -> model.Patient:
        """Return a patient from what was asked, with the risk factors that therapies imply.

        Raises:
            UnknownChoice: Activity, therapy or risk factor is not known.

        """
        if activity not in ACTIVITIES:
            raise UnknownChoice("disease activity", activity, ACTIVITIES)
        classes = {self._choice(one, "therapy") for one in therapies}
        factors = {self._choice(one, "risk") for one in risks}
        for one in classes:
            factors.update(self.store.get("therapy", one).implies)
        return model.Patient(
            activity=cast("model.Activity", activity), therapies=sorted(classes), risks=sorted(factors)
        )

    def _choice(self, text: str, kind: str) -> str:
        found = self.names.choice(text, kind)  # type: ignore[arg-type]
        if isinstance(found, str):
            return found
        raise UnknownChoice({"risk": "risk factor"}.get(kind, kind), text, found)

    def strain(self, subject: str, condition: str, patient: model.Patient) -> model.Assessment | model.NoAnswer:
        """Answer for a strain, species or product by name, in a condition by name or code."""
        return self._named(self.names.strain, subject, condition, patient)

    def product(self, subject: str, condition: str, patient: model.Patient) -> model.Assessment | model.NoAnswer:
        """Answer for a product by name, in a condition by name or code."""
        return self._named(self.names.product, subject, condition, patient)

    def label(self, text: str, condition: str, patient: model.Patient) -> model_shelf.LabelAnswer:
        """Answer for what stands on a label; a product where it is exactly one, else the untested combination.

        Where products of several names consist of the same organisms, nobody can tell which was tested.
        """
        from probiocheck import model_shelf  # noqa: PLC0415 - only labels need it, and the reader
        from probiocheck.names.label import LabelReader  # noqa: PLC0415

        label = LabelReader(self.store).read(text)
        disease = self.names.condition(condition)
        if isinstance(disease, model.NoAnswer):
            return model_shelf.LabelAnswer(label=label, assessment=None, no_answer=disease)
        if label.not_understood or not label.organisms:
            return model_shelf.LabelAnswer(label=label, assessment=None, no_answer=_unread(label))
        builder = self.builder(disease.id, disease.query)
        unlisted: dict[str, bool] = {}
        for one in label.organisms:
            unlisted[one.id] = one.strain_unlisted or unlisted.get(one.id, False)
        if len(label.products) == 1 or len(unlisted) == 1:
            subject = label.products[0].id if label.products else label.organisms[0].id
            case = builder.case(subject, text, strain_unlisted=unlisted.get(subject, False))
        else:
            case = builder.combination(unlisted, text)
            # It may be any of the products of this composition, so what a policy says of one of them holds.
            named = {one.id for one in label.products}
            case = structs.replace(case, organisms=case.organisms | named)
        notes = self._record_notes(case.subject) if case.subject.id != "label" else []
        if label.products:
            notes.insert(0, f"The label is that of {' or '.join(one.name for one in label.products)}.")
        notes += [
            f"“{one.text}”: the strain is not listed, so it is judged as the species {one.name}."
            for one in label.organisms
            if one.strain_unlisted
        ]
        return model_shelf.LabelAnswer(
            label=label, assessment=self._answer(case, builder, patient, notes), no_answer=None
        )

    def _named(
        self,
        resolve: Callable[[str], Resolved | model.NoAnswer],
        subject: str,
        condition: str,
        patient: model.Patient,
    ) -> model.Assessment | model.NoAnswer:
        disease = self.names.condition(condition)
        if isinstance(disease, model.NoAnswer):
            return disease
        found = resolve(subject)
        return found if isinstance(found, model.NoAnswer) else self.assess(found, disease, patient)

    def assess(self, subject: Resolved, condition: Resolved, patient: model.Patient) -> model.Assessment:
        """Answer for names that were understood."""
        builder = self.builder(condition.id, condition.query)
        case = builder.case(self.canonical(subject.id), subject.query, strain_unlisted=subject.strain_unlisted)
        notes = [*subject.notes, *condition.notes, *self._record_notes(case.subject)]
        return self._answer(case, builder, patient, notes)

    def brief(self, subject: Resolved, condition: str, patient: model.Patient) -> model.Brief:
        """Answer one of many questions: a subject that was understood, in a condition by id."""
        from probiocheck import judge  # noqa: PLC0415 - only where there is something to judge

        builder = self.builder(condition, condition)
        case = builder.case(self.canonical(subject.id), subject.query, strain_unlisted=subject.strain_unlisted)
        rulebook = self.rulebook(case, patient)
        return judge.brief(judge.prepare(case, rulebook), patient, rulebook)

    def builder(self, condition: str, query: str) -> CaseBuilder:
        """Return the builder of cases in a condition, kept for further questions in it."""
        found = self._builders.get(condition)
        if found is None or found.asked.query != query:
            found = self._builders[condition] = CaseBuilder(self.store, condition, query)
        return found

    def _answer(self, case: Case, builder: CaseBuilder, patient: model.Patient, notes: list[str]) -> model.Assessment:
        from probiocheck import judge  # noqa: PLC0415 - a name that is not understood needs no judge

        rulebook = self.rulebook(case, patient)
        return judge.assess(
            case,
            patient,
            rulebook,
            alternatives=lambda found: self._alternatives(builder, found, patient, rulebook.parameters),
            notes=notes,
            stamp=self.stamp,
        )

    @property
    def stamp(self) -> tuple[str, str, str]:
        """Return the version of the program, the version of the data and its digest."""
        return __version__, self.store.about.data_version, self.store.digest

    def canonical(self, subject: str) -> str:
        """Return the strain in place of a product that consists of it alone: they are one subject."""
        product = self.store.get("product", subject)
        return (product and model.one_strain(product)) or subject

    def subjects(self) -> list[str]:
        """Return every strain, species and product by id, each subject once."""
        every = (one.id for kind in get_args(model.SubjectKind) for one in self.store.all(kind))
        return list(dict.fromkeys(self.canonical(one) for one in every))

    def rulebook(self, case: Case, patient: model.Patient) -> Rulebook:
        """Return the rules that may matter to a case and a patient."""
        found = self.store.rulebook({*patient.risks, *patient.therapies} | case.organisms | case.lineage)
        return found if self.policy is None else structs.replace(found, policy=self.policy)

    def judged(self, builder: CaseBuilder, subject: str, patient: model.Patient) -> tuple[Prepared, Verdict]:
        """Judge a subject by id, without laying out the evidence: for lists of many."""
        from probiocheck import judge  # noqa: PLC0415 - only where there is something to judge

        case = builder.case(subject)
        rulebook = self.rulebook(case, patient)
        prepared = judge.prepare(case, rulebook)
        return prepared, judge.judge(prepared, patient, rulebook)

    def _alternatives(
        self, builder: CaseBuilder, found: Verdict, patient: model.Patient, parameters: model.Parameters
    ) -> tuple[list[model.Standing], list[str]]:
        """Return what stands lower for this patient, and what to say of it.

        Beside ``unknown``, off the scale, only the lowest level stands lower. A risk factor can only raise a
        standing, so only what stands lower without any has to be judged. A policy makes nothing an alternative that
        the evidence does not put lower, too.
        """
        ceiling = min(scale.rank(found.level), scale.rank(parameters.alternatives_up_to) + 1)
        below = 1 if found.level == "unknown" else ceiling
        compiled = not patient.risks and self.policy is None
        most = parameters.alternatives_shown + 1 if compiled else -1
        rows = self.store.standings(builder.record.id, patient.activity, below, most)
        rows = [row for row in rows if row[0] != found.case.subject.id]
        notes: list[str] = []
        if not compiled:
            rows, notes = self._judged_anew(builder, [row[0] for row in rows], patient, below, found)
        standings = [
            model.Standing(
                id=one, name=self.store.name(one), level=scale.LEVELS[level], certainty=scale.CERTAINTIES[certainty]
            )
            for one, level, certainty in rows[: parameters.alternatives_shown]
        ]
        return standings, notes

    def _judged_anew(
        self, builder: CaseBuilder, subjects: list[str], patient: model.Patient, below: int, found: Verdict
    ) -> tuple[list[tuple[str, int, int]], list[str]]:
        """Return those subjects that stand below a level for this patient and policy, and what the policy changed."""
        verdicts = [self.judged(builder, one, patient)[1] for one in subjects]
        rows = [
            (subject, scale.rank(one.level), scale.CERTAINTIES.index(one.certainty))
            for subject, one in zip(subjects, verdicts, strict=True)
            if scale.rank(one.level) < below
        ]
        notes: list[str] = []
        if self.policy is not None:
            from probiocheck.judge import policy  # noqa: PLC0415 - few look-ups have one

            notes = policy.among_alternatives(found, verdicts)
        return sorted(rows, key=lambda row: (row[1], -row[2], row[0])), notes

    def _record_notes(self, subject: model.Subject) -> list[str]:
        """Return what a reader must know about the identity of the subject."""
        record = self.store.get(subject.kind, subject.id)
        notes = [record.note] if record.note and subject.kind == "product" else []
        if not record.verified:
            notes.append(f"The identity of {subject.name} was not seen in a source; it is known from memory only.")
        return notes


def _unread(label: model_shelf.Label) -> model.NoAnswer:
    """Return why a label has no assessment: what on it was not understood, or that no organism is on it."""
    query = "; ".join(label.not_understood)
    note = None if query else "there is no organism on this label"
    return model.NoAnswer(reason="unknown", what="label", query=query or label.text, note=note)
