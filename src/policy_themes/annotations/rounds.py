"""Rounds: what each annotator answered, sentence by sentence; the gold: what was decided."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from policy_themes.errors import MissingDataError, RowsError
from policy_themes.files import replace_file
from policy_themes.jsonl import Row, format_row, read_numbered_rows, write_jsonl
from policy_themes.records import Sentence, parse_sentence

Answers = dict[str, frozenset[str]]
"""Themes by sentence id. A sentence that the annotator has not seen has no entry; one confirmed
as having no theme has the empty set."""
NOT_SEEN = "not seen"
STATES = ("labelled", "none", NOT_SEEN)


def read_round(folder: Path, round_name: str) -> dict[str, Answers]:
    """Return the answers of every annotator of a round, by annotator.

    Raises:
        MissingDataError: The round has no file.
        RowsError: Lines of a file do not parse, or answer a sentence twice without saying when.
    """
    files = sorted(folder.glob(f"{round_name}-*.jsonl"))
    if not files:
        raise MissingDataError(
            folder / f"{round_name}-*.jsonl", "A round is one file an annotator."
        )
    return {path.stem.removeprefix(f"{round_name}-"): _read_answers(path) for path in files}


def read_texts(folder: Path, round_name: str) -> dict[str, str]:
    """Return the sentences of a round as its annotators saw them, by sentence id.

    Raises:
        RowsError: As `read_round`.
    """
    return {
        sentence_id: row["text"]
        for path in sorted(folder.glob(f"{round_name}-*.jsonl"))
        for sentence_id, row in read_answer_rows(path).items()
        if "text" in row
    }


def _read_answers(path: Path) -> Answers:
    return {
        sentence_id: frozenset(row["themes"])
        for sentence_id, row in read_answer_rows(path).items()
        if row["state"] != NOT_SEEN
    }


def read_answer_rows(path: Path) -> dict[str, Row]:
    """Return the row that stands for each sentence of an annotator's file, by sentence id.

    A file only grows. An answer that the annotator changed is a later row, with its own `time`,
    and stands; the row before it is kept as what was answered then.

    Raises:
        MissingPathError: There is no such file.
        RowsError: Lines do not parse, or answer a sentence twice without saying when.
    """
    standing: dict[str, Row] = {}
    problems: list[tuple[int, str]] = []
    rows = read_numbered_rows(path, required=["report", "index", "state", "themes"])
    for number, row in rows:
        sentence_id = f"{row['report']}:{row['index']}"
        earlier = standing.get(sentence_id)
        if earlier and earlier["state"] != NOT_SEEN and not _follows(row, earlier):
            problems.append((number, f"a second answer for {sentence_id}"))
        if row["state"] not in STATES:  # taken for none, an unseen sentence would be a negative
            problems.append((number, f"unknown state '{row['state']}'"))
        elif (row["state"] == "labelled") != bool(row["themes"]):
            problems.append((number, f"state '{row['state']}' with themes {row['themes']}"))
        standing[sentence_id] = row
    if problems:
        raise RowsError(path, problems, "Pull the round again.")
    return standing


def _follows(row: Row, earlier: Row) -> bool:
    """Return whether both rows say when they were answered, `row` not before `earlier`."""
    return bool(earlier.get("time")) and str(row.get("time", "")) >= str(earlier["time"])


def append_answers(rows: Mapping[Path, Sequence[Row]]) -> None:
    """Append answers to annotators' files, to all of them or to none.

    Raises:
        UnwritableFileError: A file or its folder cannot be written; all are as they were.
    """
    with ExitStack() as stack:
        for path, added in rows.items():
            kept = path.read_bytes() if path.is_file() else b""
            end = b"" if not kept or kept.endswith(b"\n") else b"\n"
            lines = "".join(f"{format_row(row)}\n" for row in added).encode("utf-8")
            stack.enter_context(replace_file(path)).write_bytes(kept + end + lines)


def find_disputes(answers: Mapping[str, Answers]) -> list[str]:
    """Return the ids of sentences that two annotators answered differently, sorted."""
    by_sentence: dict[str, set[frozenset[str]]] = {}
    for own in answers.values():
        for sentence_id, themes in own.items():
            by_sentence.setdefault(sentence_id, set()).add(themes)
    return sorted(sentence_id for sentence_id, sets in by_sentence.items() if len(sets) > 1)


def write_gold(path: Path, rows: Sequence[Row]) -> None:
    """Write the gold, or leave it as it was."""
    write_jsonl(path, rows)


def read_gold(path: Path, themes: Sequence[str]) -> list[Sentence]:
    """Read gold sentences.

    Raises:
        MissingPathError: There is no such file.
        RowsError: Lines that do not parse or name an unknown theme, all of them together.
    """
    rows = read_numbered_rows(path, required=["report", "index", "text", "themes"])
    problems = [
        (number, problem) for number, row in rows if (problem := _find_problem(row, themes))
    ]
    if problems:
        raise RowsError(path, problems, f"Known themes: {', '.join(themes)}.")
    return [parse_sentence(row) for _, row in rows]


def _find_problem(row: Row, themes: Sequence[str]) -> str | None:
    unknown = [theme for theme in row["themes"] if theme not in themes]
    return f"unknown theme {', '.join(map(repr, unknown))}" if unknown else None
