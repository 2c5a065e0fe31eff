"""Pulling a round: every annotator's new answers, read completely before anything is written."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from policy_themes.annotations.doccano import problems
from policy_themes.annotations.doccano.answers import (
    Answer,
    Problems,
    exported_sentence,
    make_row,
    sort_answers,
    time_answers,
)
from policy_themes.annotations.doccano.comments import read_comments
from policy_themes.annotations.doccano.connection import Connection
from policy_themes.annotations.doccano.errors import (
    ForeignRoundError,
    MissingRoundError,
    ProjectEditedError,
)
from policy_themes.annotations.doccano.problems import Problem, collect_problems
from policy_themes.annotations.doccano.projects import find_changes, find_projects, project_name
from policy_themes.annotations.doccano.pulled import Pulled
from policy_themes.annotations.doccano.rows import sentence_id
from policy_themes.annotations.doccano.steps import Tell
from policy_themes.annotations.rounds import append_answers, read_answer_rows
from policy_themes.annotations.themes import Theme
from policy_themes.jsonl import Row
from policy_themes.locks import lock


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads what a pull would bring; nothing is written.

    Only confirmed examples are answers. Labels come by an export of each project, times by one
    request a sentence, for new and changed answers alone.

    Attributes:
        connection: An administrator's.
        texts: Text of every sentence of the corpus, by id.
        themes: The themes that the projects should have.
        tell: Told each step and how far it is.
    """

    connection: Connection
    texts: Mapping[str, str]
    themes: Sequence[Theme]
    tell: Tell = lambda step, done, total: None

    def read_round(self, round_name: str, folder: Path) -> list[Pulled]:
        """Return what a pull would bring to the files in `folder`, an entry an annotator.

        Raises:
            MissingRoundError: The server has no project of the round.
            ProjectEditedError: Projects were changed so that answers would come out wrong; it
                tells every other problem too.
            ForeignRoundError: A file of the round holds answers that pull did not write.
            UnknownThemeError: A label was added in this moment.
        """
        projects = find_projects(self.connection, round_name)
        if not projects:
            raise MissingRoundError(self.connection.url, round_name)
        pulled = [
            self._read_project(project_id, annotator, path)
            for annotator, project_id in projects.items()
            for path in [folder / f"{project_name(round_name, annotator)}.jsonl"]
        ]
        if any(own.changes for own in pulled):
            told = {own.path.stem: [*own.changes, *map(str, own.problems)] for own in pulled}
            raise ProjectEditedError({name: lines for name, lines in told.items() if lines})
        return pulled

    def _read_project(self, project_id: int, annotator: str, path: Path) -> Pulled:
        earlier = _read_earlier(path)
        rows = self._export(project_id, annotator)
        answers, wrong = sort_answers(rows, self.texts)
        news = [answer for answer in answers if _is_news(answer, earlier)]
        timed, strangers = time_answers(
            self.connection, project_id, annotator, news, tell=self.tell
        )
        settled = self._settle(project_id, annotator, timed)
        lost = self._find_lost(project_id, earlier, rows)
        progress = self.connection.get(f"projects/{project_id}/metrics/progress")
        # Last, as a theme that was deleted took its labels with it.
        changes = self._find_changes(project_id) if rows else []
        return Pulled(
            annotator,
            path,
            int(progress["remaining"]),
            earlier,
            [] if changes else self._make_rows(settled, path.stem, earlier),
            collect_problems(path.stem, [*wrong, *strangers, *lost]),
            changes,
            read_comments(self.connection, project_id),
        )

    def _export(self, project_id: int, annotator: str) -> list[Row]:
        self.tell(f"{annotator}: answers", 0, None)
        return self.connection.download(project_id, confirmed_only=True)

    def _settle(self, project_id: int, annotator: str, timed: Sequence[Answer]) -> list[Answer]:
        """Return the answers that are the same after they were timed.

        No call reads labels and confirmation at one moment: the worker reads the labels first, so
        that a sentence which is labelled and confirmed just then comes out confirmed and without
        them. Labels count that were read after the confirmation; what differs from the first
        export is being worked on, and comes with the next pull.
        """
        if not timed:
            return []
        answers, _ = sort_answers(self._export(project_id, annotator), self.texts)
        again = {(answer.example, answer.themes) for answer in answers}
        return [answer for answer in timed if (answer.example, answer.themes) in again]

    def _find_changes(self, project_id: int) -> list[str]:
        project = self.connection.get(f"projects/{project_id}")
        labels = self.connection.get(f"projects/{project_id}/category-types")
        if not labels:
            return ["all its themes are gone"]
        return find_changes(project, labels, self.themes)

    def _make_rows(
        self, answers: Iterable[Answer], project: str, earlier: Mapping[str, Row]
    ) -> list[Row]:
        labels = [theme.label for theme in self.themes]
        rows = [
            make_row(
                answer,
                self.texts[answer.sentence],
                labels,
                project=project,
                earlier=earlier.get(answer.sentence),
            )
            for answer in answers
        ]
        return sorted(rows, key=lambda row: row["time"])

    def _find_lost(
        self, project_id: int, earlier: Mapping[str, Row], rows: Iterable[Row]
    ) -> Problems:
        """Return the answers pulled before that are no longer confirmed, or no longer there."""
        confirmed = {exported_sentence(row) for row in rows}
        lost = [key for key in earlier if key not in confirmed]
        if not lost:
            return []
        present = {sentence_id(row) for row in self.connection.iter_examples(project_id)}
        return [
            (problems.WITHDRAWN, [key for key in lost if key in present]),
            (problems.DELETED, [key for key in lost if key not in present]),
        ]


def lock_round(folder: Path, round_name: str) -> AbstractContextManager[None]:
    """Let one pull at a time bring a round to a folder; another would write over its answers.

    Raises:
        RunInProgressError: Another process pulls the round.
    """
    return lock(folder / round_name)


def write_pulled(pulled: Sequence[Pulled]) -> None:
    """Append what was found to the annotators' files, to all of them or to none.

    Raises:
        UnwritableFileError: A file or its folder cannot be written; all are as they were.
    """
    append_answers({own.path: own.found for own in pulled if own.found})


def find_gone(folder: Path, round_name: str, pulled: Sequence[Pulled]) -> list[Problem]:
    """Return the files of a round whose project is no longer on the server."""
    present = {own.path for own in pulled}
    return [
        Problem(path.stem, problems.GONE)
        for path in sorted(folder.glob(f"{project_name(round_name, '*')}.jsonl"))
        if path not in present
    ]


def _read_earlier(path: Path) -> dict[str, Row]:
    earlier = read_answer_rows(path) if path.exists() else {}
    for sentence, row in earlier.items():
        if "time" not in row:
            raise ForeignRoundError(path, sentence)
    return earlier


def _is_news(answer: Answer, earlier: Mapping[str, Row]) -> bool:
    known = earlier.get(answer.sentence)
    return known is None or frozenset(known["themes"]) != answer.themes
