"""The build hook that compiles ``data/`` into the wheel."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileKnowledge(BuildHookInterface[Any]):
    """Put the compiled knowledge beside the YAML it was made from."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and tell hatchling where the file goes in the wheel."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))
        from probiocheck.knowledge import place  # noqa: PLC0415 - only importable now

        target = Path(tempfile.mkdtemp()) / place.COMPILED_NAME
        place.write(root / "data", target)
        build_data["force_include"][str(target)] = f"probiocheck/data/{place.COMPILED_NAME}"
