"""Write into the documentation what it shows of the program and the data: run it after changing either."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import commands

ROOT = Path(__file__).parent.parent
_ANSWER = re.compile(r"(<!-- answer: (.+?) -->\n```text\n).*?(```\n<!-- end -->)", re.DOTALL)


def _probiocheck(*arguments: str) -> str:
    command = [sys.executable, "-m", "probiocheck", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=ROOT).stdout  # noqa: S603


def _answered(shown: re.Match[str]) -> str:
    name, _, rest = shown[2].partition(" --")
    return shown[1] + _probiocheck("strain", name, *shlex.split("--" + rest)) + shown[3]


def main() -> None:
    """Rewrite the answers in the README, the coverage, and the pages about the command line."""
    readme = ROOT / "README.md"
    readme.write_text(_ANSWER.sub(_answered, readme.read_text(encoding="utf-8")), encoding="utf-8")
    table = _probiocheck("data", "coverage", "--format", "markdown")
    (ROOT / "docs" / "coverage.md").write_text(table, encoding="utf-8")
    (ROOT / "docs" / "cli.md").write_text(commands.markdown(), encoding="utf-8")
    (ROOT / "docs" / "probiocheck.1").write_text(commands.manual(), encoding="utf-8")


if __name__ == "__main__":
    main()
