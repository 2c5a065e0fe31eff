"""`policy-themes predict`: label the sentences of reports."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.console import Console

from policy_themes.annotations.themes import Theme, dress_labels, read_themes
from policy_themes.cli import defaults
from policy_themes.cli.talk import make_progress, say, say_error
from policy_themes.corpus.read import find_reports, read_bytes, read_report
from policy_themes.corpus.structure import Report, parse_report
from policy_themes.errors import ReportError
from policy_themes.files import replace_file, write_text
from policy_themes.jsonl import format_row
from policy_themes.records import Sentence

EXAMPLE = "Example: policy-themes predict report.docx reports/ --output themes.xlsx"
_STDIN = Path("-")


class Format(StrEnum):
    """What `predict` writes."""

    table = "table"
    jsonl = "jsonl"
    csv = "csv"
    xlsx = "xlsx"
    html = "html"


def predict(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Reports (txt, md, docx, pdf, html), folders of them, or - for stdin."),
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
) -> None:
    """Label every sentence of reports with its policy themes."""
    chosen = _choose_format(format, output)
    files, failures = _find_files(paths)
    total = len(files) + len(failures)
    if files:
        from policy_themes.models.load import load_pipeline, pipeline_themes
        from policy_themes.models.predict import label_report

        nlp = load_pipeline(defaults.find_model(model))
        known = read_themes(defaults.THEMES) if defaults.THEMES.is_file() else ()
        themes = dress_labels(pipeline_themes(nlp), known)
        reports = _iter_reports(files, failures)
        labelled = (
            label_report(nlp, report, threshold=threshold, explain=explain) for report in reports
        )
        first = next(labelled, None)
        if first is not None:  # without any report, an older file stays
            _write(chain([first], labelled), chosen, output, themes, explain)
    for failure in failures:
        say_error(failure)
    if failures:
        rest = "; the others are done" if len(failures) < total else ""
        if total > 1:
            say(f"{len(failures)} of {total} could not be read{rest}.")
        raise typer.Exit(1)
    if output:
        say(f"Wrote {output}")


def _choose_format(chosen: Format | None, output: Path | None) -> Format:
    if chosen is not None:
        if chosen is Format.xlsx and output is None and sys.stdout.isatty():
            raise typer.BadParameter("An xlsx needs --output FILE, or a pipe.")
        return chosen
    if output is None:
        return Format.table if sys.stdout.isatty() else Format.jsonl
    suffix = output.suffix.lower().lstrip(".")
    if suffix not in ("jsonl", "csv", "xlsx", "html"):
        raise typer.BadParameter(
            f"The suffix of {output} tells no format. Use .jsonl, .csv, .xlsx or .html, "
            "or give --format."
        )
    return Format(suffix)


def _find_files(paths: list[Path]) -> tuple[list[Path], list[str]]:
    files: list[Path] = []
    failures: list[str] = []
    for path in paths:
        try:
            files += [path] if path == _STDIN else find_reports(path)
        except ReportError as error:
            failures.append(str(error))
    return list(dict.fromkeys(files)), failures


def _iter_reports(files: list[Path], failures: list[str]) -> Iterator[Report]:
    """Yield the reports that can be read; the others are added to `failures`."""
    taken: set[str] = set()
    with make_progress() as progress:
        for file in progress.track(files, description="Reports"):
            try:
                if file == _STDIN:
                    report_id, text = "stdin", read_bytes(sys.stdin.buffer.read(), name="stdin")
                else:
                    report_id, text = file.stem, read_report(file)
            except ReportError as error:
                failures.append(str(error))
                continue
            # Two files of one name in two folders are two reports.
            report_id = report_id if report_id not in taken else str(file.with_suffix(""))
            taken.add(report_id)
            report = parse_report(report_id, text)
            if report.damaged:
                say(f"{file}: {report.damaged} place(s) broken by a converter stay as they are.")
            yield report


def _write(
    reports: Iterator[list[Sentence]],
    chosen: Format,
    output: Path | None,
    themes: tuple[Theme, ...],
    explain: bool,
) -> None:
    from policy_themes.outputs.page import render_page
    from policy_themes.outputs.spreadsheet import write_csv, write_xlsx

    sentences = (sentence for report in reports for sentence in report)
    if chosen is Format.table:
        with _open_text(output) as file:
            _write_tables(file, reports, themes)
    elif chosen is Format.jsonl:
        with _open_text(output) as file:
            for sentence in sentences:
                file.write(format_row(sentence.as_row()) + "\n")
    elif chosen is Format.csv:
        with _open_text(output) as file:
            write_csv(file, sentences, themes, explain=explain)
    elif chosen is Format.html:
        page = render_page(sentences, themes)
        if output:
            write_text(output, page)
        else:
            sys.stdout.write(page)
    elif output:
        write_xlsx(output, sentences, themes, explain=explain)
    else:
        _pipe_xlsx(sentences, themes, explain)


def _write_tables(
    file: TextIO, reports: Iterator[list[Sentence]], themes: tuple[Theme, ...]
) -> None:
    from policy_themes.outputs.table import build_summary, build_table

    console = Console(file=file)
    shown: list[Sentence] = []
    for report in reports:
        console.print(build_table(report, themes))
        shown += report
    console.print(build_summary(shown, themes))


def _pipe_xlsx(sentences: Iterator[Sentence], themes: tuple[Theme, ...], explain: bool) -> None:
    import tempfile

    from policy_themes.outputs.spreadsheet import write_xlsx

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "themes.xlsx"
        write_xlsx(file, sentences, themes, explain=explain)
        sys.stdout.buffer.write(file.read_bytes())


@contextmanager
def _open_text(output: Path | None) -> Iterator[TextIO]:
    if output is None:
        # Chinese text must not depend on the terminal's locale.
        if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
            sys.stdout.reconfigure(encoding="utf-8")
        yield sys.stdout
    else:
        with (
            replace_file(output) as beside,
            beside.open("w", encoding="utf-8", newline="") as file,
        ):
            yield file
