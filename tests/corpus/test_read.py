import codecs
import io
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from policy_themes.corpus import read
from policy_themes.corpus.read import decode, find_reports, read_bytes, read_report
from policy_themes.errors import (
    BrokenFileError,
    EmptyReportError,
    EncryptedPdfError,
    LargeReportError,
    MissingPathError,
    NothingReadableError,
    OfficeFormatError,
    ReportError,
    ScannedPdfError,
    UnknownFormatError,
    UnreadableFileError,
)

SIMPLIFIED = (
    "柳塘村总结\n"
    "去年冬天,全村一百二十名劳力清理了东段主渠的淤泥,开春又换了十六处闸门。\n"
    "最远的老鹰岩组头一回用上渠水,种茶的收入涨了12.5%。\n"
)
TRADITIONAL = (
    "柳塘村總結\n"
    "去年冬天,全村一百二十名勞力清理了東段主渠的淤泥,開春又換了十六處閘門。\n"
    "最遠的老鷹岩組頭一回用上渠水,種茶的收入漲了12.5%。\n"
)
UNKNOWN = "not text, Word, PDF or HTML. Save it as one of .docx, .htm, .html, .md, .pdf, .txt."
EMPTY = "no text in it. Give a report that has sentences."
OFFICE = (
    "an encrypted or old Office file. Open it in Word or WPS and save it as .docx"
    " without a password."
)


def exactly(message: str) -> str:
    return f"^{re.escape(message)}$"


def make_pdf(*pages: list[str], encryption: StandardEncryption | None = None) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    canvas = Canvas(file, encrypt=encryption)
    for lines in pages:
        canvas.setFont("STSong-Light", 12)
        for i, line in enumerate(lines):
            canvas.drawString(72, 700 - 20 * i, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def make_docx(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def make_xlsx() -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = "柳塘村"
    book.save(file)
    return file.getvalue()


def change_part(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return file.getvalue()


@pytest.mark.parametrize(
    ("codec", "bom", "text"),
    [
        pytest.param("utf-8", b"", SIMPLIFIED, id="UTF-8"),
        pytest.param("utf-8", codecs.BOM_UTF8, SIMPLIFIED, id="UTF-8 with BOM"),
        pytest.param("utf-8", b"", TRADITIONAL, id="UTF-8 traditional"),
        pytest.param("gb18030", b"", SIMPLIFIED, id="GB18030"),
        pytest.param("gb18030", b"", TRADITIONAL, id="GB18030 traditional"),
        pytest.param("gb18030", b"", SIMPLIFIED + "村民王\U00020164带头。", id="GB18030 4 bytes"),
        pytest.param("utf-16-le", codecs.BOM_UTF16_LE, SIMPLIFIED, id="UTF-16 LE with BOM"),
        pytest.param("utf-16-be", codecs.BOM_UTF16_BE, SIMPLIFIED, id="UTF-16 BE with BOM"),
        pytest.param("utf-16-le", b"", SIMPLIFIED, id="UTF-16 LE"),
        pytest.param("utf-16-be", b"", SIMPLIFIED, id="UTF-16 BE"),
        pytest.param("utf-16-le", b"", TRADITIONAL, id="UTF-16 LE traditional"),
        pytest.param("big5", b"", TRADITIONAL, id="Big5"),
        pytest.param("cp950", b"", TRADITIONAL + "茶園裏恒溫。", id="Big5 of Windows"),
    ],
)
def test_a_text_file_is_decoded(codec: str, bom: bytes, text: str, tmp_path: Path) -> None:
    path = tmp_path / "柳塘.txt"
    path.write_bytes(bom + text.encode(codec))
    assert read_report(path) == text


@pytest.mark.parametrize("codec", ["gb18030", "utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "line",
    [
        "东段主渠今年九月通水。",
        "一、二车间并线改造完成",
        "(一)让水渠更安全。",
        "参渠率96.8%\uff0c还差三户",
        "最远的一户也开了闸。",
        "党员带头修渠",
        "茶园里每栋房配一名“房长”、一名“水长”",
    ],
)
def test_a_single_line_is_decoded(line: str, codec: str) -> None:
    assert decode(line.encode(codec), name="a") == line


@pytest.mark.parametrize(
    "line", ["東段主渠今年九月通水。", "黨員帶頭清理河道", "種茶的農戶漲了兩成收入。"]
)
def test_a_single_line_in_big5_is_decoded(line: str) -> None:
    assert decode(line.encode("big5"), name="a") == line


@settings(deadline=None)
@given(st.text(min_size=1))
def test_any_text_in_utf_8_is_decoded(text: str) -> None:
    text = text.replace("\x00", "").removeprefix("\ufeff")
    assert decode(text.encode(), name="a") == text


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_a_file_that_was_cut_off_inside_a_character_keeps_its_text(codec: str) -> None:
    text = SIMPLIFIED * 3 + "渠"
    assert decode(text.encode(codec)[:-1], name="a") == text[:-1] + "\ufffd"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x00\x00", id="PNG"),
        pytest.param(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00H\x00H", id="JPEG"),
        pytest.param(b"Rar!\x1a\x07\x01\x00\xf3\xe1\x82\xeb\x0b\x01\x05\x07", id="RAR"),
        pytest.param("déjà vu à Besançon".encode("latin-1"), id="Latin 1"),
        pytest.param("каналы и чай в деревне".encode("cp1251"), id="Cyrillic"),
    ],
)
def test_bytes_that_are_no_chinese_text_are_refused(data: bytes) -> None:
    with pytest.raises(UnknownFormatError, match=exactly(f"a.txt: {UNKNOWN}")):
        decode(data, name="a.txt")


def test_markdown_is_read_without_its_marks(tmp_path: Path) -> None:
    path = tmp_path / "柳塘.md"
    path.write_text(
        "# 柳塘村总结\n\n## 一、修渠\n\n东渠**通了水**,见[公约](https://a.example)。\n"
        "西渠还没动工。\n\n1. 清淤\n2. 换闸\n\n- 种茶\n\n<!-- 草稿 -->\n\n"
        "| 渠 | 长 |\n|---|---|\n| 东 | 三里 |\n",
        encoding="utf-8",
    )
    assert read_report(path).split("\n") == [
        "柳塘村总结",
        "一、修渠",
        "东渠通了水,见公约。",
        "西渠还没动工。",
        "1.清淤",
        "2.换闸",
        "种茶",
        "渠",
        "长",
        "东",
        "三里",
    ]


def test_marks_of_markdown_stay_in_a_text_file(tmp_path: Path) -> None:
    path = tmp_path / "柳塘.txt"
    path.write_text("# 柳塘村总结\n", encoding="utf-8")
    assert read_report(path) == "# 柳塘村总结\n"


def test_a_word_file_is_read_with_its_tables_in_their_places(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("柳塘村总结", level=1)
    document.add_paragraph("东渠通了水。")
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "东渠", "三里"
    table.cell(1, 0).merge(table.cell(1, 1)).text = "合计三里"
    document.add_paragraph("西渠还没动工。")
    path = tmp_path / "柳塘.docx"
    document.save(path)
    assert read_report(path) == "柳塘村总结\n东渠通了水。\n东渠 三里\n合计三里\n西渠还没动工。"


def test_a_pdf_is_read_with_its_page_breaks(tmp_path: Path) -> None:
    path = tmp_path / "柳塘.pdf"
    path.write_bytes(make_pdf(["柳塘村总结", "一、修渠"], ["东渠通了水。"]))
    pages = read_report(path).split("\f")
    assert [page.split() for page in pages] == [["柳塘村总结", "一、修渠"], ["东渠通了水。"]]


def test_a_pdf_that_is_only_locked_for_changes_is_read() -> None:
    data = make_pdf(["柳塘村总结"], encryption=StandardEncryption("", ownerPassword="b"))
    assert read_bytes(data, name="a.pdf") == "柳塘村总结"


PAGE = """<!DOCTYPE html>
<html><head><meta charset="gb2312"><title>柳塘村修渠记</title><style>p {color: red}</style></head>
<body><script>var nav = "首页";</script><article><h1>柳塘村修渠记</h1>
<p>去年冬天,全村一百二十名劳力清理了东段主渠的淤泥,前后干了四十多天。</p>
<p>开春以后又换了十六处闸门,渠水头一回流到最远的老鹰岩组,那里的人不再下河挑水。</p>
</article></body></html>"""


@pytest.mark.parametrize("codec", ["gb18030", "utf-8"])
@pytest.mark.parametrize("name", ["page.html", "page.htm", "page.txt"])
def test_a_news_page_is_read_without_its_tags(name: str, codec: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(PAGE.encode(codec))
    assert read_report(path).split("\n") == [
        "柳塘村修渠记",
        "去年冬天,全村一百二十名劳力清理了东段主渠的淤泥,前后干了四十多天。",
        "开春以后又换了十六处闸门,渠水头一回流到最远的老鹰岩组,那里的人不再下河挑水。",
    ]


def test_the_first_bytes_count_more_than_the_suffix(tmp_path: Path) -> None:
    path = tmp_path / "柳塘.txt"
    path.write_bytes(make_docx("东渠通了水。"))
    assert read_report(path) == "东渠通了水。"


def test_standard_input_needs_no_suffix() -> None:
    assert read_bytes(SIMPLIFIED.encode("gb18030"), name="-") == SIMPLIFIED


def test_a_folder_gives_its_reports_in_order(tmp_path: Path) -> None:
    wanted = ["a.txt", "b.md", "c.docx", "d.pdf", "e.html", "f.htm", "g.TXT", "sub/h.txt"]
    others = ["i.doc", "j.xlsx", ".k.txt", "~$c.docx", ".git/l.txt", "m"]
    for name in [*others, *reversed(wanted)]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("渠", encoding="utf-8")
    (tmp_path / "n.txt").mkdir()
    assert find_reports(tmp_path) == [tmp_path / name for name in wanted]


def test_a_file_is_its_own_report_whatever_its_suffix(tmp_path: Path) -> None:
    path = tmp_path / "report.dat"
    path.write_text("渠", encoding="utf-8")
    assert find_reports(path) == [path]


def test_reports_below_a_hidden_folder_are_found_where_it_is_named(tmp_path: Path) -> None:
    path = tmp_path / ".reports" / "a.txt"
    path.parent.mkdir()
    path.write_text("渠", encoding="utf-8")
    assert find_reports(path.parent) == [path]


def test_a_folder_without_reports_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(make_xlsx())
    message = (
        f"{tmp_path}: no report in this folder. Reports end in .docx, .htm, .html, .md, .pdf, .txt."
    )
    with pytest.raises(NothingReadableError, match=exactly(message)):
        find_reports(tmp_path)


@pytest.mark.parametrize("read", [find_reports, read_report])
def test_a_missing_path_is_refused(read: Callable[[Path], object], tmp_path: Path) -> None:
    path = tmp_path / "柳塘.txt"
    with pytest.raises(
        MissingPathError, match=exactly(f"{path}: no such file or folder. Check the path.")
    ):
        read(path)


def test_a_folder_is_no_file_to_read(tmp_path: Path) -> None:
    message = f"{tmp_path}: cannot be read (Is a directory). Check its permissions."
    with pytest.raises(UnreadableFileError, match=exactly(message)):
        read_report(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "柳塘.txt"
    path.write_text("渠", encoding="utf-8")
    path.chmod(0)
    message = f"{path}: cannot be read (Permission denied). Check its permissions."
    with pytest.raises(UnreadableFileError, match=exactly(message)):
        read_report(path)


PDF = make_pdf(["柳塘村总结"], ["东渠通了水。"])
LOCKED_PDF = make_pdf(["柳塘村总结"], encryption=StandardEncryption("a", ownerPassword="b"))
DOCX = make_docx("柳塘村总结")
BROKEN_PDF = "a damaged PDF file. Open it and save it again."
BROKEN_DOCX = "a damaged docx file. Open it and save it again."


@pytest.mark.parametrize(
    ("name", "data", "error", "message"),
    [
        pytest.param("a.txt", b"", EmptyReportError, EMPTY, id="empty"),
        pytest.param("a.pdf", b"", EmptyReportError, EMPTY, id="empty PDF"),
        pytest.param("a.txt", b" \r\n\t\n", EmptyReportError, EMPTY, id="white space"),
        pytest.param("a.txt", "\u3000\n".encode(), EmptyReportError, EMPTY, id="full-width space"),
        pytest.param("a.txt", "\u3000\n".encode("gb18030") * 9, EmptyReportError, EMPTY, id="GB"),
        pytest.param("a.txt", codecs.BOM_UTF8, EmptyReportError, EMPTY, id="BOM alone"),
        pytest.param("a.docx", make_docx(), EmptyReportError, EMPTY, id="Word without text"),
        pytest.param("a.html", b"<html><body></body></html>", EmptyReportError, EMPTY, id="page"),
        pytest.param("a.md", b"<!-- a -->", EmptyReportError, EMPTY, id="Markdown comment"),
        pytest.param("a.png", b"\x89PNG\r\n\x1a\n\x00\x00", UnknownFormatError, UNKNOWN, id="PNG"),
        pytest.param("a.xlsx", make_xlsx(), UnknownFormatError, UNKNOWN, id="Excel"),
        pytest.param(
            "a.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504),
            OfficeFormatError,
            OFFICE,
            id="old Word",
        ),
        pytest.param("a.doc", rb"{\rtf1\ansi a}", OfficeFormatError, OFFICE, id="RTF"),
        pytest.param(
            "a.pdf",
            LOCKED_PDF,
            EncryptedPdfError,
            "an encrypted PDF. Save a copy without a password.",
            id="encrypted PDF",
        ),
        pytest.param(
            "a.pdf",
            make_pdf([], []),
            ScannedPdfError,
            "a scanned PDF, 2 page(s) without a text layer."
            " Run text recognition (OCR) on it first.",
            id="scanned PDF",
        ),
        pytest.param("a.pdf", PDF[: len(PDF) // 2], BrokenFileError, BROKEN_PDF, id="half a PDF"),
        pytest.param("a.pdf", PDF[:60], BrokenFileError, BROKEN_PDF, id="head of a PDF"),
        pytest.param("a.pdf", "柳塘".encode(), BrokenFileError, BROKEN_PDF, id="no PDF"),
        pytest.param("a.docx", "柳塘".encode(), BrokenFileError, BROKEN_DOCX, id="no Word"),
        pytest.param("a.docx", DOCX[: len(DOCX) // 2], BrokenFileError, BROKEN_DOCX, id="half"),
        pytest.param(
            "a.docx",
            change_part(DOCX, "word/document.xml", lambda xml: xml[: len(xml) // 2]),
            BrokenFileError,
            BROKEN_DOCX,
            id="half a part of Word",
        ),
        pytest.param(
            "a.txt",
            codecs.BOM_UTF16_LE + b"\x00",
            BrokenFileError,
            "a damaged UTF-16 file. Open it and save it again.",
            id="odd UTF-16",
        ),
        pytest.param(
            "a.txt",
            codecs.BOM_UTF8 + b"\xff\xfe",
            BrokenFileError,
            "a damaged UTF-8 file. Open it and save it again.",
            id="BOM before no UTF-8",
        ),
    ],
)
def test_what_is_no_report_is_refused(
    name: str, data: bytes, error: type[ReportError], message: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(error, match=exactly(f"{path}: {message}")):
        read_report(path)


def test_a_zip_without_a_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "柳塘.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("柳塘.txt", "东渠通了水。")
    with pytest.raises(UnknownFormatError, match=exactly(f"{path}: {UNKNOWN}")):
        read_report(path)


@pytest.mark.parametrize("codec", ["utf-32-le", "utf-32-be"])
def test_utf_32_is_decoded_by_its_byte_order_mark(codec: str) -> None:
    assert decode(("\ufeff" + SIMPLIFIED).encode(codec), name="a") == SIMPLIFIED


def test_a_file_larger_than_any_report_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "_MOST_BYTES", 2_000_000)
    path = tmp_path / "a.txt"
    path.write_bytes(b"a" * 2_000_001)
    with pytest.raises(LargeReportError, match=r"too large to read \(more than 2 MB\)\. Split it"):
        read_report(path)
