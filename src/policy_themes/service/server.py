"""Processes that listen at an address: one, or several that share the model's memory."""

import gc
import logging
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

import uvicorn
from starlette.types import ASGIApp

from policy_themes.errors import PortTakenError

_LEAST_LIFE = 1.0
"""Seconds between two starts of a worker, so that one that dies at once does not spin."""
_GRACE = 5
"""Seconds beyond the time limit of a request that a stopping worker waits for it."""
_STOPS = (signal.SIGTERM, signal.SIGINT)
COUNTS = "PROMETHEUS_MULTIPROC_DIR"
"""Environment variable that names the folder in which prometheus-client counts for several."""
log = logging.getLogger("policy_themes.service")


def bind(host: str, port: int) -> socket.socket:
    """Take an address; nobody is listened to yet.

    Raises:
        PortTakenError: It cannot be had.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind)
    except OSError as error:
        raise PortTakenError(host, port, error.strerror or str(error)) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise PortTakenError(host, port, error.strerror or str(error)) from error
    return listener


def run_workers(app: ASGIApp, listener: socket.socket, workers: int, *, seconds: float) -> None:
    """Serve until SIGTERM or SIGINT, and return when the requests under way are answered.

    Several workers are forks of this process, so that the model is in memory once; one that dies
    is replaced.

    Args:
        app: The service.
        listener: From `bind`, listening.
        workers: Number of processes that answer.
        seconds: Time limit of a request.
    """
    gc.collect()
    gc.freeze()  # the collector would write to, and so copy, every page of the model
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # guard.py has its own, without what a client wrote into its URL
        server_header=False,
        timeout_graceful_shutdown=int(seconds) + _GRACE,
        lifespan="on",
    )
    if workers == 1:
        _run_server(uvicorn.Server(config), listener)
    else:
        _Workers(lambda: uvicorn.Server(config), listener).run(workers)


@contextmanager
def share_counts() -> Iterator[None]:
    """Let the workers of this process count together; `metrics` is imported after this began."""
    with tempfile.TemporaryDirectory(prefix="policy-themes-") as folder:
        os.environ[COUNTS] = folder
        try:
            yield
        finally:
            del os.environ[COUNTS]


def _run_server(server: uvicorn.Server, listener: socket.socket) -> None:
    # uvicorn hands the signals it got on when it is done, so they must do no harm then.
    for stop in _STOPS:
        signal.signal(stop, server.handle_exit)
    if sys.platform != "win32":  # which blocks no signals
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
    server.run([listener])


class _Workers:
    """The process above the workers."""

    def __init__(self, make_server: Callable[[], uvicorn.Server], listener: socket.socket) -> None:
        self._make_server = make_server
        self._listener = listener
        self._born: dict[int, float] = {}
        self._is_stopping = False
        # Its one end stays open as long as this process lives, whatever kills it.
        self._death, self._life = os.pipe()

    def run(self, workers: int) -> None:
        """Keep so many workers until a signal, then wait for their ends."""
        for stop in _STOPS:
            signal.signal(stop, self._stop)
        for _ in range(workers):
            self._start_worker()
        while self._born:
            pid, status = os.wait()
            born = self._born.pop(pid, None)
            if born is None:
                continue  # a child that something else started
            age = time.monotonic() - born
            forget_worker(pid)
            if not self._is_stopping:
                code = os.waitstatus_to_exitcode(status)
                log.warning("worker %d ended with %d; another takes its place", pid, code)
                time.sleep(max(0.0, _LEAST_LIFE - age))
                self._start_worker()

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._is_stopping = True
        for pid in self._born:
            os.kill(pid, signal.SIGTERM)

    def _start_worker(self) -> None:
        # A signal between the fork and its note would miss the new worker.
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
        if not self._is_stopping:
            pid = os.fork()
            if pid == 0:
                self._work()
            self._born[pid] = time.monotonic()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)

    def _work(self) -> NoReturn:
        """Serve in a fork."""
        code = 1
        try:
            os.close(self._life)
            server = self._make_server()
            threading.Thread(target=self._end_with_parent, args=[server], daemon=True).start()
            _run_server(server, self._listener)
            code = 0
        except Exception:
            log.exception("worker %d failed", os.getpid())
        finally:
            os._exit(code)

    def _end_with_parent(self, server: uvicorn.Server) -> None:
        os.read(self._death, 1)
        server.should_exit = True


def forget_worker(pid: int) -> None:
    """Take a worker that ended out of what is counted of the living alone."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]
