"""A label as printed on a box → the organisms on it, their doses, what is no organism, and what was not understood.

An organism is read by the rules of names and by nothing else. Whatever looks like an organism and is not understood
is reported, since an organism that is overlooked could reassure falsely.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from probiocheck import model
from probiocheck.names.normalise import plain

if TYPE_CHECKING:
    from probiocheck.knowledge.store import Store
    from probiocheck.names.resolve import Names

_MARKS = str.maketrans(dict.fromkeys("®™©℠\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff*†‡"))
_SUPERSCRIPTS = str.maketrans({char: f"^{digit}" for digit, char in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")})
_WORD = re.compile(r"[^\W_]+(?:(?<=\d)\.(?=\d)[^\W_]+)*")
# Words of several languages that stand between a species and its strain.
_CONNECTIVES = frozenset(
    {"strain", "subsp", "ssp", "subspecies", "var", "variety", "stamm", "souche", "ceppo", "cepa"}
)
_NUMBER = r"\d+(?:[.,\s]\d+)*"
_LARGE = (
    r"(?:billions?|millions?|trillions?|mrd|mio|miliardi|milioni|milliards?|milliarden|mil\s+millones|millones|bn|b)"
)
_UNIT = r"(?:live\s+)?(?:cfu|kbe|ufc|ufk|afu|tfu|cells|bacteria|keime|bakterien|bactéries|viable\s+cells)"
_DOSE = re.compile(
    rf"(?:(?:{_NUMBER}\s*[x×*]\s*)?10\s*(?:\^\s*\d+(?:\s*\^\s*\d+)*|e\s*\d+|\s+\d{{1,2}}\b)(?:\s*{_UNIT}\b)?"
    rf"|{_NUMBER}\s*{_LARGE}\.?\s*(?:{_UNIT}\b|\b)"
    rf"|{_NUMBER}\s*{_UNIT}\b"
    rf"|{_NUMBER}\s*(?:%|mg\b|g\b|µg\b|μg\b|mcg\b|ml\b|kcal\b|kj\b))(?:\s*/\s*(?:g|capsule|sachet|day|dose|ml)\b)?",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[;,\n•·|/+&()\[\]{}:–—]| - |\.(?=\s|$)")
_JOINED = re.compile(r"^[\s.\-\u2010-\u2015'’]*$")
_BESIDE = re.compile(r"^[\s.,\-\u2010-\u2015'’(\[/:=#]*$")
_LATIN = re.compile(r"(?:us|um|is|ii|ae|ans|ens|ense|ensis|icus|ilus|idum|eri|sii|nii|tii)$")
_GENUS = re.compile(r"(?:bacter|bacterium|bacillus|bacilus|coccus|myces|monas|bacteroides|clostridium|ella)$")
_INITIAL = re.compile(r"\b[A-Z][a-z]{0,4}\.\s*[a-zA-Z]{4,}")
# Names run over at most so many words; a word this short is no genus or epithet; a slip is sought in longer ones.
_LONGEST = 9
_SHORT = 3
_LONG_ENOUGH = 7


class _Token(Struct, frozen=True):
    key: str
    start: int
    end: int


class LabelReader:
    """Reads labels with the names of one knowledge."""

    def __init__(self, store: Store, names: Names) -> None:
        self._store = store
        self._names = names
        self._known: tuple[frozenset[str], frozenset[str]] | None = None

    def read(self, text: str) -> model.Label:
        """Read a label.

        Args:
            text: The list of ingredients as printed, in any of the usual forms.

        """
        reading = _Reading(self._store, self._clean(text), *self._vocabulary())
        organisms = reading.run()
        return model.Label(
            text=text,
            organisms=organisms,
            ignored=reading.ignored,
            not_understood=reading.not_understood,
            products=[] if reading.not_understood else self._products({one.id for one in organisms}),
        )

    @staticmethod
    def _clean(text: str) -> str:
        text = text.translate(_SUPERSCRIPTS).translate(_MARKS)
        return "".join(
            char
            for char in unicodedata.normalize("NFKC", text)
            if char in "\n\t" or unicodedata.category(char) != "Cc"
        )

    def _vocabulary(self) -> tuple[frozenset[str], frozenset[str]]:
        """Return every genus and every epithet that the knowledge knows, current and former."""
        if self._known is None:
            genera, epithets = set(), set()
            for species in self._store.all("species"):
                for name in (species.name, *species.former_names):
                    first, *rest = (plain(word) for word in name.split())
                    genera.add(first)
                    epithets |= {
                        word for word in rest if word.isalpha() and len(word) > _SHORT and word not in _CONNECTIVES
                    }
            self._known = frozenset(genera), frozenset(epithets)
        return self._known

    def _products(self, organisms: set[str]) -> list[model.Named]:
        """Return the products on the market that consist of exactly these organisms."""
        return [
            model.Named(id=one.id, name=one.name)
            for one in self._store.all("product")
            if one.marketed and one.complete and len(one.components) > 1 and set(one.components) == organisms
        ]


class _Reading:
    """One pass over one label."""

    def __init__(self, store: Store, text: str, genera: frozenset[str], epithets: frozenset[str]) -> None:
        self.store, self.text = store, text
        self.genera, self.epithets = genera, epithets
        self.harmless = sorted({plain(one) for one in store.not_organisms}, key=len, reverse=True)
        self.units = frozenset(store.not_designations)
        self.tokens = [
            _Token(plain(match[0]), match.start(), match.end())
            for match in _WORD.finditer(text)
            if plain(match[0]) not in _CONNECTIVES
        ]
        self.ignored: list[str] = []
        self.not_understood: list[str] = []

    def run(self) -> list[model.LabelOrganism]:
        """Read the label from left to right."""
        found: list[model.LabelOrganism] = []
        place, rest_from = 0, 0
        while place < len(self.tokens):
            token = self.tokens[place]
            if token.start < rest_from:
                place += 1
                continue
            dose = _DOSE.match(self.text, token.start)
            if dose and not self._organism_at(place):
                self._leftover(rest_from, token.start)
                if found and found[-1].dose is None:
                    found[-1] = _with_dose(found[-1], dose[0])
                rest_from = dose.end()
                continue
            match = self._organism_at(place)
            if match is None:
                place += 1
                continue
            self._leftover(rest_from, token.start)
            organism, after, problem = self._with_designations(*match, place)
            end = self.tokens[after - 1].end
            if "(" in self.text[token.start : end] and self.text[end : end + 1] == ")":
                end += 1
            if problem:
                self.not_understood.append(self.text[token.start : end].strip())
            else:
                self._add(found, organism, self.text[token.start : end].strip())
            place, rest_from = after, end
        self._leftover(rest_from, len(self.text))
        return found

    def _add(self, found: list[model.LabelOrganism], organism: tuple[str, bool], text: str) -> None:
        record, unlisted = organism
        if organism not in {(one.id, one.strain_unlisted) for one in found}:
            found.append(
                model.LabelOrganism(
                    text=" ".join(text.split()),
                    id=record,
                    name=self.store.name(record),
                    kind="strain" if self.store.kind_of(record) == "strain" else "species",
                    strain_unlisted=unlisted,
                )
            )

    # --- organisms ---

    def _organism_at(self, place: int) -> tuple[set[str], str, int] | None:
        """Return the records that the longest name beginning here may mean, its kind, and where it ends."""
        for length in range(min(_LONGEST, len(self.tokens) - place), 0, -1):
            kinds = self._joined(place, place + length)
            if not kinds:
                continue
            joined = "".join(one.key for one in self.tokens[place : place + length])
            for kind in kinds:
                forms = self.store.forms(joined, [kind])
                if forms and not joined.isdigit():
                    return {one.id for one in forms}, kind, place + length
        return None

    def _joined(self, start: int, end: int) -> tuple[str, ...]:
        """Return which names may run from one token to another: across a comma only a strain with its number."""
        gaps = [self._gap(index) for index in range(start, end - 1)]
        if all(_JOINED.match(gap) for gap in gaps):
            return ("ambiguous-organism", "strain", "species")
        across = all(_JOINED.match(gap.replace(",", "").replace("/", "").replace(":", "")) for gap in gaps)
        return ("strain",) if across and self.tokens[end - 1].key.isdigit() else ()

    def _gap(self, index: int) -> str:
        """Return what stands between two tokens, without connectives: the only words that are no tokens."""
        return _WORD.sub("", self.text[self.tokens[index].end : self.tokens[index + 1].start])

    def _with_designations(
        self, records: set[str], kind: str, after: int, start: int
    ) -> tuple[tuple[str, bool], int, bool]:
        """Read what stands behind a name: further names of the same strain, or a designation that is not listed."""
        prefix = "".join(one.key for one in self.tokens[start:after])
        while after < len(self.tokens) and _BESIDE.match(self._gap(after - 1)):
            further = self._designation_at(after, prefix)
            if further is None:
                break
            bearers, end = further
            same = (
                records & bearers
                if kind != "species"
                else {one for one in bearers if records & self.store.above(one)}
            )
            if same:
                records, kind, after = same, "strain", end
            elif "," in self._gap(after - 1) or "/" in self._gap(after - 1):
                break
            else:
                return ("", False), end, True
        if len(records) != 1:
            return ("", False), after, True
        record = next(iter(records))
        if kind == "species" and self._unlisted_at(after):
            required = self.store.get("species", record).strain_required
            end = after + 1
            while end < len(self.tokens) and self._continues(end):
                end += 1
            return (record, True), end, required
        return (record, False), after, False

    def _designation_at(self, place: int, prefix: str) -> tuple[set[str], int] | None:
        for length in range(min(5, len(self.tokens) - place), 0, -1):
            if not all(_BESIDE.match(self._gap(index)) for index in range(place, place + length - 1)):
                continue
            joined = "".join(one.key for one in self.tokens[place : place + length])
            if _DOSE.match(self.text, self.tokens[place].start):
                return None
            for one, kind in ((prefix + joined, "strain"), (joined, "designation")):
                forms = self.store.forms(one, [kind])
                if forms:
                    return {form.id for form in forms}, place + length
        return None

    def _unlisted_at(self, place: int) -> bool:
        """Return whether a word behind a species looks like a designation that the knowledge does not list."""
        if place >= len(self.tokens) or not re.match(r"^[\s\-\u2010-\u2015'’(\[:#]*$", self._gap(place - 1)):
            return False
        token = self.tokens[place]
        if _DOSE.match(self.text, token.start) or token.key in self.units or self._organism_at(place):
            return False
        written = self.text[token.start : token.end]
        digits = any(char.isdigit() for char in written)
        letters = any(char.isalpha() for char in written)
        capitals = written.isupper() and _SHORT - 1 <= len(written) <= _SHORT + 2 and not self.text.isupper()
        return (digits and letters) or capitals

    def _continues(self, place: int) -> bool:
        return (
            bool(_JOINED.match(self._gap(place - 1)))
            and any(char.isdigit() for char in self.tokens[place].key)
            and not (_DOSE.match(self.text, self.tokens[place].start))
        )

    # --- the rest ---

    def _leftover(self, start: int, end: int) -> None:
        """Sort what stands between organisms: no organism, or one that was not understood."""
        for piece in _BREAK.split(self.text[start:end]):
            told = " ".join(piece.split()).strip(" .-'’\"")
            if not any(char.isalpha() for char in told):
                continue
            (self.not_understood if self._looks_like_organism(told) else self.ignored).append(told)

    def _looks_like_organism(self, piece: str) -> bool:
        lowered = plain(piece)
        for phrase in self.harmless:
            lowered = re.sub(rf"\b{re.escape(phrase)}\b", " ", lowered)
        words = [word for word in _WORD.findall(lowered) if word not in _CONNECTIVES]
        if not words:
            return False
        if any(
            word in self.genera or word in self.epithets or _GENUS.search(word)
            for word in words
            if len(word) > _SHORT
        ):
            return True
        if any(_near(word, self.genera | self.epithets) for word in words if len(word) >= _LONG_ENOUGH):
            return True
        if _INITIAL.search(piece) and any(_LATIN.search(word) for word in words):
            return True
        return any(
            one[:1].isupper() and other.islower() and _LATIN.search(plain(other)) and plain(other) in words
            for one, other in zip(piece.split(), piece.split()[1:], strict=False)
        )


def _near(word: str, known: frozenset[str]) -> bool:
    """Return whether a word is a slip of the pen away from a genus or epithet."""
    from probiocheck.names.resolve import distance  # noqa: PLC0415 - resolve is loaded already

    allowed = 1 if len(word) <= _LONG_ENOUGH + 1 else 2
    return any(distance(word, one, allowed) <= allowed for one in known if abs(len(one) - len(word)) <= allowed)


def _with_dose(organism: model.LabelOrganism, dose: str) -> model.LabelOrganism:
    return structs.replace(organism, dose=" ".join(dose.split()))
