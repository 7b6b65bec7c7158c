"""A compiled form is used only if it is whole and fresh, and its absence is never fatal."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import run

from probiocheck.knowledge import place
from probiocheck.knowledge.problem import InvalidKnowledge

if TYPE_CHECKING:
    from conftest import Copy


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return an empty cache of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "probiocheck"


def test_second_opening_reads_the_cache(copy: Copy, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was compiled once is not compiled again."""
    place.open_store(copy.folder)
    assert len(list(cache.iterdir())) == 1
    monkeypatch.setattr(place, "_compile", lambda *_: pytest.fail("compiled again"))
    assert place.open_store(copy.folder).counts()["strain"] > 300


def test_changed_yaml_is_compiled_again(copy: Copy, cache: Path) -> None:
    """A curator's change is seen at once, even one that leaves the size as it was."""
    before = place.open_store(copy.folder).digest
    time.sleep(0.02)
    copy.replace("strains.yaml", "designation: GG\n", "designation: GX\n")
    assert place.open_store(copy.folder).digest != before
    assert cache.is_dir()


@pytest.mark.parametrize("damage", [b"", b"not a database", None])
def test_damaged_form_is_never_fatal(copy: Copy, cache: Path, damage: bytes | None) -> None:
    """An empty, foreign or truncated compiled form is made anew."""
    digest = place.open_store(copy.folder).digest
    (file,) = cache.iterdir()
    file.write_bytes(file.read_bytes()[:5000] if damage is None else damage)
    assert place.open_store(copy.folder).digest == digest


def test_damage_within_a_form_is_mended(copy: Copy, cache: Path) -> None:
    """Garbage anywhere in a compiled form changes no answer: where it is met, the knowledge is compiled anew."""
    arguments = ("strain", "LGG", "--condition", "RA", "--format", "json", "--data", copy.folder)
    sound = run(*arguments)
    (form,) = cache.glob("*.sqlite")
    content = form.read_bytes()
    chance = random.Random(7)  # noqa: S311 - the same places every time
    told = 0
    much = 65_536
    for at in [100, 5000, *(chance.randrange(len(content) - much) for _ in range(20))]:
        form.write_bytes(content[:at] + b"\xff" * much + content[at + much :])
        done = run(*arguments)
        assert (done.code, done.out) == (sound.code, sound.out), at
        told += "is damaged; it is compiled anew" in done.err
        form.write_bytes(content)
    assert told


def test_nowhere_to_write(copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a place for the cache the knowledge is compiled in memory."""
    monkeypatch.setenv("XDG_CACHE_HOME", os.devnull)
    assert place.open_store(copy.folder).digest


def test_form_beside_the_yaml(copy: Copy, cache: Path) -> None:
    """A compiled form beside its YAML, as in a wheel, is used; one older than its YAML is not."""
    target = copy.folder / place.COMPILED_NAME
    place.write(copy.folder, target)
    place.open_store(copy.folder)
    assert not cache.exists()
    later = time.time_ns() + 10**10
    os.utime(copy.folder / "strains.yaml", ns=(later, later))
    place.open_store(copy.folder)
    assert cache.exists()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return a folder that is laid over the knowledge."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "strains.yaml").write_text("killed_words: [made-dead]\n", encoding="utf-8")
    return folder


def test_form_beside_the_yaml_is_that_of_the_base(copy: Copy, own: Path, cache: Path) -> None:
    """With a folder laid over it the form in a wheel is neither used nor touched, and serves the base as before."""
    target = copy.folder / place.COMPILED_NAME
    place.write(copy.folder, target)
    before = target.read_bytes()
    digest = place.open_store(copy.folder).digest
    assert place.open_store(copy.folder, [own]).digest != digest
    assert len(list(cache.iterdir())) == 1
    assert target.read_bytes() == before
    assert place.open_store(copy.folder).digest == digest


@pytest.mark.parametrize("damage", [b"", b"not a database", None])
def test_damaged_form_with_a_folder_laid_over(copy: Copy, own: Path, cache: Path, damage: bytes | None) -> None:
    """What was compiled together is made anew just so."""
    digest = place.open_store(copy.folder, [own]).digest
    (file,) = cache.iterdir()
    file.write_bytes(file.read_bytes()[:5000] if damage is None else damage)
    assert place.open_store(copy.folder, [own]).digest == digest


def test_nowhere_to_write_with_a_folder_laid_over(copy: Copy, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a place for the cache both are compiled in memory."""
    monkeypatch.setenv("XDG_CACHE_HOME", os.devnull)
    assert "made-dead" in place.open_store(copy.folder, [own]).label_words.killed


def test_change_of_the_base_under_a_folder(copy: Copy, own: Path, cache: Path) -> None:
    """A change in the base is seen through what is laid over it, and a file put into the folder as well."""
    before = place.open_store(copy.folder, [own]).digest
    time.sleep(0.02)
    copy.replace("strains.yaml", "designation: GG\n", "designation: GX\n")
    changed = place.open_store(copy.folder, [own]).digest
    (own / "evidence").mkdir()
    (own / "evidence" / "own.yml").write_text("publications: []\n", encoding="utf-8")
    with pytest.raises(InvalidKnowledge):
        place.open_store(copy.folder, [own])
    assert before != changed
    assert len(list(cache.iterdir())) == 1


def test_missing_knowledge(tmp_path: Path) -> None:
    """An empty folder is told as what it lacks."""
    with pytest.raises(InvalidKnowledge) as caught:
        place.open_store(tmp_path)
    assert {one.file for one in caught.value.problems} >= {"strains.yaml", "rules.yaml", "evidence"}


def test_many_at_once(copy: Copy, cache: Path) -> None:
    """Several processes that compile at once do one another no harm."""
    import concurrent.futures

    environment = os.environ | {"XDG_CACHE_HOME": str(cache.parent)}
    ask = ["strain", "LGG", "-c", "RA", "-q", "--data", str(copy.folder)]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: run(*ask, env=environment), range(8)))
    assert {one.out for one in done} == {"moderate\n"}
    assert {one.code for one in done} == {1}
    assert len(list(cache.iterdir())) == 1
