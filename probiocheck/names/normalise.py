"""Bring a name to the one form in which names are compared.

Two names are the same name when their keys are equal. A key keeps letters and digits only, so that case, dashes,
spaces and trade marks never matter, and nothing else is ever treated as equal.
"""

from __future__ import annotations

import re
import unicodedata

# Marks that NFKC would turn into letters ("BB-12™" into "BB-12TM").
MARKS = str.maketrans("", "", "®™©℠\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´′", "'"))
# Words that nomenclature puts between the parts of a name and that carry no identity (ICNP, ICN).
CONNECTIVES = frozenset({"strain", "subsp", "ssp", "subspecies", "var", "variety"})
# A point between digits is part of a number: CGMCC 1.3724 is not CGMCC 13724.
WORD = re.compile(r"[^\W_]+(?:(?<=\d)\.(?=\d)[^\W_]+)*")

MAX_LENGTH = 200
# Stands for what could not be decoded, so nobody knows what was written there.
UNREADABLE = "\ufffd"
_SURROGATES = "[\ud800-\udfff]"


def readable(text: str) -> str:
    """Return ``text`` with a mark where it could not be decoded; nothing could print it as it is."""
    return text if text.isascii() else re.sub(_SURROGATES, UNREADABLE, text)


def plain(text: str) -> str:
    """Return ``text`` in lower case, without accents, trade marks or soft separators.

    Control characters, what could not be decoded, and text longer than ``MAX_LENGTH`` give an empty string: such
    input is no name.
    """
    if len(text) > MAX_LENGTH or UNREADABLE in text:
        return ""
    text = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES).translate(MARKS))
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"} and not char.isspace() for char in text):
        return ""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def words(text: str) -> list[str]:
    """Return the words of an organism's or product's name, without connectives such as ``subsp.``."""
    return [word for word in WORD.findall(plain(text)) if word not in CONNECTIVES]


def raw_words(text: str) -> list[str]:
    """Return the words of a name as they were written, without connectives."""
    written = unicodedata.normalize("NFKC", text.translate(MARKS))
    return [word for word in WORD.findall(written) if word.casefold() not in CONNECTIVES]


def key(text: str) -> str:
    """Return the key under which the name of an organism or product is compared."""
    return "".join(words(text))
