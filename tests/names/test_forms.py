"""Every form in which a name may rightly be written, and none that would make up another's."""

from __future__ import annotations

import pytest

from probiocheck import model
from probiocheck.names import organisms
from probiocheck.names.normalise import key
from probiocheck.names.organisms import DERIVED, LISTED, UNVERIFIED, Form

SHORT = {"Lactobacillus": ["Lb", "Lact"]}
CASEI = model.Species(
    id="lacticaseibacillus-casei",
    name="Lacticaseibacillus casei",
    groups=["lactobacilli"],
    former_names=["Lactobacillus casei"],
    other_names=["Caseibact"],
    unverified_names=["Casei from memory"],
)
LACTIS = model.Species(
    id="bifidobacterium-animalis-lactis",
    name="Bifidobacterium animalis subsp. lactis",
    rank="subspecies",
    groups=["bifidobacteria"],
)
STRAIN = model.Strain(
    id="casei-q7",
    species="lacticaseibacillus-casei",
    designation="Q7-77",
    deposit_numbers=["DSM 111"],
    former_names=["Lactobacillus zeae Q7-77"],
    other_names=["Lactobacillus casei Shortname", "Brandname"],
    unverified_deposit_numbers=["ATCC 222"],
    unverified_names=["Oldname"],
)


def rows(forms: list[Form], kind: str) -> dict[str, tuple[int, str]]:
    """Return rank and writing of the forms of a kind, the firmest of each key."""
    found: dict[str, tuple[int, str]] = {}
    for one in sorted(forms, key=lambda form: -form.rank):
        assert one.key == key(one.written)
        if one.kind == kind:
            found[one.key] = (one.rank, one.written)
    return found


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Lactobacillus casei", ["L. casei", "Lb. casei", "Lact. casei"]),
        ("Bifidobacterium animalis subsp. lactis", ["B. animalis subsp. lactis"]),
        ("Lactobacillus", []),
        ("Lactobacillus GG", []),
        ("lactobacillus casei", []),
        ("LGG casei", []),
        ("LactoB casei", []),
        ("LActobacillus casei", []),
        ("L2ctobacillus casei", []),
        ("Lactobacillus cAsei", ["L. cAsei", "Lb. cAsei", "Lact. cAsei"]),
        ("Lactobacillus subsp.", []),
    ],
)
def test_only_a_latin_name_is_shortened(name: str, forms: list[str]) -> None:
    """A genus is shortened before an epithet in small letters; a brand, a designation or a genus alone is not."""
    assert list(organisms.abbreviated(name, SHORT)) == forms


def test_the_initial_of_a_genus_can_be_left_out() -> None:
    """Its other short forms stay: they name the genus alone."""
    assert list(organisms.abbreviated("Lactobacillus casei", SHORT, initial=False)) == ["Lb. casei", "Lact. casei"]
    assert list(organisms.abbreviated("Lacticaseibacillus casei", SHORT, initial=False)) == []


def test_a_species_has_no_initial_of_a_genus_it_left() -> None:
    """L. casei stands for the present genus; the type subspecies repeats the epithet, by the present initial alone."""
    left = model.Species(id="x", name="Weizmannia coagulans", groups=["y"], former_names=["Bacillus coagulans"])
    names = list(organisms.species_names(left, {}))
    assert sorted(names) == [
        "Bacillus coagulans",
        "Bacillus coagulans coagulans",
        "W. coagulans",
        "W. coagulans coagulans",
        "Weizmannia coagulans",
        "Weizmannia coagulans coagulans",
    ]
    assert list(organisms.species_names(LACTIS, {})) == [LACTIS.name, "B. animalis subsp. lactis"]


def test_the_type_subspecies_repeats_the_last_epithet() -> None:
    """Of a name of three words, too, it is the last that is repeated."""
    three = model.Species(id="x", name="Genus novum casei", groups=["y"])
    assert "Genus novum casei casei" in organisms.species_names(three, {})


def test_forms_of_a_species_tell_what_is_listed() -> None:
    """What the curator wrote is listed, what follows from it derived, what nobody found a source for unverified."""
    found = rows(list(organisms.of_species(CASEI, SHORT)), "species")
    assert found["lacticaseibacilluscasei"] == (LISTED, "Lacticaseibacillus casei")
    assert found["lactobacilluscasei"][0] == LISTED
    assert found["caseibact"] == (LISTED, "Caseibact")
    assert found["lcasei"] == (DERIVED, "L. casei")
    assert found["lbcasei"] == (DERIVED, "Lb. casei")
    assert found["caseifrommemory"] == (UNVERIFIED, "Casei from memory")
    assert {one.id for one in organisms.of_species(CASEI, SHORT)} == {CASEI.id}


def test_forms_of_a_strain_alone_and_after_its_species() -> None:
    """What is distinctive may stand alone or after a genus in full; a bare number only after a species."""
    forms = list(organisms.of_strain(STRAIN, [CASEI], SHORT))
    alone = rows(forms, "strain")
    assert alone["q777"] == (LISTED, "Q7-77")
    assert alone["dsm111"] == (LISTED, "DSM 111")
    assert alone["brandname"] == (LISTED, "Brandname")
    assert alone["oldname"] == (UNVERIFIED, "Oldname")
    assert alone["atcc222"] == (UNVERIFIED, "ATCC 222")
    assert alone["lactobacilluszeaeq777"] == (LISTED, "Lactobacillus zeae Q7-77")
    assert alone["lzeaeq777"] == (DERIVED, "L. zeae Q7-77")
    for name in (
        "lacticaseibacilluscasei",
        "lactobacilluscasei",
        "lcasei",
        "lbcasei",
        "lacticaseibacillus",
        "lactobacillus",
    ):
        assert alone[f"{name}q777"][0] == DERIVED
    assert "lq777" not in alone
    assert "lactobacilluscaseilactobacilluscaseishortname" not in alone
    assert {one.id for one in forms} == {STRAIN.id}
    designated = rows(forms, "designation")
    assert designated["q777"] == (DERIVED, "Q7-77")
    assert designated["oldname"] == (UNVERIFIED, "Oldname")


def test_a_bare_number_or_a_word_is_weaker() -> None:
    """A number stands after a species alone; a word as designation gives way to a product of that name."""
    number = model.Strain(id="casei-299", species=CASEI.id, designation="299")
    found = rows(list(organisms.of_strain(number, [CASEI], SHORT)), "strain")
    assert "299" not in found
    assert "lactobacillus299" not in found
    assert found["lactobacilluscasei299"] == (DERIVED, "Lactobacillus casei 299")
    word = model.Strain(id="casei-shirota", species=CASEI.id, designation="Shirota")
    assert rows(list(organisms.of_strain(word, [CASEI], SHORT)), "strain")["shirota"] == (DERIVED, "Shirota")


def test_forms_of_a_product() -> None:
    """A product by its id and names; what nobody found a source for is unverified."""
    product = model.Product(
        id="some-drops", name="Some Drops®", other_names=["Drops"], unverified_names=["Old Drops"], components=[]
    )
    assert rows(list(organisms.of_product(product)), "product") == {
        "somedrops": (LISTED, "Some Drops®"),
        "drops": (LISTED, "Drops"),
        "olddrops": (UNVERIFIED, "Old Drops"),
    }
