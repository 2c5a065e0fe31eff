"""The list of reports and their split into train, dev and test."""

import random
from collections.abc import Iterable, Sequence
from pathlib import Path

from policy_themes.corpus.build import SPLITS
from policy_themes.errors import RowsError
from policy_themes.jsonl import read_jsonl, read_numbered_rows
from policy_themes.records import Sentence, parse_sentence


def read_sentences(path: Path) -> list[Sentence]:
    """Return all sentences of the reports, from `sentences.jsonl`.

    Raises:
        MissingPathError: There is no such file.
        RowsError: Rows lack a key.
    """
    rows = read_jsonl(path, required=["report", "index", "text"])
    return [parse_sentence(row) for row in rows]


def read_splits(path: Path) -> dict[str, str]:
    """Return the split of each report, by id, from `reports.jsonl`.

    Raises:
        MissingPathError: There is no such file.
        RowsError: A row lacks id or split, or names another split.
    """
    rows = read_numbered_rows(path, required=["id", "split"])
    problems = [
        (number, f"split '{row['split']}'") for number, row in rows if row["split"] not in SPLITS
    ]
    if problems:
        raise RowsError(path, problems, f"A split is one of {', '.join(SPLITS)}.")
    return {row["id"]: row["split"] for _, row in rows}


def select_split(
    sentences: Iterable[Sentence], splits: dict[str, str], split: str
) -> list[Sentence]:
    """Return the sentences of the reports of one split."""
    return [sentence for sentence in sentences if splits.get(sentence.report) == split]


def fold_reports(reports: Sequence[str], folds: int, *, seed: int) -> list[list[str]]:
    """Return the reports dealt out into `folds` parts, shuffled by `seed`."""
    shuffled = sorted(set(reports))
    random.Random(seed).shuffle(shuffled)
    return [shuffled[i::folds] for i in range(folds)]
