"""Rounds: what each annotator answered, sentence by sentence; the gold: what was decided."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from policy_themes.errors import MissingDataError, RowsError
from policy_themes.jsonl import Row, read_numbered_rows, write_jsonl
from policy_themes.records import KINDS, Sentence, parse_sentence

Answers = dict[str, frozenset[str]]
"""Themes by sentence id. A sentence that the annotator has not seen has no entry; one confirmed
as having no theme has the empty set."""
NOT_SEEN = "not seen"
STATES = ("labelled", "none", NOT_SEEN)


def read_round(folder: Path, round_name: str) -> dict[str, Answers]:
    """Return the answers of every annotator of a round, by annotator.

    Raises:
        MissingDataError: The round has no file.
        RowsError: Lines of a file do not parse, or answer a sentence twice.
    """
    files = sorted(folder.glob(f"{round_name}-*.jsonl"))
    if not files:
        raise MissingDataError(
            folder / f"{round_name}-*.jsonl", "A round is one file an annotator."
        )
    return {path.stem.removeprefix(f"{round_name}-"): _read_answers(path) for path in files}


def _read_answers(path: Path) -> Answers:
    answers: Answers = {}
    problems: list[tuple[int, str]] = []
    rows = read_numbered_rows(path, required=["report", "index", "state", "themes"])
    for number, row in rows:
        sentence_id = f"{row['report']}:{row['index']}"
        if sentence_id in answers:
            problems.append((number, f"a second answer for {sentence_id}"))
        if row["state"] not in STATES:  # taken for none, an unseen sentence would be a negative
            problems.append((number, f"unknown state '{row['state']}'"))
        elif (row["state"] == "labelled") != bool(row["themes"]):
            problems.append((number, f"state '{row['state']}' with themes {row['themes']}"))
        if row["state"] != NOT_SEEN:
            answers[sentence_id] = frozenset(row["themes"])
    if problems:
        raise RowsError(path, problems, "Pull the round again.")
    return answers


def find_disputes(answers: Mapping[str, Answers]) -> list[str]:
    """Return the ids of sentences that two annotators answered differently, sorted."""
    by_sentence: dict[str, set[frozenset[str]]] = {}
    for own in answers.values():
        for sentence_id, themes in own.items():
            by_sentence.setdefault(sentence_id, set()).add(themes)
    return sorted(sentence_id for sentence_id, sets in by_sentence.items() if len(sets) > 1)


def decide_gold(
    sentences: Sequence[Sentence],
    answers: Mapping[str, Answers],
    decisions: Answers,
    themes: Sequence[str],
    *,
    audited: Answers | None = None,
) -> list[Row]:
    """Return the gold rows: agreed answers as they are, disputes as the adjudicator decided.

    A sentence that nobody has seen, or whose dispute is undecided, has no row.

    Args:
        sentences: The sentences in order.
        answers: What each annotator of the round answered.
        decisions: What the adjudicator decided on the disputes.
        themes: The themes in order.
        audited: What was decided later on sentences that a model doubted; it comes first.
    """
    reviewed = audited or {}
    disputes = set(find_disputes(answers))
    rows: list[Row] = []
    for sentence in sentences:
        given = [own[sentence.id] for own in answers.values() if sentence.id in own]
        decided, how = next(iter(given), None), "agreed"
        if sentence.id in disputes:
            decided, how = decisions.get(sentence.id), "adjudicated"
        if given and sentence.id in reviewed:
            decided, how = reviewed[sentence.id], "audited"
        if decided is None:
            continue
        row = sentence.as_row()
        del row["scores"], row["review"]
        row["themes"] = [theme for theme in themes if theme in decided]
        row["decided"] = how
        rows.append(row)
    return rows


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
    if not isinstance(row["text"], str) or not isinstance(row["index"], int):
        return "text is no string, or index no whole number"
    for key in ("themes", "section"):
        value = row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            return f"'{key}' is no list of strings"
    if row.get("kind", "body") not in KINDS:
        return f"kind '{row['kind']}'"
    unknown = [theme for theme in row["themes"] if theme not in themes]
    return f"unknown theme {', '.join(map(repr, unknown))}" if unknown else None
