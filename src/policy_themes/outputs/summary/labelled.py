"""Labelled sentences on disk, as `predict` writes them, read one report at a time."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from policy_themes.errors import MissingPathError, RepeatedReportError, RowsError
from policy_themes.records import KINDS, Sentence, parse_sentence

_KEYS = ("report", "index", "kind", "section", "text", "themes", "scores", "review")
_ADVICE = "Give JSON lines as `policy-themes predict` writes them."


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows of a report stand.

    Attributes:
        report: The report's name.
        path: The file.
        start: Offset of its first row in bytes.
        end: Offset behind its last.
    """

    report: str
    path: Path
    start: int
    end: int

    def read(self) -> list[Sentence]:
        """Return the report's sentences."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            lines = file.read(self.end - self.start).splitlines()
        return [parse_sentence(json.loads(line)) for line in lines if line.strip()]


@dataclass
class _Reader:
    """The rows of one file, with what is wrong with them."""

    path: Path
    problems: list[tuple[int, str]] = field(default_factory=list)

    def iter_rows(self) -> Iterator[tuple[int, int, Sentence]]:
        """Yield the offsets of each row and its sentence."""
        end = 0
        with self.path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                start, end = end, end + len(line)
                text = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
                if not text.strip():
                    continue
                sentence = self._parse(number, text)
                if sentence is not None:
                    yield start + len(line) - len(text), end, sentence

    def _parse(self, number: int, line: bytes) -> Sentence | None:
        try:
            row = json.loads(line)
        except ValueError as error:
            self.problems.append((number, f"not JSON ({error})"))
            return None
        if problem := _find_problem(row):
            self.problems.append((number, problem))
            return None
        return parse_sentence(row)


def iter_reports(paths: Iterable[Path]) -> Iterator[tuple[Source, list[Sentence]]]:
    """Yield the reports of JSON lines files, one after the other, so that one is held at a time.

    Raises:
        MissingPathError: There is no such file.
        RowsError: Rows are not what `predict` writes; all of a file together, at its end.
        RepeatedReportError: The rows of a report stand in several places.
    """
    seen: set[str] = set()
    for path in paths:
        if not path.is_file():
            raise MissingPathError(path)
        reader = _Reader(path)
        own: list[Sentence] = []
        first = last = 0
        for start, end, sentence in reader.iter_rows():
            if own and own[0].report != sentence.report:
                yield _close(own, path, first, last, seen)
                own = []
            first, last = (first if own else start), end
            own.append(sentence)
        if reader.problems:
            raise RowsError(path, reader.problems, _ADVICE)
        if own:
            yield _close(own, path, first, last, seen)


def _close(
    own: list[Sentence], path: Path, start: int, end: int, seen: set[str]
) -> tuple[Source, list[Sentence]]:
    report = own[0].report
    if report in seen:
        raise RepeatedReportError(path, report)
    seen.add(report)
    return Source(report, path, start, end), own


def _find_problem(row: Any) -> str:
    if not isinstance(row, dict):
        return f"a {type(row).__name__}, not an object"
    if missing := [key for key in _KEYS if key not in row]:
        return f"no {', '.join(map(repr, missing))}"
    if not isinstance(row["index"], int) or row["kind"] not in KINDS:
        return "no sentence: its index or its kind is another"
    texts = [row["text"], *_list(row["section"]), *_list(row["themes"])]
    if not all(isinstance(text, str) for text in texts):
        return "no sentence: its text, section or themes are no text"
    scores = row["scores"]
    if not isinstance(scores, dict) or not all(isinstance(s, int | float) for s in scores.values()):
        return "no sentence: its scores are no numbers"
    return ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [None]
