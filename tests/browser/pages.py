"""One page of each kind, and the printable answers, for the tests that go through all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conftest import run

if TYPE_CHECKING:
    from pathlib import Path

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
LOW = "pair/rheumatoid-arthritis/lacticaseibacillus-casei-01.html"
HIGH = "pair/antiphospholipid-syndrome/roseburia-intestinalis.html"
OF_EACH_KIND = {
    "heat map": "index.html",
    "pair, low": LOW,
    "pair, high": HIGH,
    "pair, unknown": "pair/atopic-dermatitis/lactobacillus-acidophilus-l-92.html",
    "pair, group of diseases": "pair/inflammatory-bowel-disease/de-simone-formulation.html",
    "condition": "condition/rheumatoid-arthritis.html",
    "condition, group": "condition/inflammatory-bowel-disease.html",
    "species": "species/akkermansia-muciniphila.html",
    "strain": "strain/lacticaseibacillus-rhamnosus-gg.html",
    "product": "product/de-simone-formulation.html",
    "product of one strain": "product/mutaflor.html",
    "publication": "publication/alipour-2014.html",
    "publication, retracted": "publication/tamtaji-2017.html",
    "rule": "rule/CONFLICT-IN-PEOPLE.html",
    "list of strains": "strains.html",
    "list of products": "products.html",
    "list of conditions": "conditions.html",
    "list of publications": "publications.html",
    "list of rules": "rules.html",
}
# What is asked for the printable answers.
PRINTABLE = {
    "printable answer": ("L. casei 01",),
    "printable answers, several": ("LGG", "S. boulardii", "nobody's strain"),
}


def printable(name: str, folder: Path) -> Path:
    """Write a printable answer into a folder and return its file."""
    done = run("strain", *PRINTABLE[name], "--condition", "RA", "--activity", "active", "--format", "html")
    assert done.out.startswith("<!DOCTYPE html>"), done.err
    path = folder / "answer.html"
    path.write_text(done.out, encoding="utf-8")
    return path
