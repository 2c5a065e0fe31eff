"""The words that spacy-pkuseg finds, for many lines at once.

`pkuseg.cut` spells sixty features a character to look them up. Here the same weights are added in
the same order, so that not even a rounding differs, for all characters of a thousand sentences in
one call of numpy. The module imports numpy alone and reads the tables of a loaded
`spacy_pkuseg.pkuseg`: its dictionary, its model (`decode`), and what joins words (`merge`).
"""

from collections.abc import Iterator
from typing import Any

import numpy

from policy_themes.pipeline.arrays import Table
from policy_themes.pipeline.decode import Decoder
from policy_themes.pipeline.merge import Merger
from policy_themes.pipeline.trie import (
    Alphabet,
    Array,
    Trie,
    pad_strings,
    read_codes,
    take_apart,
)

_BLANKS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())


class BulkSegmenter(Table):
    """`pkuseg.cut` for a text of many lines."""

    _decoder: Decoder
    merger: Merger
    _characters: Alphabet
    _words: Trie
    _blanks: Alphabet

    def __init__(self, pkuseg: Any, config: Any) -> None:
        """Build the tables, which takes about a second.

        Args:
            pkuseg: A `spacy_pkuseg.pkuseg` that `can_segment` accepts.
            config: `spacy_pkuseg.config.config`, which holds for every segmenter.
        """
        self._decoder = Decoder(pkuseg, config)
        self.merger = Merger(pkuseg.postprocesser)
        words = sorted(_iter_words(pkuseg.preprocesser.trie))
        self._characters = Alphabet("".join(words))
        self._words = Trie(pad_strings(words, self._characters))
        self._blanks = Alphabet(_BLANKS)

    def segment(self, text: str) -> tuple[Array, Array]:
        """Return where the words of a text start and where they end; blanks are in none."""
        codes = read_codes(text)
        blank = self._blanks.encode(codes) > 0
        words = self._find_words(codes, blank)
        opens = ~blank & numpy.append(True, blank)[:-1]
        opens[words[:, 0]] = True
        behind = words[:, 1][words[:, 1] < len(codes)]
        opens[behind] = ~blank[behind]
        depth = numpy.zeros(len(codes) + 1, dtype="i8")
        numpy.add.at(depth, words[:, 0], 1)
        numpy.add.at(depth, words[:, 1], -1)
        free = numpy.flatnonzero(~blank & (numpy.cumsum(depth)[:-1] == 0))
        starts = opens.copy()
        starts[free] = self._decoder.open_words(codes[free], opens[free])
        self.merger.merge(text, codes, free, opens, starts)
        first = numpy.flatnonzero(starts)
        ends = numpy.flatnonzero(numpy.append(starts | blank, True))
        return first, ends[numpy.searchsorted(ends, first, side="right")]

    def _find_words(self, codes: Array, blank: Array) -> Array:
        """Return the dictionary's words as `Preprocesser.solve` cuts them, (n_words, 2).

        Where a longer word breaks off behind a whole one, all that was matched is cut: with 河长
        and 河长制度 in the dictionary, 河长制定 becomes 河长制 and 定. At the end of the text, or
        before a blank, the whole word alone is cut.
        """
        matched = numpy.zeros(len(codes), dtype="i8")
        whole = numpy.zeros(len(codes), dtype="i8")
        found = self._words.find(self._characters.encode(codes))
        for length, (places, numbers) in enumerate(found, start=1):
            matched[places] = length
            whole[places[numbers >= 0]] = length
        starts = numpy.flatnonzero(whole)
        ends = starts + matched[starts]
        is_last = numpy.append(blank, True)[ends]
        ends[is_last] = (starts + whole[starts])[is_last]
        return numpy.array(list(take_apart(starts, ends)), dtype="i8").reshape(-1, 2)


def can_segment(pkuseg: Any, config: Any) -> bool:
    """Return whether a segmenter is of the kind that `spacy_pkuseg.train` makes.

    Its features name no `**noWord`, the class of a character (`**Num`) is no part of a word, no
    character is of two nodes, and words go out without tags.
    """
    extractor = pkuseg.feature_extractor
    return bool(
        config.wordFeature
        and not pkuseg.postag
        and extractor.feature_to_idx.get("$$") == 0
        and not any("**noWord" in feature for feature in extractor.feature_to_idx)
        and not any("*" in word or not word for word in extractor.unigram)
    )


def _iter_words(node: Any, beginning: str = "") -> Iterator[str]:
    if node.isword and beginning:
        yield beginning
    for character, child in node.children.items():
        yield from _iter_words(child, beginning + character)
