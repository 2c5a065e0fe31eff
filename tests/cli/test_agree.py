import json
from pathlib import Path

import pytest

from policy_themes.jsonl import read_jsonl, write_jsonl


def write_round(name, annotator, answers):
    rows = [
        {
            "report": report,
            "index": index,
            "state": "labelled" if themes else "none",
            "themes": themes,
        }
        for (report, index), themes in answers.items()
    ]
    write_jsonl(Path(f"annotations/rounds/{name}-{annotator}.jsonl"), rows)


@pytest.fixture
def answered(workspace):
    """A round in which wang and li answer six sentences of two reports, five alike."""
    keys = [(report, i) for report in ("liuping-2021", "shigu-2022") for i in (1, 2, 3)]
    themes = [["党建"], ["党建"], ["巩固脱贫"], [], ["党建"], ["产业"]]
    write_round("r1", "wang", dict(zip(keys, themes, strict=True)))
    write_round("r1", "li", dict(zip(keys, [*themes[:5], ["产业", "民生"]], strict=True)))


def test_agreement_is_printed_and_written(cli, answered):
    said = cli("agree", "r1", "--output", "agreement.json")
    assert (said.code, said.err) == (0, "Wrote agreement.json\n")
    assert "r1: li, wang" in said.out
    found = json.loads(Path("agreement.json").read_text("utf-8"))
    assert [*found] == ["round", "agreement", "confusions", "annotators"]
    figures = {row["name"]: row for row in found["agreement"]}
    assert (figures["党建"]["alpha"], figures["党建"]["ac"]) == (1.0, 1.0)
    assert (figures["民生"]["sentences"], figures["民生"]["percent"]) == (6, 5 / 6)
    assert figures["民生"]["alpha"] == pytest.approx(0.0)
    # Shares 1/12 and 11/12: chance 2 * 11 / 144.
    assert figures["民生"]["ac"] == pytest.approx((5 / 6 - 22 / 144) / (1 - 22 / 144))
    assert list(figures)[-1] == "集合(MASI)"


def test_the_themes_confused_stand_with_a_sentence_and_what_each_gave(cli, answered):
    said = cli("agree", "r1", "--output", "agreement.json")
    assert "产业 / 民生" in said.out
    assert "shigu-2022:3  li: 产业、民生; wang: 产业" in said.out
    found = json.loads(Path("agreement.json").read_text("utf-8"))
    assert found["confusions"] == [{"one": "产业", "other": "民生", "sentences": ["shigu-2022:3"]}]


def test_the_sentence_is_shown_as_the_round_has_it(cli, answered):
    path = Path("annotations/rounds/r1-li.jsonl")
    rows = [row | {"text": "[图]种了茶。"} for row in read_jsonl(path)]
    write_jsonl(path, rows)
    assert "[图]种了茶。" in cli("agree", "r1").out


def test_who_departs_from_the_rest_is_told(cli, workspace):
    reports = ("liuping-2021", "shigu-2022", "muqiao-2022")
    keys = [(report, i) for report in reports for i in (1, 2)]
    for name in ("li", "wang"):
        write_round("r1", name, {key: ["党建"] for key in keys})
    write_round("r1", "zhao", {key: ["党建", "安全"] if key[1] == 1 else ["党建"] for key in keys})
    said = cli("agree", "r1", "--output", "agreement.json")
    (line,) = (line for line in said.out.splitlines() if "zhao" in line and "%" in line)
    assert [cell.strip() for cell in line.split("│")[1:-1]] == [
        "zhao",
        "6",
        "50.0%",
        "50.0% to 50.0%",
        "50.0%",
        "安全 +50.0%",
    ]
    first = json.loads(Path("agreement.json").read_text("utf-8"))["annotators"][0]
    assert (first["name"], first["more"]["安全"]["value"]) == ("zhao", 0.5)


def test_the_page_is_written(cli, answered):
    said = cli("agree", "r1", "--html", "agreement.html")
    assert (said.code, said.err) == (0, "Wrote agreement.html\n")
    assert "标注一致性 · r1" in Path("agreement.html").read_text(encoding="utf-8")


def test_annotators_without_a_sentence_in_common_are_no_error(cli, workspace):
    write_round("r1", "li", {("liuping-2021", 1): ["党建"]})
    write_round("r1", "wang", {("liuping-2021", 2): ["党建"]})
    said = cli("agree", "r1", "--html", "agreement.html")
    assert said.code == 0
    assert "没有两人都标过的句子" in Path("agreement.html").read_text(encoding="utf-8")


def test_the_agreement_table_of_a_file_is_replaced(cli, answered):
    page = "<!-- agreement r1 -->\nold\n<!-- /agreement r1 -->\n"
    Path("README.md").write_text(page, encoding="utf-8")
    said = cli("agree", "r1", "--table", "README.md")
    text = Path("README.md").read_text(encoding="utf-8")
    assert said.err == "Replaced the agreement table of README.md\n"
    assert "| 党建 | 6 | 50.0% | 100.0% | 1.000 | 1.000 to 1.000 | 1.000 |" in text
    assert "old" not in text


def test_a_round_without_files_is_one_line(cli, workspace):
    said = cli("agree", "r9")
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        "Error: annotations/rounds/r9-*.jsonl: not there. A round is one file an annotator.\n"
    )


def test_a_line_that_does_not_parse_is_told_with_its_file_and_number(cli, answered):
    path = Path("annotations/rounds/r1-li.jsonl")
    path.write_text(path.read_text(encoding="utf-8") + "oops\n", encoding="utf-8")
    said = cli("agree", "r1")
    assert said.code == 1
    assert said.err == (
        "Error: annotations/rounds/r1-li.jsonl: line 7: not JSON (Expecting value at column 1). "
        "Mend these lines and try again.\n"
    )


def test_a_second_answer_is_told_with_its_line(cli, answered):
    path = Path("annotations/rounds/r1-li.jsonl")
    first = path.read_text(encoding="utf-8").splitlines()[0]
    path.write_text(path.read_text(encoding="utf-8") + first + "\n", encoding="utf-8")
    said = cli("agree", "r1")
    assert said.code == 1
    assert said.err == (
        "Error: annotations/rounds/r1-li.jsonl: line 7: a second answer for liuping-2021:1. "
        "Pull the round again.\n"
    )


def test_a_usage_error_exits_with_two(cli, workspace):
    said = cli("agree")
    assert (said.code, said.out) == (2, "")
    assert "Missing argument" in said.err
