"""`policy-themes predict`: label the sentences of reports."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policy_themes.annotations.themes import read_themes
from policy_themes.cli import defaults
from policy_themes.cli.bulk import run_in_bulk, tell_failures
from policy_themes.cli.stream import run_in_stream
from policy_themes.cli.talk import say
from policy_themes.corpus.tables import require_pyarrow
from policy_themes.errors import CrowdedPageError
from policy_themes.files import is_stream

if TYPE_CHECKING:
    from policy_themes.models.inputs import Inputs

EXAMPLE = "Example: policy-themes predict report.docx reports/ --output themes.xlsx"
_MOST_ON_A_PAGE = {"reports": 500, "rows": 50_000}


class Format(StrEnum):
    """What `predict` writes."""

    table = "table"
    jsonl = "jsonl"
    csv = "csv"
    xlsx = "xlsx"
    html = "html"
    parquet = "parquet"


def predict(
    paths: Annotated[
        list[Path],
        typer.Argument(
            help="Reports (txt, md, docx, pdf, html), folders of them, or - for stdin; or Parquet "
            "files with a sentence a row."
        ),
    ],
    model: Annotated[
        str | None, typer.Option(help="A trained pipeline: its folder, or an installed package.")
    ] = None,
    format: Annotated[  # noqa: A002 (the option's name)
        Format | None,
        typer.Option(help="By default --output's suffix, a table on a terminal, JSONL in a pipe."),
    ] = None,
    output: Annotated[Path | None, typer.Option(help="File to write instead of stdout.")] = None,
    threshold: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Score at which a theme is set, instead of each its own."),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say what drove the themes set and those in doubt.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Processes of a big run to --output.  [default: one a core]"),
    ] = None,
    text_column: Annotated[
        str, typer.Option(help="Column of the sentences in Parquet files.")
    ] = "text",
) -> None:
    """Label every sentence of reports with its policy themes.

    A big run to --output that is broken off goes on where it was when the command is given again.
    """
    from policy_themes.models.inputs import find_inputs
    from policy_themes.outputs.tables import check_columns

    chosen = _choose_format(format, output)
    inputs = find_inputs(paths, text_column=text_column)
    failures = list(inputs.failures)
    name = defaults.find_model(model)
    known = read_themes(defaults.THEMES) if defaults.THEMES.is_file() else ()
    if chosen is Format.parquet and inputs.unit == "rows":
        check_columns(inputs.files[0], explain=explain)  # the others have the same
    if output and _is_big(inputs, chosen, output):
        failures += run_in_bulk(
            inputs,
            output,
            chosen,
            name,
            known=known,
            threshold=threshold,
            explain=explain,
            jobs=jobs,
        )
    elif inputs.chunks:
        failures += run_in_stream(
            inputs, output, chosen, name, known=known, threshold=threshold, explain=explain
        )
    _tell(failures, inputs, output)


def _choose_format(chosen: Format | None, output: Path | None) -> Format:
    if chosen is Format.parquet and output is None:
        raise typer.BadParameter("Parquet needs --output FILE.")
    if chosen is Format.xlsx and output is None and sys.stdout.isatty():
        raise typer.BadParameter("An xlsx needs --output FILE, or a pipe.")
    if chosen is not None:
        return chosen
    if output is None:
        return Format.table if sys.stdout.isatty() else Format.jsonl
    suffix = output.suffix.lower().lstrip(".")
    if suffix not in ("jsonl", "csv", "xlsx", "html", "parquet"):
        raise typer.BadParameter(
            f"The suffix of {output} tells no format. Use .jsonl, .csv, .xlsx, .html or .parquet, "
            "or give --format."
        )
    return Format(suffix)


def _is_big(inputs: "Inputs", chosen: Format, output: Path) -> bool:
    """Return whether processes of their own label the inputs; Parquet is always written so."""
    if chosen is Format.parquet:
        require_pyarrow()
        if is_stream(output):
            raise typer.BadParameter(f"Parquet needs a file, and {output} is none.")
        return bool(inputs.chunks)
    if chosen is Format.html and inputs.size > _MOST_ON_A_PAGE[inputs.unit]:
        raise CrowdedPageError(output, inputs.size, inputs.unit, _MOST_ON_A_PAGE[inputs.unit])
    return inputs.are_many and chosen is not Format.table and not is_stream(output)


def _tell(failures: list[str], inputs: "Inputs", output: Path | None) -> None:
    """Say what failed, and exit; or say what was written."""
    tell_failures(failures, len(inputs.files) + len(inputs.failures), output)
    if output:
        say(f"Wrote {output}" if inputs.chunks else f"Nothing to label: {output} is not written.")
