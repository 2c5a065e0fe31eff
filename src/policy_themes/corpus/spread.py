"""How varied sentences are: their lengths, figures and quotes, and how seldom they repeat."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy

QUANTILES = (5, 25, 50, 75, 95)
_N = 4
_SEED = 13
_DRAWS = 20
_FIGURE, _QUOTE = re.compile(r"\d"), re.compile('[“”"]')
_DROPPED = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class Spread:
    """The spread of sentences.

    Attributes:
        sentences: Their number.
        lengths: Characters a sentence at 5, 25, 50, 75 and 95 %.
        longest: Characters of the longest.
        figures: Share of sentences with a figure, 0 to 1.
        quotes: Share of sentences with a quotation mark, 0 to 1.
        distinct: Different n-grams of four characters over all of them, 0 to 1; a longer text has
            a lower share, so compare it at equal length.
    """

    sentences: int
    lengths: tuple[int, ...]
    longest: int
    figures: float
    quotes: float
    distinct: float


def measure_spread(texts: Sequence[str], *, characters: int | None = None) -> Spread:
    """Return the spread of sentences.

    Args:
        texts: The sentences, one at least.
        characters: Length of the samples of sentences on which `distinct` is measured, the mean
            of 20; all sentences without one.
    """
    lengths = numpy.array([len(text) for text in texts])
    return Spread(
        sentences=len(texts),
        lengths=tuple(int(n) for n in numpy.percentile(lengths, QUANTILES)),
        longest=int(lengths.max()),
        figures=sum(bool(_FIGURE.search(text)) for text in texts) / len(texts),
        quotes=sum(bool(_QUOTE.search(text)) for text in texts) / len(texts),
        distinct=_measure_distinct(texts, characters),
    )


def count_characters(texts: Sequence[str]) -> int:
    """Return the characters of sentences as `measure_spread` counts them for `distinct`."""
    return sum(len(_DROPPED.sub("", text)) for text in texts)


def _measure_distinct(texts: Sequence[str], characters: int | None) -> float:
    if characters is None:
        return _distinct(texts)
    rng = random.Random(_SEED)
    return float(numpy.mean([_distinct(_draw(texts, characters, rng)) for _ in range(_DRAWS)]))


def _draw(texts: Sequence[str], characters: int, rng: random.Random) -> list[str]:
    """Return sentences that follow one another, as in a report, so many characters of them."""
    start = rng.randrange(len(texts))
    drawn: list[str] = []
    while characters > 0 and len(drawn) < len(texts):
        drawn.append(texts[(start + len(drawn)) % len(texts)])
        characters -= len(_DROPPED.sub("", drawn[-1]))
    return drawn


def _distinct(texts: Sequence[str]) -> float:
    grams = [
        text[i : i + _N]
        for text in (_DROPPED.sub("", text) for text in texts)
        for i in range(len(text) - _N + 1)
    ]
    return len(set(grams)) / len(grams) if grams else 0.0
