"""What the service answers instead of themes; each class owns its status, code and wording."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from policy_themes.errors import PolicyThemesError, ReportError

_SHOWN = 10
Answer = tuple[int, dict[str, object], dict[str, str]]
"""Status, body and headers."""


class RefusalError(PolicyThemesError):
    """A request is not answered with themes.

    Attributes:
        status: The HTTP status.
        code: A name for programs.
        headers: Headers of the answer.
    """

    status: ClassVar[int]
    code: ClassVar[str]

    def __init__(
        self, where: object, found: str, advice: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(where, found, advice)
        self.headers = dict(headers or {})


class MalformedJsonError(RefusalError):
    """A body is no JSON."""

    status, code = 400, "malformed_json"

    def __init__(self, reason: str) -> None:
        super().__init__("body", f"not JSON ({reason})", "Send JSON in UTF-8.")


class MalformedFormError(RefusalError):
    """A body is no form, or one with other parts than a file."""

    status, code = 400, "malformed_form"

    def __init__(self, reason: str) -> None:
        super().__init__(
            "body", f"not a form with one file ({reason})", "Send the report as the part 'file'."
        )


class TokenError(RefusalError):
    """A request carries no token, or a wrong one."""

    status, code = 401, "unauthorized"

    def __init__(self) -> None:
        super().__init__(
            "Authorization",
            "no valid token",
            "Send the header 'Authorization: Bearer TOKEN'.",
            {"WWW-Authenticate": "Bearer"},
        )


class UnknownRouteError(RefusalError):
    """There is nothing at a path."""

    status, code = 404, "not_found"

    def __init__(self) -> None:
        super().__init__("path", "nothing here", "GET /openapi.json lists what there is.")


class MethodError(RefusalError):
    """A path takes other methods."""

    status, code = 405, "method_not_allowed"

    def __init__(self, method: str, headers: Mapping[str, str]) -> None:
        super().__init__(
            "method", f"this path takes no {method}", f"Use {headers.get('Allow')}.", headers
        )


class SlowBodyError(RefusalError):
    """The body of a request does not come."""

    status, code = 408, "body_timeout"

    def __init__(self, seconds: float) -> None:
        super().__init__(
            "body",
            f"not all there after {seconds:g} s",
            "Send less, or faster.",
            {"Connection": "close"},
        )


class LargeBodyError(RefusalError):
    """A body is larger than the service takes."""

    status, code = 413, "body_too_large"

    def __init__(self, limit: int) -> None:
        super().__init__(
            "body",
            f"more than {limit} bytes",
            "Send it in parts.",
            {"Connection": "close"},  # the rest of it is not read
        )


class LargeArchiveError(RefusalError):
    """A Word file unpacks to more than the service takes."""

    status, code = 413, "file_too_large"

    def __init__(self, name: str, limit: int) -> None:
        super().__init__(name, f"more than {limit} bytes unpacked", "Save it without its pictures.")


class ManySentencesError(RefusalError):
    """A report has more sentences than the service takes."""

    status, code = 413, "too_many_sentences"

    def __init__(self, found: int, limit: int) -> None:
        super().__init__(
            "report", f"{found} sentences, more than {limit}", "Send its parts one by one."
        )


class LongSentenceError(RefusalError):
    """A report has a sentence with more characters than the service takes."""

    status, code = 413, "sentence_too_long"

    def __init__(self, index: int, found: int, limit: int) -> None:
        super().__init__(
            "report",
            f"sentence {index} has {found} characters, more than {limit}",
            "Break it into sentences or lines.",
        )


class MediaTypeError(RefusalError):
    """A body is of a type that the path does not take."""

    status, code = 415, "unsupported_media_type"

    def __init__(self, found: str, known: Iterable[str]) -> None:
        super().__init__(
            "Content-Type", f"'{found[:80]}'" if found else "none", f"Use {' or '.join(known)}."
        )


class InvalidRequestError(RefusalError):
    """A body is not what the path takes; all its problems are told together."""

    status, code = 422, "invalid_request"

    def __init__(self, problems: Sequence[str]) -> None:
        more = f"; and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        super().__init__(
            "body",
            "; ".join(problems[:_SHOWN]) + more,
            "GET /openapi.json has the schema.",
        )


class BusyError(RefusalError):
    """More requests wait than the service keeps."""

    status, code = 503, "busy"

    def __init__(self, waiting: int) -> None:
        super().__init__(
            "service", f"{waiting} requests wait", "Try again in a second.", {"Retry-After": "1"}
        )


class StuckError(RefusalError):
    """A batch does not come to its end."""

    status, code = 503, "stuck"

    def __init__(self, seconds: float) -> None:
        super().__init__(
            "service", f"one batch takes more than {seconds:g} s", "Restart it if it stays so."
        )


class SlowAnswerError(RefusalError):
    """An answer takes longer than the service gives it."""

    status, code = 504, "timeout"

    def __init__(self, seconds: float) -> None:
        super().__init__("service", f"no answer in {seconds:g} s", "Send less at once.")


class BrokenServiceError(RefusalError):
    """The service has a bug; what it is stands in its log alone."""

    status, code = 500, "internal_error"

    def __init__(self) -> None:
        super().__init__("service", "it failed", "Its log says where.")


def describe_refusal(error: PolicyThemesError) -> Answer:
    """Return what a request is answered: status, body and headers."""
    if isinstance(error, RefusalError):
        return error.status, _make_body(error.code, str(error)), error.headers
    if isinstance(error, ReportError):
        return 422, _make_body("unreadable_report", str(error)), {}
    return describe_refusal(BrokenServiceError())


def _make_body(code: str, message: str) -> dict[str, object]:
    return {"error": {"code": code, "message": message}}
