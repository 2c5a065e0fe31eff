"""Labelling more reports than one would like to start over with."""

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from policy_themes import __version__
from policy_themes.errors import (
    CrashedReportError,
    MissingModelError,
    SlowReportError,
    UnwritableFileError,
)
from policy_themes.files import check_file, put_file
from policy_themes.models.chunks import Chunk, Outcome, Rows
from policy_themes.models.parts import Fingerprint, Parts, open_parts
from policy_themes.models.tasks import Died, Done, Ready, Setup, Task
from policy_themes.models.workers import run_tasks

_MOST_DEATHS = 2
"""Processes that may die of one report before it is given up."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is told how a run goes on.

    Attributes:
        say: Called with a line for a person to read.
        advance: Called with a number of reports, or of rows, that are done.
    """

    say: Callable[[str], None] = lambda _: None
    advance: Callable[[int], None] = lambda _: None


def label_in_bulk(
    chunks: Sequence[Chunk],
    output: Path,
    setup: Setup,
    *,
    inputs: Iterable[Path],
    jobs: int = 1,
    listener: Listener | None = None,
) -> list[str]:
    """Label chunks in several processes, so that a run that was killed goes on where it was.

    What is done stands in a folder beside `output`, its name with `.parts`, until `output` is
    written in one go. The output depends neither on `jobs` nor on kills.

    Args:
        chunks: What to label, in the order of the output.
        output: The file; it stays as it was if every report failed.
        setup: Model, format and options.
        inputs: The files that the chunks are of; where one has changed, parts of an earlier run
            are thrown away.
        jobs: Number of processes.
        listener: Who is told.

    Returns:
        A line on each report that failed, in the order of the chunks.

    Raises:
        RunInProgressError: Another process writes this output.
        UnwritableFileError: The folder or the output cannot be written.
        MissingModelError: There is no such pipeline.
        WorkerStartError: Processes die while they load the model.
    """
    told = listener or Listener()
    output = output.resolve() if output.is_symlink() else output  # the parts lie on its disk
    check_file(output)  # now, not after hours of work
    folder = output.with_name(f"{output.name}.parts")
    fingerprint = _fingerprint(setup, inputs, chunks)
    with open_parts(folder, setup.format.suffix, fingerprint) as parts:
        if parts.changed:
            told.say(
                f"Starting afresh: {' and '.join(parts.changed)} changed since {folder} was left."
            )
        todo = deque(_iter_tasks(chunks, parts))
        if size := sum(chunk.size for chunk in chunks) - sum(task.chunk.size for task in todo):
            told.say(f"Going on from {folder}: {size:,} done before.")
            told.advance(size)
        _run(todo, setup, jobs, parts, told)
        outcomes = [parts.done[name] for name in sorted(parts.done)]
        if any(outcome.labelled for outcome in outcomes):
            _join(parts, setup, output)
        parts.finished = True
    return [line for outcome in outcomes for line in outcome.failures]


def _run(todo: deque[Task], setup: Setup, jobs: int, parts: Parts, told: Listener) -> None:
    with closing(run_tasks(todo, setup, jobs=jobs)) as messages:
        for message in messages:
            if isinstance(message, Ready):
                parts.add_themes(message.themes)
            elif isinstance(message, Done):
                _finish(message, parts, told)
            else:
                todo.extendleft(reversed(_retry(message, parts, told)))


def _iter_tasks(chunks: Sequence[Chunk], parts: Parts) -> Iterator[Task]:
    for number, chunk in enumerate(chunks):
        yield from _iter_open(Task(f"{number:08}", chunk, parts.find(f"{number:08}")), parts)


def _iter_open(task: Task, parts: Parts) -> Iterator[Task]:
    """Yield a task that is not done, or those that it was split into."""
    if task.name in parts.split:
        for own in _split(task, parts):
            yield from _iter_open(own, parts)
    elif task.name not in parts.done:
        yield task


def _split(task: Task, parts: Parts) -> list[Task]:
    names = ((f"{task.name}-{i:04}", chunk) for i, chunk in enumerate(task.chunk.split()))
    return [Task(name, chunk, parts.find(name)) for name, chunk in names]


def _finish(done: Done, parts: Parts, told: Listener) -> None:
    for note in done.outcome.notes:
        told.say(note)
    parts.add(done.task.name, done.outcome)
    told.advance(done.task.chunk.size)


def _retry(died: Died, parts: Parts, told: Listener) -> list[Task]:
    """Return what is to be done instead of a task that a process died of."""
    task = died.task
    if len(pieces := _split(task, parts)) > 1:
        parts.add_split(task.name)
        return pieces
    if task.deaths + 1 < _MOST_DEATHS and not died.late:
        return [Task(task.name, task.chunk, task.path, task.deaths + 1)]
    name = task.chunk.name
    late = SlowReportError(name, task.chunk.seconds)
    failure = late if died.late else CrashedReportError(name, died.reason)
    parts.add(task.name, Outcome(failures=[str(failure)]))
    told.advance(task.chunk.size)
    return []


def _join(parts: Parts, setup: Setup, output: Path) -> None:
    """Write the output among the parts, where a kill leaves nothing that is not swept away."""
    whole = parts.find("whole")
    try:
        setup.format.join(whole, parts.list_files(), parts.themes)
        put_file(whole, output)
    except OSError as error:
        raise UnwritableFileError(output, error) from error
    finally:
        whole.unlink(missing_ok=True)


def _fingerprint(setup: Setup, inputs: Iterable[Path], chunks: Sequence[Chunk]) -> Fingerprint:
    columns = sorted({chunk.text_column for chunk in chunks if isinstance(chunk, Rows)})
    options = (setup.threshold, setup.explain, setup.format, columns)
    return {
        "policy-themes": __version__,
        "the model": _digest_model(setup.model),
        "the options": hashlib.sha256(repr(options).encode()).hexdigest(),
        "the reports": _digest_inputs(inputs, chunks),
    }


def _digest_model(model: str) -> str:
    folder = Path(model)
    if not folder.is_dir():
        spec = find_spec(model) if model.isidentifier() else None
        if spec is None or spec.origin is None:
            raise MissingModelError(model)
        folder = Path(spec.origin).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(folder)}\n{path.stat().st_size}\n".encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _digest_inputs(paths: Iterable[Path], chunks: Sequence[Chunk]) -> str:
    """Return a digest of the files as they are, and of how they are cut: parts go by number."""
    digest = hashlib.sha256()
    for cut in (chunk.name for chunk in chunks):
        digest.update(f"{cut!r}\n".encode())
    for path in paths:
        found = path.stat() if path.exists() else os.stat_result((0,) * 10)
        digest.update(os.fsencode(path))
        digest.update(f"\n{found.st_size}\n{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
