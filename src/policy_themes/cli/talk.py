"""What the command line says on stderr; stdout is data."""

import codecs
import io
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from policy_themes.annotations.doccano.steps import Tell


def set_up_streams() -> None:
    """Make stdout and stderr fit for any text.

    Data is UTF-8 with plain line ends wherever it goes; only a terminal has an encoding of its
    own, and what that lacks shows as `?`. A terminal that says ASCII (the locale C) is taken for
    one of UTF-8, as Python does. A stream that is closed swallows what is written.

    References:
        PEP 538 and 540, Python in the locale C.
    """
    sys.stdout = sys.stdout or _open_nothing()
    sys.stderr = sys.stderr or _open_nothing()
    out, err = sys.stdout, sys.stderr
    if isinstance(out, io.TextIOWrapper):
        if out.isatty():
            out.reconfigure(encoding=_choose_encoding(out), errors="replace")
        else:
            out.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    if isinstance(err, io.TextIOWrapper):
        err.reconfigure(encoding=_choose_encoding(err), errors="backslashreplace")


def say(message: str) -> None:
    """Print a message on stderr."""
    Console(file=sys.stderr, highlight=False, soft_wrap=True).print(message, markup=False)


def say_error(message: str) -> None:
    """Print an error on stderr."""
    Console(file=sys.stderr, highlight=False, soft_wrap=True).print(
        f"Error: {message}", markup=False, style="red"
    )


@contextmanager
def say_logged(name: str) -> Iterator[None]:
    """Print on stderr what a part of the library logs of its progress."""
    log, handler = logging.getLogger(name), logging.Handler()
    handler.emit = lambda record: say(record.getMessage())  # type: ignore[method-assign]
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(level)


def make_progress() -> Progress:
    """Return a progress bar on stderr, which shows only where a person watches."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(file=sys.stderr),
        transient=True,
        disable=not sys.stderr.isatty(),
        # What is printed on the same terminal goes above the bar; data in a pipe stays data.
        redirect_stdout=sys.stdout.isatty(),
    )


@contextmanager
def show_steps() -> "Iterator[Tell]":
    """Yield a function that shows a step and how far it is as a progress bar."""
    with make_progress() as bar:
        task = bar.add_task("", total=None)
        yield lambda step, done, total: bar.update(
            task, description=step, completed=done, total=total
        )


def _choose_encoding(stream: TextIO) -> str:
    return "utf-8" if codecs.lookup(stream.encoding).name == "ascii" else stream.encoding


def _open_nothing() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 (stays open)
