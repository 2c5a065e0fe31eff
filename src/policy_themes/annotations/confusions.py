"""Which themes annotators confuse with each other."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from policy_themes.annotations.agreement import collect_answers
from policy_themes.annotations.rounds import Answers


@dataclass(frozen=True, slots=True)
class Confusion:
    """Two themes whose border annotators drew differently.

    Attributes:
        one: A theme.
        other: The theme that another annotator gave instead of it, or that both gave while one
            left `one` out or the other way round; None where another saw no theme at all.
        sentences: The ids of the sentences, sorted.
    """

    one: str
    other: str | None
    sentences: list[str]

    def pick_examples(self, count: int) -> list[str]:
        """Return up to `count` of the sentences, from as many reports as possible."""
        seen: Counter[str] = Counter()
        turns = []
        for sentence_id in self.sentences:
            report = sentence_id.rpartition(":")[0]
            turns.append((seen[report], sentence_id))
            seen[report] += 1
        return [sentence_id for _, sentence_id in sorted(turns)[:count]]


def find_confusions(answers: Mapping[str, Answers], themes: Sequence[str]) -> list[Confusion]:
    """Return the pairs of themes that annotators confused, the commonest first.

    Two answers that differ confuse each theme that only the one has with each that only the
    other has. Where one has all that the other has and more, each theme more is confused with
    those that both have: 巩固脱贫 against 巩固脱贫、民生 asks where 民生 begins.

    Args:
        answers: Themes by sentence id, by annotator.
        themes: The themes in order.
    """
    found: dict[tuple[str, str | None], list[str]] = {}
    for sentence_id, own in collect_answers(answers).items():
        sets = [answer.intersection(themes) for answer in own.values()]
        pairs = {pair for a, b in combinations(sets, 2) for pair in _pair(a, b, themes)}
        for pair in pairs:
            found.setdefault(pair, []).append(sentence_id)
    place = {theme: i for i, theme in enumerate(themes)}
    ordered = sorted(
        found.items(),
        key=lambda item: (-len(item[1]), place[item[0][0]], place.get(item[0][1] or "", -1)),
    )
    return [Confusion(one, other, ids) for (one, other), ids in ordered]


def _pair(
    a: frozenset[str], b: frozenset[str], themes: Sequence[str]
) -> list[tuple[str, str | None]]:
    sides = (a - b, b - a) if a - b and b - a else (a ^ b, a & b)
    if not sides[1]:
        return [(theme, None) for theme in sides[0]]
    ordered = (sorted(pair, key=themes.index) for pair in product(*sides))
    return [(one, other) for one, other in ordered]
