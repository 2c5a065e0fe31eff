import numpy
import pytest

from policy_themes.training.calibration import calibration_error, measure_coverage, reliability


def test_scores_that_mean_what_they_say_have_no_error():
    scores = numpy.repeat([0.25, 0.75], 4)
    truths = numpy.array([1, 0, 0, 0, 1, 1, 1, 0])
    assert calibration_error(scores, truths) == pytest.approx(0)


def test_the_error_is_the_mean_gap_weighed_by_rows():
    scores = numpy.array([0.9] * 3 + [0.1])
    truths = numpy.array([1, 0, 0, 0])
    assert calibration_error(scores, truths) == pytest.approx(3 / 4 * (0.9 - 1 / 3) + 1 / 4 * 0.1)


def test_bins_hold_every_row_once():
    scores = numpy.linspace(0, 1, 101)
    assert sum(n for _, _, n in reliability(scores, scores)) == 101


def test_coverage_counts_the_accepted_alone():
    truths = numpy.array([[1, 0], [1, 1], [0, 0], [0, 1]])
    predicted = numpy.array([[1, 0], [1, 0], [1, 0], [1, 1]])
    review = numpy.array([False, False, False, True])
    found = measure_coverage(truths, predicted, review)
    assert found.accepted == 0.75
    assert found.wrong == pytest.approx(1 / 3)
    assert found.missed == pytest.approx(1 / 3)
    assert found.errors == pytest.approx(2 / 6)


def test_nothing_accepted_is_nothing_wrong():
    found = measure_coverage(numpy.ones((2, 1)), numpy.zeros((2, 1)), numpy.array([True, True]))
    assert (found.accepted, found.wrong, found.missed, found.errors) == (0, 0, 0, 0)
