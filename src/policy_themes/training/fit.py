"""Fitting the layers of `NgramLinear`, its calibration, thresholds and bands, out of fold.

spaCy's training loop starts from this solution: on a few thousand sentences a linear SVM beats
the same layer fitted by stochastic gradients (training/README.md has the figures).
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy
from scipy.sparse import csr_matrix, hstack, vstack
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from spacy.language import Language
from spacy.tokens import DocBin

from policy_themes.annotations.lexicon import read_lexicon
from policy_themes.annotations.themes import read_themes
from policy_themes.corpus.clean import simplified_forms
from policy_themes.corpus.reports import fold_reports
from policy_themes.errors import MissingDataError
from policy_themes.pipeline.cutter import make_cut
from policy_themes.pipeline.features import (
    Array,
    Blocks,
    Cut,
    extract_all_blocks,
    extract_text_blocks,
    set_lexicon,
)
from policy_themes.pipeline.ngrams import set_vocabulary
from policy_themes.pipeline.text import (
    CHARACTERS,
    CONTEXT,
    list_context,
    simplify_text,
    split_context,
)
from policy_themes.pipeline.tokenizer import SentenceTokenizer
from policy_themes.training.svm import SEED, fit_svm
from policy_themes.training.table import NgramTable
from policy_themes.training.thresholds import choose_bands, choose_threshold

_LOG = logging.getLogger(__name__)
_FIRST, _SECOND, _TERMS = "cl", "cwlh", "cw"
"""Blocks that the first layer reads, that the second reads, and that stand for a lexicon term."""


def make_fit_linear(
    path: Path,
    lexicon: Path,
    classifier: str,
    themes: str,
    C: float,
    folds: int,
    term_row_weight: float,
) -> Callable[[Language], Language]:
    """Return a callback for `[initialize.after_init]` that fits the classifier.

    Args:
        path: The training rows that `[corpora.train]` reads.
        lexicon: The policy lexicon. Its terms are counted as features, and each is a training
            row of its own, so that the model knows a term that no sentence holds.
        classifier: Name of the text classifier, whose layers are set.
        themes: Name of the `policy_themes` component, whose thresholds and bands are set.
        C: Inverse strength of the regularization, above 0.
        folds: Parts of the reports for what is found out of fold, 2 or more.
        term_row_weight: Weight of a lexicon term as a training row; a sentence's is 1.

    Raises:
        ValueError: There are fewer folds.
    """
    if folds < 2:
        raise ValueError(f"folds is {folds}, must be 2 or more")

    def fit(nlp: Language) -> Language:
        component: Any = nlp.get_pipe(classifier)
        model, labels = component.model, component.labels
        simplified = simplified_forms()
        nlp.vocab.lookups.add_table(CHARACTERS, {"simplified": simplified})
        terms = [t for t in read_lexicon(Path(lexicon), labels) if not t.is_stock_phrase]
        set_lexicon(model, {simplify_text(term.text, simplified): term.themes for term in terms})
        texts, truths, reports = _read_rows(nlp, path, labels)
        if len(set(reports)) < 2:
            raise ValueError(f"fewer than 2 reports in {path}, none can be held out")
        _LOG.info("Fitting on %d sentences of %d reports ...", len(texts), len(set(reports)))
        rows = _Rows.count(
            model,
            partial(extract_all_blocks, model, forms=simplified, cut=_find_cut(nlp)),
            [simplify_text(text, simplified) for text in texts],
            truths,
            [term.text for term in terms],
            numpy.array([[float(label in term.themes) for label in labels] for term in terms]),
            C=C,
            term_row_weight=term_row_weight,
        )
        parts = [
            numpy.flatnonzero(numpy.isin(reports, part))
            for part in fold_reports(reports, folds, seed=SEED)
        ]
        _LOG.info("Fitting the layer that reads the context, in %d folds ...", folds)
        context, slope, shift = rows.fit_context(parts)
        everything = numpy.arange(len(texts))
        kept, idf = rows.learn(everything)
        set_vocabulary(model, [rows.table.ngrams[column] for column in kept], idf)
        first, first_bias = rows.fit_first(everything, kept, idf)
        model.set_param("W1", (first * slope).astype("f"))
        model.set_param("b1", (first_bias * slope + shift).astype("f"))
        _LOG.info("Fitting the layer that reads the sentence, in %d folds ...", folds)
        margins = rows.margins(parts, context)
        slope, shift = _calibrate(margins, rows.truths)
        weights, bias = rows.fit_second(everything, kept, idf, context)
        model.set_param("W", (weights[: len(kept)] * slope).astype("f"))
        model.set_param("context", (weights[len(kept) :] * slope).astype("f"))
        model.set_param("b", (bias * slope + shift).astype("f"))
        decide: Any = nlp.get_pipe(themes)
        scores = expit(margins * slope + shift)
        thresholds = [choose_threshold(*own) for own in zip(scores.T, rows.truths.T, strict=True)]
        bands = choose_bands(scores, rows.truths, numpy.array(thresholds))
        decide.thresholds.update(zip(labels, thresholds, strict=True))
        decide.bands.update(zip(labels, bands, strict=True))
        return nlp

    return fit


def read_labels(path: Path) -> list[str]:
    """Return the labels of themes.toml, for `[initialize.components]`; a spaCy reader."""
    return [theme.label for theme in read_themes(Path(path))]


def _read_rows(
    nlp: Language, path: Path, labels: Sequence[str]
) -> tuple[list[str], Array, list[str]]:
    """Return the rows' texts, their themes, (n_rows, n_themes), and the report of each."""
    if not Path(path).is_file():
        raise MissingDataError(path, "Make it: policy-themes prepare.")
    texts: list[str] = []
    truths: list[list[float]] = []
    reports: list[str] = []
    for row in DocBin().from_disk(path).get_docs(nlp.vocab):
        texts.append(row.text)
        truths.append([row.cats[label] for label in labels])
        reports.append(row.user_data.get("report", str(len(reports))))
    return texts, numpy.array(truths), reports


def _find_cut(nlp: Language) -> Cut:
    """Return the fastest way to the words of a pipeline's tokenizer."""
    if isinstance(nlp.tokenizer, SentenceTokenizer):
        return make_cut(nlp.tokenizer)
    return lambda sentences: [[token.text for token in nlp.make_doc(own)] for own in sentences]


@dataclass(frozen=True)
class _Rows:
    """The sentences, the lexicon's terms and the texts of the sentences' contexts, counted.

    Attributes:
        table: Their n-grams, in that order.
        truths: Themes of the sentences, (n_sentences, n_themes), 0 or 1.
        term_truths: Themes of the terms, (n_terms, n_themes).
        contexts: The lines that sentences are read with, (n_lines, 3): the sentence, which of the
            contexts, and the line's row of the table.
        factors: What each of them counts, (n_lines,): the weight of its context, or a share of it.
        min_count: Sentences in which an n-gram must stand to count.
        C: Inverse strength of the regularization.
        term_row_weight: Weight of a term as a training row.
    """

    table: NgramTable
    truths: Array
    term_truths: Array
    contexts: Array
    factors: Array
    min_count: int
    C: float
    term_row_weight: float

    @classmethod
    def count(
        cls,
        model: Any,
        extract: Callable[[Sequence[str]], list[Blocks]],
        sentences: Sequence[str],
        truths: Array,
        terms: Sequence[str],
        term_truths: Array,
        **settings: float,
    ) -> "_Rows":
        heard = list_context([split_context(text) for text in sentences])
        texts = sorted({line for *_, lines in heard for line in lines})
        first = len(sentences) + len(terms)
        row_of = {text: first + i for i, text in enumerate(texts)}
        blocks = extract([*sentences, *terms])
        blocks += [extract_text_blocks(model, text) for text in texts]
        weights = model.attrs["weights"]
        return cls(
            NgramTable(blocks, weights),
            truths,
            term_truths,
            numpy.array(
                [(i, j, row_of[line]) for i, j, lines in heard for line in lines], "i8"
            ).reshape(-1, 3),
            numpy.array([weights[CONTEXT[j]] / len(lines) for _, j, lines in heard for _ in lines]),
            model.attrs["min_count"],
            **settings,
        )

    def learn(self, own: Array) -> tuple[Array, Array]:
        """Return the columns that count in the sentences `own`, and their idf."""
        return self.table.learn(own, self.min_count)

    def fit_first(self, own: Array, kept: Array, idf: Array) -> tuple[Array, Array]:
        """Fit the first layer on the sentences `own`."""
        return self._fit(self.table.matrix(own, kept, idf, _FIRST), own, kept, idf, "c")

    def fit_second(
        self, own: Array, kept: Array, idf: Array, context: Array
    ) -> tuple[Array, Array]:
        """Fit the second layer on the sentences `own`; the context's weights come last."""
        return self._fit(self._second_features(own, kept, idf, context), own, kept, idf, _TERMS)

    def fit_context(self, parts: Sequence[Array]) -> tuple[Array, Array, Array]:
        """Return the weighted scores of all contexts, from fits without their report's fold.

        Returns:
            (n_sentences, 5 * n_themes), and the slope and shift that make the first layer's
            margins probabilities.
        """
        n, themes = self.truths.shape
        owners, names, lines = self.contexts.T
        margins, heard = numpy.zeros((n, themes)), numpy.zeros((len(lines), themes))
        for held in parts:
            own = numpy.setdiff1d(numpy.arange(n), held)
            kept, idf = self.learn(own)
            weights, bias = self.fit_first(own, kept, idf)
            margins[held] = self.table.matrix(held, kept, idf, _FIRST) @ weights + bias
            read = numpy.flatnonzero(numpy.isin(owners, held))
            texts, place = numpy.unique(lines[read], return_inverse=True)
            found = self.table.matrix(texts, kept, idf, _FIRST) @ weights + bias
            heard[read] = found[place]
        slope, shift = _calibrate(margins, self.truths)
        scores = numpy.zeros((n, len(CONTEXT), themes))
        numpy.add.at(scores, (owners, names), expit(heard * slope + shift) * self.factors[:, None])
        return scores.reshape(n, -1), slope, shift

    def margins(self, parts: Sequence[Array], context: Array) -> Array:
        """Return the second layer's margins, from fits without their report's fold."""
        margins = numpy.zeros(self.truths.shape)
        for held in parts:
            own = numpy.setdiff1d(numpy.arange(len(self.truths)), held)
            kept, idf = self.learn(own)
            weights, bias = self.fit_second(own, kept, idf, context)
            margins[held] = self._second_features(held, kept, idf, context) @ weights + bias
        return margins

    def _second_features(self, rows: Array, kept: Array, idf: Array, context: Array) -> csr_matrix:
        features = self.table.matrix(rows, kept, idf, _SECOND)
        return hstack([features, csr_matrix(context[rows])]).tocsr()

    def _fit(
        self, features: csr_matrix, own: Array, kept: Array, idf: Array, term_blocks: str
    ) -> tuple[Array, Array]:
        truths, weight = self.truths[own], numpy.ones(len(own))
        if self.term_row_weight and len(self.term_truths):
            n_terms = len(self.term_truths)
            rows = len(self.truths) + numpy.arange(n_terms)
            terms = self.table.matrix(rows, kept, idf, term_blocks)
            empty = csr_matrix((n_terms, features.shape[1] - len(kept)))
            features = vstack([features, hstack([terms, empty])]).tocsr()
            truths = numpy.vstack([truths, self.term_truths])
            weight = numpy.append(weight, numpy.full(n_terms, self.term_row_weight))
        return fit_svm(features, truths, weight, C=self.C)


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
