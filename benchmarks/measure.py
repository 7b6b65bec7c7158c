"""Run whole processes in turn, and tell their medians as ratios to one of them."""

from __future__ import annotations

import os
import pty
import statistics
import threading
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_FINE = {0, 1, 3}


class Taken(NamedTuple):
    """What a command took: median seconds and largest peak memory in MB of its runs."""

    seconds: float
    memory: float


def in_turn(
    commands: Mapping[str, Sequence[str]], runs: int, *, warm: int = 1, terminal: Iterable[str] = ()
) -> dict[str, Taken]:
    """Run every command once in each turn, so that a slow spell hits all alike.

    Args:
        commands: Command lines by name.
        runs: Turns that count.
        warm: Turns before them that do not.
        terminal: The names of commands that write to a terminal; the others write to nowhere.

    """
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for turn in range(warm + runs):
        for name, command in commands.items():
            taken = _on_terminal(command) if name in terminal else _run(command)
            if turn >= warm:
                found[name].append(taken)
    return {
        name: Taken(statistics.median(seconds for seconds, _ in rows), max(memory for _, memory in rows))
        for name, rows in found.items()
    }


def table(taken: Mapping[str, Taken], at_most: Mapping[str, float], *, base: str, memory: bool = False) -> str:
    """Return a table of what was taken, each as a ratio to ``base``, beside the figure that it must keep."""
    rows = [f"{'':38}{'ms':>9}{'ratio':>8}{'at most':>9}" + (f"{'peak MB':>9}" if memory else "")]
    for name, one in taken.items():
        figure = at_most.get(name, "")
        row = f"{name:38}{one.seconds * 1000:9.1f}{one.seconds / taken[base].seconds:8.2f}{figure:>9}"
        rows.append((row + (f"{one.memory:9.0f}" if memory else "")).rstrip())
    return "\n".join(rows)


def late(taken: Mapping[str, Taken], at_most: Mapping[str, float], *, base: str, generous: float) -> list[str]:
    """Return the commands whose ratio is beyond a generous multiple of their figure."""
    return [name for name, figure in at_most.items() if taken[name].seconds / taken[base].seconds > figure * generous]


def _run(command: Sequence[str], out: int | None = None) -> tuple[float, float]:
    nowhere = os.open(os.devnull, os.O_RDWR)
    written = nowhere if out is None else out
    streams = [
        (os.POSIX_SPAWN_DUP2, nowhere, 0),
        (os.POSIX_SPAWN_DUP2, written, 1),
        (os.POSIX_SPAWN_DUP2, written, 2),
    ]
    environment = os.environ | {"TERM": "xterm-256color"}
    start = time.perf_counter()
    process = os.posix_spawn(command[0], [*command], environment, file_actions=streams)
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - start
    os.close(nowhere)
    if os.waitstatus_to_exitcode(status) not in _FINE:
        raise SystemExit(f"failed with {os.waitstatus_to_exitcode(status)}: {' '.join(command)}")
    return seconds, usage.ru_maxrss / 1024


def _on_terminal(command: Sequence[str]) -> tuple[float, float]:
    parent, child = pty.openpty()
    reader = threading.Thread(target=_drain, args=(parent,))
    reader.start()
    try:
        return _run(command, child)
    finally:
        os.close(child)
        reader.join()
        os.close(parent)


def _drain(terminal: int) -> None:
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:  # how Linux tells that the other end is closed
        return
