"""The small runs of `policy-themes predict`, and those to stdout: one process, one pass."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TextIO

from policy_themes.annotations.themes import Theme, dress_labels
from policy_themes.cli.talk import make_progress, say
from policy_themes.files import replace_file, tell_errors

if TYPE_CHECKING:
    from policy_themes.models.inputs import Inputs
    from policy_themes.records import Sentence


def run_in_stream(
    inputs: "Inputs",
    output: Path | None,
    kind: str,
    model: str,
    *,
    known: tuple[Theme, ...],
    threshold: float | None,
    explain: bool,
) -> Sequence[str]:
    """Label inputs into `output`, or to stdout; return a line on each failure."""
    from policy_themes.models.load import load_pipeline, pipeline_themes
    from policy_themes.models.predict import label_sentences

    nlp = load_pipeline(model)
    failures: list[str] = []
    sentences = label_sentences(
        nlp, _iter_sentences(inputs, failures), threshold=threshold, explain=explain
    )
    first = next(sentences, None)
    if first is not None:  # without any report, an older file stays
        themes = dress_labels(pipeline_themes(nlp), known)
        _write(chain([first], sentences), kind, output, themes, explain)
    return failures


def _iter_sentences(inputs: "Inputs", failures: list[str]) -> Iterator["Sentence"]:
    from policy_themes.models.chunks import Outcome

    with make_progress() as progress:
        task = progress.add_task(inputs.unit.capitalize(), total=inputs.size)
        for piece in (piece for chunk in inputs.chunks for piece in chunk.split()):
            outcome = Outcome()
            yield from piece.iter_sentences(outcome)
            failures += outcome.failures
            for note in outcome.notes:
                say(note)
            progress.advance(task, piece.size)


def _write(
    sentences: Iterable["Sentence"],
    kind: str,
    output: Path | None,
    themes: tuple[Theme, ...],
    explain: bool,
) -> None:
    from policy_themes.outputs.spreadsheet import write_xlsx
    from policy_themes.outputs.streams import write_stream

    if kind != "xlsx":
        with _open_text(output) as file:
            write_stream(file, kind, sentences, themes, explain=explain)
    elif output:
        write_xlsx(output, sentences, themes, explain=explain)
    else:
        with TemporaryDirectory() as folder:
            book = Path(folder) / "themes.xlsx"
            write_xlsx(book, sentences, themes, explain=explain)
            sys.stdout.buffer.write(book.read_bytes())


@contextmanager
def _open_text(output: Path | None) -> Iterator[TextIO]:
    if output is None:
        with tell_errors(Path("stdout")):
            yield sys.stdout
    else:
        with (
            replace_file(output) as beside,
            beside.open("w", encoding="utf-8", newline="") as file,
        ):
            yield file
