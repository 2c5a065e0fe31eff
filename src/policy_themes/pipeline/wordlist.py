"""A set of many words that is there as soon as its bytes are read."""

from collections.abc import Collection, Iterable, Iterator
from zlib import crc32

import numpy

from policy_themes.pipeline.arrays import Table
from policy_themes.pipeline.trie import Array

_WORDS_A_SLOT = 4
_ENCODING = ("utf-8", "surrogatepass")


class Words(Table, Collection[str]):
    """Words without line breaks, which lie in slots by their checksums.

    spacy-pkuseg's list has 390,000: as a `set` they take a fifth of a second and 60 MB.
    """

    _lines: bytes
    _ends: Array
    _size: int

    def __init__(self, words: Iterable[str]) -> None:
        lines = sorted({word.encode(*_ENCODING) for word in words})
        self._size = len(lines)
        slots = [b""] * (len(lines) // _WORDS_A_SLOT + 1)
        for line in lines:
            slots[crc32(line) % len(slots)] += line + b"\n"
        self._lines = b"\n" + b"".join(slots)
        self._ends = numpy.cumsum([0, *map(len, slots)]).astype("u4")

    def __contains__(self, word: object) -> bool:
        if not self._size:
            return False
        line = str(word).encode(*_ENCODING)
        slot = crc32(line) % (len(self._ends) - 1)
        start, end = self._ends[slot], self._ends[slot + 1]
        return self._lines.find(b"\n%b\n" % line, start, end + 1) >= 0

    def __iter__(self) -> Iterator[str]:
        yield from self._lines.decode(*_ENCODING).split("\n")[1:-1]

    def __len__(self) -> int:
        return int(self._size)
