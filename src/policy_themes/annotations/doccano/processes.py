"""Processes that run on after us: started, found again and stopped.

They are found by their command lines, so that there is no file of process numbers which could be
stale, or name a process of somebody else.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from policy_themes.annotations.doccano.errors import ForeignProcessError, ServerStopError

_LAUNCH = "import subprocess, sys; subprocess.Popen(sys.argv[1:], start_new_session=True)"
_PROC = Path("/proc")
_POLL = 0.1


def launch(command: Sequence[str], *, log: Path, env: Mapping[str, str], folder: Path) -> None:
    """Start a process in a session of its own, whose parent ends at once; it writes to `log`."""
    with log.open("ab") as out:
        subprocess.run(
            [sys.executable, "-c", _LAUNCH, *command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env=env,
            cwd=folder,
            check=True,
        )


def find_processes(*arguments: str) -> list[int]:
    """Return the ids of the processes whose command lines hold all these arguments."""
    lines = _read_proc() if _PROC.is_dir() else _read_ps()
    return [pid for pid, line in lines if all(argument in line for argument in arguments)]


def is_running(*arguments: str) -> bool:
    """Return whether a process that we started runs; its children may outlive it for a while."""
    for pid in find_processes(*arguments):
        with suppress(ProcessLookupError):
            if os.getsid(pid) == pid:
                return True
    return False


def _read_proc() -> list[tuple[int, Sequence[str]]]:
    found: list[tuple[int, Sequence[str]]] = []
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            with suppress(OSError):  # it has ended
                line = (folder / "cmdline").read_bytes().decode("utf-8", "surrogateescape")
                found.append((int(folder.name), line.split("\0")))
    return found


def _read_ps() -> list[tuple[int, Sequence[str]]]:
    """Return command lines as macOS gives them, arguments joined by spaces."""
    said = subprocess.run(["ps", "-axww", "-o", "pid=,args="], capture_output=True, check=True)
    pairs = (line.split(maxsplit=1) for line in said.stdout.decode("utf-8", "replace").splitlines())
    return [(int(pair[0]), pair[1]) for pair in pairs if len(pair) == 2]


def stop_processes(*arguments: str, patience: float) -> bool:
    """Ask the processes whose command lines hold all these arguments to end, at last kill them.

    Args:
        arguments: See `find_processes`.
        patience: Seconds until those that still run are killed.

    Returns:
        Whether there was one.

    Raises:
        ServerStopError: They outlive it.
        ForeignProcessError: They are another user's.
    """
    if not find_processes(*arguments):
        return False
    for how, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 10.0)):
        for pid in find_processes(*arguments):
            _signal(pid, how)
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            if not find_processes(*arguments):
                return True
            time.sleep(_POLL)
    raise ServerStopError(find_processes(*arguments))


def _signal(pid: int, how: signal.Signals) -> None:
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        pass
    except PermissionError as error:
        raise ForeignProcessError(pid) from error
