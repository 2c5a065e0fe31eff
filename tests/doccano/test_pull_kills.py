"""What a pull leaves when something is killed in the middle of it; the next one completes it."""

import json
import os
import signal
import subprocess
import sys

import pytest

from policy_themes.annotations.doccano import session
from policy_themes.annotations.doccano.errors import ServerUnreachableError, WorkerNotRunningError

OURS = """
import json, os, signal, sys
from pathlib import Path
from policy_themes.annotations.doccano.connection import Account, connect
from policy_themes.annotations.doccano.pull import Reader, write_pulled
from policy_themes.annotations.themes import dress_labels

job = json.load(sys.stdin)

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def tell(step, done, total):
    if job["when"] == step and done == 3:
        die()

renames = []

def watch(event, arguments):
    if event == "os.rename":
        renames.append(arguments)
        if job["when"] == f"rename {len(renames)}":
            die()

sys.addaudithook(watch)
connection = connect(job["url"], Account(job["user"], job["password"]))
reader = Reader(connection, job["texts"], dress_labels(job["themes"]), tell)
write_pulled(reader.read_round(job["round"], Path(job["folder"])))
"""


@pytest.fixture
def answered(make_round):
    """A round of which one answer is pulled, and ten of each of two annotators are not."""
    own = make_round("li", "wang", sentences=12)
    li, wang = own.log_in("li"), own.log_in("wang")
    li.answer("liutang:12", "养羊")
    own.pull()
    for n in range(1, 11):
        li.answer(f"liutang:{n}", *(["种茶"] if n % 2 else []))
        wang.answer(f"liutang:{n}", "水利")
    return own


def check_complete(own):
    own.pull()
    li = [(12, "labelled", ["养羊"])] + [
        (n, "labelled" if n % 2 else "none", ["种茶"] if n % 2 else []) for n in range(1, 11)
    ]
    assert own.answers("li") == li
    assert own.answers("wang") == [(n, "labelled", ["水利"]) for n in range(1, 11)]


def pull_in_a_process(own, when):
    job = {
        "url": own.server.url,
        "user": own.server.name,
        "password": own.server.password,
        "round": own.name,
        "folder": str(own.folder),
        "texts": own.texts,
        "themes": [theme.label for theme in own.themes],
        "when": when,
    }
    return subprocess.run(
        [sys.executable, "-c", OURS], input=json.dumps(job), text=True, check=False
    ).returncode


@pytest.mark.parametrize("when", ["wang: times", "rename 1"])
def test_killed_before_it_writes_a_pull_leaves_the_files_as_they_were(answered, when):
    before = answered.file("li").read_bytes()
    assert pull_in_a_process(answered, when) == -signal.SIGKILL
    assert answered.file("li").read_bytes() == before
    assert not answered.file("wang").exists()
    check_complete(answered)


def test_killed_between_two_files_a_pull_leaves_each_whole(answered):
    assert pull_in_a_process(answered, "rename 2") == -signal.SIGKILL
    assert (len(answered.rows("li")), len(answered.rows("wang"))) in ((1, 10), (11, 0))
    check_complete(answered)


@pytest.mark.parametrize("step", ["li: times", "wang: answers"])
def test_a_web_server_killed_meanwhile_is_told_and_the_files_stay(answered, step, monkeypatch):
    monkeypatch.setattr(session, "_RETRIES", 1)
    before = answered.file("li").read_bytes()
    connection = answered.connect_anew()

    def kill(said, done, total):
        if said == step and done in (0, 3):
            answered.server.kill_web()

    message = f"^{answered.server.url}: no Doccano answers .*run the same command again.$"
    with pytest.raises(ServerUnreachableError, match=message):
        answered.reader(connection, tell=kill).read_round(answered.name, answered.folder)
    assert answered.file("li").read_bytes() == before
    assert not answered.file("wang").exists()
    answered.server.start()
    check_complete(answered)


def test_a_web_server_that_comes_back_soon_does_not_stop_a_pull(answered):
    killed = []

    def restart(said, done, total):
        if said == "li: times" and done == 3:
            answered.server.kill_web()
            answered.server.start()
            killed.append(said)

    answered.pull(tell=restart)
    assert killed == ["li: times"]
    check_complete(answered)


@pytest.mark.parametrize("step", ["li: answers", "wang: times"])
def test_a_worker_killed_meanwhile_is_told_and_the_files_stay(answered, step):
    before = answered.file("li").read_bytes()

    def kill(said, done, total):
        if said == step:
            answered.server.kill_worker()

    message = f"^{answered.server.url}: the server answers, but its task worker does not. Start it"
    with pytest.raises(WorkerNotRunningError, match=message):
        answered.pull(tell=kill)
    assert answered.file("li").read_bytes() == before
    assert not answered.file("wang").exists()
    answered.server.start()
    check_complete(answered)


def test_a_worker_killed_in_the_middle_of_an_export_loses_no_answer(answered):
    read = answered.admin.post

    def post(path, **options):
        answer = read(path, **options)
        if path.endswith("/download"):
            for pid in answered.server.pids("worker"):
                os.kill(pid, signal.SIGKILL)
        return answer

    answered.admin.post = post
    try:
        with pytest.raises(WorkerNotRunningError, match="its task worker does not"):
            answered.pull()
    finally:
        del answered.admin.post
    answered.server.start()
    check_complete(answered)
