"""Deriving what `spacy train` reads: binary rows for each split, and the word segmenter."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from policy_themes.annotations.lexicon import read_lexicon
from policy_themes.annotations.rounds import read_gold
from policy_themes.corpus.build import SPLITS
from policy_themes.corpus.docbin import write_docbin
from policy_themes.corpus.reports import read_splits, select_split
from policy_themes.corpus.segmenter import train_segmenter
from policy_themes.errors import EmptySplitError
from policy_themes.records import Sentence


def prepare_rows(
    gold: Path,
    reports: Path,
    folder: Path,
    themes: Sequence[str],
    *,
    around: Iterable[Sentence] = (),
) -> dict[str, int]:
    """Write `train.spacy`, `dev.spacy` and `test.spacy`; return their numbers of rows.

    Args:
        gold: Labelled sentences, `annotations/gold.jsonl`.
        reports: The reports and their splits, `corpus/reports.jsonl`.
        folder: Where to write.
        themes: The themes in order.
        around: All sentences of the reports, as neighbours of a gold that is a sample of them.

    Raises:
        EmptySplitError: There is nothing to train on, or nothing to watch the training by.
    """
    sentences, splits, known = read_gold(gold, themes), read_splits(reports), list(around)
    counts: dict[str, int] = {}
    for split in SPLITS:
        rows = select_split(sentences, splits, split)
        if not rows and split != "test":
            raise EmptySplitError(reports, split)
        counts[split] = write_docbin(folder / f"{split}.spacy", rows, themes, around=known)
    return counts


def prepare_segmenter(words: Path, lexicon: Path, output: Path, themes: Sequence[str]) -> None:
    """Train the word segmenter with the lexicon as its dictionary."""
    train_segmenter(words, (term.text for term in read_lexicon(lexicon, themes)), output)


def read_split(gold: Path, reports: Path, split: str, themes: Sequence[str]) -> list[Sentence]:
    """Return the gold sentences of one split.

    Raises:
        EmptySplitError: There is none.
    """
    if found := select_split(read_gold(gold, themes), read_splits(reports), split):
        return found
    raise EmptySplitError(reports, split)
