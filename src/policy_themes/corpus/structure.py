"""The structure of a report: what each line is, and the headings above each sentence."""

from dataclasses import dataclass

from policy_themes.corpus.blocks import join_lines
from policy_themes.corpus.clean import clean_text
from policy_themes.corpus.outline import find_kinds, iter_sections
from policy_themes.corpus.split import STOPS, split_sentences
from policy_themes.errors import LargeReportError
from policy_themes.records import Sentence

_ENDS = f"\n{STOPS}"
_MOST_SENTENCES = 1_000_000
"""Lines and sentences of a report; they take a kilobyte of memory each, and a book has 20,000."""


@dataclass(frozen=True)
class Report:
    """A report as cleaned text and its sentences.

    Attributes:
        id: The report's id, its file stem.
        text: The cleaned text; every sentence is a slice of it.
        sentences: The sentences in order, of all kinds.
        damaged: Places that a converter broke and that could not be restored.
    """

    id: str
    text: str
    sentences: tuple[Sentence, ...]
    damaged: int = 0


def parse_report(report_id: str, text: str) -> Report:
    """Clean a report's text and return its sentences with their kinds and headings.

    Args:
        report_id: The id that the sentences carry.
        text: The text as read, with `\\f` where a page ends if the source has pages.

    Raises:
        LargeReportError: It has more sentences than any report.
    """
    cleaned, damaged = clean_text(text)
    if sum(map(cleaned.count, _ENDS)) > _MOST_SENTENCES:
        raise LargeReportError(report_id, f"more than {_MOST_SENTENCES:,} lines or sentences")
    blocks = join_lines(cleaned)
    kinds = find_kinds(blocks)
    texts = [
        split_sentences(block.text) if kind == "body" else [block.text]
        for block, kind in zip(blocks, kinds, strict=True)
    ]
    sections = iter_sections(blocks, kinds, texts)
    sentences: list[Sentence] = []
    position = 0
    for block, kind, own in zip(blocks, kinds, texts, strict=True):
        offset = 0
        for sentence in own:
            offset = block.text.index(sentence, offset)
            start = position + offset
            sentences.append(
                Sentence(
                    report=report_id,
                    index=len(sentences) + 1,
                    kind=kind,
                    section=next(sections),
                    start=start,
                    end=start + len(sentence),
                    text=sentence,
                )
            )
            offset += len(sentence)
        position += len(block.text) + 1
    text = "\n".join(block.text for block in blocks)
    return Report(report_id, text, tuple(sentences), damaged)
