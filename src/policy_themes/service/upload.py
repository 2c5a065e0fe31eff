"""A report that is sent as a file."""

import io
import zipfile
from pathlib import PureWindowsPath

from policy_themes.corpus.read import read_bytes
from policy_themes.corpus.structure import Report, parse_report
from policy_themes.errors import EmptyReportError
from policy_themes.service.limits import Limits
from policy_themes.service.refusals import (
    LargeArchiveError,
    LongSentenceError,
    ManySentencesError,
)

NAME = "report"
"""What a report without a name is called."""
_LONGEST_NAME = 200
_ZIP = b"PK\x03\x04"


def read_upload(data: bytes, filename: str, limits: Limits) -> Report:
    """Read a file's report.

    Args:
        data: The file.
        filename: Its name, which may come with folders of the sender's machine.
        limits: What is taken.

    Raises:
        ReportError: The file cannot be read.
        LargeArchiveError: It unpacks to too much.
        ManySentencesError: It has too many sentences.
        LongSentenceError: One of them is too long.
    """
    path = PureWindowsPath(filename.replace("\x00", ""))  # knows slashes of both kinds
    name = path.name[-_LONGEST_NAME:] or NAME
    if data.startswith(_ZIP):
        _check_archive(data, name, limits.unpacked)
    text = read_bytes(data, name=name, suffix=path.suffix.lower(), seconds=limits.reading)
    return read_text(text, PureWindowsPath(name).stem, limits)


def read_text(text: str, name: str, limits: Limits) -> Report:
    """Find the sentences of a report's text.

    Raises:
        EmptyReportError: There is none.
        ManySentencesError: There are too many.
        LongSentenceError: One is too long.
    """
    report = parse_report(name, text)
    if not report.sentences:
        raise EmptyReportError(name)
    if len(report.sentences) > limits.sentences:
        raise ManySentencesError(len(report.sentences), limits.sentences)
    for sentence in report.sentences:
        if len(sentence.text) > limits.characters:
            raise LongSentenceError(sentence.index, len(sentence.text), limits.characters)
    return report


def _check_archive(data: bytes, name: str, limit: int) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            # What the list promises is all that zipfile unpacks.
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        return  # read_bytes has the words for it
    if size > limit:
        raise LargeArchiveError(name, limit)
