"""The processes of the benchmark: one a measurement, with one thread, started afresh."""

import multiprocessing
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from math import nan
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter
from typing import Any

from policy_themes.corpus.read import read_report
from policy_themes.corpus.structure import parse_report
from policy_themes.errors import PolicyThemesError
from policy_themes.jsonl import format_row
from policy_themes.models.contenders import Contender
from policy_themes.records import Sentence

_MIB = 2**20 if sys.platform == "darwin" else 2**10
"""What `ru_maxrss` has in a MiB: macOS counts bytes, others KiB."""
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class BenchError(PolicyThemesError):
    """A process of the benchmark ended without figures."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, f"its process failed ({reason})", "Run it with less, or without it.")


@contextmanager
def start(contender: Contender, work: Any, *args: Any) -> Iterator[Connection]:
    """Run `work(connection, contender, *args)` in a process with one thread."""
    kept = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(theirs, work, contender, *args), daemon=True)
    try:
        process.start()
    finally:
        for name, value in kept.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
    theirs.close()
    try:
        yield ours
    finally:
        process.kill()
        process.join()
        ours.close()


def receive(contender: Contender, connection: Connection) -> Any:
    """Return what a process sends.

    Raises:
        BenchError: It ended without sending anything.
        PolicyThemesError: It ended with this error.
    """
    try:
        found = connection.recv()
    except EOFError as error:
        raise BenchError(contender.name, "it was killed, perhaps for memory") from error
    if isinstance(found, PolicyThemesError):
        raise found
    return found


def _run(connection: Connection, work: Any, *args: Any) -> None:
    try:
        work(connection, *args)
    except PolicyThemesError as error:
        connection.send(error)


def train_contender(
    connection: Connection,
    contender: Contender,
    folder: Path,
    train: Sequence[Sentence],
    dev: Sequence[Sentence],
    themes: Sequence[str],
) -> None:
    """Train, and send the seconds."""
    begin = perf_counter()
    contender.train(train, dev, themes, folder)
    connection.send(perf_counter() - begin)


def label_one(connection: Connection, contender: Contender, folder: Path, report: Path) -> None:
    """Label one report, and send the number of its sentences."""
    label = contender.load(folder)
    connection.send(_write(label(_iter_sentences([report])), Path(os.devnull)))


def label_files(
    connection: Connection, contender: Contender, folder: Path, files: Sequence[Path], alone: bool
) -> None:
    """Label reports when the parent says so; send the seconds, the sentences and the MiB taken.

    Args:
        connection: The other end is the parent's, who is told when the model is loaded.
        contender: The contender.
        folder: Its model.
        files: The reports.
        alone: Whether their sentences are in memory before, and nothing is written.
    """
    label = contender.load(folder)
    sentences = list(_iter_sentences(files)) if alone else _iter_sentences(files)
    output = folder / f"{os.getpid()}.jsonl"
    connection.send("ready")
    connection.recv()
    begin = perf_counter()
    count = sum(1 for _ in label(sentences)) if alone else _write(label(sentences), output)
    seconds = perf_counter() - begin
    output.unlink(missing_ok=True)
    connection.send((seconds, count, _measure_peak()))


def _measure_peak() -> float:
    """Return the MiB of memory that this process took at most; not a number on Windows.

    Linux's `ru_maxrss` is no less than what the parent took before this process was started.
    """
    with suppress(FileNotFoundError):
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        return int(status.partition("VmHWM:")[2].split()[0]) / 2**10
    try:
        import resource
    except ImportError:
        return nan
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MIB


def _iter_sentences(files: Sequence[Path]) -> Iterator[Sentence]:
    for file in files:
        yield from parse_report(file.stem, read_report(file)).sentences


def _write(sentences: Iterator[Sentence], output: Path) -> int:
    count = 0
    with output.open("w", encoding="utf-8") as file:
        for sentence in sentences:
            file.write(format_row(sentence.as_row()) + "\n")
            count += 1
    return count
