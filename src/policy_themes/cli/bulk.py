"""The big runs of `policy-themes predict`: several processes, and a folder to go on from."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from policy_themes.annotations.themes import Theme
from policy_themes.cli.talk import make_progress, say, say_error
from policy_themes.files import write_text

if TYPE_CHECKING:
    from policy_themes.models.inputs import Inputs
    from policy_themes.models.tasks import PartFormat

_MOST_LINES = 20
"""Failures shown on the terminal; with more, all of them are written beside the output."""
_INTERRUPTED = 130  # 128 and the number of SIGINT, as shells have it


def run_in_bulk(
    inputs: "Inputs",
    output: Path,
    kind: str,
    model: str,
    *,
    known: tuple[Theme, ...],
    threshold: float | None,
    explain: bool,
    jobs: int | None,
) -> Sequence[str]:
    """Label many inputs into `output`, telling how it goes; return a line on each failure."""
    from policy_themes.models.bulk import Listener, label_in_bulk
    from policy_themes.models.tasks import Setup
    from policy_themes.models.workers import count_cores

    jobs = min(jobs or count_cores(), len(inputs.chunks)) or 1
    setup = Setup(model, _choose_parts(kind, known, explain), threshold, explain)
    if inputs.are_many:
        say(f"{inputs.size:,} {inputs.unit} in {jobs} process(es); --jobs sets how many.")
    try:
        with make_progress() as progress:
            task = progress.add_task(inputs.unit.capitalize(), total=inputs.size)
            listener = Listener(say, lambda done: progress.advance(task, done))
            return label_in_bulk(
                inputs.chunks, output, setup, inputs=inputs.files, jobs=jobs, listener=listener
            )
    except KeyboardInterrupt as error:
        say(f"Stopped. {output} is as it was; give the same command again to go on.")
        raise typer.Exit(_INTERRUPTED) from error


def tell_failures(failures: Sequence[str], total: int, output: Path | None) -> None:
    """Say what failed of so many inputs, and exit; many failures are listed beside the output."""
    for failure in failures[:_MOST_LINES]:
        say_error(failure)
    if output:
        _list_failures(failures, output.with_name(f"{output.name}.failures.txt"))
    if failures:
        rest = "; the others are done" if len(failures) < total else ""
        if total > 1:
            say(f"{len(failures):,} of {total:,} could not be read{rest}.")
        raise typer.Exit(1)


def _list_failures(failures: Sequence[str], path: Path) -> None:
    """Write all failures, a line each, if they are many; the list of an earlier run is removed."""
    if len(failures) > _MOST_LINES:
        write_text(path, "".join(f"{failure}\n" for failure in failures))
        say(f"and {len(failures) - _MOST_LINES:,} more: all of them are in {path}.")
    else:
        path.unlink(missing_ok=True)


def _choose_parts(kind: str, known: tuple[Theme, ...], explain: bool) -> "PartFormat":
    from policy_themes.outputs.parts import Csv, JsonLines, Parquet, Whole

    if kind == "jsonl":
        return JsonLines()
    if kind == "csv":
        return Csv(explain)
    return Parquet(explain) if kind == "parquet" else Whole(kind, known, explain)
