"""A Doccano server of ours: its database, its web server and its task worker."""

import json
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from policy_themes.annotations.doccano import environment
from policy_themes.annotations.doccano.errors import (
    ServerDownError,
    ServerRunsElsewhereError,
    ServerStartError,
)
from policy_themes.annotations.doccano.health import ask_health, is_worker_well, list_ailing
from policy_themes.annotations.doccano.home import Home, make_home, read_end, remove_exports
from policy_themes.annotations.doccano.parts import (
    INSIDE,
    PARTS,
    launch_web,
    launch_worker,
    make_env,
    runs,
    stop,
)
from policy_themes.annotations.doccano.secrets import ADMIN, add_account
from policy_themes.annotations.doccano.settings import (
    Settings,
    choose_settings,
    describe_database,
    read_settings,
    write_settings,
)
from policy_themes.errors import PortTakenError
from policy_themes.locks import lock

Say = Callable[[str], None]
_LOOKS = 3
"""Times in a row that a part is not seen until it counts as ended: one that forks may be missed."""
_START = 120
"""Seconds until both parts must answer; a loaded machine takes half a minute."""
_POLL = 0.3
_RELEASE = 3
"""Seconds in which a killed process, whose command line is gone first, lets go of its port."""


@dataclass(frozen=True, slots=True)
class State:
    """How a server is.

    Attributes:
        url: Its address.
        database: What it keeps its projects in.
        web: Whether its web server answers.
        worker: Whether its task worker answers, or at least runs while the web server does not.
    """

    url: str
    database: str
    web: bool
    worker: bool


def start_server(
    folder: Path,
    *,
    host: str | None = None,
    port: int | None = None,
    database_url: str | None = None,
    say: Say,
) -> str:
    """Install what is missing, start what does not run, and wait until both parts answer.

    Args:
        folder: The server's home.
        host: Address to listen at; that of the last time, or 127.0.0.1.
        port: Port to listen at; that of the last time, or 8000.
        database_url: Address of a PostgreSQL; that of the last time, or SQLite.
        say: Told each step.

    Returns:
        The server's address.

    Raises:
        HomeError: The folder cannot be written.
        NoPythonError: There is nothing to install Doccano with.
        InstallError: It cannot be installed.
        PortTakenError: Another program listens there.
        ServerRunsElsewhereError: The server is up at another address.
        DatabaseUrlError: The address of the database is none of a PostgreSQL.
        DatabaseChangedError: It names another database than the home's.
        ServerStartError: A part does not come up.
    """
    home = make_home(folder)
    with lock(home.root / "server", wait=True):
        settings = choose_settings(home, host=host, port=port, database_url=database_url)
        if runs(home, "web") and settings.url != _read_url(home):
            raise ServerRunsElsewhereError(_read_url(home))
        if not environment.is_installed(home):
            _install(home, say)
        if not runs(home, "web"):
            _start_web(home, settings, say)
        if not runs(home, "worker"):
            say("Starting the task worker")
            launch_worker(home)
        _wait(home, settings.url)
    return settings.url


def stop_server(folder: Path) -> bool:
    """Stop both parts, gently and at last by force, and return whether one ran.

    Raises:
        ServerStopError: A process outlives being killed.
        ForeignProcessError: A process is another user's.
    """
    home = Home(folder.resolve())
    worker, web = stop(home, "worker"), stop(home, "web")
    return worker or web


def read_state(folder: Path) -> State | None:
    """Return how the server of a folder is, or None where there never was one."""
    home = Home(folder.resolve())
    settings = read_settings(home)
    if settings is None:
        return None
    health = ask_health(settings.url) if runs(home, "web") else None
    worker = is_worker_well(health) if health else runs(home, "worker")
    return State(settings.url, describe_database(settings.database_url), health is not None, worker)


def find_url(folder: Path) -> str:
    """Return the address of the server of a folder.

    Raises:
        ServerDownError: Its web server does not run.
    """
    home = Home(folder.resolve())
    if not runs(home, "web"):
        raise ServerDownError(folder)
    return _read_url(home)


def is_ours(folder: Path, url: str) -> bool:
    """Return whether an address is that of the server of a folder, which is up."""
    home = Home(folder.resolve())
    return runs(home, "web") and _read_url(home) == url


def _install(home: Home, say: Say) -> None:
    stop_server(home.root)  # of another version, which must not run on changing files
    version = environment.locked_version()
    say(f"Installing Doccano {version} into {home.environment}, once: some minutes")
    environment.install(home)


def _start_web(home: Home, settings: Settings, say: Say) -> None:
    stop(home, "web")  # what is left over where its main process alone was killed
    _check_port(settings.host, int(settings.port))
    write_settings(home, settings)
    remove_exports(home)
    say(f"Preparing the database ({describe_database(settings.database_url)})")
    _prepare_database(home)
    say("Starting the web server")
    launch_web(home, settings)


def _prepare_database(home: Home) -> None:
    """Bring the database up to date and make the administrator; the password goes by a pipe."""
    log = home.log("database")
    account = {"name": ADMIN, "password": add_account(home.root, ADMIN)}
    with log.open("wb") as out:
        done = subprocess.run(
            [home.python, INSIDE / "prepare_database.py"],
            input=json.dumps(account).encode(),
            stdout=out,
            stderr=out,
            env=make_env(home),
            cwd=home.root,
            check=False,
        )
    if done.returncode:
        raise ServerStartError("database", read_end(log), log)


def _check_port(host: str, port: int) -> None:
    limit = time.monotonic() + _RELEASE
    while error := _try_port(host, port):
        if time.monotonic() > limit:
            raise PortTakenError(host, port, error)
        time.sleep(_POLL)


def _try_port(host: str, port: int) -> str:
    """Return why nobody can listen there, or nothing."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.strerror or str(error)
    return ""


def _wait(home: Home, url: str) -> None:
    limit = time.monotonic() + _START
    ailing = ["no answer"]
    unseen = dict.fromkeys(PARTS, 0)
    while time.monotonic() < limit:
        for part, name in PARTS.items():
            unseen[part] = 0 if runs(home, part) else unseen[part] + 1
            if unseen[part] == _LOOKS:
                raise ServerStartError(name, read_end(home.log(part)), home.log(part))
        if health := ask_health(url):
            ailing = list_ailing(health)
            if not ailing:
                return
        time.sleep(_POLL)
    raise ServerStartError("web server", "; ".join(ailing), home.log("web"))


def _read_url(home: Home) -> str:
    settings = read_settings(home)
    return settings.url if settings else ""
