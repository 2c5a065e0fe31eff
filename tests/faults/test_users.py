"""A user without a name or a home, in a zone far off: what containers give a program."""

import shutil

import pytest
from tests.faults.all_commands import COMMANDS

NOBODY = 54_321
ODD = {"TZ": "Pacific/Kiritimati", "XDG_CACHE_HOME": "", "XDG_CONFIG_HOME": "", "USER": ""}


@pytest.fixture(scope="module")
def of_nobody(can_mount, work, run_all, tmp_path_factory):
    """How every command ended for a user of no name, with HOME unset and an odd time zone."""
    place = tmp_path_factory.mktemp("place") / "work"
    shutil.copytree(work, place)
    own = 'exec env -u HOME -u LOGNAME unshare -U --map-user=$0 --map-group=$0 "$@"'
    prefix = ("sh", "-c", own, str(NOBODY))
    return run_all(*prefix, leave_out="doccano up", env=ODD, cwd=place)


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "doccano up"])
def test_neither_name_nor_home_nor_zone_is_needed(command, of_nobody):
    ended = of_nobody[command]
    assert ended.code == 0, ended.err
