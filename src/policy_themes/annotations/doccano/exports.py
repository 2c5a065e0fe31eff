"""The file in which Doccano exports a project: a zip that holds a row a line."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from policy_themes.annotations.doccano.errors import LargeExportError, TaskFailedError
from policy_themes.annotations.doccano.rows import parse_export
from policy_themes.jsonl import Row

_MOST_BYTES = 100_000_000
"""Unpacked bytes of an export: 150,000 sentences with all that annotators read beside them, which
take 350 MB of memory; rows made to fill it take 2.4 GB. A file of 100 kB can unpack to as much."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Doccano packs by the second; Python unpacks other methods whole, however little is asked for."""
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, ValueError),
    OverflowError,  # a place in the file beyond any
    RuntimeError,  # an entry that claims to be encrypted, or needs another version
)
"""What `zipfile` says of damage, and `parse_export` of rows."""


def read_export(data: bytes, url: str) -> list[Row]:
    """Return the rows of an export, in the order of the file.

    Args:
        data: The zip as the server sends it.
        url: Address of the server, for the errors.

    Raises:
        TaskFailedError: It is damaged, or not what Doccano writes.
        LargeExportError: It unpacks to more than any project.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [parse_export(line) for line in _iter_lines(archive, url) if line.strip()]
    except _DAMAGE as error:
        raise TaskFailedError(url, "export", "its file is damaged") from error


def _iter_lines(archive: zipfile.ZipFile, url: str) -> Iterator[bytes]:
    left = _MOST_BYTES
    for entry in archive.infolist():
        if entry.compress_type not in _METHODS:
            raise zipfile.BadZipFile(f"method {entry.compress_type}")
        with archive.open(entry) as file:
            while line := file.readline(left + 1):  # whatever size the archive's list promises
                left -= len(line)
                if left < 0:
                    raise LargeExportError(url, _MOST_BYTES)
                yield line
