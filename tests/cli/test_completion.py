"""The tab key, in the shells themselves where they are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(sys.executable).parent
ASKED = [
    ("strain lacticaseibacillus-rhamnosus-g", "lacticaseibacillus-rhamnosus-gg"),
    ("strain LGG --condition rheu", "rheumatoid-arthritis"),
    ("product muta", "mutaflor"),
    ("product Muta", "Mutaflor"),
    ("compare LGG EcN -c ulcerative-c", "ulcerative-colitis"),
    ("batch x.csv --risk cen", "central-venous-catheter"),
    ("strain LGG --therapy inflix", "infliximab"),
    ("explain ACTIVE-D", "ACTIVE-DISEASE"),
    ("show alipour", "alipour-2014"),
    ("strain LGG --fo", "--format"),
    ("strain LGG --format fh", "fhir-r4"),
    ("mat", "matrix"),
    ("data exp", "export"),
    ("plot strain lacticaseibacillus-rhamnosus-g", "lacticaseibacillus-rhamnosus-gg"),
    ("plot condition rheu", "rheumatoid-arthritis"),
]
pytestmark = pytest.mark.skipif(not (SCRIPTS / "probiocheck").exists(), reason="the command is not installed")


def told(shell: str, script: str) -> list[str]:
    """Run a script in a shell that finds the command, and return the words that it prints."""
    environment = os.environ | {"PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [shell, "-c", script], env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(("words", "expected"), ASKED)
def test_bash(words: str, expected: str) -> None:
    """The function that bash calls offers the name."""
    line = f"probiocheck {words}".split()
    script = (
        'eval "$(_PROBIOCHECK_COMPLETE=source_bash probiocheck)"\n'
        f"COMP_WORDS=({' '.join(line)}); COMP_CWORD={len(line) - 1}\n"
        '_probiocheck_completion probiocheck; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    assert expected in told("/bin/bash", script)


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
@pytest.mark.parametrize(("words", "expected"), ASKED)
def test_fish(words: str, expected: str) -> None:
    """Fish offers the name."""
    script = f"_PROBIOCHECK_COMPLETE=source_fish probiocheck | source; complete -C 'probiocheck {words}'"
    assert expected in told(str(shutil.which("fish")), script)


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed")
@pytest.mark.parametrize(("words", "expected"), ASKED)
def test_zsh(words: str, expected: str) -> None:
    """What zsh evaluates holds the name."""
    script = (
        '_arguments() { print -r -- "$1" }\n'
        f"eval $(env _TYPER_COMPLETE_ARGS='probiocheck {words}' _PROBIOCHECK_COMPLETE=complete_zsh probiocheck)"
    )
    assert expected in " ".join(told(str(shutil.which("zsh")), script)).replace('"', " ").replace("(", " ").split()


def test_a_name_that_nothing_begins_with() -> None:
    """What no name begins with is completed by nothing, not by an error."""
    script = "COMP_WORDS='probiocheck strain zzzz' COMP_CWORD=2 _PROBIOCHECK_COMPLETE=complete_bash probiocheck"
    assert told("/bin/bash", script) == []
