"""The text of a label made plain: marks, powers, doses, and genera that stand once before a list of epithets."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from probiocheck.names.normalise import MARKS, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

_FOOTNOTES = str.maketrans("", "", "*†‡")
_SUPERSCRIPTS = str.maketrans({char: f"^{digit}" for digit, char in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")})
# Thousands in groups of three, or a number with its decimals.
_NUMBER = r"(?:\d{1,3}(?:[.,\s]\d{3})+\b|\d+(?:[.,]\d+)?)"
LARGE = (
    r"(?:billions?|millions?|trillions?|mrd|mio|mld|miliardi|milioni|milliards?|milliarden"
    r"|mil\s+millones|millones|bn|b)"
)
UNIT = (
    r"(?:live\s+)?"
    r"(?:cfus?|kbe|ufc|ufk|afu|tfu|cells|bacteria|spores|keime|bakterien|bactéries|células|viable\s+cells)"
)
_POWER = r"10\s*(?:\^\s*\d+(?:\s*\^\s*\d+)*|e\s*\d+|\s+\d{1,2}\b)"
DOSE = re.compile(
    rf"(?:(?:{_NUMBER}\s*[x×*·]\s*)?{_POWER}(?:\s*{UNIT}\b)?"
    rf"|{_NUMBER}\s*{LARGE}(?:\.?\s*{UNIT}\b|\b\.?)"
    rf"|{_NUMBER}\s*{UNIT}\b"
    rf"|{_NUMBER}\s*(?:%|mg\b|g\b|µg\b|μg\b|mcg\b|ml\b|kcal\b|kj\b))(?:\s*/\s*(?:g|capsule|sachet|day|dose|ml)\b)?",
    re.IGNORECASE,
)
_BROKEN = re.compile(r"([^\W\d_])-[ \t]*\n[ \t]*([a-z])")
_ITEMS = r"[^,;&/+()\[\]\n:]+"
AND = r"\b(?:and|und|et|y|e|i|og)\b"
_BETWEEN = re.compile(rf"(\s*(?:[,&/+]|{AND})\s*)", re.IGNORECASE)


def clean(text: str) -> str:
    """Return a label without marks and control characters, powers as ``10^9``, broken words joined."""
    text = text.translate(_SUPERSCRIPTS).translate(MARKS).translate(_FOOTNOTES)
    text = "".join(
        char for char in unicodedata.normalize("NFKC", text) if char in "\n\t" or unicodedata.category(char) != "Cc"
    )
    return _BROKEN.sub(r"\1\2", text)


def spell_out(text: str, genera: Iterable[str], epithets: frozenset[str]) -> str:
    """Return a label with the genus before each epithet where it stands once before a colon or an opening bracket.

    A genus heads a list, so genus and epithet are a name as exact as if written out; an epithet behind a comma
    alone is not, since nobody can tell whose it is.
    """
    genus = "|".join(map(re.escape, genera))
    heading = re.compile(rf"\b({genus})\s*(?:(:)|[(\[])\s*({_ITEMS}(?:[,&/+]{_ITEMS})*)", re.IGNORECASE)
    return heading.sub(lambda found: _with_genus(found, epithets), text)


def _with_genus(found: re.Match[str], epithets: frozenset[str]) -> str:
    genus, colon, items = found[1], found[2], found[3]
    parts = _BETWEEN.split(items)
    if not _is_epithet(parts[0], epithets):
        return found[0]
    told, heads = [], True
    for place, part in enumerate(parts):
        item = place % 2 == 0
        # Behind a colon the list ends where no epithet follows; a bracket shows its end itself.
        heads = heads and (not item or not colon or _is_epithet(part, epithets))
        told.append(f"{genus} {part}" if item and heads and part[:1].islower() else part)
    return "".join(told)


def _is_epithet(part: str, epithets: frozenset[str]) -> bool:
    first = part.split()[:1]
    return bool(first) and part[:1].islower() and plain(first[0]) in epithets
