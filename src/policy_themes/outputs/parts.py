"""The formats of big runs: parts that several processes write, joined as one file at the end."""

import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from policy_themes.annotations.themes import Theme, dress_labels
from policy_themes.files import write_text
from policy_themes.jsonl import format_row
from policy_themes.models.chunks import Chunk, Rows
from policy_themes.outputs.page import render_page
from policy_themes.outputs.spreadsheet import write_csv, write_xlsx
from policy_themes.outputs.tables import join_tables, write_table
from policy_themes.records import Sentence, Why, parse_sentence


@dataclass(frozen=True, slots=True)
class JsonLines:
    """JSON lines; the parts are put one behind the other."""

    suffix: ClassVar[str] = "jsonl"

    def write(
        self, path: Path, sentences: Iterator[Sentence], themes: tuple[str, ...], chunk: Chunk
    ) -> None:
        """Write a part."""
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(format_row(sentence.as_row()) + "\n" for sentence in sentences)

    def join(self, path: Path, parts: Iterable[Path], themes: tuple[str, ...]) -> None:
        """Write the parts as one file."""
        _concatenate(path, parts)


@dataclass(frozen=True, slots=True)
class Csv:
    """CSV; each part has the header, and all but the first lose it."""

    explain: bool
    suffix: ClassVar[str] = "csv"

    def write(
        self, path: Path, sentences: Iterator[Sentence], themes: tuple[str, ...], chunk: Chunk
    ) -> None:
        """Write a part."""
        with path.open("w", encoding="utf-8", newline="") as file:
            write_csv(file, sentences, dress_labels(themes), explain=self.explain)

    def join(self, path: Path, parts: Iterable[Path], themes: tuple[str, ...]) -> None:
        """Write the parts as one file."""
        _concatenate(path, parts, has_header=True)


@dataclass(frozen=True, slots=True)
class Parquet:
    """Parquet; the columns of a table that was read are kept."""

    explain: bool
    suffix: ClassVar[str] = "parquet"

    def write(
        self, path: Path, sentences: Iterator[Sentence], themes: tuple[str, ...], chunk: Chunk
    ) -> None:
        """Write a part."""
        batches = chunk.iter_batches() if isinstance(chunk, Rows) else None
        write_table(path, sentences, themes, explain=self.explain, batches=batches)

    def join(self, path: Path, parts: Iterable[Path], themes: tuple[str, ...]) -> None:
        """Write the parts as one file."""
        join_tables(path, parts)


@dataclass(frozen=True, slots=True)
class Whole:
    """A page or a workbook, which is made in one go from the sentences of all parts.

    Attributes:
        kind: html or xlsx.
        known: Themes with the colours that they are shown in.
        explain: Whether to show what drove the themes.
    """

    kind: str
    known: tuple[Theme, ...]
    explain: bool
    suffix: ClassVar[str] = "sentences"

    def write(
        self, path: Path, sentences: Iterator[Sentence], themes: tuple[str, ...], chunk: Chunk
    ) -> None:
        """Write a part: the sentences with nothing rounded."""
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(_dump(sentence) + "\n" for sentence in sentences)

    def join(self, path: Path, parts: Iterable[Path], themes: tuple[str, ...]) -> None:
        """Write the page or the workbook."""
        dressed = dress_labels(themes, self.known)
        sentences = _iter_sentences(parts)
        if self.kind == "html":
            write_text(path, render_page(sentences, dressed))
        else:
            write_xlsx(path, sentences, dressed, explain=self.explain)


def _concatenate(path: Path, parts: Iterable[Path], *, has_header: bool = False) -> None:
    with path.open("wb") as whole:
        for number, part in enumerate(parts):
            with part.open("rb") as file:
                if has_header and number:
                    file.readline()
                shutil.copyfileobj(file, whole, 1 << 20)


def _dump(sentence: Sentence) -> str:
    row = sentence.as_row() | {"scores": dict(sentence.scores)}
    row["why"] = {t: [why.reasons, why.weights] for t, why in sentence.why.items()}
    return json.dumps(row)


def _iter_sentences(parts: Iterable[Path]) -> Iterator[Sentence]:
    for part in parts:
        with part.open(encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                why = {
                    theme: Why(tuple((piece, weight) for piece, weight in reasons), tuple(weights))
                    for theme, (reasons, weights) in row["why"].items()
                }
                yield replace(parse_sentence(row), why=why)
