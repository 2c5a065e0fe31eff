"""The server on a real PostgreSQL, where the machine has one."""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

from policy_themes.annotations.doccano.health import ask_health, list_ailing
from policy_themes.annotations.doccano.server import read_state, start_server

BINARIES = [shutil.which("pg_ctl"), *sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))]
PG_CTL = next((Path(path) for path in reversed(BINARIES) if path), None)
PASSWORD = "hush-hush"
# PostgreSQL refuses to run as root; its packages make a user for it.
RUN_AS = {"user": "postgres"} if os.geteuid() == 0 else {}

pytestmark = pytest.mark.skipif(PG_CTL is None, reason="no PostgreSQL on this machine")


def find_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def database_url():
    folder = Path(tempfile.mkdtemp(prefix="loop-"))  # pytest's own only root could enter
    if RUN_AS:
        shutil.chown(folder, "postgres")
    data, port = folder / "data", find_port()

    def run(*command, **options):
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **options)

    password = folder / "password"
    password.write_text(PASSWORD, encoding="utf-8")
    init = ["-D", data, "-U", "li", "-A", "scram-sha-256", f"--pwfile={password}"]
    run(PG_CTL.with_name("initdb"), *init, **RUN_AS)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder}"
    run(PG_CTL, "-D", data, "-w", "-o", options, "-l", folder / "log", "start", **RUN_AS)
    yield f"postgres://li:{PASSWORD}@127.0.0.1:{port}/postgres?sslmode=disable"
    run(PG_CTL, "-D", data, "-m", "immediate", "stop", **RUN_AS)
    shutil.rmtree(folder)


def test_database_url_is_the_database_and_is_remembered_but_not_shown(
    make_server, database_url, cli, monkeypatch
):
    one = make_server()
    monkeypatch.setenv("DATABASE_URL", database_url)
    said = cli("doccano", "up", "--home", one.folder, "--port", one.port)
    assert (said.code, said.out) == (0, f"{one.url}\n")
    assert list_ailing(ask_health(one.url)) == []
    assert not (one.folder / "db.sqlite3").exists()
    assert PASSWORD not in said.err
    for pid in one.pids("web") + one.pids("worker"):
        for what in ("cmdline", "environ"):
            assert PASSWORD.encode() not in Path(f"/proc/{pid}/{what}").read_bytes()
    assert not any(PASSWORD in log.read_text("utf-8") for log in one.home.logs.iterdir())
    monkeypatch.delenv("DATABASE_URL")
    one.kill_web()
    start_server(one.folder, say=lambda _: None)
    assert read_state(one.folder).database.startswith("PostgreSQL 127.0.0.1:")
    one.stop()
