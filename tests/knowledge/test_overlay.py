"""A folder of one's own records laid over the shipped knowledge: it adds, it contradicts nothing, and it is named."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from conftest import DATA

from probiocheck import model, scale
from probiocheck.ask import Desk
from probiocheck.knowledge import load, place, references
from probiocheck.knowledge.compile import compiled
from probiocheck.knowledge.problem import InvalidKnowledge

if TYPE_CHECKING:
    from pathlib import Path

    from probiocheck.knowledge.problem import Problem

STRAIN: dict[str, Any] = {
    "id": "lacticaseibacillus-casei-xq-77",
    "species": "lacticaseibacillus-casei",
    "designation": "XQ-77",
}


def _publication(name: str = "nobody-2026", **finding: object) -> dict[str, Any]:
    whole: dict[str, object] = {
        "subject": STRAIN["id"],
        "as_named": "L. casei XQ-77",
        "condition": "rheumatoid-arthritis",
        "design": "randomised-trial",
        "system": "patients",
        "state": "stable",
        "n_analysed": 80,
        "outcome": "no-difference",
        "summary": "made up",
    }
    return {
        "id": name,
        "title": "Made up",
        "journal": "None",
        "year": 2026,
        "url": f"https://example.org/{name}",
        "seen": {"source": "nowhere", "read": "abstract"},
        "findings": [whole | finding],
    }


def _rule(name: str = "OWN-RULE", **changes: object) -> dict[str, Any]:
    whole: dict[str, object] = {
        "id": name,
        "title": "Made up",
        "phase": "patient",
        "when": {"any_risk": ["pregnancy"], "conditions": ["rheumatoid-arthritis"]},
        "then": {"at_least": "high", "advice": "Mind the made-up rule."},
        "why": "made up",
    }
    return whole | changes


def _condition(**changes: object) -> dict[str, Any]:
    return {"id": "spots", "name": "Purple spots", "category": "x", "is_autoimmune": "yes"} | changes


def _therapy(**changes: object) -> dict[str, Any]:
    return {"id": "spot-remover", "name": "Spot remover", "suppresses_immunity": "no"} | changes


def _strain(**changes: object) -> dict[str, Any]:
    return STRAIN | changes


def _folder(folder: Path, **files: dict[str, Any]) -> Path:
    """Write a folder of records; ``evidence`` goes into a file of its own there."""
    folder.mkdir(exist_ok=True)
    for name, lists in files.items():
        path = folder / (f"evidence/{folder.name}.yaml" if name == "evidence" else f"{name}.yaml")
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump(lists, sort_keys=False), encoding="utf-8")
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return a folder with a strain of one's own and a trial of it."""
    return _folder(tmp_path / "own", strains={"strains": [STRAIN]}, evidence={"publications": [_publication()]})


def _desk(*added: Path) -> Desk:
    return Desk(place.open_store(DATA, added))


def _answer(desk: Desk, strain: str, condition: str = "RA", **patient: Any) -> model.Assessment:
    answer = desk.strain(strain, condition, model.Patient(**patient))
    assert isinstance(answer, model.Assessment), answer
    return answer


def _problems(*added: Path) -> list[Problem]:
    try:
        return references.problems(load.load(DATA, added))
    except InvalidKnowledge as error:
        return error.problems


# --- what an added folder does --------------------------------------------------------------------------------


def test_answer_of_the_added_strain_and_of_no_other(own: Path, desk: Desk) -> None:
    """A strain and its trial change the answer about that strain; everybody else's is as it was."""
    assert isinstance(desk.strain("XQ77", "RA", model.Patient()), model.NoAnswer)
    laid_over = _desk(own)
    answer = _answer(laid_over, "XQ77")
    assert (answer.level, answer.evidence[0].id) == ("low", "nobody-2026")
    for strain in desk.store.all("strain"):
        before, after = (_answer(one, strain.id) for one in (desk, laid_over))
        assert (after.level, after.certainty, after.reasons) == (before.level, before.certainty, before.reasons)
        assert [one for one in after.evidence if one.id != "nobody-2026"] == before.evidence


def test_every_answer_tells_of_it(own: Path, desk: Desk) -> None:
    """The version of the data is the base's with a mark, and the digest is another."""
    answer, base = _answer(_desk(own), "LGG"), _answer(desk, "LGG")
    assert answer.data_version == f"{base.data_version}+local"
    assert answer.data_digest != base.data_digest


@pytest.mark.parametrize(
    "words", [{"strains": {"killed_words": ["made-dead"]}}, {"conditions": {"generic_words": ["spots"]}}]
)
def test_words_alone_change_the_digest(tmp_path: Path, desk: Desk, words: dict[str, Any]) -> None:
    """Words that names are read with are content, too."""
    assert _desk(_folder(tmp_path / "own", **words)).store.digest != desk.store.digest


def test_words_extend_those_of_the_base(tmp_path: Path, desk: Desk) -> None:
    """Words of an added folder are put to the base's and replace none of them."""
    lists = ("not_designations", "not_organisms", "collective_words", "killed_words")
    own = _folder(
        tmp_path / "own",
        strains={name: ["made up"] for name in lists},
        conditions={"generic_words": ["made up"]},
    )
    store, base = _desk(own).store, desk.store
    assert set(store.not_designations) == {*base.not_designations, "made up"}
    assert set(store.generic_words) == {*base.generic_words, "made up"}
    for name in ("not_organisms", "collective", "killed"):
        assert set(getattr(store.label_words, name)) == {*getattr(base.label_words, name), "made up"}


def test_abbreviation_of_a_genus_is_put_to_the_base_s(tmp_path: Path) -> None:
    """A further abbreviation of a listed genus adds to those it has."""
    own = _folder(tmp_path / "own", strains={"genus_abbreviations": [{"genus": "Lactobacillus", "written": ["Lbx"]}]})
    names = _desk(own).names
    for written in ("Lbx. acidophilus", "Lb. acidophilus"):
        found = names.strain(written)
        assert not isinstance(found, model.NoAnswer), written
        assert found.id == "lactobacillus-acidophilus"


def test_records_name_those_of_the_base(tmp_path: Path, desk: Desk) -> None:
    """A finding about a listed strain in a listed condition, and a rule about them, are at work."""
    own = _folder(
        tmp_path / "own",
        evidence={"publications": [_publication(subject="lacticaseibacillus-rhamnosus-gg", outcome="worsened")]},
        patient={"rules": [_rule()]},
    )
    answer = _answer(_desk(own), "LGG", risks=["pregnancy"])
    assert answer.level == "high"
    assert "Mind the made-up rule." in answer.advice
    assert {"nobody-2026"} <= {one.id for one in answer.evidence}
    assert {"OWN-RULE"} <= {one.rule for one in answer.reasons}
    assert _answer(desk, "LGG", risks=["pregnancy"]).level == "moderate"


@pytest.mark.parametrize("subject", ["lacticaseibacillus-casei-01", "lacticaseibacillus-casei", "vsl3", "yakult"])
def test_one_more_harm_lowers_no_level(tmp_path: Path, desk: Desk, subject: str) -> None:
    """With a finding of harm laid over it, no level of anything in the disease is lower than it was."""
    found = desk.names.strain(subject)
    assert not isinstance(found, model.NoAnswer)
    harm = _publication(subject=found.id, outcome="worsened", state="remission")
    laid_over = _desk(_folder(tmp_path / "own", evidence={"publications": [harm]}))
    builders = [one.builder("rheumatoid-arthritis", "RA") for one in (desk, laid_over)]
    raised = 0
    for kind in ("strain", "species", "product"):
        for one in desk.store.all(kind):
            for activity in ("remission", "flare", "unknown"):
                patient = model.Patient(activity=activity)
                before, after = (
                    side.judged(builder, one.id, patient)[1].level
                    for side, builder in zip((desk, laid_over), builders, strict=True)
                )
                assert scale.rank(after) >= scale.rank(before), (one.id, activity)
                raised += after != before
    assert raised


def test_order_of_folders_changes_nothing(own: Path, tmp_path: Path) -> None:
    """Two folders laid over give the same bytes either way round, and one named twice counts once."""
    other = _folder(
        tmp_path / "other",
        strains={"killed_words": ["made-dead"], "genus_abbreviations": [{"genus": "Bacillus", "written": ["Bax"]}]},
        evidence={"publications": [_publication("other-2026", subject="lacticaseibacillus-rhamnosus-gg")]},
        patient={"rules": [_rule()]},
        conditions={"conditions": [_condition()]},
    )
    assert compiled(DATA, [own, other]) == compiled(DATA, [other, own]) == compiled(DATA, [own, other, own])


def test_two_folders(own: Path, tmp_path: Path) -> None:
    """A folder may build on another that is laid over with it."""
    second = _folder(
        tmp_path / "second", evidence={"publications": [_publication("second-2026", outcome="worsened")]}
    )
    assert _answer(_desk(own), "XQ77").level == "low"
    assert _answer(_desk(second, own), "XQ77").level == "high"
    assert any("no strain, species or product has the id" in one.what for one in _problems(second))


# --- what contradicts the base --------------------------------------------------------------------------------

# Records that contradict the base, the words of the problem, and the file of the base that is named.
CONFLICTS = [
    ("group", "strains", {"groups": [{"id": "lactobacilli", "name": "X"}]}, "strains"),
    (
        "species",
        "strains",
        {"species": [{"id": "lacticaseibacillus-casei", "name": "Made up", "groups": []}]},
        "strains",
    ),
    ("strain", "strains", {"strains": [_strain(id="lacticaseibacillus-casei-01")]}, "strains"),
    ("strain and species", "strains", {"strains": [_strain(id="lacticaseibacillus-casei")]}, "strains"),
    (
        "species and strain",
        "strains",
        {"species": [{"id": "lacticaseibacillus-casei-01", "name": "Made up", "groups": []}]},
        "strains",
    ),
    ("product", "products", {"products": [{"id": "vsl3", "name": "X", "components": []}]}, "products"),
    ("condition", "conditions", {"conditions": [_condition(id="rheumatoid-arthritis")]}, "conditions"),
    ("condition and strain", "conditions", {"conditions": [_condition(id="lacticaseibacillus-casei-01")]}, "strains"),
    ("axis", "conditions", {"immune_axes": [{"id": "th1", "name": "X"}]}, "conditions"),
    ("publication", "evidence", {"publications": [_publication("alipour-2014")]}, "evidence/rheumatoid-arthritis"),
    ("therapy", "patient", {"therapies": [_therapy(id="methotrexate")]}, "patient"),
    ("risk", "patient", {"risks": [{"id": "pregnancy", "name": "X"}]}, "patient"),
    (
        "state",
        "patient",
        {"states": [{"state": "flare", "harm_from": "flare", "reassures_up_to": "flare"}]},
        "patient",
    ),
    ("marker", "rules", {"markers": [{"id": "IL-12", "kind": "neutral"}]}, "rules"),
    ("rule", "patient", {"rules": [_rule("SPECIES-FLOOR")]}, "rules"),
    ("rule and tier", "rules", {"rules": [_rule("BASE-CONTROLLED")]}, "rules"),
    ("rule and member rule", "rules", {"rules": [_rule("SPECIES-MEMBERS")]}, "rules"),
    ("rule and no evidence", "rules", {"rules": [_rule("BASE-NONE")]}, "rules"),
    ("name of a strain", "strains", {"strains": [_strain(other_names=["LGG"])]}, "strains"),
    (
        "name of a product",
        "products",
        {"products": [{"id": "own", "name": "VSL#3", "components": []}]},
        "products",
    ),
    ("name of a condition", "conditions", {"conditions": [_condition(synonyms=["Crohn's disease"])]}, "conditions"),
    ("abbreviation as a name", "conditions", {"conditions": [_condition(synonyms=["RA"])]}, "conditions"),
    (
        "name as an abbreviation",
        "conditions",
        {"conditions": [_condition(abbreviations=["psoriasis"])]},
        "conditions",
    ),
    (
        "another disease",
        "conditions",
        {"lookalikes": [{"name": "Psoriasis", "why": "made up"}]},
        "conditions",
    ),
    ("ICD-10 code", "conditions", {"conditions": [_condition(icd10cm=["M05"])]}, "conditions"),
    ("MONDO code", "conditions", {"conditions": [_condition(mondo="MONDO:0008383")]}, "conditions"),
    ("drug", "patient", {"therapies": [_therapy(drugs=["Infliximab"])]}, "patient"),
    ("name of a risk", "patient", {"risks": [{"id": "own", "name": "Pregnancy"}]}, "patient"),
    (
        "paper",
        "evidence",
        {"publications": [_publication(subject="lacticaseibacillus-casei-01") | {"pmid": "24673738"}]},
        "evidence/rheumatoid-arthritis",
    ),
]


@pytest.mark.parametrize(
    ("file", "lists", "base"), [case[1:] for case in CONFLICTS], ids=[case[0] for case in CONFLICTS]
)
def test_conflict_names_both_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, lists: dict[str, Any], base: str
) -> None:
    """What contradicts the base is told at its own line by the path as given, with the line of the other."""
    monkeypatch.chdir(tmp_path)
    own = _folder(tmp_path / "own", **{file: lists}).relative_to(tmp_path)
    shown = "own/evidence/own.yaml" if file == "evidence" else f"own/{file}.yaml"
    first = next(iter(lists))
    other = re.compile(rf"\bat {base}\.yaml:(\d+)")
    told = [one for one in _problems(own) if other.search(one.what)]
    assert told, _problems(own)
    assert {one.file for one in told} == {shown}
    written = (tmp_path / shown).read_text(encoding="utf-8").splitlines()
    assert written[0] == f"{first}:"
    assert {one.line for one in told} == {2}
    line = int(other.search(told[0].what)[1])  # type: ignore[index]
    stands = "\n".join((DATA / f"{base}.yaml").read_text(encoding="utf-8").splitlines()[line - 1 : line + 1])
    assert re.search(r"\b(id|name|state):", stands), stands


def test_conflict_between_two_added_folders(own: Path, tmp_path: Path) -> None:
    """Two folders with one id name one another."""
    other = _folder(tmp_path / "other", strains={"strains": [STRAIN]})
    (told,) = [one for one in _problems(own, other) if "is taken already" in one.what]
    assert told.file == (other / "strains.yaml").as_posix()
    assert f"at {(own / 'strains.yaml').as_posix()}:2" in told.what


# --- what does not belong into an added folder ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("strain.yaml", "strains.yaml"),
        ("strains.yml", "strains.yaml"),
        ("evidenc/own.yaml", "evidence/own.yaml"),
        ("evidence/own.yml", "evidence/own.yaml"),
    ],
)
def test_slip_in_a_file_name(own: Path, name: str, hint: str) -> None:
    """A file that nobody would read is told, with the name that was meant."""
    path = own / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("strains: []\n", encoding="utf-8")
    (told,) = _problems(own)
    assert told.file == path.as_posix()
    assert hint in told.remedy


def test_slip_in_a_file_name_of_the_base(tmp_path: Path) -> None:
    """The base is read as strictly; what is hidden is no knowledge."""
    _folder(tmp_path, strain={"strains": []})
    (tmp_path / ".pre-commit-config.yaml").write_text("repos: []\n", encoding="utf-8")
    with pytest.raises(InvalidKnowledge) as caught:
        load.load(tmp_path)
    told = [one for one in caught.value.problems if "no knowledge file" in one.what]
    assert [one.file for one in told] == ["strain.yaml"]


@pytest.mark.parametrize("name", ["about.yaml", "tour.yaml"])
def test_what_belongs_to_the_base(own: Path, name: str) -> None:
    """Only the base has a version, a licence and a tour."""
    (own / name).write_text("format: 1\n", encoding="utf-8")
    (told,) = _problems(own)
    assert told.file.endswith(f"own/{name}")
    assert "only the base" in told.what


@pytest.mark.parametrize(
    ("file", "field"),
    [
        ("rules", "parameters"),
        ("rules", "no_evidence"),
        ("rules", "tiers"),
        ("rules", "member_rules"),
        ("conditions", "spelling"),
    ],
)
def test_what_the_base_alone_holds(own: Path, file: str, field: str) -> None:
    """How evidence and names are read is not a local matter, and the line is told."""
    (own / f"{file}.yaml").write_text(f"# a note\n{field}: []\n", encoding="utf-8")
    (told,) = _problems(own)
    assert (told.line, told.what) == (2, f"only the base knowledge holds {field!r}")


def test_shape_is_checked(own: Path) -> None:
    """A misspelt field of an added record is told as one of the base would be."""
    _folder(own, strains={"strains": [_strain(designaton="X")]})
    assert any("did you mean 'designation'?" in one.remedy for one in _problems(own))


@pytest.mark.parametrize("made", [False, True])
def test_missing_or_empty_folder(tmp_path: Path, *, made: bool) -> None:
    """A folder that is not there or holds nothing is told by its name."""
    own = tmp_path / "own"
    if made:
        own.mkdir()
    (told,) = _problems(own)
    assert told.file == own.as_posix()
    with pytest.raises(InvalidKnowledge):
        place.open_store(DATA, [own])


# --- the compiled form ----------------------------------------------------------------------------------------


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return an empty cache of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "probiocheck"


def test_second_opening_reads_the_cache(own: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was compiled together once is not compiled again, in whichever order the folders are named."""
    other = _folder(own.parent / "other", strains={"killed_words": ["made-dead"]})
    digest = _desk(own, other).store.digest
    assert len(list(cache.iterdir())) == 1
    monkeypatch.setattr(place, "_compile", lambda *_: pytest.fail("compiled again"))
    assert _desk(other, own).store.digest == digest


def test_changed_file_is_compiled_again(own: Path, cache: Path) -> None:
    """A change in an added folder is seen at once, even one that leaves the size as it was."""
    assert _answer(_desk(own), "XQ77").level == "low"
    time.sleep(0.02)
    _folder(own, strains={"strains": [_strain(designation="XQ-78")]})
    assert _answer(_desk(own), "XQ78").level == "low"
    assert isinstance(_desk(own).strain("XQ77", "RA", model.Patient()), model.NoAnswer)
    assert len(list(cache.iterdir())) == 1


def test_folder_taken_away(own: Path, cache: Path) -> None:
    """What was compiled with a folder is not used without it."""
    _desk(own)
    own.rename(own.with_name("gone"))
    with pytest.raises(InvalidKnowledge):
        _desk(own)
    assert cache.is_dir()


def test_each_set_of_folders_has_its_own_form(own: Path, cache: Path, desk: Desk) -> None:
    """The base's compiled form and that of base and folder are two files."""
    assert _desk().store.digest == desk.store.digest
    (base,) = cache.iterdir()
    before = base.stat().st_mtime_ns
    assert _desk(own).store.digest != desk.store.digest
    assert len(list(cache.iterdir())) == 2
    assert base.stat().st_mtime_ns == before
    assert _desk().store.digest == desk.store.digest
