"""What a pull brings from one annotator's project."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from policy_themes.annotations.doccano.comments import Comment
from policy_themes.annotations.doccano.problems import Problem
from policy_themes.jsonl import Row


@dataclass(frozen=True, slots=True)
class Pulled:
    """What the project of one annotator holds, beside what was pulled from it before.

    Attributes:
        annotator: The annotator.
        path: The annotator's file.
        left: Sentences in Doccano that are not confirmed.
        earlier: The standing answers of the file, by sentence id.
        found: Rows of answers that are new, or changed since; in the order of confirmation.
        problems: What is wrong with single answers.
        changes: In what the project differs from what push made; then nothing is found.
        comments: What was written beside the sentences.
    """

    annotator: str
    path: Path
    left: int
    earlier: Mapping[str, Row]
    found: Sequence[Row]
    problems: Sequence[Problem]
    changes: Sequence[str] = ()
    comments: Sequence[Comment] = ()

    @property
    def standing(self) -> dict[str, Row]:
        """The answers that stand once the found ones are written, by sentence id."""
        return {**self.earlier, **{_name_sentence(row): row for row in self.found}}

    @property
    def changed(self) -> int:
        """How many of the found answers replace an earlier one."""
        return sum(_name_sentence(row) in self.earlier for row in self.found)

    @property
    def new(self) -> int:
        """How many of the found answers are the first to their sentence."""
        return len(self.found) - self.changed


def _name_sentence(row: Row) -> str:
    return f"{row['report']}:{row['index']}"
