"""A connection to a Doccano server: log-in, examples, imports, exports."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from policy_themes.annotations.doccano.errors import (
    LoginError,
    ServerAddressError,
    ServerUnreachableError,
    ServerVersionError,
    TaskFailedError,
    WorkerNotRunningError,
)
from policy_themes.annotations.doccano.exports import read_export
from policy_themes.annotations.doccano.session import Session, describe_failure, is_local
from policy_themes.errors import MissingExtraError
from policy_themes.jsonl import Row

THREADS = 4
"""Requests at once, where there must be one a sentence."""
_PAGE = 500
_LISTINGS = 5
_NEEDED = (
    "category-types",
    "examples/{example_id}/states",
    "upload",
    "download",
    "members",
)
_ASSIGN = "assignments/bulk_assign"
_WORKER = "CeleryHealthCheckCelery"
_POLL = 0.3
_PATIENCE = 20
"""Seconds without an end of a task until the worker is asked whether it lives, and asked again."""
_LOST = 30
"""Times that the worker may answer in vain: ten minutes are more than any task of ours runs."""
_ASKED = 5
"""Times that a worker is asked for a sign of life, which it may have three seconds for: it does
one task at a time, and an import of ours takes two."""


@dataclass(frozen=True, slots=True)
class Account:
    """A user of a server."""

    name: str
    password: str = field(repr=False)


def connect(url: str, account: Account) -> "Connection":
    """Log in to a server and find out whether it is one that we know.

    Raises:
        MissingExtraError: doccano-client is not installed.
        ServerAddressError: `url` is no http address, or holds a password.
        ServerUnreachableError: Nothing answers.
        LoginError: Name or password is wrong.
        ServerVersionError: It is no Doccano, or one without the calls that we need.
    """
    try:
        from doccano_client import DoccanoClient
        from doccano_client.exceptions import DoccanoAPIError
    except ImportError as error:
        raise MissingExtraError("Doccano", "doccano") from error
    from requests import RequestException

    url = _check_address(url)
    client = DoccanoClient(url)
    connection = Connection(client, url, account.name)
    # No cause below: it carries the request, and the request the password.
    try:
        client.login(account.name, account.password)
    except DoccanoAPIError as error:
        status = error.response.status_code
        if status in (400, 401, 403) and "json" in error.response.headers.get("content-type", ""):
            raise LoginError(url, account.name) from None
        raise ServerVersionError(url, f"its log-in answers {status}") from None
    except RequestException as error:
        raise ServerUnreachableError(url, describe_failure(error)) from None
    connection.check_version()
    connection.be_patient()
    return connection


def sends_in_clear(url: str) -> bool:
    """Return whether a password would go to another machine without encryption."""
    return url.lower().startswith("http:") and not is_local(url)


def _check_address(url: str) -> str:
    # Anywhere: a password with a slash in it ends the host early.
    if "@" in url:
        raise ServerAddressError("a name or a password in it")
    try:
        parts = urlsplit(url)
        _ = parts.port  # checked only when it is read
    except ValueError:
        raise ServerAddressError("no address that can be read") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ServerAddressError("neither http:// nor https://")
    return url.rstrip("/")


class Connection(Session):
    """A user's connection to a server.

    Attributes:
        user: Name of the user.
        assigns: Whether annotators see only what is assigned to them (Doccano 1.8.5 and later).
    """

    def __init__(self, client: Any, url: str, user: str) -> None:
        super().__init__(client, url)
        self.user = user
        self.assigns = False

    def check_version(self) -> None:
        """Look at the server's list of calls.

        Raises:
            ServerVersionError: It has none, or lacks a call that we need.
        """
        headers = {"Accept": "application/openapi+json"}
        response = self.ask("GET", "/swagger/", params={"format": "openapi"}, headers=headers)
        try:
            paths = list(response.json()["paths"])
        except (ValueError, KeyError, TypeError):
            raise ServerVersionError(self.url, "it has no list of its calls") from None
        if missing := [n for n in _NEEDED if not any(path.endswith(n) for path in paths)]:
            raise ServerVersionError(self.url, f"it has no {', '.join(missing)}")
        self.assigns = any(path.endswith(_ASSIGN) for path in paths)

    def check_worker(self) -> None:
        """Ask the task worker for a sign of life, which stands in its queue like every task.

        A worker that does one task at a time, as that of a server of ours, has done by then all
        that it was given before, such as the import of a push that was killed.

        Raises:
            WorkerNotRunningError: There is none in some seconds.
        """
        if not any(self._is_worker_alive() for _ in range(_ASKED)):
            raise WorkerNotRunningError(self.url)

    def _is_worker_alive(self) -> bool:
        try:
            state = self.ask("GET", "health/", params={"format": "json"}).json()
        except ValueError:  # a page, such as a proxy's
            return False
        return isinstance(state, dict) and str(state.get(_WORKER, "")) in ("OK", "working")

    def iter_examples(self, project_id: int, *, confirmed: bool | None = None) -> Iterator[Row]:
        """Yield the examples of a project, oldest first, each once.

        Pages are cut anew at each request, so that an example which is added or confirmed
        meanwhile shifts the rest; a listing that does not hold as many as the server counts is
        read again.
        """
        for _ in range(_LISTINGS):
            found, count = self._list_examples(project_id, confirmed)
            if len(found) == count:
                break
        yield from sorted(found.values(), key=lambda row: int(row["id"]))

    def _list_examples(self, project_id: int, confirmed: bool | None) -> tuple[dict[int, Row], int]:
        params: dict[str, Any] = {"limit": _PAGE, "offset": 0}
        if confirmed is not None:
            params["confirmed"] = "true" if confirmed else "false"
        found: dict[int, Row] = {}
        while True:
            page = self.get(f"projects/{project_id}/examples", params=params)
            found.update((row["id"], row) for row in page["results"])
            params["offset"] += _PAGE
            if page["next"] is None:
                return found, int(page["count"])

    def delete_examples(self, project_id: int, ids: Sequence[int]) -> None:
        """Delete examples; an empty list, which Doccano takes for all of them, deletes none."""
        if ids:
            self.delete(f"projects/{project_id}/examples", json={"ids": list(ids)})

    def upload(self, project_id: int, rows: Sequence[Row], *, name: str = "rows.jsonl") -> None:
        """Import rows, each with text, label and the keys of its meta, and wait until they are in.

        All rows have the same keys: where one lacks a key of another, Doccano writes NaN.

        Raises:
            WorkerNotRunningError: The worker died over it, or was dead.
            TaskFailedError: The import ended with an error, or was lost.
        """
        # ASCII, so that the server's guess at the encoding is right.
        data = "".join(json.dumps(row) + "\n" for row in rows).encode("ascii")
        response = self.call(
            "POST",
            "fp/process/",
            files={"filepond": (name, data)},
            headers={"Content-Type": None, "Accept": "*/*"},
        )
        upload_id = response.text.strip().strip('"')
        task = {"task": "DocumentClassification", "format": "JSONL"}
        columns = {"column_data": "text", "column_label": "label"}
        body = {"uploadIds": [upload_id], **task, **columns}
        answer = self.post(f"projects/{project_id}/upload", json=body)
        try:
            result = self._wait("import", answer["task_id"])
        except (WorkerNotRunningError, TaskFailedError):
            self._revert(upload_id)
            raise
        if errors := (result or {}).get("error"):
            raise TaskFailedError(self.url, "import", str(errors[0].get("message", errors[0])))

    def _revert(self, upload_id: str) -> None:
        """Take an uploaded file back, so that a task which still waits for it imports nothing."""
        headers = {"Content-Type": "text/plain", "Accept": "*/*"}
        self.ask("DELETE", "fp/revert/", data=upload_id, headers=headers)

    def download(self, project_id: int, *, confirmed_only: bool) -> list[Row]:
        """Export the examples of a shared project with their labels.

        Returns:
            Rows with id, text, label and the keys of the meta; a row of another user's project
            that is not shared would lack what others labelled.

        Raises:
            WorkerNotRunningError: The worker died over it, or was dead.
            TaskFailedError: The export ended with an error, was lost, or came damaged.
            LargeExportError: It is larger than any project.
        """
        body = {"format": "JSONL", "exportApproved": confirmed_only}
        task_id = self.post(f"projects/{project_id}/download", json=body)["task_id"]
        self._wait("export", task_id)
        answer = self.call("GET", f"projects/{project_id}/download", params={"taskId": task_id})
        return read_export(answer.content, self.url)

    def _wait(self, kind: str, task_id: str) -> Any:
        """Return what a task of the worker ends with.

        The worker takes a task off its queue before it does it: one that is killed meanwhile
        loses the task, which then is never ready.
        """
        for _ in range(_LOST):
            limit = time.monotonic() + _PATIENCE
            while time.monotonic() < limit:
                status = self.get(f"tasks/status/{task_id}")
                if status["ready"]:
                    if status["error"]:
                        raise TaskFailedError(self.url, kind, str(status["error"]["text"]))
                    return status["result"]
                time.sleep(_POLL)
            self.check_worker()
        raise TaskFailedError(self.url, kind, "lost when the worker was stopped")
