"""Sentences as spaCy reads them: the text with its context, and binary training rows."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from policy_themes.files import replace_file
from policy_themes.records import THEMELESS_KINDS, Sentence


def iter_inputs(sentences: Iterable[Sentence]) -> Iterator[tuple[Sentence, str]]:
    """Yield each sentence that can carry a theme with the text that a pipeline reads for it.

    The text has four lines: the headings above the sentence joined by ` / `, the sentence, the
    one before and the one after it in the report; `policy_themes.pipeline.ngrams` takes it apart.
    Credits and page furniture never carry a theme and are left out, also as neighbours. Sentences
    of one report follow one another; only three are held at a time.
    """
    previous: Sentence | None = None
    kept: Iterator[Sentence | None] = (s for s in sentences if s.kind not in THEMELESS_KINDS)
    for sentence, following in pairwise(_end(kept)):
        if sentence is not None:
            lines = (
                " / ".join(sentence.section),
                sentence.text,
                previous.text if previous and previous.report == sentence.report else "",
                following.text if following and following.report == sentence.report else "",
            )
            yield sentence, "\n".join(line.replace("\n", " ") for line in lines)
        previous = sentence


def write_docbin(path: Path, sentences: Iterable[Sentence], themes: Sequence[str]) -> int:
    """Write labelled sentences for `spacy.Corpus.v1`; return how many.

    Every row carries every theme as 0 or 1: spaCy takes an absent one for missing, not for false.
    `doc.user_data["report"]` holds the report's id, for splitting by report.
    """
    import spacy
    from spacy.tokens import DocBin

    nlp = spacy.blank("zh")
    rows = DocBin(store_user_data=True)
    for sentence, text in iter_inputs(sentences):
        doc = nlp.make_doc(text)
        doc.cats = {theme: float(theme in sentence.themes) for theme in themes}
        doc.user_data["report"] = sentence.report
        rows.add(doc)
    with replace_file(path) as beside:
        beside.write_bytes(rows.to_bytes())
    return len(rows)


def _end(sentences: Iterator[Sentence | None]) -> Iterator[Sentence | None]:
    yield from sentences
    yield None
