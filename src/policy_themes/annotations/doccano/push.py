"""Pushing a round: a project an annotator, each with its sentences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from policy_themes.annotations.doccano.connection import Connection
from policy_themes.annotations.doccano.fill import fill_project
from policy_themes.annotations.doccano.projects import (
    add_member,
    assign_all,
    check_projects,
    find_or_make_user,
    find_projects,
    make_project,
    project_name,
    update_project,
)
from policy_themes.annotations.doccano.rows import sentence_id
from policy_themes.annotations.doccano.steps import Tell
from policy_themes.annotations.themes import Theme
from policy_themes.jsonl import Row


@dataclass(frozen=True, slots=True)
class Placed:
    """What the server holds of a round.

    Attributes:
        projects: Id of each annotator's project.
        examples: The examples of each annotator's project.
    """

    projects: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def sentences(self) -> dict[str, set[str]]:
        """Ids of the sentences that each annotator has."""
        return {
            name: {sentence_id(example) for example in examples} - {""}
            for name, examples in self.examples.items()
        }


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did for one annotator.

    Attributes:
        annotator: His name.
        project: Name of his project.
        total: Sentences that he has.
        added: Those of them that are new.
        is_new_user: Whether his account was made.
    """

    annotator: str
    project: str
    total: int
    added: int
    is_new_user: bool


def read_placed(
    connection: Connection, round_name: str, themes: Sequence[Theme], tell: Tell
) -> Placed:
    """Return what the server holds of a round.

    Raises:
        ProjectEditedError: Projects were changed in Doccano; all of them together.
    """
    projects = find_projects(connection, round_name)
    check_projects(connection, projects.values(), themes)
    examples: dict[str, list[Row]] = {}
    for done, (annotator, project_id) in enumerate(projects.items()):
        tell(f"{annotator}: what is there", done, len(projects))
        examples[annotator] = list(connection.iter_examples(project_id))
    return Placed(projects, examples)


def push_round(
    connection: Connection,
    round_name: str,
    placed: Placed,
    plan: Mapping[str, Sequence[str]],
    rows: Mapping[str, Row],
    *,
    themes: Sequence[Theme],
    guideline: str,
    make_password: Callable[[str], str],
    tell: Tell,
) -> list[Pushed]:
    """Make, update and fill the projects of a round.

    Args:
        connection: An administrator's.
        round_name: The round.
        placed: What the server holds of it.
        plan: For each annotator the ids of the sentences of his project, in order.
        rows: The examples to make, by sentence id.
        themes: The themes.
        guideline: What annotators read beside the sentences, in Markdown.
        make_password: Makes, keeps and returns the password of a new user.
        tell: Told how far it is.
    """
    pushed: list[Pushed] = []
    for annotator, own in plan.items():
        user_id, is_new = find_or_make_user(connection, annotator, make_password)
        project_id = placed.projects.get(annotator) or make_project(
            connection, round_name, annotator
        )
        update_project(connection, project_id, themes, guideline)
        there = placed.examples.get(annotator, [])
        name = project_name(round_name, annotator)
        had = {sentence_id(example) for example in there} - {""}
        news = {key: rows[key] for key in own if key in rows}
        fill_project(connection, project_id, name, news, there, own, tell)
        # Last: before, a quick annotator would find sentences without their suggestions.
        member_id = add_member(connection, project_id, user_id)
        assign_all(connection, project_id, member_id)
        total, added = len(had.union(own)), len(set(own) - had)
        pushed.append(Pushed(annotator, name, total, added, is_new))
    return pushed
