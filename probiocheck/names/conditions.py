"""The forms in which the name and the codes of a condition are compared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from probiocheck.names.normalise import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from probiocheck.model import SpellingVariant

# Patterns are compiled when first used: most look-ups name their condition and need none of the codes.
_WORD = r"[^\W_]+(?:'[^\W_]*)?"
_BLOCK = r"^[a-z][0-9][0-9a-z.]*\s*[-/]\s*[a-z][0-9]"
_ICD = r"^(?:icd[-\s]?10(?:[-\s]?cm)?[\s:]*)?([a-tv-z][0-9][0-9a-z](?:\.?[0-9a-z]{1,4})?)$"
_ICD11 = r"^(?:icd[-\s]?11[\s:]*)?([0-9a-z][a-z][0-9][0-9a-z](?:\.[0-9a-z]{1,3})?)$"
# "MONDO:0008383", "mondo_0008383", "Orphanet 92": the vocabulary, then its number.
_PREFIXED = r"^(mondo|doid|mesh|orpha|orphanet)[\s:_-]*([cd]?[0-9]+)$"
_BARE_MESH = r"^([cd][0-9]{6,9})$"


def words(text: str, spelling: Iterable[SpellingVariant]) -> list[str]:
    """Return the words of a condition's name: possessives dropped, spelling variants read alike."""
    found = []
    for word in re.findall(_WORD, plain(text)):
        stem = word.removesuffix("'s").replace("'", "")
        for variant in spelling:
            stem = stem.replace(variant.written, variant.read_as)
        found.append(stem)
    return [word for word in found if word]


def keys(text: str, spelling: Iterable[SpellingVariant]) -> set[str]:
    """Return the keys of a listed name; a possessive may also be written without its apostrophe."""
    variants = list(spelling)
    bare = plain(text).replace("'", "")
    return {"".join(words(text, variants)), "".join(words(bare, variants))} - {""}


def code(text: str) -> tuple[str, str] | None:
    """Return the vocabulary and the code that ``text`` is written in, or ``None`` where it is no code.

    Vocabularies are ``mondo``, ``doid``, ``mesh``, ``orphanet``, ``icd11`` and ``icd10`` (ICD-10-CM and WHO ICD-10
    alike; the dot is dropped). A block range such as ``M05-M14`` is no code: a block holds unlike diseases.
    """
    written = plain(text).strip()
    if re.match(_BLOCK, written):
        return None
    if match := re.match(_PREFIXED, written):
        vocabulary = "orphanet" if match[1].startswith("orpha") else match[1]
        return vocabulary, match[2]
    if match := re.match(_BARE_MESH, written):
        return "mesh", match[1]
    if match := re.match(_ICD, written):
        return "icd10", match[1].replace(".", "")
    if match := re.match(_ICD11, written):
        return "icd11", match[1]
    return None


def prefixes(icd10: str) -> list[str]:
    """Return ``icd10`` and everything it begins with, longest first, three characters at least."""
    return [icd10[:length] for length in range(len(icd10), 2, -1)]
