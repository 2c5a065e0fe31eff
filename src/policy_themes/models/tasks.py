"""What a big run and its processes tell each other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from policy_themes.models.chunks import Chunk, Outcome
from policy_themes.records import Sentence


class PartFormat(Protocol):
    """How labelled sentences are written: chunk by chunk, and at the end as one file.

    It goes to the processes that label, so that it can be pickled.
    """

    @property
    def suffix(self) -> str:
        """The suffix of a part, without the dot."""

    def write(
        self, path: Path, sentences: Iterator[Sentence], themes: tuple[str, ...], chunk: Chunk
    ) -> None:
        """Write the part that holds the sentences of `chunk`, labelled with `themes`."""

    def join(self, path: Path, parts: Iterable[Path], themes: tuple[str, ...]) -> None:
        """Write the parts, one or more, as one file."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a process needs before its first chunk; see `label_sentences`."""

    model: str
    format: PartFormat
    threshold: float | None = None
    explain: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A chunk to label into a file; `deaths` counts the processes that died of it."""

    name: str
    chunk: Chunk
    path: Path
    deaths: int = 0


@dataclass(frozen=True, slots=True)
class Ready:
    """A process has loaded the model, which has these themes."""

    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """A task is done."""

    task: Task
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Died:
    """A process died of a task, or of an error that is none of ours.

    Attributes:
        task: The task.
        reason: How it died.
        late: Whether it was ended as it took too long.
    """

    task: Task
    reason: str
    late: bool = False
