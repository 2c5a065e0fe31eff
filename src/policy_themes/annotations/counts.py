"""How many sentences each theme has, over the reports' level, genre, region and year."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from policy_themes.records import Sentence

ATTRIBUTES = ("split", "level", "region", "year")
NONE = "无主题"


def count_themes(
    sentences: Iterable[Sentence],
    reports: Mapping[str, Mapping[str, Any]],
    attribute: str,
) -> dict[str, Counter[str]]:
    """Return for each value of an attribute the number of sentences with each theme.

    Sentences without a theme count as 无主题; the key 报告 counts reports and 句子 sentences.

    Args:
        sentences: Labelled sentences.
        reports: The rows of `reports.jsonl`, by report id.
        attribute: One of their keys, such as level.
    """
    counts: dict[str, Counter[str]] = {}
    seen: set[str] = set()
    for sentence in sentences:
        value = counts.setdefault(str(reports[sentence.report][attribute]), Counter())
        value["报告"] += sentence.report not in seen
        value["句子"] += 1
        seen.add(sentence.report)
        value.update(sentence.themes or (NONE,))
    return dict(sorted(counts.items()))


def count_pairs(sentences: Iterable[Sentence]) -> list[tuple[tuple[str, str], int]]:
    """Return how many sentences have both themes of a pair, the commonest pair first."""
    pairs: Counter[tuple[str, str]] = Counter()
    for sentence in sentences:
        themes: Sequence[str] = sentence.themes
        pairs.update((a, b) for i, a in enumerate(themes) for b in themes[i + 1 :])
    return pairs.most_common()
