"""Whatever resolves, of inputs made to be matched wrongly, is proved right by an oracle that shares no line with us."""

from __future__ import annotations

from itertools import islice

import pytest
from attack.names import Attack, Corpus, Oracle

from probiocheck import model
from probiocheck.ask import Desk

EVERY = 25


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    """Return the oracle over the shipped knowledge."""
    return Oracle()


def test_no_attack_gives_a_wrong_match(desk: Desk, oracle: Oracle) -> None:
    """Of a sample of the corpus nothing crashes, and every match and every candidate is one that the text names."""
    attack = Attack(desk, oracle)
    attack.run(islice(Corpus(oracle), 0, None, EVERY))
    assert attack.wrong == []
    assert sum(counts["resolved"] for counts in attack.counts.values()) > 1000


def test_what_is_no_name_crashes_nothing(desk: Desk, oracle: Oracle) -> None:
    """Nothing, blanks, controls, halves of characters, a megabyte and rows of designations get an answer."""
    attack = Attack(desk, oracle)
    special = list(Corpus(oracle).special())
    # The fourth part of them, by turns as strain, product and condition, and whatever is longest.
    attack.run(one for place, one in enumerate(special) if place % 4 == 0 or len(one.text) > 1000)
    assert attack.wrong == []


@pytest.mark.parametrize("text", ["L-299", "L. 299", "LR-1", "BL-10", "BLA-3", "B. W37", "S. L-3", "Lb. Z9", "L01"])
def test_a_letter_before_a_designation_makes_no_name(desk: Desk, text: str) -> None:
    """LR-1 is not strain R-1 of some L.: an initial without its epithet names no species."""
    found = desk.names.strain(text)
    assert isinstance(found, model.NoAnswer)
    assert found.reason == "unknown"


@pytest.mark.parametrize("text", ["Lactobacillus 299", "Lactobacillus 01", "Lactobacillus Z9"])
def test_a_genus_before_a_bare_number_makes_no_name(desk: Desk, text: str) -> None:
    """Many species of a genus have a strain 01: only what is distinctive may follow a genus alone."""
    assert isinstance(desk.names.strain(text), model.NoAnswer)


@pytest.mark.parametrize(("text", "record"), [("Lactobacillus GG", "gg"), ("Lactobacillus HN001", "hn001")])
def test_a_genus_before_a_distinctive_designation_names_it(desk: Desk, text: str, record: str) -> None:
    """What names a strain alone still does so behind its genus in full, the former one too."""
    found = desk.names.strain(text)
    assert getattr(found, "id", None) == f"lacticaseibacillus-rhamnosus-{record}"


@pytest.mark.parametrize("text", ["Bifidobacterium SD5220", "Lactiplantibacillus SD5209"])
def test_a_genus_does_not_decide_between_strains(desk: Desk, text: str) -> None:
    """A term declared to mean two strains means both behind the genus that they share."""
    found = desk.names.strain(text)
    assert isinstance(found, model.NoAnswer)
    assert found.reason == "ambiguous"
    assert len(found.candidates) == 2


@pytest.mark.parametrize("text", ["B. coli coli", "B. acidophilus acidophilus", "B. acidophilus acidophilus W37"])
def test_the_initial_of_a_former_genus_names_no_type_subspecies(desk: Desk, text: str) -> None:
    """The initial of a genus that a species has left may mean another organism, its epithet repeated or not."""
    found = desk.names.strain(text)
    assert isinstance(found, model.NoAnswer)
    assert found.reason == "unknown"


@pytest.mark.parametrize(
    "text",
    ["L. johnsonii " + "La1 01 " * 12 + "x", "L. rhamnosus " + "1 " * 90, "\ufdfa" * 200],
    ids=["cuts", "row", "long"],
)
def test_a_row_of_designations_is_cut_once(desk: Desk, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """A text that can be cut in thousands of ways, or at hundreds of places, costs no thousands of look-ups."""
    asked: list[str] = []
    forms = desk.store.forms
    monkeypatch.setattr(desk.store, "forms", lambda key, kinds: [asked.append(key), forms(key, kinds)][1])  # type: ignore[func-returns-value]
    assert isinstance(desk.names.strain(text), model.NoAnswer)
    assert len(asked) < 1000


def test_near_names_of_a_condition_are_sought_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name with a slip and a code in brackets is compared with all names once, not once a part."""
    sought: list[str] = []
    all_forms = desk.store.all_forms
    monkeypatch.setattr(desk.store, "all_forms", lambda kind: [sought.append(kind), all_forms(kind)][1])  # type: ignore[func-returns-value]
    found = desk.names.condition("rheumatoid arthrits (rheumatoid arthrits)")
    assert isinstance(found, model.NoAnswer)
    assert len(sought) == 1


@pytest.mark.parametrize(
    ("what", "text", "record"),
    [
        ("strain", "LGG", "lacticaseibacillus-rhamnosus-gr-1"),
        ("strain", "L-299", "lactiplantibacillus-plantarum-299"),
        ("strain", "L. plantarum 299", "lactiplantibacillus-plantarum-299v"),
        ("strain", "сasei", "lacticaseibacillus-casei"),
        ("product", "VSL#3", "de-simone-formulation"),
        ("condition", "M06.1", "rheumatoid-arthritis"),
        ("condition", "E11", "type-1-diabetes"),
        ("condition", "CD", "crohn-disease"),
        ("condition", "Crohn disease (K51)", "crohn-disease"),
    ],
)
def test_the_oracle_objects(oracle: Oracle, what: str, text: str, record: str) -> None:
    """The oracle is no yes-man: it refuses a neighbour, an excluded code, a look-alike and one of several."""

    class Wrong:
        id = record
        strain_unlisted = False

    assert oracle.objection(what, text, Wrong())
