"""Measure and print; run with the Python of a fresh environment into which the wheel was installed.

    python benchmarks/run.py [look-up] [batch] [distinct] [growth] [--runs N] [--check] [--write FILE]

Every figure is a ratio within one run. ``--check`` fails where one is far beyond its figure, as after a careless
import; it is generous because machines are noisy.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import batch
import growth
import look_up

_HEAD = """# Speed

Written by `make bench`: the wheel in an environment of its own, Python {python}, standard output nowhere. Ratios move
by a few tenths between runs. What is imported, what was tried, and how to measure: [README.md](README.md).
"""
_SECTIONS = ("look-up", "batch", "distinct", "growth")


def main() -> int:
    """Print the sections that were asked for; with ``--check`` return 1 where a ratio is far beyond its figure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sections", nargs="*", choices=[*_SECTIONS, []], help="what to measure (default: all)")
    parser.add_argument("--runs", type=int, default=21, help="runs of a look-up; of a batch a quarter")
    parser.add_argument("--check", action="store_true", help="fail where a ratio is far beyond its figure")
    parser.add_argument("--write", type=Path, help="write the results to a file, too")
    options = parser.parse_args()
    few = max(options.runs // 4, 1)
    todo = {
        "look-up": lambda: look_up.section(options.runs),
        "batch": lambda: batch.section(few),
        "distinct": lambda: batch.section(1, pairs=1_000_000, messy=True),
        "growth": lambda: growth.section(options.runs),
    }
    told, late = [_HEAD.format(python=sys.version.split()[0])], []
    for name in options.sections or _SECTIONS:
        text, beyond = todo[name]()
        print(text)
        told.append(text)
        late += beyond
    if options.write:
        options.write.write_text("\n".join(told), encoding="utf-8")
    if options.check and late:
        print(f"far too slow: {', '.join(late)}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
