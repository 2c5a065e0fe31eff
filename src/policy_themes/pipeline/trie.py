"""Sequences of numbers, such as the characters of n-grams, found at many places at once.

A dictionary is asked a hundred times a sentence and each question costs Python's overhead; here
one call of numpy asks for all places of a thousand sentences.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy

from policy_themes.pipeline.arrays import Table

Array = Any
"""A numpy array; numpy's own types say nothing of shapes."""
MULTIPLIER = numpy.uint64(0x9E3779B97F4A7C15)
"""2^64 over the golden ratio, which spreads keys that lie close together."""
_SLOTS_A_KEY = 3


class KeyTable(Table):
    """A hash table from keys to their numbers.

    References:
        Knuth, The Art of Computer Programming, volume 3, 6.4: multiplicative hashing, and open
        addressing with linear probing.
    """

    _shift: numpy.uint64
    _last: int
    _keys: Array
    _numbers: Array

    def __init__(self, keys: Array) -> None:
        """Build the table.

        Args:
            keys: Distinct integers of 0 or more, of shape (n,); a key's number is its place.
        """
        bits = max(4, (_SLOTS_A_KEY * len(keys)).bit_length())
        self._shift = numpy.uint64(64 - bits)
        self._last = (1 << bits) - 1
        self._keys = numpy.full(1 << bits, -1, dtype="i8")
        self._numbers = numpy.full(1 << bits, -1, dtype="i8")
        left = numpy.arange(len(keys))
        slots = self._hash(keys)
        while len(left):
            free = self._keys[slots] < 0
            # Of several keys for one slot one stays, and the others move on.
            self._numbers[slots[free]] = left[free]
            placed = self._numbers[slots] == left
            self._keys[slots[placed]] = keys[left[placed]]
            left, slots = left[~placed], (slots[~placed] + 1) & self._last

    def find(self, keys: Array) -> Array:
        """Return the numbers of keys, of shape (n,), -1 for one that is not in the table."""
        slots = self._hash(keys)
        found = self._keys[slots]
        numbers = numpy.where(found == keys, self._numbers[slots], -1)
        left = numpy.flatnonzero((found != keys) & (found >= 0))
        slots = slots[left]
        while len(left):
            slots = (slots + 1) & self._last
            found = self._keys[slots]
            hit = found == keys[left]
            numbers[left[hit]] = self._numbers[slots[hit]]
            on = (found >= 0) & ~hit
            left, slots = left[on], slots[on]
        return numbers

    def _hash(self, keys: Array) -> Array:
        return ((keys.astype("u8") * MULTIPLIER) >> self._shift).astype("i8")


class Alphabet(Table):
    """Numbers of characters, from 1; 0 is a character that is not in it."""

    _numbers: Array

    def __init__(self, characters: Iterable[str]) -> None:
        known = sorted(set(characters))
        codes = numpy.array([ord(character) for character in known], dtype="i8")
        self._numbers = numpy.zeros(int(codes.max(initial=0)) + 2, dtype="i8")
        self._numbers[codes] = numpy.arange(1, len(known) + 1)

    def encode(self, codes: Array) -> Array:
        """Return the numbers of characters given as their code points, of the same shape."""
        return self._numbers.take(codes, mode="clip")  # what lies behind the table is its last, 0


class Trie(Table):
    """Sequences of ids and their beginnings."""

    longest: int
    _width: int
    _steps: KeyTable
    _first: Array
    _numbers: Array

    def __init__(self, sequences: Array) -> None:
        """Build the trie.

        Args:
            sequences: Distinct sequences of ids from 1, of shape (n, longest), filled up with 0;
                a sequence's number is its row.
        """
        rows, self.longest = sequences.shape
        self._width = int(sequences.max(initial=0)) + 1
        lengths = numpy.count_nonzero(sequences, axis=1)
        node = numpy.zeros(rows, dtype="i8")  # where each sequence has got to; 0 is the root
        keys: list[Array] = [numpy.zeros(0, dtype="i8")]
        count = 1
        for level in range(self.longest):
            alive = numpy.flatnonzero(lengths > level)
            steps, place = numpy.unique(
                node[alive] * self._width + sequences[alive, level], return_inverse=True
            )
            node[alive] = count + place
            keys.append(steps)
            count += len(steps)
        self._steps = KeyTable(numpy.concatenate(keys))
        self._first = self._steps.find(numpy.arange(self._width)) + 1
        self._numbers = numpy.full(count, -1, dtype="i8")
        self._numbers[node] = numpy.arange(rows)
        self._numbers[0] = -1

    def find(self, ids: Array) -> Iterator[tuple[Array, Array]]:
        """Yield, for the lengths 1, 2 and so on, where a beginning of that length stands.

        Args:
            ids: Ids of shape (n,); 0 is no id of any sequence, and parts what lies around it.

        Yields:
            The places in order and, of the same shape, the numbers of the sequences that stand
            there whole, -1 where there is but the beginning of one.
        """
        ids = numpy.concatenate([ids, numpy.zeros(self.longest, dtype="i8")])
        ids[ids >= self._width] = 0  # no sequence holds them
        node = self._first[ids]
        places = numpy.flatnonzero(node)
        node = node[places]
        for length in range(1, self.longest + 1):
            yield places, self._numbers[node]
            node = self._steps.find(node * self._width + ids[places + length]) + 1
            alive = node > 0
            places, node = places[alive], node[alive]


def read_codes(text: str) -> Array:
    """Return the code points of a text, of shape (n_characters,)."""
    codes = numpy.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return codes.astype("i8")


def pad_strings(strings: Sequence[str], alphabet: Alphabet) -> Array:
    """Return strings as rows of their characters' numbers, filled up with 0, for a `Trie`."""
    lengths = numpy.array([len(string) for string in strings], dtype="i8")
    padded = numpy.zeros((len(strings), int(lengths.max(initial=0))), dtype="i8")
    filled = numpy.arange(padded.shape[1]) < lengths[:, None]
    padded[filled] = alphabet.encode(read_codes("".join(strings)))
    return padded


def take_apart(starts: Array, ends: Array) -> Iterator[tuple[int, int]]:
    """Yield of stretches, in the order of their starts, those that begin behind the last one."""
    free = 0
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if start >= free:
            yield start, end
            free = end
