"""Products, labels, rankings, comparisons and grids agree with the single answers they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import probiocheck
from probiocheck import model, model_shelf, scale, shelf
from probiocheck.render import matrix as grid_page

if TYPE_CHECKING:
    from probiocheck.ask import Desk

KEEP = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
DISEASES = ["ulcerative-colitis", "rheumatoid-arthritis", "multiple-sclerosis", "crohn-disease", "psoriasis"]
ACTIVITIES = ["unknown", "remission", "stable", "active", "flare"]
UNKNOWN = -1

activities = st.sampled_from(ACTIVITIES)
diseases = st.sampled_from(DISEASES)


def _rank(level: str) -> int:
    return UNKNOWN if level == "unknown" else scale.rank(level)  # type: ignore[arg-type]


def _strains(desk: Desk) -> list[str]:
    """Return the marketed strains that their own name means and no other does."""
    marketed = [one.id for one in desk.store.all("strain") if one.marketed]
    return [one for one in marketed if getattr(desk.names.strain(desk.store.name(one)), "id", None) == one]


def _read(desk: Desk, organisms: list[str], disease: str, patient: model.Patient) -> model.Assessment:
    names = [f"{desk.store.name(one)} 5 mg" for one in organisms]
    answer = desk.label(", ".join(names), disease, patient)
    assert answer.assessment, (names, answer.label)
    return answer.assessment


# --- products ---


def test_product_is_never_below_a_risk_floor_of_a_component(desk: Desk) -> None:
    """A yeast, an enterococcus or a spore in a product brings its floor along, whatever the trials of the product say."""
    builder = desk.builder("ulcerative-colitis", "ulcerative-colitis")
    calm = desk.patient("remission", [], [])
    floored = 0
    for risk in [one.id for one in desk.store.all("risk")]:
        patient = desk.patient("remission", [], [risk])
        for product in desk.store.all("product"):
            if product.preparation != "live":
                continue
            whole = desk.judged(builder, desk.canonical(product.id), patient)[1].level
            for component in product.components:
                before = {one.rule for one in desk.judged(builder, component, calm)[1].reasons}
                for reason in desk.judged(builder, component, patient)[1].reasons:
                    # Only the floors that the risk factor brought: the component's evidence is judged elsewhere.
                    if reason.effect == "floor" and reason.rule not in before:
                        assert _rank(whole) >= _rank(reason.level), (product.id, component, reason)
                        floored += 1
    assert floored > 100


def test_product_tells_its_components_and_what_was_tested(desk: Desk) -> None:
    """A product shows each component with its level, and the name and dose under which it was ever tested."""
    tested = desk.product("Visbiome", "UC", desk.patient("unknown", [], []))
    assert isinstance(tested, model.Assessment)
    assert len(tested.members) == 8
    assert any(one.as_named == "VSL#3" and one.doses_cfu_per_day for one in tested.tested_as)
    untested = desk.product("VSL#3", "UC", desk.patient("unknown", [], []))
    assert isinstance(untested, model.Assessment)
    assert untested.tested_as == []
    assert any(one.rule == "PRODUCT-UNTESTED" for one in untested.reasons)
    assert "never tested as such" in run("product", "VSL#3", "--condition", "UC").out


def test_product_command_takes_products_only() -> None:
    """A strain's name that is no product is no answer of ``product``."""
    done = run("product", "ATCC 53103x", "--condition", "UC")
    assert done.code == 3


# --- labels: laws ---


@KEEP
@given(data=st.data(), disease=diseases, activity=activities)
def test_label_order_does_not_matter(desk: Desk, data: st.DataObject, disease: str, activity: str) -> None:
    """The same organisms in another order get the same answer."""
    organisms = data.draw(st.lists(st.sampled_from(_strains(desk)), min_size=2, max_size=5, unique=True))
    other = data.draw(st.permutations(organisms))
    patient = desk.patient(activity, [], [])
    one, two = _read(desk, organisms, disease, patient), _read(desk, other, disease, patient)
    for field in ("level", "certainty", "benefit", "basis", "reasons", "evidence", "members", "by_activity"):
        assert getattr(one, field) == getattr(two, field)


@KEEP
@given(data=st.data(), disease=diseases, activity=activities)
def test_adding_an_organism_never_lowers(desk: Desk, data: st.DataObject, disease: str, activity: str) -> None:
    """A further organism keeps or raises the level, unless it makes a tested product; then the answer says so."""
    organisms = data.draw(st.lists(st.sampled_from(_strains(desk)), min_size=1, max_size=4, unique=True))
    another = data.draw(st.sampled_from(_strains(desk)))
    patient = desk.patient(activity, [], [])
    before, after = (
        _read(desk, organisms, disease, patient),
        _read(desk, [*organisms, another], disease, patient),
    )
    if after.subject.id in {"label", before.subject.id} or len({*organisms, another}) == 1:
        assert _rank(after.level) >= _rank(before.level)
    else:
        assert any(note.startswith("The label is that of") for note in after.notes)


def test_adding_the_last_component_makes_the_tested_product(desk: Desk) -> None:
    """The one way down: the label of a tested product is answered as that product, and says so."""
    product = desk.store.get("product", "de-simone-formulation")
    patient = desk.patient("remission", [], [])
    most = _read(desk, product.components[:-1], "UC", patient)
    whole = _read(desk, product.components, "UC", patient)
    assert (most.subject.id, most.level) == ("label", "moderate")
    assert (whole.subject.id, whole.level) == (product.id, "low")
    assert whole.notes[0] == "The label is that of De Simone Formulation."


def test_label_without_answer_shows_what_was_understood() -> None:
    """An organism that is not understood makes the whole label no answer; the rest is shown still."""
    text = "Lactobacillus acidophilus La-14, Bifidobacterim lactis Bl-04, inulin"
    for form in ("text", "json"):
        done = run("label", text, "--condition", "UC", "--format", form)
        assert done.code == 3
        assert "Bifidobacterim lactis" in done.out
        assert "acidophilus La-14" in done.out
        assert "inulin" in done.out
    quiet = run("label", text, "--condition", "UC", "--quiet")
    assert (quiet.code, quiet.out) == (3, "")
    assert "Bifidobacterim lactis" in quiet.err


def test_label_from_standard_input() -> None:
    """A hyphen reads standard input, line breaks and all."""
    done = run("label", "-", "--condition", "RA", "--quiet", input="Lactobacillus rhamnosus GG\n(ATCC 53103)\n")
    assert done.out == "moderate\n"
    assert done.code == 1


@pytest.mark.parametrize("text", ["", "inulin, HPMC", "\x1b[31m"])
def test_label_without_organisms_is_no_answer(text: str) -> None:
    """Nothing on the label is nothing assessed."""
    done = run("label", text, "--condition", "RA")
    assert done.code == 3
    assert "\x1b" not in done.out


# --- rankings ---


@pytest.mark.parametrize("disease", DISEASES)
@pytest.mark.parametrize("activity", ["remission", "active"])
def test_ranking_agrees_with_single_answers(disease: str, activity: str, desk: Desk) -> None:
    """Each line of a ranking is what the single answer says, and the order is as promised."""
    ranking = probiocheck.rank(disease, activity=activity, risks=["pregnancy"], desk=desk)
    assert isinstance(ranking, model_shelf.Ranking)
    patient = desk.patient(activity, [], ["pregnancy"])
    for line in ranking.ranking:
        answer = desk.strain(line.id, disease, patient)
        assert isinstance(answer, model.Assessment)
        told = (line.name, line.level, line.certainty, line.benefit, line.basis)
        assert told == (answer.subject.name, answer.level, answer.certainty, answer.benefit, answer.basis)
    order = [(_rank(one.level) if one.level != "unknown" else 9) for one in ranking.ranking]
    assert order == sorted(order)
    for one, two in zip(ranking.ranking, ranking.ranking[1:], strict=False):
        if one.level == two.level:
            assert scale.CERTAINTIES.index(one.certainty) >= scale.CERTAINTIES.index(two.certainty)


def test_all_lists_everything(desk: Desk) -> None:
    """``--all`` lists every strain and product, and only once."""
    ranking = probiocheck.rank("UC", everything=True, desk=desk)
    assert isinstance(ranking, model_shelf.Ranking)
    ids = [one.id for one in ranking.ranking]
    expected = {desk.canonical(one.id) for kind in ("strain", "product") for one in desk.store.all(kind)}
    assert len(ids) == len(set(ids))
    assert set(ids) == expected


def test_nissle_is_among_the_best_in_remission_only(desk: Desk) -> None:
    """The strain that kept remission as mesalazine did is low in remission, and is not in active colitis."""
    for activity, best in (("remission", True), ("active", False)):
        ranking = probiocheck.rank("ulcerative colitis", activity=activity, desk=desk)
        assert isinstance(ranking, model_shelf.Ranking)
        low = [one.id for one in ranking.ranking if one.level == "low"]
        assert ("escherichia-coli-nissle-1917" in low[:3]) is best


def test_condition_tells_what_it_is() -> None:
    """Axes, measures, monitoring and guideline statements stand above the ranking."""
    done = run("condition", "ulcerative colitis", "--activity", "remission")
    assert done.code == 0
    for mark in ("Immune axes", "Mayo score", "faecal calprotectin", "Guidelines", "Best first", "Nissle"):
        assert mark in done.out
    assert all(len(line) <= 80 for line in done.out.splitlines())


def test_condition_not_understood_is_no_answer() -> None:
    """A condition that cannot be told is exit code 3, with candidates."""
    done = run("condition", "CD")
    assert done.code == 3
    assert "Crohn" in done.out
    assert "eliac" in done.out


# --- comparisons and grids ---


@KEEP
@given(data=st.data(), disease=diseases)
def test_compare_with_itself_shows_no_difference(desk: Desk, data: st.DataObject, disease: str) -> None:
    """A against A differs in nothing."""
    strain = data.draw(st.sampled_from(_strains(desk)))
    found = probiocheck.compare([strain, strain], disease, desk=desk)
    assert isinstance(found, model_shelf.Comparison)
    assert found.differs == []
    assert found.only == [[], []]


def test_compare_shows_what_tells_them_apart(desk: Desk) -> None:
    """Two strains that stand apart differ in level, and each shows evidence that the other lacks."""
    found = probiocheck.compare(["LGG", "L. casei 01"], "RA", desk=desk)
    assert isinstance(found, model_shelf.Comparison)
    assert "level" in found.differs
    assert any("alipour-2014" in one for one in found.only[1])
    assert not any("alipour-2014" in one for one in found.only[0])


def test_compare_needs_two() -> None:
    """One strain is nothing to compare: wrong usage."""
    with pytest.raises(ValueError, match="two"):
        probiocheck.compare(["LGG"], "RA")
    assert run("compare", "LGG", "--condition", "RA").code == 2
    assert run("compare", "LGG", "nobody", "--condition", "RA").code == 3


def test_matrix_agrees_with_single_answers(desk: Desk) -> None:
    """Each cell is the level of the single answer, in the grid, in CSV and in JSON alike."""
    patient = desk.patient("active", [], [])
    grid = shelf.matrix(desk, DISEASES[:3], [], patient)
    assert len(grid.subjects) > 20
    for subject, levels in zip(grid.subjects, grid.levels, strict=True):
        for condition, level in zip(grid.conditions, levels, strict=True):
            answer = desk.strain(subject.id, condition.id, patient)
            assert isinstance(answer, model.Assessment)
            assert answer.level == level
    rows = [*grid_page.cells(grid)]
    assert rows[0] == ["subject_id", "subject", *DISEASES[:3]]
    assert [row[2:] for row in rows[1:]] == grid.levels


def test_matrix_reads_without_colour() -> None:
    """The grid on the terminal has a letter for each level, and says what it means."""
    done = run("matrix", "--condition", "RA", "--strain", "LGG", "--strain", "L. casei 01")
    assert done.code == 0
    assert "L low" in done.out
    (row,) = [line for line in done.out.splitlines() if "casei 01" in line]
    assert row.rstrip().endswith("L")


# --- alternatives ---


def test_thinner_alternatives_are_said_to_be(desk: Desk) -> None:
    """What stands lower on thinner evidence is never offered without saying so."""
    seen = False
    for disease in DISEASES:
        for strain in ["LGG", *_strains(desk)[::7]]:
            answer = desk.strain(strain, disease, desk.patient("unknown", [], []))
            assert isinstance(answer, model.Assessment)
            for one in answer.alternatives:
                assert _rank(one.level) < _rank(answer.level) or answer.level == "unknown"
                if scale.CERTAINTIES.index(one.certainty) < scale.CERTAINTIES.index(answer.certainty):
                    assert any("thinner" in note and one.name in note for note in answer.notes)
                    seen = True
    assert seen
