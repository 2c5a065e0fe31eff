"""Labelling the sentences of reports."""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice

from spacy.language import Language

from policy_themes.corpus.docbin import iter_inputs
from policy_themes.corpus.structure import Report
from policy_themes.records import Sentence

_BATCH = 256


def label_report(
    nlp: Language, report: Report, *, threshold: float | None = None
) -> list[Sentence]:
    """Return the sentences of a report with their themes; see `label_sentences`."""
    return list(label_sentences(nlp, report.sentences, threshold=threshold))


def label_sentences(
    nlp: Language, sentences: Iterable[Sentence], *, threshold: float | None = None
) -> Iterator[Sentence]:
    """Yield sentences with their themes, scores and the review mark set, in the same order.

    The sentences of one report follow one another, so that each is read with its neighbours.
    Credits and page furniture come out as they went in, without scores.

    Args:
        nlp: A trained pipeline.
        sentences: Any number of sentences; one report is held in memory at a time.
        threshold: Score from 0 to 1 at which every theme is set, instead of the pipeline's own.
    """
    for _, group in groupby(sentences, key=lambda sentence: sentence.report):
        yield from _label_group(nlp, list(group), threshold)


def _label_group(
    nlp: Language, sentences: list[Sentence], threshold: float | None
) -> Iterator[Sentence]:
    inputs = iter_inputs(sentences)
    labelled: dict[int, Sentence] = {}
    while batch := list(islice(inputs, _BATCH)):
        for (sentence, _), doc in zip(batch, nlp.pipe(text for _, text in batch), strict=True):
            themes = doc._.themes
            if threshold is not None:
                themes = tuple(theme for theme, score in doc.cats.items() if score >= threshold)
            labelled[id(sentence)] = sentence.labelled(
                themes, dict(doc.cats), review=doc._.theme_review
            )
    for sentence in sentences:
        yield labelled.get(id(sentence), sentence)
