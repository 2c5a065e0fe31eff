"""Locks, so that two processes do not write over each other's work."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from policy_themes.errors import RunInProgressError, UnwritableFileError


@contextmanager
def lock(place: Path, *, wait: bool = False) -> Iterator[None]:
    """Let one process at a time write to a place; the system unlocks for one that is killed.

    Args:
        place: A file or folder, there or not; the lock is a file beside it for the time being.
        wait: Whether to wait for another process.

    Raises:
        RunInProgressError: Another process writes there.
        UnwritableFileError: Nothing can be written there.
    """
    path = lock_path(place)
    try:
        file = _open_locked(path, wait)
    except BlockingIOError as error:
        raise RunInProgressError(place) from error
    except OSError as error:
        raise UnwritableFileError(place, error) from error
    with file:
        try:
            yield
        finally:
            with suppress(OSError):  # Windows removes no file that is open
                if _is_at(file, path):
                    path.unlink()


def lock_path(place: Path) -> Path:
    """Return the file by which a place is locked."""
    return place.with_name(f".{place.name}.lock")


def _open_locked(path: Path, wait: bool) -> IO[bytes]:
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab")
        try:
            _lock(file, wait)
            if _is_at(file, path):
                return file
        except BaseException:
            file.close()
            raise
        file.close()  # its owner has just removed it


def _is_at(file: IO[bytes], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _lock(file: IO[bytes], wait: bool) -> None:
    if sys.platform == "win32":
        import msvcrt

        how = msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK
        while True:
            try:
                return msvcrt.locking(file.fileno(), how, 1)
            except OSError as error:  # to wait, it tries for ten seconds
                if not wait:
                    raise BlockingIOError from error
    else:
        import fcntl

        return fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
