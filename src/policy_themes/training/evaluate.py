"""Precision, recall and F1 per theme; micro, macro and the rate of exact sets."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy
from sklearn.metrics import precision_recall_fscore_support
from sklearn.preprocessing import MultiLabelBinarizer

Themes = Sequence[str]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one theme, or an average over themes; all but support 0 to 1.

    Attributes:
        precision: Share of predicted themes that are right.
        recall: Share of gold themes that were predicted.
        f1: Harmonic mean of the two.
        support: Gold sentences with the theme.
    """

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How predicted themes compare with the gold.

    Attributes:
        per_theme: Figures of each theme, in order.
        micro: Figures over all pairs of sentence and theme.
        macro: The mean of the themes' figures.
        exact: Share of sentences whose set of themes is exactly right.
        sentences: Number of sentences.
    """

    per_theme: dict[str, Figures]
    micro: Figures
    macro: Figures
    exact: float
    sentences: int

    def as_row(self) -> dict[str, Any]:
        """Return the evaluation as a row for JSON."""
        return asdict(self)


def evaluate(gold: Sequence[Themes], predicted: Sequence[Themes], themes: Themes) -> Evaluation:
    """Compare the predicted themes of sentences with the gold.

    Args:
        gold: Gold themes of each sentence.
        predicted: Predicted themes of each sentence, in the same order.
        themes: All themes in order.
    """
    binarizer = MultiLabelBinarizer(classes=list(themes)).fit([])
    truth, guess = binarizer.transform(gold), binarizer.transform(predicted)
    by_theme = precision_recall_fscore_support(truth, guess, zero_division=0)
    per_theme = {
        theme: Figures(float(p), float(r), float(f), int(n))
        for theme, p, r, f, n in zip(themes, *by_theme, strict=True)
    }
    micro, macro = (_average(truth, guess, average) for average in ("micro", "macro"))
    exact = float(numpy.mean((truth == guess).all(axis=1))) if len(gold) else 0.0
    return Evaluation(per_theme, micro, macro, exact, len(gold))


def _average(truth: numpy.ndarray, guess: numpy.ndarray, average: str) -> Figures:
    p, r, f, _ = precision_recall_fscore_support(truth, guess, average=average, zero_division=0)
    return Figures(float(p), float(r), float(f), int(truth.sum()))
