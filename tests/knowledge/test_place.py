"""A compiled form is used only if it is whole and fresh, and its absence is never fatal."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import run

from probiocheck.knowledge import place
from probiocheck.knowledge.load import InvalidKnowledge

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
