"""Labelling the sentences of reports."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice, tee
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from policy_themes.corpus.docbin import iter_inputs
from policy_themes.corpus.structure import Report
from policy_themes.errors import PolicyThemesError
from policy_themes.models.load import CLASSIFIER, THEMES
from policy_themes.models.score import BATCH, Labels, label_texts, read_docs, read_labels
from policy_themes.pipeline.explain import can_explain, explain_doc, list_reasons
from policy_themes.records import Sentence, Why

_Reasons = dict[str, Why]


class UnexplainedModelError(PolicyThemesError):
    """A pipeline's scores cannot be taken apart."""

    def __init__(self, model: object) -> None:
        super().__init__(
            model,
            "its themes cannot be explained (its classifier is no NgramLinear)",
            "Leave --explain out, or give a pipeline of configs/sm.cfg or configs/md.cfg.",
        )


def label_report(
    nlp: Language, report: Report, *, threshold: float | None = None, explain: bool = False
) -> list[Sentence]:
    """Return the sentences of a report with their themes; see `label_sentences`."""
    return list(label_sentences(nlp, report.sentences, threshold=threshold, explain=explain))


def label_sentences(
    nlp: Language,
    sentences: Iterable[Sentence],
    *,
    threshold: float | None = None,
    explain: bool = False,
) -> Iterator[Sentence]:
    """Yield sentences with their themes, scores and the review mark set, in the same order.

    The sentences of one report follow one another, so that each is read with its neighbours.
    Credits and page furniture come out as they went in, without scores. Some 500 sentences are
    read ahead, over the ends of reports, and no more are held.

    Args:
        nlp: A trained pipeline.
        sentences: Any number of sentences.
        threshold: Score from 0 to 1 at which every theme is set, instead of the pipeline's own.
        explain: Say what drove the themes that are set or in doubt.

    Raises:
        UnexplainedModelError: `explain` is asked of another model than NgramLinear.
    """
    choose = partial(_choose, threshold)
    explainer = _make_explainer(nlp, choose) if explain else None
    waiting: deque[Sentence] = deque()
    inputs, ahead = tee(iter_inputs(_keep(sentences, waiting)))
    texts = (text for _, text in ahead)
    found: Iterator[tuple[Labels, _Reasons]]
    if explainer:
        found = _explain_texts(nlp, texts, explainer)
    else:
        found = ((choose(labels), {}) for labels in label_texts(nlp, texts))
    for (sentence, _), (labels, why) in zip(inputs, found, strict=True):
        while waiting[0] is not sentence:
            yield waiting.popleft()
        waiting.popleft()
        done = sentence.labelled(labels.themes, labels.scores, review=labels.review)
        yield replace(done, why=why) if why else done
    yield from waiting


def _keep(sentences: Iterable[Sentence], waiting: deque[Sentence]) -> Iterator[Sentence]:
    for sentence in sentences:
        waiting.append(sentence)
        yield sentence


def _choose(threshold: float | None, labels: Labels) -> Labels:
    if threshold is None:
        return labels
    themes = tuple(theme for theme, score in labels.scores.items() if score >= threshold)
    return replace(labels, themes=themes)


def _explain_texts(
    nlp: Language, texts: Iterator[str], explain: Callable[[Doc], tuple[Labels, _Reasons]]
) -> Iterator[tuple[Labels, _Reasons]]:
    while batch := list(islice(texts, BATCH)):
        yield from read_docs(nlp, batch, explain)


def _make_explainer(
    nlp: Language, choose: Callable[[Labels], Labels]
) -> Callable[[Doc], tuple[Labels, _Reasons]]:
    classifier: Any = nlp.get_pipe(CLASSIFIER)
    bands: dict[str, tuple[float, float]] = getattr(nlp.get_pipe(THEMES), "bands", {})
    if not can_explain(classifier.model):
        raise UnexplainedModelError(nlp.path or nlp.meta["name"])

    def explain(doc: Doc) -> tuple[Labels, _Reasons]:
        labels = choose(read_labels(doc))
        doubtful = {t for t, (low, high) in bands.items() if low <= doc.cats.get(t, -1) < high}
        wanted = doubtful.union(labels.themes)
        if not wanted:
            return labels, {}
        return labels, {
            found.theme: Why(tuple(list_reasons(found)), found.mark_characters())
            for found in explain_doc(classifier.model, doc, classifier.labels)
            if found.theme in wanted
        }

    return explain
