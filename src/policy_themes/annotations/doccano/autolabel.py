"""Our service as the auto-labeller of Doccano's projects.

Doccano's own form for a REST service cannot be filled in, but the calls behind it work. Doccano
sends the text of an example alone, so the service labels it without its headings and neighbours.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from policy_themes.annotations.doccano.connection import Connection
from policy_themes.annotations.doccano.errors import (
    ForeignServiceError,
    ServiceAddressError,
    ServiceUnreachableError,
)
from policy_themes.jsonl import Row

_KIND = "Custom REST Request"
_LABELS, _THEMES = "/v1/doccano", "/v1/themes"
_TEXT = "{{ text }}"  # which Doccano replaces
_TEMPLATE = "{{ input | tojson }}"  # the answer is already what Doccano wants
_TASK = "Category"


def register_service(
    connection: Connection,
    project_ids: Iterable[int],
    service: str,
    *,
    token: str | None,
    sentence: str,
) -> list[str]:
    """Make a service the auto-labeller of projects, in place of one of ours that they have.

    Args:
        connection: The connection of an administrator.
        project_ids: The projects.
        service: Address of the service, as Doccano's machine reaches it.
        token: What the service asks for; Doccano keeps it, and shows it to administrators.
        sentence: A sentence to try it with.

    Returns:
        The themes that the service gave the sentence.

    Raises:
        ServiceAddressError: `service` is no http address.
        ServiceUnreachableError: Doccano gets no answer from it.
        ForeignServiceError: What answers is not our service, or one of other themes.
    """
    address = _check_address(service)
    found: list[str] = []
    for number, project_id in enumerate(project_ids):
        if number == 0:
            _check_themes(connection, project_id, address, token)
            found = _try_sentence(connection, project_id, address, token, sentence)
        _replace_configs(connection, project_id, _make_config(address, token))
    return found


def _check_address(service: str) -> str:
    try:
        parts = urlsplit(service)
        _ = parts.port  # checked only when it is read
    except ValueError:
        raise ServiceAddressError("no address that can be read") from None  # nor a password shown
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ServiceAddressError("neither http:// nor https://")
    if "@" in service or parts.query or parts.fragment:
        raise ServiceAddressError("more than host, port and path")
    return service.rstrip("/")


def _make_config(address: str, token: str | None) -> Row:
    return {
        "model_name": _KIND,
        "model_attrs": _make_request(f"{address}{_LABELS}", token, {"text": _TEXT}),
        "template": _TEMPLATE,
        "label_mapping": {},
        "task_type": _TASK,
    }


def _make_request(url: str, token: str | None, body: Mapping[str, str] | None = None) -> Row:
    return {
        "url": url,
        "method": "POST" if body else "GET",
        "params": {},  # Doccano looks for the text in it, also where there is none
        "headers": {"Authorization": f"Bearer {token}"} if token else {},
        "body": dict(body or {}),
    }


def _check_themes(connection: Connection, project_id: int, address: str, token: str | None) -> None:
    """Compare the service's themes with a project's; Doccano drops what it does not know."""
    answer = _ask(connection, project_id, address, _make_request(address + _THEMES, token))
    if not isinstance(answer, dict) or not isinstance(answer.get("themes"), list):
        raise ForeignServiceError(address, _describe(answer))
    own = [row["text"] for row in connection.get(f"projects/{project_id}/category-types")]
    labels = [theme["label"] for theme in answer["themes"]]
    if foreign := [label for label in labels if label not in own]:
        raise ForeignServiceError(address, f"it labels with {', '.join(foreign)}")


def _try_sentence(
    connection: Connection, project_id: int, address: str, token: str | None, sentence: str
) -> list[str]:
    request = _make_request(address + _LABELS, token, {"text": _TEXT})
    answer = _ask(connection, project_id, address, request, sentence)
    if not isinstance(answer, list):
        raise ForeignServiceError(address, _describe(answer))
    return [row["label"] for row in answer]


def _ask(
    connection: Connection, project_id: int, address: str, request: Row, text: str = ""
) -> Any:
    """Return what the service answers to Doccano."""
    body = {"model_name": _KIND, "model_attrs": request, "text": text}
    path = f"projects/{project_id}/auto-labeling/request-testing"
    response = connection.ask("POST", path, json=body)
    if response.status_code == 200:
        return response.json()
    if response.status_code in (400, 500):  # 500 where the connection breaks off
        raise ServiceUnreachableError(address)
    return connection.post(path, json=body)  # which has the words for the rest


def _describe(answer: Any) -> str:
    error = answer.get("error") if isinstance(answer, dict) else None
    message = error.get("message") if isinstance(error, dict) else None
    return f"it says: {str(message).rstrip('.')}" if message else "it answers otherwise"


def _replace_configs(connection: Connection, project_id: int, wanted: Row) -> None:
    path = f"projects/{project_id}/auto-labeling/configs"
    own = [row for row in connection.get(path) if _is_ours(row)]
    same = [row["id"] for row in own if all(row[key] == wanted[key] for key in wanted)]
    # The new one first: between the two calls there are two rather than none.
    kept = same[0] if same else connection.post(path, json=wanted)["id"]
    for row in own:
        if row["id"] != kept:
            connection.delete(f"{path}/{row['id']}")


def _is_ours(config: Row) -> bool:
    url = str(config["model_attrs"].get("url", ""))
    return config["model_name"] == _KIND and urlsplit(url).path.endswith(_LABELS)
