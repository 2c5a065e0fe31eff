"""What becomes gold: agreed answers, and what adjudicators decided, with who it was."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from policy_themes.annotations.rounds import Answers, find_disputes, read_round
from policy_themes.errors import OpenDecisionsError
from policy_themes.jsonl import Row
from policy_themes.records import Sentence


@dataclass(frozen=True, slots=True)
class Decision:
    """The themes that a sentence was decided to have, and who decided it, sorted."""

    themes: frozenset[str]
    by: tuple[str, ...]


Decisions = Mapping[str, Decision]
"""Decisions by sentence id."""


def read_decisions(folder: Path, round_name: str) -> dict[str, Decision]:
    """Return what the adjudicators of a round decided.

    Raises:
        MissingDataError: The round has no file.
        RowsError: Lines of a file do not parse.
        OpenDecisionsError: Two adjudicators decided a sentence differently.
    """
    decided = read_round(folder, round_name)
    if open_ones := find_disputes(decided):
        raise OpenDecisionsError(folder / f"{round_name}-*.jsonl", open_ones)
    return collect_decisions(decided)


def collect_decisions(answers: Mapping[str, Answers]) -> dict[str, Decision]:
    """Return the answers that annotators agree on, with all who gave them; disputes are left out.

    Args:
        answers: Themes by sentence id, by annotator.
    """
    disputes = set(find_disputes(answers))
    found: dict[str, Decision] = {}
    for name in sorted(answers):
        for sentence_id, themes in answers[name].items():
            if sentence_id not in disputes:
                earlier = found.get(sentence_id)
                found[sentence_id] = Decision(themes, (*(earlier.by if earlier else ()), name))
    return found


def decide_gold(
    sentences: Sequence[Sentence],
    answers: Mapping[str, Answers],
    decisions: Decisions,
    themes: Sequence[str],
    *,
    audited: Decisions | None = None,
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
    agreed, disputes = collect_decisions(answers), set(find_disputes(answers))
    rows: list[Row] = []
    for sentence in sentences:
        decided, how = agreed.get(sentence.id), "agreed"
        if sentence.id in disputes:
            decided, how = decisions.get(sentence.id), "adjudicated"
        if sentence.id in reviewed and (sentence.id in agreed or sentence.id in disputes):
            decided, how = reviewed[sentence.id], "audited"
        if decided is not None:
            rows.append(_make_row(sentence, decided, how, themes))
    return rows


def keep_gold(
    earlier: Iterable[Row],
    sentences: Sequence[Sentence],
    answered: Container[str],
    themes: Sequence[str],
    *,
    audited: Decisions | None = None,
) -> list[Row]:
    """Return the rows of an earlier gold for sentences that no round now read has answered.

    So a new round adds to the gold of the older ones. Sentences that are no longer there have no
    row.

    Args:
        earlier: Rows of the earlier gold.
        sentences: The sentences in order.
        answered: Ids of the sentences that the rounds answer.
        themes: The themes in order.
        audited: What was decided later on sentences that a model doubted; it comes first.
    """
    rows = {f"{row['report']}:{row['index']}": row for row in earlier}
    reviewed = audited or {}
    return [
        _make_row(sentence, reviewed[sentence.id], "audited", themes)
        if sentence.id in reviewed
        else rows[sentence.id]
        for sentence in sentences
        if sentence.id in rows and sentence.id not in answered
    ]


def _make_row(sentence: Sentence, decision: Decision, how: str, themes: Sequence[str]) -> Row:
    row = sentence.as_row()
    del row["scores"], row["review"]
    row["themes"] = [theme for theme in themes if theme in decision.themes]
    row["decided"] = how
    row["by"] = list(decision.by)
    return row
