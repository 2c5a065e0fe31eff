"""Every command that writes, on a disk that is full, on one that is read-only, and without /tmp."""

import pytest
from tests.faults.all_commands import COMMANDS

FULL = "(No space left on device). Make room"
READ_ONLY = "(Read-only file system). "


def list_errors(ended):
    return [line for line in ended.err.splitlines() if line.startswith("Error: ")]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("disk", "reason"), [("on_full_disk", FULL), ("on_read_only_disk", READ_ONLY)]
)
def test_a_disk_that_cannot_be_written_is_one_error_and_changes_nothing(
    command, disk, reason, request
):
    ended = request.getfixturevalue(disk)[command]
    assert ended.code == 1, ended.err
    (error,) = list_errors(ended)
    assert ": cannot be written " in error
    assert reason in error
    assert "Traceback" not in ended.err
    assert [name for name in ended.changed if not name.startswith(".doccano/")] == []


@pytest.mark.parametrize("command", ["evaluate", "evaluate --report", "curve", "summary"])
def test_a_read_only_disk_is_told_before_any_work(command, on_read_only_disk):
    assert len(on_read_only_disk[command].err.splitlines()) == 1


@pytest.fixture(scope="module")
def without_tmp(can_mount, work, run_all, tmp_path_factory):
    """How every command ended where the disk of temporary files is full, and HOME read-only."""
    place, tmp = tmp_path_factory.mktemp("place") / "work", tmp_path_factory.mktemp("tmp")
    mounts = (
        'mount -t tmpfs -o size=64k none "$0" && mkdir "$0/home" && '
        '(head -c 1m /dev/zero > "$0/filler" || :) 2> /dev/null && mount -o remount,ro "$0" && '
        'cp -a "$1" "$2" && cd "$2" && shift 2 && exec "$@"'
    )
    home = {"TMPDIR": str(tmp), "HOME": str(tmp / "home"), "XDG_CACHE_HOME": ""}
    prefix = ("unshare", "-rm", "sh", "-c", mounts, str(tmp), str(work), str(place))
    return run_all(*prefix, leave_out="doccano up", env=home)


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "doccano up"])
def test_neither_tmp_nor_a_home_is_needed(command, without_tmp):
    ended = without_tmp[command]
    assert ended.code == 0, ended.err
    assert not [name for name in ended.changed if name.startswith(("tmp", ".cache", ".config"))]
