"""Joining the lines that columns, pages and captions broke into paragraphs and headings."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from policy_themes.corpus.lines import ITEM, furniture_kind, marker_level
from policy_themes.corpus.split import STOPS
from policy_themes.records import Kind

_ENDED = re.compile(r"[。\uff01\uff1f!?;\uff1b:\uff1a…][”’」』》)\uff09】\]\"]*$")
_GOES_ON = frozenset(",\uff0c、“‘《〈(\uff08【[")
_INNER_CLOSERS = "”’」』》)\uff09"
_CLOSES = re.compile(rf"[{STOPS},\uff0c、;\uff1b”’」』》)\uff09]")
_COMMA = re.compile("[,\uff0c]")
_LONGEST_HEADING = 35
_LONGEST_BLOCK = 10_000
"""No paragraph is longer: no line goes on behind more text, or stands inside it; else a file of
commas would take time by its square."""
_LONGEST_NUMBERED_HEADING = 50
_LONGEST_CAPTION = 30
_SHORTEST_COLUMN = 15
_LEAST_LINES = 6
_TAIL = 50
"""Characters at the end of a text in which its last stop is looked for; a regular expression that
ends in `$` would read the whole text, line after line."""


@dataclass
class Block:
    """A paragraph, a heading or a piece of page furniture, put together again.

    Attributes:
        text: The text on one line.
        kind: caption, credit or junk if its lines tell so, else None.
    """

    text: str
    kind: Kind | None = None

    @property
    def ended(self) -> bool:
        """Whether a stop, a semicolon or a colon closes the block."""
        return bool(_ENDED.search(self.text[-_TAIL:]))


@dataclass(frozen=True)
class _Line:
    text: str
    gap: bool  # an empty line stands before it
    kind: Kind | None
    edge: bool  # it opens or closes a page


_Either = TypeVar("_Either", Block, _Line)


def join_lines(text: str) -> list[Block]:
    """Return the blocks of a cleaned text, each on one line.

    A sentence that a line break, a page break or a caption cut in two is put together in one
    block; what stood between its halves follows as blocks of their own.
    """
    lines = _mark_running_heads(list(_iter_lines(text)))
    column = _find_column(lines)
    blocks: list[Block] = []
    open_block: Block | None = None
    interrupted = False
    last = ""
    for i, line in enumerate(lines):
        if line.kind is not None:
            blocks.append(Block(line.text, line.kind))
            interrupted = True
            continue
        if open_block and len(open_block.text) > _LONGEST_BLOCK:
            open_block = None
        goes_on = open_block and _continues(open_block, last, line, column, interrupted=interrupted)
        if open_block and _is_inserted_caption(open_block, lines, i, column, goes_on=bool(goes_on)):
            blocks.append(Block(line.text, "caption"))
            interrupted = True
            continue
        if open_block and goes_on:
            open_block.text = _join(open_block.text, line.text)
        else:
            open_block = Block(line.text)
            blocks.append(open_block)
        interrupted, last = False, line.text
    return blocks


def _iter_lines(text: str) -> Iterator[_Line]:
    gap = False
    for page_number, page in enumerate(text.split("\f")):
        if page_number:
            gap = False  # the blank rest of a page is no gap between paragraphs
        found = [re.sub(" {2,}", " ", raw.strip()) for raw in page.split("\n")]
        filled = [i for i, line in enumerate(found) if line]
        edges = {filled[0], filled[-1]} if filled and "\f" in text else set()
        for i, line in enumerate(found):
            if line:
                yield _Line(line, gap, furniture_kind(line), i in edges)
            gap = not line


def _mark_running_heads(lines: list[_Line]) -> list[_Line]:
    """Mark as junk a short line that stands three times or more at the edge of a page.

    A page's edge is a page break, or a line of page furniture such as the page number.
    """
    edges = [
        line.edge or any(lines[j].kind == "junk" for j in (i - 1, i + 1) if 0 <= j < len(lines))
        for i, line in enumerate(lines)
    ]
    at_edge = Counter(line.text for line, edge in zip(lines, edges, strict=True) if edge)
    counts = Counter(line.text for line in lines)
    running = {
        text
        for text, count in counts.items()
        if count >= 3 and at_edge[text] == count and len(text) <= 40 and not _ENDED.search(text)
    }
    return [
        replace(line, kind="junk") if line.text in running and line.kind is None else line
        for line in lines
    ]


def _find_column(lines: list[_Line]) -> int | None:
    """Return the width in characters at which the text was wrapped, or None if it was not."""
    longest = max((len(x.text) for x in lines if x.kind is None), default=0)
    broken = [len(x.text) for x in lines if x.kind is None and not _ENDED.search(x.text)]
    if len(broken) < _LEAST_LINES:
        return None
    counts = Counter(broken)
    # Half-width digits and letters make lines of one column differ by a few characters.
    column, _ = max(
        ((w, sum(counts[v] for v in range(w - 3, w + 4))) for w in counts), key=lambda pair: pair[1]
    )
    near = sum(counts[v] for v in range(column - 3, column + 4))
    if column < max(_SHORTEST_COLUMN, longest - 8):
        return None  # headings of one length, not wrapped text: longer lines stand beside them
    if near >= max(_LEAST_LINES, 0.5 * len(broken)):
        return column
    return None


def _continues(
    block: Block, last: str, line: _Line, column: int | None, *, interrupted: bool
) -> bool:
    if block.text[-1] in _GOES_ON or _CLOSES.match(line.text):
        return True
    full = column is not None and len(last) >= column - 4
    if block.ended:
        return full and not line.gap and block.text[-1] in ";\uff1b" and not marker_level(line.text)
    if marker_level(line.text):
        return False
    if line.gap and not interrupted:
        return False
    if full:
        return True
    return _is_open(block)


def _is_open(block: Block) -> bool:
    """Return whether an unended block is a broken sentence rather than a heading."""
    if block.ended:
        return False
    if block.text[-1] in _GOES_ON or _has_inner_stop(block.text):
        return True
    level = marker_level(block.text)
    longest = _LONGEST_NUMBERED_HEADING if level and level < ITEM else _LONGEST_HEADING
    return len(block.text) > longest and bool(_COMMA.search(block.text))


def _has_inner_stop(text: str) -> bool:
    """Return whether words follow the last stop, and close no quotation or bracket."""
    stop = max(map(text.rfind, STOPS))
    return max(map(text.rfind, _INNER_CLOSERS)) < stop < len(text) - 1


def find_next(blocks: Sequence[_Either], i: int) -> _Either | None:
    """Return the first after `i` that is no furniture."""
    return next((blocks[j] for j in range(i + 1, len(blocks)) if blocks[j].kind is None), None)


def _is_inserted_caption(
    block: Block, lines: list[_Line], i: int, column: int | None, *, goes_on: bool
) -> bool:
    line = lines[i]
    if _CLOSES.match(line.text):
        return False
    if goes_on and not (column and len(line.text) < column - 8 and _is_open(block)):
        return False  # only a line much shorter than its column can stand inside a sentence
    if len(line.text) > _LONGEST_CAPTION or _ENDED.search(line.text) or marker_level(line.text):
        return False
    if block.ended or not (_is_open(block) or (column and len(block.text) >= column - 4)):
        return False
    following = find_next(lines, i)
    if following is None or marker_level(following.text):
        return False
    if column and len(following.text) >= column - 4:
        return True
    return any(stop in following.text for stop in STOPS)


def _join(left: str, right: str) -> str:
    both_letters = left[-1].isascii() and left[-1].isalpha() and right[0].isascii()
    return f"{left} {right}" if both_letters and right[0].isalpha() else left + right
