import io
import struct
import zipfile
from contextlib import suppress

import docx
import pytest

from policy_themes.corpus import word
from policy_themes.corpus.word import read_docx
from policy_themes.errors import BrokenFileError, LargeReportError, UnknownFormatError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCUMENT = "word/document.xml"


def make_docx(body, *, head="", method=zipfile.ZIP_DEFLATED, more=()):
    written, file = io.BytesIO(), io.BytesIO()
    docx.Document().save(written)
    document = f'{head}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            if name != DOCUMENT:
                new.writestr(name, old.read(name))
        new.writestr(DOCUMENT, document, method)
        for name, data in more:
            new.writestr(name, data)
    return file.getvalue()


def paragraph(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(text, settings=""):
    return f"<w:tc><w:tcPr>{settings}</w:tcPr>{paragraph(text)}</w:tc>"


def read(body, **options):
    return read_docx(make_docx(body, **options), "a.docx").split("\n")


def test_a_cell_that_claims_billions_of_columns_is_one_cell():
    wide = cell("东渠", '<w:gridSpan w:val="2000000000"/>')
    assert read(f"<w:tbl><w:tr>{wide}{cell('三里')}</w:tr></w:tbl>") == ["东渠 三里"]


@pytest.mark.parametrize("value", ["", "a", "-1", "0", "1.5"])
def test_a_width_that_is_no_number_is_one_column(value):
    odd = cell("东渠", f'<w:gridSpan w:val="{value}"/>')
    assert read(f"<w:tbl><w:tr>{odd}{cell('三里')}</w:tr></w:tbl>") == ["东渠 三里"]


def test_a_cell_that_goes_down_thousands_of_rows_is_in_each():
    top = cell("东渠", '<w:vMerge w:val="restart"/>')
    first = f"<w:tr>{top}{cell('一')}</w:tr>"
    more = f"<w:tr>{cell('', '<w:vMerge/>')}{cell('二')}</w:tr>"
    assert read(f"<w:tbl>{first}{more * 2000}</w:tbl>") == ["东渠 一", *["东渠 二"] * 2000]


def test_a_cell_that_goes_on_from_no_row_is_empty():
    lost = f"<w:tr>{cell('东渠', '<w:vMerge/>')}{cell('三里')}</w:tr>"
    assert read(f"<w:tbl>{lost}</w:tbl>") == [" 三里"]


def test_tables_in_tables_fields_and_insertions_are_read():
    inner = f"<w:tbl><w:tr>{cell('东渠')}{cell('三里')}</w:tr></w:tbl>"
    assert read(
        f"<w:tbl><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"
        f"<w:sdt><w:sdtContent>{paragraph('西渠')}</w:sdtContent></w:sdt>"
        "<w:p><w:r><w:t>南</w:t></w:r><w:ins><w:r><w:t>渠</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>北</w:delText></w:r></w:del></w:p>"
    ) == ["东渠 三里", "西渠", "南渠"]


def nest(depth):
    return "<w:tbl><w:tr><w:tc>" * depth + paragraph("东渠") + "</w:tc></w:tr></w:tbl>" * depth


def test_tables_that_are_nested_deeper_than_any_are_a_damaged_file():
    assert read(nest(80)) == ["东渠"]
    with pytest.raises(BrokenFileError):
        read(nest(5000))


def test_tabs_breaks_and_links_are_those_of_the_line():
    assert read(
        "<w:p><w:r><w:t>东渠</w:t><w:tab/><w:t>三里</w:t><w:br/><w:t>西</w:t>"
        '<w:br w:type="page"/></w:r><w:hyperlink><w:r><w:t>渠</w:t></w:r></w:hyperlink></w:p>'
    ) == ["东渠\t三里", "西渠"]


def test_a_text_that_unpacks_to_more_than_any_report_is_refused(monkeypatch):
    monkeypatch.setattr(word, "_MOST_BYTES", 1_000_000)
    assert read(paragraph("东渠")) == ["东渠"]
    with pytest.raises(
        LargeReportError, match=r"^a\.docx: too large to read \(more than 1 MB of XML\)\."
    ):
        read(" " * 1_000_001)


def test_a_size_that_the_archive_lies_about_changes_nothing(monkeypatch):
    monkeypatch.setattr(word, "_MOST_BYTES", 1_000_000)
    data = bytearray(make_docx(" " * 1_000_001))
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(DOCUMENT.encode()))
    data[place + 24 : place + 28] = struct.pack("<I", 100)
    with pytest.raises((LargeReportError, BrokenFileError)):
        read_docx(bytes(data), "a.docx")


def test_other_parts_are_not_unpacked(monkeypatch):
    monkeypatch.setattr(word, "_MOST_BYTES", 1_000_000)
    assert read(paragraph("东渠"), more=[("word/media/a.png", b"\0" * 2_000_000)]) == ["东渠"]


def test_a_method_that_office_does_not_write_is_refused():
    with pytest.raises(BrokenFileError):
        read_docx(make_docx(paragraph("东渠"), method=zipfile.ZIP_BZIP2), "a.docx")


def test_entities_that_grow_by_the_billion_are_left_out():
    entities = '<!ENTITY a "村村村村村村村村村村">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    head = f"<!DOCTYPE a [{entities}]>"
    with suppress(BrokenFileError):  # newer versions of libxml2 refuse them
        assert read(paragraph("东渠") + paragraph("&i;"), head=head) == ["东渠", ""]


def test_a_file_of_this_machine_is_not_read_in(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("秘密", encoding="utf-8")
    head = f'<!DOCTYPE a [<!ENTITY a SYSTEM "{secret.as_uri()}">]>'
    assert read(paragraph("东渠&a;"), head=head) == ["东渠"]


@pytest.mark.parametrize("part", ["_rels/.rels", DOCUMENT])
def test_a_zip_without_a_part_is_no_word_file(part):
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(make_docx(""))) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
    with pytest.raises(UnknownFormatError):
        read_docx(file.getvalue(), "a.docx")
