"""Labels are read as a pharmacist would read them, and what is not understood is never dropped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from probiocheck.names.label import LabelReader
from probiocheck.names.label_text import clean

if TYPE_CHECKING:
    from probiocheck.ask import Desk

LABELS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("labels.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def reader(desk: Desk) -> LabelReader:
    """Return a reader over the shipped knowledge."""
    return LabelReader(desk.store)


def _plainly(text: str) -> str:
    return " ".join(clean(text).split()).casefold()


@pytest.mark.parametrize("case", LABELS, ids=lambda case: " ".join(case["text"].split())[:50])
def test_label(case: dict[str, Any], reader: LabelReader) -> None:
    """Every organism is read, nothing else is, and what cannot be told is reported."""
    label = reader.read(case["text"])
    read = {one.id for one in label.organisms}
    missed = [_plainly(one) for one in label.not_understood]
    expected = case.get("not_understood", [])
    for piece in expected:
        assert any(_plainly(piece) in one for one in missed), (piece, label)
    if expected:
        # No answer is given, so an organism read in a doubtful place does no harm; one left out would.
        assert read >= set(case["organisms"]), label
    else:
        assert not missed, label
        assert read == set(case["organisms"]), label
        told = {one.id for one in label.products}
        assert told == {*case.get("products", []), *([case["product"]] if "product" in case else [])}


def test_there_are_enough() -> None:
    """At least sixty labels, five of them of real products of several strains, understood in full."""
    assert len(LABELS) >= 60
    assert sum("not_understood" in case for case in LABELS) >= 15
    in_full = [case for case in LABELS if case.get("real") and "not_understood" not in case]
    assert sum(len(case["organisms"]) > 1 for case in in_full) >= 5


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=200))
def test_anything_can_be_read(text: str, reader: LabelReader) -> None:
    """Whatever stands on a label, reading it ends, and finds no product out of nothing."""
    label = reader.read(text)
    assert label.text == text
    assert not label.products or len(label.organisms) > 1


def test_a_piece_too_long_to_be_a_name_is_reported(reader: LabelReader) -> None:
    """Text that runs on without any mark is not understood, rather than dropped with an organism in it."""
    label = reader.read("Lactobacillus casei 01, " + "word " * 50 + "Lactobacilus acidophilus")
    assert len(label.not_understood) == 1


def test_dead_cells_are_seen_in_a_long_sentence(reader: LabelReader) -> None:
    """What kills is found beside the organism, however long the sentence."""
    label = reader.read("word " * 60 + "heat-killed Lactobacillus casei 01 " + "word " * 60)
    assert not label.organisms


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_slip_of_the_pen_is_never_dropped(data: st.DataObject, reader: LabelReader, desk: Desk) -> None:
    """A letter lost from the genus of a species makes it not understood: never silently ignored, never guessed."""
    species = data.draw(st.sampled_from([one for one in desk.store.all("species") if len(one.name.split()) == 2]))
    genus, epithet = species.name.split()
    place = data.draw(st.integers(2, len(genus) - 2))
    wrong = f"{genus[:place]}{genus[place + 1 :]} {epithet}"
    label = reader.read(f"Bifidobacterium breve, {wrong}, inulin")
    assert label.not_understood or wrong == species.name, wrong


@pytest.mark.parametrize(
    "rest",
    [
        "Bacillus c\udce9reus",
        "\udce9\udce8",
        "Lactobacillus \ufffd",
        "Zyzzyva imaginaria Q9-77",
        "Weissella nova DSM 999",
    ],
)
def test_what_may_be_an_organism_is_never_dropped(rest: str, reader: LabelReader) -> None:
    """Bytes that could not be decoded, and an unknown name with a strain's code, are not understood."""
    assert reader.read(f"L. casei 01, {rest}").not_understood


@pytest.mark.parametrize("rest", ["Sodium benzoate E211", "Silicon dioxide E 551", "Vitamin B12", "Vitamin k2 MK-7"])
def test_additives_and_vitamins_are_no_organisms(rest: str, reader: LabelReader) -> None:
    """Numbers of additives and vitamins are not taken for the codes of strains."""
    label = reader.read(f"L. casei 01, {rest}")
    assert not label.not_understood
    assert label.ignored
