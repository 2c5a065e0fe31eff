"""Filling one project so that the same push can be repeated.

A push may be killed between any two calls, and the worker in the middle of an import: what the
server holds is then looked at again, never what a push remembers. An example has the score 100
until the push that made it has seen that its suggestion is there; only then it gets its place.
"""

from collections.abc import Mapping, Sequence
from functools import partial

from policy_themes.annotations.doccano.connection import Connection
from policy_themes.annotations.doccano.errors import TaskFailedError
from policy_themes.annotations.doccano.rows import exported_labels, sentence_id, suggested_themes
from policy_themes.annotations.doccano.steps import Tell, iter_told
from policy_themes.annotations.doccano.threads import iter_results
from policy_themes.jsonl import Row

CHUNK = 1000
"""Rows an import, as many as Doccano writes in one transaction: all of them or none."""
UNPLACED = 100.0
"""Doccano's score of an example that nobody gave one."""
_STEP = 0.001
"""From one score to the next; so a hundred thousand sentences come before an unplaced one."""
_ATTEMPTS = 2


def fill_project(
    connection: Connection,
    project_id: int,
    name: str,
    rows: Mapping[str, Row],
    examples: Sequence[Row],
    ordered: Sequence[str],
    tell: Tell,
) -> None:
    """Bring a project to hold each sentence once, with its suggestion, in order.

    Confirmed examples are never touched, nor is any text, meta or label that is there.

    Args:
        connection: An administrator's.
        project_id: The project.
        name: Its name.
        rows: The examples to make by sentence id, in order; those that are there are passed over.
        examples: What the project holds.
        ordered: Ids of all its sentences, in order.
        tell: Told how far it is.

    Raises:
        TaskFailedError: Imports succeed, and yet sentences are missing.
    """
    for attempt in range(_ATTEMPTS + 1):
        there = {sentence_id(example) for example in examples}
        missing = [row for key, row in rows.items() if key not in there]
        if not missing:
            break
        if attempt == _ATTEMPTS:
            raise TaskFailedError(connection.url, "import", f"{len(missing)} sentences are missing")
        _upload(connection, project_id, name, missing, tell)
        tell(f"{name}: what is there", 0, None)
        examples = list(connection.iter_examples(project_id))
    examples = drop_copies(connection, project_id, name, examples, tell)
    restore_suggestions(connection, project_id, name, examples, tell)
    place_examples(connection, project_id, name, examples, ordered, tell)


def _upload(
    connection: Connection, project_id: int, name: str, rows: Sequence[Row], tell: Tell
) -> None:
    for start in range(0, len(rows), CHUNK):
        tell(f"{name}: sentences", start, len(rows))
        chunk = rows[start : start + CHUNK]
        connection.upload(project_id, chunk, name=f"{name}.jsonl")
    tell(f"{name}: sentences", len(rows), len(rows))


def drop_copies(
    connection: Connection, project_id: int, name: str, examples: Sequence[Row], tell: Tell
) -> list[Row]:
    """Delete what a second import of the same sentences left, and return the rest.

    Of copies the confirmed ones stay, all of them; else the one that somebody labelled; else the
    oldest. Two imports of one sentence happen where a push was killed while its import waited for
    the worker, and where the worker repeats an import that failed half-way.
    """
    copies: dict[str, list[Row]] = {}
    for example in examples:
        copies.setdefault(sentence_id(example), []).append(example)
    groups = [group for key, group in copies.items() if key and len(group) > 1]
    if not groups:
        return list(examples)
    me = connection.get("me")["id"]
    superfluous: set[int] = set()
    found = iter_results(partial(_find_superfluous, connection, project_id, me), groups)
    for ids in iter_told(found, tell, f"{name}: copies", len(groups)):
        superfluous |= ids
    connection.delete_examples(project_id, sorted(superfluous))
    return [example for example in examples if example["id"] not in superfluous]


def _find_superfluous(
    connection: Connection, project_id: int, me: int, group: Sequence[Row]
) -> set[int]:
    ids = [int(example["id"]) for example in group]
    # Asked anew: an annotator may have confirmed one since the examples were listed.
    confirmed = {i for i in ids if _is_confirmed(connection, project_id, i)}
    if confirmed:
        return set(ids) - confirmed
    kept = next((i for i in ids if _is_labelled(connection, project_id, i, me)), min(ids))
    return set(ids) - {kept}


def _is_confirmed(connection: Connection, project_id: int, example_id: int) -> bool:
    return bool(connection.get(f"projects/{project_id}/examples/{example_id}")["is_confirmed"])


def _is_labelled(connection: Connection, project_id: int, example_id: int, me: int) -> bool:
    """Return whether somebody else than the user who pushes set a label."""
    labels = connection.get(f"projects/{project_id}/examples/{example_id}/categories")
    return any(label["user"] != me for label in labels)


def restore_suggestions(
    connection: Connection, project_id: int, name: str, examples: Sequence[Row], tell: Tell
) -> None:
    """Set the suggestions that are missing where the worker was killed before it wrote them."""
    doubtful = [
        example
        for example in examples
        if is_unplaced(example) and not example["is_confirmed"] and suggested_themes(example)
    ]
    if not doubtful:
        return
    tell(f"{name}: suggestions", 0, None)
    rows = connection.download(project_id, confirmed_only=False)
    labels = {int(row["id"]): set(exported_labels(row)) for row in rows}
    bare = [e for e in doubtful if set(suggested_themes(e)) - labels.get(int(e["id"]), set())]
    if bare:
        types = connection.get(f"projects/{project_id}/category-types")
        ids = {row["text"]: row["id"] for row in types}
        me = connection.get("me")["id"]
        done = iter_results(partial(_suggest, connection, project_id, ids, me), bare)
        for _ in iter_told(done, tell, f"{name}: suggestions", len(bare)):
            pass


def _suggest(
    connection: Connection, project_id: int, type_ids: Mapping[str, int], me: int, example: Row
) -> None:
    path = f"projects/{project_id}/examples/{example['id']}/categories"
    labels = connection.get(path)
    if any(label["user"] != me for label in labels):
        return  # the annotator was faster
    if _is_confirmed(connection, project_id, example["id"]):
        return  # as having no theme, since the examples were listed
    there = {label["label"] for label in labels}
    for theme in suggested_themes(example):
        if theme in type_ids and type_ids[theme] not in there:
            connection.post(path, json={"label": type_ids[theme]})


def place_examples(
    connection: Connection,
    project_id: int,
    name: str,
    examples: Sequence[Row],
    ordered: Sequence[str],
    tell: Tell,
) -> None:
    """Set the scores that make Doccano's "lowest score first" follow the order; only what differs.

    An import cannot set a score, and no call sets many, so there is one request a sentence.
    """
    places = {key: (place + 1) * _STEP for place, key in enumerate(ordered)}
    moves = [
        (int(example["id"]), places[key])
        for example in examples
        if (key := sentence_id(example)) in places
        and not example["is_confirmed"]
        and abs(example["score"] - places[key]) > _STEP / 2
    ]
    done = iter_results(partial(_place, connection, project_id), moves)
    for _ in iter_told(done, tell, f"{name}: order", len(moves)):
        pass


def _place(connection: Connection, project_id: int, move: tuple[int, float]) -> None:
    example_id, score = move
    connection.patch(f"projects/{project_id}/examples/{example_id}", json={"score": score})


def is_unplaced(example: Row) -> bool:
    """Return whether the push that made an example has not yet come to its end."""
    return bool(example["score"] == UNPLACED)
