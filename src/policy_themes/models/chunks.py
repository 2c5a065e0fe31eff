"""What a big run labels at a time: some whole reports, or some rows of a table."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from policy_themes.corpus.read import read_bytes, read_report
from policy_themes.corpus.structure import parse_report
from policy_themes.corpus.tables import cut_table, iter_batches, iter_sentences
from policy_themes.errors import ReportError
from policy_themes.records import Sentence

STDIN = Path("-")
_FILES = 64
_BYTES = 1_000_000
"""A chunk takes some seconds: that much is done again after a kill."""
_PIECES = 100
"""Pieces of a table's chunk that a process died of, which are cut again in turn."""
_PATIENCE = 300.0
_SLOWEST_BYTES, _SLOWEST_ROWS = 10_000, 10
"""Seconds that a chunk may take, and what it then must have done in each second more: a hundredth
of what a slow machine does, so that what is ended hangs."""


@dataclass(slots=True)
class Outcome:
    """What is told of a chunk.

    Attributes:
        labelled: Number of reports, or of rows, that were read.
        failures: A line on each report that could not be read or labelled.
        notes: Other lines that a person should see.
    """

    labelled: int = 0
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Chunk(Protocol):
    """Sentences that are labelled in one go, those of a report together."""

    @property
    def name(self) -> str:
        """What to call it in an error."""

    @property
    def size(self) -> int:
        """Its number of reports, or of rows."""

    @property
    def seconds(self) -> float:
        """How long it may take until it is taken for one that hangs."""

    def iter_sentences(self, outcome: Outcome) -> Iterator[Sentence]:
        """Yield its sentences; what cannot be read is told in `outcome`."""

    def split(self) -> Sequence["Chunk"]:
        """Return it in smaller parts, or as it is where none is smaller."""


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A report's file, and the id that its sentences carry."""

    path: Path
    id: str

    def read(self) -> str:
        """Return the report's text; see `read_report`."""
        if self.path == STDIN:
            return read_bytes(sys.stdin.buffer.read(), name="stdin")
        return read_report(self.path)


@dataclass(frozen=True, slots=True)
class Reports:
    """A chunk of whole reports."""

    files: tuple[ReportFile, ...]

    @property
    def name(self) -> str:
        """The file, where it is one."""
        return ", ".join(str(file.path) for file in self.files)

    @property
    def size(self) -> int:
        """The number of reports."""
        return len(self.files)

    @property
    def seconds(self) -> float:
        """Some minutes, and more for large files."""
        return _PATIENCE + sum(map(_size, self.files)) / _SLOWEST_BYTES

    def iter_sentences(self, outcome: Outcome) -> Iterator[Sentence]:
        """Yield the sentences of the reports that can be read."""
        for file in self.files:
            try:
                report = parse_report(file.id, file.read())
            except ReportError as error:
                outcome.failures.append(str(error))
                continue
            if report.damaged:
                outcome.notes.append(
                    f"{file.path}: {report.damaged} place(s) broken by a converter stay as they "
                    "are."
                )
            yield from report.sentences
            outcome.labelled += 1

    def split(self) -> list["Reports"]:
        """Return a chunk for each report."""
        return [Reports((file,)) for file in self.files]


@dataclass(frozen=True, slots=True)
class Rows:
    """A chunk of the rows `start` to `stop` of a table, from 0, `stop` left out."""

    path: Path
    start: int
    stop: int
    text_column: str
    table_id: str

    @property
    def name(self) -> str:
        """The table and its rows, counted from 1."""
        return f"{self.path}, rows {self.start + 1} to {self.stop}"

    @property
    def size(self) -> int:
        """The number of rows."""
        return self.stop - self.start

    @property
    def seconds(self) -> float:
        """Some minutes, and more for many rows."""
        return _PATIENCE + self.size / _SLOWEST_ROWS

    def iter_sentences(self, outcome: Outcome) -> Iterator[Sentence]:
        """Yield the rows as sentences; a row without text is one too."""
        yield from iter_sentences(
            self.path,
            self.start,
            self.stop,
            text_column=self.text_column,
            table_id=self.table_id,
        )
        outcome.labelled += self.size

    def iter_batches(self) -> Iterator[Any]:
        """Yield the rows with all their columns, as record batches of pyarrow."""
        return iter_batches(self.path, self.start, self.stop)

    def split(self) -> list["Rows"]:
        """Return it in a hundred pieces, down to single rows or whole reports."""
        rows = -(-self.size // _PIECES)
        bounds = cut_table(self.path, (self.start, self.stop), rows=rows)
        return [replace(self, start=start, stop=stop) for start, stop in bounds]


def name_reports(paths: Iterable[Path]) -> list[ReportFile]:
    """Give each file an id of its own: its stem, or more of its path where that is taken."""
    taken: set[str] = set()
    files = []
    for path in dict.fromkeys(paths):
        stem = "stdin" if path == STDIN else path.stem
        names = (stem, str(path.with_suffix("")), str(path))
        name = next((name for name in map(_decode, names) if name not in taken), str(path))
        taken.add(name)
        files.append(ReportFile(path, name))
    return files


def _decode(name: str) -> str:
    """Return a file's name as text that can be written, also where it is in another encoding."""
    return os.fsencode(name).decode(errors="replace")


def cut_reports(files: Iterable[ReportFile]) -> list[Reports]:
    """Return the reports in chunks of 64 files or 1 MB, in their order."""
    chunks: list[Reports] = []
    held: list[ReportFile] = []
    size = 0
    for file in files:
        held.append(file)
        size += _size(file)
        if len(held) == _FILES or size >= _BYTES:
            chunks.append(Reports(tuple(held)))
            held, size = [], 0
    return [*chunks, Reports(tuple(held))] if held else chunks


def _size(file: ReportFile) -> int:
    return file.path.stat().st_size if file.path.is_file() else 0
