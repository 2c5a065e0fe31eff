"""Processes that label chunks, each with the model loaded once; one may die without harm."""

import math
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any

from policy_themes.errors import PolicyThemesError, WorkerStartError
from policy_themes.models.tasks import Died, Done, Ready, Setup, Task
from policy_themes.models.worker import work

_SPAWN = multiprocessing.get_context("spawn")  # forks of a process with threads can hang
_TICK = 1.0
"""Seconds between two looks at whether a task takes too long."""
_STARTS = 3
"""Deaths of processes while the model loads, one after the other, after which it is given up."""


def run_tasks(
    todo: deque[Task], setup: Setup, *, jobs: int
) -> Generator[Ready | Done | Died, None, None]:
    """Yield what becomes of the tasks, in the order in which they end.

    Args:
        todo: Tasks are taken from its left; the caller may add some at any time.
        setup: What each process starts with.
        jobs: Number of processes.

    Raises:
        WorkerStartError: Processes die while they load the model.
        PolicyThemesError: An error that is no report's own, such as a disk that is full.
    """
    workers: list[_Worker] = []
    failed_starts = 0
    try:
        while todo or any(worker.task for worker in workers):
            busy = sum(worker.task is not None for worker in workers)
            while len(workers) < min(jobs, busy + len(todo)):
                workers.append(_Worker(setup, threads=max(1, count_cores() // jobs)))
            for worker in workers:
                if worker.is_ready and worker.task is None and todo:
                    worker.give(todo.popleft())
            for worker in _wait(workers):
                message = worker.receive()
                if message is None:
                    workers.remove(worker)
                    reason = worker.bury()
                    failed_starts += not worker.is_ready
                    if failed_starts == _STARTS:
                        raise WorkerStartError(reason)
                    message = Died(worker.task, reason, worker.late) if worker.task else None
                if isinstance(message, PolicyThemesError):
                    raise message
                if isinstance(message, Ready):
                    failed_starts = 0
                if message is not None:
                    yield message
    finally:
        for worker in workers:
            worker.process.kill()
            worker.bury()


def count_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(eq=False)
class _Worker:
    """A process as its parent sees it."""

    setup: Setup
    threads: int
    is_ready: bool = False
    task: Task | None = None
    deadline: float = math.inf
    late: bool = False
    process: Any = field(init=False)
    connection: Connection = field(init=False)

    def __post_init__(self) -> None:
        self.connection, theirs = _SPAWN.Pipe()
        self.process = _SPAWN.Process(
            target=work, args=(theirs, self.setup, self.threads), daemon=True
        )
        with _ignored_interrupts():
            self.process.start()
        theirs.close()  # so that the pipe breaks when the process dies

    def give(self, task: Task) -> None:
        """Hand out a task; if the process is dead, the next message will be None."""
        self.task = task
        self.deadline = time.monotonic() + task.chunk.seconds
        with suppress(OSError):  # of a dead process, which `receive` tells
            self.connection.send(task)

    def receive(self) -> Any:
        """Return the next message, or None of a dead process."""
        try:
            message = self.connection.recv()
        except (EOFError, OSError):
            return None
        if isinstance(message, Ready):
            self.is_ready = True
        else:
            self.task, self.deadline = None, math.inf
        return message

    def end_if_late(self) -> None:
        """Kill the process if its task takes too long; the next message will be None."""
        if time.monotonic() > self.deadline:
            self.late = True
            self.process.kill()

    def bury(self) -> str:
        """Return how a dead process ended."""
        self.process.join()
        self.connection.close()
        code = self.process.exitcode
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _wait(workers: list[_Worker]) -> list[_Worker]:
    ready = wait([worker.connection for worker in workers], timeout=_TICK)
    for worker in workers:
        worker.end_if_late()
    return [worker for worker in workers if worker.connection in ready]


@contextmanager
def _ignored_interrupts() -> Iterator[None]:
    """Let a process start that ignores Ctrl-C, which its parent answers for all."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
