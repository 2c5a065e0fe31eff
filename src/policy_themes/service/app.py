"""The service's paths and what each of them does."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, TypeVar

from python_multipart.exceptions import FormParserError
from spacy.language import Language
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp

from policy_themes.annotations.themes import Theme
from policy_themes.corpus.docbin import iter_inputs
from policy_themes.corpus.structure import Report
from policy_themes.jsonl import Row
from policy_themes.models.load import THEMES
from policy_themes.models.score import BATCH, Labels, find_scorer
from policy_themes.pipeline.themes import DEFAULT_THRESHOLD
from policy_themes.service import schema
from policy_themes.service.batches import Batcher
from policy_themes.service.guard import OPEN, Guard
from policy_themes.service.labels import describe_labels, label_texts, read_sentences
from policy_themes.service.limits import Limits
from policy_themes.service.metrics import CONTENT_TYPE, Metrics
from policy_themes.service.openapi import FORM, JSON, describe_service
from policy_themes.service.refusals import (
    InvalidRequestError,
    MalformedFormError,
    MalformedJsonError,
    MediaTypeError,
    StuckError,
)
from policy_themes.service.schema import Schema
from policy_themes.service.upload import NAME, read_text, read_upload

Done = TypeVar("Done")
_READERS = 2


def make_app(
    nlp: Language, themes: Sequence[Theme], *, limits: Limits, token: str | None = None
) -> ASGIApp:
    """Return the service as an ASGI application.

    Args:
        nlp: A trained pipeline.
        themes: Its themes.
        limits: What it takes.
        token: What a request must carry as its bearer token; None if it need not.
    """
    find_scorer(nlp, BATCH)  # makes its tables now, so that workers share them
    metrics = Metrics()
    service = _Service(nlp, themes, limits, metrics)
    described = describe_service(limits, has_token=token is not None)
    routes = [
        Route("/v1/sentences", service.label_sentences, methods=["POST"]),
        Route("/v1/reports", service.label_report, methods=["POST"]),
        Route("/v1/doccano", service.label_for_doccano, methods=["POST"]),
        Route("/v1/themes", service.show_themes),
        Route(OPEN, service.show_health),
        Route("/metrics", service.show_metrics),
        Route("/openapi.json", lambda _: JSONResponse(described)),
    ]
    router = Router(routes, redirect_slashes=False, lifespan=service.run)
    return Guard(router, limits=limits, token=token, metrics=metrics)


class _Service:
    """What the paths do: parsing and reading in threads, so that the event loop is free."""

    def __init__(
        self, nlp: Language, themes: Sequence[Theme], limits: Limits, metrics: Metrics
    ) -> None:
        self._nlp = nlp
        self._themes = themes
        self._limits = limits
        self._metrics = metrics
        self._batcher = Batcher(partial(label_texts, nlp), metrics.count_batch)
        # Each has a process of its own for files, so that one that hangs does not stop the others.
        self._reader = ThreadPoolExecutor(_READERS, thread_name_prefix="read")

    @asynccontextmanager
    async def run(self, _: Any) -> AsyncIterator[None]:
        """Label what comes in, from the start of the service to its end."""
        task = asyncio.create_task(self._batcher.run())
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        self._reader.shutdown(wait=False, cancel_futures=True)

    async def label_sentences(self, request: Request) -> Response:
        """Answer `POST /v1/sentences`."""
        body = await self._read_json(request, schema.describe_sentences(self._limits))
        texts = await asyncio.to_thread(read_sentences, body["sentences"])
        found = await self._batcher.label(texts)
        return await _answer(lambda: {"sentences": [describe_labels(labels) for labels in found]})

    async def label_report(self, request: Request) -> Response:
        """Answer `POST /v1/reports`."""
        if _media_type(request) == FORM:
            report = await self._read_file(request)
        else:
            body = await self._read_json(request, schema.describe_report(), also=FORM)
            name = body.get("name", NAME)
            report = await self._in_reader(read_text, body["text"], name, self._limits)
        inputs = await asyncio.to_thread(lambda: list(iter_inputs(report.sentences)))
        found = await self._batcher.label([text for _, text in inputs])
        labels = {sentence.index: one for (sentence, _), one in zip(inputs, found, strict=True)}
        return await _answer(partial(_describe_report, report, labels))

    async def label_for_doccano(self, request: Request) -> Response:
        """Answer `POST /v1/doccano` in the form that Doccano's template takes as it is."""
        body = await self._read_json(request, schema.describe_doccano(self._limits))
        texts = await asyncio.to_thread(read_sentences, [body])
        (found,) = await self._batcher.label(texts)
        return JSONResponse([{"label": theme} for theme in found.themes])

    async def show_themes(self, _: Request) -> Response:
        """Answer `GET /v1/themes`."""
        component: Any = self._nlp.get_pipe(THEMES)
        themes = [
            {
                "label": theme.label,
                "slug": theme.slug,
                "colour": theme.colour,
                "definition": theme.definition,
                "threshold": component.thresholds.get(theme.label, DEFAULT_THRESHOLD),
                "band": component.bands.get(theme.label),
            }
            for theme in self._themes
        ]
        meta = self._nlp.meta
        model = f"{meta['lang']}_{meta['name']} {meta['version']}"
        return JSONResponse({"model": model, "themes": themes})

    async def show_health(self, _: Request) -> Response:
        """Answer `GET /healthz`."""
        if self._batcher.is_stuck(self._limits.seconds):
            raise StuckError(self._limits.seconds)
        return JSONResponse({"status": "ok"})

    async def show_metrics(self, _: Request) -> Response:
        """Answer `GET /metrics`."""
        return Response(self._metrics.render(), media_type=CONTENT_TYPE)

    async def _read_json(self, request: Request, wanted: Schema, *, also: str = "") -> Any:
        media_type = _media_type(request)
        if media_type != JSON:
            raise MediaTypeError(media_type, [JSON, also] if also else [JSON])
        data = await request.body()
        return await asyncio.to_thread(_parse_json, data, wanted)

    async def _read_file(self, request: Request) -> Report:
        try:
            async with request.form(max_files=1, max_fields=1) as form:
                file = form.get("file")
                if not isinstance(file, UploadFile):
                    raise MalformedFormError("no file in the part 'file'")
                data, filename = await file.read(), file.filename or NAME
        except HTTPException as error:
            raise MalformedFormError(error.detail.rstrip(".")) from error
        except FormParserError as error:  # which older starlettes let through
            raise MalformedFormError("no multipart form") from error
        return await self._in_reader(read_upload, data, filename, self._limits)

    async def _in_reader(self, read: Callable[..., Done], *args: Any) -> Done:
        return await asyncio.get_running_loop().run_in_executor(self._reader, read, *args)


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _parse_json(data: bytes, wanted: Schema) -> Any:
    """Return a body that is JSON and as its schema says.

    Raises:
        MalformedJsonError: It is no JSON.
        InvalidRequestError: It is other JSON.
    """
    try:
        body = json.loads(data)
    except json.JSONDecodeError as error:
        raise MalformedJsonError(f"{error.msg} at line {error.lineno}") from error
    except UnicodeDecodeError as error:
        raise MalformedJsonError(f"not {error.encoding} at byte {error.start}") from error
    except (RecursionError, ValueError) as error:  # ValueError: thousands of digits
        raise MalformedJsonError("nested too deeply, or too long a number") from error
    if problems := list(schema.find_problems(body, wanted)):
        raise InvalidRequestError(problems)
    return body


async def _answer(make_content: Callable[[], Row]) -> Response:
    """Return an answer whose content is made and written as JSON in a thread."""
    return await asyncio.to_thread(lambda: JSONResponse(make_content()))


def _describe_report(report: Report, labels: dict[int, Labels]) -> Row:
    rows = []
    for sentence in report.sentences:
        found = labels.get(sentence.index)  # credits and page furniture have none
        rows.append(sentence.as_row() | (describe_labels(found) if found else {}))
    return {
        "report": report.id,
        "text": report.text,
        "damaged": report.damaged,
        "sentences": rows,
    }
