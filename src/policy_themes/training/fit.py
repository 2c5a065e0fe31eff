"""Fitting the linear layer, its calibration, thresholds and bands of doubt, out of fold.

spaCy's training loop starts from this solution: on a few thousand sentences a linear SVM beats
the same layer fitted by stochastic gradients (training/README.md has the figures).
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from policy_themes.annotations.lexicon import read_lexicon
from policy_themes.annotations.themes import read_themes
from policy_themes.corpus.reports import fold_reports
from policy_themes.errors import MissingDataError
from policy_themes.pipeline.ngrams import Array, set_lexicon, set_vocabulary
from policy_themes.training.table import NgramTable
from policy_themes.training.thresholds import choose_band, choose_threshold

_SEED = 13


def make_fit_linear(
    path: Path, lexicon: Path, classifier: str, themes: str, C: float, folds: int
) -> Callable[[Language], Language]:
    """Return a callback for `[initialize.after_init]` that fits the classifier.

    Args:
        path: The training rows that `[corpora.train]` reads.
        lexicon: The policy lexicon.
        classifier: Name of the text classifier, whose linear layer is set.
        themes: Name of the `policy_themes` component, whose thresholds and bands are set.
        C: Inverse strength of the regularization, above 0.
        folds: Parts of the reports for the out-of-fold margins, 2 or more.
    """

    def fit(nlp: Language) -> Language:
        docs, reports = _read_rows(nlp, path)
        component: Any = nlp.get_pipe(classifier)
        terms = [t for t in read_lexicon(Path(lexicon), component.labels) if not t.is_stock_phrase]
        set_lexicon(component.model, {term.text: term.themes for term in terms})
        table = NgramTable(component.model, docs)
        truths = numpy.array([[doc.cats[label] for label in component.labels] for doc in docs])
        margins = _out_of_fold_margins(table, truths, reports, C=C, folds=folds)
        kept, idf = table.learn(numpy.arange(len(docs)))
        weights, bias = _fit_svm(table.matrix(numpy.arange(len(docs)), kept, idf), truths, C=C)
        set_vocabulary(component.model, [table.ngrams[column] for column in kept], idf)
        slope, shift = _calibrate(margins, truths)
        component.model.set_param("W", (weights * slope).astype("f"))
        component.model.set_param("b", (bias * slope + shift).astype("f"))
        scores = 1 / (1 + numpy.exp(-(margins * slope + shift)))
        decide: Any = nlp.get_pipe(themes)
        for label, score, truth in zip(component.labels, scores.T, truths.T, strict=True):
            decide.thresholds[label] = choose_threshold(score, truth)
            decide.bands[label] = choose_band(score, truth, decide.thresholds[label])
        return nlp

    return fit


def read_labels(path: Path) -> list[str]:
    """Return the labels of themes.toml, for `[initialize.components]`; a spaCy reader."""
    return [theme.label for theme in read_themes(Path(path))]


def _read_rows(nlp: Language, path: Path) -> tuple[list[Doc], list[str]]:
    """Read the rows as the pipeline's own tokenizer cuts them, and the report of each."""
    if not Path(path).is_file():
        raise MissingDataError(path, "Make it: policy-themes prepare.")
    docs: list[Doc] = []
    reports: list[str] = []
    for row in DocBin().from_disk(path).get_docs(nlp.vocab):
        doc = nlp.make_doc(row.text)
        doc.cats = row.cats
        docs.append(doc)
        reports.append(row.user_data.get("report", str(len(reports))))
    return docs, reports


def _out_of_fold_margins(
    table: NgramTable, truths: Array, reports: Sequence[str], *, C: float, folds: int
) -> Array:
    """Return for each row the margins, (n_rows, n_themes), of a fit without its report's fold."""
    margins = numpy.zeros(truths.shape)
    for part in fold_reports(reports, folds, seed=_SEED):
        held = numpy.flatnonzero(numpy.isin(reports, part))
        own = numpy.flatnonzero(~numpy.isin(reports, part))
        kept, idf = table.learn(own)
        weights, bias = _fit_svm(table.matrix(own, kept, idf), truths[own], C=C)
        margins[held] = table.matrix(held, kept, idf) @ weights + bias
    return margins


def _fit_svm(features: csr_matrix, truths: Array, *, C: float) -> tuple[Array, Array]:
    """Return weights, (n_features, n_themes), and biases of one linear SVM a theme."""
    weights = numpy.zeros((features.shape[1], truths.shape[1]))
    bias = numpy.zeros(truths.shape[1])
    for i, truth in enumerate(truths.T):
        if len(set(truth)) < 2:
            bias[i] = 1.0 if truth.any() else -1.0  # a theme that all rows have, or none
            continue
        svm = LinearSVC(C=C, random_state=_SEED).fit(features, truth)
        weights[:, i], bias[i] = svm.coef_[0], svm.intercept_[0]
    return weights, bias


def _calibrate(margins: Array, truths: Array) -> tuple[Array, Array]:
    """Return slope and shift per theme that turn out-of-fold margins into probabilities.

    References:
        Platt (1999), Probabilistic Outputs for Support Vector Machines.
    """
    slope, shift = numpy.ones(truths.shape[1]), numpy.zeros(truths.shape[1])
    for i, truth in enumerate(truths.T):
        if len(set(truth)) == 2:
            platt = LogisticRegression(C=1e6).fit(margins[:, [i]], truth)
            slope[i], shift[i] = platt.coef_[0, 0], platt.intercept_[0]
    return slope, shift
