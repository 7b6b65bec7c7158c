"""From a subject and a condition to the case the judge is given: the findings that bear, each with how directly."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from msgspec import structs

from probiocheck import model
from probiocheck.judge.case import Bearing, Case

if TYPE_CHECKING:
    from collections.abc import Iterable

    from probiocheck.knowledge.store import About, Store


class CaseBuilder:
    """Builds the cases of one condition, so that several subjects share what they have in common."""

    def __init__(self, store: Store, condition: str, query: str | None = None) -> None:
        self.store = store
        self.record: model.Condition = store.get("condition", condition)
        self.lineage = store.above(condition)
        self.below = store.below(condition, "condition")
        self.related = frozenset(self.record.related) - self.lineage - set(self.below)
        self.children = tuple(self.below) if self.record.group else ()
        self.asked = model.AskedCondition(
            query=query if query is not None else condition,
            id=condition,
            name=self.record.name,
            members=list(self.children),
        )
        self._of_children: dict[str, CaseBuilder] = {}
        self._of_species: dict[str, list[Bearing]] = {}
        self._class = [self._bearing(one, "class") for one in store.class_findings(self._nearby)]

    @property
    def _nearby(self) -> frozenset[str]:
        return self.lineage.union(self.below)

    def case(self, subject: str, query: str | None = None, *, strain_unlisted: bool = False) -> Case:
        """Return the case of a strain, species or product in the condition.

        Args:
            subject: The id.
            query: What was asked, where it differs from the id.
            strain_unlisted: Whether a strain was named that is not listed, so that its species is asked about.

        """
        kind = cast("model.SubjectKind", self.store.kind_of(subject))
        asked = model.Subject(
            query=query if query is not None else subject, kind=kind, id=subject, name=self.store.name(subject)
        )
        build = {"strain": self._strain, "species": self._species, "product": self._product}[kind]
        return build(asked, strain_unlisted)

    def combination(self, organisms: dict[str, bool], query: str) -> Case:
        """Return the case of strains and species taken together that are no product: it was never tested.

        Args:
            organisms: The ids, and of each whether a strain that is not listed was named.
            query: What was asked.

        """
        components = [self.case(one, strain_unlisted=unlisted) for one, unlisted in sorted(organisms.items())]
        asked = model.Subject(
            query=query, kind="product", id="label", name=f"the {len(components)} organisms on the label"
        )
        together = frozenset().union(*(one.organisms for one in components))
        return self._case(asked, [], together, components, "components")

    def _strain(self, asked: model.Subject, _: bool) -> Case:  # noqa: FBT001 - one signature for all kinds
        record: model.Strain = self.store.get("strain", asked.id)
        bearings = self._bearings(asked.id, ["same", "part"])
        bearings += [one for one in self._species_bearings(record.species) if one.finding.subject != asked.id]
        members = self._diseases(asked.id)
        return self._case(asked, bearings, self.store.above(asked.id), members, "conditions" if members else None)

    def _species(self, asked: model.Subject, strain_unlisted: bool) -> Case:  # noqa: FBT001
        bearings = self._bearings(asked.id, ["same", "part"])
        members = [self.case(one) for one in self.store.below(asked.id, "strain") if self._counts(one, asked.id)]
        case = self._case(asked, bearings, self.store.above(asked.id), members, "strains" if members else None)
        if not members and self.children:
            case = self._case(asked, bearings, self.store.above(asked.id), self._diseases(asked.id), "conditions")
        return structs.replace(case, strain_unlisted=strain_unlisted)

    def _product(self, asked: model.Subject, _: bool) -> Case:  # noqa: FBT001
        record: model.Product = self.store.get("product", asked.id)
        components = [self.case(one) for one in record.components]
        organisms = frozenset().union(*(one.organisms for one in components)) | {asked.id}
        if not record.components:
            # Nothing is known of what is in it, so it may hold any organism that a risk factor speaks of.
            organisms |= {group.id for group in self.store.all("group")}
        if record.preparation != "live":
            # Dead cells infect nobody, and what the live organism did does not speak for them.
            organisms = frozenset({asked.id})
            components = [
                structs.replace(one, organisms=organisms, preparation=record.preparation) for one in components
            ]
        bearings = self._bearings(asked.id, ["same"])
        diseases = self._diseases(asked.id)
        case = self._case(
            asked, bearings, organisms, diseases or components, "conditions" if diseases else "components"
        )
        return structs.replace(
            case,
            preparation=record.preparation,
            composition_complete=record.complete,
            components=tuple(components) if diseases else (),
        )

    def _case(
        self,
        asked: model.Subject,
        bearings: list[Bearing],
        organisms: frozenset[str],
        members: Iterable[Case],
        made_of: str | None,
    ) -> Case:
        return Case(
            subject=asked,
            condition=self.asked,
            organisms=organisms,
            lineage=self.lineage,
            axes=frozenset(self.record.immune_axes),
            bearings=tuple(bearings + self._class),
            condition_is_group=self.record.group,
            monitoring=tuple(self.record.monitoring),
            members=tuple(members),
            made_of=made_of,  # type: ignore[arg-type]
        )

    def _diseases(self, subject: str) -> list[Case]:
        """Return the cases of the subject in each disease of a group."""
        found = []
        for child in self.children:
            if child not in self._of_children:
                self._of_children[child] = CaseBuilder(self.store, child)
            found.append(self._of_children[child].case(subject))
        return found

    def _counts(self, strain: str | None, species: str) -> bool:
        """Return whether a strain counts for its species: a laboratory mutant or isolate nobody sells does not."""
        if not self.store.get("species", species).marketed:
            return True
        record = self.store.get("strain", strain) if strain else None
        return record is None or record.marketed

    # --- bearings ---

    def _bearings(self, organism: str, how: list[str]) -> list[Bearing]:
        found = self.store.findings(organism, how)
        return [self._bearing(one, "part" if one.how == "part" else "same") for one in found]

    def _species_bearings(self, species: str) -> list[Bearing]:
        """Return what is known here of a species and its strains; it never becomes any one strain's own."""
        if species not in self._of_species:
            self._of_species[species] = [
                self._bearing(one, "species")
                for above in sorted(self.store.above(species))
                if self.store.get("species", above)
                for one in self.store.findings(above, ["same", "member"], self._nearby)
                if one.finding.subject == above or self._counts(one.finding.subject, above)
            ]
        return self._of_species[species]

    def _bearing(self, about: About, subject: model.SubjectDirectness) -> Bearing:
        return Bearing(
            publication=about.publication,
            finding=about.finding,
            subject=subject,
            condition=self._directness(about.finding.condition),
        )

    def _directness(self, condition: str | None) -> model.ConditionDirectness:
        if condition == self.record.id:
            return "same"
        if condition in self.lineage or condition in self.below:
            return "group"
        return "related" if condition in self.related else "none"
