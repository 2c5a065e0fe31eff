import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_themes.training.thresholds import choose_bands, choose_threshold

UNIT = st.floats(0, 1)
ROWS = st.lists(st.tuples(UNIT, st.booleans()), min_size=1, max_size=40)


def to_arrays(rows):
    scores, truths = zip(*rows, strict=True)
    return numpy.array(scores), numpy.array(truths, dtype="f")


@pytest.mark.parametrize(
    ("scores", "truths", "threshold"),
    [
        pytest.param([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1], 0.5, id="gap around it"),
        pytest.param([0.1, 0.2, 0.3, 0.3], [0, 0, 1, 1], 0.3, id="low scores"),
        pytest.param([0.1, 0.6, 0.7, 0.9], [0, 0, 0, 1], 0.705, id="high scores"),
        pytest.param([0.2, 0.4, 0.6, 0.9], [0, 1, 0, 1], 0.4, id="recall before precision"),
        pytest.param([0.1, 0.9], [0, 0], 0.5, id="no sentence has it"),
    ],
)
def test_the_threshold_is_the_nearest_to_one_half_of_the_best(scores, truths, threshold):
    found = choose_threshold(numpy.array(scores), numpy.array(truths))
    assert found == pytest.approx(threshold, abs=0.01)


def test_a_threshold_that_is_hardly_better_is_no_reason_to_leave_one_half():
    scores = numpy.array([0.3] + [0.9] * 400 + [0.1] * 400)
    truths = (scores > 0.2).astype("f")  # the one at 0.3 is worth 0.00125 of F1
    assert choose_threshold(scores, truths) == 0.5


def test_without_an_error_everything_is_accepted():
    scores = numpy.array([[0.1, 0.9], [0.8, 0.2]])
    thresholds = numpy.array([0.5, 0.6])
    bands = choose_bands(scores, (scores > 0.5).astype("f"), thresholds)
    assert bands == [(0.5, 0.5), (0.5, 0.6)]


def test_where_no_score_is_sure_the_band_is_everything():
    scores = numpy.array([[0.1], [0.9]])
    assert choose_bands(scores, numpy.array([[1], [0]]), numpy.array([0.5])) == [(0.0, 1.0)]


def test_wrong_and_missed_themes_are_left_to_a_person():
    scores = numpy.array([[0.99]] * 60 + [[0.6]] * 10 + [[0.4]] * 10 + [[0.001]] * 60)
    truths = numpy.array([[1]] * 60 + [[1], [0]] * 5 + [[0], [1]] * 5 + [[0]] * 60)
    ((low, high),) = choose_bands(scores, truths, numpy.array([0.5]))
    assert low <= 0.4
    assert high > 0.6


def test_accepted_sentences_keep_the_bounds():
    rng = numpy.random.default_rng(1)
    scores = rng.beta(0.3, 0.3, size=(4000, 3))
    truths = (rng.random((4000, 3)) < scores).astype("f")  # perfectly calibrated
    thresholds = numpy.full(3, 0.5)
    bands = numpy.array(choose_bands(scores, truths, thresholds))
    accepted = ~((scores >= bands[:, 0]) & (scores < bands[:, 1])).any(axis=1)
    guess, gold = scores[accepted] >= 0.5, truths[accepted] > 0
    assert 0.1 < accepted.mean() < 0.9
    assert (guess & ~gold).sum() <= 0.015 * guess.sum()
    assert (guess != gold).sum() <= 0.015 * guess.size


@given(ROWS, UNIT)
def test_the_band_holds_the_threshold(rows, threshold):
    scores, truths = to_arrays(rows)
    ((low, high),) = choose_bands(scores[:, None], truths[:, None], numpy.array([threshold]))
    assert 0 <= low <= round(threshold, 3) <= high <= 1


@given(ROWS)
def test_the_threshold_is_a_score(rows):
    assert 0.05 <= choose_threshold(*to_arrays(rows)) <= 0.95
