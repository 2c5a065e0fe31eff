import io
import json
import struct
import tracemalloc
import zipfile

import pytest

from policy_themes.annotations.doccano import exports
from policy_themes.annotations.doccano.errors import LargeExportError, TaskFailedError
from policy_themes.annotations.doccano.exports import read_export

URL = "http://here:8000"
ROWS = [
    {"id": 1, "text": "通水一里。", "label": ["水利"], "sentence": "liutang:1"},
    {"id": 2, "text": "种茶八亩。\u2028", "label": [], "sentence": "liutang:2"},
]
LINES = [json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in ROWS]
LOCAL, LISTED = b"PK\x03\x04", b"PK\x01\x02"


def pack(*entries, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for number, data in enumerate(entries):
            archive.writestr(f"{number}.jsonl", data)
    return file.getvalue()


def lie(mark, offset, value, width="<H"):
    """Return an export of which a field of the first header behind a mark says something else."""
    data = bytearray(pack(b"".join(LINES)))
    struct.pack_into(width, data, data.index(mark) + offset, value)
    return bytes(data)


def point_beyond():
    """Return an export whose list names a place that no file reaches, by the fields of zip64."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        entry = zipfile.ZipInfo("all.jsonl")
        archive.writestr(entry, LINES[0])
        entry.extra = struct.pack("<HHQ", 1, 8, 2**64 - 1)
    data = bytearray(file.getvalue())
    struct.pack_into("<I", data, data.index(LISTED) + 42, 2**32 - 1)
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(pack(b"".join(LINES)), id="one"),
        pytest.param(pack(*LINES), id="a file a member"),
        pytest.param(pack(LINES[0] + b"\n \r\n" + LINES[1].rstrip()), id="blank lines"),
        pytest.param(pack(b"".join(LINES), method=zipfile.ZIP_STORED), id="not compressed"),
    ],
)
def test_the_rows_of_all_files_come_in_order(data):
    assert read_export(data, URL) == ROWS


def test_an_export_of_nothing_has_no_rows():
    assert read_export(pack(), URL) == read_export(pack(b""), URL) == []


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<!doctype html>", id="a page"),
        pytest.param(pack(LINES[0])[:40], id="cut off"),
        pytest.param(pack(b'{"id": 1'), id="half a row"),
        pytest.param(pack(b"\xff"), id="no UTF-8"),
        pytest.param(pack(b"[" * 100_000), id="nested"),
        pytest.param(lie(LISTED, 8, 0x1), id="encrypted"),
        pytest.param(lie(LISTED, 8, 0x20), id="patched"),
        pytest.param(lie(LISTED, 10, 99), id="unknown method"),
        pytest.param(lie(LISTED, 16, 0), id="wrong sum"),
        pytest.param(lie(LISTED, 20, 9, "<I"), id="fewer bytes than there are"),
        pytest.param(lie(LISTED, 24, 9, "<I"), id="fewer bytes when unpacked"),
        pytest.param(lie(LISTED, 42, 5, "<I"), id="a header elsewhere"),
        pytest.param(lie(LISTED, 42, 9_000, "<I"), id="a header behind the end"),
        pytest.param(point_beyond(), id="a header beyond any file"),
        pytest.param(lie(LISTED, 6, 90), id="another version"),
        pytest.param(lie(LOCAL, 26, 9_000), id="a name longer than the file"),
        pytest.param(pack(LINES[0], method=zipfile.ZIP_BZIP2), id="bzip2"),
        pytest.param(pack(LINES[0], method=zipfile.ZIP_LZMA), id="lzma"),
    ],
)
def test_a_damaged_file_is_told(data):
    with pytest.raises(
        TaskFailedError,
        match=r"^http://here:8000: the export failed \(its file is damaged\)\. Look into the "
        r"worker's log and run it again\.$",
    ):
        read_export(data, URL)


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param([b" " * 50_000_000], id="one line"),
        pytest.param([b" \n" * 25_000_000], id="blank lines"),
        pytest.param([b" " * 700_000] * 2, id="two files"),
    ],
)
def test_a_file_that_unpacks_to_more_than_any_project_is_refused_before_memory_is_full(
    entries, monkeypatch
):
    monkeypatch.setattr(exports, "_MOST_BYTES", 1_000_000)
    data = pack(*entries)
    tracemalloc.start()
    try:
        with pytest.raises(
            LargeExportError,
            match=r"^http://here:8000: an export of more than 1 MB\. Check the address, or push "
            r"the sentences as several rounds\.$",
        ):
            read_export(data, URL)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_a_size_that_the_archive_lies_about_changes_nothing():
    assert read_export(lie(LISTED, 24, 2_000_000_000, "<I"), URL) == ROWS


def test_an_export_of_just_as_much_is_read(monkeypatch):
    monkeypatch.setattr(exports, "_MOST_BYTES", sum(map(len, LINES)))
    assert read_export(pack(*LINES), URL) == ROWS
