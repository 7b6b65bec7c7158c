"""Normalising makes equal what is the same name, and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from probiocheck.ask import Desk
from probiocheck.names.normalise import CONNECTIVES, MAX_LENGTH, key, plain, words


@given(st.text(max_size=60))
def test_key_is_a_fixed_point(text: str) -> None:
    """The key of a key is that key: comparing twice changes nothing."""
    once = key(text)
    # Letters that join to a connective ("ss" and "p") are the one exception: such a key names nothing.
    assert key(once) in {once, ""}
    if not words(once):
        assert not once or once in CONNECTIVES


@given(st.sampled_from(["BB-12", "Lactobacillus rhamnosus GG", "DN-114 001"]), st.sampled_from("-‐‑–—  ®™_"))
def test_separators_do_not_matter(name: str, mark: str) -> None:
    """Dashes, spaces and trade marks between the parts of a name never tell two names apart."""
    assert key(mark.join(name.replace("-", " ").split())) == key(name)


def test_point_between_digits_is_part_of_the_number() -> None:
    """CGMCC 1.3724 is not CGMCC 13724; any other point is a separator."""
    assert key("CGMCC 1.3724") != key("CGMCC 13724")
    assert key("L.rhamnosus G.G.") == key("L rhamnosus GG")


def test_trade_mark_is_no_letter() -> None:
    """NFKC would read ™ as the letters TM."""
    assert key("BB-12™") == key("BB-12")


def test_letters_of_other_scripts_stay_different() -> None:
    """A Cyrillic с is not a Latin c: look-alikes are different names."""
    assert key("сasei") != key("casei")


def test_control_characters_are_no_name() -> None:
    """What carries bidirectional or control characters is refused, not cleaned."""
    assert plain("LGG\u202e") == ""
    assert plain("LGG\x00") == ""


def test_overlong_text_is_no_name() -> None:
    """A text longer than any name is refused at once."""
    assert plain("a" * (MAX_LENGTH + 1)) == ""


def test_only_listed_keys_resolve(desk: Desk) -> None:
    """Law 7: what resolves without a note about the species bears exactly the key of a listed form."""

    @given(st.text(alphabet="abcdefghiLGRBbS. -0123456789", max_size=24))
    def resolves_exactly(text: str) -> None:
        found = desk.names.strain(text)
        whole = desk.store.forms(key(text), ["strain", "species", "product"])
        if getattr(found, "kind", None) == "product" or (hasattr(found, "id") and whole):
            assert found.id in {one.id for one in whole}  # type: ignore[union-attr]

    resolves_exactly()
