"""Which sentences people should look at first."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence

from policy_themes.records import Sentence

ORDERS = ("report", "random", "uncertain", "diverse")
THRESHOLD = 0.5
_SEED = 13


def order_sentences(
    sentences: Sequence[Sentence],
    order: str,
    *,
    thresholds: Mapping[str, float] | None = None,
    seed: int = _SEED,
) -> list[Sentence]:
    """Return all sentences in an order of `ORDERS`.

    Args:
        sentences: The sentences, those of a report together; labelled, with scores, for the order
            `uncertain`, and at least with themes for `diverse`.
        order: `report`: as they come; `random`: shuffled; `uncertain` and `diverse`: see
            `order_uncertain` and `order_diverse`.
        thresholds: Score from 0 to 1 at which each theme is set; 0.5 for a theme that is not named.
        seed: Of the shuffle.
    """
    if order == "random":
        return order_random(sentences, seed=seed)
    if order == "uncertain":
        return order_uncertain(sentences, thresholds or {})
    if order == "diverse":
        return order_diverse(sentences, thresholds or {})
    return list(sentences)


def order_random(sentences: Sequence[Sentence], *, seed: int = _SEED) -> list[Sentence]:
    """Return the sentences shuffled; which come first does not depend on how they came."""
    shuffled = sorted(sentences, key=lambda sentence: sentence.id)
    random.Random(seed).shuffle(shuffled)
    return shuffled


def order_uncertain(
    sentences: Sequence[Sentence], thresholds: Mapping[str, float]
) -> list[Sentence]:
    """Return the sentences, least certain first; one without scores is taken for certain."""
    return sorted(sentences, key=lambda s: (measure_certainty(s, thresholds), s.id))


def order_diverse(sentences: Sequence[Sentence], thresholds: Mapping[str, float]) -> list[Sentence]:
    """Return the sentences spread over themes and reports, rare themes lifted.

    Each sentence stands for the rarest of its themes, or for none. Within a theme the reports take
    turns, each with its least certain sentence. A theme has its turn in proportion to the root of
    its number of sentences: one that is a hundred times rarer comes a tenth as often.
    """
    counts = Counter(theme for sentence in sentences for theme in sentence.themes)
    groups: dict[str, list[Sentence]] = {}
    for sentence in order_uncertain(sentences, thresholds):
        rarest = min(sentence.themes, key=lambda theme: (counts[theme], theme), default="")
        groups.setdefault(rarest, []).append(sentence)
    placed: list[tuple[float, str, Sentence]] = []
    for theme, group in groups.items():
        for turn, sentence in enumerate(_take_turns(group)):
            placed.append(((turn + 0.5) / len(group) ** 0.5, theme, sentence))
    return [sentence for _, _, sentence in sorted(placed, key=lambda entry: entry[:2])]


def measure_certainty(sentence: Sentence, thresholds: Mapping[str, float]) -> float:
    """Return how far the closest score lies from its theme's threshold, 0 (on it) to 1.

    A distance is measured in the room that the score has on its side of the threshold, so that
    themes of high and of low thresholds compare.

    References:
        Lewis and Gale (1994), A Sequential Algorithm for Training Text Classifiers, SIGIR
        (uncertainty sampling).
    """
    return min(
        (
            _measure_distance(score, thresholds.get(theme, THRESHOLD))
            for theme, score in sentence.scores.items()
        ),
        default=1.0,
    )


def _measure_distance(score: float, threshold: float) -> float:
    room = 1 - threshold if score >= threshold else threshold
    return abs(score - threshold) / room if room else 0.0


def _take_turns(group: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences so that each report gives its first before any gives its second."""
    given: Counter[str] = Counter()
    turns: list[tuple[int, int]] = []
    for place, sentence in enumerate(group):
        turns.append((given[sentence.report], place))
        given[sentence.report] += 1
    return [group[place] for _, place in sorted(turns)]
