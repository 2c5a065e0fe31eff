"""Speed, memory, size and start of our pipelines beside others, on the same sentences.

Every measurement is made in processes of its own that do nothing else, one core each.
"""

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from policy_themes.corpus.read import read_report
from policy_themes.models.contenders import Contender
from policy_themes.models.runs import (
    label_files,
    label_one,
    receive,
    start,
    train_contender,
)
from policy_themes.records import Sentence


@dataclass(frozen=True)
class Cost:
    """What a system costs before the first sentence.

    Attributes:
        system: Its name.
        training: Seconds to train it.
        size: MiB of its model on disk.
        start: Seconds from the start of a process to the labels of one report.
    """

    system: str
    training: float
    size: float
    start: float


@dataclass(frozen=True)
class Speed:
    """What a system does with a number of sentences.

    Attributes:
        system: Its name.
        sentences: Number of the sentences.
        jobs: Number of processes.
        seconds: From reports in files to JSON lines in a file, without the start.
        labelling: Seconds for the labels alone, the sentences being in memory; None where it was
            not measured.
        peak: MiB of memory that the largest process took at most.
    """

    system: str
    sentences: int
    jobs: int
    seconds: float
    labelling: float | None
    peak: float

    @property
    def rate(self) -> float:
        """Sentences a second, from files to JSON lines."""
        return self.sentences / self.seconds


def write_reports(folder: Path, reports: Mapping[Path, int], sentences: int) -> list[Path]:
    """Write copies of reports to a folder, which must not exist, and return their files.

    The figures of each copy differ. A line without any comes again, as many sentences later as
    the reports have together.

    Args:
        folder: The folder.
        reports: The reports, with the number of sentences of each.
        sentences: Number of sentences that they have together at least.
    """
    folder.mkdir(parents=True)
    texts = {path: read_report(path) for path in reports}
    files: list[Path] = []
    written = copy = 0
    while written < sentences:
        shifted = str.maketrans("0123456789", "".join(str((d + copy) % 10) for d in range(10)))
        for path, count in reports.items():
            if written >= sentences:
                break
            file = folder / f"{len(files):06}-{path.stem}.txt"
            file.write_text(texts[path].translate(shifted), encoding="utf-8")
            files.append(file)
            written += count
        copy += 1
    return files


def train(
    contender: Contender,
    folder: Path,
    data: tuple[Sequence[Sentence], Sequence[Sentence], Sequence[str]],
    report: Path,
) -> Cost:
    """Train a contender into a folder, which is emptied, and return what it costs.

    Args:
        contender: The contender.
        folder: Its folder.
        data: Train sentences, dev sentences and themes.
        report: The report that is labelled first after the start.

    Raises:
        BenchError: Training ended early.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with start(contender, train_contender, folder, *data) as connection:
        training = receive(contender, connection)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    begin = perf_counter()
    with start(contender, label_one, folder, report) as connection:
        receive(contender, connection)
        first = perf_counter() - begin
    return Cost(contender.name, training, size / 2**20, first)


def measure(
    contender: Contender, folder: Path, files: Sequence[Path], *, jobs: int, alone: bool
) -> Speed:
    """Measure a trained contender.

    Args:
        contender: The contender.
        folder: Its model.
        files: The reports; each process gets every n-th.
        jobs: Number of processes.
        alone: Whether labelling alone is measured too, in a further process.

    Raises:
        BenchError: A process ended early.
    """
    parts = [files[i::jobs] for i in range(jobs)]
    with ExitStack() as stack:
        opened = [
            stack.enter_context(start(contender, label_files, folder, part, False))
            for part in parts
        ]
        for connection in opened:
            receive(contender, connection)  # it is loaded
        begin = perf_counter()
        for connection in opened:
            connection.send(None)
        results = [receive(contender, connection) for connection in opened]
        seconds = perf_counter() - begin
    labelling = None
    if alone:
        with start(contender, label_files, folder, files, True) as connection:
            receive(contender, connection)
            connection.send(None)
            labelling = receive(contender, connection)[0]
    count = sum(result[1] for result in results)
    peak = max(result[2] for result in results)
    return Speed(contender.name, count, jobs, seconds, labelling, peak)


def measure_starts(models: Mapping[str, Path], report: Path) -> dict[str, float]:
    """Return the seconds of `policy-themes predict` on a report by model, and of `import spacy`."""
    commands = {"import spacy": ["-c", "import spacy"]}
    for name, model in models.items():
        commands[name] = ["-m", "policy_themes.cli", "predict", str(report), "--model", str(model)]
    seconds = {}
    for name, command in commands.items():
        begin = perf_counter()
        subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
        seconds[name] = perf_counter() - begin
    return seconds
