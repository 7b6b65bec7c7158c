"""What exactly is read of a label: the words, the record, the dose beside it, and what must not be dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from probiocheck import model
from probiocheck.names.label import LabelReader
from probiocheck.names.label_text import clean

if TYPE_CHECKING:
    from probiocheck.ask import Desk

GG = "lacticaseibacillus-rhamnosus-gg"
HN001 = "lacticaseibacillus-rhamnosus-hn001"
BB536 = "bifidobacterium-longum-bb536"
BB12 = "bifidobacterium-animalis-lactis-bb-12"
DN = "lacticaseibacillus-paracasei-dn-114-001"
CASEI = "lacticaseibacillus-casei"
CASEI_01 = "lacticaseibacillus-casei-01"
RHAMNOSUS = "lacticaseibacillus-rhamnosus"
PLANTARUM = "lactiplantibacillus-plantarum"


@pytest.fixture(scope="module")
def reader(desk: Desk) -> LabelReader:
    """Return a reader over the shipped knowledge."""
    return LabelReader(desk.store)


READ: list[tuple[str, list[tuple[str, str, str | None]]]] = [
    # text on the label; of each organism its words there, its record, and its dose
    (
        "Lactobacillus rhamnosus GG 10  billion CFU, Bifidobacterium longum BB536 5 x 10^9 CFU; inulin 100 mg",
        [
            ("Lactobacillus rhamnosus GG", GG, "10 billion CFU"),
            ("Bifidobacterium longum BB536", BB536, "5 x 10^9 CFU"),
        ],
    ),
    ("Lactobacillus rhamnosus (GG) 10 Mrd. KBE", [("Lactobacillus rhamnosus (GG)", GG, "10 Mrd. KBE")]),
    ("5 billion CFU Lactobacillus rhamnosus GG", [("Lactobacillus rhamnosus GG", GG, None)]),
    ("Lactobacillus rhamnosus GG, 5 billion CFU", [("Lactobacillus rhamnosus GG", GG, None)]),
    ("Lactobacillus rhamnosus GG; 5 billion CFU", [("Lactobacillus rhamnosus GG", GG, None)]),
    ("Lactobacillus rhamnosus GG with 5 billion CFU", [("Lactobacillus rhamnosus GG", GG, None)]),
    ("Lactobacillus rhamnosus GG (5 billion CFU)", [("Lactobacillus rhamnosus GG", GG, "5 billion CFU")]),
    ("Lactobacillus rhamnosus GG 5 billion CFU 6 billion CFU", [("Lactobacillus rhamnosus GG", GG, "5 billion CFU")]),
    (
        "L. rhamnosus HN001: 5 billion CFU, GG: 6 billion CFU",
        [("L. rhamnosus HN001", HN001, "5 billion CFU"), ("GG", GG, "6 billion CFU")],
    ),
    (
        "Lactobacillus rhamnosus (10 billion CFU) GG",
        [("Lactobacillus rhamnosus (10 billion CFU) GG", GG, "10 billion CFU")],
    ),
    ("L. rhamnosus (Lactobacillus rhamnosus GG)", [("L. rhamnosus (Lactobacillus rhamnosus GG", GG, None)]),
    ("Lactobacillus rhamnosus GG (Lactobacillus rhamnosus)", [("Lactobacillus rhamnosus GG", GG, None)]),
    (
        "Lactobacillus rhamnosus, Lactobacillus rhamnosus GG",
        [("Lactobacillus rhamnosus", RHAMNOSUS, None), ("Lactobacillus rhamnosus GG", GG, None)],
    ),
    ("Lactobacillus casei DN-114, 001", [("Lactobacillus casei DN-114, 001", DN, None)]),
    ("Lactobacillus casei DN-114/001", [("Lactobacillus casei DN-114/001", DN, None)]),
    ("Bifidobacterium lactis DSM: 15954", [("Bifidobacterium lactis DSM: 15954", BB12, None)]),
    ("L. plantarum 299 MG", [("L. plantarum", PLANTARUM, "299 MG")]),
    ("Lactobacillus rhamnosus (GG), inulin", [("Lactobacillus rhamnosus (GG)", GG, None)]),
    ("Lactobacillus rhamnosus, GG", [("Lactobacillus rhamnosus, GG", GG, None)]),
    ("Lactococcus lactis (Plasma)", [("Lactococcus lactis (Plasma)", "lactococcus-lactis-jcm-5805", None)]),
    (
        "Lactobacillus casei + Shirota",
        [("Lactobacillus casei", CASEI, None), ("Shirota", "lacticaseibacillus-paracasei-shirota", None)],
    ),
    (
        "L. rhamnosus HN001, 19070-2",
        [("L. rhamnosus HN001", HN001, None), ("19070-2", "lacticaseibacillus-rhamnosus-19070-2", None)],
    ),
    ("Lactobacillus rhamnosus X, inulin", [("Lactobacillus rhamnosus", RHAMNOSUS, None)]),
    ("Lactobacillus rhamnosus POWDER", [("Lactobacillus rhamnosus", RHAMNOSUS, None)]),
    ("Lactobacillus rhamnosus GG CFU", [("Lactobacillus rhamnosus GG", GG, None)]),
    ("Lactobacillus rhamnosus CFU", [("Lactobacillus rhamnosus", RHAMNOSUS, None)]),
    (
        "Lactobacillus (casei, Bifidobacterium longum BB536)",
        [("Lactobacillus casei", CASEI, None), ("Bifidobacterium longum BB536", BB536, None)],
    ),
    (
        "Lactobacillus (casei, rhamnosus GG), inulin",
        [("Lactobacillus casei", CASEI, None), ("Lactobacillus rhamnosus GG", GG, None)],
    ),
]


@pytest.mark.parametrize(("text", "organisms"), READ, ids=[one[0] for one in READ])
def test_words_record_and_dose(
    text: str, organisms: list[tuple[str, str, str | None]], reader: LabelReader, desk: Desk
) -> None:
    """An organism is shown with its words on the label; a dose is its own only directly behind it, and the first."""
    label = reader.read(text)
    assert not label.not_understood
    assert [(one.text, one.id, one.dose) for one in label.organisms] == organisms
    assert [one.name for one in label.organisms] == [desk.store.name(record) for _, record, _ in organisms]
    assert not any(one.strain_unlisted for one in label.organisms)
    kinds = [desk.store.kind_of(record) for _, record, _ in organisms]
    assert [one.kind for one in label.organisms] == kinds


UNLISTED = [
    ("Lactobacillus rhamnosus QQ7, inulin", "Lactobacillus rhamnosus QQ7", RHAMNOSUS),
    ("Lactobacillus rhamnosus QQ-77 901, inulin", "Lactobacillus rhamnosus QQ-77 901", RHAMNOSUS),
    ("Lactobacillus rhamnosus (QQ7) 5 billion CFU", "Lactobacillus rhamnosus (QQ7)", RHAMNOSUS),
    ("Lactobacillus rhamnosus 4711", "Lactobacillus rhamnosus 4711", RHAMNOSUS),
    ("Lactobacillus rhamnosus QQ7 5 billion CFU", "Lactobacillus rhamnosus QQ7", RHAMNOSUS),
    ("Lactobacillus rhamnosus QQ7, 901", "Lactobacillus rhamnosus QQ7", RHAMNOSUS),
    ("Lactobacillus casei DN + 114 001", "Lactobacillus casei DN", CASEI),
    ("Lactobacillus rhamnosus QX", "Lactobacillus rhamnosus QX", RHAMNOSUS),
    ("Lactobacillus rhamnosus QQX", "Lactobacillus rhamnosus QQX", RHAMNOSUS),
    ("Lactobacillus rhamnosus QXZWV", "Lactobacillus rhamnosus QXZWV", RHAMNOSUS),
    ("Lactobacillus rhamnosus QQQQ7-x", "Lactobacillus rhamnosus QQQQ7", RHAMNOSUS),
]


@pytest.mark.parametrize(("text", "words", "record"), UNLISTED, ids=[one[0] for one in UNLISTED])
def test_a_strain_that_is_not_listed_is_its_species_and_says_so(
    text: str, words: str, record: str, reader: LabelReader
) -> None:
    """Nothing found about a species' own trials may be given to a strain nobody listed: the label must say which it is."""
    (organism,) = reader.read(text).organisms
    assert (organism.text, organism.id, organism.kind, organism.strain_unlisted) == (words, record, "species", True)


def test_a_species_and_an_unlisted_strain_of_it_are_two(reader: LabelReader) -> None:
    """A species on the label does not stand for a strain that is not listed, nor the other way round; each counts once."""
    text = (
        "Lactobacillus rhamnosus, Lactobacillus rhamnosus QQ7, Lactobacillus rhamnosus, Lactobacillus rhamnosus QQ8"
    )
    assert [(one.id, one.strain_unlisted) for one in reader.read(text).organisms] == [
        (RHAMNOSUS, False),
        (RHAMNOSUS, True),
    ]


# --- what must not be dropped -----------------------------------------------------------------------------------

SEEN = [
    ("Q. imaginarius", "an initial, though nobody knows it"),
    ("Q.imaginarius", "the same without a space"),
    ("Abc. imaginarius", "a short form of a genus"),
    ("Inulin. Q. imaginarius", "behind a sentence"),
    ("Λακτοβάκιλλος", "Greek"),
    ("Бифидобактерии", "Cyrillic"),
    ("ラクトバチルス", "Japanese"),
    ("\U00017000", "a letter that has no name"),
    ("Lactobacillus acidophilis", "a slip in an epithet"),
    ("Lactobacilo", "a genus in another language"),
    ("Roseburiastämme", "a genus in a compound word"),
    ("Imaginobacter", "what is formed like a genus"),
    ("Imaginaria nova subtilis", "what is formed like a binomial"),
    ("acidophylus", "a slip in one, eight to a word or more"),
    ("acidofilus", "two slips in a long word"),
    ("plantarm", "a letter lost from an epithet"),
    ("plantarmu", "two letters swapped in a word of nine"),
    ("Lactobacillus rhamnosus GG XY", "letters behind a strain may make another of it"),
    ("Lactobacillus rhamnosus GG XYZ", "three letters, too"),
    ("Lactobacillus rhamnosus GG-XY", "and behind a dash"),
    ("Lactobacillus rhamnosus: GG XY", "and where a colon stands before the strain"),
    ("Lactobacillus rhamnosus HN001, GG XY", "and behind a further strain"),
    ("lactic acid bacteria", "a collective word that heads no list"),
]


@pytest.mark.parametrize(("piece", "why"), SEEN, ids=[one[0] for one in SEEN])
def test_what_may_name_an_organism_is_told(piece: str, why: str, reader: LabelReader) -> None:
    """Behind an organism that is low anything left out could reassure falsely: it is read or not understood."""
    label = reader.read(f"Lactobacillus casei 01, {piece}, inulin")
    assert label.not_understood, why


IGNORED = [
    "β-glucan",
    "Inulin. May contain soy",
    "Vitamin C. Keep refrigerated",
    "Maltodextrin. contains milk",
    "µ-fibre",
]


@pytest.mark.parametrize("piece", IGNORED)
def test_what_is_no_organism_is_told_as_that(piece: str, reader: LabelReader) -> None:
    """A sentence, an initial that begins none, and a Greek letter are no organisms."""
    label = reader.read(f"Lactobacillus casei 01, {piece}")
    assert not label.not_understood
    assert [one.id for one in label.organisms] == [CASEI_01]
    assert label.ignored
    assert all(label.ignored)


@pytest.mark.parametrize(
    ("text", "ignored"),
    [
        ("5 billion CFU Lactobacillus rhamnosus GG", []),
        ("Lactobacillus rhamnosus GG, inulin 100 mg", ["inulin"]),
        ("Lactobacillus rhamnosus GG, 5 billion CFU, inulin", ["inulin"]),
        ("Lactobacillus rhamnosus GG, - 'inulin'.", ["inulin"]),
        ("Inulin 100 mg Lactobacillus rhamnosus GG 5 billion CFU", ["Inulin"]),
    ],
)
def test_a_dose_is_no_ingredient(text: str, ignored: list[str], reader: LabelReader) -> None:
    """What is left over is told by its words alone, without doses and marks."""
    assert reader.read(text).ignored == ignored


def test_a_collective_word_at_the_end_heads_nothing(reader: LabelReader) -> None:
    """Bacteria that nobody names stand behind the list: what they are is not known, so nothing reassures."""
    assert reader.read("Lactobacillus casei 01; lactic acid bacteria").not_understood == ["lactic acid bacteria"]


def test_a_heading_heads_more_than_one(reader: LabelReader) -> None:
    """A collective word above a list of organisms is its heading; above one alone it may be something else in the box."""
    several = reader.read("Lactic acid bacteria\nLactobacillus casei 01, Bifidobacterium longum BB536")
    assert (several.ignored, several.not_understood) == (["Lactic acid bacteria"], [])
    assert reader.read("Lactic acid bacteria\nLactobacillus casei 01").not_understood == ["Lactic acid bacteria"]


def test_a_genus_heads_epithets_until_something_else_stands_there(reader: LabelReader) -> None:
    """Behind a colon the list ends where no epithet follows: whose the next epithet is, nobody can tell."""
    label = reader.read("Lactobacillus: casei, rhamnosus GG, inulin, plantarum")
    assert [one.id for one in label.organisms] == [CASEI, GG]
    assert (label.ignored, label.not_understood) == (["inulin"], ["plantarum"])
    assert reader.read("Lactobacillus ( , casei)").not_understood


def test_a_label_in_capitals_has_no_designation_of_letters_alone(reader: LabelReader) -> None:
    """Where all is in capitals, a word behind a strain is as likely an ordinary one."""
    label = reader.read("LACTOBACILLUS RHAMNOSUS GG DIE, INULIN")
    assert [one.id for one in label.organisms] == [GG]
    assert not label.not_understood


def test_control_characters_part_no_name() -> None:
    """What nobody sees on a label is left out; lines and tabs part words."""
    assert clean("Lacto\x07bacillus\tcasei\n01") == "Lactobacillus\tcasei\n01"


def test_dead_cells_are_seen_where_the_sentence_runs_on(reader: LabelReader) -> None:
    """What kills is found behind the organism, too, though the next comma is far away."""
    label = reader.read("Lactobacillus casei 01 heat-killed " + "word " * 60 + "; inulin")
    assert not label.organisms
    assert label.not_understood


def test_dead_cells_are_those_of_their_own_item(reader: LabelReader) -> None:
    """A word in the item before or behind says nothing of a live organism."""
    label = reader.read(
        "Lactobacillus rhamnosus GG; heat-killed Lactobacillus casei 01; Bifidobacterium longum BB536"
    )
    assert [one.id for one in label.organisms] == [GG, BB536]
    assert label.not_understood == ["Lactobacillus casei 01"]


def test_no_product_is_told_where_something_was_not_understood(reader: LabelReader, desk: Desk) -> None:
    """A box that holds more than a product's strains is not that product; where it holds just them, it is named."""
    product: model.Product = desk.store.get("product", "de-simone-formulation")
    strains = ", ".join(desk.store.name(one) for one in product.components)
    assert reader.read(strains).products == [model.Named(id=product.id, name=product.name)]
    more = reader.read(f"{strains}, Q. imaginarius")
    assert more.not_understood
    assert more.products == []
