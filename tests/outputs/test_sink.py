import errno
import io
import zipfile

import pytest

from policy_themes.outputs.sink import Sink


class Full(io.BytesIO):
    def write(self, data):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_what_is_written_arrives():
    file = io.BytesIO()
    sink = Sink(file)
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("a.txt", "种茶")
    sink.check()
    assert zipfile.ZipFile(file).read("a.txt").decode() == "种茶"


def test_a_full_disk_is_told_at_last():
    sink = Sink(Full())
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("a.txt", "种茶")
    with pytest.raises(OSError, match="No space left on device"):
        sink.check()
