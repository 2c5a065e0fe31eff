"""Precision, recall and F1 per theme; micro, macro and the rate of exact sets."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy

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
        gold: Gold themes of each sentence; without a sentence all figures are 0.
        predicted: Predicted themes of each sentence, in the same order.
        themes: All themes in order.
    """
    truth, guess = _indicate(gold, themes), _indicate(predicted, themes)
    per_theme = {theme: _count(truth[:, i], guess[:, i]) for i, theme in enumerate(themes)}
    micro = _count(truth, guess)
    exact = float(numpy.mean((truth == guess).all(axis=1))) if len(gold) else 0.0
    return Evaluation(per_theme, micro, _average(list(per_theme.values())), exact, len(gold))


def _indicate(rows: Sequence[Themes], themes: Themes) -> numpy.ndarray:
    """Return whether each row has each theme, (n_rows, n_themes)."""
    found = [[theme in row for theme in themes] for row in rows]
    return numpy.array(found, dtype=bool).reshape(len(rows), len(themes))


def _count(truth: numpy.ndarray, guess: numpy.ndarray) -> Figures:
    hits, guesses, wanted = int((truth & guess).sum()), int(guess.sum()), int(truth.sum())
    return Figures(
        precision=hits / guesses if guesses else 0.0,
        recall=hits / wanted if wanted else 0.0,
        f1=2 * hits / (guesses + wanted) if guesses + wanted else 0.0,
        support=wanted,
    )


def _average(figures: Sequence[Figures]) -> Figures:
    return Figures(
        precision=sum(row.precision for row in figures) / len(figures),
        recall=sum(row.recall for row in figures) / len(figures),
        f1=sum(row.f1 for row in figures) / len(figures),
        support=sum(row.support for row in figures),
    )
