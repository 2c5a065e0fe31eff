"""What stands around every request: token, limits, time, errors, counts."""

import asyncio
import hmac
import logging
import time
import traceback
from contextlib import suppress

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from policy_themes.errors import PolicyThemesError
from policy_themes.service.limits import Limits
from policy_themes.service.metrics import Metrics
from policy_themes.service.refusals import (
    BrokenServiceError,
    BusyError,
    LargeBodyError,
    MethodError,
    SlowAnswerError,
    SlowBodyError,
    TokenError,
    UnknownRouteError,
    describe_refusal,
)

OPEN = "/healthz"
"""The path that needs no token, for whatever watches the service."""
_LINGER = 2.0
"""Seconds for which the rest of a body is read that is too large: a client that is cut off while
it sends does not see the answer."""
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_GONE = 499
log = logging.getLogger("policy_themes.service")


class Guard:
    """An application around the service's own; no text of a request gets into its log."""

    def __init__(
        self, app: ASGIApp, *, limits: Limits, token: str | None, metrics: Metrics
    ) -> None:
        self._app = app
        self._limits = limits
        self._token = token
        self._metrics = metrics
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, whatever happens."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["app"] = self  # so that starlette's router raises what it would answer in plain text
        start = time.monotonic()
        body, answer = _Body(receive, self._limits.body), _Answer(send)
        self._inside += 1
        self._metrics.waiting.inc()
        try:
            await self._answer(scope, body, answer)
        finally:
            self._inside -= 1
            self._metrics.waiting.dec()
            self._count(scope, answer.status, time.monotonic() - start)

    async def _answer(self, scope: Scope, body: "_Body", answer: "_Answer") -> None:
        try:
            async with asyncio.timeout(self._limits.seconds):
                self._check(scope)
                await self._app(scope, body.receive, answer.send)
        except TimeoutError:
            seconds = self._limits.seconds
            error = SlowAnswerError(seconds) if body.is_read else SlowBodyError(seconds)
            await answer.refuse(error, scope, body)
        except HTTPException as error:
            await answer.refuse(_translate(error, scope["method"]), scope, body)
        except PolicyThemesError as error:
            if describe_refusal(error)[0] == BrokenServiceError.status:
                _log_bug(error)
            await answer.refuse(error, scope, body)
        except ClientDisconnect:
            answer.status = _GONE
        except Exception as error:  # noqa: BLE001 (a bug must not end the service)
            _log_bug(error)
            await answer.refuse(BrokenServiceError(), scope, body)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        if scope["path"] != OPEN and not self._is_allowed(headers.get("authorization", "")):
            raise TokenError
        if scope["method"] == "POST" and self._inside > self._limits.requests:
            raise BusyError(self._inside - 1)
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._limits.body:
            raise LargeBodyError(self._limits.body)

    def _is_allowed(self, authorization: str) -> bool:
        if self._token is None:
            return True
        scheme, _, given = authorization.partition(" ")
        # In a time that does not tell how much of it is right.
        is_right = hmac.compare_digest(given.strip().encode("latin-1"), self._token.encode())
        return is_right and scheme.lower() == "bearer"

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        # No route of ours has parameters; a name of the client's own would be a label for ever.
        route = scope["path"] if "endpoint" in scope else "none"
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.requests.labels(route, method, status).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        log.info("%s %s %d %.3f s", method, route, status, seconds)


class _Body:
    """The body of a request as it comes in, counted."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._limit = limit
        self._size = 0
        self.is_read = False

    async def receive(self) -> Message:
        """Return the next part, unless it is one too many."""
        message = await self._receive()
        self._size += len(message.get("body", b""))
        self.is_read = not message.get("more_body", False)
        if self._size > self._limit:
            raise LargeBodyError(self._limit)
        return message

    async def drop(self, scope: Scope) -> None:
        """Read on for a while what a client sends that is not told to wait for our consent."""
        if "expect" in Headers(scope=scope):
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(_LINGER):
                while not self.is_read:
                    message = await self._receive()
                    self.is_read = not message.get("more_body", False)


class _Answer:
    """The answer to a request on its way out."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._is_begun = False
        self.status = BrokenServiceError.status

    async def send(self, message: Message) -> None:
        """Send a part of the answer."""
        if message["type"] == "http.response.start":
            self._is_begun = True
            self.status = message["status"]
            MutableHeaders(scope=message)["X-Content-Type-Options"] = "nosniff"
        await self._send(message)

    async def refuse(self, error: PolicyThemesError, scope: Scope, body: _Body) -> None:
        """Answer with an error, unless an answer was begun, which then stays cut short."""
        if self._is_begun:
            return
        if isinstance(error, LargeBodyError):
            await body.drop(scope)
        status, content, headers = describe_refusal(error)
        await JSONResponse(content, status, headers)(scope, body.receive, self.send)


def _log_bug(error: Exception) -> None:
    # Without the error's own words: they may quote the request.
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s in\n%s", type(error).__name__, where)


def _translate(error: HTTPException, method: str) -> PolicyThemesError:
    """Return an error of ours for one of the router's."""
    if error.status_code == MethodError.status:
        return MethodError(method, error.headers or {})
    return UnknownRouteError()
