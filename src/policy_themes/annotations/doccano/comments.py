"""What annotators wrote beside sentences, for whoever leads them to read in one place."""

from dataclasses import dataclass

from policy_themes.annotations.doccano.connection import Connection
from policy_themes.annotations.doccano.rows import sentence_id
from policy_themes.annotations.doccano.threads import iter_results

_MOST = 10_000
"""Comments of a project; by itself Doccano would list ten."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a sentence.

    Attributes:
        author: Who wrote it.
        sentence: Id of the sentence; empty where the example names none.
        text: The comment.
        time: When it was written, ISO 8601.
    """

    author: str
    sentence: str
    text: str
    time: str


def read_comments(connection: Connection, project_id: int) -> list[Comment]:
    """Return all comments of a project, oldest first; those on unconfirmed sentences, too."""
    project = f"projects/{project_id}"
    rows = connection.get(f"{project}/comments", params={"limit": _MOST})["results"]
    examples = sorted({int(row["example"]) for row in rows})
    found = iter_results(connection.get, [f"{project}/examples/{number}" for number in examples])
    sentences = dict(zip(examples, map(sentence_id, found), strict=True))
    comments = [
        Comment(row["username"], sentences[row["example"]], row["text"], row["created_at"])
        for row in rows
    ]
    return sorted(comments, key=lambda comment: comment.time)
