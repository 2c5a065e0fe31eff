"""The projects of a round: one an annotator, made, updated, and checked for what others changed."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from policy_themes.annotations.doccano.connection import Connection
from policy_themes.annotations.doccano.errors import ProjectEditedError
from policy_themes.annotations.themes import Theme
from policy_themes.jsonl import Row

_KIND = {"project_type": "DocumentClassification", "resourcetype": "TextClassificationProject"}
_SETTINGS = {
    # Shared, so that the annotator sees the suggestions, which belong to who uploaded them, and
    # the administrator sees the annotator's labels and confirmations.
    "collaborative_annotation": True,
    "single_class_classification": False,
    "random_order": False,
}
_ANNOTATOR = "annotator"
_ROUND = re.compile(r"[^\W_]\w*")
_PERSON = re.compile(r"[^\W_][\w.+@-]*")


def is_round_name(name: str) -> bool:
    """Return whether a round may have this name: letters, digits and underscores."""
    return bool(_ROUND.fullmatch(name))


def is_annotator_name(name: str) -> bool:
    """Return whether Doccano and a file name take this name: also dots, plus, at and hyphens."""
    return bool(_PERSON.fullmatch(name))


def project_name(round_name: str, annotator: str) -> str:
    """Return the name of an annotator's project, which is that of his file in `rounds/`."""
    return f"{round_name}-{annotator}"


def find_projects(connection: Connection, round_name: str) -> dict[str, int]:
    """Return the id of the project of each annotator of a round, by annotator.

    Raises:
        ProjectEditedError: Two projects have one name, as a copy made in Doccano has.
    """
    start = project_name(round_name, "")
    params = {"q": start, "limit": 1000}
    found: dict[str, list[int]] = {}
    for row in connection.get("projects", params=params)["results"]:
        if row["name"].startswith(start):
            found.setdefault(row["name"].removeprefix(start), []).append(row["id"])
    for annotator, ids in found.items():
        if len(ids) > 1:
            name = project_name(round_name, annotator)
            raise ProjectEditedError({name: [f"{len(ids)} projects have this name"]})
    return {annotator: ids[0] for annotator, ids in sorted(found.items())}


def make_project(connection: Connection, round_name: str, annotator: str) -> int:
    """Make the project of an annotator and return its id; `update_project` fills it."""
    row = connection.post(
        "projects",
        json={
            "name": project_name(round_name, annotator),
            "description": f"第 {round_name} 轮，标注员 {annotator}",
            **_KIND,
            **_SETTINGS,
            "tags": [],
        },
    )
    return int(row["id"])


def update_project(
    connection: Connection, project_id: int, themes: Sequence[Theme], guideline: str
) -> None:
    """Bring guideline, themes, colours and hotkeys of a project that nobody edited up to date."""
    project = connection.get(f"projects/{project_id}")
    if project["guideline"] != guideline:
        body = {"guideline": guideline, "resourcetype": _KIND["resourcetype"]}
        connection.patch(f"projects/{project_id}", json=body)
    types = connection.get(f"projects/{project_id}/category-types")
    if types:
        _update_types(connection, project_id, types, themes)
    else:
        _upload_types(connection, project_id, themes)


def check_projects(
    connection: Connection, project_ids: Iterable[int], themes: Sequence[Theme]
) -> None:
    """Compare projects with what push made of them.

    Raises:
        ProjectEditedError: Themes were renamed, deleted or added in Doccano, or projects were set
            so that answers would get lost; all of it together.
    """
    edited: dict[str, list[str]] = {}
    for project_id in project_ids:
        project = connection.get(f"projects/{project_id}")
        types = connection.get(f"projects/{project_id}/category-types")
        if changes := find_changes(project, types, themes):
            edited[project["name"]] = changes
    if edited:
        raise ProjectEditedError(edited)


def find_changes(project: Row, types: Sequence[Row], themes: Sequence[Theme]) -> list[str]:
    """Return in words what of a project is not as push made it.

    Args:
        project: The project as Doccano shows it.
        types: Its category types; none in a project whose push was interrupted at once.
        themes: The themes it should have.
    """
    changes = [
        f"'{setting}' is {'on' if project[setting] else 'off'}"
        for setting, wanted in _SETTINGS.items()
        if project.get(setting, wanted) != wanted
    ]
    if project["project_type"] != _KIND["project_type"]:
        changes.append(f"its type is {project['project_type']}")
    if types:
        changes += _compare_themes([row["text"] for row in types], [t.label for t in themes])
    return changes


def _compare_themes(found: Sequence[str], wanted: Sequence[str]) -> list[str]:
    missing = [f"theme '{label}' is gone" for label in wanted if label not in found]
    return missing + [
        f"theme '{label}' is not in themes.toml" for label in found if label not in wanted
    ]


def _describe_type(theme: Theme) -> Row:
    return {
        "text": theme.label,
        "suffix_key": theme.hotkey or None,
        "background_color": theme.colour,
        "text_color": "#ffffff",
    }


def _upload_types(connection: Connection, project_id: int, themes: Sequence[Theme]) -> None:
    # One call, and one transaction of the server: all of them or none.
    data = json.dumps([_describe_type(theme) for theme in themes]).encode("ascii")
    connection.call(
        "POST",
        f"projects/{project_id}/category-type-upload",
        files={"file": ("themes.json", data)},
        headers={"Content-Type": None},
    )


def _update_types(
    connection: Connection, project_id: int, types: Sequence[Row], themes: Sequence[Theme]
) -> None:
    wanted = {theme.label: _describe_type(theme) for theme in themes}
    stale = [
        row for row in types if any(row[key] != value for key, value in wanted[row["text"]].items())
    ]
    path = f"projects/{project_id}/category-types"
    for row in stale:  # two that swap their hotkeys would clash
        connection.patch(f"{path}/{row['id']}", json={"prefix_key": None, "suffix_key": None})
    for row in stale:
        connection.patch(f"{path}/{row['id']}", json=wanted[row["text"]])


def find_or_make_user(
    connection: Connection, name: str, make_password: Callable[[str], str]
) -> tuple[int, bool]:
    """Return the id of a user of the server, and whether the user had to be made.

    Args:
        connection: The connection of an administrator.
        name: Name of the user.
        make_password: Makes, keeps and returns the password of a new user.
    """
    for row in connection.get("users", params={"q": name}):
        if row["username"] == name:
            return int(row["id"]), False
    password = make_password(name)
    body = {"username": name, "password1": password, "password2": password}
    return int(connection.post("users/create", json=body)["id"]), True


def add_member(connection: Connection, project_id: int, user_id: int) -> int:
    """Make a user a project's annotator, unless he is a member; return the membership's id."""
    members: list[dict[str, Any]] = connection.get(f"projects/{project_id}/members")
    for member in members:
        if member["user"] == user_id:
            return int(member["id"])
    roles = {role["name"]: role["id"] for role in connection.get("roles")}
    body = {"user": user_id, "role": roles[_ANNOTATOR]}
    return int(connection.post(f"projects/{project_id}/members", json=body)["id"])


def assign_all(connection: Connection, project_id: int, member_id: int) -> None:
    """Assign a project's unassigned examples to a member, where the server asks for it.

    From Doccano 1.8.5 on a member who is no administrator sees what is assigned to him alone, and
    an import assigns nothing.
    """
    if connection.assigns:
        body = {
            "strategy_name": "weighted_sequential",
            "workloads": [{"member_id": member_id, "weight": 100}],
        }
        connection.call("POST", f"projects/{project_id}/assignments/bulk_assign", json=body)
