"""``python -m probiocheck``."""

from probiocheck.cli import run

run()
