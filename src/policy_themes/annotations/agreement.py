"""How far annotators agree on each theme and on sets of themes."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from policy_themes.annotations.coefficients import (
    Distance,
    Value,
    alpha_of_counts,
    gwet_ac,
    masi_distance,
    nominal_distance,
)
from policy_themes.annotations.rounds import Answers

_DRAWS = 1000
_SEED = 13
SETS = "集合(MASI)"
"""Name of the agreement on whole sets of themes."""


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
        ac: Gwet's AC1, for sets AC2, which rare themes do not lower.
    """

    name: str
    sentences: int
    positive: float
    percent: float
    alpha: float
    low: float
    high: float
    ac: float


def measure_agreement(answers: Mapping[str, Answers], themes: Sequence[str]) -> list[Agreement]:
    """Return the agreement on each theme, then on sets of themes.

    Intervals are percentile bootstraps over reports, 1000 draws: the sentences of one report are
    not independent. The seed is fixed. Sentences that one annotator alone answered do not count.

    Args:
        answers: Themes by sentence id (`report:index`), by annotator.
        themes: The themes in order.
    """
    by_report: dict[str, list[list[frozenset[str]]]] = {}
    for sentence_id, own in collect_answers(answers).items():
        by_report.setdefault(sentence_id.rpartition(":")[0], []).append(list(own.values()))
    figures = [
        _measure(
            theme,
            {r: [[theme in a for a in unit] for unit in units] for r, units in by_report.items()},
            nominal_distance,
            (False, True),
        )
        for theme in themes
    ]
    return [*figures, _measure(SETS, by_report, masi_distance)]


def collect_answers(answers: Mapping[str, Answers]) -> dict[str, dict[str, frozenset[str]]]:
    """Return what each annotator answered, by sentence, of sentences that two or more answered.

    Sentences are sorted by id.
    """
    given = {
        sentence_id: {name: own[sentence_id] for name, own in answers.items() if sentence_id in own}
        for sentence_id in sorted({key for own in answers.values() for key in own})
    }
    return {sentence_id: own for sentence_id, own in given.items() if len(own) > 1}


def _measure(
    name: str,
    by_report: Mapping[str, Sequence[Sequence[Value]]],
    distance: Distance[Value],
    values: Iterable[Value] = (),
) -> Agreement:
    counts = {report: Counter(tuple(unit) for unit in units) for report, units in by_report.items()}
    total = sum(counts.values(), Counter())
    n_units = sum(total.values())
    given = [value for unit, count in total.items() for value in unit * count]
    same = sum(count for unit, count in total.items() if len(set(unit)) == 1)
    rng = random.Random(_SEED)
    reports = sorted(counts)
    draws = sorted(
        alpha_of_counts(
            _add(counts[report] for report in rng.choices(reports, k=len(reports))), distance
        )
        for _ in range(_DRAWS if reports else 1)
    )
    return Agreement(
        name=name,
        sentences=n_units,
        positive=sum(map(bool, given)) / len(given) if given else 0.0,
        percent=same / n_units if n_units else 0.0,
        alpha=alpha_of_counts(total, distance),
        low=draws[int(0.025 * len(draws))],
        high=draws[int(0.975 * len(draws))],
        ac=gwet_ac(total.elements(), distance, values),
    )


def _add(counters: Iterable[Counter[tuple[Value, ...]]]) -> Counter[tuple[Value, ...]]:
    total: Counter[tuple[Value, ...]] = Counter()
    for counter in counters:
        total.update(counter)
    return total
