import json
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_themes.records import (
    KINDS,
    THEMELESS_KINDS,
    Sentence,
    Why,
    find_problem,
    parse_sentence,
)

SENTENCE = Sentence(
    report="liutang-2023",
    index=12,
    kind="body",
    section=("二、水利", "(一)主渠"),
    start=1034,
    end=1042,
    text="东段主渠通了水。",
    themes=("产业", "民生"),
    scores={"产业": 0.91, "民生": 0.87654321, "党建": 0.01},
    review=True,
)
THEMES = st.sampled_from(["党建", "产业", "民生", "安全"])
SENTENCES = st.builds(
    Sentence,
    report=st.text(min_size=1),
    index=st.integers(min_value=1),
    kind=st.sampled_from(KINDS),
    section=st.lists(st.text(), max_size=3).map(tuple),
    start=st.integers(min_value=0),
    end=st.integers(min_value=0),
    text=st.text(),
    themes=st.lists(THEMES, unique=True).map(tuple),
    scores=st.dictionaries(THEMES, st.integers(0, 10000).map(lambda n: n / 10000)),
    review=st.booleans(),
)


def test_a_sentence_is_a_row_with_keys_in_a_fixed_order() -> None:
    assert json.dumps(SENTENCE.as_row(), ensure_ascii=False) == (
        '{"report": "liutang-2023", "index": 12, "kind": "body", '
        '"section": ["二、水利", "(一)主渠"], "start": 1034, "end": 1042, '
        '"text": "东段主渠通了水。", "themes": ["产业", "民生"], '
        '"scores": {"产业": 0.91, "民生": 0.8765, "党建": 0.01}, "review": true}'
    )


@settings(deadline=None)
@given(SENTENCES)
def test_a_sentence_comes_back_from_its_row(sentence: Sentence) -> None:
    assert parse_sentence(json.loads(json.dumps(sentence.as_row()))) == sentence


def test_the_id_names_the_report_and_the_place_in_it() -> None:
    assert SENTENCE.id == "liutang-2023:12"


def test_absent_keys_take_their_defaults() -> None:
    assert parse_sentence({"report": "a", "index": 1, "text": "通水了。"}) == Sentence(
        report="a", index=1, kind="body", section=(), start=0, end=4, text="通水了。"
    )


@pytest.mark.parametrize("key", ["report", "index", "text"])
def test_a_row_without_a_key_that_has_no_default_is_refused(key: str) -> None:
    row = {"report": "a", "index": 1, "text": "通水了。"}
    del row[key]
    with pytest.raises(KeyError, match=f"^'{key}'$"):
        parse_sentence(row)


def test_labelling_sets_themes_scores_and_review_alone() -> None:
    plain = Sentence(report="a", index=1, kind="body", section=(), start=0, end=4, text="通水了。")
    labelled = plain.labelled(("民生",), {"民生": 0.9}, review=True)
    assert labelled == Sentence(
        report="a",
        index=1,
        kind="body",
        section=(),
        start=0,
        end=4,
        text="通水了。",
        themes=("民生",),
        scores={"民生": 0.9},
        review=True,
    )
    assert (plain.themes, plain.scores, plain.review) == ((), {}, False)


def test_a_sentence_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError, match=r"^cannot assign to field 'text'$"):
        SENTENCE.text = "西渠"  # type: ignore[misc]


def test_themeless_kinds_are_kinds() -> None:
    assert set(KINDS) >= THEMELESS_KINDS
    assert not {"heading", "body", "caption"} & THEMELESS_KINDS


def test_what_drove_the_themes_is_in_the_row_where_it_is_known():
    why = Why((("茶叶", 1.2345), ("〔小节〕", 0.5)), (0.6, 0.6))
    explained = replace(
        parse_sentence({"report": "a", "index": 1, "text": "茶叶"}), why={"产业": why}
    )
    row = explained.as_row()
    assert row["why"] == {"产业": [["茶叶", 1.23], ["〔小节〕", 0.5]]}
    assert parse_sentence(row) == replace(explained, why={})
    assert "why" not in replace(explained, why={}).as_row()


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"report": ["a"]}, "'report' is no name"),
        ({"id": {}}, "'id' is no name"),
        ({"index": True}, "'index' is no whole number"),
        ({"start": 1.0}, "'start' is no whole number"),
        ({"end": None}, "'end' is no whole number"),
        ({"kind": []}, "'kind' is no kind (heading, body, caption, credit, junk)"),
        ({"themes": [1]}, "'themes' is no list of strings"),
        ({"section": "一"}, "'section' is no list of strings"),
        ({"scores": {"产业": "1"}}, "'scores' is no object of numbers"),
        ({"time": 1}, "'time' is no string"),
    ],
)
def test_a_value_of_another_kind_is_told(row, problem):
    assert find_problem(row) == problem


def test_a_sentence_as_it_is_written_has_no_problem():
    row = Sentence("a", 1, "body", ("一、",), 0, 2, "水渠", ("产业",), {"产业": 1.0}).as_row()
    assert find_problem(row | {"anything": object()}) is None
