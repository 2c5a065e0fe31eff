import json
import re
from pathlib import Path

import pytest

from policy_themes.annotations.agreement import measure_agreement
from policy_themes.annotations.decisions import decide_gold
from policy_themes.annotations.rounds import (
    Answers,
    append_answers,
    find_disputes,
    read_answer_rows,
    read_gold,
    read_round,
    read_texts,
    write_gold,
)
from policy_themes.errors import (
    MissingDataError,
    MissingPathError,
    RowsError,
    UnwritableFileError,
)
from policy_themes.jsonl import write_jsonl
from policy_themes.records import Sentence

THEMES = ["水利", "种茶", "养羊"]
NONE: frozenset[str] = frozenset()
WATER, TEA = frozenset(["水利"]), frozenset(["种茶"])


def row(index: int, state: str, *themes: str) -> dict[str, object]:
    return {"report": "liutang", "index": index, "state": state, "themes": list(themes)}


def sentences(count: int) -> list[Sentence]:
    return [
        Sentence("liutang", i, "body", ("一、水利",), 10 * i, 10 * i + 5, f"通水{i}里。")
        for i in range(1, count + 1)
    ]


def test_a_round_has_the_answers_of_every_annotator(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "r1-li.jsonl", [row(1, "labelled", "水利")])
    write_jsonl(tmp_path / "r1-wang-2.jsonl", [row(1, "labelled", "种茶", "水利")])
    write_jsonl(tmp_path / "r10-li.jsonl", [row(1, "none")])
    write_jsonl(tmp_path / "r1adj-li.jsonl", [row(1, "none")])
    assert read_round(tmp_path, "r1") == {
        "li": {"liutang:1": WATER},
        "wang-2": {"liutang:1": WATER | TEA},
    }


def test_labelled_without_a_theme_and_not_seen_are_three_states(tmp_path: Path) -> None:
    write_jsonl(
        tmp_path / "r1-li.jsonl", [row(1, "labelled", "水利"), row(2, "none"), row(3, "not seen")]
    )
    assert read_round(tmp_path, "r1") == {"li": {"liutang:1": WATER, "liutang:2": NONE}}


def test_the_three_states_stay_apart_on_the_way_to_the_gold(tmp_path: Path) -> None:
    write_jsonl(
        tmp_path / "r1-li.jsonl", [row(1, "labelled", "水利"), row(2, "none"), row(3, "not seen")]
    )
    write_jsonl(tmp_path / "r1-wang.jsonl", [row(1, "not seen"), row(2, "none")])
    answers = read_round(tmp_path, "r1")
    assert find_disputes(answers) == []
    assert measure_agreement(answers, THEMES)[0].sentences == 1
    gold = decide_gold(sentences(3), answers, {}, THEMES)
    assert [(each["index"], each["themes"]) for each in gold] == [(1, ["水利"]), (2, [])]


def test_a_sentence_may_be_seen_later_in_the_file(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "r1-li.jsonl", [row(1, "not seen"), row(1, "labelled", "水利")])
    assert read_round(tmp_path, "r1") == {"li": {"liutang:1": WATER}}


def test_all_problems_of_a_round_are_reported_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "r1-li.jsonl"
    rows = [
        row(1, "none"),
        row(1, "labelled", "水利"),
        row(2, "labelled"),
        row(3, "none", "水利"),
        row(4, "not seen", "水利"),
        row(5, "unseen"),
    ]
    write_jsonl(path, rows)
    path.write_text("\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    message = (
        f"{path}: line 3: a second answer for liutang:1; "
        "line 4: state 'labelled' with themes []; "
        "line 5: state 'none' with themes ['水利']; "
        "line 6: state 'not seen' with themes ['水利']; "
        "line 7: unknown state 'unseen'. Pull the round again."
    )
    with pytest.raises(RowsError, match=f"^{re.escape(message)}$"):
        read_round(tmp_path, "r1")


def test_a_row_without_a_state_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r1-li.jsonl"
    write_jsonl(path, [{"report": "liutang", "index": 1, "themes": []}])
    message = f"{path}: line 1: no 'state'. Mend these lines and try again."
    with pytest.raises(RowsError, match=f"^{re.escape(message)}$"):
        read_round(tmp_path, "r1")


def test_a_round_without_files_is_missing(tmp_path: Path) -> None:
    message = f"{tmp_path}/r2-*.jsonl: not there. A round is one file an annotator."
    with pytest.raises(MissingDataError, match=f"^{re.escape(message)}$"):
        read_round(tmp_path, "r2")


@pytest.mark.parametrize(
    ("answers", "disputes"),
    [
        pytest.param({"li": {"a:1": WATER}, "wang": {"a:1": WATER}}, [], id="same"),
        pytest.param({"li": {"a:1": WATER}, "wang": {"a:1": TEA}}, ["a:1"], id="different"),
        pytest.param({"li": {"a:1": WATER}, "wang": {"a:1": NONE}}, ["a:1"], id="none"),
        pytest.param({"li": {"a:1": WATER}, "wang": {"a:1": WATER | TEA}}, ["a:1"], id="one more"),
        pytest.param({"li": {"a:1": WATER}, "wang": {}}, [], id="not seen"),
        pytest.param({"li": {"a:1": NONE}, "wang": {"a:2": WATER}}, [], id="other sentences"),
        pytest.param(
            {"li": {"b:1": TEA, "a:2": TEA}, "wang": {"b:1": NONE, "a:2": NONE}},
            ["a:2", "b:1"],
            id="sorted",
        ),
        pytest.param(
            {"li": {"a:1": WATER}, "wang": {"a:1": WATER}, "zhao": {"a:1": TEA}},
            ["a:1"],
            id="one of three",
        ),
        pytest.param({}, [], id="nobody"),
    ],
)
def test_a_dispute_is_two_different_answers_to_one_sentence(
    answers: dict[str, Answers], disputes: list[str]
) -> None:
    assert find_disputes(answers) == disputes


def test_gold_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    answers: Answers = {"liutang:1": TEA | WATER, "liutang:2": NONE}
    write_gold(path, decide_gold(sentences(2), {"li": answers}, {}, THEMES))
    first, second = sentences(2)
    assert read_gold(path, THEMES) == [first.labelled(("水利", "种茶"), {}, review=False), second]


def test_unknown_themes_of_the_gold_are_reported_together(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    rows = [
        {"report": "a", "index": i, "text": "通水。", "themes": themes}
        for i, themes in enumerate([["水利"], ["修路"], [], ["渔业", "水利", "修路"]], start=1)
    ]
    write_jsonl(path, rows)
    path.write_text("\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    message = (
        f"{path}: line 3: unknown theme '修路'; line 5: unknown theme '渔业', '修路'. "
        "Known themes: 水利, 种茶, 养羊."
    )
    with pytest.raises(RowsError, match=f"^{re.escape(message)}$"):
        read_gold(path, THEMES)


def test_missing_gold_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    message = f"{path}: no such file or folder. Check the path."
    with pytest.raises(MissingPathError, match=f"^{re.escape(message)}$"):
        read_gold(path, THEMES)


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"themes": None}, "'themes' is no list of strings"),
        ({"themes": "产业"}, "'themes' is no list of strings"),
        ({"section": "一、产业"}, "'section' is no list of strings"),
        ({"index": "one"}, "'index' is no whole number"),
        ({"text": 5}, "'text' is no string"),
        ({"kind": "title"}, "'kind' is no kind (heading, body, caption, credit, junk)"),
    ],
)
def test_gold_with_values_of_another_type_is_told_by_its_line(tmp_path, values, problem):
    row = {"report": "r", "index": 1, "text": "修了水渠。", "themes": ["产业"]} | values
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    with pytest.raises(RowsError, match=re.escape(f"{gold}: line 1: {problem}.")):
        read_gold(gold, ["产业"])


def timed(index: int, time: str, *themes: str) -> dict[str, object]:
    return row(index, "labelled" if themes else "none", *themes) | {"time": time}


def test_a_later_answer_with_its_time_stands_and_the_earlier_one_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "r1-li.jsonl"
    first, second = timed(1, "2026-11-22T08:00:00Z", "水利"), timed(1, "2026-11-22T08:05:00Z")
    append_answers({path: [first, timed(2, "2026-11-22T08:01:00Z")]})
    before = path.read_bytes()
    append_answers({path: [second]})
    assert read_round(tmp_path, "r1") == {"li": {"liutang:1": NONE, "liutang:2": NONE}}
    assert read_answer_rows(path)["liutang:1"] == second
    assert path.read_bytes().startswith(before)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2026-11-22T08:00:00Z", "2026-11-22T07:59:59Z"),
        ("2026-11-22T08:00:00Z", None),
        (None, "2026-11-22T08:00:00Z"),
    ],
)
def test_a_second_answer_that_is_not_known_to_be_later_is_refused(
    tmp_path: Path, first: str | None, second: str | None
) -> None:
    rows = [row(1, "none") | ({"time": time} if time else {}) for time in (first, second)]
    write_jsonl(tmp_path / "r1-li.jsonl", rows)
    with pytest.raises(RowsError, match="line 2: a second answer for liutang:1"):
        read_round(tmp_path, "r1")


def test_answers_are_appended_to_all_files_or_to_none(tmp_path: Path) -> None:
    li, wang = tmp_path / "r1-li.jsonl", tmp_path / "r1-wang.jsonl"
    append_answers({li: [row(1, "none")]})
    before = li.read_bytes()
    (tmp_path / "taken").write_text("a file, no folder", encoding="utf-8")
    with pytest.raises(UnwritableFileError, match=r"taken/r1-wang\.jsonl: cannot be written"):
        append_answers({li: [row(2, "none")], tmp_path / "taken" / wang.name: [row(2, "none")]})
    assert li.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r1-li.jsonl", "taken"]


def test_a_last_line_without_its_end_is_not_run_into(tmp_path: Path) -> None:
    path = tmp_path / "r1-li.jsonl"
    path.write_text(json.dumps(row(1, "none")), encoding="utf-8")
    append_answers({path: [row(2, "labelled", "水利")]})
    assert read_round(tmp_path, "r1") == {"li": {"liutang:1": NONE, "liutang:2": WATER}}


def test_the_sentences_of_a_round_are_those_that_its_annotators_saw(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "r1-li.jsonl", [row(1, "none") | {"text": "通水1里。"}, row(2, "none")])
    write_jsonl(tmp_path / "r1-wang.jsonl", [row(3, "not seen") | {"text": "通水3里。"}])
    write_jsonl(tmp_path / "r10-li.jsonl", [row(4, "none") | {"text": "通水4里。"}])
    assert read_texts(tmp_path, "r1") == {"liutang:1": "通水1里。", "liutang:3": "通水3里。"}
