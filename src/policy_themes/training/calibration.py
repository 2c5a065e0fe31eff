"""Whether scores mean what they say, and how much of the work they leave to a person."""

from dataclasses import dataclass

import numpy

_BINS = 10


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is left to a person when sentences outside the band of doubt are accepted.

    Attributes:
        accepted: Share of sentences accepted, 0 to 1.
        wrong: Share of the accepted sentences' themes that are wrong.
        missed: Share of the accepted sentences' gold themes that are missing.
        errors: Share of all decisions on accepted sentences, one a theme, that are wrong.
    """

    accepted: float
    wrong: float
    missed: float
    errors: float


def calibration_error(scores: numpy.ndarray, truths: numpy.ndarray) -> float:
    """Return the expected calibration error of one theme, 0 to 1, in ten bins of equal width.

    Args:
        scores: Scores, (n,), 0 to 1.
        truths: 1 where the sentence has the theme, else 0; (n,).

    References:
        Naeini, Cooper and Hauskrecht (2015), Obtaining Well Calibrated Probabilities Using
        Bayesian Binning, AAAI.
    """
    return sum(abs(mean - share) * n for mean, share, n in reliability(scores, truths)) / max(
        len(scores), 1
    )


def reliability(scores: numpy.ndarray, truths: numpy.ndarray) -> list[tuple[float, float, int]]:
    """Return mean score, share of truths and number of rows of each bin that is not empty."""
    bins = numpy.minimum((scores * _BINS).astype(int), _BINS - 1)
    return [
        (float(scores[own].mean()), float(truths[own].mean()), int(own.sum()))
        for own in (bins == b for b in range(_BINS))
        if own.any()
    ]


def measure_coverage(
    truths: numpy.ndarray, predicted: numpy.ndarray, review: numpy.ndarray
) -> Coverage:
    """Return what accepting the sentences without a review mark brings.

    Args:
        truths: 1 where a sentence has a theme, (n_sentences, n_themes).
        predicted: 1 where a theme is set; the same shape.
        review: Whether a sentence is marked, (n_sentences,).
    """
    truth, guess = truths[~review] > 0, predicted[~review] > 0
    wrong, missed = int((guess & ~truth).sum()), int((truth & ~guess).sum())
    return Coverage(
        accepted=float(numpy.mean(~review)) if len(review) else 0.0,
        wrong=wrong / max(int(guess.sum()), 1),
        missed=missed / max(int(truth.sum()), 1),
        errors=(wrong + missed) / max(truth.size, 1),
    )
