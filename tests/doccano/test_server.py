import json
import os
import socket
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import urlopen

import pytest

from policy_themes.annotations.doccano.errors import ServerRunsElsewhereError, ServerStartError
from policy_themes.annotations.doccano.health import ask_health, list_ailing
from policy_themes.annotations.doccano.secrets import accounts_path
from policy_themes.annotations.doccano.server import is_ours, read_state, start_server
from policy_themes.errors import PortTakenError


@pytest.fixture(scope="module")
def own(make_server):
    """A server that no other module's tests know."""
    one = make_server()
    one.start()
    return one


def files_of(home):
    """Return the files of a home without those of its environment, which is a link."""
    return [path for path in home.root.rglob("*") if path.is_file() and not path.is_symlink()]


def test_trap_1_a_fresh_server_answers_and_all_its_parts_are_well(own):
    assert list_ailing(ask_health(own.url)) == []
    state = read_state(own.folder)
    assert (state.url, state.web, state.worker) == (own.url, True, True)


def test_up_says_the_address_and_not_the_password(own, cli):
    said = cli("doccano", "up", "--home", own.folder)
    assert (said.code, said.out) == (0, f"{own.url}\n")
    assert said.err == f"Doccano is up. Log in with an account of {own.folder}/accounts.json.\n"


def test_its_address_is_known_for_ours_while_it_is_up(own, tmp_path):
    assert is_ours(own.folder, own.url)
    assert not is_ours(own.folder, "http://doccano.example")
    assert not is_ours(tmp_path, own.url)


def test_up_leaves_a_server_that_is_up_alone(own):
    before = own.pids("web"), own.pids("worker")
    own.start()
    assert (own.pids("web"), own.pids("worker")) == before


def test_a_server_that_is_up_does_not_move(own):
    with pytest.raises(ServerRunsElsewhereError, match=rf"^{own.url}: the server is up at this"):
        start_server(own.folder, port=own.port + 1, say=print)


def test_nothing_listens_but_on_this_machine(own):
    listening = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text("ascii").splitlines()[1:]:
            _, local, _, state, *_ = line.split()
            if state == "0A" and local.endswith(f":{own.port:04X}"):
                listening.append(local.partition(":")[0])
    assert listening == ["0100007F"]


def test_the_home_and_its_secrets_are_the_owners_alone(own):
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in (own.folder, *files_of(own.home))}
    assert modes[own.folder.name] == 0o700
    assert modes["accounts.json"] == modes["settings.json"] == 0o600


def test_passwords_and_keys_stand_in_no_log_and_no_command_line(own):
    secrets = [own.password, json.loads(own.home.settings.read_text("utf-8"))["secret_key"]]
    names = {"accounts.json", "settings.json"}
    logs = [path for path in files_of(own.home) if path.name not in names]
    processes = [pid for part in ("web", "worker") for pid in own.pids(part)]
    assert len(processes) == 4
    shown = [Path(f"/proc/{pid}/{what}") for pid in processes for what in ("cmdline", "environ")]
    for path in logs + shown:
        data = path.read_bytes()
        assert not any(secret.encode() in data for secret in secrets), path


def test_all_that_the_server_writes_lies_in_its_home(own, installed):
    (backend,) = installed.glob("lib/python*/site-packages/backend")
    assert list(backend.glob("filepond-temp-uploads/*")) == []
    assert list(backend.glob("*.sqlite3")) == []
    names = {path.name for path in files_of(own.home)}
    assert names >= {"db.sqlite3", "tasks.sqlite3", "web.log", "worker.log"}


def test_trap_10_status_tells_a_dead_worker_and_up_starts_it_alone(own, cli):
    web = own.pids("web")
    own.kill_worker()
    said = cli("doccano", "status", "--home", own.folder)
    assert said.code == 1
    assert said.out.splitlines()[:2] == ["web server   up", "task worker  down"]
    assert cli("doccano", "up", "--home", own.folder).code == 0
    assert own.pids("web") == web
    assert cli("doccano", "status", "--home", own.folder).out.splitlines()[1] == "task worker  up"


def test_up_starts_a_web_server_whose_main_process_alone_was_killed(own):
    worker = own.pids("worker")
    leader = next(pid for pid in own.pids("web") if os.getsid(pid) == pid)
    os.kill(leader, 9)
    assert own.start() == own.url
    assert own.pids("worker") == worker
    assert urlopen(own.url).status == 200


def test_many_writers_at_once_do_not_lock_each_other_out(own):
    requests = pytest.importorskip("requests")
    login = {"username": own.name, "password": own.password}
    key = requests.post(f"{own.url}/v1/auth/login/", json=login).json()["key"]
    project = {
        "name": "writers",
        "description": "-",
        "project_type": "DocumentClassification",
        "resourcetype": "TextClassificationProject",
    }
    headers = {"Authorization": f"Token {key}"}
    made = requests.post(f"{own.url}/v1/projects", json=project, headers=headers).json()
    examples = f"{own.url}/v1/projects/{made['id']}/examples"

    def write(number):
        row = {"text": f"第{number}句", "meta": {}}
        return requests.post(examples, json=row, headers=headers).status_code

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(write, range(160))) == {201}
    assert requests.get(examples, headers=headers).json()["count"] == 160


def test_its_pages_may_ask_nothing_of_another_server(own):
    policy = urlopen(own.url).headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self' ")
    assert "http" not in policy


def test_down_stops_all_of_the_server_and_nothing_else(own, cli):
    reader = [sys.executable, "-c", "input()", f"--log-file={own.home.log('web')}"]
    with subprocess.Popen(reader, stdin=subprocess.PIPE) as other:
        assert cli("doccano", "down", "--home", own.folder).err == "Doccano is down\n"
        assert own.pids("web") == own.pids("worker") == []
        assert other.poll() is None
        other.communicate(b"\n")
    assert not is_ours(own.folder, own.url)
    assert cli("doccano", "down", "--home", own.folder).err == "Doccano was not up\n"
    said = cli("doccano", "status", "--home", own.folder)
    assert (said.code, said.out.splitlines()[0]) == (1, "web server   down")


def test_a_taken_port_is_named_with_the_option(make_server):
    one = make_server()
    with socket.socket() as other:
        other.bind(("127.0.0.1", one.port))
        other.listen()
        with pytest.raises(PortTakenError, match=rf"^127\.0\.0\.1:{one.port}: .*--port\.$"):
            one.start()


def test_a_part_that_does_not_come_up_is_named_with_its_log(make_server):
    one = make_server()
    url = "postgres://li:hush@127.0.0.1:1/loop?sslmode=disable"
    with pytest.raises(
        ServerStartError, match=r"^Doccano's database: .*database\.log\.$"
    ) as caught:
        start_server(one.folder, port=one.port, database_url=url, say=lambda _: None)
    assert "hush" not in str(caught.value) + one.home.log("database").read_text("utf-8")


def test_a_first_status_says_how_to_begin(tmp_path, cli):
    said = cli("doccano", "status", "--home", tmp_path / "none")
    assert (said.code, said.out) == (1, "")
    assert said.err.endswith("Start one: policy-themes doccano up\n")
    assert not accounts_path(tmp_path / "none").exists()
