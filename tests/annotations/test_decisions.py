import re

import pytest

from policy_themes.annotations.decisions import (
    Decision,
    collect_decisions,
    decide_gold,
    read_decisions,
)
from policy_themes.annotations.rounds import Answers
from policy_themes.errors import MissingDataError, OpenDecisionsError
from policy_themes.jsonl import write_jsonl
from policy_themes.records import Sentence

THEMES = ["水利", "种茶", "养羊"]
NONE: frozenset[str] = frozenset()
WATER, TEA = frozenset(["水利"]), frozenset(["种茶"])


def row(index, *themes):
    state = "labelled" if themes else "none"
    return {"report": "liutang", "index": index, "state": state, "themes": list(themes)}


def sentences(count):
    return [
        Sentence("liutang", i, "body", ("一、水利",), 10 * i, 10 * i + 5, f"通水{i}里。")
        for i in range(1, count + 1)
    ]


def test_the_gold_takes_agreed_answers_and_the_adjudicator_on_disputes():
    answers: dict[str, Answers] = {
        "wang": {"liutang:1": TEA | WATER, "liutang:2": TEA, "liutang:3": TEA, "liutang:4": NONE},
        "li": {
            "liutang:1": TEA | WATER,
            "liutang:2": WATER,
            "liutang:3": WATER,
            "liutang:4": NONE,
            "liutang:5": TEA,
        },
    }
    gold = decide_gold(sentences(6), answers, {"liutang:2": Decision(NONE, ("zhao",))}, THEMES)
    assert [(own["index"], own["themes"], own["decided"], own["by"]) for own in gold] == [
        (1, ["水利", "种茶"], "agreed", ["li", "wang"]),
        (2, [], "adjudicated", ["zhao"]),
        (4, [], "agreed", ["li", "wang"]),
        (5, ["种茶"], "agreed", ["li"]),
    ]


def test_the_adjudicator_decides_disputes_alone():
    answers: dict[str, Answers] = {"li": {"liutang:1": WATER}, "wang": {"liutang:1": WATER}}
    decided = {f"liutang:{i}": Decision(TEA, ("zhao",)) for i in (1, 2)}
    (gold,) = decide_gold(sentences(2), answers, decided, THEMES)
    assert (gold["index"], gold["themes"], gold["by"]) == (1, ["水利"], ["li", "wang"])


def test_an_audit_goes_first_and_only_where_the_round_has_an_answer():
    answers: dict[str, Answers] = {
        "li": {"liutang:1": WATER, "liutang:2": WATER},
        "wang": {"liutang:1": WATER, "liutang:2": TEA},
    }
    audited = {f"liutang:{i}": Decision(TEA, ("qian",)) for i in (1, 2, 3)}
    gold = decide_gold(sentences(3), answers, {}, THEMES, audited=audited)
    assert [(own["index"], own["themes"], own["decided"], own["by"]) for own in gold] == [
        (1, ["种茶"], "audited", ["qian"]),
        (2, ["种茶"], "audited", ["qian"]),
    ]


def test_a_gold_row_is_the_sentence_with_its_decision():
    assert decide_gold(sentences(1), {"li": {"liutang:1": WATER}}, {}, THEMES) == [
        {
            "report": "liutang",
            "index": 1,
            "kind": "body",
            "section": ["一、水利"],
            "start": 10,
            "end": 15,
            "text": "通水1里。",
            "themes": ["水利"],
            "decided": "agreed",
            "by": ["li"],
        }
    ]


def test_a_model_that_agrees_is_named_and_one_that_differs_makes_a_dispute():
    people: Answers = {"liutang:1": WATER, "liutang:2": WATER}
    model: Answers = {"liutang:1": WATER, "liutang:2": TEA}
    assert collect_decisions({"li": people, "model": model}) == {
        "liutang:1": Decision(WATER, ("li", "model"))
    }


def test_decisions_are_read_with_who_decided(tmp_path):
    write_jsonl(tmp_path / "r1adj-zhao.jsonl", [row(1, "水利"), row(2)])
    write_jsonl(tmp_path / "r1adj-qian.jsonl", [row(2), row(3, "种茶")])
    assert read_decisions(tmp_path, "r1adj") == {
        "liutang:1": Decision(WATER, ("zhao",)),
        "liutang:2": Decision(NONE, ("qian", "zhao")),
        "liutang:3": Decision(TEA, ("qian",)),
    }


def test_adjudicators_who_differ_decide_nothing(tmp_path):
    write_jsonl(tmp_path / "r1adj-zhao.jsonl", [row(i, "水利") for i in range(1, 8)])
    write_jsonl(tmp_path / "r1adj-qian.jsonl", [row(i, "种茶") for i in range(1, 8)])
    message = (
        f"{tmp_path}/r1adj-*.jsonl: adjudicators differ on liutang:1, liutang:2, liutang:3, "
        "liutang:4, liutang:5 and 2 more. Let them settle it in Doccano and pull again."
    )
    with pytest.raises(OpenDecisionsError, match=f"^{re.escape(message)}$"):
        read_decisions(tmp_path, "r1adj")


def test_decisions_without_files_are_missing(tmp_path):
    message = f"{tmp_path}/r9-*.jsonl: not there. A round is one file an annotator."
    with pytest.raises(MissingDataError, match=f"^{re.escape(message)}$"):
        read_decisions(tmp_path, "r9")
