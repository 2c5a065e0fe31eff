import json

import pytest

from policy_themes.annotations.doccano.context import describe_answers, make_examples
from policy_themes.annotations.doccano.rows import (
    RESERVED,
    exported_labels,
    make_example,
    parse_export,
    sentence_id,
    suggested_themes,
)
from policy_themes.records import Sentence

HEADING = Sentence("sihu-2023", 1, "heading", (), 0, 5, "一、产业")
BODY = Sentence("sihu-2023", 2, "body", ("一、产业", "(一)茶叶"), 6, 9, "种茶。")
OTHER = Sentence("muqiao-2022", 1, "body", (), 0, 3, "修路。")
SURE = BODY.labelled(("产业", "民生"), {"产业": 0.9996, "民生": 0.58}, review=False)
LABELLED = BODY.labelled(("产业", "民生"), {"产业": 0.934, "民生": 0.61}, review=False)


def as_listed(row):
    """The example that Doccano makes of a row."""
    meta = {key: value for key, value in row.items() if key not in ("text", "label")}
    return {"text": row["text"], "meta": meta}


def test_an_example_shows_report_headings_neighbours_and_suggestion():
    assert make_example(BODY, HEADING, None, LABELLED) == {
        "text": "种茶。",
        "label": ["产业", "民生"],
        "报告": "sihu-2023",
        "小节": "一、产业 / (一)茶叶",
        "上文": "一、产业",
        "下文": "无",
        "建议": "产业 0.93、民生 0.61",
        "sentence": "sihu-2023:2",
    }


def test_without_a_suggestion_there_is_neither_key_nor_label():
    row = make_example(BODY, None, None)
    assert "建议" not in row
    assert row["label"] == []


def test_a_suggestion_of_no_theme_is_said():
    assert make_example(BODY, None, None, BODY)["建议"] == "无"


@pytest.mark.parametrize(
    ("suggestion", "themes"),
    [
        (LABELLED, ("产业", "民生")),
        (BODY.labelled(("产业",), {}, review=False), ("产业",)),
        (BODY.labelled(("Rural life",), {"Rural life": 0.5}, review=False), ("Rural life",)),
        (BODY, ()),
        (None, ()),
    ],
)
def test_the_suggestion_can_be_read_back(suggestion, themes):
    example = as_listed(make_example(BODY, None, None, suggestion))
    assert suggested_themes(example) == themes
    assert sentence_id(example) == "sihu-2023:2"


def test_an_example_of_somebody_else_has_no_sentence():
    assert sentence_id({"text": "x", "meta": {}}) == ""


def test_trap_6_no_score_is_left_in_the_meta():
    assert "score" not in make_example(BODY, None, None, LABELLED)


def test_trap_7_meta_keys_are_none_of_doccano_s_and_labels_are_read_under_both_keys():
    answers = {name: {BODY.id: frozenset()} for name in "ab"}
    rows = make_examples([LABELLED], [HEADING, BODY], suggested=True, answers=answers)
    assert not (rows[BODY.id].keys() - {"text", "label"}) & RESERVED
    assert exported_labels({"label": ["产业"]}) == exported_labels({"labels": ["产业"]})


def test_neighbours_are_those_of_the_same_report():
    rows = make_examples([BODY, OTHER], [HEADING, BODY, OTHER], suggested=False)
    assert (rows[BODY.id]["上文"], rows[BODY.id]["下文"]) == ("一、产业", "无")
    assert rows[OTHER.id]["上文"] == "无"


def test_rows_of_one_import_have_the_same_keys():
    # Doccano reads them into a table: a key that a row lacks becomes NaN, which is no JSON.
    answers = {
        "a": {BODY.id: frozenset(["产业"])},
        "b": {BODY.id: frozenset(), OTHER.id: frozenset()},
    }
    rows = make_examples([LABELLED, OTHER], [BODY, OTHER], suggested=True, answers=answers)
    assert len({tuple(row) for row in rows.values()}) == 1


def test_answers_are_shown_without_names_in_changing_order():
    answers = {
        "li": {f"r:{i}": frozenset(["产业", "党建"]) for i in range(40)},
        "wang": {f"r:{i}": frozenset() for i in range(40)},
    }
    told = [describe_answers(f"r:{i}", answers) for i in range(40)]
    assert told[0].keys() == {"答案甲", "答案乙"}
    assert sorted(told[0].values()) == ["产业、党建", "无主题"]
    assert {row["答案甲"] for row in told} == {"产业、党建", "无主题"}
    assert "li" not in json.dumps(told)


def test_a_suggestion_never_looks_as_if_it_could_not_be_wrong():
    example = make_example(BODY, None, None, SURE)
    assert example["建议"] == "产业 0.99、民生 0.58"
    assert suggested_themes({"meta": example}) == ("产业", "民生")


@pytest.mark.parametrize("key", ["label", "labels"])
def test_a_line_of_an_export_is_taken_as_doccano_writes_it(key):
    row = {"id": 1, "text": "种茶。", key: ["产业"], "sentence": "sihu-2023:2"}
    assert parse_export(json.dumps(row)) == row


@pytest.mark.parametrize(
    "line",
    [
        "[" * 100_000,
        "[]",
        '{"id": 1}',
        '{"id": 1, "text": 5}',
        '{"id": "one", "text": ""}',
        '{"id": 1, "text": "", "label": [1]}',
        '{"id": 1, "text": "", "label": null}',
    ],
)
def test_a_line_that_doccano_does_not_write_is_damage(line):
    with pytest.raises(ValueError, match=r"."):
        parse_export(line)
