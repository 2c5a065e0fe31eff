import json
import shutil
from pathlib import Path

import pytest

from policy_themes.jsonl import read_jsonl, write_jsonl


def write_round(name, annotator, answers):
    rows = [
        {
            "report": report,
            "index": index,
            "state": state if not themes else "labelled",
            "themes": themes,
        }
        for report, index, themes, state in answers
    ]
    write_jsonl(Path(f"annotations/rounds/{name}-{annotator}.jsonl"), rows)


@pytest.fixture
def answered(workspace):
    """Sentences agreed, disputed and decided, disputed and open, agreed as none, and not seen."""
    workspace.gold.write_text("")
    write_round(
        "r1",
        "wang",
        [
            ("shigu-2022", 2, ["党建"], ""),
            ("shigu-2022", 3, ["民生"], ""),
            ("shigu-2022", 4, ["产业"], ""),
            ("shigu-2022", 1, [], "none"),
            ("shigu-2022", 5, [], "not seen"),
        ],
    )
    write_round(
        "r1",
        "li",
        [
            ("shigu-2022", 2, ["党建"], ""),
            ("shigu-2022", 3, ["巩固脱贫"], ""),
            ("shigu-2022", 4, [], "none"),
            ("shigu-2022", 1, [], "none"),
            ("shigu-2022", 5, [], "not seen"),
        ],
    )
    write_round("r1adj", "zhao", [("shigu-2022", 3, ["民生", "巩固脱贫"], "")])


def test_the_gold_holds_agreed_answers_and_decided_disputes(cli, answered):
    said = cli("adjudicate", "r1:r1adj")
    assert (said.code, said.out) == (0, "")
    assert said.err == (
        "r1: 2 disputes, 1 of them undecided\n"
        "Push them: policy-themes push r1adj --disputes r1 --annotators NAME\n"
        "Wrote annotations/gold.jsonl: 3 of 47 sentences\n"
    )
    rows = read_jsonl(Path("annotations/gold.jsonl"))
    assert [(row["index"], row["themes"], row["decided"], row["by"]) for row in rows] == [
        (1, [], "agreed", ["li", "wang"]),
        (2, ["党建"], "agreed", ["li", "wang"]),
        (3, ["巩固脱贫", "民生"], "adjudicated", ["zhao"]),
    ]
    assert rows[0]["text"] == "石鼓乡2022年工作情况"


def test_a_new_round_adds_to_the_gold_of_the_older_ones(cli, answered, project, workspace):
    shutil.copy(project.gold, workspace.gold)
    before = {(row["report"], row["index"]): row for row in read_jsonl(project.gold)}
    write_round("audit", "zhao", [("baitu-2024", 1, ["安全"], "")])
    said = cli("adjudicate", "r1:r1adj", "--audit", "audit")
    assert said.error_lines[-2:] == [
        "Kept 43 rows of annotations/gold.jsonl that these rounds did not answer",
        "Wrote annotations/gold.jsonl: 46 of 47 sentences",
    ]
    rows = {(row["report"], row["index"]): row for row in read_jsonl(workspace.gold)}
    assert ("shigu-2022", 4) not in rows  # disputed, and open again
    assert rows["baitu-2024", 1]["themes"] == ["安全"]
    assert rows["baitu-2024", 2] == before["baitu-2024", 2]


def test_another_place_leaves_the_gold_as_it_was(cli, answered, workspace):
    before = workspace.gold.read_bytes()
    assert cli("adjudicate", "r1:r1adj", "--output", "new/gold.jsonl").code == 0
    assert len(read_jsonl(Path("new/gold.jsonl"))) == 3
    assert workspace.gold.read_bytes() == before


def test_a_round_alone_has_nothing_decided_yet(cli, answered):
    said = cli("adjudicate", "r1")
    assert said.error_lines[:2] == [
        "r1: 2 disputes, 2 of them undecided",
        "Push them: policy-themes push r1adj --disputes r1 --annotators NAME",
    ]
    assert [row["index"] for row in read_jsonl(Path("annotations/gold.jsonl"))] == [1, 2]


def test_nothing_is_to_be_pushed_once_every_dispute_is_decided(cli, answered):
    write_round("audit", "zhao", [("shigu-2022", 4, ["产业"], "")])
    said = cli("adjudicate", "r1:r1adj", "--audit", "audit")
    assert said.error_lines == [
        "r1: 2 disputes, 0 of them undecided",
        "Wrote annotations/gold.jsonl: 4 of 47 sentences",
    ]


def test_adjudicators_who_differ_are_one_line_and_the_gold_stays(cli, answered, workspace):
    before = workspace.gold.read_bytes()
    write_round("r1adj", "qian", [("shigu-2022", 3, ["民生"], "")])
    said = cli("adjudicate", "r1:r1adj")
    assert (said.code, said.err) == (
        1,
        "Error: annotations/rounds/r1adj-*.jsonl: adjudicators differ on shigu-2022:3. "
        "Let them settle it in Doccano and pull again.\n",
    )
    assert workspace.gold.read_bytes() == before


def test_a_later_round_goes_before_an_earlier(cli, answered):
    write_round("r2", "wang", [("shigu-2022", 2, ["安全"], "")])
    write_round("r2adj", "zhao", [])
    assert cli("adjudicate", "r1:r1adj", "r2:r2adj").code == 0
    rows = {row["index"]: row["themes"] for row in read_jsonl(Path("annotations/gold.jsonl"))}
    assert rows[2] == ["安全"]


def test_an_audit_goes_before_agreed_answers(cli, answered):
    write_round("audit", "zhao", [("shigu-2022", 2, ["党建", "安全"], "")])
    assert cli("adjudicate", "r1:r1adj", "--audit", "audit").code == 0
    rows = {row["index"]: row for row in read_jsonl(Path("annotations/gold.jsonl"))}
    assert (rows[2]["themes"], rows[2]["decided"]) == (["党建", "安全"], "audited")
    assert rows[3]["decided"] == "adjudicated"


def test_of_two_audits_the_last_wins(cli, answered):
    write_round("audit", "zhao", [("shigu-2022", 2, ["党建", "安全"], "")])
    write_round("audit2", "zhao", [("shigu-2022", 2, ["安全"], "")])
    assert cli("adjudicate", "r1:r1adj", "--audit", "audit", "--audit", "audit2").code == 0
    rows = {row["index"]: row for row in read_jsonl(Path("annotations/gold.jsonl"))}
    assert rows[2]["themes"] == ["安全"]


@pytest.mark.parametrize(
    "missing", [["r9:r1adj"], ["r1:r9"], ["r1:r1adj", "--audit", "r9"]], ids=" ".join
)
def test_a_missing_round_is_one_line_and_the_gold_stays(cli, answered, workspace, missing):
    before = workspace.gold.read_bytes()
    said = cli("adjudicate", *missing)
    assert said.code == 1
    assert said.err.endswith(
        "Error: annotations/rounds/r9-*.jsonl: not there. A round is one file an annotator.\n"
    )
    assert workspace.gold.read_bytes() == before


def test_a_broken_line_of_the_sentences_is_one_line(cli, answered):
    path = Path("corpus/sentences.jsonl")
    path.write_text(json.dumps([1]) + "\n", encoding="utf-8")
    said = cli("adjudicate", "r1:r1adj")
    assert said.code == 1
    assert said.err == (
        "Error: corpus/sentences.jsonl: line 1: a list, not an object. "
        "Mend these lines and try again.\n"
    )


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "Missing argument"),
        ([":r1adj"], "':r1adj' is not ROUND:DECISIONS, such as r1:r1adj."),
        (["r1:"], "'r1:' is not ROUND:DECISIONS, such as r1:r1adj."),
    ],
)
def test_a_usage_error_exits_with_two(cli, workspace, args, message):
    said = cli("adjudicate", *args)
    assert (said.code, said.out) == (2, "")
    assert message in said.err
