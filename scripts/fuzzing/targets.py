"""What is given random inputs, and what must hold for each that is not refused."""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any

from fuzzing import huge, office, pages, pdfs, pulls, rows, texts
from fuzzing.texts import unpack
from policy_themes.annotations.doccano.answers import make_row, sort_answers
from policy_themes.annotations.doccano.errors import TaskFailedError
from policy_themes.annotations.doccano.rows import parse_export
from policy_themes.annotations.lexicon import read_lexicon
from policy_themes.annotations.rounds import read_gold, read_round, read_texts
from policy_themes.annotations.themes import read_themes
from policy_themes.corpus.clean import clean_text
from policy_themes.corpus.read import read_bytes
from policy_themes.corpus.reports import read_sentences, read_splits
from policy_themes.corpus.split import iter_sentences
from policy_themes.corpus.structure import parse_report
from policy_themes.errors import LargeReportError, PolicyThemesError, SlowReportError
from policy_themes.jsonl import format_row, read_jsonl
from policy_themes.records import Sentence

TRAINING = Path(os.environ.get("FUZZ_TRAINING") or Path(__file__).parents[2] / "training")
"""Folder of the pipelines; FUZZ_TRAINING names another, such as that of small ones in tests."""
MODELS = tuple(TRAINING / size / "model-best" for size in ("sm", "md"))
_UNSEEN = frozenset(map(chr, (*range(9), 0x200B, 0x202E, 0xFEFF, 0xD800, 0xDFFF)))


@dataclass(frozen=True)
class Target:
    """One of the things that read what others wrote.

    Attributes:
        make: Makes an input.
        run: Reads it; raises an AssertionError where what comes out is wrong.
        seconds: Time of a processor that one input may take.
    """

    make: Callable[[Random], bytes]
    run: Callable[[bytes], Any]
    seconds: float = field(default=10)


def read(data: bytes, suffix: str = "", *, is_bomb: bool = False) -> None:
    """Read a file and find its sentences.

    What hangs or crashes the process that reads it is refused, as it should be, and wrong all the
    same, but for a bomb.
    """
    try:
        text = read_bytes(data, name="a", suffix=suffix)
    except SlowReportError as error:
        assert is_bomb, f"hangs what reads it: {error}"
        raise
    except LargeReportError as error:
        assert is_bomb or "ends the process" not in str(error), "crashes what reads it"
        raise
    check_report(text)


def clean(data: bytes) -> None:
    """Clean a text; what is clean stays so."""
    text, damaged = clean_text(unpack(data))
    text.encode()
    assert damaged >= 0
    assert _UNSEEN.isdisjoint(text), "an invisible character is left"
    assert "\r" not in text and "\u2028" not in text, "a line break of another kind is left"


def split(data: bytes) -> None:
    """Split a text into sentences; offsets are in order, and only blanks are left out."""
    text = unpack(data)
    end = 0
    for start, stop in iter_sentences(text):
        assert end <= start < stop <= len(text), "offsets are out of order"
        assert not text[end:start].strip(), "text is lost"
        assert text[start:stop].strip() == text[start:stop], "blanks around a sentence"
        end = stop
    assert not text[end:].strip(), "the end is lost"


def structure(data: bytes) -> None:
    """Find the sentences of a text."""
    check_report(unpack(data))


def check_report(text: str) -> None:
    """Find the sentences of a report; each slices its text, and nothing is lost."""
    report = parse_report("a", text)
    report.text.encode()
    end = 0
    for number, sentence in enumerate(report.sentences, start=1):
        assert sentence.index == number, "an index is left out"
        assert end <= sentence.start < sentence.end, "offsets are out of order"
        assert report.text[sentence.start : sentence.end] == sentence.text, "a wrong slice"
        assert not report.text[end : sentence.start].strip(), "text is lost"
        end = sentence.end
    assert not report.text[end:].strip(), "the end is lost"
    # A caption that cut a paragraph in two stands behind it. Counted, as a list of 50 MB of
    # characters takes more memory than all that is looked at here.
    shown, given = (Counter("".join(s.split())) for s in (report.text, clean_text(text)[0]))
    assert shown == given, "characters are lost"


def predict(data: bytes) -> None:
    """Label the sentences of a report in each way that there is; all say the same."""
    rng = Random(data)
    pipelines, score, predict = _load()
    nlp, bare = rng.choice(pipelines)
    report = parse_report("a", unpack(data))
    found = predict.label_report(nlp, report)
    assert [s.text for s in found] == [s.text for s in report.sentences], "sentences are lost"
    inputs = [text for _, text in _iter_inputs(report.sentences)]
    with nlp.memory_zone():
        docs = [score.read_labels(doc) for doc in nlp.pipe(inputs)]
    assert docs == list(score.label_texts(nlp, inputs)), "the bulk scorer differs from docs"
    assert docs == list(score.label_texts(bare, inputs)), "texts without tables differ from docs"
    if rng.random() < 0.2:
        check_reasons(predict.label_report(nlp, report, explain=True), found)


def check_reasons(told: list[Sentence], found: list[Sentence]) -> None:
    """Look whether sentences with reasons are those without them, weighed by the character."""
    assert [replace(sentence, why={}) for sentence in told] == found, "explained otherwise"
    for sentence in told:
        format_row(sentence.as_row()).encode()
        for why in sentence.why.values():
            assert len(why.weights) == len(sentence.text), "weights of another text"


def raw_predict(data: bytes) -> None:
    """Label a text that is no report's, as a caller from Python or a table gives it."""
    pipelines, _, predict = _load()
    from policy_themes.api import as_record

    rng = Random(data)
    nlp, _ = rng.choice(pipelines)
    given = [as_record(line, "a", i, (line,)) for i, line in enumerate(unpack(data).split("\n"), 1)]
    found = list(predict.label_sentences(nlp, given))
    assert [s.text for s in found] == [s.text for s in given], "sentences are lost"
    if rng.random() < 0.2:
        told = predict.label_sentences(nlp, given, explain=True)
        assert [replace(s, why={}) for s in told] == found, "explained otherwise"


def read_lines(data: bytes, folder: Path) -> None:
    """Read JSON lines in each of the ways in which they are read; what is read can be written."""
    path = folder / "r1-a.jsonl"
    path.write_bytes(data)
    outcomes = [_refusal(partial(each, path)) for each in _READERS]
    outcomes.append(_refusal(partial(read_round, folder, "r1")))
    outcomes.append(_refusal(partial(read_texts, folder, "r1")))
    if all(outcomes):
        raise outcomes[0]


def read_export(data: bytes) -> None:
    """Sort the answers of an export of Doccano; each becomes the row of a round."""
    try:
        exported = [parse_export(line) for line in data.split(b"\n") if line.strip()]
    except ValueError as error:
        raise TaskFailedError("a", "export", "its file is damaged") from error
    found, _ = sort_answers(exported, pulls.TEXTS)
    assert len({answer.sentence for answer in found}) == len(found), "a sentence has two answers"
    for answer in found:
        timed = replace(answer, time=datetime(2026, 1, 1, tzinfo=UTC))
        format_row(make_row(timed, pulls.TEXTS[answer.sentence], rows.THEMES, project="a")).encode()


def load(data: bytes, folder: Path) -> None:
    """Load a pipeline that has damaged files."""
    rng = Random(data)
    model = Path(shutil.copytree(rng.choice(MODELS), folder / "a"))
    files = sorted(path for path in model.rglob("*") if path.is_file())
    for path in rng.sample(files, rng.choice((1, 1, 2))):
        path.write_bytes(texts.damage(rng, path.read_bytes()))
    from policy_themes.models.load import load_pipeline
    from policy_themes.models.score import label_texts

    nlp = load_pipeline(model)
    list(label_texts(nlp, ["\n村民种茶。\n\n"]))


def run_in_folder(run: Callable[[bytes, Path], None], data: bytes) -> None:
    """Run what needs a folder of its own."""
    with tempfile.TemporaryDirectory(dir=_scratch()) as name:
        run(data, Path(name))


def read_file(reader: Callable[[Path], Any], data: bytes) -> None:
    """Read a file of another kind."""
    with tempfile.NamedTemporaryFile(dir=_scratch()) as file:
        file.write(data)
        file.flush()
        reader(Path(file.name))


def _refusal(read: Callable[[], Any]) -> Exception | None:
    try:
        read()
    except PolicyThemesError as error:
        str(error).encode()
        return error
    return None


def _read_and_write(path: Path) -> None:
    for row in read_jsonl(path):
        format_row(row).encode()


def _iter_inputs(sentences: Any) -> Any:
    from policy_themes.corpus.docbin import iter_inputs

    return iter_inputs(sentences)


@cache
def _load() -> Any:
    """Return the pipelines, each with the tables of bulk runs and without."""
    from policy_themes.models import predict, score
    from policy_themes.models.load import load_pipeline

    try:
        pipelines = [(load_pipeline(model), load_pipeline(model)) for model in MODELS]
    except PolicyThemesError as error:  # else each input would pass for refused
        raise RuntimeError(str(error)) from error
    for nlp, _ in pipelines:
        score.find_scorer(nlp, score.BATCH)
    return pipelines, score, predict


@cache
def _scratch() -> str:
    return "/dev/shm" if Path("/dev/shm").is_dir() else tempfile.gettempdir()


_READERS = (
    _read_and_write,
    read_sentences,
    read_splits,
    partial(read_gold, themes=rows.THEMES),
)
TARGETS = {
    "txt": Target(texts.make_file, partial(read, suffix=".txt")),
    "html": Target(pages.make_html, partial(read, suffix=".html")),
    "md": Target(pages.make_markdown, partial(read, suffix=".md")),
    "docx": Target(office.make_docx, read),
    "pdf": Target(pdfs.make_pdf, read),
    "clean": Target(lambda rng: texts.pack(texts.make_text(rng)), clean),
    "split": Target(lambda rng: texts.pack(texts.make_text(rng)), split),
    "structure": Target(lambda rng: texts.pack(texts.make_text(rng)), structure),
    "predict": Target(lambda rng: texts.pack(texts.make_text(rng)), predict, seconds=60),
    "raw": Target(lambda rng: texts.pack(texts.make_text(rng)), raw_predict, seconds=60),
    "jsonl": Target(rows.make_rows, partial(run_in_folder, read_lines)),
    "pull": Target(pulls.make_export, partial(run_in_folder, pulls.run_pull)),
    "export": Target(rows.make_rows, read_export),
    "themes": Target(rows.make_toml, partial(read_file, read_themes)),
    "lexicon": Target(rows.make_tsv, partial(read_file, lambda p: read_lexicon(p, rows.THEMES))),
    "load": Target(lambda rng: rng.randbytes(8), partial(run_in_folder, load), seconds=60),
    "huge": Target(huge.make_huge, huge.run_huge(read), seconds=300),
}
