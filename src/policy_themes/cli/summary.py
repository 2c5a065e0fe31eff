"""`policy-themes summary`: what reports are about, what changed, what is to be checked."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policy_themes.annotations.themes import Theme, dress_labels, read_themes
from policy_themes.cli import defaults
from policy_themes.cli.bulk import run_in_bulk, tell_failures
from policy_themes.cli.stream import run_in_stream
from policy_themes.cli.talk import say
from policy_themes.errors import EmptyReportError
from policy_themes.files import check_file, work_in, write_text

if TYPE_CHECKING:
    from policy_themes.models.inputs import Inputs
    from policy_themes.outputs.summary.digest import Overview

EXAMPLE = "Example: policy-themes summary reports/ --output summary.html --output summary.xlsx"
_SUFFIXES = (".html", ".xlsx")


def summary(
    paths: Annotated[
        list[Path],
        typer.Argument(
            help="Reports (txt, md, docx, pdf, html), folders of them, or JSON lines that predict "
            "wrote, which are not labelled again."
        ),
    ],
    output: Annotated[
        list[Path], typer.Option(help="File to write, .html or .xlsx; give it twice for both.")
    ],
    model: Annotated[
        str | None, typer.Option(help="A trained pipeline: its folder, or an installed package.")
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Processes that label many reports.  [default: one a core]"),
    ] = None,
) -> None:
    """Sum up reports: themes by report, section, place and year, figures, changes, doubts.

    Places and years are read from the reports' names and titles alone.
    """
    from policy_themes.models.inputs import find_inputs
    from policy_themes.outputs.summary.charts import require_matplotlib
    from policy_themes.outputs.summary.digest import survey

    for path in output:
        if path.suffix.lower() not in _SUFFIXES:
            raise typer.BadParameter(f"The suffix of {path} is neither .html nor .xlsx.")
    if any(path.suffix.lower() == ".html" for path in output):
        require_matplotlib()
    for path in output:
        check_file(path)  # now, not after the work
    labelled = [path for path in paths if path.suffix.lower() == ".jsonl"]
    inputs = find_inputs(path for path in paths if path not in labelled)
    if inputs.unit == "rows":
        raise typer.BadParameter("A summary is of reports, not of the rows of a table.")
    failures = list(inputs.failures)
    with _label(inputs, output[0], model, jobs, failures) as made:
        overview = survey([*labelled, *made])
        if overview.digests:
            _write(overview, output)
    tell_failures(failures, len(inputs.files) + len(inputs.failures) + len(labelled), output[0])
    if not overview.digests:
        raise EmptyReportError(paths[0])
    for path in output:
        say(f"Wrote {path}")


@contextmanager
def _label(
    inputs: "Inputs", output: Path, model: str | None, jobs: int | None, failures: list[str]
) -> Iterator[list[Path]]:
    """Yield a file of the labelled sentences of reports; none where there is nothing to label."""
    if not inputs.chunks:
        yield []
        return
    name = defaults.find_model(model)
    with work_in(output.parent) as folder:
        file = folder / "sentences.jsonl"
        if inputs.are_many:
            # Its parts lie beside the output, so that a run that is broken off goes on.
            file = output.with_name(f".{output.name}.labelled.jsonl")
            failures += run_in_bulk(
                inputs, file, "jsonl", name, known=(), threshold=None, explain=False, jobs=jobs
            )
        else:
            failures += run_in_stream(
                inputs, file, "jsonl", name, known=(), threshold=None, explain=False
            )
        try:
            yield [file] if file.exists() else []
        finally:
            file.unlink(missing_ok=True)


def _write(overview: "Overview", output: Iterable[Path]) -> None:
    from policy_themes.outputs.summary.page import render_summary
    from policy_themes.outputs.summary.workbook import write_summary

    known = read_themes(defaults.THEMES) if defaults.THEMES.is_file() else ()
    themes: tuple[Theme, ...] = dress_labels(overview.labels, known)
    for path in output:
        if path.suffix.lower() == ".html":
            write_text(path, render_summary(overview, themes))
        else:
            write_summary(path, overview, themes)
