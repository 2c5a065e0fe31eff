"""Splitting Chinese text into sentences, by the rules of the annotation guideline."""

import re
from collections.abc import Container, Iterator, Sequence

STOPS = "。\uff01\uff1f!?"
_CLOSER_OF = dict(zip("“‘「『《〈\uff08(【[\u3014", "”’」』》〉\uff09)】]\u3015", strict=True))
_BRACKETS = "\uff08(【[\u3014"
_TITLES = "《〈"
_CLOSERS = frozenset(_CLOSER_OF.values()) | {'"'}
_LONGEST_BRACKET = 60
"""A bracket longer than this is taken for one that somebody forgot to close."""
LONGEST = 10_000
"""Characters of a sentence; a text that has no stop for so long has no sentences, and what reads
them takes time and memory by their length."""
_HALF_WIDTH_STOP = re.compile(
    # “工作推进.全镇…”: a stop typed as a dot, but not 3.5亿元, 1.加强领导 or www.a.cn
    r"(?<=[\u4e00-\u9fff”’》\uff09)%])[.．](?=[\u4e00-\u9fff“‘《\s]|$)"
)
_STOP = re.compile(f"[{re.escape(STOPS)}]")
_PAIRED = re.compile(f"[{re.escape(''.join(_CLOSER_OF) + ''.join(sorted(_CLOSERS)))}]")
_NUMERAL_MARKER = re.compile(r"^\s*[\uff08(]?[一二三四五六七八九十]{1,3}$")


def iter_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the `(start, end)` offsets of the sentences of `text`, in order.

    A sentence ends at 。！？ or their half-width forms, together with the closing quotes and
    brackets that follow, and at the end of a line. It never ends at a semicolon, inside a decimal,
    inside 《》, or inside quotes or short brackets that go on; it is cut after 10,000 characters.
    Offsets leave out the white space around a sentence; lines without any other character yield
    nothing.
    """
    position = 0
    for line in text.splitlines(keepends=True):
        for start, end in _iter_line(line):
            yield position + start, position + end
        position += len(line)


def split_sentences(text: str) -> list[str]:
    """Return the sentences of `text`; see `iter_sentences`."""
    return [text[start:end] for start, end in iter_sentences(text)]


def _iter_line(line: str) -> Iterator[tuple[int, int]]:
    stops = _find_stops(line)
    straight = [match.start() for match in re.finditer('"', line)] if stops else []
    closing = frozenset(straight[1::2])
    pairs = sorted(_find_pairs(line, straight)) if stops else []
    around: list[tuple[int, int]] = []  # the pairs that are open at the stop
    start = seen = 0
    for stop in stops:
        while seen < len(pairs) and pairs[seen][0] < stop:
            around.append(pairs[seen])
            seen += 1
        around = [pair for pair in around if pair[1] >= stop]
        if stop < start:
            continue  # part of a run such as “!!” that has been taken already
        end = _absorb(line, stop + 1, closing)
        if any(_holds(line, pair, stop, end) for pair in around):
            continue
        if line[stop] in ".．" and _NUMERAL_MARKER.match(line[start:stop]):
            continue  # “一.加强领导”
        yield from _strip(line, start, end)
        start = end
    yield from _strip(line, start, len(line))


def _holds(line: str, pair: tuple[int, int], stop: int, end: int) -> bool:
    opening, closing = pair
    if line[opening] in _TITLES:
        return opening < stop < closing  # 《水通了吗?》 is a title, not a sentence
    return opening < stop and end <= closing


def _find_stops(line: str) -> list[int]:
    stops = [match.start() for match in _STOP.finditer(line)]
    if "." in line or "．" in line:
        stops = sorted(stops + [match.start() for match in _HALF_WIDTH_STOP.finditer(line)])
    return stops


def _absorb(line: str, end: int, closing: Container[int]) -> int:
    """Return the end of a sentence behind its stops, closers, and straight quotes that close."""
    while end < len(line) and (
        line[end] in STOPS or (end in closing if line[end] == '"' else line[end] in _CLOSERS)
    ):
        end += 1
    return end


def _find_pairs(line: str, straight: Sequence[int]) -> list[tuple[int, int]]:
    """Return the matched pairs inside which no sentence ends; slips are left unmatched.

    Args:
        line: The line.
        straight: Where its straight quotes are.
    """
    pairs: list[tuple[int, int]] = []
    stack: list[int] = []
    for match in _PAIRED.finditer(line):
        i, char = match.start(), match[0]
        if char in _CLOSER_OF:
            # “甲。乙“丙”: a second “ while one is open means that the first was never closed.
            # A bracket open for too long was never closed; so the stack stays short.
            stack = [o for o in stack if _stays_open(line, o, i)]
            stack.append(i)
        elif char in _CLOSERS:
            for depth in range(len(stack) - 1, -1, -1):
                if _matches(line[stack[depth]], char):
                    pairs.append((stack[depth], i))
                    del stack[depth:]
                    break
    if len(straight) % 2 == 0:
        pairs += zip(straight[::2], straight[1::2], strict=True)
    return [
        (opening, closing)
        for opening, closing in pairs
        if line[opening] not in _BRACKETS or closing - opening <= _LONGEST_BRACKET
    ]


def _stays_open(line: str, opening: int, i: int) -> bool:
    if line[opening] in _BRACKETS:
        return i - opening <= _LONGEST_BRACKET
    return line[opening] != line[i]


def _matches(opening: str, closing: str) -> bool:
    # Offices mix half- and full-width brackets: “(下同)”.
    return _CLOSER_OF[opening] == closing or (opening in "\uff08(" and closing in "\uff09)")


def _strip(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        while start < end and line[start].isspace():
            start += 1
        stop = last = min(end, start + LONGEST)
        while stop > start and line[stop - 1].isspace():
            stop -= 1
        if start < stop:
            yield start, stop
        start = last
