"""Choosing the thresholds and the bands of doubt of themes from scores out of fold."""

import numpy

_LARGEST_ERROR = 0.015
"""A quarter below the 2 % that users are promised: on reports of a new office errors are more."""
_LOWS, _HIGHS = numpy.linspace(0.5, 0.02, 25), numpy.linspace(0.5, 0.98, 25)
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


def choose_bands(
    scores: numpy.ndarray, truths: numpy.ndarray, thresholds: numpy.ndarray
) -> list[tuple[float, float]]:
    """Return each theme's band of doubt `(low, high)` around its threshold.

    A sentence is accepted where no score lies in its theme's band. Of the accepted sentences'
    themes at most 1.5 % are wrong, and so are at most 1.5 % of the decisions on them, one a theme,
    so that missed themes count too; under that, as many sentences as possible are accepted. All
    themes share `low` and `high`, as their scores are calibrated, but for a threshold beyond them.

    Args:
        scores: Scores, (n_sentences, n_themes), 0 to 1, from fits that did not see their rows.
        truths: 1 where the sentence has the theme, else 0; the same shape.
        thresholds: Threshold of each theme, (n_themes,).

    Returns:
        The bands; from 0 to 1 where no other keeps the bounds.
    """
    guesses, gold = scores >= thresholds, truths > 0
    wrong, missed = (guesses & ~gold).sum(axis=1), (gold & ~guesses).sum(axis=1)
    best, chosen = 0, (0.0, 1.0)
    for low in _LOWS:
        for high in _HIGHS:
            doubt = (scores >= numpy.minimum(low, thresholds)) & (
                scores < numpy.maximum(high, thresholds)
            )
            accepted = ~doubt.any(axis=1)
            n, errors = int(accepted.sum()), int((wrong + missed)[accepted].sum())
            if (
                n > best
                and wrong[accepted].sum() <= _LARGEST_ERROR * guesses[accepted].sum()
                and errors <= _LARGEST_ERROR * n * len(thresholds)
            ):
                best, chosen = n, (float(low), float(high))
    return [
        (round(min(chosen[0], float(t)), 3), round(max(chosen[1], float(t)), 3)) for t in thresholds
    ]


def _f1(predicted: numpy.ndarray, truths: numpy.ndarray) -> float:
    hits = int((predicted & truths).sum())
    return 2 * hits / (int(predicted.sum()) + int(truths.sum())) if hits else 0.0
