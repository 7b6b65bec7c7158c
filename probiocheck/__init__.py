"""May this probiotic strain be taken with this autoimmune condition, and how do we know?

The front door of the library::

    >>> import probiocheck
    >>> answer = probiocheck.check("L. casei 01", "RA", activity="remission")
    >>> answer.level, answer.certainty
    ('low', 'low')

``check`` returns an ``Assessment``, or a ``NoAnswer`` where a name was not understood; ``load`` opens another
knowledge than the shipped one. Decision support for professionals, not medical advice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from probiocheck.model import Assessment, Assessments, NoAnswer
from probiocheck.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike

    from probiocheck.ask import Desk

__all__ = ["Assessment", "Assessments", "NoAnswer", "__version__", "check", "load"]

_shipped: list[Desk] = []


def load(data: str | PathLike[str] | None = None) -> Desk:
    """Open a knowledge for many questions.

    Args:
        data: The folder of its YAML files; the shipped knowledge where ``None``.

    Returns:
        A desk that answers by ``desk.strain(name, condition, desk.patient(activity, therapies, risks))``, and that
        may be handed to ``check``.

    Raises:
        probiocheck.knowledge.load.InvalidKnowledge: The knowledge is missing or wrong; every problem is listed.

    """
    from pathlib import Path  # noqa: PLC0415 - the command line imports this module and goes its own way

    from probiocheck.ask import Desk  # noqa: PLC0415
    from probiocheck.knowledge import place  # noqa: PLC0415

    return Desk(place.open_store(Path(data) if data is not None else None))


def check(
    strain: str,
    condition: str,
    *,
    activity: str = "unknown",
    therapies: Iterable[str] = (),
    risks: Iterable[str] = (),
    desk: Desk | None = None,
) -> Assessment | NoAnswer:
    """Tell whether a strain may be taken with a condition.

    Args:
        strain: A strain, species, deposit number or product, by any of its names.
        condition: A disease by name, abbreviation or code.
        activity: ``remission``, ``stable``, ``active``, ``flare`` or ``unknown``.
        therapies: Drugs or classes of drugs taken.
        risks: Risk factors, by id or name.
        desk: An opened knowledge (see ``load``); the shipped one, opened once, where ``None``.

    Returns:
        The assessment, or why there is none.

    Raises:
        probiocheck.ask.UnknownChoice: Activity, therapy or risk factor is not known (a ``ValueError``).

    """
    if desk is None:
        if not _shipped:
            _shipped.append(load())
        desk = _shipped[0]
    return desk.strain(strain, condition, desk.patient(activity, therapies, risks))
