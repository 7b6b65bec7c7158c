"""Text → one record, or candidates; never a guess.

A name resolves when its key equals that of a listed or derived form of exactly one record. Spelling distance only
ever suggests.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from probiocheck import model
from probiocheck.names import conditions, organisms
from probiocheck.names.normalise import key, raw_words, readable, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from probiocheck.knowledge.store import Found, Store

_ORGANISMS = ("strain", "species", "product")
_MOST_SUGGESTIONS = 3
_LONGEST_UNLISTED = 3
_LONGEST_LETTERS = 6
_LONGEST_CAPITALS = 3
# A strain with its species and all of its numbers has fewer words; cutting many more apart would take long.
_MOST_WORDS = 40


class Resolved(Struct, frozen=True, kw_only=True):
    """A name understood: the record, and what the reader should be told about the understanding."""

    id: str
    kind: str
    query: str
    strain_unlisted: bool = False
    notes: tuple[str, ...] = ()


class Names:
    """The resolver over one knowledge."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # --- strains and products ---

    def strain(self, text: str) -> Resolved | model.NoAnswer:
        """Resolve the name of a strain or species; a product's name resolves to the product."""
        return self._organism(readable(text), "strain", _ORGANISMS)

    def product(self, text: str) -> Resolved | model.NoAnswer:
        """Resolve the name of a product."""
        return self._organism(readable(text), "product", ("product",))

    def _organism(
        self, text: str, what: Literal["strain", "product"], kinds: tuple[str, ...]
    ) -> Resolved | model.NoAnswer:
        whole = key(text)
        if not whole or whole.isdigit():
            return self._unknown(text, what)
        declared = self._store.forms(whole, ["ambiguous-organism"])
        if declared:
            return self._ambiguous(text, what, {one.id for one in declared})
        forms = self._store.forms(whole, kinds)
        if not forms and what == "strain":
            return self._parts(text, words(text)) or self._unknown(text, what, kinds)
        ids = self._one_subject({one.id: one.kind for one in [*forms, *self._behind_genus(words(text), forms)]})
        if len(ids) > 1:
            return self._ambiguous(text, what, ids)
        if not ids:
            return self._unknown(text, what, kinds)
        return self._resolved(text, what, ids.popitem(), forms)

    def _behind_genus(self, found: list[str], forms: list[Found]) -> list[Found]:
        """Return what a term declared to mean several means behind a genus, which does not decide between them."""
        first, rest = "".join(found[:1]), "".join(found[1:])
        if not rest or {one.kind for one in forms} != {"strain"} or self._store.forms(first, ["species"]):
            return []
        return self._store.forms(rest, ["ambiguous-organism"])

    def _resolved(self, text: str, what: str, found: tuple[str, str], forms: list[Found]) -> Resolved:
        record, kind = found
        notes = []
        if all(one.rank == organisms.UNVERIFIED for one in forms):
            notes.append(
                f"“{text.strip()}” is recognised as a name of {self._store.name(record)} from memory, unverified."
            )
        if kind == "product" and what == "strain":
            notes.append(
                f"“{text.strip()}” is a product, not a strain: the answer is about {self._store.name(record)}."
            )
        return Resolved(id=record, kind=kind, query=text, notes=tuple(notes))

    def _one_subject(self, ids: dict[str, str]) -> dict[str, str]:
        """Drop a product that consists of a strain which bears the same name: they are one subject."""
        for record, kind in list(ids.items()):
            if kind == "product" and len(ids) > 1:
                product: model.Product = self._store.get("product", record)
                if len(product.components) == 1 and product.components[0] in ids:
                    del ids[record]
        return ids

    def _parts(self, text: str, found: list[str]) -> Resolved | model.NoAnswer | None:
        """Read several names of one strain, or a species name followed by designations."""
        if len(found) > _MOST_WORDS:
            return None
        sets = self._segments(found, "")
        if sets:
            return self._intersection(text, sets)
        for length in range(len(found), 0, -1):
            species = self._store.forms("".join(found[:length]), ["species"])
            if species:
                return self._of_species(text, {one.id for one in species}, found, length)
        return None

    def _of_species(self, text: str, species: set[str], found: list[str], length: int) -> Resolved | model.NoAnswer:
        """Read what follows the name of a species: designations of its strains, or one that is not listed."""
        name, rest = "".join(found[:length]), found[length:]
        sets = self._segments(rest, name) or []
        own = [{one for one in bearers if species & self._store.above(one)} for bearers in sets]
        if own and all(own):
            return self._intersection(text, own)
        if len(species) > 1:
            return self._ambiguous(text, "strain", species)
        record: model.Species = self._store.get("species", next(iter(species)))
        if record.strain_required:
            return self._unknown(text, "strain", _ORGANISMS)
        if sets:
            # A designation is another species' strain: one of the names is wrong, and which is not ours to say.
            candidates = set.union(*sets) if any(own) else {record.id, *set.union(*sets)}
            return self._ambiguous(text, "strain", candidates)
        partly = any(self._bearers("".join(rest[:end]), name) for end in range(1, len(rest)))
        if partly or not self._looks_like_designation(text, len(rest)):
            return self._unknown(text, "strain", _ORGANISMS)
        close = self._unknown(text, "strain", ("strain",)).suggestions
        near = [one.name for one in close if record.id in self._store.above(one.id)]
        notes = (f"Listed by a name much like the one asked: {', '.join(near)}.",) if near else ()
        return Resolved(id=record.id, kind="species", query=text, strain_unlisted=True, notes=notes)

    def _looks_like_designation(self, text: str, length: int) -> bool:
        """Return whether the last words of ``text`` look like a strain's designation rather than prose or a dose.

        Letters and digits together do; letters alone only where they are few capitals in a text that has small ones.
        """
        last = raw_words(text)[-length:] if length else []
        if not last or len(last) > _LONGEST_UNLISTED:
            return False
        if {word.casefold() for word in last} & set(self._store.not_designations):
            return False
        if any(char.isdigit() for word in last for char in word):
            return all(len(word) <= _LONGEST_LETTERS or not word.isalpha() for word in last)
        return not text.isupper() and all(word.isupper() and len(word) <= _LONGEST_CAPITALS for word in last)

    def _segments(self, rest: list[str], prefix: str) -> list[set[str]] | None:
        """Cut words into names of strains, each with the strains that bear it; ``None`` where that cannot be done.

        After the name of a species (``prefix``) any designation is a name; alone only a distinctive one is.
        """
        # Sought from the end, so that nothing is cut twice: "La1 01" can be one designation or two.
        cut: list[list[set[str]] | None] = [*(None for _ in rest), []]
        for start in reversed(range(len(rest))):
            for end in range(len(rest), start, -1):
                others = cut[end]
                bearers = set() if others is None else self._bearers("".join(rest[start:end]), prefix)
                if others is not None and bearers:
                    cut[start] = [bearers, *others]
                    break
        return cut[0]

    def _bearers(self, joined: str, prefix: str) -> set[str]:
        for one, kind in (
            (prefix + joined, "ambiguous-organism"),
            (prefix + joined, "strain"),
            (joined, "ambiguous-organism"),
            (joined, "designation" if prefix else "strain"),
        ):
            forms = self._store.forms(one, [kind])
            if forms:
                return {form.id for form in forms}
        return set()

    def _intersection(self, text: str, sets: list[set[str]]) -> Resolved | model.NoAnswer:
        shared = set.intersection(*sets)
        if len(shared) == 1:
            return Resolved(id=shared.pop(), kind="strain", query=text)
        return self._ambiguous(text, "strain", shared or set.union(*sets))

    # --- conditions ---

    def condition(self, text: str) -> Resolved | model.NoAnswer:
        """Resolve the name, abbreviation or code of a condition.

        Names go before codes, since T1D has the shape of an ICD-10 category. Of ICD-10 codes the longest listed
        prefix counts (ICD-10-CM guideline: a category holds what is below it), and a neighbour's never does.
        """
        text = readable(text)
        found = self._condition(text)
        name, _, rest = text.partition("(")
        if isinstance(found, Resolved) or not rest.rstrip().endswith(")"):
            return found
        # "Rheumatoid arthritis (RA)": a name and its abbreviation or code, which must agree.
        parts = [self._condition(part, suggest=False) for part in (name, rest.rstrip()[:-1])]
        ids = {one.id for one in parts if isinstance(one, Resolved)}
        if len(ids) == 1 and all(isinstance(one, Resolved) for one in parts):
            return Resolved(id=ids.pop(), kind="condition", query=text)
        return found

    def _condition(self, text: str, *, suggest: bool = True) -> Resolved | model.NoAnswer:
        variants = sorted(conditions.keys(text, self._store.spelling))
        for kind in ("ambiguous-condition", "lookalike", "abbreviation", "condition"):
            forms = [form for one in variants for form in self._store.forms(one, [kind])]
            if forms:
                return self._named(text, kind, forms, variants)
        found = conditions.code(text)
        if found:
            return self._coded(text, *found)
        return self._unknown_condition(text, self._close_conditions(text) if suggest else [])

    def _named(self, text: str, kind: str, forms: list[Found], variants: list[str]) -> Resolved | model.NoAnswer:
        ids = {one.id for one in forms}
        if kind == "lookalike":
            return self._unknown_condition(text, [], next(iter(sorted(ids))))
        if kind == "ambiguous-condition" or len(ids) > 1:
            return self._ambiguous(text, "condition", ids)
        also = [one.id for variant in variants for one in self._store.forms(variant, ["also-means"])]
        record = ids.pop()
        notes = [f"“{text.strip()}” was read as {self._store.name(record)}; it can also mean {one}." for one in also]
        return Resolved(id=record, kind="condition", query=text, notes=tuple(dict.fromkeys(notes)))

    def _coded(self, text: str, system: str, code: str) -> Resolved | model.NoAnswer:
        prefixes = conditions.prefixes(code) if system == "icd10" else [code, code.partition(".")[0]]
        rows = self._store.codes(system, prefixes)
        if not rows:
            return self._unknown_condition(text, [])
        longest = max(len(row[0]) for row in rows)
        nearest = [row for row in rows if len(row[0]) == longest]
        ids = {record for _, kind, record in nearest if kind == "condition"}
        if len(ids) > 1:
            return self._ambiguous(text, "condition", ids)
        if ids:
            return Resolved(id=ids.pop(), kind="condition", query=text)
        note = next((record for _, kind, record in nearest if kind == "lookalike"), None)
        return self._unknown_condition(text, [], note)

    def _close_conditions(self, text: str) -> list[str]:
        """Return conditions whose name differs by a slip of the pen, compared word by word."""
        generic = self._store.generic_words
        asked = [
            word
            for word in conditions.words(text, self._store.spelling)
            if all(distance(word, one, 1) > 1 for one in generic)
        ]
        if len("".join(asked)) < 6:  # noqa: PLR2004 - shorter input is an abbreviation, and those never match nearly
            return []
        close: dict[str, int] = {}
        for form in self._store.all_forms("condition"):
            listed = [word for word in conditions.words(form.written, self._store.spelling) if word not in generic]
            slips = _slips(asked, listed)
            if slips is not None:
                close[form.id] = min(slips, close.get(form.id, slips))
        return sorted(close, key=lambda one: (close[one], one))[:_MOST_SUGGESTIONS]

    def _unknown_condition(self, text: str, suggestions: list[str], note: str | None = None) -> model.NoAnswer:
        return model.NoAnswer(
            reason="unknown",
            what="condition",
            query=text,
            suggestions=[self._as_named(one) for one in suggestions],
            note=note,
        )

    # --- therapies and risks ---

    def choice(self, text: str, kind: Literal["therapy", "risk"]) -> str | list[str]:
        """Resolve a therapy class, drug or risk factor; return its id, or a list of suggestions."""
        forms = self._store.forms(key(text), [kind])
        ids = {one.id for one in forms}
        if len(ids) == 1:
            return ids.pop()
        known = {one.written: one.id for one in self._store.all_forms(kind)}
        close = difflib.get_close_matches(text.casefold(), list(known), n=_MOST_SUGGESTIONS, cutoff=0.7)
        return sorted(ids) or list(dict.fromkeys(known[one] for one in close))

    # --- no answer ---

    def _ambiguous(
        self, text: str, what: Literal["strain", "product", "condition"], ids: Iterable[str]
    ) -> model.NoAnswer:
        candidates = [self._as_named(one) for one in sorted(ids)]
        return model.NoAnswer(reason="ambiguous", what=what, query=text, candidates=candidates)

    def _unknown(self, text: str, what: Literal["strain", "product"], kinds: tuple[str, ...] = ()) -> model.NoAnswer:
        asked = key(text)
        bearers = [one.id for one in self._store.forms(asked, ["designation"])] if kinds else []
        near = {one.key: one for one in self._store.forms_near(asked, kinds)} if kinds else {}
        close = difflib.get_close_matches(asked, list(near), n=2 * _MOST_SUGGESTIONS, cutoff=0.82)
        ids = list(dict.fromkeys([*bearers, *(near[one].id for one in close)]))[:_MOST_SUGGESTIONS]
        suggestions = [self._as_named(one) for one in ids]
        return model.NoAnswer(reason="unknown", what=what, query=text, suggestions=suggestions)

    def _as_named(self, record: str) -> model.Named:
        return model.Named(id=record, name=self._store.name(record))


def _slips(asked: list[str], listed: list[str]) -> int | None:
    """Return the edits between two names, word by word, or ``None`` where they are different names.

    One edit is allowed in a word of up to seven letters and two above; words under five letters must be equal.
    """
    if len(asked) != len(listed):
        return None
    total = 0
    for one, other in zip(asked, listed, strict=True):
        allowed = 0 if min(len(one), len(other)) < 5 else 1 if len(one) < 8 else 2  # noqa: PLR2004 - as documented
        edits = distance(one, other, allowed)
        if edits > allowed:
            return None
        total += edits
    return total


def distance(one: str, other: str, most: int) -> int:
    """Return the Levenshtein distance of two words, or ``most + 1`` where it is larger."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for place, char in enumerate(one, 1):
        previous, row[0] = row[0], place
        for column, opposite in enumerate(other, 1):
            previous, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, previous + (char != opposite)),
            )
    return min(row[-1], most + 1)
