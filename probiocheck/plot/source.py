"""Where a picture comes from, as its foot tells it."""

from __future__ import annotations

from msgspec import Struct

from probiocheck.render.page import foot


class Source(Struct, frozen=True, kw_only=True):
    """Where a picture comes from: the versions of program and data, the disclaimer, and the command that made it."""

    version: str
    data_version: str
    data_digest: str
    disclaimer: str
    command: str

    def lines(self) -> list[str]:
        """Return the source as it stands at the foot."""
        return [
            foot(self.version, f"{self.data_version} ({self.data_digest})", self.disclaimer),
            f"Made by: {self.command}",
        ]
