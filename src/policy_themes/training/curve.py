"""What more reports would buy: subsets of reports, and the line through their figures."""

import random
from collections.abc import Sequence

import numpy

from policy_themes.records import Sentence

_SEED = 13


def draw_reports(sentences: Sequence[Sentence], share: float, *, draw: int) -> list[Sentence]:
    """Return the sentences of a share of the reports, two reports at least.

    Smaller shares of one draw are parts of its larger ones.

    Args:
        sentences: Sentences of all reports.
        share: Above 0 to 1.
        draw: Number of the draw, which is its seed.
    """
    reports = sorted({sentence.report for sentence in sentences})
    random.Random(_SEED + draw).shuffle(reports)
    own = set(reports[: max(2, round(share * len(reports)))])
    return [sentence for sentence in sentences if sentence.report in own]


def project_f1(sentences: Sequence[int], f1: Sequence[float], at: int) -> float:
    """Return the F1 to expect of `at` sentences, from figures at fewer.

    The error, 1 - F1, is taken to fall with a power of the number of sentences; the power is
    fitted by least squares on logarithms.

    Args:
        sentences: Numbers of sentences, two different ones at least.
        f1: F1 at each, 0 to 1.
        at: A number of sentences.

    References:
        Hestness et al. (2017), Deep Learning Scaling is Predictable, Empirically.
    """
    errors = numpy.log(numpy.clip(1 - numpy.asarray(f1), 1e-6, None))
    slope, intercept = numpy.polyfit(numpy.log(sentences), errors, 1)
    return float(1 - numpy.exp(intercept + slope * numpy.log(at)))
