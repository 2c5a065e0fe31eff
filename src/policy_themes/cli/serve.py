"""`policy-themes serve`: label sentences and reports over HTTP."""

import os
import sys
from contextlib import nullcontext
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from policy_themes.annotations.themes import dress_labels, read_themes
from policy_themes.cli import defaults
from policy_themes.cli.talk import say
from policy_themes.errors import EmptyTokenError, MissingExtraError, MissingPathError
from policy_themes.service.limits import MEGABYTE, Limits

EXAMPLE = "Example: policy-themes serve --port 8080 --workers 2"
TOKEN_VARIABLE = "POLICY_THEMES_TOKEN"
_USUAL = Limits()
_LOCAL = ("127.0.0.1", "localhost", "::1")
_BACKLOG = 2048
"""Connections that the system keeps until a worker takes them."""
_NEEDED = ("starlette", "uvicorn", "python_multipart", "prometheus_client")


def serve(
    model: Annotated[
        str | None, typer.Option(help="A trained pipeline: its folder, or an installed package.")
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8080,
    workers: Annotated[int, typer.Option(min=1, help="Processes, which share the model.")] = 1,
    token_file: Annotated[
        Path | None,
        typer.Option(
            help=f"File with the token that requests must carry, instead of {TOKEN_VARIABLE}."
        ),
    ] = None,
    max_body: Annotated[
        float, typer.Option(min=0.001, help="Megabytes of a request.")
    ] = _USUAL.body / MEGABYTE,
    max_sentences: Annotated[
        int, typer.Option(min=1, help="Sentences of a request.")
    ] = _USUAL.sentences,
    max_requests: Annotated[
        int, typer.Option(min=1, help="Requests at once, of a worker; others get 503.")
    ] = _USUAL.requests,
    timeout: Annotated[
        float, typer.Option(min=0.1, help="Seconds for an answer.")
    ] = _USUAL.seconds,
) -> None:
    """Label sentences and reports over HTTP, until it is stopped.

    /openapi.json describes it. With a token, in the environment variable POLICY_THEMES_TOKEN or in
    a file, it answers only requests that carry it as "Authorization: Bearer TOKEN".
    """
    _check_extra()
    _check_system(workers)
    token = read_token(token_file)
    limits = Limits(
        body=int(max_body * MEGABYTE),
        sentences=max_sentences,
        seconds=timeout,
        requests=max_requests,
    )

    from policy_themes.models.load import load_pipeline, pipeline_themes
    from policy_themes.service.server import bind, run_workers, share_counts

    counts = share_counts() if workers > 1 else nullcontext()
    with bind(host, port) as listener, counts:
        from policy_themes.service.app import make_app

        nlp = load_pipeline(defaults.find_model(model))
        known = read_themes(defaults.THEMES) if defaults.THEMES.is_file() else ()
        themes = dress_labels(pipeline_themes(nlp), known)
        app = make_app(nlp, themes, limits=limits, token=token)
        _set_up_log()
        listener.listen(_BACKLOG)
        _say_address(host, listener.getsockname()[1], has_token=token is not None)
        run_workers(app, listener, workers, seconds=limits.seconds)


def _say_address(host: str, port: int, *, has_token: bool) -> None:
    say(f"Serving at http://{f'[{host}]' if ':' in host else host}:{port}")
    if host not in _LOCAL and not has_token:
        say(f"Warning: whoever reaches {host} can use it. Set {TOKEN_VARIABLE} to ask for a token.")


def read_token(file: Path | None = None) -> str | None:
    """Return the token from a file, else from the environment; None if there is none.

    Raises:
        MissingPathError: There is no such file.
        EmptyTokenError: There is nothing in it, or more than a word.
    """
    if file is not None and not file.is_file():
        raise MissingPathError(file)
    token = os.environ.get(TOKEN_VARIABLE)
    if file is not None:
        token = file.read_text(encoding="utf-8", errors="replace").strip()
    if token is not None and (not token.isascii() or len(token.split()) != 1):
        raise EmptyTokenError(file or TOKEN_VARIABLE)
    return token


def _check_extra() -> None:
    if not all(find_spec(name) for name in _NEEDED):
        raise MissingExtraError("policy-themes serve", "serve")


def _check_system(workers: int) -> None:
    if workers > 1 and not hasattr(os, "fork"):
        raise typer.BadParameter("Several workers need a system that can fork. Use --workers 1.")


def _set_up_log() -> None:
    import logging

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log = logging.getLogger("policy_themes.service")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
