"""What the task worker of a server of ours does with imports and exports."""

import time

import pytest

from policy_themes.annotations.doccano.errors import TaskFailedError
from policy_themes.annotations.doccano.home import make_home, remove_exports
from policy_themes.annotations.doccano.rows import SENTENCE


class QueuedError(Exception):
    """A push was killed when its import was in the queue; names the task."""


def queue_import(own, rows):
    """Give the worker an import and do not wait for it; return its task."""

    def leave(kind, task_id):
        raise QueuedError(task_id)

    connection = own.connect_anew()
    connection._wait = leave
    with pytest.raises(QueuedError, match="-") as left:
        connection.upload(own.projects["li"], rows)
    return str(left.value)


def test_the_import_of_a_push_that_was_killed_is_over_before_the_next_begins(make_round):
    own = make_round("li", sentences=1)
    rows = [{"text": f"{n}", "label": ["水利"], SENTENCE: f"x:{n}"} for n in range(3000)]
    queue_import(own, rows)
    own.admin.upload(own.projects["li"], rows[:1])
    labels = [row["label"] for row in own.admin.download(own.projects["li"], confirmed_only=False)]
    assert labels == [["水利"]] * 3002


def test_a_sign_of_life_comes_after_all_that_the_worker_was_given(make_round):
    own = make_round("li", sentences=1)
    rows = [{"text": f"{n}", "label": [], SENTENCE: f"x:{n}"} for n in range(3000)]
    task = queue_import(own, rows)
    own.admin.check_worker()
    assert own.admin.get(f"tasks/status/{task}")["ready"]


def test_an_import_that_failed_is_told_and_not_repeated(make_round, server):
    own = make_round("li")
    server.kill_worker()
    task = queue_import(own, [{"text": "x", "label": [], SENTENCE: "x:1"}])
    for file in (server.folder / "uploads").rglob("*"):
        if file.is_file():
            file.unlink()
    server.start()
    with pytest.raises(TaskFailedError, match=r": the import failed \(.*No such file"):
        own.admin._wait("import", task)
    log = server.home.log("worker").read_text("utf-8").splitlines()
    assert [line for line in log if task in line and "raised" in line]
    assert not [line for line in log if task in line and "retry" in line]


def test_an_export_is_removed_once_it_was_fetched(make_round, server):
    own = make_round("li", sentences=3)
    before = set(server.home.media.glob("*.zip"))  # of tests that killed the server
    assert len(own.admin.download(own.projects["li"], confirmed_only=False)) == 3
    limit = time.monotonic() + 20
    while set(server.home.media.glob("*.zip")) > before:  # until all of it is sent
        assert time.monotonic() < limit
        time.sleep(0.1)


def test_exports_that_nobody_fetched_are_removed_and_nothing_else(tmp_path):
    home = make_home(tmp_path / "home")
    (home.media / "f95d.zip").write_bytes(b"PK")
    (home.media / "2bic").mkdir()
    remove_exports(home)
    assert [path.name for path in home.media.iterdir()] == ["2bic"]
