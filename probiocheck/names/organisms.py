"""Every form in which a strain, species or product may rightly be written, as keys.

A strain is written as its designation or deposit number after any name of its species, or alone where that is
distinctive. Abbreviated genus names follow from the full ones, so that a curator never lists them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from probiocheck.names.normalise import key, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from probiocheck.model import Product, Species, Strain

# A designation is distinctive by itself with letters and digits together, or as a word of four letters and more.
_DISTINCTIVE = re.compile(r"(?=.*[a-z])(?=.*[0-9]).{3,}|[a-z]{4,}")


class Form(Struct, frozen=True):
    """One written form: its key, whose it is, and how firmly (0 listed, 1 derived, 2 listed but unverified)."""

    key: str
    kind: str
    id: str
    rank: int
    written: str


LISTED, DERIVED, UNVERIFIED = 0, 1, 2

# For a genus, how it is shortened besides its initial.
Abbreviations = dict[str, list[str]]


def species_names(species: Species, short: Abbreviations) -> Iterator[str]:
    """Yield every name of a species, current, former and other, with its abbreviated forms."""
    for name in (species.name, *species.former_names, *species.other_names):
        yield name
        # The initial of a genus that the species has left may have come to mean another organism.
        yield from abbreviated(name, short, initial=name not in species.former_names)
    if species.rank == "species":
        # The type subspecies repeats the epithet (ICNP rule 46): Lactobacillus paracasei subsp. paracasei.
        for name in (species.name, *species.former_names):
            autonym = f"{name} {name.split()[-1]}"
            yield autonym
            yield from abbreviated(autonym, short, initial=name == species.name)


def abbreviated(name: str, short: Abbreviations, *, initial: bool = True) -> Iterator[str]:
    """Yield ``L. casei`` and ``Lb. casei`` for ``Lactobacillus casei``; nothing where no Latin name stands first."""
    first, _, rest = name.partition(" ")
    if rest[:1].islower() and first[:1].isupper() and first[1:].islower() and first.isalpha() and words(rest):
        for written in (*(first[:1] if initial else ""), *short.get(first, ())):
            yield f"{written}. {rest}"


def of_species(species: Species, short: Abbreviations) -> Iterator[Form]:
    """Yield the forms of a species."""
    listed = {key(name) for name in (species.id, species.name, *species.former_names, *species.other_names)}
    for name in (species.id, *species_names(species, short)):
        rank = LISTED if key(name) in listed else DERIVED
        yield Form(key(name), "species", species.id, rank, name)
    for name in species.unverified_names:
        yield Form(key(name), "species", species.id, UNVERIFIED, name)


def of_strain(strain: Strain, lineage: Iterable[Species], short: Abbreviations) -> Iterator[Form]:
    """Yield the forms of a strain.

    Args:
        strain: The strain.
        lineage: Its species or subspecies, and what that belongs to.
        short: How genera are shortened.

    """
    for name in (strain.id, *strain.other_names, *strain.former_names):
        yield Form(key(name), "strain", strain.id, LISTED, name)
        for shortened in abbreviated(name, short):
            yield Form(key(shortened), "strain", strain.id, DERIVED, shortened)
    above = list(lineage)
    named = {name for species in above for name in species_names(species, short)}
    # A genus in full may stand alone before what is distinctive; shortened it would make up codes such as L-299.
    genera = {name.split()[0] for species in above for name in (species.name, *species.former_names) if " " in name}
    for written, rank in designations(strain):
        alone = key(written)
        yield Form(alone, "designation", strain.id, rank, written)
        if _DISTINCTIVE.fullmatch(alone):
            # A word alone, such as a surname, is weaker than a product that bears it as its name.
            own = written in {strain.designation, *strain.deposit_numbers} and not alone.isalpha()
            yield Form(alone, "strain", strain.id, LISTED if own else rank, written)
        if not _begins_with_name(written, named):
            for name in named | (genera if _DISTINCTIVE.fullmatch(alone) else set()):
                yield Form(key(f"{name} {written}"), "strain", strain.id, rank, f"{name} {written}")


def designations(strain: Strain) -> Iterator[tuple[str, int]]:
    """Yield every designation and deposit number of a strain, and how firmly it is known."""
    for name in (strain.designation, *strain.deposit_numbers, *strain.other_names):
        yield name, DERIVED
    for name in (*strain.unverified_deposit_numbers, *strain.unverified_names):
        yield name, UNVERIFIED


def _begins_with_name(written: str, names: Iterable[str]) -> bool:
    first = words(written)[:1]
    return any(words(name)[:1] == first for name in names)


def of_product(product: Product) -> Iterator[Form]:
    """Yield the forms of a product."""
    for name in (product.id, product.name, *product.other_names):
        yield Form(key(name), "product", product.id, LISTED, name)
    for name in product.unverified_names:
        yield Form(key(name), "product", product.id, UNVERIFIED, name)
