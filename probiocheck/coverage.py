"""How far the evidence goes: what was studied in each condition and of each strain, and where the gaps are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, structs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from probiocheck import model
    from probiocheck.knowledge.store import Store

_GAPS_SHOWN = 15


class Row(Struct, frozen=True, kw_only=True):
    """What was found in one condition or about one strain.

    ``part`` counts findings on mixtures and products that hold the strain, which cannot be credited to it, and
    ``products`` the products that hold it.
    """

    id: str
    name: str
    controlled: int
    uncontrolled: int
    animal: int
    immune: int
    newest: int | None
    part: int = 0
    products: int = 0

    @property
    def findings(self) -> int:
        """Return the number of findings of all kinds."""
        return self.controlled + self.uncontrolled + self.animal + self.immune


class Coverage(Struct, frozen=True, kw_only=True, tag="probiocheck/coverage/1", tag_field="schema"):
    """The coverage of a knowledge; ``gaps`` are the strains most sold and least studied."""

    data_version: str
    data_digest: str
    publications: int
    findings: int
    human_trials: int
    conditions: list[Row]
    strains: list[Row]
    gaps: list[Row]


def of(store: Store) -> Coverage:
    """Count the findings of a knowledge."""
    kinds = _kinds(store)
    by_condition: dict[str, list[tuple[set[str], int]]] = {}
    by_strain: dict[str, list[tuple[set[str], int]]] = {}
    trials = set()
    for publication in store.all("publication"):
        for finding in store.publication(publication.id).findings:  # type: ignore[union-attr]
            kind = _kinds_of(finding, kinds)
            if finding.condition:
                by_condition.setdefault(finding.condition, []).append((kind, publication.year))
            if finding.subject:
                by_strain.setdefault(finding.subject, []).append((kind, publication.year))
            if finding.condition and finding.system == "patients" and kind & {"controlled", "uncontrolled"}:
                trials.add(publication.trial or publication.id)
    sold = _products(store)
    strains = [
        _of_strain(store, one.id, by_strain.get(one.id, []), sold.get(one.id, 0)) for one in store.all("strain")
    ]
    gaps = [one for one in strains if one.products]
    gaps.sort(key=lambda row: (row.controlled + row.uncontrolled, row.findings, -row.products, row.part, row.id))
    counts = store.counts()
    return Coverage(
        data_version=store.about.data_version,
        data_digest=store.digest,
        publications=counts["publication"],
        findings=counts["finding"],
        human_trials=len(trials),
        conditions=[_row(one.id, one.name, by_condition.get(one.id, [])) for one in store.all("condition")],
        strains=strains,
        gaps=gaps[:_GAPS_SHOWN],
    )


def _kinds(store: Store) -> dict[str, list[model.Holds]]:
    """Return, for each basis read by outcome, the designs and systems that its tier holds."""
    return {tier.basis: list(tier.holds) for tier in store.rulebook([]).tiers if tier.reads == "outcome"}


def _kinds_of(finding: model.Finding, kinds: dict[str, list[model.Holds]]) -> set[str]:
    found = {"immune"} if finding.immune else set()
    for basis, holds in kinds.items():
        if any(finding.design in one.designs and finding.system in one.systems for one in holds):
            found.add(basis)
            break
    return found


def _of_strain(store: Store, strain: str, findings: list[tuple[set[str], int]], products: int) -> Row:
    row = _row(strain, store.name(strain), findings)
    return structs.replace(row, part=len(store.findings(strain, ["part"])), products=products)


def _row(record: str, name: str, findings: Iterable[tuple[set[str], int]]) -> Row:
    found = list(findings)
    bases = ("controlled", "uncontrolled", "disease-model", "immune")
    count = {basis: sum(basis in kinds for kinds, _ in found) for basis in bases}
    return Row(
        id=record,
        name=name,
        controlled=count["controlled"],
        uncontrolled=count["uncontrolled"],
        animal=count["disease-model"],
        immune=count["immune"],
        newest=max((year for _, year in found), default=None),
    )


def _products(store: Store) -> dict[str, int]:
    counted: dict[str, int] = {}
    for product in store.all("product"):
        for one in set(product.components):
            counted[one] = counted.get(one, 0) + 1
    return counted
