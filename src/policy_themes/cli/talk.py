"""What the command line says on stderr; stdout is data."""

import sys

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


def say(message: str) -> None:
    """Print a message on stderr."""
    Console(file=sys.stderr, highlight=False, soft_wrap=True).print(message, markup=False)


def say_error(message: str) -> None:
    """Print an error on stderr."""
    Console(file=sys.stderr, highlight=False, soft_wrap=True).print(
        f"Error: {message}", markup=False, style="red"
    )


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
    )
