import csv
import io
import json
import shutil
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import openpyxl
import pytest
import spacy
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

MODEL = ("--model", "training/sm/model-best")
REPORT = "一、产业发展\n新建茶叶大棚3个，茶农卖茶增收。\n清理河道垃圾6吨，河长每周巡河。\n"
HEADER = [
    *("报告", "序号", "类型", "小节", "句子", "主题"),
    *("党建", "巩固脱贫", "产业", "民生", "安全", "生态"),
    "待复核",
]
SUFFIXES = ".docx, .htm, .html, .md, .pdf, .txt"


@pytest.fixture
def report(workspace):
    path = Path("shuiche.txt")
    path.write_text(REPORT, encoding="utf-8")
    return path


def write_pdf(path, *, encrypt=None):
    canvas = Canvas(str(path), encrypt=encrypt)
    canvas.rect(100, 100, 200, 200, fill=1)
    canvas.showPage()
    canvas.save()


def test_jsonl_is_all_of_stdout(cli, report):
    said = cli("predict", report, *MODEL)
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert (said.code, said.err) == (0, "")
    assert [row["themes"] for row in rows][1:] == [["产业"], ["生态"]]
    assert list(rows[1]) == [
        *("report", "index", "kind", "section", "start", "end", "text"),
        *("themes", "scores", "review"),
    ]
    assert rows[1]["report"] == "shuiche"
    assert rows[1]["section"] == ["一、产业发展"]


def test_the_console_script_keeps_data_and_talk_apart(report):
    command = [sys.executable, "-m", "policy_themes.cli", "predict", report, "nope.txt", *MODEL]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 1
    assert [json.loads(line)["index"] for line in done.stdout.splitlines()] == [1, 2, 3]
    assert done.stderr.decode() == (
        "Error: nope.txt: no such file or folder. Check the path.\n"
        "1 of 2 could not be read; the others are done.\n"
    )


def test_the_pipeline_of_the_project_is_the_default(cli, report):
    shutil.copytree("training/sm", "training/md")
    assert cli("predict", report).out == cli("predict", report, *MODEL).out


def test_stdin_is_a_report(cli, report, monkeypatch):
    stdin = io.TextIOWrapper(io.BytesIO(REPORT.encode("gb18030")))
    monkeypatch.setattr("sys.stdin", stdin)
    said = cli("predict", "-", *MODEL)
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert [row["report"] for row in rows] == ["stdin"] * 3
    assert rows[1]["themes"] == ["产业"]


def test_two_files_of_one_name_are_two_reports(cli, report):
    for folder in ("a", "b"):
        Path("reports", folder).mkdir(parents=True)
        shutil.copy(report, Path("reports", folder))
    said = cli("predict", "reports", *MODEL)
    names = {json.loads(line)["report"] for line in said.out.splitlines()}
    assert names == {"shuiche", "reports/b/shuiche"}


def test_a_file_named_twice_is_labelled_once(cli, report):
    assert len(cli("predict", report, report, *MODEL).out.splitlines()) == 3


def test_a_third_file_of_one_name_is_a_third_report(cli, report):
    shutil.copy(report, "shuiche.md")
    shutil.copy(report, "shuiche.log")
    said = cli("predict", "shuiche.txt", "./shuiche.md", "shuiche.log", *MODEL)
    names = list(dict.fromkeys(json.loads(line)["report"] for line in said.out.splitlines()))
    assert names == ["shuiche", "shuiche.md", "shuiche.log"]


def test_a_page_of_too_many_reports_is_refused(cli, report):
    Path("reports").mkdir()
    for number in range(501):
        Path("reports", f"{number}.txt").write_text("种茶。", encoding="utf-8")
    said = cli("predict", "reports", *MODEL, "--output", "out.html")
    assert (said.code, Path("out.html").exists()) == (1, False)
    assert said.err == (
        "Error: out.html: 501 reports on one page, at most 500. Write .xlsx, .csv, .jsonl or "
        ".parquet, or give fewer.\n"
    )


def test_reports_and_tables_together_are_refused(cli, report):
    Path("rows.parquet").write_bytes(b"PAR1")
    said = cli("predict", report, "rows.parquet", *MODEL)
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        "Error: shuiche.txt: a report, given together with rows.parquet, a table. "
        "Label them in two runs.\n"
    )


@pytest.mark.parametrize("args", [["rows.parquet"], ["shuiche.txt", "--output", "out.parquet"]])
def test_parquet_without_its_library_names_the_extra(cli, report, monkeypatch, args):
    from policy_themes.corpus import tables

    monkeypatch.setattr(tables, "find_spec", lambda name: None)
    Path("rows.parquet").write_bytes(b"PAR1")
    said = cli("predict", *args, *MODEL)
    assert said.code == 1
    assert said.err == (
        "Error: Parquet: needs libraries that are not installed. "
        'Run: pip install "policy-themes[parquet]"\n'
    )


def test_a_threshold_replaces_those_of_the_pipeline(cli, report):
    said = cli("predict", report, *MODEL, "--threshold", "1")
    assert all(json.loads(line)["themes"] == [] for line in said.out.splitlines())


@pytest.mark.parametrize("name", ["out.jsonl", "new/folder/OUT.JSONL"])
def test_the_suffix_jsonl_writes_what_stdout_would_get(cli, report, name):
    said = cli("predict", report, *MODEL, "--output", name)
    assert (said.code, said.out, said.err) == (0, "", f"Wrote {name}\n")
    assert Path(name).read_text(encoding="utf-8") == cli("predict", report, *MODEL).out


def test_the_suffix_csv_writes_a_table_that_excel_opens(cli, report):
    assert cli("predict", report, *MODEL, "--output", "out.csv").code == 0
    data = Path("out.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0] == HEADER
    assert rows[2][:6] == [
        *("shuiche", "2", "正文", "一、产业发展", "新建茶叶大棚3个，茶农卖茶增收。", "产业"),
    ]
    assert len(rows) == 4


def test_the_suffix_xlsx_writes_a_workbook(cli, report):
    assert cli("predict", report, *MODEL, "--output", "out.xlsx").code == 0
    sheet = openpyxl.load_workbook("out.xlsx").active
    rows = list(sheet.iter_rows(values_only=True))
    assert list(rows[0]) == HEADER
    assert rows[2][5] == "产业"
    assert len(rows) == 4


def test_the_suffix_html_writes_a_page(cli, report):
    assert cli("predict", report, *MODEL, "--output", "out.html").code == 0
    page = Path("out.html").read_text(encoding="utf-8")
    assert "<html" in page
    assert "清理河道垃圾6吨" in page


@pytest.mark.parametrize(
    ("chosen", "mark"), [("csv", "报告,序号"), ("html", "<html"), ("table", "待复核")]
)
def test_a_format_is_written_to_stdout(cli, report, chosen, mark):
    said = cli("predict", report, *MODEL, "--format", chosen)
    assert (said.code, said.err) == (0, "")
    assert mark in said.out
    assert "产业" in said.out


def test_a_workbook_goes_into_a_pipe(report):
    command = [sys.executable, "-m", "policy_themes.cli", "predict", report, *MODEL]
    done = subprocess.run([*command, "--format", "xlsx"], capture_output=True, check=True)
    assert openpyxl.load_workbook(io.BytesIO(done.stdout)).active.max_row == 4


def test_a_format_goes_before_the_suffix(cli, report):
    cli("predict", report, *MODEL, "--format", "jsonl", "--output", "out.txt")
    assert json.loads(Path("out.txt").read_text(encoding="utf-8").splitlines()[0])["index"] == 1


def test_a_bad_file_among_many_leaves_the_others_done(cli, report):
    Path("reports").mkdir()
    for name in ("a.txt", "c.txt"):
        shutil.copy(report, Path("reports", name))
    Path("reports/b.txt").write_bytes(b"")
    said = cli("predict", "reports", *MODEL, "--output", "out.jsonl")
    assert said.code == 1
    assert said.out == ""
    assert said.err == (
        "Error: reports/b.txt: no text in it. Give a report that has sentences.\n"
        "1 of 3 could not be read; the others are done.\n"
    )
    rows = [json.loads(line) for line in Path("out.jsonl").read_text("utf-8").splitlines()]
    assert {row["report"] for row in rows} == {"a", "c"}


def test_bad_files_alone_are_all_told(cli, report):
    Path("empty.txt").write_bytes(b"\n")
    said = cli("predict", "nope.txt", "empty.txt", *MODEL)
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        "Error: nope.txt: no such file or folder. Check the path.\n"
        "Error: empty.txt: no text in it. Give a report that has sentences.\n"
        "2 of 2 could not be read.\n"
    )


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        pytest.param("nope.txt", None, "no such file or folder. Check the path.", id="missing"),
        pytest.param(
            "empty.txt", b" \n", "no text in it. Give a report that has sentences.", id="empty"
        ),
        pytest.param(
            "photo.txt",
            bytes(range(256)) * 8,
            f"not text, Word, PDF or HTML. Save it as one of {SUFFIXES}.",
            id="binary",
        ),
        pytest.param(
            "old.doc",
            b"\xd0\xcf\x11\xe0" + b"\0" * 600,
            "an encrypted or old Office file. Open it in Word or WPS and save it as .docx without "
            "a password.",
            id="old or encrypted Office",
        ),
        pytest.param(
            "cut.docx",
            b"PK\x03\x04cut off",
            "a damaged docx file. Open it and save it again.",
            id="damaged",
        ),
    ],
)
def test_a_bad_report_is_one_line(cli, workspace, name, content, line):
    if content is not None:
        Path(name).write_bytes(content)
    said = cli("predict", name, *MODEL)
    assert (said.code, said.out, said.err) == (1, "", f"Error: {name}: {line}\n")


def test_a_folder_with_nothing_readable_is_one_line(cli, workspace):
    Path("pictures").mkdir()
    Path("pictures/one.png").write_bytes(b"\x89PNG")
    said = cli("predict", "pictures", *MODEL)
    assert said.code == 1
    assert said.err == f"Error: pictures: no report in this folder. Reports end in {SUFFIXES}.\n"


def test_a_scanned_pdf_is_one_line(cli, workspace):
    write_pdf("scan.pdf")
    said = cli("predict", "scan.pdf", *MODEL)
    assert said.code == 1
    assert said.err == (
        "Error: scan.pdf: a scanned PDF, 1 page(s) without a text layer. "
        "Run text recognition (OCR) on it first.\n"
    )


def test_an_encrypted_pdf_is_one_line(cli, workspace):
    write_pdf("locked.pdf", encrypt=StandardEncryption("secret", canPrint=0))
    said = cli("predict", "locked.pdf", *MODEL)
    assert said.code == 1
    assert said.err == "Error: locked.pdf: an encrypted PDF. Save a copy without a password.\n"


def test_a_missing_model_is_one_line(cli, report):
    said = cli("predict", report)
    assert said.code == 1
    assert said.err == (
        "Error: zh_policy_themes_*: no such pipeline is installed. Install its wheel with pip, "
        "give the folder of a trained pipeline, or train one: policy-themes train.\n"
    )


def test_without_a_model_the_installed_one_of_any_size_is_asked(cli, report, monkeypatch):
    points = [EntryPoint("zh_policy_themes_sm", "x", "spacy_models")]
    monkeypatch.setattr("policy_themes.models.installed.entry_points", lambda group: points)
    assert cli("predict", report).err.startswith("Error: zh_policy_themes_sm: no such pipeline.")


def test_a_foreign_model_is_one_line(cli, report):
    spacy.blank("zh").to_disk("blank")
    said = cli("predict", report, "--model", "blank")
    assert said.code == 1
    assert said.err == (
        "Error: blank: not a policy-themes pipeline (no component textcat_multilabel or "
        "policy_themes). Give a pipeline that policy-themes train wrote.\n"
    )


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.xlsx", "out.html"])
def test_a_place_that_cannot_be_written_is_one_line(cli, report, name):
    Path("file").write_bytes(b"")
    said = cli("predict", report, *MODEL, "--output", f"file/{name}")
    assert said.code == 1
    assert said.err == (
        f"Error: file/{name}: cannot be written (File exists). Choose another place.\n"
    )


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.xlsx", "out.html"])
def test_an_output_stays_as_it_was_when_no_report_can_be_read(cli, workspace, name):
    Path(name).write_text("old", encoding="utf-8")
    assert cli("predict", "empty.txt", *MODEL, "--output", name).code == 1
    Path("empty.txt").write_bytes(b"")
    assert cli("predict", "empty.txt", *MODEL, "--output", name).code == 1
    assert Path(name).read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.xlsx", "out.html"])
def test_an_output_stays_as_it_was_when_labelling_breaks_off(cli, report, monkeypatch, name):
    from policy_themes.models import chunks as module

    Path("more.txt").write_text(REPORT, encoding="utf-8")
    Path(name).write_text("old", encoding="utf-8")
    parse = module.parse_report

    def parse_one(report_id, text):
        if report_id == "more":
            raise KeyboardInterrupt
        return parse(report_id, text)

    monkeypatch.setattr(module, "parse_report", parse_one)
    before = set(Path().iterdir())
    assert cli("predict", report, "more.txt", *MODEL, "--output", name).code != 0
    assert Path(name).read_text(encoding="utf-8") == "old"
    assert set(Path().iterdir()) == before


@pytest.mark.parametrize(
    ("args", "message"),
    [
        pytest.param([], "Missing argument", id="no report"),
        pytest.param(["a.txt", "--output", "a.docx"], "tells no format", id="suffix"),
        pytest.param(["a.txt", "--output", "themes"], "tells no format", id="no suffix"),
        pytest.param(["a.txt", "--format", "pdf"], "--format", id="format"),
        pytest.param(["a.txt", "--format", "parquet"], "needs --output", id="parquet on stdout"),
        pytest.param(["a.txt", "--jobs", "0"], "--jobs", id="jobs"),
        pytest.param(["a.txt", "--threshold", "2"], "--threshold", id="threshold"),
        pytest.param(["a.txt", "--nope"], "--nope", id="option"),
    ],
)
def test_a_usage_error_exits_with_two(cli, workspace, args, message):
    said = cli("predict", *args)
    assert (said.code, said.out) == (2, "")
    assert message in said.err


def test_explain_says_in_jsonl_what_drove_the_themes_and_changes_nothing_else(cli, report):
    plain = [json.loads(line) for line in cli("predict", report, *MODEL).out.splitlines()]
    said = cli("predict", report, *MODEL, "--explain")
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert (said.code, said.err) == (0, "")
    reasons = dict(rows[1]["why"]["产业"])
    assert any(piece in REPORT and len(piece) > 1 for piece in reasons)
    assert all(weight > 0 for weight in reasons.values())
    for row in rows:
        assert set(row["themes"]) <= set(row.pop("why", {}))
    assert rows == plain


@pytest.mark.parametrize("chosen", ["csv", "table", "html"])
def test_explain_says_in_chinese_what_drove_the_themes(cli, report, chosen):
    said = cli("predict", report, *MODEL, "--explain", "--format", chosen)
    assert said.code == 0
    mark = "<strong>产业</strong>" if chosen == "html" else "产业："
    assert mark in said.out
    assert mark not in cli("predict", report, *MODEL, "--format", chosen).out


def test_explain_adds_a_column_to_a_workbook(cli, report):
    assert cli("predict", report, *MODEL, "--explain", "--output", "out.xlsx").code == 0
    rows = list(openpyxl.load_workbook("out.xlsx").active.iter_rows(values_only=True))
    assert list(rows[0]) == [*HEADER, "依据"]
    assert rows[2][-1].startswith("产业：")


def test_explain_with_a_model_that_cannot_be_taken_apart_is_one_line(cli, report):
    nlp = spacy.blank("zh")
    nlp.add_pipe("textcat_multilabel").add_label("产业")
    nlp.add_pipe("policy_themes")
    nlp.initialize()
    nlp.to_disk("stock")
    Path("out.html").write_text("old", encoding="utf-8")
    said = cli("predict", report, "--model", "stock", "--explain", "--output", "out.html")
    assert said.code == 1
    assert said.err == (
        "Error: stock: its themes cannot be explained (its classifier is no NgramLinear). Leave "
        "--explain out, or give a pipeline of configs/sm.cfg or configs/md.cfg.\n"
    )
    assert Path("out.html").read_text(encoding="utf-8") == "old"
