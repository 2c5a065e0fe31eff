"""The sentences of any doc as sentences of a report: their kind, and the headings above them.

Somebody else's pipeline has split the doc; the lines that are headings, captions or credits are
found here as in a report that we read ourselves. A wheel carries the module.
"""

import re
from collections.abc import Sequence

from spacy.tokens import Doc

from policy_themes.corpus.blocks import Block, join_lines
from policy_themes.corpus.outline import find_kinds, iter_sections
from policy_themes.records import Kind, Sentence

_LINE = re.compile(r"[^\n\f]+")
Slice = tuple[int, int]
Section = tuple[str, ...]


def place_sentences(doc: Doc) -> list[Sentence]:
    """Return the sentences of a doc with their kinds and headings, one for each of `doc.sents`.

    A sentence that goes over a heading's line into a paragraph, as a splitter makes that does not
    mind line ends, is read without the heading, which stands in its section. A sentence of blanks
    is junk. `start` and `end` slice the doc's text.
    """
    blocks = join_lines(doc.text)
    kinds = find_kinds(blocks)
    places = _place_characters(doc.text, blocks)
    spans = [(sent.start_char, sent.end_char) for sent in doc.sents]
    parts = [_find_parts(places[start:end]) for start, end in spans]
    sections = _find_sections(blocks, kinds, parts)
    placed: list[Sentence] = []
    for i, (start, end) in enumerate(spans):
        read = [block for block in parts[i] if kinds[block] == "body"] or list(parts[i])[-1:]
        placed.append(
            Sentence(
                report="",
                index=i + 1,
                kind=kinds[read[0]] if read else "junk",
                section=sections[i, read[0]] if read else (),
                start=start,
                end=end,
                text="".join(blocks[block].text[slice(*parts[i][block])] for block in read),
            )
        )
    return placed


def _place_characters(text: str, blocks: Sequence[Block]) -> list[tuple[int, int] | None]:
    """Return the block and the place in it of each character of a text; None for a blank.

    `join_lines` makes the blocks of the lines in their order, but for a caption, whose block
    stands behind the one that it interrupts.
    """
    places: list[tuple[int, int] | None] = [None] * len(text)
    left = [_find_filled(block.text, 0, len(block.text)) for block in blocks]
    bare = ["".join(block.text.split()) for block in blocks]
    opened = newest = -1
    for match in _LINE.finditer(text):
        own = _find_filled(text, *match.span())
        if not own:
            continue
        line = "".join(text[i] for i in own)
        done = len(bare[opened]) - len(left[opened]) if opened >= 0 else 0
        goes_on = opened >= 0 and left[opened] and bare[opened].startswith(line, done)
        if not goes_on:
            newest += 1
        block = opened if goes_on else newest
        for i, at in zip(own, left[block], strict=False):
            places[i] = (block, at)
        left[block] = left[block][len(own) :]
        if left[block]:
            opened = block
    return places


def _find_filled(text: str, start: int, end: int) -> list[int]:
    return [i for i in range(start, end) if not text[i].isspace()]


def _find_parts(places: Sequence[tuple[int, int] | None]) -> dict[int, Slice]:
    """Return what a sentence has of each block, as a slice of the block's text."""
    parts: dict[int, Slice] = {}
    for place in places:
        if place is not None:
            block, at = place
            parts[block] = (parts[block][0] if block in parts else at, at + 1)
    return parts


def _find_sections(
    blocks: Sequence[Block], kinds: Sequence[Kind], parts: Sequence[dict[int, Slice]]
) -> dict[tuple[int, int], Section]:
    """Return the headings above each sentence's part of a block, by sentence and block."""
    inside: list[list[int]] = [[] for _ in blocks]
    for i, own in enumerate(parts):
        for block in own:
            inside[block].append(i)
    # A heading is entered once, however a splitter has cut it.
    texts = [
        [block.text[slice(*parts[i][number])] for i in own] if kind == "body" else [block.text]
        for number, (block, kind, own) in enumerate(zip(blocks, kinds, inside, strict=True))
    ]
    found = iter_sections(blocks, kinds, texts)
    sections: dict[tuple[int, int], Section] = {}
    for number, kind in enumerate(kinds):
        whole = () if kind == "body" else next(found)
        for i in inside[number]:
            sections[i, number] = next(found) if kind == "body" else whole
    return sections
