"""Normalized text with the place of each character in the text as written.

`policy_themes.pipeline.text.normalize_sentence` runs on every sentence and keeps no offsets;
this is the slower way to the same text, and a test holds both together.
"""

import re
import unicodedata
from collections.abc import Iterator

from policy_themes.pipeline.text import (
    DROPPED,
    FIGURES,
    MARKER,
    STOP,
)

Place = tuple[int, int]
"""Offset of the first character and offset behind the last."""


def align_sentence(text: str) -> tuple[str, list[Place]]:
    """Return `normalize_sentence(text)` with the place of each of its characters in `text`.

    Returns:
        The normalized text and, of the same length, the start and end of what each of its
        characters was made from: 3.5 became 0, and ㎡ became m and 2.
    """
    folded = unicodedata.normalize("NFKC", text).lower()
    spans: list[Place] = []
    for start, end in _iter_clusters(text):
        spans += [(start, end)] * len(unicodedata.normalize("NFKC", text[start:end]).lower())
    folded, spans = _replace(FIGURES, folded, spans, "0")
    ahead = len(folded) - len(folded.lstrip())
    folded = folded.strip()
    folded, spans = _replace(MARKER, folded, spans[ahead : ahead + len(folded)], "")
    folded, spans = _replace(DROPPED, folded, spans, "")
    return _replace(STOP, folded, spans, "。")


def _iter_clusters(text: str) -> Iterator[Place]:
    """Yield the runs of `text` that NFKC folds apart from one another, such as か and ゛."""
    start = 0
    for i in range(1, len(text)):
        cluster, character = text[start:i], text[i]
        folded = unicodedata.normalize("NFKC", character)
        if unicodedata.combining(folded[0]):
            continue
        if unicodedata.normalize("NFKC", cluster + character) == (
            unicodedata.normalize("NFKC", cluster) + folded
        ):
            yield start, i
            start = i
    if text:
        yield start, len(text)


def _replace(
    pattern: re.Pattern[str], text: str, spans: list[Place], by: str
) -> tuple[str, list[Place]]:
    """Return `pattern.sub(by, text)` and its spans, `by` spanning all that it replaces."""
    new_text, new_spans, at = "", [], 0
    for match in pattern.finditer(text):
        first, last = match.span()
        new_text += text[at:first] + by
        new_spans += spans[at:first] + [(spans[first][0], spans[last - 1][1])] * len(by)
        at = last
    return new_text + text[at:], new_spans + spans[at:]
