import re
from pathlib import Path

import pytest

from policy_themes.jsonl import read_jsonl, write_jsonl

MODEL = "training/sm/model-best"
ANSWERED = Path("annotations/rounds/r1-model.jsonl")
REPORT = "zhulin-2024"  # of the test split, which the pipeline has not learnt from


def write_round(name, annotator, answers, report=REPORT, **more):
    rows = [
        {
            "report": report,
            "index": index,
            "state": "not seen" if themes is None else "labelled" if themes else "none",
            "themes": themes or [],
        }
        | more
        for index, themes in answers.items()
    ]
    write_jsonl(Path(f"annotations/rounds/{name}-{annotator}.jsonl"), rows)


@pytest.fixture
def answered(workspace):
    """Li answers three sentences as the gold has them, wang one as it has not; one is not seen."""
    write_round("r1", "li", {2: ["党建"], 4: ["产业"], 5: ["民生"], 6: None})
    write_round("r1", "wang", {5: []})
    return workspace


def test_the_model_answers_what_people_answered_and_nothing_else(cli, answered):
    said = cli("answer", "r1", "--model", MODEL)
    assert (said.code, said.out) == (0, "")
    rows = read_jsonl(ANSWERED)
    assert [(row["report"], row["index"]) for row in rows] == [(REPORT, i) for i in (2, 4, 5)]
    assert {row["index"]: row["themes"] for row in rows} == {2: ["党建"], 4: ["产业"], 5: ["民生"]}
    assert rows[0]["text"] == "竹林村党支部开展主题党日活动5次。"
    assert [*rows[0]] == ["report", "index", "text", "state", "themes", "time", "model"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", rows[0]["time"])
    assert rows[0]["model"] == "sm/model-best"
    assert said.err == f"Wrote {ANSWERED}: 3 labelled, 0 none\n"


def test_agree_shows_the_model_and_only_what_it_and_people_differ_on_is_open(cli, answered):
    write_round("r1", "wang", {2: ["党建"]})
    cli("answer", "r1", "--model", MODEL)
    rows = read_jsonl(ANSWERED)
    rows[1] |= {"state": "none", "themes": []}
    write_jsonl(ANSWERED, rows)
    assert "r1: li, model, wang" in cli("agree", "r1").out
    said = cli("adjudicate", "r1", "--output", "gold.jsonl")
    assert said.error_lines[0] == "r1: 1 disputes, 1 of them undecided"
    gold = {row["index"]: row["by"] for row in read_jsonl(Path("gold.jsonl"))}
    assert gold == {2: ["li", "model", "wang"], 5: ["li", "model"]}


def test_a_model_answers_again_in_place_of_what_a_model_answered(cli, answered):
    cli("answer", "r1", "--model", MODEL)
    write_round("r1", "wang", {7: ["生态"]})
    said = cli("answer", "r1", "--model", MODEL)
    assert said.code == 0
    assert [row["index"] for row in read_jsonl(ANSWERED)] == [2, 4, 5, 7]


def test_answers_of_a_person_are_never_written_over(cli, answered):
    path = Path("annotations/rounds/r1-wang.jsonl")
    before = path.read_bytes()
    said = cli("answer", "r1", "--model", MODEL, "--name", "wang")
    assert (said.code, said.err) == (
        1,
        f"Error: {path}: answers that no model gave. Name the model otherwise with --name.\n",
    )
    assert path.read_bytes() == before


def test_it_warns_of_sentences_that_the_model_may_have_learnt(cli, answered):
    write_round("r1", "wang", {2: ["党建"], 3: ["巩固脱贫"]}, report="shigu-2022")
    said = cli("answer", "r1", "--model", MODEL)
    assert said.error_lines[0] == (
        "2 of 5 sentences are gold of train reports: a model that was trained on them agrees by "
        "heart."
    )


def test_a_sentence_that_the_corpus_does_not_hold_is_one_line(cli, answered):
    write_round("r1", "wang", {1: []}, report="nowhere-2020")
    said = cli("answer", "r1", "--model", MODEL)
    assert (said.code, said.error_lines[-1]) == (
        1,
        "Error: annotations/rounds/r1-*.jsonl: no sentence nowhere-2020:1. "
        "Give the sentences that were pushed with --sentences.",
    )
    assert not ANSWERED.exists()


def test_a_round_that_nobody_has_answered_is_one_line(cli, answered):
    write_round("r2", "li", {1: None})
    said = cli("answer", "r2", "--model", MODEL)
    assert (said.code, said.err) == (
        1,
        "Error: annotations/rounds/r2-*.jsonl: not there. "
        "Nobody has answered a sentence yet: pull the round first.\n",
    )


def test_a_theme_that_the_project_does_not_know_is_told(cli, answered):
    path = Path("annotations/themes.toml")
    kept = path.read_text(encoding="utf-8").replace('label = "民生"', 'label = "财税"')
    path.write_text(kept, encoding="utf-8")
    Path("annotations/gold.jsonl").unlink()
    said = cli("answer", "r1", "--model", MODEL)
    assert said.code == 1
    assert said.err.startswith("Error: sm/model-best: unknown theme '民生'. Known themes: 党建,")
    assert not ANSWERED.exists()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["r9"], "Error: annotations/rounds/r9-*.jsonl: not there. A round is one file"),
        (["r1", "--model", "nope"], "Error: nope: no such pipeline."),
    ],
)
def test_what_is_not_there_is_one_line(cli, answered, args, message):
    said = cli("answer", *args)
    assert (said.code, said.err.startswith(message)) == (1, True)
