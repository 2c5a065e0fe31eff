"""The outline of a report: what each of its blocks is, and the headings above each sentence.

The module needs the standard library alone, so that a wheel carries it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from policy_themes.corpus.blocks import Block, find_next
from policy_themes.corpus.lines import ITEM, RUN_IN, UNNUMBERED, is_issuer, marker_level
from policy_themes.corpus.split import split_sentences
from policy_themes.records import Kind

_LONGEST_HEADING = 45
_LONGEST_NUMBERED_HEADING = 40
_LONGEST_RUN_IN = 32
_LONGEST_HEAD_CAPTION = 12
_FEWEST_HEAD_CAPTIONS = 3
_RUN_IN = re.compile(
    r"^(?:[^\d,\uff0c。]{3,13}[,\uff0c、][^\d,\uff0c。]{3,13}|[^\d,\uff0c。]{4,9})。$"
)
"""An unnumbered run-in heading is short, without figures: “强堡垒,队伍硬起来。” “建强阵地。”"""
_RUN_IN_COLON = re.compile(r"^[^:\uff1a。]{3,26}(?=[:\uff1a])")
"""A numbered run-in heading that a colon closes: “1.上堤巡查:4 月起……。”"""
_FIGURES = re.compile(r"[\d:\uff1a]")
_SPEAKER = re.compile(
    r"(?:书记|[镇乡县区]长|主任|局长|第一书记)\s?[\u4e00-\u9fff]{1,2}\s?[\u4e00-\u9fff]{1,2}$"
)
_TRAILING_STOPS = "。;\uff1b:\uff1a"


def find_kinds(blocks: Sequence[Block]) -> list[Kind]:
    """Return what each block of a report is."""
    kinds: list[Kind] = [
        block.kind or ("heading" if _is_heading(blocks, i) else "body")
        for i, block in enumerate(blocks)
    ]
    bodies = [i for i, kind in enumerate(kinds) if kind == "body"]
    first, last = (bodies[0], bodies[-1]) if bodies else (len(kinds), -1)
    _mark_head(blocks, kinds, first)
    for i in range(last + 1, len(kinds)):
        if kinds[i] == "heading" and bodies and is_issuer(blocks[i].text):
            kinds[i] = "credit"
    return kinds


def iter_sections(
    blocks: Sequence[Block], kinds: Sequence[Kind], texts: Sequence[Sequence[str]]
) -> Iterator[tuple[str, ...]]:
    """Yield the headings above each sentence of a report, outermost first.

    Args:
        blocks: The report's blocks.
        kinds: What each is, as `find_kinds` says.
        texts: The sentences of each block; a block that is no body is one sentence, whatever is
            in it.
    """
    outline = _Outline()
    first_body = next((i for i, kind in enumerate(kinds) if kind == "body"), len(kinds))
    for i, (kind, own) in enumerate(zip(kinds, texts, strict=True)):
        for j, sentence in enumerate(own):
            following = own[j + 1] if j + 1 < len(own) else None
            run_in = j == 0 and following is not None and bool(_RUN_IN.match(sentence))
            outline.enter(sentence, kind, following, run_in=run_in, is_title=i < first_body)
            yield outline.above
        if kind == "body":
            outline.end_paragraph()


class _Outline:
    """The headings that are open at a place in the report."""

    def __init__(self) -> None:
        self._open: list[tuple[float, str]] = []
        self.above: tuple[str, ...] = ()

    def enter(
        self, sentence: str, kind: Kind, following: str | None, *, run_in: bool, is_title: bool
    ) -> None:
        """Move to the next sentence; `above` is then its heading path."""
        level: float | None = marker_level(sentence)
        if kind == "heading":
            level = level or UNNUMBERED
        elif kind == "body" and level is None and run_in:
            level = RUN_IN
        if kind not in ("heading", "body") or level is None:
            self.above = self._path()
            return
        self._close(level)
        self.above = self._path()
        if kind == "heading":
            if not (is_title and level in (UNNUMBERED, ITEM)):
                self._open.append((level, sentence.rstrip(_TRAILING_STOPS)))
        elif following is not None and marker_level(following) is None:
            if len(sentence) <= _LONGEST_RUN_IN:
                self._open.append((level, sentence.rstrip(_TRAILING_STOPS)))
            elif lead := _RUN_IN_COLON.match(sentence):
                self._open.append((level, lead[0]))

    def end_paragraph(self) -> None:
        """Close the run-in headings that hold for one paragraph only."""
        self._close(RUN_IN)

    def _close(self, level: float) -> None:
        self._open = [(other, text) for other, text in self._open if other < level]

    def _path(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._open)


def _is_heading(blocks: Sequence[Block], i: int) -> bool:
    block = blocks[i]
    level = marker_level(block.text)
    if not block.ended:
        return len(block.text) <= _LONGEST_HEADING or bool(level and len(block.text) <= 60)
    if level is None or level >= ITEM or len(block.text) > _LONGEST_NUMBERED_HEADING:
        return False
    if block.text[-1] != "。" or _FIGURES.search(block.text[3:]):
        return False
    if len(split_sentences(block.text)) != 1:
        return False
    # “(一)抓实党建。” on a line of its own, with its paragraphs below it
    following = find_next(blocks, i)
    if following is None:
        return False
    below = marker_level(following.text)
    return below is None or below > level


def _mark_head(blocks: Sequence[Block], kinds: list[Kind], first: int) -> None:
    """Tell titles from the captions and credits that stand around them."""
    titles = [i for i in range(first) if kinds[i] == "heading" and not marker_level(blocks[i].text)]
    for i in titles[1:]:
        if is_issuer(blocks[i].text) or _SPEAKER.search(blocks[i].text):
            kinds[i] = "credit"
    titles = [i for i in titles if kinds[i] == "heading"]
    # The captions of the pictures that a newspaper page puts above the title.
    captions = list(takewhile(lambda i: len(blocks[i].text) <= _LONGEST_HEAD_CAPTION, titles[:-1]))
    if len(captions) >= _FEWEST_HEAD_CAPTIONS:
        for i in captions:
            kinds[i] = "caption"
