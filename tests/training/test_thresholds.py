import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_themes.training.thresholds import choose_band, choose_threshold

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


@pytest.mark.parametrize(
    ("scores", "truths", "threshold", "band"),
    [
        pytest.param([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1], 0.5, (0.2, 0.8), id="between the sure"),
        pytest.param([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1], 0.9, (0.2, 0.9), id="holds the threshold"),
        pytest.param([0.1, 0.9], [1, 0], 0.5, (0.0, 1.0), id="never sure"),
    ],
)
def test_the_band_lies_between_the_sure_scores(scores, truths, threshold, band):
    assert choose_band(numpy.array(scores), numpy.array(truths), threshold) == band


def test_one_wrong_row_in_fifty_is_still_sure():
    scores = numpy.arange(1, 101) / 100
    truths = (scores > 0.5).astype("f")
    truths[29], truths[69] = 1, 0  # 1 of the 30 lowest is wrong, but 1 of the 50 lowest is 2 %
    assert choose_band(scores, truths, 0.5) == (0.5, 0.51)
    truths[9] = 1
    assert choose_band(scores, truths, 0.5) == (0.09, 0.51)


@given(ROWS, UNIT)
def test_the_band_holds_the_threshold(rows, threshold):
    low, high = choose_band(*to_arrays(rows), threshold)
    assert 0 <= low <= round(threshold, 3) <= high <= 1


@given(ROWS)
def test_the_threshold_is_a_score(rows):
    assert 0.05 <= choose_threshold(*to_arrays(rows)) <= 0.95
