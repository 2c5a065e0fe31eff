import numpy
import pytest

from policy_themes.records import Sentence
from policy_themes.training.breakdown import (
    class_length,
    collect_decisions,
    count_confusion,
    evaluate_groups,
    find_mistakes,
    measure_certainty,
    trace_coverage,
    trace_precision,
)

THRESHOLDS = {"党建": 0.5, "产业": 0.2}


def make(index, themes=(), scores=None, review=False):
    fields = {"kind": "body", "section": (), "start": 0, "end": 3}
    return Sentence(
        "r", index, text="种茶。", themes=themes, scores=scores or {}, review=review, **fields
    )


def decide(*rows):
    """Return decisions from pairs of gold themes and scores of 党建 and 产业."""
    gold = [make(i, themes) for i, (themes, _) in enumerate(rows)]
    labelled = [
        make(
            i,
            tuple(t for t, s in zip(THRESHOLDS, scores, strict=True) if s >= THRESHOLDS[t]),
            dict(zip(THRESHOLDS, scores, strict=True)),
        )
        for i, (_, scores) in enumerate(rows)
    ]
    return collect_decisions(gold, labelled, THRESHOLDS)


def as_rows(array):
    return array.astype(int).tolist()


def test_decisions_stand_in_the_order_of_the_thresholds():
    gold = [make(1, ("产业",)), make(2)]
    labelled = [make(1, ("党建",), {"产业": 0.1, "党建": 0.75}, review=True), make(2)]
    found = collect_decisions(gold, labelled, THRESHOLDS)
    assert as_rows(found.truths) == [[0, 1], [0, 0]]
    assert as_rows(found.guesses) == [[1, 0], [0, 0]]
    assert found.scores.tolist() == [[0.75, 0.1], [0, 0]]
    assert found.certainty == pytest.approx(numpy.array([[0.5, 0.5], [1, 1]]))
    assert found.review.tolist() == [True, False]


@pytest.mark.parametrize(
    ("score", "certainty"), [(0.2, 0), (0.6, 0.5), (1, 1), (0.1, 0.5), (0.05, 0.75), (0, 1)]
)
def test_certainty_is_nothing_at_the_threshold_and_one_at_either_end(score, certainty):
    found = measure_certainty(numpy.array([[score]]), numpy.array([0.2]))
    assert found.item() == pytest.approx(certainty)


@pytest.mark.parametrize("threshold", [0.0, 1.0])
def test_a_threshold_at_an_end_leaves_certainty_a_number(threshold):
    found = measure_certainty(numpy.array([[0.0], [1.0]]), numpy.array([threshold]))
    assert sorted(found.ravel().tolist()) == [0, 1]


def test_precision_is_traced_over_recall():
    scores, truths = numpy.array([0.9, 0.8, 0.7, 0.1]), numpy.array([1, 0, 1, 0]) > 0
    points, average = trace_precision(scores, truths)
    expected = [(1, 1 / 2), (1, 2 / 3), (1 / 2, 1 / 2), (1 / 2, 1)]
    assert points == [pytest.approx(point) for point in expected]
    assert average == pytest.approx(1 / 2 * 1 + 1 / 2 * 2 / 3)


def test_a_theme_without_gold_has_no_curve():
    assert trace_precision(numpy.array([0.9]), numpy.array([False])) == ([], 0.0)


@pytest.mark.parametrize(
    ("truth", "guess", "cells"),
    [
        pytest.param([1, 0], [1, 0], {(0, 0): 1}, id="right"),
        pytest.param([0, 0], [0, 0], {(2, 2): 1}, id="right that it has none"),
        pytest.param([1, 0], [0, 1], {(0, 1): 1}, id="another in its place"),
        pytest.param([1, 0], [0, 0], {(0, 2): 1}, id="missed, none set"),
        pytest.param([0, 0], [0, 1], {(2, 1): 1}, id="wrong, none in the gold"),
        pytest.param([1, 1], [0, 1], {(1, 1): 1, (0, 1): 1}, id="missed beside a right one"),
        pytest.param([1, 0], [1, 1], {(0, 0): 1, (0, 1): 1}, id="wrong beside a right one"),
        pytest.param([1, 1], [1, 1], {(0, 0): 1, (1, 1): 1}, id="both right"),
    ],
)
def test_a_pair_of_themes_counts_where_one_was_missed_or_the_other_is_wrong(truth, guess, cells):
    found = count_confusion(numpy.array([truth]) > 0, numpy.array([guess]) > 0)
    assert {(i, j): found[i, j] for i, j in numpy.argwhere(found).tolist()} == cells


def test_confusion_of_several_sentences_is_their_sum():
    truths = numpy.array([[1, 0], [1, 0], [0, 0]]) > 0
    guesses = numpy.array([[0, 1], [1, 0], [0, 1]]) > 0
    assert count_confusion(truths, guesses).tolist() == [[1, 1, 0], [0, 0, 0], [0, 1, 0]]


def test_a_wider_band_accepts_fewer_sentences_and_fewer_mistakes():
    decisions = decide(
        (("党建",), (1.0, 0.0)),  # certainty 1
        (("党建",), (0.55, 0.02)),  # right, 0.1
        (("产业",), (0.6, 0.0)),  # 党建 wrong at 0.2, 产业 missed
    )
    every, wider, widest = trace_coverage(decisions, [0, 0.15, 1])
    assert (every.accepted, every.wrong, every.missed) == pytest.approx((1, 1 / 3, 1 / 3))
    assert (wider.accepted, wider.wrong, wider.missed) == pytest.approx((2 / 3, 1 / 2, 1 / 2))
    assert (widest.accepted, widest.wrong, widest.missed) == pytest.approx((1 / 3, 0, 0))


def test_the_most_certain_mistakes_come_first():
    decisions = decide(
        (("党建",), (0.9, 0.0)),  # right
        (("党建",), (0.25, 0.0)),  # 党建 missed at 0.5
        (("党建",), (0.0, 0.6)),  # 党建 missed at 1, 产业 wrong at 0.5
        ((), (0.0, 0.9)),  # 产业 wrong at 0.875
    )
    found = find_mistakes(decisions, 9)
    assert [(m.row, m.missed, m.wrong) for m in found] == [
        (2, (0,), (1,)),
        (3, (), (1,)),
        (1, (0,), ()),
    ]
    assert [m.certainty for m in found] == pytest.approx([1, 0.875, 0.5])
    assert find_mistakes(decisions, 1) == found[:1]


def test_nothing_wrong_is_no_mistake():
    assert find_mistakes(decide((("党建",), (0.9, 0.0))), 9) == []


def test_no_sentence_breaks_nothing():
    decisions = collect_decisions([], [], THRESHOLDS)
    assert find_mistakes(decisions, 9) == []
    assert count_confusion(decisions.truths, decisions.guesses).sum() == 0
    assert trace_coverage(decisions, [0.5])[0].accepted == 0


def test_each_group_is_evaluated_apart():
    gold = [make(1, ("党建",)), make(2, ("产业",)), make(3, ("产业",))]
    labelled = [make(1, ("党建",)), make(2), make(3, ("产业",))]
    found = evaluate_groups(gold, labelled, list(THRESHOLDS), ["村", "镇", "镇"])
    assert list(found) == ["村", "镇"]
    assert (found["村"].sentences, found["村"].exact, found["村"].micro.f1) == (1, 1, 1)
    assert (found["镇"].sentences, found["镇"].exact) == (2, 0.5)
    assert found["镇"].micro.f1 == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("characters", "expected"), [(1, 0), (20, 0), (21, 1), (50, 1), (51, 2), (100, 2), (101, 3)]
)
def test_lengths_fall_into_four_classes(characters, expected):
    assert class_length("镇" * characters) == expected
