"""What is said of a name besides its record: that a strain is not listed, what else it means, what it was near to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probiocheck import model
from probiocheck.names import conditions, resolve
from probiocheck.names.normalise import plain, readable
from probiocheck.names.resolve import Resolved

if TYPE_CHECKING:
    from probiocheck.ask import Desk

RHAMNOSUS = "lacticaseibacillus-rhamnosus"
GG = "lacticaseibacillus-rhamnosus-gg"


def understood(found: Resolved | model.NoAnswer) -> Resolved:
    """Return a name that must have been understood."""
    assert isinstance(found, Resolved), found
    return found


def refused(found: Resolved | model.NoAnswer) -> model.NoAnswer:
    """Return why a name was not understood, which it must not have been."""
    assert isinstance(found, model.NoAnswer), found
    return found


UNLISTED = [
    "L. rhamnosus QQ7",
    "L. rhamnosus QQ7 88",
    "L. rhamnosus QQ7 88 99",
    "L. rhamnosus ABCDEF1",
    "L. rhamnosus ABCDEF 1",
    "L. rhamnosus ABC",
    "L. rhamnosus AB CD",
]


@pytest.mark.parametrize("name", UNLISTED)
def test_a_designation_that_is_not_listed_gives_the_species_and_says_so(name: str, desk: Desk) -> None:
    """Nobody is given the answer of a species as if it were that of the strain named."""
    found = understood(desk.names.strain(name))
    assert (found.id, found.kind, found.strain_unlisted, found.query) == (RHAMNOSUS, "species", True, name)
    assert not understood(desk.names.strain("L. rhamnosus")).strain_unlisted
    assert not understood(desk.names.strain("L. rhamnosus GG")).strain_unlisted


NO_DESIGNATION = [
    "L. rhamnosus QQ7 88 99 11",
    "L. rhamnosus ABCDEFG 1",
    "L. rhamnosus ABCD",
    "L. rhamnosus Ab",
    "L. RHAMNOSUS ABC",
    "L. rhamnosus 10 billion",
    "L. rhamnosus GG QQ7",
    "E. coli QQ7",
    "E. coli O157:H7",
]


@pytest.mark.parametrize("name", NO_DESIGNATION)
def test_what_is_no_designation_is_not_understood(name: str, desk: Desk) -> None:
    """Prose, a dose, too many words, half of another strain's name, and any strain of what needs one named."""
    found = refused(desk.names.strain(name))
    assert (found.reason, found.what, found.query) == ("unknown", "strain", name)


def test_listed_strains_much_like_the_one_named_are_told_of_the_same_species_only(desk: Desk) -> None:
    """The note names every listed strain that may have been meant, and none of another species."""
    note = "Listed by a name much like the one asked: "
    one = understood(desk.names.strain("B. lactis HNO19"))
    assert one.notes == (f"{note}Bifidobacterium animalis subsp. lactis HN019.",)
    several = understood(desk.names.strain("L. rhamnosus QQ7")).notes
    assert len(several) == 1
    names = several[0].removeprefix(note).removesuffix(".").split(", ")
    listed = {desk.store.name(record) for record in desk.store.below(RHAMNOSUS, "strain")}
    assert len(names) > 1
    assert set(names) <= listed


MIXED_UP = [
    ("L. lactis", {"lactococcus-lactis", "leuconostoc-lactis"}),
    ("L. lactis QQ7", {"lactococcus-lactis", "leuconostoc-lactis"}),
    ("L. rhamnosus Shirota", {RHAMNOSUS, "lacticaseibacillus-paracasei-shirota"}),
    ("L. rhamnosus GG HN001", {GG, "lacticaseibacillus-rhamnosus-hn001"}),
    ("L. rhamnosus HN001 Shirota", {"lacticaseibacillus-rhamnosus-hn001", "lacticaseibacillus-paracasei-shirota"}),
    ("Bi-04", {"bifidobacterium-animalis-lactis-bi04-vsl3", "bifidobacterium-animalis-lactis-bl-04"}),
]


@pytest.mark.parametrize(("name", "candidates"), MIXED_UP, ids=[one[0] for one in MIXED_UP])
def test_names_that_contradict_each_other_give_both(name: str, candidates: set[str], desk: Desk) -> None:
    """An initial of two genera, a species with another's strain, two strains: which was meant is not ours to say."""
    found = refused(desk.names.strain(name))
    assert (found.reason, found.what, found.query) == ("ambiguous", "strain", name)
    assert [one.id for one in found.candidates] == sorted(candidates)
    assert [one.name for one in found.candidates] == [desk.store.name(one) for one in sorted(candidates)]


@pytest.mark.parametrize(
    ("name", "record"),
    [
        ("LGG ATCC 53103", GG),
        ("299v DSM 9843", "lactiplantibacillus-plantarum-299v"),
        ("L. plantarum 299v DSM 9843", "lactiplantibacillus-plantarum-299v"),
        ("Lactococcus lactis Plasma JCM 5805", "lactococcus-lactis-jcm-5805"),
        ("B. lactis Bi-04 SD5219", "bifidobacterium-animalis-lactis-bl-04"),
        ("Bi-04 SD5219", "bifidobacterium-animalis-lactis-bl-04"),
        ("GanedenBC30", "heyndrickxia-coagulans-gbi-30-6086"),
    ],
)
def test_names_of_one_strain_together_are_that_strain(name: str, record: str, desk: Desk) -> None:
    """Designation and deposit number agree, or decide which of several is meant; a product of one strain is it."""
    found = understood(desk.names.strain(name))
    assert (found.id, found.kind, found.query, found.strain_unlisted) == (record, "strain", name, False)


def test_a_species_by_one_word_takes_a_designation(desk: Desk) -> None:
    """What labels call acidophilus is the species, and a designation behind it one of its strains."""
    found = understood(desk.names.strain("acidophilus QQ7"))
    assert (found.id, found.strain_unlisted) == ("lactobacillus-acidophilus", True)
    assert refused(desk.names.strain("acidophilus SD5212")).reason == "ambiguous"


def test_a_product_asked_as_a_strain_is_said_to_be_one(desk: Desk) -> None:
    """Who asks for a strain by a product's name is told; who asks for the product is not; nor is a strain's asker."""
    note = "“VSL#3” is a product, not a strain: the answer is about VSL#3."
    assert understood(desk.names.strain(" VSL#3")).notes == (note,)
    assert understood(desk.names.product("VSL#3")).notes == ()
    assert understood(desk.names.strain("L. rhamnosus GG")).notes == ()
    assert understood(desk.names.product("VSL#3")).kind == "product"


def test_a_name_from_memory_is_said_to_be_so(desk: Desk) -> None:
    """A name that no source was found for is read, and the answer says that it is unverified."""
    seen = 0
    for kind in ("species", "strain", "product"):
        for one in desk.store.all(kind):
            for name in one.unverified_names:
                found = desk.names.strain(name)
                if isinstance(found, Resolved) and found.id == one.id and " is a product" not in str(found.notes):
                    said = f"“{name}” is recognised as a name of {desk.store.name(one.id)} from memory, unverified."
                    seen += found.notes == (said,)
    assert seen > 5


@pytest.mark.parametrize(
    ("name", "suggested"), [("GG", GG), ("LGGG", GG), ("HN0011", "lacticaseibacillus-rhamnosus-hn001")]
)
def test_what_bears_or_nearly_bears_a_designation_is_suggested(name: str, suggested: str, desk: Desk) -> None:
    """A designation that is not distinctive alone, or one slip away, is suggested and never assessed."""
    found = refused(desk.names.strain(name))
    assert suggested in [one.id for one in found.suggestions]
    assert 0 < len(found.suggestions) <= 3


@pytest.mark.parametrize("name", ["", "  ", "12345", "299", "™"])
def test_a_bare_number_or_nothing_suggests_nothing(name: str, desk: Desk) -> None:
    """A number alone may be anything: neither an answer nor a suggestion."""
    for what in ("strain", "product"):
        found = refused(getattr(desk.names, what)(name))
        assert (found.reason, found.what, found.suggestions) == ("unknown", what, [])


# --- conditions -----------------------------------------------------------------------------------------------

BOTH = [
    ("rheumatoid arthritis (RA)", "rheumatoid-arthritis"),
    ("rheumatoid arthritis (RA) ", "rheumatoid-arthritis"),
    ("RA (M06.9)", "rheumatoid-arthritis"),
    ("Ulcerative colitis ( K51.9 )", "ulcerative-colitis"),
]


@pytest.mark.parametrize(("text", "record"), BOTH, ids=[one[0] for one in BOTH])
def test_a_name_with_its_abbreviation_or_code_is_one(text: str, record: str, desk: Desk) -> None:
    """Letters write the name and the abbreviation or code behind it in brackets; they must agree."""
    found = understood(desk.names.condition(text))
    assert (found.id, found.kind, found.query) == (record, "condition", text)


@pytest.mark.parametrize(
    "text",
    [
        "RA (K51)",
        "Crohn disease (CD)",
        "nothing (RA)",
        "RA (nothing)",
        "RA (lupus) (SLE)",
        "RA (SLE",
        "SLE) RA",
        "RA (E11)",
    ],
)
def test_names_that_do_not_agree_are_not_understood(text: str, desk: Desk) -> None:
    """Two diseases, half a name, and an abbreviation of several are no certain name."""
    assert refused(desk.names.condition(text)).query == text


def test_an_abbreviation_tells_what_else_it_means(desk: Desk) -> None:
    """Each other meaning is told once, with what it was read as."""
    assert understood(desk.names.condition(" RA")).notes == (
        "“RA” was read as Rheumatoid arthritis; it can also mean refractory anaemia; right atrium.",
    )
    assert understood(desk.names.condition("rheumatoid arthritis")).notes == ()


@pytest.mark.parametrize("text", ["IBS", "irritable bowel syndrome", "E11", "E11.9", "gout", "M10.9"])
def test_a_look_alike_says_why_it_is_none_of_ours(text: str, desk: Desk) -> None:
    """A disease that is easily confused with one of ours, by name or code, is refused with the reason."""
    found = refused(desk.names.condition(text))
    assert (found.reason, found.what, found.query) == ("unknown", "condition", text)
    assert found.note
    assert ": " in found.note
    assert found.suggestions == []


@pytest.mark.parametrize("text", ["XX99", "A00", "MONDO:9999999", "nothing of the kind"])
def test_what_is_not_listed_has_no_reason(text: str, desk: Desk) -> None:
    """A code or a name that nobody listed is unknown, without a note and without a guess."""
    found = refused(desk.names.condition(text))
    assert (found.query, found.note, found.suggestions) == (text, None, [])


def test_an_icd_11_code_may_be_finer_than_the_one_listed(desk: Desk) -> None:
    """What stands behind the dot is part of the category before it, and of no other."""
    assert understood(desk.names.condition("8A40")).id == "multiple-sclerosis"
    assert understood(desk.names.condition("8A40.1")).id == "multiple-sclerosis"
    refused(desk.names.condition("8A4"))
    refused(desk.names.condition("8A41.1"))


SLIPS = [
    ("rheumatoid arthrits", ["rheumatoid-arthritis"]),
    ("ulcerative colitus", ["ulcerative-colitis"]),
    ("systemic lupus erythematosis", ["systemic-lupus-erythematosus"]),
    ("psoriatic artritis", ["psoriatic-arthritis"]),
    ("systemic lupas erythematosus", ["systemic-lupus-erythematosus"]),
    ("systemic luppas erythematosus", []),
    ("rheumatoid arthri", []),
    ("reumatoid artritis", ["rheumatoid-arthritis"]),
]


@pytest.mark.parametrize(("text", "suggested"), SLIPS, ids=[one[0] for one in SLIPS])
def test_a_slip_in_a_disease_suggests_it(text: str, suggested: list[str], desk: Desk) -> None:
    """One letter in a word of up to seven, two above, and none below five: more is another name."""
    assert [one.id for one in refused(desk.names.condition(text)).suggestions] == suggested


@pytest.mark.parametrize(
    ("asked", "listed", "slips"),
    [
        (["abcd"], ["abcd"], 0),
        (["abcd"], ["abce"], None),
        (["abcd"], ["abcde"], None),
        (["abcde"], ["abcdx"], 1),
        (["abcdefg"], ["abcdexy"], None),
        (["abcdefg"], ["abcdefx"], 1),
        (["abcdefgh"], ["abcdefxy"], 2),
        (["abcdefgh"], ["abcdexyz"], None),
        (["abcdefgh", "abcde"], ["abcdefxy", "abcdx"], 3),
        (["abcde", "abcd"], ["abcdx", "abcd"], 1),
        (["abcde"], ["abcde", "abcd"], None),
    ],
)
def test_slips_are_counted_word_by_word(asked: list[str], listed: list[str], slips: int | None) -> None:
    """The slips of a name are those of its words in all; a word too many is another name."""
    assert resolve._slips(asked, listed) == slips  # noqa: SLF001 - no shipped name has every length


def _edits(one: str, other: str) -> int:
    """Return the Levenshtein distance by its definition."""
    if not one or not other:
        return len(one) + len(other)
    return min(
        _edits(one[1:], other) + 1, _edits(one, other[1:]) + 1, _edits(one[1:], other[1:]) + (one[0] != other[0])
    )


@given(st.text("abc", max_size=5), st.text("abc", max_size=5), st.integers(0, 6))
def test_the_distance_of_two_words_is_levenshteins(one: str, other: str, most: int) -> None:
    """The distance is that of the definition, and one more than asked for wherever it is larger."""
    assert resolve.distance(one, other, most) == min(_edits(one, other), most + 1)


# --- therapies and risks --------------------------------------------------------------------------------------

CHOICES: list[tuple[str, Literal["therapy", "risk"], str | list[str]]] = [
    ("infliximab", "therapy", "tnf-inhibitor"),
    ("INFLIXIMAB", "therapy", "tnf-inhibitor"),
    ("TNF inhibitor", "therapy", "tnf-inhibitor"),
    ("infliximap", "therapy", ["tnf-inhibitor"]),
    ("Infliximap", "therapy", ["tnf-inhibitor"]),
    ("pregnancy", "risk", "pregnancy"),
    ("pregnancy", "therapy", []),
    ("infliximab", "risk", []),
    ("zzz", "risk", []),
]


@pytest.mark.parametrize(("text", "kind", "found"), CHOICES, ids=[f"{one[0]} {one[1]}" for one in CHOICES])
def test_a_therapy_or_risk_is_certain_or_suggested(
    text: str, kind: Literal["therapy", "risk"], found: str | list[str], desk: Desk
) -> None:
    """A class, a drug or a risk is read by its exact name; a slip suggests each record once, three at most."""
    assert desk.names.choice(text, kind) == found


def test_no_more_than_three_are_suggested(desk: Desk) -> None:
    """However many names lie near, three are enough to choose from."""
    for kind in ("therapy", "risk"):
        for form in desk.store.all_forms(kind):
            found = desk.names.choice(form.written[:-1] + "§", kind)
            assert isinstance(found, str) or len(found) == len(set(found)) <= 3


# --- normalising ----------------------------------------------------------------------------------------------


def test_the_longest_name_is_one_and_one_more_letter_is_none() -> None:
    """Two hundred characters may be a name."""
    assert plain("a" * 200) == "a" * 200
    assert plain("a" * 201) == ""


@pytest.mark.parametrize("char", ["\x00", "\u202e", "\ud800", "\ue000"])
def test_what_nobody_can_read_is_no_name(char: str) -> None:
    """Control, direction, half and private characters refuse the text."""
    assert plain(f"LGG{char}") == ""
    assert plain("L\tGG") == "l\tgg"


def test_what_could_not_be_decoded_is_marked() -> None:
    """A lone surrogate is shown as unreadable; all else stays as it was typed."""
    assert readable("L\udce9GG") == "L\ufffdGG"
    assert readable("Sjögren, LGG™") == "Sjögren, LGG™"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Sjögren's disease", {"sjogrendisease", "sjogrensdisease"}),
        ("Crohn disease", {"crohndisease"}),
        ("L'Hermitte", {"lhermitte"}),
        ("", set()),
        ("-", set()),
    ],
)
def test_a_possessive_may_stand_without_its_apostrophe(text: str, keys: set[str]) -> None:
    """Sjögren's disease is listed once and read as Sjogren disease, Sjögren’s disease and Sjogrens disease."""
    assert conditions.keys(text, []) == keys
