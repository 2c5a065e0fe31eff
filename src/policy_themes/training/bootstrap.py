"""Whether one system is better than another, or only luckier with the reports."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

_DRAWS = 2000
_SEED = 13
Themes = Sequence[str]


@dataclass(frozen=True, slots=True)
class Difference:
    """How much the F1 of one system is above that of another.

    Attributes:
        mean: The difference on all reports, -1 to 1.
        low: Lower end of its 95 % interval.
        high: Upper end.
    """

    mean: float
    low: float
    high: float


def compare_f1(
    reports: Sequence[str],
    gold: Sequence[Themes],
    ours: Sequence[Themes],
    others: Sequence[Themes],
    themes: Themes,
) -> tuple[Difference, Difference]:
    """Return the differences of two systems in micro and in macro F1, by a paired bootstrap.

    Reports are drawn with replacement, 2000 times, and both systems are scored on the same ones:
    the sentences of one report are not independent. The seed is fixed.

    Args:
        reports: Report of each sentence.
        gold: Gold themes of each sentence.
        ours: Themes of one system.
        others: Themes of the other.
        themes: The themes in order.

    References:
        Efron and Tibshirani (1993), An Introduction to the Bootstrap; Koehn (2004), Statistical
        Significance Tests for Machine Translation Evaluation, EMNLP.
    """
    names, place = numpy.unique(numpy.asarray(reports), return_inverse=True)
    counts = [_count(place, len(names), gold, own, themes) for own in (ours, others)]
    draws = numpy.random.default_rng(_SEED).multinomial(
        len(names), numpy.full(len(names), 1 / len(names)), size=_DRAWS
    )
    whole = numpy.ones((1, len(names)), dtype=int)
    differences = []
    for measure in (_micro_f1, _macro_f1):
        drawn = measure(draws, counts[0]) - measure(draws, counts[1])
        mean = measure(whole, counts[0]) - measure(whole, counts[1])
        low, high = numpy.percentile(drawn, (2.5, 97.5))
        differences.append(Difference(float(mean[0]), float(low), float(high)))
    return differences[0], differences[1]


def _count(
    place: numpy.ndarray,
    n: int,
    gold: Sequence[Themes],
    predicted: Sequence[Themes],
    themes: Themes,
) -> numpy.ndarray:
    """Return hits, and gold and predicted themes together, by report: (n, n_themes, 2)."""
    counts = numpy.zeros((n, len(themes), 2))
    for report, truth, guess in zip(place, gold, predicted, strict=True):
        for i, theme in enumerate(themes):
            counts[report, i] += (
                theme in truth and theme in guess,
                (theme in truth) + (theme in guess),
            )
    return counts


def _micro_f1(draws: numpy.ndarray, counts: numpy.ndarray) -> numpy.ndarray:
    hits, both = (draws @ counts.sum(axis=1)).T
    return numpy.asarray(2 * hits / numpy.maximum(both, 1))


def _macro_f1(draws: numpy.ndarray, counts: numpy.ndarray) -> numpy.ndarray:
    totals = numpy.einsum("dr,rtk->dtk", draws, counts)
    f1 = (2 * totals[..., 0] / numpy.maximum(totals[..., 1], 1)).mean(axis=1)
    return numpy.asarray(f1, dtype=float)
