"""Build the site: every page, written as a whole or not at all."""

from __future__ import annotations

import tempfile
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from probiocheck import model, scale
from probiocheck.plot import data
from probiocheck.render import answer, html, view
from probiocheck.render.matrix import LETTERS
from probiocheck.render.page import clean, foot, harmless
from probiocheck.site import address, heat, records, search
from probiocheck.site import answers as answered
from probiocheck.site.pair import pair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from probiocheck.ask import Desk

    Progress = Callable[[int, int], None]

# By this file a folder is known as a site that may be replaced.
_MARK = "probiocheck-site.txt"
_MENU = {
    "Heat map": "index.html",
    "Strains": "strains.html",
    "Products": "products.html",
    "Conditions": "conditions.html",
    "Publications": "publications.html",
    "Rules": "rules.html",
}
_EVERYTHING = "everything.html"


class SiteProblem(Exception):
    """The site cannot be written: nothing was, and why."""


class Built(NamedTuple):
    """How many pages there are, and how many bytes all files hold."""

    pages: int
    bytes: int


def build(desk: Desk, folder: Path, progress: Progress = lambda *_: None, conditions: Sequence[str] = ()) -> Built:
    """Write the site into a folder.

    Args:
        desk: The knowledge, and the policy of the house where there is one.
        folder: Where to; made if it is not there. A site that is there is replaced, anything else is left alone.
        progress: Told after each condition how many of how many are answered.
        conditions: Those that get pages, by id; every one where none is named.

    Raises:
        SiteProblem: The folder holds something else, or cannot be written to.

    """
    try:
        _refuse_what_is_no_site(folder)
        folder.absolute().parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.absolute().parent, prefix=f".{folder.name}-") as unfinished:
            new = Path(unfinished, "new")
            built = _write(new, Pages(desk, conditions, progress))
            _take_the_place(new, folder, Path(unfinished, "old"))
    except OSError as error:
        raise SiteProblem(f"{folder} cannot be written to: {error.strerror}") from error
    return built


def _refuse_what_is_no_site(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise SiteProblem(f"{folder} is a file: name a folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / _MARK).is_file():
        raise SiteProblem(f"{folder} holds something else than a site: name a new folder")


def _take_the_place(new: Path, folder: Path, old: Path) -> None:
    """Put a new site where the old one is, which goes aside; where that fails the old one comes back."""
    if folder.exists():
        folder.rename(old)
    try:
        new.rename(folder)
    except BaseException:  # an interrupt, too: what lies aside is about to be removed
        if old.exists():
            old.rename(folder)
        raise


def _write(folder: Path, pages: Pages) -> Built:
    number = size = 0
    for path, text in _files(pages):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        size += target.write_bytes(text.encode())
        number += path.endswith(".html")
    return Built(number, size)


def _files(pages: Pages) -> Iterator[tuple[str, str]]:
    """Yield path and text of every file."""
    yield _MARK, "Made by probiocheck site. A new site replaces this folder.\n"
    yield "site.css", _own("render/templates/style.css") + _own("site/templates/site.css")
    yield "site.js", _own("site/static/site.js")
    yield "names.js", search.script(pages.desk, pages.addresses.pages)
    yield from pages.all()


def _own(path: str) -> str:
    """Return a text that came with the program."""
    return (files("probiocheck") / path).read_text(encoding="utf-8")


class Pages:
    """Makes the pages: asks for every answer first, since most pages show many of them."""

    def __init__(self, desk: Desk, conditions: Sequence[str], progress: Progress) -> None:
        self.desk, self.store = desk, desk.store
        self._conditions = sorted(set(conditions)) or [one.id for one in desk.store.all("condition")]
        self._found = [*answered.every(desk, self._conditions, progress)]
        self.addresses = address.Addresses(desk.store, self._conditions)
        version, data_version, _ = desk.stamp
        self._templates = html.environment("probiocheck.site", "probiocheck.render")
        self._templates.finalize = _cleaned
        self._templates.globals |= {
            "foot": clean(foot(version, data_version, desk.store.about.disclaimer)),
            # Pages do not know the day, so they say up to which they hold.
            "policy_until": min((one.written.expires for one in desk.policy.entries.values()), default="")
            if desk.policy
            else "",
            "menu": [*_MENU.items()],
            "levels": html.LEVELS,
            "letters": LETTERS,
            "activities": answered.ACTIVITIES,
            "certainties": scale.CERTAINTIES,
            "unknown_place": records.UNKNOWN,
            "leads_to": records.LEADS_TO,
            "called": self._called,
        }

    def all(self) -> Iterator[tuple[str, str]]:
        """Yield path and text of every page."""
        yield from self._heat_maps()
        yield from self._pairs()
        yield from self._organisms()
        yield from self._diseases()
        yield from self._publications()
        yield from self._rules()
        yield from self._lists()

    def _page(self, path: str, template: str, **shown: Any) -> tuple[str, str]:
        page = self._templates.get_template(template)
        to = self.addresses.seen_from(path)
        return path, page.render(root=address.root(path), here=path, to=to, **shown)

    def _told(self, one: answered.Answered) -> str:
        """Return where an answer is told: on its own page, or in its place on that of the subject."""
        if one.studied:
            return address.of_pair(one.subject, one.condition)
        kind = self.store.kind_of(one.subject)
        return f"{address.of(str(kind), one.subject)}#{one.condition if one.known else records.UNKNOWN}"

    def _called(self, kind: str, record: str) -> str:
        """Return how a record is called where another one names it."""
        if kind == "publication":
            return answer.citation(self.store.get(kind, record))
        return record if kind == "rule" else self.store.name(record)

    def _heat_maps(self) -> Iterator[tuple[str, str]]:
        subjects = {one.subject for one in self._found if one.studied}
        conditions = {one.condition for one in self._found if one.studied}
        studied = [one for one in self._found if one.subject in subjects and one.condition in conditions]
        yield self._page(
            _MENU["Heat map"],
            "index.html.j2",
            title="Heat map",
            lead="What was studied beyond immune effects in at least one of these conditions.",
            map=heat.heat_map(self.store, studied, self._told),
            other=(_EVERYTHING, "All strains, species and products in all conditions"),
        )
        yield self._page(
            _EVERYTHING,
            "index.html.j2",
            title="Everything",
            lead="All strains, species and products in all conditions.",
            map=heat.heat_map(self.store, self._found, self._told),
            other=(_MENU["Heat map"], "Only what was studied"),
        )

    def _pairs(self) -> Iterator[tuple[str, str]]:
        for one in self._found:
            if one.studied:
                yield self._page(
                    address.of_pair(one.subject, one.condition),
                    "pair.html.j2",
                    pair=pair(self.desk, one),
                    subject=one.subject,
                    condition=one.condition,
                )

    def _organisms(self) -> Iterator[tuple[str, str]]:
        of = self._by("subject")
        for kind in get_args(model.SubjectKind):
            for record in self.store.all(kind):
                path = address.of(kind, record.id)
                shown = self._organism(path, record, of.get(record.id, []))
                yield self._page(path, "organism.html.j2", kind=kind, **shown)

    def _by(self, what: str) -> dict[str, list[answered.Answered]]:
        """Return the answers of each ``subject`` or ``condition``."""
        of: dict[str, list[answered.Answered]] = {}
        for one in self._found:
            of.setdefault(getattr(one, what), []).append(one)
        return of

    def _organism(self, path: str, record: Any, found: list[answered.Answered]) -> dict[str, Any]:
        store = self.store
        same_as = self.desk.canonical(record.id)
        members = getattr(record, "components", None) or store.below(record.id, "strain")
        up = address.root(path)
        standing = records.standings(store, found, "condition")
        return {
            "name": store.name(record.id),
            "same_as": (same_as, store.name(same_as)) if same_as != record.id else None,
            "studied": [one for one in standing if one.studied],
            "others": [one for one in standing if not one.studied],
            "unknown": records.unknown(store, found),
            "pairs": lambda condition: up + address.of_pair(record.id, condition),
            "effects": data.immune_effects(store, record.id),
            "members": [(one, store.name(one)) for one in members],
            "members_head": "What is in it" if hasattr(record, "components") else "Its strains",
            "cited": records.about(store, record.id),
            "record": records.plain(record),
        }

    def _diseases(self) -> Iterator[tuple[str, str]]:
        of = self._by("condition")
        for record in map(self._condition, self._conditions):
            here = of[record.id]
            standing = records.standings(self.store, here, "subject")
            path = address.of("condition", record.id)
            yield self._page(
                path,
                "condition.html.j2",
                name=record.name,
                studied=[one for one in standing if one.studied],
                others=[one for one in standing if not one.studied],
                unknown=sum(not one.told for one in here),
                pairs=self._pairs_in(record.id, address.root(path)),
                statements=records.statements(self.desk, record.id),
                record=records.plain(record),
            )

    def _condition(self, record: str) -> model.Condition:
        found: model.Condition = self.store.get("condition", record)
        return found

    def _pairs_in(self, condition: str, up: str) -> Callable[[str], str]:
        return lambda subject: up + address.of_pair(subject, condition)

    def _publications(self) -> Iterator[tuple[str, str]]:
        used: dict[str, list[str]] = {}
        for rule in self.store.every_rule():
            for one in (*getattr(rule, "evidence", ()), *getattr(rule, "against", ())):
                used.setdefault(one, []).append(rule.id)
        for head in self.store.all("publication"):
            shown, link = answer.identity(head)
            record: model.Publication = self.store.publication(head.id)  # type: ignore[assignment]
            fields = records.plain(record)
            yield self._page(
                address.of("publication", head.id),
                "publication.html.j2",
                cited=records.cited(head),
                shown=shown,
                link=view.address(link),
                used=used.get(head.id, []),
                findings=[records.plain(one) for one in record.findings],
                record={name: value for name, value in fields.items() if name != "findings"},
            )

    def _rules(self) -> Iterator[tuple[str, str]]:
        for rule in self.store.every_rule():
            yield self._page(
                address.of("rule", rule.id),
                "rule.html.j2",
                record=records.plain(rule),
                cited=self._cited(getattr(rule, "evidence", ())),
                against=self._cited(getattr(rule, "against", ())),
            )

    def _cited(self, ids: Any) -> list[records.Cited]:
        return [records.cited(self.store.get("publication", one)) for one in ids]

    def _lists(self) -> Iterator[tuple[str, str]]:
        store = self.store
        named = {
            "Strains": [(kind, one.id, store.name(one.id), "") for kind in _ORGANISMS for one in store.all(kind)],
            "Products": [("product", one.id, one.name, "") for one in store.all("product")],
            "Conditions": [
                ("condition", one.id, one.name, one.category) for one in map(self._condition, self._conditions)
            ],
            "Publications": [
                ("publication", one.id, answer.citation(one), one.title) for one in store.all("publication")
            ],
            "Rules": [("rule", one.id, one.id, one.title) for one in store.every_rule()],
        }
        for title, rows in named.items():
            ordered = sorted(rows, key=lambda one: (one[2].casefold(), one[1]))
            yield self._page(_MENU[title], "list.html.j2", title=_TITLES.get(title, title), rows=ordered)


_ORGANISMS = ("species", "strain")
_TITLES = {"Strains": "Species and strains"}


def _cleaned(value: Any) -> Any:
    """Return text without what could steer a screen or turn the direction of writing; markup as it is."""
    return harmless(value) if type(value) is str else value
