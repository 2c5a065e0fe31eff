"""Labels that a model which did not see them doubts."""

from collections.abc import Sequence

import numpy

from policy_themes.errors import MissingExtraError
from policy_themes.records import Sentence


def find_label_issues(
    gold: Sequence[Sentence], labelled: Sequence[Sentence], themes: Sequence[str]
) -> list[Sentence]:
    """Return the gold sentences whose themes are probably wrong, the likeliest first.

    Confident learning estimates from the scores how often each theme is given wrongly, and prunes
    so many of the least likely labels.

    Args:
        gold: The sentences with their gold themes.
        labelled: The same sentences, scored by a pipeline that did not learn from their report.
        themes: The themes in order.

    Raises:
        MissingExtraError: cleanlab is not installed.

    References:
        Northcutt, Jiang and Chuang (2021), Confident Learning: Estimating Uncertainty in Dataset
        Labels, JAIR 70.
    """
    try:
        from cleanlab.multilabel_classification.filter import find_label_issues as find
    except ImportError as error:
        raise MissingExtraError("label issues", "lab") from error
    scores = numpy.array([[s.scores[theme] for theme in themes] for s in labelled])
    labels = [[i for i, theme in enumerate(themes) if theme in s.themes] for s in gold]
    ranked = find(labels, scores, return_indices_ranked_by="self_confidence", n_jobs=1)
    return [gold[place] for place in ranked]
