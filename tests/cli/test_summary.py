import json
import sys
from pathlib import Path

import openpyxl
import pytest

MODEL = ("--model", "training/sm/model-best")
REPORT = """云溪镇{}年工作总结

一、产业发展
新建茶叶大棚{}个，茶农卖茶增收。
清理河道垃圾6吨，河长每周巡河。
"""


@pytest.fixture
def reports(workspace):
    folder = Path("reports")
    folder.mkdir()
    for year, number in ((2022, 3), (2023, 5)):
        (folder / f"yx-{year}.txt").write_text(REPORT.format(year, number), encoding="utf-8")
    return folder


def test_reports_are_summed_up_as_a_workbook(cli, reports):
    said = cli("summary", reports, *MODEL, "--output", "out.xlsx")
    assert (said.code, said.out, said.err) == (0, "", "Wrote out.xlsx\n")
    found = list(openpyxl.load_workbook("out.xlsx")["年度对比"].iter_rows(values_only=True))
    assert any(row[6] == "新建茶叶大棚" and row[9:12] == (3, 5, 2) for row in found)
    assert sorted(path.name for path in Path().iterdir() if "out.xlsx" in path.name) == ["out.xlsx"]


@pytest.mark.extra("lab")
def test_page_and_workbook_come_of_one_run(cli, reports):
    said = cli("summary", reports, *MODEL, "--output", "out.html", "--output", "out.xlsx")
    assert said.err == "Wrote out.html\nWrote out.xlsx\n"
    assert "云溪镇：2022 年与 2023 年" in Path("out.html").read_text(encoding="utf-8")


@pytest.mark.extra("lab")
def test_what_predict_wrote_is_not_labelled_again(cli, reports):
    cli("predict", reports, *MODEL, "--output", "themes.jsonl")
    cli("summary", reports, *MODEL, "--output", "one.html")
    said = cli("summary", "themes.jsonl", "--model", "nowhere", "--output", "two.html")
    assert said.err == "Wrote two.html\n"
    assert Path("one.html").read_bytes() == Path("two.html").read_bytes()


def test_reports_and_what_predict_wrote_go_together_but_none_twice(cli, reports):
    cli("predict", reports / "yx-2022.txt", *MODEL, "--output", "themes.jsonl")
    said = cli("summary", "themes.jsonl", reports / "yx-2023.txt", *MODEL, "--output", "out.xlsx")
    assert said.code == 0
    said = cli("summary", "themes.jsonl", reports, *MODEL, "--output", "out2.xlsx")
    assert (said.code, Path("out2.xlsx").exists()) == (1, False)
    assert "report 'yx-2022' stands in several places" in said.err


def test_many_reports_are_labelled_in_processes_and_leave_nothing_behind(cli, reports, monkeypatch):
    monkeypatch.setattr("policy_themes.models.chunks._FILES", 1)
    said = cli("summary", reports, *MODEL, "--jobs", 1, "--output", "out.xlsx")
    assert said.code == 0
    assert [path.name for path in Path().iterdir() if "out.xlsx" in path.name] == ["out.xlsx"]
    assert len(list(openpyxl.load_workbook("out.xlsx")["各报告"])) == 3


def test_a_report_that_cannot_be_read_is_told_and_the_others_are_done(cli, reports):
    said = cli("summary", reports, "no.txt", *MODEL, "--output", "out.xlsx")
    assert said.code == 1
    assert said.error_lines == [
        "Error: no.txt: no such file or folder. Check the path.",
        "1 of 3 could not be read; the others are done.",
    ]
    assert Path("out.xlsx").exists()


def test_nothing_readable_writes_nothing(cli, workspace):
    said = cli("summary", "no.txt", *MODEL, "--output", "out.xlsx")
    assert (said.code, Path("out.xlsx").exists()) == (1, False)


def test_an_empty_file_of_predict_is_told(cli, workspace):
    Path("empty.jsonl").write_text("", encoding="utf-8")
    said = cli("summary", "empty.jsonl", "--output", "out.xlsx")
    assert (said.code, said.error_lines) == (
        1,
        ["Error: empty.jsonl: no text in it. Give a report that has sentences."],
    )


def test_rows_that_predict_did_not_write_are_told(cli, workspace):
    Path("gold.jsonl").write_text(json.dumps({"report": "a", "text": "种茶。"}), encoding="utf-8")
    said = cli("summary", "gold.jsonl", "--output", "out.xlsx")
    assert said.code == 1
    assert "gold.jsonl: line 1: no 'index'" in said.err


@pytest.mark.parametrize("name", ["out.csv", "out"])
def test_other_suffixes_are_usage_errors(cli, workspace, name):
    said = cli("summary", "corpus", "--output", name)
    assert said.code == 2
    assert f"The suffix of {name} is neither .html nor .xlsx." in said.err


def test_a_page_without_matplotlib_is_refused_before_anything_is_labelled(
    cli, reports, monkeypatch
):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    said = cli("summary", reports, "--model", "nowhere", "--output", "out.html")
    assert (said.code, said.error_lines) == (
        1,
        [
            "Error: a summary as a page: needs libraries that are not installed. "
            'Run: pip install "policy-themes[lab]"'
        ],
    )


def test_help_ends_with_an_example(cli):
    assert cli("summary", "--help").out.rstrip().endswith("--output summary.xlsx")
