"""Writes that are killed or stopped at random moments."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

WRITE = """
import itertools, sys
from pathlib import Path
from policy_themes.cli.endings import told_endings
from policy_themes.files import replace_file

try:
    with told_endings():
        for number in itertools.count():
            with replace_file(Path("out.txt")) as beside:
                beside.write_text(f"{number % 10}" * 300_000, encoding="utf-8")
            print("written", flush=True)
except BaseException as error:
    sys.exit(getattr(error, "exit_code", getattr(error, "code", 1)))
"""
PUT = """
import itertools, shutil
from pathlib import Path
from policy_themes.files import put_folder, work_in

for number in itertools.count():
    with work_in(Path()) as work:
        (work / "new").mkdir()
        for name in "abc":
            (work / "new" / name).write_text(f"{number}", encoding="utf-8")
        put_folder(work / "new", Path("folder"))
    print("written", flush=True)
"""


def stop_at_random(code, how, folder, seed):
    """Start a process that writes over and over, stop it, and return how it ended."""
    command = [sys.executable, "-c", code]
    run = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    run.stdout.readline()
    time.sleep(random.Random(seed).uniform(0, 0.05))
    run.send_signal(how)
    _, err = run.communicate(timeout=60)
    return run.returncode, err


@pytest.mark.parametrize("seed", range(5))
def test_a_killed_write_leaves_a_whole_file(tmp_path, seed):
    assert stop_at_random(WRITE, signal.SIGKILL, tmp_path, seed)[0] == -signal.SIGKILL
    text = (tmp_path / "out.txt").read_text("utf-8")
    assert len(text) == 300_000
    assert len(set(text)) == 1


@pytest.mark.parametrize(
    ("how", "said"), [("SIGINT", "Stopped.\n"), ("SIGTERM", ""), ("SIGHUP", "")]
)
@pytest.mark.parametrize("seed", range(2))
def test_a_stopped_write_leaves_a_whole_file_and_nothing_beside(tmp_path, how, said, seed):
    number = getattr(signal, how)
    code, err = stop_at_random(WRITE, number, tmp_path, seed)
    assert (code, err) == (128 + number, said)
    assert len(set((tmp_path / "out.txt").read_text("utf-8"))) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]


@pytest.mark.parametrize("seed", range(5))
def test_a_killed_swap_of_folders_leaves_one_whole(tmp_path, seed):
    stop_at_random(PUT, signal.SIGKILL, tmp_path, seed)
    kept = tmp_path / "folder"
    kept = kept if kept.is_dir() else tmp_path / ".folder.old"
    texts = {(kept / name).read_text("utf-8") for name in "abc"}
    assert len(texts) == 1


def test_a_signal_that_is_ignored_stays_so(tmp_path):
    code = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n" + WRITE
    run = subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    )
    run.stdout.readline()
    run.send_signal(signal.SIGHUP)
    assert [run.stdout.readline() for _ in range(5)] == ["written\n"] * 5
    run.kill()
    run.communicate()


def test_a_stopped_training_leaves_the_old_pipeline(work, tmp_path):
    import shutil

    place = tmp_path / "work"
    shutil.copytree(work, place)
    before = {p: p.read_bytes() for p in (place / "training/sm").rglob("*") if p.is_file()}
    command = [sys.executable, "-m", "policy_themes.cli", "train", "sm-small.cfg"]
    options = [
        "--output",
        "training/sm",
        "--training.max_epochs",
        "5000",
        "--training.patience",
        "0",
    ]
    run = subprocess.Popen(
        [*command, *options],
        cwd=place,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    for line in run.stderr:
        if "Pipeline:" in line:
            break
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=120)
    assert run.returncode in (0, 130), err
    if run.returncode:
        assert "Stopped." in err.splitlines()
        assert {p: p.read_bytes() for p in before} == before
        assert [p.name for p in Path(place, "training/sm").glob(".*")] == []
