"""Which annotator departs from the rest, and in which themes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy

from policy_themes.annotations.agreement import collect_answers
from policy_themes.annotations.rounds import Answers

_DRAWS = 1000
_SEED = 13


@dataclass(frozen=True, slots=True)
class Share:
    """A share, or a difference of shares, with its 95 % interval; -1 to 1."""

    value: float
    low: float
    high: float

    @property
    def departs(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Annotator:
    """How an annotator's answers compare with those of the others to the same sentences.

    Attributes:
        name: The annotator.
        sentences: Sentences that he and another answered.
        same: Share of the others' answers that are his, 0 to 1.
        alone: Share of sentences with three answers or more on which all others agree and he
            does not; None where there is no such sentence, as with two annotators.
        more: For each theme, how much oftener he sets it than the others do where they agree on
            it, as a share of all his sentences; below 0, more rarely. Were those counted on which
            the others differ, all would seem to depart from the one who does.
    """

    name: str
    sentences: int
    same: Share
    alone: Share | None
    more: dict[str, Share]


def compare_annotators(answers: Mapping[str, Answers], themes: Sequence[str]) -> list[Annotator]:
    """Return how each annotator compares with the others, the one who differs most first.

    Of two annotators neither is the one who departs, and their figures mirror each other.
    Intervals are percentile bootstraps over reports, 1000 draws, as for the agreement.

    Args:
        answers: Themes by sentence id, by annotator. One who shares no sentence is left out.
        themes: The themes in order.
    """
    given = collect_answers(answers)
    found = [
        _compare(name, {key: own for key, own in given.items() if name in own}, themes)
        for name in answers
        if any(name in own for own in given.values())
    ]
    return sorted(found, key=lambda annotator: annotator.same.value)


def _compare(
    name: str, given: Mapping[str, Mapping[str, frozenset[str]]], themes: Sequence[str]
) -> Annotator:
    reports = [sentence_id.rpartition(":")[0] for sentence_id in given]
    same: list[float] = []
    alone: list[float] = []
    judged: list[float] = []
    more: dict[str, list[float]] = {theme: [] for theme in themes}
    for own in given.values():
        mine, others = own[name], [answer for key, answer in own.items() if key != name]
        same.append(sum(answer == mine for answer in others) / len(others))
        judged.append(float(len(others) > 1))
        alone.append(float(len(others) > 1 and {*others} == {others[0]} and others[0] != mine))
        for theme, values in more.items():
            set_by = {theme in answer for answer in others}
            values.append(float((theme in mine) - set_by.pop()) if len(set_by) == 1 else 0.0)
    each = [1.0] * len(same)
    return Annotator(
        name=name,
        sentences=len(given),
        same=_share(reports, same, each),
        alone=_share(reports, alone, judged) if any(judged) else None,
        more={theme: _share(reports, values, each) for theme, values in more.items()},
    )


def _share(reports: Sequence[str], values: Sequence[float], of: Sequence[float]) -> Share:
    """Return the sum of values over the sum of what they are a share of, with its interval."""
    names, place = numpy.unique(numpy.asarray(reports), return_inverse=True)
    above = numpy.bincount(place, weights=values)
    below = numpy.bincount(place, weights=of)
    draws = numpy.random.default_rng(_SEED).multinomial(
        len(names), numpy.full(len(names), 1 / len(names)), size=_DRAWS
    )
    # A draw of reports without any such sentence says nothing of the share.
    counted = draws[draws @ below > 0]
    low, high = numpy.percentile((counted @ above) / (counted @ below), (2.5, 97.5))
    return Share(float(above.sum() / below.sum()), float(low), float(high))
