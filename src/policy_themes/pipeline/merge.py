"""The words that spacy-pkuseg joins after segmenting, for many pieces of text at once."""

from collections.abc import Iterator, Sequence, Set
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy

from policy_themes.pipeline.arrays import Table
from policy_themes.pipeline.trie import MULTIPLIER, Array, read_codes
from policy_themes.pipeline.wordlist import Words

_MOST = 7
"""Words that `Postprocesser.post_process` joins at most."""
_BITS = 23
_MANY = 1_000
"""Strings in one call from which their whole hashes are worth comparing."""
_FACTOR = 0x5DEECE66D1234567
_REST = numpy.uint64(64 - _BITS)
_BYTE = numpy.uint64(3)
"""Bits that number the bits of a byte."""
_INVERSE = numpy.uint64(pow(_FACTOR, -1, 1 << 64))


class Merger(Table):
    """`Postprocesser`, called for those pieces alone that it changes.

    Its list of 390,000 words is asked by a hash first, in numpy: a string that is in the list has
    the first bits of its hash in the table, and of the others one in twenty. Where those are many,
    their whole hashes are compared too, with hashes made once in each process that needs them, as
    they would fill an archive. What is left is looked up.
    """

    common: Words
    other: Words
    _hashes: Array

    def __init__(self, postprocesser: Any) -> None:
        """Build the table from the postprocesser of a loaded `spacy_pkuseg.pkuseg`."""
        processes = postprocesser.do_process
        self.common = Words(postprocesser.common_words if processes else ())
        self.other = Words(postprocesser.other_words if processes else ())
        bits = numpy.zeros(1 << _BITS, dtype=bool)
        bits[self._hash_words() >> _REST] = True
        self._hashes = numpy.packbits(bits, bitorder="little")

    @cached_property
    def _whole_hashes(self) -> Array:
        return numpy.sort(self._hash_words())

    def _hash_words(self) -> Array:
        codes = read_codes(self.common.read_lines() + self.other.read_lines())
        ends = numpy.flatnonzero(codes == ord("\n"))
        return _hash(codes, numpy.append(0, ends + 1)[:-1], ends)

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
        for words, listed in self._find_pieces(codes, first, ends, own):
            edges = [*first[words].tolist(), int(ends[words][-1])]
            kept = self.join(text, edges, listed)
            if len(kept) < len(edges):
                starts[edges[:-1]] = False
                starts[kept[:-1]] = True

    def _find_pieces(
        self, codes: Array, first: Array, ends: Array, own: Array
    ) -> Iterator[tuple[slice, set[tuple[int, int]]]]:
        """Yield the words of each piece in which some together may be in the list, and which."""
        lengths = range(2, min(_MOST, len(own)) + 1)
        begins = [numpy.flatnonzero(own[: 1 - n] == own[n - 1 :]) for n in lengths]
        a = numpy.concatenate([own[:0], *begins])
        b = numpy.concatenate([own[:0], *map(numpy.add, begins, lengths)])
        likely = self._find_likely(_hash(codes, first[a], ends[b - 1]))
        a, b = a[likely], b[likely]
        listed: dict[int, list[tuple[int, int]]] = {}
        for number, *span in zip(own[a].tolist(), a.tolist(), b.tolist(), strict=True):
            listed.setdefault(number, []).append((span[0], span[1]))
        pieces = list(listed)
        opens = numpy.searchsorted(own, pieces).tolist()
        closes = numpy.searchsorted(own, pieces, side="right").tolist()
        for number, begin, end in zip(pieces, opens, closes, strict=True):
            yield slice(begin, end), {(i - begin, j - begin) for i, j in listed[number]}

    def _find_likely(self, hashes: Array) -> Array:
        """Return the places of those hashes that a word of the list may have."""
        slots = hashes >> _REST
        bits = self._hashes[slots >> _BYTE] >> (slots & numpy.uint64(7))
        likely = numpy.flatnonzero(bits & numpy.uint64(1))
        if len(likely) < _MANY:
            return likely
        places = numpy.searchsorted(self._whole_hashes, hashes[likely])
        places[places == len(self._whole_hashes)] = 0
        return likely[self._whole_hashes[places] == hashes[likely]]

    def join(self, text: str, edges: Sequence[int], listed: Set[tuple[int, int]]) -> list[int]:
        """Join the words of a piece as `Postprocesser.post_process` does.

        Args:
            text: The text.
            edges: Where each word of the piece starts, and where the last one ends.
            listed: Which up to seven words together may be in the list, from the number of the
                first up to that behind the last.

        Returns:
            The edges that are left.
        """
        if not any(self._are_one(text, edges[a : b + 1]) for a, b in listed):
            return list(edges)
        kept = list(range(len(edges)))
        for n in range(_MOST, 1, -1):
            i = 0
            while i + n < len(kept):
                span = kept[i], kept[i + n]
                if (span in listed or span[1] - span[0] > _MOST) and self._are_one(
                    text, [edges[k] for k in kept[i : i + n + 1]]
                ):
                    del kept[i + 1 : i + n]
                i += 1
        return [edges[k] for k in kept]

    def _are_one(self, text: str, edges: Sequence[int]) -> bool:
        joined = text[edges[0] : edges[-1]]
        if joined in self.common:
            return True
        if joined not in self.other:
            return False
        words = (text[a:b] for a, b in pairwise(edges))
        return not all(word in self.common or word in self.other for word in words)


def _hash(codes: Array, starts: Array, ends: Array) -> Array:
    """Return a number of 64 bits for each stretch of a text, the same for the same characters.

    References:
        Karp and Rabin (1987), Efficient randomized pattern-matching algorithms; modulo 2^64.
    """
    powers = numpy.full(len(codes) + 1, _FACTOR, dtype="u8")
    inverses = numpy.full(len(codes) + 1, _INVERSE, dtype="u8")
    powers[0] = inverses[0] = 1
    powers, inverses = numpy.cumprod(powers), numpy.cumprod(inverses)
    sums = numpy.append(numpy.uint64(0), numpy.cumsum(codes.astype("u8") * powers[:-1]))
    hashes: Array = (sums[ends] - sums[starts]) * inverses[starts] * MULTIPLIER
    return hashes
