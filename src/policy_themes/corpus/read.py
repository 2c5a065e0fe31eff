"""Reading the text of a report from txt, md, docx, pdf and html files."""

import re
from pathlib import Path

from policy_themes.corpus.apart import SECONDS, read_apart
from policy_themes.corpus.characters import count_share
from policy_themes.corpus.suffixes import SUFFIXES
from policy_themes.errors import (
    BrokenFileError,
    EmptyReportError,
    LargeReportError,
    MissingPathError,
    NothingReadableError,
    OfficeFormatError,
    UnknownFormatError,
    UnreadableFileError,
)

_MOST_BYTES = 500_000_000
"""A report with hundreds of photographs is smaller; all of it is held in memory."""
_BOMS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",  # before that of UTF-16, which it begins with
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_CHINESE_CODECS = ("gb18030", "cp950")
_UTF16_CODECS = ("utf-16-le", "utf-16-be")
_LEAST_COMMON_SHARE = 0.5
"""Share of common characters below which a decoding is none.

Measured on 3000 beginnings of sentences, 10 characters and more: the right codec 0.67 to 1,
traditional text in GB18030 0.6 to 1.
"""


def find_reports(path: Path) -> list[Path]:
    """Return the report files at `path`: the file itself, or those below a folder, sorted.

    Raises:
        MissingPathError: There is no such file or folder.
        NothingReadableError: The folder holds no file with a suffix of a report.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise MissingPathError(path)
    found = sorted(
        file
        for file in path.rglob("*")
        if file.suffix.lower() in SUFFIXES
        and not any(part.startswith((".", "~$")) for part in file.relative_to(path).parts)
        and file.is_file()
    )
    if not found:
        raise NothingReadableError(path, SUFFIXES)
    return found


def read_report(path: Path) -> str:
    """Return the text of the report in a file; a page ends with `\\f`.

    Raises:
        ReportError: The file is missing, unreadable, empty, encrypted, scanned or no report.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise LargeReportError(path, f"more than {_MOST_BYTES // 1_000_000} MB")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise MissingPathError(path) from error
    except OSError as error:
        raise UnreadableFileError(path, error.strerror or str(error)) from error
    return read_bytes(data, name=str(path), suffix=path.suffix.lower())


def read_bytes(data: bytes, *, name: str, suffix: str = "", seconds: float = SECONDS) -> str:
    """Return the text of a report given as bytes, such as standard input.

    Other formats than plain text are read in a process of their own; see `corpus.apart`.

    Args:
        data: The whole file. Its first bytes tell the format, where they can.
        name: What to call it in an error.
        suffix: The file's suffix, in lower case, where it has one.
        seconds: Time that a file may take.

    Raises:
        ReportError: As `read_report`.
    """
    if not data.strip():
        raise EmptyReportError(name)
    if data.startswith(b"%PDF"):
        text = read_apart(data, "PDF", name=name, seconds=seconds)
    elif data.startswith(b"PK\x03\x04"):
        text = read_apart(data, "docx", name=name, seconds=seconds)
    elif data.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):  # .doc, .rtf
        raise OfficeFormatError(name)
    elif suffix in {".pdf", ".docx"}:
        raise BrokenFileError(name, "PDF" if suffix == ".pdf" else "docx")
    else:
        text = decode(data, name=name)
        if suffix in {".html", ".htm"} or _HTML.search(data[:1000]):
            text = read_apart(text.encode(), "HTML", name=name, seconds=seconds)
        elif suffix == ".md":
            text = read_apart(text.encode(), "Markdown", name=name, seconds=seconds)
    if not text.strip():
        raise EmptyReportError(name)
    return text


def decode(data: bytes, *, name: str) -> str:
    """Return text in UTF-8, UTF-16 (both with or without BOM), GB18030 or Big5 decoded.

    Raises:
        BrokenFileError: The byte order mark promises what the bytes do not hold.
        UnknownFormatError: The bytes are no text in any of these.
    """
    for bom, codec in _BOMS.items():
        if data.startswith(bom):
            return _decode_or_fail(data, codec, name)
    text = _decode_nearly(data, "utf-8")
    if text is not None and "\x00" not in text:
        return text
    codecs = _UTF16_CODECS if b"\x00" in data else (*_CHINESE_CODECS, *_UTF16_CODECS)
    texts = [text for codec in codecs if (text := _decode_nearly(data, codec)) is not None]
    best = max(texts, key=count_share, default="")
    if count_share(best) < _LEAST_COMMON_SHARE:
        raise UnknownFormatError(name, SUFFIXES)
    return best


def _decode_or_fail(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise BrokenFileError(name, codec.removesuffix("-sig").upper()) from error


def _decode_nearly(data: bytes, codec: str) -> str | None:
    """Decode, allowing a few broken bytes, such as those of a file cut off inside a character."""
    text = data.decode(codec, errors="replace")
    return text if text.count("\ufffd") * 100 <= len(text) else None
