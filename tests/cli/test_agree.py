import json
from pathlib import Path

import pytest

from policy_themes.jsonl import write_jsonl


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
    assert "产业 / 产业、民生  (shigu-2022:3)" in said.out
    figures = {row["name"]: row for row in json.loads(Path("agreement.json").read_text("utf-8"))}
    assert figures["党建"]["alpha"] == 1.0
    assert (figures["民生"]["sentences"], figures["民生"]["percent"]) == (6, 5 / 6)
    assert figures["民生"]["alpha"] == pytest.approx(0.0)
    assert list(figures)[-1] == "集合(MASI)"


def test_the_agreement_table_of_a_file_is_replaced(cli, answered):
    page = "<!-- agreement r1 -->\nold\n<!-- /agreement r1 -->\n"
    Path("README.md").write_text(page, encoding="utf-8")
    said = cli("agree", "r1", "--table", "README.md")
    text = Path("README.md").read_text(encoding="utf-8")
    assert said.err == "Replaced the agreement table of README.md\n"
    assert "| 党建 | 6 | 50.0% | 100.0% | 1.000 |" in text
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
