import csv
import io

import openpyxl
import pytest

from policy_themes.errors import UnwritableFileError
from policy_themes.outputs import spreadsheet
from policy_themes.outputs.spreadsheet import write_csv, write_xlsx
from policy_themes.records import Why

HEADERS = ["报告", "序号", "类型", "小节", "句子", "主题", "党建", "产业", "安全", "待复核"]


def csv_text(sentences, themes) -> str:
    file = io.StringIO(newline="")
    write_csv(file, sentences, themes)
    return file.getvalue()


def csv_rows(sentences, themes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_text(sentences, themes)[1:], newline="")))


@pytest.fixture
def read_xlsx(tmp_path, themes):
    def read(sentences) -> openpyxl.Workbook:
        path = tmp_path / "out.xlsx"
        write_xlsx(path, sentences, themes)
        return openpyxl.load_workbook(path)

    return read


def test_csv_begins_with_a_byte_order_mark_and_ends_lines_as_windows_does(make, themes):
    text = csv_text([make(), make()], themes)
    assert text.startswith("\ufeff报告,")
    assert text.count("\r\n") == text.count("\n") == 3


def test_csv_row_holds_the_sentence_its_themes_and_scores(make, themes):
    sentence = make(index=7, section=("二、产业", "茶"), themes=("党建", "产业"), review=True)
    headers, row = csv_rows([sentence], themes)
    assert headers == HEADERS
    assert row == [
        *("liulin-2023", "7", "正文", "二、产业 / 茶", "种了三百亩茶。", "党建、产业"),
        *("0.9000", "0.9000", "0.1230", "是"),
    ]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("heading", "标题"),
        ("body", "正文"),
        ("caption", "图说"),
        ("credit", "署名"),
        ("junk", "杂质"),
    ],
)
def test_kinds_have_chinese_names(make, themes, kind, name):
    assert csv_rows([make(kind=kind)], themes)[1][2] == name


def test_csv_scores_of_a_sentence_not_labelled_are_empty(make, themes):
    assert csv_rows([make(kind="credit")], themes)[1][6:] == ["", "", "", ""]


def test_csv_rows_are_written_as_they_come(make, themes):
    file = io.StringIO(newline="")
    seen = []

    def sentences():
        for index in (1, 2):
            seen.append(file.getvalue().count("\r\n"))
            yield make(index=index)

    assert write_csv(file, sentences(), themes) == 2
    assert seen == [1, 2]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+86", "- 1 -", "@SUM(A1)", "\t=1", "\n=1", "＝1", "－1"],
)
@pytest.mark.parametrize("field", ["report", "section", "text", "themes"])
def test_csv_makes_formulas_harmless_in_every_text_cell(make, themes, text, field):
    value = text if field in ("report", "text") else (text,)
    row = csv_rows([make(**{"scores": {}, field: value})], themes)[1]
    assert f"'{text}" in row
    assert text not in row


def test_csv_makes_a_formula_harmless_that_a_control_character_hides(make, themes):
    assert csv_rows([make("\x00=1+1")], themes)[1][4] == "'=1+1"


def test_csv_leaves_a_dash_of_chinese_text_alone(make, themes):
    assert csv_rows([make("——茶香满山。")], themes)[1][4] == "——茶香满山。"


def test_csv_can_be_written_as_utf8_whatever_the_text(make, themes):
    text = csv_text([make('半\ud800个,"引"\n行')], themes)
    assert text.encode("utf-8")
    assert csv_rows([make('半\ud800个,"引"\n行')], themes)[1][4] == '半\ufffd个,"引"\n行'


def test_xlsx_row_holds_the_sentence_its_themes_and_scores(make, read_xlsx):
    sentence = make(index=7, section=("二、产业", "茶"), themes=("产业",), review=True)
    sheet = read_xlsx([sentence]).active
    headers, row = sheet.values
    assert list(headers) == HEADERS
    assert row == (
        *("liulin-2023", 7, "正文", "二、产业 / 茶", "种了三百亩茶。", "产业"),
        *(0.123, 0.9, 0.123, "是"),
    )


def test_xlsx_scores_of_a_sentence_not_labelled_are_empty(make, read_xlsx):
    _, row = read_xlsx([make(kind="junk")]).active.values
    assert row[5:] == (None,) * 5


def test_xlsx_looks_like_a_table_to_work_with(make, read_xlsx):
    sheet = read_xlsx([make(themes=("产业",)), make(themes=())]).active
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:J3"
    assert sheet["A1"].font.bold
    assert sheet["H1"].fill.start_color.rgb == "FFF2A541"
    assert sheet["G2"].number_format == "0.00"
    assert sheet["E2"].alignment.wrap_text
    assert sheet.column_dimensions["E"].width > 60
    assert sheet["H2"].fill.start_color.rgb == "FFFBE6CA"
    assert sheet["G2"].fill.fill_type is None


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "https://example.org", "0012", "{=A1}"])
def test_xlsx_text_stays_text(make, read_xlsx, text):
    cell = read_xlsx([make(text)]).active["E2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("种\x00茶\x0b\x1f。", "种茶。"),
        ("半\ud800个\uffff", "半\ufffd个"),
        ("<b>&amp;</b> ]]>", "<b>&amp;</b> ]]>"),
        ("<r>种<茶&</r>", "<r>种<茶&</r> "),
        ("甲\n乙\t丙", "甲\n乙\t丙"),
    ],
)
def test_xlsx_survives_characters_that_xml_does_not(make, read_xlsx, text, expected):
    assert read_xlsx([make(text)]).active["E2"].value == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("茶" * 32_767, "茶" * 32_767),
        ("茶" * 32_768, "茶" * 32_766 + "…"),
        ("𠮷" * 16_384, "𠮷" * 16_383 + "…"),
    ],
)
def test_xlsx_cuts_text_at_the_limit_of_a_cell(make, read_xlsx, text, expected):
    assert read_xlsx([make(text)]).active["E2"].value == expected


@pytest.mark.parametrize(
    ("sentences", "rows"), [(0, [1]), (2, [3]), (3, [3, 2]), (4, [3, 3]), (5, [3, 3, 2])]
)
def test_xlsx_begins_a_new_sheet_at_the_row_limit(make, read_xlsx, monkeypatch, sentences, rows):
    monkeypatch.setattr(spreadsheet, "SHEET_ROWS", 3)
    book = read_xlsx([make(index=index) for index in range(sentences)])
    assert [sheet.max_row for sheet in book] == rows
    assert [sheet.title for sheet in book] == ["句子", "句子 2", "句子 3"][: len(rows)]
    assert all(sheet["A1"].value == "报告" and sheet.freeze_panes == "A2" for sheet in book)
    indexes = [row[1] for sheet in book for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert indexes == list(range(sentences))


def test_xlsx_returns_the_number_of_sentences(tmp_path, make, themes):
    assert write_xlsx(tmp_path / "out.xlsx", (make() for _ in range(3)), themes) == 3


def test_xlsx_stays_as_it_was_when_the_sentences_fail(tmp_path, make, themes):
    path = tmp_path / "out.xlsx"
    path.write_bytes(b"before")

    def sentences():
        yield make()
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        write_xlsx(path, sentences(), themes)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_xlsx_in_a_place_that_cannot_be_written_says_so(tmp_path, make, themes):
    (tmp_path / "file").write_text("")
    with pytest.raises(UnwritableFileError, match=r"cannot be written .* Choose another place\."):
        write_xlsx(tmp_path / "file" / "out.xlsx", [make()], themes)


WHY = {
    "产业": Why((("三百亩茶", 1.234), ("〔小节〕", 0.8)), (0.0,) * 7),
    "安全": Why((), (0.0,) * 7),
}
TOLD = "产业：三百亩茶 1.23、〔小节〕 0.80；安全：无"


def test_csv_says_why_in_a_last_column_on_request(make, themes):
    file = io.StringIO(newline="")
    write_csv(file, [make(why=WHY), make()], themes, explain=True)
    headers, told, untold = csv.reader(io.StringIO(file.getvalue()[1:], newline=""))
    assert headers == [*HEADERS, "依据"]
    assert (told[-1], untold[-1]) == (TOLD, "")
    assert csv_rows([make(why=WHY)], themes)[0] == HEADERS


def test_xlsx_says_why_in_a_last_column_on_request(tmp_path, make, themes):
    path = tmp_path / "out.xlsx"
    write_xlsx(path, [make(why=WHY), make()], themes, explain=True)
    sheet = openpyxl.load_workbook(path).active
    headers, told, untold = sheet.values
    assert list(headers) == [*HEADERS, "依据"]
    assert (told[-1], untold[-1]) == (TOLD, None)
    assert sheet.auto_filter.ref == "A1:K3"
