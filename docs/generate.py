"""Write into the documentation what it shows of the program and the data: run it after changing either."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import commands
import record

ROOT = Path(__file__).parent.parent
ANSWER = re.compile(r"(<!-- answer: (.+?) -->\n```text\n).*?(```\n<!-- end -->)", re.DOTALL)
# Of a terminal with the first answer in the README.
PICTURE = ROOT / "docs" / "pictures" / "answer.svg"
# The commands that make the other pictures stand where the pictures are shown.
DRAWN = re.compile(r"^probiocheck (.+ --output (\S+\.svg))$", re.MULTILINE)


def _probiocheck(*arguments: str) -> str:
    command = [sys.executable, "-m", "probiocheck", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=ROOT).stdout  # noqa: S603


def asked(marked: str) -> list[str]:
    """Return the command whose answer is shown, from the mark before it in the README."""
    name, _, rest = marked.partition(" --")
    return ["strain", name, *shlex.split("--" + rest)]


def _answered(shown: re.Match[str]) -> str:
    return shown[1] + _probiocheck(*asked(shown[2])) + shown[3]


def picture(command: list[str]) -> str:
    """Return the picture of a terminal in which a command was given and answered."""
    given = shlex.join(["probiocheck", *command])
    printed = _probiocheck(*command, "--color", "always")
    return record.svg(f"$ {given}\n{printed}", f"A terminal of 80 columns: {given} and its answer")


def pictured() -> list[str]:
    """Return the command of the picture: that of the first answer in the README."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return asked(next(ANSWER.finditer(readme))[2])


def _draw() -> None:
    """Draw the pictures of ``docs/plots.md`` anew."""
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(exist_ok=True)
    for words, _ in DRAWN.findall((ROOT / "docs" / "plots.md").read_text(encoding="utf-8")):
        command = [sys.executable, "-m", "probiocheck", *shlex.split(words)]
        subprocess.run(command, check=True, cwd=folder)  # noqa: S603


def main() -> None:
    """Rewrite the answers in the README, the coverage, the pages about the commands, and the pictures."""
    readme = ROOT / "README.md"
    readme.write_text(ANSWER.sub(_answered, readme.read_text(encoding="utf-8")), encoding="utf-8")
    PICTURE.write_text(picture(pictured()), encoding="utf-8")
    table = _probiocheck("data", "coverage", "--format", "markdown")
    (ROOT / "docs" / "coverage.md").write_text(table, encoding="utf-8")
    (ROOT / "docs" / "cli.md").write_text(commands.markdown(), encoding="utf-8")
    (ROOT / "docs" / "probiocheck.1").write_text(commands.manual(), encoding="utf-8")
    _draw()


if __name__ == "__main__":
    main()
