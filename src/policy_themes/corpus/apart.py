"""Reading files in a process of its own, which a hostile one may hang, crash or fill.

A PDF of a kilobyte can make its library take gigabytes or hours, and nothing within a process
ends that. So each thread that reads such files has a process for it, from its first one on. It
ends where a file takes too long or too much memory, and the next file gets another.
"""

import faulthandler
import json
import os
import signal
import subprocess
import sys
import threading
import weakref
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from policy_themes import errors
from policy_themes.errors import (
    BrokenFileError,
    LargeReportError,
    PolicyThemesError,
    SlowReportError,
)

SECONDS = 60.0
"""Time that a file may take; a report of 300 pages takes one second."""
_MEMORY = 2_000_000_000
"""Bytes of address space of the process, which has 300 MB of them before its first file."""
_SLOW = -signal.SIGALRM if sys.platform != "win32" else 1
"""Exit code of a process that `_limit_time` ends."""
_READY = b"ready\n"
_local = threading.local()
Answer = dict[str, str]
"""The text; or the name of an error's class, and its message."""


def read_apart(data: bytes, kind: str, *, name: str, seconds: float = SECONDS) -> str:
    """Return the text of a file.

    Where no process can be started, as in a program that is no Python's, it is read here.

    Args:
        data: The file; HTML and Markdown in UTF-8.
        kind: PDF, docx, HTML or Markdown.
        name: What to call it in an error.
        seconds: Time that it may take.

    Raises:
        SlowReportError: It takes longer.
        LargeReportError: It takes too much memory, or crashes what reads it.
        ReportError: As `corpus.read.read_report`.
    """
    reader = _find_reader()
    if reader is None:
        return _take(read_here(data, kind, name))
    request = {"kind": kind, "name": name, "seconds": seconds, "bytes": len(data)}
    try:
        answer = reader.ask(request, data)
    except BaseException:  # an interrupt: the answer that comes would be taken for the next one's
        _drop(reader)
        raise
    if answer is None:
        if _drop(reader) == _SLOW:
            raise SlowReportError(name, seconds)
        raise LargeReportError(name, "it ends the process that reads it")
    return _take(answer)


def read_here(data: bytes, kind: str, name: str) -> Answer:
    """Return what becomes of a file, read in this process."""
    try:
        return {"text": _read(data, kind, name)}
    except PolicyThemesError as error:
        return {"error": type(error).__name__, "message": str(error)}
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - of damage a library says whatever it stumbled over
        return {"error": BrokenFileError.__name__, "message": str(BrokenFileError(name, kind))}


def _read(data: bytes, kind: str, name: str) -> str:
    # Imported when they are needed: none of them is light.
    if kind == "PDF":
        from policy_themes.corpus.pdf import read_pdf

        return read_pdf(data, name)
    if kind == "docx":
        from policy_themes.corpus.word import read_docx

        return read_docx(data, name)
    from policy_themes.corpus.pages import read_html, read_markdown

    return (read_html if kind == "HTML" else read_markdown)(data.decode())


def _take(answer: Answer) -> str:
    if "error" in answer:
        kind = getattr(errors, answer["error"])
        raise kind.__new__(kind, answer["message"])
    return answer["text"]


class _Reader:
    """A process that reads, as its parent sees it."""

    def __init__(self) -> None:
        self.parent = os.getpid()
        # The same modules as here, wherever they come from; -P: no others.
        paths = os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
        process: Any = subprocess.Popen(
            [sys.executable, "-P", "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths},
        )
        self.end = weakref.finalize(self, _end, process, self.parent)
        self._requests: IO[bytes] = process.stdin
        self._answers: IO[bytes] = process.stdout
        self.is_ready = self._answers.readline() == _READY

    def ask(self, request: dict[str, Any], data: bytes) -> Answer | None:
        """Return the answer to a request, or None of a process that it ended."""
        with suppress(OSError):  # of a process that has ended, which its answer tells
            self._requests.write(json.dumps(request).encode() + b"\n" + data)
            self._requests.flush()
        line = self._answers.readline()
        return dict(json.loads(line)) if line.endswith(b"\n") else None


def _find_reader() -> _Reader | None:
    """Return this thread's process, not one that a fork took over from its parent."""
    reader: _Reader | None = getattr(_local, "reader", None)
    if reader is not None and reader.parent == os.getpid():
        return reader
    try:
        _local.reader = reader = _Reader() if sys.executable else None
    except OSError:
        return None
    return reader if reader and reader.is_ready else None


def _drop(reader: _Reader) -> int | None:
    """End a process; return its exit code."""
    _local.reader = None
    code: int | None = reader.end()
    return code


def _end(process: Any, parent: int) -> int | None:
    if os.getpid() != parent:
        return None
    process.kill()  # one that has ended keeps its exit code
    with suppress(OSError):  # what was not written to it
        process.stdin.close()
    process.stdout.close()
    code: int = process.wait()
    return code


def serve() -> None:
    """Read what is asked for on standard input, as the process of `read_apart`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    _limit_memory()
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # a parent may ignore it
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a library may print
    answers.write(_READY)
    answers.flush()
    while line := sys.stdin.buffer.readline():
        request = json.loads(line)
        data = sys.stdin.buffer.read(request["bytes"])
        _limit_time(request["seconds"])
        answer = read_here(data, request["kind"], request["name"])
        _limit_time(0)
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


def _limit_time(seconds: float) -> None:
    """End this process after a time, whatever its libraries do; of 0, end it no more.

    By an alarm where a system has one: `faulthandler` may crash, as it reads what is running.
    """
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)
    elif seconds:
        faulthandler.dump_traceback_later(seconds, exit=True)
    else:
        faulthandler.cancel_dump_traceback_later()


def _limit_memory() -> None:
    if sys.platform == "win32":
        return
    import resource

    with suppress(ValueError, OSError):  # a system may know no such limit, or a lower one
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    serve()
