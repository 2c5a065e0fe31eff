"""Machines with a fault: the command line on a disk that is full, or read-only."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
ALL = Path(__file__).with_name("all_commands.py")
MOUNT = 'mount -t tmpfs -o size=96m none "$0" && cp -a "$1"/. "$0" && cd "$0" && shift && '
FULL = MOUNT + '(head -c 200m /dev/zero > filler || :) 2> /dev/null && exec "$@"'
"""The workspace on a disk of its own with not a byte left."""
READ_ONLY = (
    'mount --bind "$1" "$0" && mount -o remount,bind,ro "$0" && cd "$0" && shift && exec "$@"'
)


@dataclass(frozen=True)
class Ended:
    """How a command ended on a machine with a fault.

    Attributes:
        code: The exit code.
        err: What stood on stderr.
        changed: Files of the workspace that are others than before, or gone.
    """

    code: int
    err: str
    changed: list[str]


@pytest.fixture(scope="session")
def can_mount() -> None:
    """Skip where no file system can be mounted: no Linux, or a container that forbids it."""
    command = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"]
    if not shutil.which("unshare") or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here (needs unshare -rm)")


@pytest.fixture(scope="session")
def work(project, sm_folder, tmp_path_factory) -> Path:
    """A small project with a round, a decision, reports and a pipeline; copy it, do not write."""
    folder = tmp_path_factory.mktemp("faults") / "work"
    shutil.copytree(project.root, folder, ignore=shutil.ignore_patterns("md"))
    config = project.small_config("sm").read_text("utf-8").replace(f"{project.root}/", "")
    (folder / "sm-small.cfg").write_text(config, encoding="utf-8")
    rows = [json.loads(line) for line in project.gold.read_text("utf-8").splitlines()]
    for annotator in ("li", "wang"):
        with (folder / f"annotations/rounds/r1-{annotator}.jsonl").open("w", encoding="utf-8") as f:
            for row in rows:
                state = "labelled" if row["themes"] else "none"
                kept = {key: row[key] for key in ("report", "index", "text", "themes")}
                f.write(json.dumps(kept | {"state": state}, ensure_ascii=False) + "\n")
    (folder / "many").mkdir()
    for number in range(70):  # more than a chunk, so that it is a big run
        text = f"一、产业发展\n新建茶叶大棚{number}个，茶农卖茶增收。\n"
        (folder / f"many/{number:02}.txt").write_text(text, encoding="utf-8")
    (folder / "TABLE.md").write_text("<!-- agreement r1 -->\n<!-- /agreement r1 -->\n", "utf-8")
    for name in ("out.jsonl", "out.csv", "out.html", "out.xlsx", "out.parquet", "out.json"):
        (folder / name).write_text("old", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def on_full_disk(can_mount, work, run_all, tmp_path_factory) -> dict[str, Ended]:
    """How every command ended on a full disk."""
    place = tmp_path_factory.mktemp("full")
    return run_all("unshare", "-rm", "sh", "-c", FULL, str(place), str(work))


@pytest.fixture(scope="session")
def on_read_only_disk(can_mount, work, run_all, tmp_path_factory) -> dict[str, Ended]:
    """How every command ended on a read-only disk."""
    place = tmp_path_factory.mktemp("read-only")
    return run_all("unshare", "-rm", "sh", "-c", READ_ONLY, str(place), str(work))


@pytest.fixture(scope="session")
def run_all(tmp_path_factory) -> Callable[..., dict[str, Ended]]:
    """Run every command that writes in one process; return how each ended.

    `leave_out` is the name of one that is not run.
    """

    def run(
        *prefix: str, leave_out: str = "", env: dict[str, str] | None = None, **options
    ) -> dict:
        told = tmp_path_factory.mktemp("told") / "told.json"
        command = [*prefix, sys.executable, str(ALL), str(told), leave_out]
        done = subprocess.run(
            command, env=os.environ | (env or {}), capture_output=True, text=True, **options
        )
        assert told.is_file(), done.stdout + done.stderr
        return {name: Ended(**ended) for name, ended in json.loads(told.read_text()).items()}

    return run
