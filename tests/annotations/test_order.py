from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_themes.annotations.order import (
    ORDERS,
    measure_certainty,
    order_diverse,
    order_random,
    order_sentences,
    order_uncertain,
)
from policy_themes.records import Sentence


def make(report, index, themes=(), **scores):
    return Sentence(report, index, "body", (), 0, 1, "句。", tuple(themes), scores)


def ids(sentences):
    return [sentence.id for sentence in sentences]


@pytest.mark.parametrize(
    ("score", "threshold", "certainty"),
    [(0.5, 0.5, 0), (1, 0.5, 1), (0, 0.5, 1), (0.9, 0.8, 0.5), (0.4, 0.8, 0.5), (1, 1, 0)],
)
def test_certainty_is_the_distance_in_the_room_on_the_score_s_side(score, threshold, certainty):
    sentence = make("a", 1, 产业=score)
    assert measure_certainty(sentence, {"产业": threshold}) == pytest.approx(certainty)


def test_the_theme_in_doubt_counts_however_certain_the_others_are():
    assert measure_certainty(make("a", 1, 产业=0.45, 民生=0.99), {}) == pytest.approx(0.1)


def test_uncertain_puts_the_least_certain_first_and_what_has_no_scores_last():
    rows = [make("a", 1, 产业=0.99), make("a", 2), make("b", 1, 产业=0.6), make("b", 2, 产业=0.3)]
    assert ids(order_uncertain(rows, {})) == ["b:1", "b:2", "a:1", "a:2"]
    assert ids(order_uncertain(rows, {"产业": 0.3}))[0] == "b:2"


def test_random_depends_on_the_seed_alone():
    rows = [make("a", i) for i in range(50)]
    assert order_random(rows) == order_random(rows[::-1])
    assert order_random(rows, seed=1) != order_random(rows, seed=2)


def test_diverse_lets_the_reports_of_a_theme_take_turns():
    rows = [make("a", i, ["产业"], 产业=0.6) for i in range(5)] + [make("b", 9, ["产业"], 产业=0.9)]
    assert {row.report for row in order_diverse(rows, {})[:2]} == {"a", "b"}


def test_diverse_lifts_rare_themes_by_the_root_of_their_number():
    common = [make("a", i, ["产业"]) for i in range(900)]
    rare = [make("a", 1000 + i, ["生态"]) for i in range(9)]
    first = Counter(row.themes for row in order_diverse(common + rare, {})[:22])
    assert first[("生态",)] == 2  # sqrt(9) of sqrt(900) + sqrt(9); at random it would be 0.2
    assert order_diverse(common + rare, {}) != common + rare


def test_diverse_counts_a_sentence_of_two_themes_for_the_rarer_one():
    rows = [make("a", i, ["产业"]) for i in range(4)] + [make("a", 9, ["产业", "生态"])]
    assert ids(order_diverse(rows, {})).index("a:9") <= 1


sentences = st.lists(
    st.builds(
        make,
        st.sampled_from("abc"),
        st.integers(1, 999),
        st.lists(st.sampled_from(["产业", "民生"]), unique=True),
        产业=st.floats(0, 1),
    ),
    unique_by=lambda sentence: sentence.id,
)


@given(rows=sentences, order=st.sampled_from(ORDERS))
def test_every_order_keeps_every_sentence_once(rows, order):
    assert sorted(ids(order_sentences(rows, order))) == sorted(ids(rows))


def test_report_leaves_the_sentences_as_they_come():
    rows = [make("b", 2), make("b", 3), make("a", 1)]
    assert order_sentences(rows, "report") == rows
