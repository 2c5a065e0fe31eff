"""The confirmed answers of one project: read in bulk, checked, and timed where they are new."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from policy_themes.annotations.doccano import problems
from policy_themes.annotations.doccano.connection import Connection
from policy_themes.annotations.doccano.problems import Kind
from policy_themes.annotations.doccano.rows import SENTENCE, exported_labels
from policy_themes.annotations.doccano.steps import Tell, iter_told
from policy_themes.annotations.doccano.threads import iter_results
from policy_themes.annotations.themes import order_themes
from policy_themes.jsonl import Row

Problems = list[tuple[Kind, list[str]]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A confirmed answer.

    Attributes:
        example: Id of the example in Doccano.
        sentence: Id of the sentence.
        themes: Its labels, which may be none.
        time: When it was confirmed; None as long as nobody asked.
    """

    example: int
    sentence: str
    themes: frozenset[str]
    time: datetime | None = None


def sort_answers(rows: Iterable[Row], texts: Mapping[str, str]) -> tuple[list[Answer], Problems]:
    """Return the answers among the rows of an export of confirmed examples, and what is wrong.

    Args:
        rows: The rows; an export that holds unconfirmed examples must not come here, as they look
            like sentences without a theme.
        texts: Text of every sentence of the corpus, by id.
    """
    nameless: list[str] = []
    unknown: list[str] = []
    edited: list[str] = []
    by_sentence: dict[str, list[Answer]] = {}
    for row in rows:
        sentence = exported_sentence(row)
        if sentence not in texts:
            where = f"example {row['id']}"
            unknown.append(f"{sentence} ({where})") if sentence else nameless.append(where)
        elif row["text"] != texts[sentence]:
            edited.append(sentence)
        else:
            answer = Answer(int(row["id"]), sentence, frozenset(exported_labels(row)))
            by_sentence.setdefault(sentence, []).append(answer)
    single = [own for own in by_sentence.values() if len({each.themes for each in own}) == 1]
    return [own[0] for own in single], [
        (problems.NO_ID, nameless),
        (problems.UNKNOWN_ID, unknown),
        (problems.EDITED_TEXT, edited),
        (problems.CONTRADICTED, [key for key in by_sentence if _is_contradicted(by_sentence[key])]),
        (problems.REPEATED, [own[0].sentence for own in single if len(own) > 1]),
    ]


def exported_sentence(row: Row) -> str:
    """Return the sentence of an export's row, into which Doccano flattens the meta; empty if none.

    The key is null, not absent, where other rows have it.
    """
    return str(row.get(SENTENCE) or "")


def _is_contradicted(answers: Sequence[Answer]) -> bool:
    return len({answer.themes for answer in answers}) > 1


def time_answers(
    connection: Connection, project_id: int, annotator: str, answers: Sequence[Answer], tell: Tell
) -> tuple[list[Answer], Problems]:
    """Return the answers with the times of their confirmations, and those of somebody else.

    An answer that is no longer confirmed is in neither.

    Args:
        connection: An administrator's.
        project_id: The project, shared between its members.
        annotator: The project's annotator.
        answers: Answers of an export.
        tell: Told how far it is.
    """
    if not answers:
        return [], []
    members = connection.get(f"projects/{project_id}/members")
    names = {member["user"]: member["username"] for member in members}
    paths = [f"projects/{project_id}/examples/{answer.example}/states" for answer in answers]
    timed: list[Answer] = []
    strangers: list[str] = []
    states = iter_results(connection.get, paths)
    told = iter_told(states, tell, f"{annotator}: times", len(answers))
    for answer, state in zip(answers, told, strict=True):
        times = {names.get(one["confirmed_by"]): one["confirmed_at"] for one in state["results"]}
        if annotator in times:
            moment = datetime.fromisoformat(times[annotator]).astimezone(UTC)
            timed.append(replace(answer, time=moment))
        elif times:
            strangers.append(f"{answer.sentence} (by {next(iter(times)) or 'no member'})")
    return timed, [(problems.STRANGER, strangers)]


def make_row(
    answer: Answer,
    text: str,
    themes: Sequence[str],
    *,
    project: str,
    earlier: Row | None = None,
) -> Row:
    """Return the row of a round file.

    Args:
        answer: An answer with its time.
        text: Text of the sentence.
        themes: The themes in order.
        project: Where the answer comes from, for the error.
        earlier: The row that it replaces; the time is never before that row's, whatever the
            server's clock did, as a row older than the one before it cannot be read.

    Raises:
        UnknownThemeError: A label is no theme.
    """
    report, _, index = answer.sentence.rpartition(":")
    ordered = order_themes(answer.themes, themes, where=f"{project}, {answer.sentence}")
    time = f"{answer.time:%Y-%m-%dT%H:%M:%SZ}"
    return {
        "report": report,
        "index": int(index),
        "text": text,
        "state": "labelled" if ordered else "none",
        "themes": list(ordered),
        "time": max(time, str(earlier["time"])) if earlier else time,
    }
