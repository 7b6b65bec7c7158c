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


def species_names(species: Species) -> Iterator[str]:
    """Yield every name of a species, current, former and other, with their abbreviated forms."""
    for name in (species.name, *species.former_names, *species.other_names):
        yield name
        yield from abbreviated(name)


def abbreviated(name: str) -> Iterator[str]:
    """Yield ``L. casei`` for ``Lactobacillus casei``; nothing where no Latin name stands first."""
    first, _, rest = name.partition(" ")
    if rest[:1].islower() and first[:1].isupper() and first[1:].islower() and first.isalpha() and words(rest):
        yield f"{first[0]}. {rest}"


def of_species(species: Species) -> Iterator[Form]:
    """Yield the forms of a species."""
    listed = {key(name) for name in (species.name, *species.former_names, *species.other_names)}
    for name in species_names(species):
        rank = LISTED if key(name) in listed else DERIVED
        yield Form(key(name), "species", species.id, rank, name)
    for name in species.unverified_names:
        yield Form(key(name), "species", species.id, UNVERIFIED, name)


def of_strain(strain: Strain, lineage: Iterable[Species]) -> Iterator[Form]:
    """Yield the forms of a strain.

    Args:
        strain: The strain.
        lineage: Its species or subspecies, and what that belongs to.

    """
    for name in (*strain.other_names, *strain.former_names):
        yield Form(key(name), "strain", strain.id, LISTED, name)
        yield from (Form(key(short), "strain", strain.id, DERIVED, short) for short in abbreviated(name))
    named = {name for species in lineage for name in species_names(species)}
    genera = {name.split()[0] for name in named if " " in name}
    designations = [
        *((name, DERIVED) for name in (strain.designation, *strain.deposit_numbers, *strain.other_names)),
        *((name, UNVERIFIED) for name in (*strain.unverified_deposit_numbers, *strain.unverified_names)),
    ]
    for written, rank in designations:
        short = key(written)
        if _DISTINCTIVE.fullmatch(short):
            # A word alone, such as a surname, is weaker than a product that bears it as its name.
            own = written in {strain.designation, *strain.deposit_numbers} and not short.isalpha()
            yield Form(short, "strain", strain.id, LISTED if own else rank, written)
        if _begins_with_name(written, named | genera):
            continue
        for name in named | genera:
            yield Form(key(f"{name} {written}"), "strain", strain.id, rank, f"{name} {written}")


def _begins_with_name(written: str, names: Iterable[str]) -> bool:
    first = words(written)[:1]
    return any(words(name)[:1] == first for name in names)


def of_product(product: Product) -> Iterator[Form]:
    """Yield the forms of a product."""
    for name in (product.name, *product.other_names):
        yield Form(key(name), "product", product.id, LISTED, name)
    for name in product.unverified_names:
        yield Form(key(name), "product", product.id, UNVERIFIED, name)
