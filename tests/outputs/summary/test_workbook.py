import openpyxl
import pytest

from policy_themes.annotations.themes import dress_labels
from policy_themes.errors import UnwritableFileError
from policy_themes.outputs import spreadsheet
from policy_themes.outputs.summary.digest import survey
from policy_themes.outputs.summary.workbook import write_summary

SHEETS = ["概览", "各报告", "各章节", "年度对比", "句子与数据", "待复核"]


@pytest.fixture
def read(tmp_path):
    def write_and_read(overview):
        path = tmp_path / "out.xlsx"
        write_summary(path, overview, dress_labels(overview.labels))
        return openpyxl.load_workbook(path)

    return write_and_read


def rows(sheet):
    """The rows below the header, each by the header's names."""
    found = [list(row) for row in sheet.iter_rows(values_only=True)]
    top = next(i for i, row in enumerate(found) if row.count(None) < len(row) - 1)
    return [dict(zip(found[top], row, strict=True)) for row in found[top + 1 :]]


def test_sheets_stand_in_the_order_that_they_are_read_in(read, overview):
    book = read(overview)
    assert book.sheetnames == SHEETS
    assert all(sheet.freeze_panes and sheet.auto_filter.ref for sheet in book)


def test_overview_begins_with_the_words_and_has_shares_as_numbers(read, overview):
    sheet = read(overview)["概览"]
    assert sheet["A1"].value == "政策主题汇总"
    assert sheet["A2"].value.startswith("本汇总含 2 份报告，都来自云溪镇")
    whole = rows(sheet)[0]
    assert (whole["范围"], whole["报告"], whole["句数"]) == ("全部", 2, 14)
    assert whole["产业占比"] == pytest.approx(4 / 14)
    assert [row["名称"] for row in rows(sheet) if row["范围"] == "年份"] == ["2022", "2023"]
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == whole["产业占比"])
    assert cell.number_format == "0.0%"


def test_every_count_is_the_sum_over_the_filtered_sentences(read, overview):
    book = read(overview)
    sentences = rows(book["句子与数据"])
    for row in rows(book["各章节"]):
        own = [
            s
            for s in sentences
            if s["报告"] == row["报告"]
            and (s["章节"] or "") == ("" if row["章节"] == "（标题与引言）" else row["章节"])
        ]
        assert sum(s["句数"] for s in own) == row["句数"]
        for theme in overview.labels:
            assert sum(s["句数"] for s in own if theme in s["主题"]) == row[f"{theme}句数"]
    for row in rows(book["各报告"]):
        own = [s for s in sentences if s["报告"] == row["报告"]]
        assert len([s for s in own if s["数据序号"]]) == row["数据"]
        assert sum(s["句数"] for s in own if s["待复核"]) == row["待复核句数"]
    parts = [row for row in rows(book["概览"]) if row["范围"] == "位置"]
    for number, row in enumerate(parts, start=1):
        assert sum(s["句数"] for s in sentences if s["十分位"] == number) == row["句数"]


def test_a_figure_stands_with_its_value_unit_and_words(read, overview):
    found = [r for r in rows(read(overview)["句子与数据"]) if r["所指"] == "村集体经营性收入"]
    first, second = found[:2]
    assert (first["数值"], first["单位"], first["原文"], first["年份"]) == (
        4_120_000,
        "元",
        "412万元",
        2022,
    )
    assert (second["数值"], second["单位"], second["增减"], second["句数"]) == (8.6, "%", "增长", 0)


def test_years_are_compared_with_both_sentences(read, overview):
    changes = rows(read(overview)["年度对比"])
    shares = [row for row in changes if row["类别"] == "主题占比"]
    assert [(row["名称"], row["备注"]) for row in shares] == [
        ("党建", None),
        ("产业", None),
        ("安全", "新出现"),
    ]
    tea = next(row for row in changes if row["名称"] == "全镇茶园面积")
    assert (tea["前值"], tea["后值"], tea["差"]) == (8600, 9200, 600)
    assert tea["增减比例"] == pytest.approx(600 / 8600)
    assert "8600亩" in tea["前一年原句"]
    assert "9200亩" in tea["后一年原句"]


def test_reviews_leave_room_for_the_result(read, overview):
    (row,) = rows(read(overview)["待复核"])
    assert (row["报告"], row["序号"], row["句子"]) == ("yunxi-2022", 5, "走访脱贫户97户。")
    assert row["复核结果"] is None


def test_text_that_looks_like_a_formula_is_text(read, write_reports):
    text = '=1+1镇2023年总结\n\n=HYPERLINK("http://x")茶园长势良好，群众满意。\n'
    book = read(survey([write_reports({"=cmd": text})]))
    types = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in types
    assert book["各报告"]["A2"].value == "=cmd"


def test_rows_beyond_the_limit_of_a_sheet_go_to_further_sheets(read, overview, monkeypatch):
    whole = rows(read(overview)["句子与数据"])
    monkeypatch.setattr(spreadsheet, "SHEET_ROWS", 19)
    book = read(overview)
    assert book.sheetnames == [*SHEETS, "句子与数据 2"]
    assert rows(book["句子与数据"]) + rows(book["句子与数据 2"]) == whole


def test_what_is_not_said_is_not_guessed(read, write_reports):
    book = read(survey([write_reports({"a": "茶园长势良好，群众满意。\n"})]))
    (row,) = rows(book["各报告"])
    assert (row["地方或单位"], row["年份"], row["标题"]) == ("未写明", "未写明", None)


def test_an_older_workbook_stays_where_the_new_one_cannot_be_written(overview, tmp_path):
    folder = tmp_path / "file"
    folder.write_text("", encoding="utf-8")
    with pytest.raises(UnwritableFileError, match="cannot be written"):
        write_summary(folder / "out.xlsx", overview, ())
