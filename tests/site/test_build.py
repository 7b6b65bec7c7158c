"""The site holds every record and every studied pair, leads nowhere else, and is written whole or not at all."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from conftest import Copy, run
from pages_built import Site, broken, read

import probiocheck
from probiocheck import model, scale
from probiocheck.site import address, answers, build

if TYPE_CHECKING:
    from probiocheck.ask import Desk

# A disease with many trials, one with few, one with none, and a group of diseases.
CHOSEN = ("rheumatoid-arthritis", "ulcerative-colitis", "alopecia-areata", "inflammatory-bowel-disease")


@pytest.fixture(scope="module")
def site(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the site of some conditions."""
    folder = tmp_path_factory.mktemp("site") / "pages"
    build.build(desk, folder, conditions=CHOSEN)
    return read(folder)


def test_every_link_leads_somewhere(site: Site) -> None:
    """Every link of every page leads to a page that is there, and to a place on it where it names one."""
    assert broken(site) == []


def test_broken_links_are_found(site: Site) -> None:
    """The check of the links is one: a page taken away, or a place renamed, is noticed."""
    gone = dict(site.files)
    del gone[address.of("rule", "BASE-CONTROLLED")]
    assert broken(Site(site.folder, gone))
    assert broken(Site(site.folder, site.files | {"index.html": '<a href="strains.html#nowhere">'}))


def test_nothing_is_loaded_from_elsewhere(site: Site) -> None:
    """What a page loads lies in the folder; a link out of it leads to a publication and is followed by hand only."""
    for page, text in site.files.items():
        if page.endswith(".html"):
            loaded = re.findall(r'<(?:script|link|img|iframe|source|object)\b[^>]*?(?:src|href)="([^"]*)"', text)
            assert loaded
            assert [one for one in loaded if urlsplit(one).scheme not in {"", "data"}] == []
    assert "http" not in site.files["site.css"]
    assert "fetch(" not in site.files["site.js"]


def test_every_record_has_its_page(desk: Desk, site: Site) -> None:
    """A page for each strain, species, product, publication and rule, and for each condition that was chosen."""
    store = desk.store
    wanted = {address.of(kind, one.id) for kind in address.KINDS[:3] for one in store.all(kind)}
    wanted |= {address.of("publication", one.id) for one in store.all("publication")}
    wanted |= {address.of("rule", one.id) for one in store.every_rule()}
    wanted |= {address.of("condition", one) for one in CHOSEN}
    pairs = {path for path in site.files if path.startswith("pair/")}
    assert {path for path in site.files if "/" in path} - pairs == wanted
    assert all(store.name(one.id) for one in store.all("strain"))


def test_whatever_was_studied_has_a_page_with_the_programs_own_answer(desk: Desk, site: Site) -> None:
    """A pair with a trial, an animal model or a neighbouring finding has a page; it says what the program says."""
    found = 0
    for condition in CHOSEN:
        for subject in desk.subjects():
            path = address.of_pair(subject, condition)
            kind = desk.store.kind_of(subject)
            asked = desk.product if kind == "product" else desk.strain
            answer = asked(subject, condition, model.Patient())
            assert isinstance(answer, model.Assessment)
            if answer.basis in {"none", "immune-effect"} and path not in site.files:
                continue
            found += 1
            page = html.unescape(site.files[path])
            assert f'<span class="level {answer.level} badge">{answer.level}</span>' in page
            assert answer.subject.name in page
            for one in answer.evidence:
                assert f'publication/{one.id}.html"' in page
                assert one.brief in page
            for reason in answer.reasons:
                assert f'rule/{reason.rule}.html"' in page
    assert found > 100


def test_every_finding_is_told(desk: Desk, site: Site) -> None:
    """The page of a publication tells each of its findings."""
    for head in desk.store.all("publication"):
        record = desk.store.publication(head.id)
        assert record
        page = site.files[address.of("publication", head.id)]
        told = " ".join(html.unescape(page).split())
        assert all(" ".join(one.summary.split()) in told for one in record.findings)
        assert page.count("<h2>Finding ") == len(record.findings)


def test_a_page_of_a_strain_tells_every_condition(desk: Desk, site: Site) -> None:
    """Each condition stands on the page of each strain: with its levels, or among those that are unknown."""
    for record in desk.store.all("strain"):
        page = site.files[address.of("strain", record.id)]
        for condition in CHOSEN:
            assert f'href="../condition/{condition}.html"' in page or f'pair/{condition}/{record.id}.html"' in page


def test_it_is_the_same_every_time(desk: Desk, site: Site, tmp_path: Path) -> None:
    """Two sites of one knowledge differ in nothing, so that a change of a page is a change of an answer."""
    build.build(desk, tmp_path / "again", conditions=CHOSEN[::-1])
    assert read(tmp_path / "again").files == site.files


def test_markup_in_the_knowledge_stays_text(copy: Copy, tmp_path: Path) -> None:
    """A name that is markup or script is shown and never becomes any."""
    evil = '<script>alert(1)</script>" onclick="alert(2)'
    disease: dict[str, object] = {"id": "evil", "name": evil, "category": evil, "is_autoimmune": "no"}
    strain: dict[str, object] = {"id": "evil-1", "species": "lacticaseibacillus-casei", "designation": evil}
    finding = {
        "subject": "evil-1", "as_named": evil, "condition": "evil", "design": "randomised-trial", "system": "patients",
        "state": "stable", "n_analysed": 80, "outcome": "worsened", "summary": evil, "immune": [{"marker": "IL-10", "change": "up"}],
    }  # fmt: skip
    publication: dict[str, object] = {
        "id": "evil-2026", "title": evil, "journal": evil, "year": 2026, "citation": evil, "url": "https://x/<b>",
        "seen": {"source": evil, "read": "abstract"}, "findings": [finding],
    }  # fmt: skip
    copy.add("conditions.yaml", conditions=[disease])
    copy.add("strains.yaml", strains=[strain])
    copy.add("evidence/evil.yaml", publications=[publication])
    folder = tmp_path / "site"
    build.build(probiocheck.load(copy.folder), folder, conditions=["evil"])
    site = read(folder)
    pages = {path: text for path, text in site.files.items() if path.endswith(".html")}
    assert sum("&lt;script&gt;alert(1)&lt;/script&gt;&#34; onclick" in text for text in pages.values()) > 5
    assert [path for path, text in pages.items() if "<script>" in text or '" onclick="' in text] == []
    assert broken(site) == []


def test_a_local_policy_is_told_on_every_page(tmp_path: Path) -> None:
    """Pages outlive a policy: each says that there is one, and the day on which the first of its entries ends."""
    entry = "  - {id: %s, subject: %s, condition: RA, level: high, reason: seen, by: A. B., expires: '%s'}\n"
    policy = tmp_path / "policy.yaml"
    text = "policy:\n" + entry % ("one", "LGG", "2099-12-31") + entry % ("two", "L. casei 01", "2099-11-30")
    policy.write_text(text, encoding="utf-8")
    folder = tmp_path / "site"
    build.build(probiocheck.load(policy=policy), folder, conditions=CHOSEN[:1])
    site = read(folder)
    pages = {path: page for path, page in site.files.items() if path.endswith(".html")}
    assert [path for path, page in pages.items() if "ends on 2099-11-30" not in page] == []
    casei = pages[address.of_pair("lacticaseibacillus-casei-01", CHOSEN[0])]
    assert '<span class="level high badge">high</span>' in casei
    assert "(A. B, until 2099-11-30)" in casei
    assert broken(site) == []
    assert [path for path, page in pages.items() if 'href=""' in page] == []


# --- the folder -----------------------------------------------------------------------------------------------


def test_a_site_is_replaced(desk: Desk, tmp_path: Path) -> None:
    """A new site takes the place of the old one, and nothing of the old one is left."""
    folder = tmp_path / "site"
    build.build(desk, folder, conditions=CHOSEN[:2])
    build.build(desk, folder, conditions=CHOSEN[2:3])
    assert not (folder / address.of("condition", CHOSEN[0])).exists()
    assert (folder / address.of("condition", CHOSEN[2])).exists()
    assert [one.name for one in tmp_path.iterdir()] == ["site"]


def test_what_is_no_site_is_left_alone(tmp_path: Path) -> None:
    """A folder with anything else in it, and a file, are refused: exit code 2, and nothing is touched."""
    full, file = tmp_path / "full", tmp_path / "file"
    full.mkdir()
    (full / "letter.txt").write_text("dear", encoding="utf-8")
    file.write_text("dear", encoding="utf-8")
    for target in (full, file):
        done = run("site", target, "--condition", "RA")
        assert done.code == 2
        assert "name a" in done.err
    assert [one.name for one in full.iterdir()] == ["letter.txt"]
    assert file.read_text(encoding="utf-8") == "dear"


def test_a_failure_leaves_the_old_site(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a page cannot be written, the site that was there stays, whole, and nothing half-written is left."""
    folder = tmp_path / "site"
    build.build(desk, folder, conditions=CHOSEN[2:3])
    before = read(folder)
    write, written = Path.write_bytes, []

    def full(path: Path, data: bytes) -> int:
        written.append(path)
        if len(written) == 50:
            raise OSError(28, "No space left on device")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(build.SiteProblem, match="No space left"):
        build.build(desk, folder, conditions=CHOSEN[:1])
    assert read(folder) == before
    assert [one.name for one in tmp_path.iterdir()] == ["site"]


def test_an_old_site_comes_back(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the new site cannot take its place at the last moment, the old one is there again."""
    folder = tmp_path / "site"
    build.build(desk, folder, conditions=CHOSEN[2:3])
    before = read(folder)
    rename = Path.rename

    def refused(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise OSError(5, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(build.SiteProblem, match="Input/output error"):
        build.build(desk, folder, conditions=CHOSEN[:1])
    assert read(folder) == before
    assert [one.name for one in tmp_path.iterdir()] == ["site"]


def test_a_condition_that_is_not_understood(tmp_path: Path) -> None:
    """An unknown condition is no answer: exit code 3, and no folder is made."""
    done = run("site", tmp_path / "site", "--condition", "nothing of the kind")
    assert (done.code, done.out) == (3, "")
    assert not (tmp_path / "site").exists()


def test_the_command(tmp_path: Path) -> None:
    """The command prints where to begin, and beside the answer how much there is."""
    done = run("site", tmp_path / "site", "--condition", "alopecia areata")
    assert (done.code, done.out) == (0, f"{tmp_path / 'site' / 'index.html'}\n")
    pages = len([*(tmp_path / "site").rglob("*.html")])
    assert f"{pages:,} pages" in done.err


def test_activities_are_those_of_the_scale() -> None:
    """The switch goes from the mildest activity to the worst, after the one that is not given."""
    assert ("unknown", *scale.ACTIVITIES) == answers.ACTIVITIES
    assert {*model.ByActivity.__struct_fields__} == {*answers.ACTIVITIES}
