"""The words that spacy-pkuseg joins after segmenting, for many pieces of text at once."""

from collections.abc import Sequence
from typing import Any

import numpy

from policy_themes.pipeline.arrays import Table
from policy_themes.pipeline.trie import MULTIPLIER, Array, read_codes
from policy_themes.pipeline.wordlist import Words

_MOST = 7
"""Words that `Postprocesser.post_process` joins at most."""
_BITS = 23
_FACTOR = 0x5DEECE66D1234567
_BYTE = numpy.uint64(3)
"""Bits that number the bits of a byte."""
_INVERSE = numpy.uint64(pow(_FACTOR, -1, 1 << 64))


class Merger(Table):
    """`Postprocesser`, called for those pieces alone that it changes.

    Its list of 390,000 words is asked by a hash first, in numpy: a string that is in the list has
    its hash in the table, and of the others one in twenty, which is looked up.
    """

    common: Words
    other: Words
    _hashes: Array

    def __init__(self, postprocesser: Any) -> None:
        """Build the table from the postprocesser of a loaded `spacy_pkuseg.pkuseg`."""
        processes = postprocesser.do_process
        self.common = Words(postprocesser.common_words if processes else ())
        self.other = Words(postprocesser.other_words if processes else ())
        codes = read_codes("\n".join([*self.common, *self.other, ""]))
        ends = numpy.flatnonzero(codes == ord("\n"))
        starts = numpy.append(0, ends + 1)[:-1]
        hashes = numpy.zeros(1 << _BITS, dtype=bool)
        hashes[_hash(codes, [(starts, ends)])[0]] = True
        self._hashes = numpy.packbits(hashes, bitorder="little")

    def merge(self, text: str, codes: Array, free: Array, opens: Array, starts: Array) -> None:
        """Close in `starts` the words that go to the one before.

        Args:
            text: The text.
            codes: Its code points.
            free: Places of the characters that are in no word of the dictionary.
            opens: Whether a piece starts at a character.
            starts: Whether a word starts at a character; it is changed.
        """
        first = free[starts[free]]
        if not len(first) or not (self.common or self.other):
            return
        piece = numpy.cumsum(opens)
        own = piece[first]
        ends = numpy.append(first[1:], 0)
        is_last = numpy.append(own[1:] != own[:-1], True)
        lasts = free[numpy.searchsorted(piece[free], own[is_last], side="right") - 1] + 1
        ends[is_last] = lasts
        for number in self._find_pieces(text, codes, first, ends, own):
            self._join(
                text, first, ends, slice(*numpy.searchsorted(own, [number, number + 1])), starts
            )

    def _find_pieces(
        self, text: str, codes: Array, first: Array, ends: Array, own: Array
    ) -> list[int]:
        """Return the numbers of the pieces in which words are joined."""
        spans = []
        for n in range(2, _MOST + 1):
            together = numpy.flatnonzero(own[: 1 - n] == own[n - 1 :]) if n <= len(own) else own[:0]
            spans.append((together, together + n - 1))
        hashes = _hash(codes, [(first[a], ends[b]) for a, b in spans])
        found: set[int] = set()
        for (a, b), slots in zip(spans, hashes, strict=True):
            bits = self._hashes[slots >> _BYTE] >> (slots & numpy.uint64(7))
            likely = bits & numpy.uint64(1) > 0
            for i, j in zip(a[likely].tolist(), b[likely].tolist(), strict=True):
                if own[i] not in found and self._joins(text, first, ends, i, j):
                    found.add(int(own[i]))
        return sorted(found)

    def _joins(self, text: str, first: Array, ends: Array, i: int, j: int) -> bool:
        spans = zip(first[i : j + 1], ends[i : j + 1], strict=True)
        return self._are_one([text[a:b] for a, b in spans])

    def _are_one(self, words: Sequence[str]) -> bool:
        joined = "".join(words)
        if joined in self.common:
            return True
        if joined not in self.other:
            return False
        return not all(word in self.common or word in self.other for word in words)

    def join_words(self, words: Sequence[str]) -> list[str]:
        """Return the words of a piece as `Postprocesser.post_process` joins them."""
        joined = list(words)
        for n in range(_MOST, 1, -1):
            i = 0
            while i + n <= len(joined):
                if self._are_one(joined[i : i + n]):
                    joined[i : i + n] = ["".join(joined[i : i + n])]
                i += 1
        return joined

    def _join(self, text: str, first: Array, ends: Array, own: slice, starts: Array) -> None:
        at = first[own][0]
        words = [text[a:b] for a, b in zip(first[own], ends[own], strict=True)]
        starts[first[own]] = False
        for word in self.join_words(words):
            starts[at] = True
            at += len(word)


def _hash(codes: Array, spans: list[tuple[Array, Array]]) -> list[Array]:
    """Return a number of 23 bits for each stretch of a text, the same for the same characters.

    References:
        Karp and Rabin (1987), Efficient randomized pattern-matching algorithms; modulo 2^64.
    """
    powers = numpy.full(len(codes) + 1, _FACTOR, dtype="u8")
    inverses = numpy.full(len(codes) + 1, _INVERSE, dtype="u8")
    powers[0] = inverses[0] = 1
    powers, inverses = numpy.cumprod(powers), numpy.cumprod(inverses)
    sums = numpy.append(numpy.uint64(0), numpy.cumsum(codes.astype("u8") * powers[:-1]))
    shift = numpy.uint64(64 - _BITS)
    return [
        ((sums[ends] - sums[starts]) * inverses[starts] * MULTIPLIER) >> shift
        for starts, ends in spans
    ]
