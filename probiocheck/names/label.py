"""A label as printed on a box → the organisms on it, their doses, what is no organism, and what was not understood.

An organism is read by the rules of names and by nothing else. Whatever looks like an organism and is not understood
is reported, since an organism that is overlooked could reassure falsely.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from probiocheck import model, model_shelf
from probiocheck.names import label_text
from probiocheck.names.label_text import DOSE
from probiocheck.names.normalise import CONNECTIVES, MAX_LENGTH, UNREADABLE, WORD, key, plain, readable

if TYPE_CHECKING:
    from probiocheck.knowledge.store import Store

# Words of several languages that stand between a species and its strain, or before its former name.
_CONNECTIVES = CONNECTIVES | {"stamm", "souche", "ceppo", "cepa", "strains", "formerly", "previously"}
# A point before a small letter ends no sentence: it stands behind the initial of a genus.
_BREAK = re.compile(r"[;,\n•·|/+&()\[\]{}:–—]| - |\.(?=\s*$|\s+[^\sa-z])")
_JOINED = re.compile(r"^[\s.\-\u2010-\u2015'’]*$")
_BESIDE = re.compile(r"^[\s.,\-\u2010-\u2015'’()\[\]/:=#]*$")
# What parts one organism from the next, and what ends a heading.
_PARTS = re.compile(rf"[,;\n•&+/]|{label_text.AND}", re.IGNORECASE)
_SEGMENT = re.compile(r"[,;\n•]|\.\s")
# What may stand between strains of one species that are named by their designations alone.
_APART = re.compile(rf"^(?:[\s,:/&+()\[\]\-\u2010-\u2015]|{label_text.AND})*$", re.IGNORECASE)
_ENDS_HEADING = re.compile(r"[,;)\]}•]")
_BRACKETED = re.compile(r"\([^()]*\)")
_OPENS = re.compile(r"[^\S\n]*[:(\[][^)\]\n]*$")
_COUNT = re.compile(rf"\d+\s*(?:{label_text.LARGE}|{label_text.UNIT}|%|mg|g|µg|mcg|ml)(?:\b|(?<=%))", re.IGNORECASE)
# A number of its own behind a species, that is neither a count nor part of one.
_NUMBERED = re.compile(r"\d{2,6}(?![\w%])(?![.,\s]\d)")
# A number that stands alone: the designation of a further strain, and no count of anything.
_BARE = re.compile(rf"(?:{label_text.AND})?\s*\d{{2,6}}(?:-\d{{1,3}})?", re.IGNORECASE)
_STANDS_ALONE = re.compile(rf"\s*(?:[,;&/()\[\]\n•]|\.(?!\d)|{label_text.AND}|$)", re.IGNORECASE)
_LIKE_DESIGNATION = re.compile(r"^[A-Z]{2,}[ -]?\d+\w*$")
_LATIN = re.compile(r"(?:us|um|is|a|ae|ei|ii|ans|ens|ense|eri)$")
_GENUS = re.compile(r"(?:bacter|bacterium|bacillus|bacilus|coccus|myces|monas|bacteroides|clostridium|ella)$")
_GREEK_WORD = re.compile(r"[\u0370-\u03ff]{2,}")
_INITIAL = re.compile(r"\b[A-Z][a-z]{0,4}\.\s*[a-zA-Z]{4,}")
# Names run over at most so many words; a word this short is no genus or epithet; a slip is sought in longer ones.
_LONGEST = 9
_SHORT = 3
_LONG_ENOUGH = 7
_STEM = 9
# So many characters away a word may still speak of an organism.
_NEAR = MAX_LENGTH // 2 - 1


class _Token(Struct, frozen=True):
    key: str
    start: int
    end: int


# A genus, an epithet and a strain's code, all of them unknown; a food additive's number (E 211) is none.
_CODED = re.compile(r"\b[A-Z][a-z]{3,}\s+[a-z]{5,}\s+(?!E\s?\d{3})[A-Z]{1,5}[- ]?\d")


class LabelReader:
    """Reads labels with the names of one knowledge."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: tuple[frozenset[str], frozenset[str]] | None = None

    def read(self, text: str) -> model_shelf.Label:
        """Read a label.

        Args:
            text: The list of ingredients as printed, in any of the usual forms.

        """
        text = readable(text)
        genera, epithets = self._vocabulary()
        written = label_text.spell_out(label_text.clean(text), genera, epithets)
        reading = _Reading(self._store, written, genera, epithets)
        organisms = reading.run()
        return model_shelf.Label(
            text=text,
            organisms=organisms,
            ignored=reading.ignored,
            not_understood=reading.not_understood,
            products=[] if reading.not_understood else self._products(organisms),
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

    def _products(self, organisms: list[model_shelf.LabelOrganism]) -> list[model.Named]:
        """Return the products on the market that consist of exactly these strains.

        Effects belong to strains: a species on the label may be any of its strains, so it makes no product known.
        """
        strains = {one.id for one in organisms}
        if any(one.kind != "strain" for one in organisms):
            return []
        return [
            model.Named(id=one.id, name=one.name)
            for one in self._store.all("product")
            if one.marketed and one.complete and len(one.components) > 1 and set(one.components) == strains
        ]


class _Reading:
    """One pass over one label."""

    def __init__(self, store: Store, text: str, genera: frozenset[str], epithets: frozenset[str]) -> None:
        self.store, self.text = store, text
        self.genera, self.epithets = genera, epithets
        # Other languages bend the ends of the names of genera: lactobacilo, bifidobacterias.
        self.stems = tuple({one[:_STEM] for one in genera if len(one) >= _STEM})
        words = store.label_words
        self.harmless, self.collective, self.killed = words.not_organisms, words.collective, words.killed
        self.units = frozenset(store.not_designations)
        self.tokens = [
            _Token(plain(match[0]), match.start(), match.end())
            for match in WORD.finditer(text)
            if plain(match[0]) not in _CONNECTIVES
        ]
        self.found: list[model_shelf.LabelOrganism] = []
        self.ignored: list[str] = []
        self.not_understood: list[str] = []
        # Collective words that headed a list; elsewhere on the label they point to that list.
        self._headed: set[str] = set()
        self._collectives: list[tuple[str, str]] = []
        # The same on a line above: of one organism alone they are no heading, but something else in the box.
        self._above: list[tuple[str, str]] = []
        self._doses: list[tuple[int, int]] = []
        # Where the organism that was understood last ends.
        self._end = 0

    def run(self) -> list[model_shelf.LabelOrganism]:
        """Read the label from left to right."""
        place, rest_from, skip_to = 0, 0, 0
        while place < len(self.tokens):
            token = self.tokens[place]
            if token.start < skip_to:
                place += 1
                continue
            match = self._organism_at(place) or self._further_at(place)
            if match is None:
                skip_to = self._dose_at(token.start)
                place += 1
                continue
            self._leftover(rest_from, token.start, heading=self._genera(match[0]))
            organism, place, problem = self._with_designations(*match, place)
            end = self.tokens[place - 1].end
            if "(" in self.text[token.start : end] and self.text[end : end + 1] == ")":
                end += 1
            written = " ".join(self.text[token.start : end].split())
            if problem or self._is_killed(token.start, end):
                self.not_understood.append(written)
            else:
                self._add(organism, written, self.text[self._end : token.start] if self._end else ",")
                self._end = end
            rest_from = skip_to = end
        self._leftover(rest_from, len(self.text))
        if len(self.found) > 1:
            self._headed.update(phrase for _, phrase in self._above)
        for piece, phrase in (*self._above, *self._collectives):
            (self.ignored if phrase in self._headed else self.not_understood).append(piece)
        return self.found

    def _dose_at(self, start: int) -> int:
        """Return where a dose that begins here ends; it is that of an organism it stands directly behind."""
        dose = DOSE.match(self.text, start)
        if dose is None:
            return start
        self._doses.append(dose.span())
        behind = self._end and not re.search(r"[\w,;]", self.text[self._end : start])
        if behind and self.found and self.found[-1].dose is None:
            self.found[-1] = structs.replace(self.found[-1], dose=" ".join(dose[0].split()))
        return dose.end()

    def _is_killed(self, start: int, end: int) -> bool:
        """Return whether cells are said to be dead: what is known of the live organism does not speak for them."""
        near = max(start - _NEAR, 0), end + _NEAR
        before = max((one.end() for one in _SEGMENT.finditer(self.text, near[0], start)), default=near[0])
        after = _SEGMENT.search(self.text, end, near[1])
        segment = f"{self.text[before:start]} {self.text[end : after.start() if after else near[1]]}"
        said = plain(segment)
        return any(_holds(said, word) for word in self.killed)

    def _add(self, organism: tuple[str, bool], text: str, gap: str) -> None:
        """Add an organism, once; a species and a strain of it that nothing parts are one."""
        record, unlisted = organism
        kind: model.SubjectKind = "strain" if self.store.kind_of(record) == "strain" else "species"
        new = model_shelf.LabelOrganism(
            text=text, id=record, name=self.store.name(record), kind=kind, strain_unlisted=unlisted
        )
        last = self.found[-1] if self.found and not _PARTS.search(gap) else None
        if last and not unlisted and not last.strain_unlisted:
            if kind == "species" and record in self.store.above(last.id):
                return
            if last.kind == "species" and last.id in self.store.above(record):
                self.found.pop()
                new = structs.replace(new, text=" ".join(f"{last.text}{gap}{text}".split()), dose=last.dose)
        if (new.id, unlisted) not in {(one.id, one.strain_unlisted) for one in self.found}:
            self.found.append(new)

    # --- organisms ---

    def _organism_at(self, place: int) -> tuple[set[str], str, int] | None:
        """Return the records that the longest name beginning here may mean, its kind, and where it ends."""
        for length in range(min(_LONGEST, len(self.tokens) - place), 0, -1):
            kinds = self._joined(place, place + length)
            if not kinds or (length > 1 and _COUNT.match(self.text, self.tokens[place + length - 1].start)):
                continue
            joined = "".join(one.key for one in self.tokens[place : place + length])
            for kind in kinds:
                forms = self.store.forms(joined, [kind])
                if forms and not joined.isdigit():
                    return {one.id for one in forms}, kind, place + length
        return None

    def _further_at(self, place: int) -> tuple[set[str], str, int] | None:
        """Return a further strain of the species read last, named by its designation alone: "HN001, GG"."""
        if not self.found or not _APART.match(DOSE.sub("", self.text[self._end : self.tokens[place].start])):
            return None
        record = self.found[-1].id
        species = next((one for one in [record, *self.store.above(record)] if self.store.get("species", one)), None)
        if species is None or self.tokens[place].key in self.units:
            return None
        further = self._designation_at(place, key(self.store.name(species)))
        if further is None:
            return None
        number = "".join(one.key for one in self.tokens[place : further[1]]).isdigit()
        if number and not _STANDS_ALONE.match(self.text, self.tokens[further[1] - 1].end):
            return None
        same = {one for one in further[0] if species in self.store.above(one)}
        return (same, "strain", further[1]) if same else None

    def _joined(self, start: int, end: int) -> tuple[str, ...]:
        """Return which names may run from one token to another: across a comma only a strain with its number."""
        gaps = [self._gap(index) for index in range(start, end - 1)]
        if all(_JOINED.match(gap) for gap in gaps):
            return ("ambiguous-organism", "strain", "species")
        across = all(_JOINED.match(gap.replace(",", "").replace("/", "").replace(":", "")) for gap in gaps)
        return ("strain",) if across and self.tokens[end - 1].key.isdigit() else ()

    def _gap(self, index: int) -> str:
        """Return what stands between two tokens, without connectives: the only words that are no tokens."""
        return WORD.sub("", self.text[self.tokens[index].end : self.tokens[index + 1].start])

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
        if kind == "strain" and self._suffixed_at(after):
            return ("", False), after + 1, True
        return (record, False), after, False

    def _suffixed_at(self, place: int) -> bool:
        """Return whether letters stand behind a designation that may make another strain of it, as 299v of 299."""
        if place >= len(self.tokens) or self.text.isupper() or self._organism_at(place):
            return False
        written = self.text[self.tokens[place].start : self.tokens[place].end]
        letters = written.isalpha() and written.isupper() and len(written) <= _SHORT
        known = self.tokens[place].key in self.units or self.tokens[place].key in self.harmless
        return letters and not known and self._gap(place - 1) in {" ", "-"}

    def _designation_at(self, place: int, prefix: str) -> tuple[set[str], int] | None:
        for length in range(min(5, len(self.tokens) - place), 0, -1):
            if not all(_BESIDE.match(self._gap(index)) for index in range(place, place + length - 1)):
                continue
            joined = "".join(one.key for one in self.tokens[place : place + length])
            if DOSE.match(self.text, self.tokens[place].start):
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
        if DOSE.match(self.text, token.start) or token.key in self.units or self._organism_at(place):
            return False
        last = place
        while last + 1 < len(self.tokens) and self._gap(last) == "-":
            if len(token.key) > _SHORT and not self.tokens[last + 1].key[0].isdigit():
                break
            last += 1
        written = self.text[token.start : self.tokens[last].end]
        digits = any(char.isdigit() for char in written)
        letters = any(char.isalpha() for char in written)
        if _NUMBERED.match(self.text[token.start :]):
            return True
        first = self.text[token.start : token.end]
        capitals = first.isupper() and _SHORT - 1 <= len(first) <= _SHORT + 2 and not self.text.isupper()
        return (digits and letters) or capitals

    def _continues(self, place: int) -> bool:
        return (
            bool(_JOINED.match(self._gap(place - 1)))
            and any(char.isdigit() for char in self.tokens[place].key)
            and not (DOSE.match(self.text, self.tokens[place].start))
        )

    # --- the rest ---

    def _genera(self, records: set[str]) -> frozenset[str]:
        """Return the genera that organisms belong to, current and former: the only ones that may head them."""
        species = {one: self.store.get("species", one) for record in records for one in self.store.above(record)}
        names = [name for one in species.values() if one for name in (one.name, *one.former_names)]
        return frozenset(plain(name.split(maxsplit=1)[0]) for name in names)

    def _leftover(self, start: int, end: int, *, heading: frozenset[str] | None = None) -> None:
        """Sort what stands between organisms: no organism, or one that was not understood.

        Args:
            start: Where it begins.
            end: Where it ends.
            heading: The genera of the organism that follows; its last words may be a heading such as "lactic
                bacteria:" or one of these genera. None where nothing follows.

        """
        text = list(self.text[start:end])
        for first, last in self._doses:
            if start <= first and last <= end:
                text[first - start : last - start] = " " * (last - first)
        rest = "".join(text)
        closed = _BRACKETED.sub(lambda one: " " * len(one[0]), rest)
        ended = max((one.end() for one in _ENDS_HEADING.finditer(closed)), default=0)
        heads_from = len(rest) if heading is None else ended
        place = 0
        for piece in [*_BREAK.finditer(rest), None]:
            until = piece.start() if piece else len(rest)
            told = " ".join(rest[place:until].split()).strip(" .-'’\"")
            first = start == self._end and not rest[:place].strip(" ,;&/")
            further = bool(self._end and first and _BARE.fullmatch(told))
            if further or any(char.isalpha() or char == UNREADABLE for char in told):
                names = heading if heading and place >= heads_from and _OPENS.match(rest, until) else frozenset()
                collective = next((one for one in self.collective if _holds(self._plain(told), one)), None)
                if (
                    further
                    or len(told) > MAX_LENGTH
                    or self._looks_like_organism(told, headed_by=names)
                    or (first and self._is_code(told))
                ):
                    self.not_understood.append(told)
                elif collective and place < heads_from:
                    self._collectives.append((told, collective))
                elif collective and "\n" in rest[until:]:
                    self._above.append((told, collective))
                else:
                    self._headed |= {collective} if collective else set()
                    self.ignored.append(told)
            place = piece.end() if piece else until

    def _is_code(self, piece: str) -> bool:
        """Return whether a piece that follows an organism reads as a designation that is not listed."""
        return (
            bool(self._end and _LIKE_DESIGNATION.match(piece))
            and plain(piece.split(maxsplit=1)[0]) not in self.harmless
        )

    def _plain(self, piece: str) -> str:
        """Return a piece, plain, without what is known to be no organism."""
        lowered = plain(piece)
        for phrase in self.harmless:
            lowered = _without(lowered, phrase)
        return lowered

    def _looks_like_organism(self, piece: str, *, headed_by: frozenset[str]) -> bool:
        """Return whether a piece may name an organism: better once too often than once too seldom."""
        lowered = self._plain(piece)
        if UNREADABLE in piece or not _readable(lowered) or _CODED.search(piece):
            return True
        for phrase in (*self.collective, *headed_by):
            lowered = _without(lowered, phrase)
        words = [word for word in WORD.findall(lowered) if word not in _CONNECTIVES]
        return any(self._is_of_organism(word) for word in words) or _is_binomial(piece, words)

    def _is_of_organism(self, word: str) -> bool:
        """Return whether a word is a genus or epithet, bent or misspelt, or has the form of a genus of microbes."""
        known = self.genera | self.epithets
        if len(word) <= _SHORT:
            return False
        if word in known or word.startswith(self.stems) or _GENUS.search(word):
            return True
        return len(word) >= _LONG_ENOUGH and _near(word, known)


def _is_binomial(piece: str, words: list[str]) -> bool:
    """Return whether a piece has the form of a Latin name, with the genus in full or by its initial."""
    if _INITIAL.search(piece) and any(_LATIN.search(word) for word in words):
        return True
    written = piece.split()
    return any(
        one[:1].isupper() and other.islower() and len(other) > _SHORT and _LATIN.search(plain(other))
        for one, other in pairwise(written)
        if plain(one) in words and plain(other) in words
    )


def _readable(piece: str) -> bool:
    """Return whether a piece is in the script that the names are written in; what stands in another is not read.

    Of Greek the letters are read that stand for themselves, as in β-glucan and µg; a word of it may name anything.
    """
    latin = all(not char.isalpha() or unicodedata.name(char, "").startswith(("LATIN ", "GREEK ")) for char in piece)
    return latin and not _GREEK_WORD.search(piece)


def _near(word: str, known: frozenset[str]) -> bool:
    """Return whether a word is a slip of the pen away from a genus or epithet."""
    from probiocheck.names.resolve import distance  # noqa: PLC0415 - resolve is loaded already

    allowed = 1 if len(word) <= _LONG_ENOUGH + 1 else 2
    return any(distance(word, one, allowed) <= allowed for one in known if abs(len(one) - len(word)) <= allowed)


def _holds(text: str, phrase: str) -> bool:
    return phrase in text and bool(re.search(rf"\b{re.escape(phrase)}\b", text))


def _without(text: str, phrase: str) -> str:
    return re.sub(rf"\b{re.escape(phrase)}\b", " ", text) if phrase in text else text
