"""Labelled sentences written as they come: JSON lines, CSV, tables of a terminal; and pages."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TextIO

from policy_themes.annotations.themes import Theme
from policy_themes.jsonl import format_row
from policy_themes.outputs.page import render_page
from policy_themes.outputs.spreadsheet import write_csv
from policy_themes.outputs.table import build_summary, build_table
from policy_themes.outputs.terminal import print_table
from policy_themes.records import Sentence


def write_stream(
    file: TextIO,
    kind: str,
    sentences: Iterable[Sentence],
    themes: Sequence[Theme],
    *,
    explain: bool = False,
) -> None:
    """Write sentences as text.

    Args:
        file: Opened with `newline=""` and as plain UTF-8.
        kind: jsonl, csv, html or table; a page and the summary of tables need all sentences.
        sentences: Those of a report follow one another.
        themes: The themes in order.
        explain: Say in CSV what drove the themes; the others say so wherever it is known.
    """
    if kind == "jsonl":
        file.writelines(format_row(sentence.as_row()) + "\n" for sentence in sentences)
    elif kind == "csv":
        write_csv(file, sentences, themes, explain=explain)
    elif kind == "html":
        file.write(render_page(sentences, themes))
    else:
        _write_tables(file, sentences, themes)


def _write_tables(file: TextIO, sentences: Iterable[Sentence], themes: Sequence[Theme]) -> None:
    shown: list[Sentence] = []
    for _, report in groupby(sentences, key=lambda sentence: sentence.report):
        own = list(report)
        print_table(build_table(own, themes), file)
        shown += own
    print_table(build_summary(shown, themes), file)
