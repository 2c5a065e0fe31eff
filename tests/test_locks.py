"""Locks, held by real processes."""

import re
import signal
import subprocess
import sys

import pytest

from policy_themes.errors import RunInProgressError, UnwritableFileError
from policy_themes.locks import lock, lock_path

HOLD = """
import sys, time
from pathlib import Path
from policy_themes.locks import lock

with lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""
COUNT = """
import sys
from pathlib import Path
from policy_themes.locks import lock

path = Path(sys.argv[1])
for _ in range(100):
    with lock(path, wait=True):
        path.write_text(str(int(path.read_text()) + 1))
"""


@pytest.fixture
def holder(tmp_path):
    """A process that holds the place until it is told or killed."""
    run = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "gold.jsonl")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout.readline() == "held\n"
    yield run
    run.kill()
    run.communicate()


def test_a_place_that_another_process_writes_to_is_told(holder, tmp_path):
    path = tmp_path / "gold.jsonl"
    message = f"{path}: another process is writing here. Wait for it, or choose another place."
    with pytest.raises(RunInProgressError, match=f"^{re.escape(message)}$"), lock(path):
        pass


def test_who_waits_gets_the_place(holder, tmp_path):
    holder.stdin.write("\n")
    holder.stdin.flush()
    with lock(tmp_path / "gold.jsonl", wait=True):
        assert lock_path(tmp_path / "gold.jsonl").exists()
    assert list(tmp_path.iterdir()) == []


def test_a_killed_process_holds_nothing(holder, tmp_path):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with lock(tmp_path / "gold.jsonl"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_processes_that_wait_take_turns(tmp_path):
    path = tmp_path / "number"
    path.write_text("0", encoding="utf-8")
    runs = [subprocess.Popen([sys.executable, "-c", COUNT, str(path)]) for _ in range(4)]
    assert [run.wait() for run in runs] == [0] * 4
    assert path.read_text("utf-8") == "400"


def test_a_lock_that_its_owner_removed_is_not_taken_for_the_new_one(tmp_path):
    path = tmp_path / "gold.jsonl"
    with lock(path):
        lock_path(path).unlink()
        with lock(path):
            pass
        assert not lock_path(path).exists()


def test_a_place_where_nothing_can_be_written_is_told(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    path = tmp_path / "file" / "gold.jsonl"
    with pytest.raises(UnwritableFileError, match=r"gold.jsonl: cannot be written"), lock(path):
        pass
