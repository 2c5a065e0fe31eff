"""Where a pipeline is right and wrong: by score, by pair of themes, by sentence, by kind of report.

Arrays of truths and of guesses hold whether a sentence has a theme, (n_sentences, n_themes).
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy
from sklearn.metrics import average_precision_score, precision_recall_curve

from policy_themes.records import Sentence
from policy_themes.training.calibration import Coverage, measure_coverage
from policy_themes.training.evaluate import Evaluation, evaluate

Value = TypeVar("Value", bound=Hashable)
LENGTHS = (20, 50, 100)
"""Most characters of a sentence in each class of length but the last."""


@dataclass(frozen=True, slots=True, eq=False)
class Decisions:
    """What a pipeline decided on sentences, beside the gold.

    Attributes:
        truths: Whether the gold has the theme, (n_sentences, n_themes).
        guesses: Whether the pipeline set it; the same shape.
        scores: Its score, 0 to 1; the same shape.
        certainty: How far the score is from the threshold, 0 to 1; the same shape.
        review: Whether the sentence is marked for review, (n_sentences,).
    """

    truths: numpy.ndarray
    guesses: numpy.ndarray
    scores: numpy.ndarray
    certainty: numpy.ndarray
    review: numpy.ndarray


@dataclass(frozen=True, slots=True)
class Mistake:
    """A sentence with a wrong set of themes.

    Attributes:
        row: Its place among the sentences, from 0.
        missed: Numbers of the gold themes that were not set.
        wrong: Numbers of the themes set that are not in the gold.
        certainty: The certainty of its most certain wrong decision, 0 to 1.
    """

    row: int
    missed: tuple[int, ...]
    wrong: tuple[int, ...]
    certainty: float


def collect_decisions(
    gold: Sequence[Sentence], labelled: Sequence[Sentence], thresholds: Mapping[str, float]
) -> Decisions:
    """Return what was decided on sentences.

    Args:
        gold: Gold sentences.
        labelled: The same sentences as a pipeline labelled them; a theme without score has 0.
        thresholds: Threshold of every theme, in the order of the columns.
    """
    shape = (len(gold), len(thresholds))
    truths, guesses = (
        numpy.array([[t in s.themes for t in thresholds] for s in rows], dtype=bool).reshape(shape)
        for rows in (gold, labelled)
    )
    scores = numpy.array(
        [[s.scores.get(theme, 0.0) for theme in thresholds] for s in labelled], dtype=float
    ).reshape(shape)
    certainty = measure_certainty(scores, numpy.array(list(thresholds.values())))
    review = numpy.array([sentence.review for sentence in labelled], dtype=bool)
    return Decisions(truths, guesses, scores, certainty, review)


def measure_certainty(scores: numpy.ndarray, thresholds: numpy.ndarray) -> numpy.ndarray:
    """Return how far scores are from their thresholds: 0 there, 1 at a score of 0 or 1.

    Args:
        scores: Scores, (n_sentences, n_themes), 0 to 1.
        thresholds: Threshold of each theme, (n_themes,).
    """
    room = numpy.where(scores >= thresholds, 1 - thresholds, thresholds)
    certainty: numpy.ndarray = numpy.abs(scores - thresholds) / numpy.maximum(room, 1e-9)
    return certainty


def trace_precision(
    scores: numpy.ndarray, truths: numpy.ndarray
) -> tuple[list[tuple[float, float]], float]:
    """Return recall and precision of one theme at each threshold, and the average precision.

    Args:
        scores: Scores, (n,), 0 to 1.
        truths: Whether the gold has the theme, (n,). If none has it, there is no curve.

    References:
        scikit-learn, average_precision_score: the sum of precision over steps of recall.
    """
    if not truths.any():
        return [], 0.0
    precision, recall, _ = precision_recall_curve(truths, scores)
    # The last point, precision 1 at recall 0, is no threshold's.
    points = [(float(r), float(p)) for r, p in zip(recall[:-1], precision[:-1], strict=True)]
    return points, float(average_precision_score(truths, scores))


def count_confusion(truths: numpy.ndarray, guesses: numpy.ndarray) -> numpy.ndarray:
    """Return how often one theme was set in place of another, or beside it.

    Row i, column j: sentences whose gold has i and that were given j, where i was missed or j is
    wrong; on the diagonal, those where i is right. The last row and the last column stand for a
    sentence without a theme, so that every wrong decision counts somewhere.

    Args:
        truths: Whether the gold has the theme, (n_sentences, n_themes).
        guesses: Whether the pipeline set it; the same shape.

    Returns:
        Numbers of sentences, (n_themes + 1, n_themes + 1).
    """
    truth, guess = (
        numpy.column_stack([rows, ~rows.any(axis=1)]).astype(int) for rows in (truths, guesses)
    )
    hits = truth & guess
    pairs = truth.T @ guess
    counts: numpy.ndarray = pairs - hits.T @ hits
    numpy.fill_diagonal(counts, pairs.diagonal())
    return counts


def trace_coverage(decisions: Decisions, widths: Sequence[float]) -> list[Coverage]:
    """Return what accepting sentences brings as the band of doubt widens.

    Args:
        decisions: The decisions.
        widths: Widths, 0 to 1. A sentence is accepted where no decision is less certain, so
            that 0 accepts all; the band of a threshold t is from t - width * t to
            t + width * (1 - t).
    """
    least = decisions.certainty.min(axis=1, initial=1.0)
    return [
        measure_coverage(decisions.truths, decisions.guesses, least < width) for width in widths
    ]


def find_mistakes(decisions: Decisions, most: int) -> list[Mistake]:
    """Return the sentences with a wrong decision, the most certain ones first, at most `most`."""
    missed, wrong = (
        decisions.truths & ~decisions.guesses,
        decisions.guesses & ~decisions.truths,
    )
    certainty = numpy.where(missed | wrong, decisions.certainty, -1.0).max(axis=1, initial=-1.0)
    order = numpy.argsort(-certainty, kind="stable")
    return [
        Mistake(int(row), _numbers(missed[row]), _numbers(wrong[row]), float(certainty[row]))
        for row in order[:most]
        if certainty[row] >= 0
    ]


def evaluate_groups(
    gold: Sequence[Sentence],
    labelled: Sequence[Sentence],
    themes: Sequence[str],
    values: Sequence[Value],
) -> dict[Value, Evaluation]:
    """Return the evaluation of the sentences of each value, in the order they appear.

    Args:
        gold: Gold sentences.
        labelled: The same sentences as a pipeline labelled them.
        themes: The themes in order.
        values: The group of each sentence, such as the level of its report.
    """
    groups: dict[Value, list[int]] = {}
    for row, value in enumerate(values):
        groups.setdefault(value, []).append(row)
    return {
        value: evaluate([gold[i].themes for i in rows], [labelled[i].themes for i in rows], themes)
        for value, rows in groups.items()
    }


def class_length(text: str) -> int:
    """Return the class of a sentence's length: 0 up to 20 characters, 1 to 50, 2 to 100, else 3."""
    return sum(len(text) > most for most in LENGTHS)


def _numbers(row: numpy.ndarray) -> tuple[int, ...]:
    return tuple(int(i) for i in numpy.flatnonzero(row))
