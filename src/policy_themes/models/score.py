"""The scores and themes of texts: without docs, but for the pipelines that need them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from spacy.language import Language
from spacy.tokens import Doc

from policy_themes.models.load import CLASSIFIER, THEMES
from policy_themes.pipeline.cutter import find_cut, make_cut
from policy_themes.pipeline.ngrams import score_texts
from policy_themes.pipeline.scorer import BulkScorer
from policy_themes.pipeline.text import (
    simplified_forms,
)

T = TypeVar("T")
BATCH = 512
"""Texts at once, and those from which on the tables of a `BulkScorer` pay: they take as long to
build as these take without them."""
_scorers: "WeakKeyDictionary[Language, tuple[BulkScorer, object]]" = WeakKeyDictionary()
"""The scorer of each pipeline, with the tables of the segmenter that it was built of."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What a pipeline finds in a text; see `records.Sentence`."""

    themes: tuple[str, ...]
    scores: dict[str, float]
    review: bool


def label_texts(nlp: Language, texts: Iterable[str]) -> Iterator[Labels]:
    """Yield the labels of texts as `corpus.docbin.join_input` makes them, in their order.

    They are those of `nlp.pipe`. Texts are read 512 ahead, so that memory stays the same however
    many there are.
    """
    texts = iter(texts)
    while batch := list(islice(texts, BATCH)):
        if not _reads_texts(nlp):
            yield from read_docs(nlp, batch, read_labels)
        elif scorer := find_scorer(nlp, len(batch)):
            yield from _decide(nlp, scorer.score(batch))
        else:
            yield from _decide(nlp, _score_few(nlp, batch))


def read_docs(nlp: Language, texts: Sequence[str], read: Callable[[Doc], T]) -> list[T]:
    """Return what is read of the docs of texts; the docs and their words are forgotten."""
    # A zone forgets at its end the words that its docs brought; a caller's own does it as well.
    vocab: Any = nlp.vocab
    with nullcontext() if vocab.in_memory_zone else nlp.memory_zone():
        return [read(doc) for doc in nlp.pipe(texts)]


def read_labels(doc: Doc) -> Labels:
    """Return the labels of a doc that a pipeline has been through."""
    return Labels(doc._.themes, dict(doc.cats), bool(doc._.theme_review))


def find_scorer(nlp: Language, n_texts: int) -> BulkScorer | None:
    """Return what scores a pipeline's texts by tables, or None where it has none.

    So it is where the pipeline needs docs, and with so few texts that the tables would take
    longer; tables once made are used for any number.
    """
    if not _reads_texts(nlp):
        return None
    classifier: Any = nlp.get_pipe(CLASSIFIER)
    model = classifier.model
    tokenizer: Any = nlp.tokenizer
    scorer, bulk = _scorers.get(nlp, (None, None))
    if scorer and scorer.is_of(model) and bulk is tokenizer.bulk:
        return scorer
    if n_texts < BATCH:
        return None
    scorer = BulkScorer(model, simplified_forms(nlp.vocab), make_cut(tokenizer))
    _scorers[nlp] = scorer, tokenizer.bulk
    return scorer


def _reads_texts(nlp: Language) -> bool:
    """Return whether texts alone give a pipeline's scores.

    Another classifier than `NgramLinear` needs docs, and so do other components.
    """
    if nlp.pipe_names != [CLASSIFIER, THEMES] or not hasattr(nlp.tokenizer, "shown"):
        return False
    classifier: Any = nlp.get_pipe(CLASSIFIER)
    return bool(classifier.model.name == "ngram_linear")


def _score_few(nlp: Language, texts: Sequence[str]) -> Any:
    classifier: Any = nlp.get_pipe(CLASSIFIER)
    tokenizer: Any = nlp.tokenizer
    return score_texts(classifier.model, texts, simplified_forms(nlp.vocab), find_cut(tokenizer))


def _decide(nlp: Language, scores: Any) -> Iterator[Labels]:
    classifier: Any = nlp.get_pipe(CLASSIFIER)
    component: Any = nlp.get_pipe(THEMES)
    labels: Sequence[str] = classifier.labels
    for row in scores.tolist():
        own = dict(zip(labels, row, strict=True))
        themes, review = component.decide(own)
        yield Labels(themes, own, review)
