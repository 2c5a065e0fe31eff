"""The scores and themes of texts, by docs or, where there are many, without them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from weakref import WeakKeyDictionary

from spacy.language import Language
from spacy.tokens import Doc

from policy_themes.models.load import CLASSIFIER, THEMES
from policy_themes.pipeline.cutter import make_cut
from policy_themes.pipeline.scorer import BulkScorer
from policy_themes.pipeline.text import (
    simplified_forms,
)

BATCH = 512
_LEAST_BULK = 300
"""Texts from which on the tables of a `BulkScorer` pay; they take half a second to build."""
_scorers: "WeakKeyDictionary[Language, tuple[BulkScorer, object]]" = WeakKeyDictionary()
"""The scorer of each pipeline, with the segmenter that it was built of."""


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
        if scorer := find_scorer(nlp, len(batch)):
            yield from _decide(nlp, scorer.score(batch))
        else:
            yield from map(read_labels, nlp.pipe(batch))


def read_labels(doc: Doc) -> Labels:
    """Return the labels of a doc that a pipeline has been through."""
    return Labels(doc._.themes, dict(doc.cats), bool(doc._.theme_review))


def find_scorer(nlp: Language, n_texts: int) -> BulkScorer | None:
    """Return what scores a pipeline's texts without docs, or None where docs are needed.

    They are for another classifier than `NgramLinear`, with other components, and for so few
    texts that the tables would take longer; tables once made are used for any number.
    """
    if nlp.pipe_names != [CLASSIFIER, THEMES] or not hasattr(nlp.tokenizer, "shown"):
        return None
    classifier: Any = nlp.get_pipe(CLASSIFIER)
    model = classifier.model
    if model.name != "ngram_linear":
        return None
    tokenizer: Any = nlp.tokenizer
    scorer, segmenter = _scorers.get(nlp, (None, None))
    if scorer and scorer.is_of(model) and segmenter is tokenizer.pkuseg_seg:
        return scorer
    if n_texts < _LEAST_BULK:
        return None
    scorer = BulkScorer(model, simplified_forms(nlp.vocab), make_cut(tokenizer))
    _scorers[nlp] = scorer, tokenizer.pkuseg_seg
    return scorer


def _decide(nlp: Language, scores: Any) -> Iterator[Labels]:
    classifier: Any = nlp.get_pipe(CLASSIFIER)
    component: Any = nlp.get_pipe(THEMES)
    labels: Sequence[str] = classifier.labels
    for row in scores.tolist():
        own = dict(zip(labels, row, strict=True))
        themes, review = component.decide(own)
        yield Labels(themes, own, review)
