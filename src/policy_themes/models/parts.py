"""The folder of a big run that is not yet done: its parts, and a journal of which are whole."""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from policy_themes.errors import UnwritableFileError
from policy_themes.files import write_text
from policy_themes.locks import lock, lock_path
from policy_themes.models.chunks import Outcome

_JOURNAL = "journal.jsonl"
Fingerprint = Mapping[str, str]
"""Digests of what a run's answers depend on, by what they are called."""


@dataclass(slots=True)
class Parts:
    """The parts of a run, as files in a folder.

    A part is done once the journal says so. What a kill or a lost power supply leaves half-written
    is not in the journal, or has another size than it says, and is done again.

    Attributes:
        folder: Where they are.
        themes: The pipeline's themes in order, as soon as a pipeline was loaded.
        done: What became of each part that is done.
        split: Names of the chunks that are done report by report, as a process died of them.
        changed: What has changed since another run left its parts here, which are then gone.
        finished: Set once the output is written, so that the folder is removed.
    """

    folder: Path
    suffix: str
    journal: IO[str]
    themes: tuple[str, ...] = ()
    done: dict[str, Outcome] = field(default_factory=dict)
    split: set[str] = field(default_factory=set)
    changed: tuple[str, ...] = ()
    finished: bool = False

    def find(self, name: str) -> Path:
        """Return the file of a part."""
        return self.folder / f"{name}.{self.suffix}"

    def list_files(self) -> list[Path]:
        """Return the files of the parts that are done, in order; a failed one has none."""
        return [path for name in sorted(self.done) if (path := self.find(name)).is_file()]

    def add_themes(self, themes: tuple[str, ...]) -> None:
        """Note the pipeline's themes."""
        if not self.themes:
            self.themes = themes
            self._write({"themes": list(themes)})

    def add(self, name: str, outcome: Outcome) -> None:
        """Note that a part is done; its file, unless it failed altogether, is there."""
        self.done[name] = outcome
        self._write(
            {
                "part": name,
                "bytes": _size(self.find(name)),
                "labelled": outcome.labelled,
                "failures": outcome.failures,
            }
        )

    def add_split(self, name: str) -> None:
        """Note that a chunk is from now on done report by report."""
        self.split.add(name)
        self._write({"split": name})

    def take(self, row: Mapping[str, Any]) -> None:
        """Take a row of the journal back in."""
        if "themes" in row:
            self.themes = tuple(row["themes"])
        elif "split" in row:
            self.split.add(row["split"])
        elif "part" in row and row["bytes"] == _size(self.find(row["part"])):
            self.done[row["part"]] = Outcome(row["labelled"], row["failures"])

    def _write(self, row: dict[str, Any]) -> None:
        try:
            self.journal.write(_format(row))
            self.journal.flush()
            os.fsync(self.journal.fileno())
        except OSError as error:
            raise UnwritableFileError(self.folder, error) from error


@contextmanager
def open_parts(folder: Path, suffix: str, fingerprint: Fingerprint) -> Iterator[Parts]:
    """Open the folder of a run, with the parts of an earlier one where it was the same.

    Args:
        folder: Made where it is not there.
        suffix: That of the parts' files, without the dot.
        fingerprint: The parts of a run with another are removed.

    Raises:
        RunInProgressError: Another process is at it.
        UnwritableFileError: The folder cannot be written.
    """
    with lock(folder / _JOURNAL):
        yield from _open_journal(folder, suffix, fingerprint)
    if sys.platform == "win32" and not (folder / _JOURNAL).exists():
        shutil.rmtree(folder, ignore_errors=True)  # Windows removes no file that is open


def _open_journal(folder: Path, suffix: str, fingerprint: Fingerprint) -> Iterator[Parts]:
    rows = list(_read_journal(folder / _JOURNAL))
    earlier = rows[0].get("run", {}) if rows else fingerprint
    changed = tuple(name for name, own in fingerprint.items() if earlier.get(name) != own)
    if changed or not rows:
        rows = [{"run": dict(fingerprint)}]
    # Without a last line that was cut off, which must not get another at its end.
    write_text(folder / _JOURNAL, "".join(map(_format, rows)))
    with (folder / _JOURNAL).open("a", encoding="utf-8", newline="\n") as journal:
        parts = Parts(folder, suffix, journal, changed=changed)
        for row in rows:
            parts.take(row)
        _sweep(parts)
        try:
            yield parts
        finally:
            if parts.finished or not parts.done:
                shutil.rmtree(folder, ignore_errors=True)


def _read_journal(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        return
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            if not line.endswith("\n"):
                return  # killed while it was written
            try:
                yield json.loads(line)
            except json.JSONDecodeError:
                return


def _format(row: dict[str, Any]) -> str:
    return json.dumps(row) + "\n"  # in ASCII: a file's name need not be text


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


def _sweep(parts: Parts) -> None:
    """Remove files that no journal knows: half-written ones, and parts of a run that changed."""
    journal = parts.folder / _JOURNAL
    known = {_JOURNAL, lock_path(journal).name, *(parts.find(name).name for name in parts.done)}
    for path in parts.folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name not in known:
            path.unlink(missing_ok=True)  # a process of a killed run may still tidy up
