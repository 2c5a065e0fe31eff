"""Our pipelines and every baseline on the same rows, with what the annotators agree on beside."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy

from policy_themes.annotations.rounds import Answers
from policy_themes.models.compare import System, evaluate_all
from policy_themes.records import Sentence
from policy_themes.training.bootstrap import Difference, compare_f1
from policy_themes.training.calibration import Coverage, calibration_error, measure_coverage
from policy_themes.training.evaluate import Evaluation, evaluate


@dataclass(frozen=True, slots=True)
class Comparison:
    """The figures of several systems on the same sentences.

    Attributes:
        evaluations: Figures by system.
        ahead: By pipeline of ours, how far it is ahead of the best other system in micro and in
            macro F1, and that system's name.
        calibration: By pipeline of ours, the expected calibration error of each theme.
        coverage: By pipeline of ours, what accepting sentences outside the band of doubt brings.
    """

    evaluations: dict[str, Evaluation]
    ahead: dict[str, tuple[str, Difference, Difference]]
    calibration: dict[str, dict[str, float]]
    coverage: dict[str, Coverage]

    def as_row(self) -> dict[str, Any]:
        """Return the comparison as a row for JSON."""
        return asdict(self)


def compare_labelled(
    gold: Sequence[Sentence],
    labelled: Mapping[str, Sequence[Sentence]],
    ours: Sequence[str],
    themes: Sequence[str],
) -> Comparison:
    """Compare systems by the sentences they labelled.

    Args:
        gold: Gold sentences.
        labelled: The same sentences as each system labelled them; ours with scores.
        ours: Names of our pipelines; the others are baselines, one at least.
        themes: The themes in order.
    """
    evaluations = evaluate_all(gold, labelled, themes)
    best = max((n for n in labelled if n not in ours), key=lambda n: evaluations[n].micro.f1)
    reports = [sentence.report for sentence in gold]
    truths = [sentence.themes for sentence in gold]
    other = [sentence.themes for sentence in labelled[best]]
    ahead, calibration, coverage = {}, {}, {}
    for name in ours:
        own = labelled[name]
        difference = compare_f1(reports, truths, [s.themes for s in own], other, themes)
        ahead[name] = (best, *difference)
        scores = numpy.array([[s.scores[theme] for theme in themes] for s in own])
        truth, guess = (
            numpy.array([[theme in s.themes for theme in themes] for s in rows], dtype=float)
            for rows in (gold, own)
        )
        calibration[name] = {
            theme: calibration_error(scores[:, i], truth[:, i]) for i, theme in enumerate(themes)
        }
        coverage[name] = measure_coverage(truth, guess, numpy.array([s.review for s in own]))
    return Comparison(evaluations, ahead, calibration, coverage)


def label_beside(
    systems: Mapping[str, System], gold: Sequence[Sentence], beside: Sequence[Sentence]
) -> dict[str, list[Sentence]]:
    """Return sentences of other reports as systems label them that learnt from all of `gold`."""
    return {name: label(gold, beside) for name, label in systems.items()}


def evaluate_annotators(
    rounds: Mapping[str, Mapping[str, Answers]], themes: Sequence[str]
) -> Evaluation:
    """Return the figures of one annotator against another, over all rounds.

    The first two annotators of each round, by name, are taken; F1 does not ask which is right.
    """
    first: list[Sequence[str]] = []
    second: list[Sequence[str]] = []
    for answers in rounds.values():
        one, other = (answers[name] for name in sorted(answers)[:2])
        for sentence_id in sorted(one.keys() & other.keys()):
            first.append(tuple(one[sentence_id]))
            second.append(tuple(other[sentence_id]))
    return evaluate(first, second, themes)
