"""How far annotators agree: percent, Krippendorff's alpha, and MASI for sets of themes."""

import random
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import TypeVar

from policy_themes.annotations.rounds import Answers

Value = TypeVar("Value", bound=Hashable)
Distance = Callable[[Value, Value], float]
_DRAWS = 1000
_SEED = 13
_SETS = "集合(MASI)"


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement on one theme, or on whole sets.

    Attributes:
        name: The theme, or the name for sets.
        sentences: Sentences that two annotators or more answered.
        positive: Share of answers that hold the theme, 0 to 1; for sets, that hold any.
        percent: Share of sentences on which all answers are the same, 0 to 1.
        alpha: Krippendorff's alpha, 1 for perfect agreement, 0 for chance.
        low: Lower end of its 95 % interval.
        high: Upper end.
    """

    name: str
    sentences: int
    positive: float
    percent: float
    alpha: float
    low: float
    high: float


def nominal_distance(a: Hashable, b: Hashable) -> float:
    """Return 0 for equal values and 1 for others."""
    return float(a != b)


def masi_distance(a: frozenset[str], b: frozenset[str]) -> float:
    """Return the MASI distance of two sets, 0 to 1.

    One minus the Jaccard index times a weight: 1 for equal sets, 2/3 where one holds the other,
    1/3 where they overlap, 0 where they do not. Two empty sets are equal.

    References:
        Passonneau (2006), Measuring Agreement on Set-valued Items (MASI) for Semantic and
        Pragmatic Annotation, LREC.
    """
    if a == b:
        return 0.0
    common = a & b
    if not common:
        return 1.0
    weight = 2 / 3 if a <= b or b <= a else 1 / 3
    return 1 - len(common) / len(a | b) * weight


def krippendorff_alpha(units: Iterable[Sequence[Value]], distance: Distance[Value]) -> float:
    """Return Krippendorff's alpha, 1 - observed / expected disagreement.

    Args:
        units: The answers for each unit, one to any number; units with one answer do not count.
        distance: Distance of two answers, 0 to 1.

    Returns:
        Alpha; 1 where all answers are the same, so that no disagreement was to be expected.

    References:
        Krippendorff (2011), Computing Krippendorff's Alpha-Reliability.
    """
    return _alpha(Counter(tuple(unit) for unit in units if len(unit) > 1), distance)


def measure_agreement(answers: Mapping[str, Answers], themes: Sequence[str]) -> list[Agreement]:
    """Return the agreement on each theme, then on sets of themes.

    Intervals are percentile bootstraps over reports, 1000 draws: the sentences of one report are
    not independent. The seed is fixed.

    Args:
        answers: Themes by sentence id (`report:index`), by annotator.
        themes: The themes in order.
    """
    by_report: dict[str, list[list[frozenset[str]]]] = {}
    for sentence_id in sorted({key for own in answers.values() for key in own}):
        unit = [own[sentence_id] for own in answers.values() if sentence_id in own]
        if len(unit) > 1:
            by_report.setdefault(sentence_id.rpartition(":")[0], []).append(unit)
    figures = [
        _measure(
            theme,
            {r: [[theme in a for a in unit] for unit in units] for r, units in by_report.items()},
            nominal_distance,
        )
        for theme in themes
    ]
    return [*figures, _measure(_SETS, by_report, masi_distance)]


def find_confusions(
    answers: Mapping[str, Answers],
) -> list[tuple[frozenset[str], frozenset[str], list[str]]]:
    """Return the pairs of different answers to one sentence with their sentence ids.

    The commonest pair comes first.
    """
    found: dict[tuple[frozenset[str], frozenset[str]], list[str]] = {}
    for sentence_id in sorted({key for own in answers.values() for key in own}):
        given = [own[sentence_id] for own in answers.values() if sentence_id in own]
        for a in range(len(given)):
            for b in range(a + 1, len(given)):
                if given[a] != given[b]:
                    first, second = sorted((given[a], given[b]), key=sorted)
                    found.setdefault((first, second), []).append(sentence_id)
    ordered = sorted(found.items(), key=lambda item: -len(item[1]))
    return [(first, second, ids) for (first, second), ids in ordered]


def _measure(
    name: str, by_report: Mapping[str, Sequence[Sequence[Value]]], distance: Distance[Value]
) -> Agreement:
    counts = {report: Counter(tuple(unit) for unit in units) for report, units in by_report.items()}
    total = sum(counts.values(), Counter())
    n_units = sum(total.values())
    values = [value for unit, count in total.items() for value in unit * count]
    same = sum(count for unit, count in total.items() if len(set(unit)) == 1)
    rng = random.Random(_SEED)
    reports = sorted(counts)
    draws = sorted(
        _alpha(_add(counts[report] for report in rng.choices(reports, k=len(reports))), distance)
        for _ in range(_DRAWS)
    )
    return Agreement(
        name=name,
        sentences=n_units,
        positive=sum(map(bool, values)) / len(values) if values else 0.0,
        percent=same / n_units if n_units else 0.0,
        alpha=_alpha(total, distance),
        low=draws[int(0.025 * _DRAWS)],
        high=draws[int(0.975 * _DRAWS)],
    )


def _add(counters: Iterable[Counter[tuple[Value, ...]]]) -> Counter[tuple[Value, ...]]:
    total: Counter[tuple[Value, ...]] = Counter()
    for counter in counters:
        total.update(counter)
    return total


def _alpha(units: Mapping[tuple[Value, ...], int], distance: Distance[Value]) -> float:
    coincidences: Counter[tuple[Value, Value]] = Counter()
    for unit, count in units.items():
        for a, b in permutations(unit, 2):
            coincidences[a, b] += count / (len(unit) - 1)  # type: ignore[assignment]
    totals: Counter[Value] = Counter()
    for (a, _), weight in coincidences.items():
        totals[a] += weight
    n = sum(totals.values())
    observed = sum(weight * distance(a, b) for (a, b), weight in coincidences.items())
    expected = sum(totals[a] * totals[b] * distance(a, b) for a in totals for b in totals if a != b)
    return 1 - (n - 1) * observed / expected if expected else 1.0
