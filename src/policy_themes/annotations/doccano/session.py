"""The HTTP below a connection: time limits, reconnecting, and errors of ours."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from policy_themes.annotations.doccano.errors import RefusedError, ServerUnreachableError

_CONNECT, _READ = 5, 120
"""Seconds until a server must accept a connection, and until it must begin to answer."""
_RETRIES = 7
_BROKEN = 3
"""Of the retries those after an accepted connection that broke or brought no answer in time."""
_PAUSE = 0.5
"""Seconds, doubled each time: a server that restarts has half a minute to come back."""
_TO_RETRY = (500, 502, 503, 504)
"""500 is also what Doccano answers while another writer locks its SQLite database."""
_REPEATABLE = ("GET", "PUT", "PATCH", "DELETE")
_LONGEST_REASON = 200
_LOCAL = ("127.0.0.1", "localhost", "::1")


class Session:
    """The session of a `DoccanoClient`, which itself sets no time limit and gives up at once.

    Attributes:
        url: Address of the server, without a slash at the end.
        calls: Number of requests sent.
    """

    def __init__(self, client: Any, url: str) -> None:
        self.url = url
        self.calls = 0
        # The client has no public way to its session, and none to half of the calls we need.
        self._requests = client._base_repository._session
        if is_local(url):
            self._requests.trust_env = False  # else a proxy would get the password
        self._mount("/", retries=0)

    def be_patient(self) -> None:
        """Reconnect from now on, and repeat calls that can be repeated."""
        self._mount("/", retries=_RETRIES)
        self._mount("/v1/health", retries=0)  # answers 500 when a part of the server is down

    def get(self, path: str, **options: Any) -> Any:
        """Return the JSON that a call answers; see `call`."""
        return self._parse("GET", path, options)

    def post(self, path: str, **options: Any) -> Any:
        """Return the JSON that a call answers; see `call`."""
        return self._parse("POST", path, options)

    def patch(self, path: str, **options: Any) -> Any:
        """Return the JSON that a call answers; see `call`."""
        return self._parse("PATCH", path, options)

    def delete(self, path: str, **options: Any) -> Any:
        """Return the JSON that a call answers; see `call`."""
        return self._parse("DELETE", path, options)

    def call(self, method: str, path: str, **options: Any) -> Any:
        """Return the response of a call whose status is below 400.

        Args:
            method: GET, POST, PUT, PATCH or DELETE.
            path: Path below `/v1/`, or one from the server's root that begins with a slash.
            options: What `requests` takes, such as `params` and `json`.

        Raises:
            ServerUnreachableError: The server does not answer, or no longer.
            RefusedError: It answers with an error.
        """
        response = self.ask(method, path, **options)
        if response.status_code >= 400:
            raise RefusedError(
                self.url, f"{method} {path}", response.status_code, _find_reason(response)
            )
        return response

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """Return the response of a call whatever its status; see `call`."""
        from requests import RequestException
        from requests.exceptions import ChunkedEncodingError

        url = self.url + (path if path.startswith("/") else f"/v1/{path}")
        left = _BROKEN if method in _REPEATABLE else 0
        while True:
            self.calls += 1
            try:
                return self._requests.request(method, url, **options)
            except RequestException as error:
                # An answer that broke off is beyond the retries below it.
                if isinstance(error, ChunkedEncodingError) and left:
                    left -= 1
                    continue
                # Without the cause, which carries the request and what was sent with it.
                raise ServerUnreachableError(self.url, describe_failure(error)) from None

    def _parse(self, method: str, path: str, options: Mapping[str, Any]) -> Any:
        response = self.call(method, path, **options)
        if not response.content:
            return None
        try:
            return response.json()
        except ValueError as error:
            # Doccano answers a path that it does not know with its start page.
            raise RefusedError(self.url, f"{method} {path}", 404, "no such call") from error

    def _mount(self, prefix: str, *, retries: int) -> None:
        from requests.adapters import HTTPAdapter
        from urllib3.util.retry import Retry

        class Patient(HTTPAdapter):  # type: ignore[misc,unused-ignore]
            def send(self, request: Any, *args: Any, **options: Any) -> Any:
                options["timeout"] = options.get("timeout") or (_CONNECT, _READ)
                response = super().send(request, *args, **options)
                # Else urllib3 1 takes the half answer of a server that was killed for a whole one.
                response.raw.enforce_content_length = True
                return response

        policy = Retry(
            total=retries,
            read=min(retries, _BROKEN),
            backoff_factor=_PAUSE,
            status_forcelist=_TO_RETRY if retries else (),
            allowed_methods=_REPEATABLE,
            raise_on_status=False,
        )
        self._requests.mount(self.url + prefix, Patient(max_retries=policy, pool_maxsize=16))


def is_local(url: str) -> bool:
    """Return whether an address is on this machine; one that cannot be read is not."""
    try:
        return urlsplit(url).hostname in _LOCAL
    except ValueError:
        return False


def describe_failure(error: Exception) -> str:
    """Return why a request failed, in words that name no part of the request."""
    from requests.exceptions import SSLError, Timeout

    if isinstance(error, Timeout) or "timed out" in str(error):  # a retried one is wrapped
        return "no answer in time"
    if isinstance(error, SSLError):
        return "its certificate is not trusted"
    return "connection refused" if "refused" in str(error) else "connection broken"


def _find_reason(response: Any) -> str:
    if "json" not in response.headers.get("content-type", ""):
        return str(response.reason)
    return str(response.text)[:_LONGEST_REASON]
