"""Choosing the threshold and the band of doubt of a theme from scores out of fold."""

import numpy

_LARGEST_ERROR = 0.02
_DEFAULT = 0.5
_TOLERANCE = 0.005


def choose_threshold(scores: numpy.ndarray, truths: numpy.ndarray) -> float:
    """Return the threshold that gives the best F1, as near to 0.5 as that allows.

    F1 is nearly flat around its best, and its very top is luck: of the thresholds whose F1 is
    within 0.005 of the best, half the standard error that a few hundred sentences of a theme
    leave it, the one nearest to 0.5 is returned.

    Args:
        scores: Scores of one theme, (n,), 0 to 1, from fits that did not see their rows.
        truths: 1 where the sentence has the theme, else 0; (n,).
    """
    if not truths.any():
        return _DEFAULT
    candidates = numpy.linspace(0.05, 0.95, 181)
    f1 = numpy.array([_f1(scores >= t, truths > 0) for t in candidates])
    good = candidates[f1 >= f1.max() - _TOLERANCE]
    return round(float(good[numpy.abs(good - _DEFAULT).argmin()]), 3)


def choose_band(
    scores: numpy.ndarray, truths: numpy.ndarray, threshold: float
) -> tuple[float, float]:
    """Return the band of doubt `(low, high)` around the threshold.

    Above `high`, and below `low`, at most 2 % of the rows are wrong. Where no score is that sure,
    the band reaches to the end of the scale.
    """
    order = numpy.argsort(scores)
    wrong_below = numpy.cumsum(truths[order] > 0) / numpy.arange(1, len(order) + 1)
    wrong_above = numpy.cumsum(truths[order][::-1] == 0) / numpy.arange(1, len(order) + 1)
    below = numpy.flatnonzero(wrong_below <= _LARGEST_ERROR)
    above = numpy.flatnonzero(wrong_above <= _LARGEST_ERROR)
    low = scores[order][below[-1]] if len(below) else 0.0
    high = scores[order][::-1][above[-1]] if len(above) else 1.0
    return round(float(min(low, threshold)), 3), round(float(max(high, threshold)), 3)


def _f1(predicted: numpy.ndarray, truths: numpy.ndarray) -> float:
    hits = int((predicted & truths).sum())
    return 2 * hits / (int(predicted.sum()) + int(truths.sum())) if hits else 0.0
