"""The compiled knowledge, asked one question at a time."""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import msgspec
from msgspec import Struct, structs

from probiocheck import model
from probiocheck.knowledge.tables import ALWAYS, ANY_PROBIOTIC, FORMAT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sized

    from probiocheck.judge.case import Rulebook
    from probiocheck.model_files import Stop
    from probiocheck.model_shelf import LabelWords

_KINDS: dict[str, type[model.Record]] = {
    "group": model.Group,
    "species": model.Species,
    "strain": model.Strain,
    "product": model.Product,
    "axis": model.ImmuneAxis,
    "condition": model.Condition,
    "publication": model.Publication,
    "therapy": model.Therapy,
    "risk": model.RiskFactor,
}


# What a shell takes as one word without quotes. Compiled where it is used: no look-up does.
_PLAIN_WORD = r"[\w.+#:/-]+"
# Behind every key that begins as the one it is put after.
_AFTER_ALL = "\U0010ffff"


class Unusable(Exception):
    """A compiled form that is damaged or of another format."""


class Found(Struct, frozen=True):
    """A form of a name that is in the knowledge."""

    key: str
    kind: str
    id: str
    rank: int
    written: str


class About(Struct, frozen=True):
    """A finding, and how it is about an organism: ``same``, ``part``, ``member`` or ``class``."""

    organism: str
    how: str
    publication: model.Publication
    finding: model.Finding


class _Row(NamedTuple):
    """A finding about an organism as it lies in the tables."""

    organism: str
    how: str
    condition: str | None
    infections: int
    number: int
    publication: str
    head: bytes
    finding: bytes


def _marks(values: Sized) -> str:
    """Return as many question marks as there are values, for a query."""
    return ",".join("?" * len(values))


class Store:
    """Read-only access to a compiled knowledge."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        try:
            self._meta = dict(base.execute("SELECT name, value FROM meta").fetchall())
        except sqlite3.Error as error:
            raise Unusable(str(error)) from error
        if self._meta.get("format") != str(FORMAT):
            raise Unusable("compiled by another version")
        self._cache: dict[tuple[str, str], Any] = {}
        self._rules: dict[str, model.Rule] = {}
        self._triggers: dict[str, set[str]] = {}
        self._core: model.RulebookCore | None = None
        self._names: dict[str, tuple[str | None, str]] = {}
        self._above: dict[str, frozenset[str]] = {}
        self._found: dict[tuple[str, tuple[str, ...]], list[_Row]] = {}
        self._decoded: dict[int, model.Finding] = {}

    @property
    def about(self) -> model.AboutFile:
        """Return the version, title and licence of the knowledge."""
        return msgspec.json.decode(self._meta["about"], type=model.AboutFile)

    @property
    def digest(self) -> str:
        """Return the digest of the content, 16 hexadecimal digits."""
        return str(self._meta["digest"])

    @property
    def spelling(self) -> list[model.SpellingVariant]:
        """Return the spelling variants that conditions' names are read with."""
        return msgspec.json.decode(self._meta["spelling"], type=list[model.SpellingVariant])

    @property
    def generic_words(self) -> list[str]:
        """Return words such as "disease" that tell no condition apart."""
        return msgspec.json.decode(self._meta["generic_words"], type=list[str])

    @property
    def not_designations(self) -> list[str]:
        """Return words such as "mg" that are no strain's designation."""
        return msgspec.json.decode(self._meta["not_designations"], type=list[str])

    @property
    def label_words(self) -> LabelWords:
        """Return what stands on labels and is no organism, names many, or says that cells are dead."""
        from probiocheck.model_shelf import LabelWords  # noqa: PLC0415 - a look-up needs none

        return msgspec.json.decode(self._meta["label_words"], type=LabelWords)

    # --- records ---

    def get(self, kind: str, record: str) -> Any:
        """Return a record by kind and id, or ``None``; a publication without its findings (see ``publication``)."""
        cached = self._cache.get((kind, record))
        if cached is None:
            query = "SELECT json FROM record WHERE kind = ? AND id = ?"
            row = self._base.execute(query, (kind, record)).fetchone()
            if row is None:
                return None
            cached = self._cache[kind, record] = msgspec.json.decode(row[0], type=_KINDS[kind])
        return cached

    def publication(self, record: str) -> model.Publication | None:
        """Return a publication with its findings."""
        head: model.Publication | None = self.get("publication", record)
        query = "SELECT json FROM finding WHERE publication = ? ORDER BY number"
        rows = self._base.execute(query, (record,)).fetchall()
        findings = [msgspec.json.decode(row[0], type=model.Finding) for row in rows]
        return structs.replace(head, findings=findings) if head else None

    def all(self, kind: str) -> Iterator[Any]:
        """Yield every record of a kind, by id."""
        for (record,) in self._base.execute("SELECT id FROM record WHERE kind = ? ORDER BY id", (kind,)).fetchall():
            yield self.get(kind, record)

    def name(self, record: str) -> str:
        """Return the name of a strain, species, product or condition."""
        return self._named(record)[1]

    def kind_of(self, record: str) -> str | None:
        """Return the kind of an organism or product id."""
        kind = self._named(record)[0]
        return None if kind == "condition" else kind

    def _named(self, record: str) -> tuple[str | None, str]:
        known = self._names.get(record)
        if known is None:
            row = self._base.execute(
                "SELECT kind, name FROM record WHERE id = ?"
                " AND kind IN ('strain', 'species', 'product', 'condition') ORDER BY kind DESC",
                (record,),
            ).fetchone()
            known = self._names[record] = row or (None, record)
        return known

    def title(self, kind: str, record: str) -> str:
        """Return the name of a record of any kind."""
        row = self._base.execute("SELECT name FROM record WHERE id = ? AND kind = ?", (record, kind)).fetchone()
        return row[0] if row else record

    def search(self, text: str) -> list[tuple[str, str, str]]:
        """Return kind, id and name of the records whose id, name, title or any other name holds ``text``."""
        like = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        kinds = "('strain', 'species', 'product', 'condition', 'publication', 'therapy', 'risk')"
        return self._base.execute(
            "SELECT DISTINCT r.kind, r.id, r.name FROM record r LEFT JOIN form f ON f.id = r.id"  # noqa: S608 - fixed
            f" WHERE r.kind IN {kinds} AND (r.id LIKE ?1 ESCAPE '\\' OR r.name LIKE ?1 ESCAPE '\\'"
            " OR f.written LIKE ?1 ESCAPE '\\') ORDER BY r.kind, r.id",
            (like,),
        ).fetchall()

    def beginning_with(self, text: str, kinds: Iterable[str], forms: Iterable[str]) -> list[str]:
        """Return ids of ``kinds`` and written ``forms`` of one word that begin with ``text``.

        Args:
            text: The beginning; where it is empty, only ids are returned.
            kinds: The kinds of records whose ids are wanted.
            forms: The kinds of names that are wanted.

        """
        from probiocheck.names.normalise import key  # noqa: PLC0415 - only completion asks

        found: set[str] = set()
        for query, start, wanted in (
            ("SELECT kind, id FROM record WHERE id >= ? AND id < ?", text, kinds),
            ("SELECT kind, written FROM form WHERE key >= ? AND key < ?", key(text), forms if text else ()),
        ):
            rows = self._base.execute(query, (start, start + _AFTER_ALL)).fetchall()
            found.update(written for kind, written in rows if kind in wanted)
        return sorted(one for one in found if one.startswith(text) and re.fullmatch(_PLAIN_WORD, one))

    def counts(self) -> dict[str, int]:
        """Return how many records of each kind, findings and rules there are."""
        counted = dict(self._base.execute("SELECT kind, COUNT(*) FROM record GROUP BY kind").fetchall())
        counted["finding"] = self._base.execute("SELECT COUNT(*) FROM finding").fetchone()[0]
        counted["rule"] = self._base.execute("SELECT COUNT(*) FROM rule").fetchone()[0]
        return counted

    def tour(self) -> list[Stop]:
        """Return the stops of the tour in their order; none where the knowledge has no tour."""
        from probiocheck.model_files import Stop  # noqa: PLC0415 - a look-up needs none

        rows = self._base.execute("SELECT json FROM stop ORDER BY number").fetchall()
        return [msgspec.json.decode(row[0], type=Stop) for row in rows]

    # --- names ---

    def forms(self, key: str, kinds: Iterable[str]) -> list[Found]:
        """Return the forms with exactly this key, of these kinds, the firmest only."""
        wanted = set(kinds)
        rows = self._base.execute("SELECT key, kind, id, rank, written FROM form WHERE key = ?", (key,)).fetchall()
        found = [Found(*row) for row in rows if row[1] in wanted]
        firmest = min((one.rank for one in found), default=0)
        return sorted((one for one in found if one.rank == firmest), key=lambda one: (one.kind, one.id))

    def forms_near(self, key: str, kinds: Iterable[str]) -> list[Found]:
        """Return forms that begin like ``key`` and are about as long; the field in which suggestions are sought."""
        wanted = set(kinds)
        rows = self._base.execute(
            "SELECT key, kind, id, rank, written FROM form"
            " WHERE key >= ? AND key < ? AND length(key) BETWEEN ? AND ? LIMIT 5000",
            (key[:2], key[:2] + _AFTER_ALL, len(key) - 3, len(key) + 3),
        ).fetchall()
        return [Found(*row) for row in rows if row[1] in wanted]

    def all_forms(self, kind: str) -> list[Found]:
        """Return every form of a kind."""
        rows = self._base.execute("SELECT key, kind, id, rank, written FROM form WHERE kind = ?", (kind,)).fetchall()
        return [Found(*row) for row in rows]

    def codes(self, system: str, codes: list[str]) -> list[tuple[str, str, str]]:
        """Return code, kind and id of every listed code among ``codes``."""
        return self._base.execute(
            f"SELECT code, kind, id FROM code WHERE system = ? AND code IN ({_marks(codes)})",  # noqa: S608 - marks only
            (system, *codes),
        ).fetchall()

    def above(self, record: str) -> frozenset[str]:
        """Return an organism's species and groups, or a condition's parents, itself included."""
        known = self._above.get(record)
        if known is None:
            rows = self._base.execute("SELECT above FROM lineage WHERE id = ?", (record,)).fetchall()
            known = self._above[record] = frozenset([record, *(row[0] for row in rows)])
        return known

    def below(self, record: str, kind: str) -> list[str]:
        """Return the ids of the records of ``kind`` that stand below a species or condition, without itself."""
        rows = self._base.execute(
            "SELECT DISTINCT l.id FROM lineage l JOIN record r ON r.id = l.id AND r.kind = ?"
            " WHERE l.above = ? AND l.id != ? ORDER BY l.id",
            (kind, record, record),
        ).fetchall()
        return [row[0] for row in rows]

    # --- evidence ---

    def findings(self, organism: str, how: Iterable[str], conditions: Iterable[str] | None = None) -> list[About]:
        """Return the findings about an organism.

        Args:
            organism: The id of a strain, species or product.
            how: Any of ``same``, ``part``, ``member``.
            conditions: Only findings in one of these, or with serious infections; every finding where ``None``.

        """
        ways = tuple(how)
        known = self._found.get((organism, ways))
        if known is None:
            # Read once, and decoded where it is asked for: a list of many asks for it in every condition.
            known = self._found[organism, ways] = self._rows(
                f"a.organism = ? AND a.how IN ({_marks(ways)})", (organism, *ways)
            )
        wanted = None if conditions is None else set(conditions)
        return self._abouts(one for one in known if wanted is None or one.condition in wanted or one.infections)

    def class_findings(self, conditions: Iterable[str]) -> list[About]:
        """Return the findings about probiotics as such in one of these conditions, or with serious infections."""
        wanted = sorted(conditions)
        here = f"a.organism = ? AND (a.condition IN ({_marks(wanted)}) OR a.infections)"
        return self._abouts(self._rows(here, (ANY_PROBIOTIC, *wanted)))

    def _rows(self, where: str, values: tuple[str, ...]) -> list[_Row]:
        query = (
            "SELECT a.organism, a.how, a.condition, a.infections, f.rowid, f.publication, r.json, f.json"  # noqa: S608
            " FROM about a JOIN finding f ON f.rowid = a.finding"
            " JOIN record r ON r.id = f.publication AND r.kind = 'publication'"
            f" WHERE {where} ORDER BY f.rowid"
        )
        return [_Row(*row) for row in self._base.execute(query, values)]

    def _abouts(self, rows: Iterable[_Row]) -> list[About]:
        return [
            About(
                one.organism, one.how, self._head(one.publication, one.head), self._finding(one.number, one.finding)
            )
            for one in rows
        ]

    def _finding(self, number: int, blob: bytes) -> model.Finding:
        """Return a finding from its record, decoded once."""
        known = self._decoded.get(number)
        if known is None:
            known = self._decoded[number] = msgspec.json.decode(blob, type=model.Finding)
        return known

    def _head(self, publication: str, blob: bytes) -> model.Publication:
        """Return a publication without its findings from its record, decoded once."""
        known = self._cache.get(("publication", publication))
        if known is None:
            known = self._cache["publication", publication] = msgspec.json.decode(blob, type=model.Publication)
        return cast("model.Publication", known)

    def studied_in(self, condition: str, *, species: bool = False) -> list[str]:
        """Return the products and marketed strains that findings of this very condition are about.

        Args:
            condition: The id.
            species: Marketed species, too, where findings name no strain.

        """
        rows = self._base.execute(
            "SELECT DISTINCT organism FROM about WHERE how = 'same' AND condition = ? ORDER BY organism", (condition,)
        ).fetchall()
        kinds = {row[0]: self.kind_of(row[0]) for row in rows}
        wanted = {"strain", "species"} if species else {"strain"}
        return [
            one
            for one, kind in kinds.items()
            if kind == "product" or (kind in wanted and self.get(kind, one).marketed)
        ]

    def statements(self, condition: str) -> list[About]:
        """Return the findings of guidelines in a condition, by publication."""
        rows = self._base.execute(
            "SELECT f.publication, r.json, f.json FROM finding f"
            " JOIN record r ON r.id = f.publication AND r.kind = 'publication'"
            " WHERE f.condition = ? AND f.statement ORDER BY f.rowid",
            (condition,),
        ).fetchall()
        return [
            About("", "statement", self._head(row[0], row[1]), msgspec.json.decode(row[2], type=model.Finding))
            for row in rows
        ]

    def standings(self, condition: str, activity: str, below: int, most: int) -> list[tuple[str, int, int]]:
        """Return subject, level and certainty of what stands below a level in a condition without risk factors.

        Args:
            condition: The id.
            activity: The disease activity.
            below: The rank of the level.
            most: How many at most, lowest level and best certainty first; all where negative.

        """
        return self._base.execute(
            "SELECT subject, level, certainty FROM standing WHERE condition = ? AND activity = ? AND level < ?"
            " ORDER BY level, certainty DESC, subject LIMIT ?",
            (condition, activity, below, most),
        ).fetchall()

    # --- rules ---

    def rule(self, record: str) -> model.Rule | None:
        """Return a rule by id."""
        row = self._base.execute("SELECT json FROM rule WHERE id = ?", (record,)).fetchone()
        return msgspec.json.decode(row[0], type=model.Rule) if row else None

    def rules(self) -> list[model.Rule]:
        """Return every rule, by id."""
        rows = self._base.execute("SELECT json FROM rule ORDER BY id").fetchall()
        return [msgspec.json.decode(row[0], type=model.Rule) for row in rows]

    def every_rule(self) -> list[model.Rule | model.Tier | model.NoEvidence | model.MemberRule]:
        """Return whatever an answer can name as its rule: tiers and member rules, too."""
        core = self.rulebook([])
        return [*core.tiers, core.no_evidence, *core.member_rules.values(), *self.rules()]

    def rulebook(self, triggers: Iterable[str]) -> Rulebook:
        """Return the rulebook with the rules that anything in ``triggers`` can set off."""
        from probiocheck.judge.case import Rulebook  # noqa: PLC0415 - completion and names need no judge

        by_phase: dict[model.Phase, list[model.Rule]] = {}
        for record in sorted(self._triggered({ALWAYS, *triggers})):
            by_phase.setdefault(self._rules[record].phase, []).append(self._rules[record])
        if self._core is None:
            self._core = msgspec.json.decode(self._meta["rulebook"], type=model.RulebookCore)
        core = self._core
        return Rulebook(
            parameters=core.parameters,
            no_evidence=core.no_evidence,
            tiers=tuple(core.tiers),
            member_rules=core.member_rules,
            markers=core.markers,
            states=core.states,
            rules=by_phase,
        )

    def _triggered(self, triggers: set[str]) -> set[str]:
        """Return the ids of the rules that ``triggers`` can set off; each trigger is looked up once."""
        unknown = sorted(triggers - self._triggers.keys())
        if unknown:
            self._triggers.update((one, set()) for one in unknown)
            for what, record, blob in self._base.execute(
                "SELECT t.what, r.id, r.json FROM trigger_of t JOIN rule r ON r.id = t.rule"  # noqa: S608
                f" WHERE t.what IN ({_marks(unknown)})",
                unknown,
            ):
                self._triggers[what].add(record)
                if record not in self._rules:
                    self._rules[record] = msgspec.json.decode(blob, type=model.Rule)
        return set().union(*(self._triggers[one] for one in triggers))
