"""Coefficients of agreement: Krippendorff's alpha, Gwet's AC1 and AC2, and distances for them."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import permutations, product
from typing import TypeVar

Value = TypeVar("Value", bound=Hashable)
Distance = Callable[[Value, Value], float]


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
    return alpha_of_counts(Counter(tuple(unit) for unit in units if len(unit) > 1), distance)


def alpha_of_counts(units: Mapping[tuple[Value, ...], int], distance: Distance[Value]) -> float:
    """Return `krippendorff_alpha` of units that are counted; each has two answers or more."""
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


def gwet_ac(
    units: Iterable[Sequence[Value]], distance: Distance[Value], values: Iterable[Value] = ()
) -> float:
    """Return Gwet's AC2, which is AC1 for the nominal distance.

    Alpha falls where nearly all answers are the same, however rarely the annotators differ: much
    agreement was to be expected. AC expects agreement by chance only on sentences that are hard,
    and so does not fall with a theme's rarity.

        AC = (p - e) / (1 - e),  e = W / (q (q - 1)) * sum over values of s (1 - s)

    p is the mean agreement of two answers to a unit, s the mean share of a value in a unit's
    answers, q the number of values, W the sum of agreements (1 - distance) over their pairs.

    Args:
        units: The answers for each unit; a unit with one answer counts for the shares alone.
        distance: Distance of two answers, 0 to 1.
        values: Values that could be given; those that were given count in any case.

    Returns:
        AC; 1 where only one value can be given.

    References:
        Gwet (2008), Computing inter-rater reliability and its variance in the presence of high
        agreement, British Journal of Mathematical and Statistical Psychology 61, 29-48 (AC1);
        Gwet (2014), Handbook of Inter-Rater Reliability, 4th edition, chapters 4 and 5 (AC2,
        missing answers).
    """
    counted = Counter(tuple(unit) for unit in units if unit)
    known = list(dict.fromkeys([*values, *(value for unit in counted for value in unit)]))
    if len(known) < 2:
        return 1.0
    shares: Counter[Value] = Counter()
    for unit, count in counted.items():
        for value in unit:
            shares[value] += count / len(unit)  # type: ignore[assignment]
    n = sum(counted.values())
    weights = sum(1 - distance(a, b) for a, b in product(known, repeat=2))
    spread = sum(share / n * (1 - share / n) for share in shares.values())
    chance = weights / (len(known) * (len(known) - 1)) * spread
    agreed = _mean_agreement(counted, distance)
    return (agreed - chance) / (1 - chance) if chance < 1 else 1.0


def _mean_agreement(units: Mapping[tuple[Value, ...], int], distance: Distance[Value]) -> float:
    total, n = 0.0, 0
    for unit, count in units.items():
        if len(unit) > 1:
            pairs = [1 - distance(a, b) for a, b in permutations(unit, 2)]
            total += count * sum(pairs) / len(pairs)
            n += count
    return total / n if n else 1.0
