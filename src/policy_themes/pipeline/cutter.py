"""The words of many sentences at once, as `SentenceTokenizer` cuts each."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy

from policy_themes.pipeline.features import Cut
from policy_themes.pipeline.segment import BulkSegmenter
from policy_themes.pipeline.tokenizer import SentenceTokenizer, locate_pieces
from policy_themes.pipeline.trie import read_codes


def make_cut(tokenizer: SentenceTokenizer) -> Cut:
    """Return the fastest way to the words of a tokenizer, with the dictionary that it has now."""
    tokenizer.build_bulk()
    return find_cut(tokenizer)


def find_cut(tokenizer: SentenceTokenizer) -> Cut:
    """Return the fastest way to the words of a tokenizer for which nothing must be built."""
    if segmenter := tokenizer.bulk:
        return lambda sentences: _cut(tokenizer, segmenter, sentences)
    return lambda sentences: [tokenizer.cut(sentence) for sentence in sentences]


def _cut(tokenizer: Any, segmenter: BulkSegmenter, sentences: Sequence[str]) -> list[list[str]]:
    lines = "\n".join(sentences)
    shown = tokenizer.shown.show(lines)
    starts, ends = segmenter.segment(shown)
    breaks = numpy.flatnonzero(read_codes(shown) == ord("\n"))
    bounds = [0, *numpy.searchsorted(starts, breaks).tolist(), len(starts)]
    if len(shown) < len(lines):
        places = numpy.array(locate_pieces(lines))
        starts, ends = places[starts], places[ends]
    words = [lines[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
    return [words[a:b] for a, b in pairwise(bounds)]
