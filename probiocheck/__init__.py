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

from probiocheck.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike

    from probiocheck.ask import Desk
    from probiocheck.model import Assessment, Assessments, NoAnswer
    from probiocheck.model_shelf import Comparison, LabelAnswer, Ranking

__all__ = [
    "Assessment",
    "Assessments",
    "NoAnswer",
    "__version__",
    "check",
    "check_product",
    "compare",
    "load",
    "rank",
    "read_label",
]

_shipped: list[Desk] = []


def __getattr__(name: str) -> object:
    """Return a type of answer; they are defined where they are first asked for."""
    if name in {"Assessment", "Assessments", "NoAnswer"}:
        from probiocheck import model  # noqa: PLC0415 - the command line prepares itself before it imports them

        return getattr(model, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load(
    data: str | PathLike[str] | None = None,
    *,
    add_data: Iterable[str | PathLike[str]] = (),
    policy: str | PathLike[str] | None = None,
) -> Desk:
    """Open a knowledge for many questions.

    Args:
        data: The folder of its YAML files; the shipped knowledge where ``None``.
        add_data: Folders of further records, laid over it.
        policy: A local policy, a YAML file; an entry of it is valid up to the day it expires.

    Returns:
        A desk that answers by ``desk.strain(name, condition, desk.patient(activity, therapies, risks))``, and that
        may be handed to ``check``.

    Raises:
        probiocheck.knowledge.problem.InvalidKnowledge: The knowledge or the policy is missing or wrong; every problem
            is listed.

    """
    from pathlib import Path  # noqa: PLC0415 - the command line imports this module and goes its own way

    from probiocheck.ask import Desk  # noqa: PLC0415
    from probiocheck.knowledge import place  # noqa: PLC0415

    store = place.open_store(Path(data) if data is not None else None, [Path(one) for one in add_data])
    desk = Desk(store)
    if policy is None:
        return desk
    import datetime as dt  # noqa: PLC0415

    from probiocheck.knowledge import policy as policies  # noqa: PLC0415 - few look-ups have one

    today = dt.date.today()  # noqa: DTZ011 - a policy runs out by the calendar on the wall
    return Desk(store, policies.read(Path(policy), store, desk.names, today))


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
    desk = desk or _opened()
    return desk.strain(strain, condition, desk.patient(activity, therapies, risks))


def check_product(
    product: str,
    condition: str,
    *,
    activity: str = "unknown",
    therapies: Iterable[str] = (),
    risks: Iterable[str] = (),
    desk: Desk | None = None,
) -> Assessment | NoAnswer:
    """Tell whether a product may be taken with a condition.

    Args:
        product: A marketed or trialled product, by any of its names.
        condition: As of ``check``.
        activity: As of ``check``.
        therapies: As of ``check``.
        risks: As of ``check``.
        desk: As of ``check``.

    Returns:
        The assessment, whose ``members`` are the components and whose ``tested_as`` tells what was ever given to
        people with the condition; or why there is none.

    Raises:
        probiocheck.ask.UnknownChoice: Activity, therapy or risk factor is not known (a ``ValueError``).

    """
    desk = desk or _opened()
    return desk.product(product, condition, desk.patient(activity, therapies, risks))


def read_label(
    text: str,
    condition: str,
    *,
    activity: str = "unknown",
    therapies: Iterable[str] = (),
    risks: Iterable[str] = (),
    desk: Desk | None = None,
) -> LabelAnswer:
    """Read a list of ingredients and tell whether what is on it may be taken with a condition.

    Args:
        text: The list of ingredients as printed on a box.
        condition: As of ``check``.
        activity: As of ``check``.
        therapies: As of ``check``.
        risks: As of ``check``.
        desk: As of ``check``.

    Returns:
        What was read, with the assessment; none where an organism, or the condition, was not understood.

    Raises:
        probiocheck.ask.UnknownChoice: Activity, therapy or risk factor is not known (a ``ValueError``).

    """
    desk = desk or _opened()
    return desk.label(text, condition, desk.patient(activity, therapies, risks))


def rank(
    condition: str,
    *,
    activity: str = "unknown",
    therapies: Iterable[str] = (),
    risks: Iterable[str] = (),
    everything: bool = False,
    desk: Desk | None = None,
) -> Ranking | NoAnswer:
    """Rank what was studied in a condition: by level, then certainty, then benefit.

    Args:
        condition: As of ``check``.
        activity: As of ``check``.
        therapies: As of ``check``.
        risks: As of ``check``.
        everything: Whether to list also what nobody has studied in the condition.
        desk: As of ``check``.

    Returns:
        The ranking, or why the condition was not understood.

    Raises:
        probiocheck.ask.UnknownChoice: Activity, therapy or risk factor is not known (a ``ValueError``).

    """
    from probiocheck import model, shelf  # noqa: PLC0415 - only needed here

    desk = desk or _opened()
    patient = desk.patient(activity, therapies, risks)
    found = desk.names.condition(condition)
    return found if isinstance(found, model.NoAnswer) else shelf.rank(desk, found, patient, everything=everything)


def compare(
    strains: Iterable[str],
    condition: str,
    *,
    activity: str = "unknown",
    therapies: Iterable[str] = (),
    risks: Iterable[str] = (),
    desk: Desk | None = None,
) -> Comparison | NoAnswer:
    """Put strains or products side by side in a condition.

    Args:
        strains: Two or more, as of ``check``.
        condition: As of ``check``.
        activity: As of ``check``.
        therapies: As of ``check``.
        risks: As of ``check``.
        desk: As of ``check``.

    Returns:
        The comparison, or why the first name that was not understood was not.

    Raises:
        probiocheck.ask.UnknownChoice: Activity, therapy or risk factor is not known (a ``ValueError``).
        ValueError: Fewer than two strains.

    """
    from probiocheck import shelf  # noqa: PLC0415 - only needed here

    desk = desk or _opened()
    return shelf.compare(desk, strains, condition, desk.patient(activity, therapies, risks))


def _opened() -> Desk:
    """Return the shipped knowledge, opened once."""
    if not _shipped:
        _shipped.append(load())
    return _shipped[0]
