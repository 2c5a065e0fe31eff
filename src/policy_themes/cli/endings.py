"""How a command ends that is stopped, loses its reader, or is refused by the machine."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import typer
from typer.core import TyperGroup

from policy_themes.cli.talk import say
from policy_themes.errors import MachineError, UnwritableFileError

_BY_SIGNAL = 128
"""Exit code of a program that a signal ends, without the signal's number, as shells have it."""
_PIPE = 13  # SIGPIPE, whose name Windows lacks
_STOPS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Commands(TyperGroup):
    """The commands, each ending in an exit code and at most one line on stderr."""

    def make_context(self, *args: Any, **options: Any) -> Any:
        """Parse the command line, which prints help and version."""
        with told_endings():
            return super().make_context(*args, **options)

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        with told_endings():
            return super().invoke(ctx)


@contextmanager
def told_endings() -> Iterator[None]:
    """Turn Ctrl-C, a closed pipe, a full disk and the like into exit codes and errors of ours.

    Raises:
        MachineError: The machine refuses what the command needs.
        UnwritableFileError: Stdout cannot be written.
    """
    try:
        with _signals_end_us():
            yield
        _flush()
    except KeyboardInterrupt as error:
        say("Stopped.")
        raise typer.Exit(_BY_SIGNAL + signal.SIGINT) from error
    except BrokenPipeError as error:
        _drop_stdout()
        raise typer.Exit(_BY_SIGNAL + _PIPE) from error
    except SystemExit as error:
        if isinstance(error.__context__, BrokenPipeError):  # rich ends programs itself
            raise typer.Exit(_BY_SIGNAL + _PIPE) from error
        raise
    except OSError as error:
        if not MachineError.explains(error):
            raise
        _drop_stdout()
        raise MachineError(error) from error


def _flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _drop_stdout()
        raise UnwritableFileError("stdout", error) from error


def _drop_stdout() -> None:
    """Let what is still to be written to stdout vanish: at the exit Python would try again."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)


@contextmanager
def _signals_end_us() -> Iterator[None]:
    """Let a signal to end run what tidies up: half-written files, processes, a hidden cursor."""

    def end(number: int, _: FrameType | None) -> None:
        raise SystemExit(_BY_SIGNAL + number)

    # One that is ignored, as by nohup, stays so.
    caught = [stop for stop in _STOPS if signal.getsignal(stop) is signal.SIG_DFL]
    for stop in caught:
        signal.signal(stop, end)
    try:
        yield
    finally:
        for stop in caught:
            signal.signal(stop, signal.SIG_DFL)
