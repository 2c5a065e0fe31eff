"""Doccano in a Python environment of its own, from the lock file beside this module.

A plain `pip install doccano` does not start: requirements.in says what it lacks.
"""

import errno
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from policy_themes.annotations.doccano.errors import (
    HomeError,
    InstallError,
    NoPythonError,
)
from policy_themes.annotations.doccano.home import Home, read_end

LOCK = Path(__file__).with_name("requirements.txt")
PYTHON = "3.11"
"""The newest Python with wheels of pandas 1.5, which Doccano 1.8 asks for."""
_ROOM = 2**20
"""Bytes; with fewer, a disk is full."""
_MARK = "installed.txt"
"""Written last, so that what was interrupted is installed again."""


def locked_version() -> str:
    """Return the version of Doccano that the lock file names."""
    found = re.search(r"^doccano==(\S+)", LOCK.read_text("utf-8"), re.MULTILINE)
    return found[1] if found else "unknown"


def is_installed(home: Home) -> bool:
    """Return whether the environment is there, whole, and of this lock file."""
    mark = home.environment / _MARK
    return mark.is_file() and mark.read_text("utf-8") == _hash_lock() and home.python.exists()


def install(home: Home) -> None:
    """Make the environment anew: with uv, which fetches a Python if need be, or with pip.

    Raises:
        NoPythonError: There is neither uv nor a Python that Doccano runs on.
        InstallError: The installer failed.
        HomeError: The folder cannot be written.
    """
    commands = _plan(home, _find_uv(), _find_python())
    try:
        shutil.rmtree(home.environment, ignore_errors=True)
        home.log("install").write_bytes(b"")
        for command in commands:
            _run(command, home)
        (home.environment / _MARK).write_text(_hash_lock(), encoding="utf-8")
    except OSError as error:
        raise HomeError(home.root, error.strerror or str(error)) from error


def _plan(home: Home, uv: str | None, python: str | None) -> list[list[str]]:
    """Return the commands that make the environment."""
    folder, into = str(home.environment), str(home.python)
    wanted = ["--require-hashes", "-r", str(LOCK)]
    if uv:
        return [
            [uv, "venv", "--quiet", "--no-project", "--python", python or PYTHON, folder],
            [uv, "pip", "install", "--no-progress", "--python", into, *wanted],
        ]
    if python:
        pip = [into, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
        return [[python, "-m", "venv", folder], [*pip, *wanted]]
    raise NoPythonError(PYTHON)


def _run(command: Sequence[str], home: Home) -> None:
    log = home.log("install")
    # What an activated environment says of itself must not lead the installer there.
    env = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    with log.open("ab") as out:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=env, check=False
        )
    if done.returncode and shutil.disk_usage(home.root).free < _ROOM:
        raise HomeError(home.root, os.strerror(errno.ENOSPC))  # nor could the installer say it
    if done.returncode:
        raise InstallError(home.environment, log, read_end(log))


def _find_uv() -> str | None:
    if find_spec("uv"):
        from uv import find_uv_bin

        return str(find_uv_bin())
    return shutil.which("uv")


def _find_python() -> str | None:
    if "{}.{}".format(*sys.version_info) == PYTHON:
        return sys.executable
    return shutil.which(f"python{PYTHON}")


def _hash_lock() -> str:
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()
