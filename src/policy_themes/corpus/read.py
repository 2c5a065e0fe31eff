"""Reading the text of a report from txt, md, docx, pdf and html files."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from policy_themes.corpus.characters import count_share
from policy_themes.errors import (
    BrokenFileError,
    EmptyReportError,
    EncryptedPdfError,
    MissingPathError,
    NothingReadableError,
    OfficeFormatError,
    ScannedPdfError,
    UnknownFormatError,
    UnreadableFileError,
)

if TYPE_CHECKING:
    from markdown_it.token import Token

SUFFIXES = frozenset({".txt", ".md", ".docx", ".pdf", ".html", ".htm"})
_BOMS = {
    b"\xef\xbb\xbf": "utf-8-sig",
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
_PDF_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD in fpdfview.h


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
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise MissingPathError(path) from error
    except OSError as error:
        raise UnreadableFileError(path, error.strerror or str(error)) from error
    return read_bytes(data, name=str(path), suffix=path.suffix.lower())


def read_bytes(data: bytes, *, name: str, suffix: str = "") -> str:
    """Return the text of a report given as bytes, such as standard input.

    Args:
        data: The whole file. Its first bytes tell the format, where they can.
        name: What to call it in an error.
        suffix: The file's suffix, in lower case, where it has one.

    Raises:
        ReportError: As `read_report`.
    """
    if not data.strip():
        raise EmptyReportError(name)
    if data.startswith(b"%PDF"):
        text = _read_pdf(data, name)
    elif data.startswith(b"PK\x03\x04"):
        text = _read_docx(data, name)
    elif data.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):  # .doc, .rtf
        raise OfficeFormatError(name)
    elif suffix in {".pdf", ".docx"}:
        raise BrokenFileError(name, "PDF" if suffix == ".pdf" else "docx")
    else:
        text = decode(data, name=name)
        if suffix in {".html", ".htm"} or _HTML.search(data[:1000]):
            text = _read_html(text)
        elif suffix == ".md":
            text = _read_markdown(text)
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


def _read_pdf(data: bytes, name: str) -> str:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PDF_PASSWORD_ERROR:
            raise EncryptedPdfError(name) from error
        raise BrokenFileError(name, "PDF") from error
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    except pypdfium2.PdfiumError as error:
        raise BrokenFileError(name, "PDF") from error
    finally:
        document.close()
    if not any(page.strip() for page in pages):
        raise ScannedPdfError(name, len(pages))
    return "\f".join(pages)


def _read_docx(data: bytes, name: str) -> str:
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    try:
        document = docx.Document(io.BytesIO(data))
    except (KeyError, ValueError) as error:  # a zip that is no Word file, such as .xlsx
        raise UnknownFormatError(name, SUFFIXES) from error
    except (PackageNotFoundError, zipfile.BadZipFile, zlib.error, SyntaxError) as error:
        # lxml raises a SyntaxError of its own
        raise BrokenFileError(name, "docx") from error
    lines: list[str] = []
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            lines += [" ".join(dict.fromkeys(c.text for c in row.cells)) for row in item.rows]
        else:
            lines.append(item.text)
    return "\n".join(lines)


def _read_html(text: str) -> str:
    import trafilatura
    from trafilatura.settings import Document

    page = trafilatura.bare_extraction(
        text, include_comments=False, include_tables=True, favor_recall=True, with_metadata=True
    )
    found = page.as_dict() if isinstance(page, Document) else page or {}
    title, body = found.get("title") or "", found.get("text") or ""
    return body if not title or title in body[: len(title) + 50] else f"{title}\n{body}"


def _read_markdown(text: str) -> str:
    from markdown_it import MarkdownIt

    return "\n".join(_iter_markdown(MarkdownIt("commonmark").enable("table").parse(text)))


def _iter_markdown(tokens: list["Token"]) -> Iterator[str]:
    """Yield the lines of a parsed Markdown text, the numbers of its lists put back."""
    number = ""
    for token in tokens:
        if token.type == "list_item_open":
            number = f"{token.info}." if token.info else ""
        elif token.type == "inline":
            parts = [
                "\n" if child.type in {"softbreak", "hardbreak"} else child.content
                for child in token.children or []
                if child.type != "html_inline"
            ]
            yield number + "".join(parts)
            number = ""
        elif token.type in {"fence", "code_block"}:
            yield token.content
