"""A process that is given input after input, and ends where one hangs, crashes or fills memory."""

import multiprocessing
import resource
import signal
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

MEMORY = 2_000_000_000
"""Bytes of address space that one input may take beyond what the process has before it."""
_BATCH = 200
_PAGE = resource.getpagesize()
_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True)
class Batch:
    """What came of some inputs, the last of which may have ended the process.

    Attributes:
        count: Inputs tried.
        refused: Those refused with an error of ours.
        rss: Megabytes of memory of the process behind them; 0 of a dead one.
        findings: Numbers of inputs with what they did.
        alive: Whether the process lives.
    """

    count: int
    refused: int
    rss: float
    findings: tuple[tuple[int, str], ...]
    alive: bool = True


def make_input(name: str, seed: int, number: int) -> bytes:
    """Return the input of a number, always the same."""
    from fuzzing.targets import TARGETS

    return TARGETS[name].make(Random(f"{name} {seed} {number}"))


def run_worker(name: str, seed: int, first: int, last: int) -> Iterator[Batch]:
    """Try the inputs from `first` to before `last`; ends early where one ends the process."""
    ours, theirs = _SPAWN.Pipe(duplex=False)
    place = _SPAWN.Value("q", first)
    process = _SPAWN.Process(target=_work, args=(theirs, name, seed, first, last, place))
    process.start()
    theirs.close()
    done = first
    try:
        while done < last:
            batch = ours.recv()
            done += batch.count
            yield batch
    except EOFError:
        process.join()
        number = place.value
        if done < number:  # once more, as what came of these died with the process
            yield from run_worker(name, seed, done, number)
        yield Batch(1, 0, 0, ((number, _describe_death(process.exitcode)),), alive=False)
    finally:
        process.kill()
        process.join()


def _work(connection: Any, name: str, seed: int, first: int, last: int, place: Any) -> None:
    from fuzzing.targets import TARGETS
    from policy_themes.errors import PolicyThemesError

    target = TARGETS[name]
    if first < last:  # loads whatever the first input loads, before memory is counted
        data = make_input(name, seed, first)
        signal.setitimer(signal.ITIMER_PROF, target.seconds)
        _try(target, data, (Exception,))
        signal.setitimer(signal.ITIMER_PROF, 0)
    used = _measure(0)
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, resource.RLIM_INFINITY))
    for start in range(first, last, _BATCH):
        refused, findings = 0, []
        numbers = range(start, min(start + _BATCH, last))
        for number in numbers:
            place.value = number
            data = make_input(name, seed, number)
            # The signal's default, which no library catches, ends the process.
            signal.setitimer(signal.ITIMER_PROF, target.seconds)
            outcome = _try(target, data, (PolicyThemesError,))
            signal.setitimer(signal.ITIMER_PROF, 0)
            refused += outcome == ""
            findings += [(number, outcome)] if outcome else []
        rss = _measure(1) / 1e6
        connection.send(Batch(len(numbers), refused, rss, tuple(findings)))


def _try(target: Any, data: bytes, allowed: tuple[type[Exception], ...]) -> str | None:
    """Return None for what was accepted, nothing for what was refused, or what went wrong."""
    try:
        target.run(data)
    except allowed as error:
        return "" if _is_a_line(error) else f"message of several lines: {str(error)!r:.300}"
    except BaseException as error:  # noqa: BLE001 - whatever it is
        where = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in where if "policy_themes" in frame.filename] or list(where)
        place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"
        return f"{type(error).__name__} at {place}: {error!s:.200}"
    return None


def _is_a_line(error: Exception) -> bool:
    return len(str(error).splitlines()) <= 1


def _measure(field: int) -> int:
    """Return bytes of address space (field 0) or of memory (1)."""
    return int(Path("/proc/self/statm").read_text().split()[field]) * _PAGE


def _describe_death(code: int | None) -> str:
    if code == -signal.SIGPROF:
        return "hang"
    return f"killed by {signal.Signals(-code).name}" if code and code < 0 else f"exit {code}"


if sys.platform != "linux":  # /proc and RLIMIT_AS as Linux has them
    sys.exit("scripts/fuzz.py runs on Linux.")
