"""The text of Word files."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from policy_themes.corpus.suffixes import SUFFIXES
from policy_themes.errors import BrokenFileError, LargeReportError, UnknownFormatError

_MOST_BYTES = 100_000_000
"""Unpacked bytes of a document's text, some millions of characters. Parsed it takes ten times as
much memory, and a file of a few kilobytes can unpack to any size."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What Office packs by; Python unpacks the other methods whole, however little is asked for."""
_RELATIONS = "_rels/.rels"
_MAIN = "/officeDocument"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TYPE, _VALUE = f"{_W}type", f"{_W}val"
_AROUND = frozenset(
    ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "fldSimple", "hyperlink", "r")
)
"""Elements around paragraphs, tables and text: fields of a form, insertions, links, runs."""
_MARKS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_BREAKS = (None, "textWrapping")
"""Kinds of breaks that end a line, rather than a page or a column."""


def read_docx(data: bytes, name: str) -> str:
    """Return the text of a Word file, a line for each paragraph and each row of a table.

    Only the part that holds the text is unpacked.

    Raises:
        BrokenFileError: It is damaged.
        LargeReportError: Its text unpacks to too much.
        UnknownFormatError: It is a zip of something else, such as an Excel file.
    """
    from docx.oxml.parser import parse_xml

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            document = parse_xml(_read_part(archive, _find_main(archive, name), name))
    except (zipfile.BadZipFile, SyntaxError) as error:  # lxml raises a SyntaxError of its own
        raise BrokenFileError(name, "docx") from error
    body = getattr(document, "body", None)
    if body is None:
        raise UnknownFormatError(name, SUFFIXES)
    return "\n".join(_iter_lines(body))


def _find_main(archive: zipfile.ZipFile, name: str) -> str:
    """Return the name of the part that holds the text, which need not be word/document.xml."""
    from docx.oxml.parser import parse_xml

    if _RELATIONS in archive.namelist():
        for relation in parse_xml(_read_part(archive, _RELATIONS, name)):
            target = str(relation.get("Target", "")).lstrip("/")
            if str(relation.get("Type", "")).endswith(_MAIN) and target in archive.namelist():
                return target
    raise UnknownFormatError(name, SUFFIXES)


def _read_part(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    entry = archive.getinfo(part)
    if entry.compress_type not in _METHODS:
        raise BrokenFileError(name, "docx")
    with archive.open(entry) as file:
        data = file.read(_MOST_BYTES + 1)  # whatever size the archive's list promises
    if len(data) > _MOST_BYTES:
        raise LargeReportError(name, f"more than {_MOST_BYTES // 1_000_000} MB of XML")
    return data


def _iter_lines(parent: Any) -> Iterator[str]:
    for element in parent:
        match _local_name(element):
            case "p":
                yield "".join(_iter_text(element))
            case "tbl":
                yield from _iter_rows(element)
            case kind if kind in _AROUND:
                yield from _iter_lines(element)


def _iter_text(parent: Any) -> Iterator[str]:
    for element in parent:
        kind = _local_name(element)
        if kind == "t":
            yield element.text or ""
        elif kind in _AROUND:
            yield from _iter_text(element)
        elif kind == "br":
            yield "\n" if element.get(_TYPE) in _BREAKS else ""
        elif kind in _MARKS:
            yield _MARKS[kind]


def _iter_rows(table: Any) -> Iterator[str]:
    """Yield each row's cells, a merged one once for each row that it reaches into."""
    above: dict[int, str] = {}
    for row in _find_all(table, "tr"):
        texts: dict[str, None] = {}
        column = 0
        for cell in _find_all(row, "tc"):
            span, goes_on = _read_merging(cell)
            text = above.get(column, "") if goes_on else "\n".join(_iter_lines(cell))
            above[column] = text
            texts[text] = None
            column += span
        yield " ".join(texts)


def _read_merging(cell: Any) -> tuple[int, bool]:
    """Return how many columns a cell takes, and whether it goes on from the row above."""
    span, goes_on = 1, False
    for setting in (each for own in _find_all(cell, "tcPr") for each in own):
        value = setting.get(_VALUE, "")
        if _local_name(setting) == "gridSpan" and value.isdecimal():
            span = min(int(value[:9]), 1000)
        elif _local_name(setting) == "vMerge":
            goes_on = value != "restart"
    return span, goes_on


def _find_all(parent: Any, kind: str) -> Iterator[Any]:
    """Yield the children of a kind, those in a form's fields too."""
    for element in parent:
        if _local_name(element) == kind:
            yield element
        elif _local_name(element) in _AROUND:
            yield from _find_all(element, kind)


def _local_name(element: Any) -> str:
    tag = element.tag  # no string of comments and entities
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
