from datetime import UTC, datetime

import pytest

from policy_themes.annotations.doccano import problems
from policy_themes.annotations.doccano.answers import (
    Answer,
    make_row,
    sort_answers,
    time_answers,
)
from policy_themes.annotations.rounds import append_answers, read_answer_rows
from policy_themes.errors import UnknownThemeError

TEXTS = {"liutang:1": "修了水渠。", "liutang:2": "种茶八亩。"}
THEMES = ["水利", "种茶"]


def row(example: int, sentence: str | None, *labels: str, text: str | None = None):
    text = TEXTS.get(sentence or "", "") if text is None else text
    return {
        "id": example,
        "text": text,
        "label": list(labels),
        "Comments": [],
        "sentence": sentence,
    }


def places(found):
    return {kind.found: places for kind, places in found if places}


def test_confirmed_examples_with_and_without_labels_are_answers():
    answers, wrong = sort_answers([row(7, "liutang:1", "水利"), row(8, "liutang:2")], TEXTS)
    assert answers == [
        Answer(7, "liutang:1", frozenset(["水利"])),
        Answer(8, "liutang:2", frozenset()),
    ]
    assert places(wrong) == {}


def test_trap_7_the_sentence_is_found_in_a_meta_that_the_export_flattened():
    flattened = {"id": 9, "text": "修了水渠。", "labels": ["水利"], "报告": "liutang"}
    answers, _ = sort_answers([{**flattened, "sentence": "liutang:1"}], TEXTS)
    assert answers == [Answer(9, "liutang:1", frozenset(["水利"]))]


@pytest.mark.parametrize(
    ("rows", "kind", "places_"),
    [
        ([row(3, None)], problems.NO_ID, ["example 3"]),
        ([row(3, "")], problems.NO_ID, ["example 3"]),
        ([row(3, "liutang:9")], problems.UNKNOWN_ID, ["liutang:9 (example 3)"]),
        ([row(3, "liutang:1", text="修了路。")], problems.EDITED_TEXT, ["liutang:1"]),
        (
            [row(3, "liutang:1", "水利"), row(4, "liutang:1")],
            problems.CONTRADICTED,
            ["liutang:1"],
        ),
    ],
)
def test_what_cannot_be_taken_is_left_out_and_told(rows, kind, places_):
    answers, wrong = sort_answers(rows, TEXTS)
    assert answers == []
    assert places(wrong) == {kind.found: places_}
    assert kind.weight == "left out"


def test_the_same_answer_twice_counts_once_and_is_told():
    answers, wrong = sort_answers(
        [row(3, "liutang:1", "水利"), row(4, "liutang:1", "水利"), row(5, "liutang:2")], TEXTS
    )
    assert [answer.example for answer in answers] == [3, 5]
    assert places(wrong) == {problems.REPEATED.found: ["liutang:1"]}
    assert problems.REPEATED.weight == "told"


class Server:
    """Answers what Doccano answers about members and confirmations."""

    def __init__(self, states):
        self.states = states
        self.paths = []

    def get(self, path):
        self.paths.append(path)
        if path.endswith("/members"):
            return [{"user": 1, "username": "admin"}, {"user": 2, "username": "li"}]
        return {"results": self.states[int(path.split("/")[3])]}


def state(user, time="2026-11-22T15:13:31.341597+08:00"):
    return {"confirmed_by": user, "confirmed_at": time}


def time_them(states):
    server = Server(states)
    answers = [Answer(example, f"liutang:{example}", frozenset()) for example in states]
    steps = []
    timed, wrong = time_answers(server, 5, "li", answers, tell=lambda *step: steps.append(step))
    return server, timed, places(wrong), steps


def test_the_time_is_that_of_the_annotators_confirmation_in_utc():
    _, timed, wrong, steps = time_them({1: [state(1), state(2)]})
    assert [answer.time for answer in timed] == [datetime(2026, 11, 22, 7, 13, 31, 341597, UTC)]
    assert wrong == {}
    assert steps == [("li: times", 1, 1)]


@pytest.mark.parametrize(("user", "name"), [(1, "admin"), (3, "no member")])
def test_what_somebody_else_confirmed_is_left_out_and_told(user, name):
    _, timed, wrong, _ = time_them({1: [state(user)]})
    assert timed == []
    assert wrong == {problems.STRANGER.found: [f"liutang:1 (by {name})"]}


def test_what_is_no_longer_confirmed_is_no_answer():
    _, timed, wrong, _ = time_them({1: []})
    assert (timed, wrong) == ([], {})


def test_each_answer_costs_one_request_and_none_costs_none():
    server, timed, _, _ = time_them({n: [state(2)] for n in range(1, 21)})
    assert len(server.paths) == 1 + 20
    assert [answer.example for answer in timed] == list(range(1, 21))
    server, _, _, _ = time_them({})
    assert server.paths == []


def answer(*themes):
    return Answer(7, "liu:tang:12", frozenset(themes), datetime(2026, 11, 22, 7, 13, 31, 99, UTC))


@pytest.mark.parametrize(
    ("themes", "state_", "ordered"),
    [(("种茶", "水利"), "labelled", ["水利", "种茶"]), ((), "none", [])],
)
def test_a_row_has_the_themes_in_order_and_the_time_to_the_second(themes, state_, ordered):
    assert make_row(answer(*themes), "修了水渠。", THEMES, project="r7-li") == {
        "report": "liu:tang",
        "index": 12,
        "text": "修了水渠。",
        "state": state_,
        "themes": ordered,
        "time": "2026-11-22T07:13:31Z",
    }


def test_a_label_that_is_no_theme_is_never_dropped():
    message = "^r7-li, liu:tang:12: unknown theme '财税'. Known themes: 水利, 种茶.$"
    with pytest.raises(UnknownThemeError, match=message):
        make_row(answer("水利", "财税"), "修了水渠。", THEMES, project="r7-li")


@pytest.mark.parametrize(
    ("earlier", "time"),
    [
        ("2026-11-22T08:00:00Z", "2026-11-22T08:00:00Z"),
        ("2026-11-22T07:00:00Z", "2026-11-22T07:13:31Z"),
    ],
)
def test_a_row_is_never_older_than_the_one_it_replaces(tmp_path, earlier, time):
    first = make_row(answer("水利"), "修了水渠。", THEMES, project="r7-li") | {"time": earlier}
    second = make_row(answer("种茶"), "修了水渠。", THEMES, project="r7-li", earlier=first)
    assert second["time"] == time
    append_answers({tmp_path / "r7-li.jsonl": [first, second]})
    assert read_answer_rows(tmp_path / "r7-li.jsonl") == {"liu:tang:12": second}
