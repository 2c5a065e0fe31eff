"""A linear learner that is quick to fit on ever other parts of the same sentences."""

from collections.abc import Sequence
from typing import Any

import numpy
import spacy
from scipy.sparse import vstack
from scipy.special import expit
from spacy.util import registry

from policy_themes.annotations.lexicon import Term
from policy_themes.corpus.docbin import iter_inputs
from policy_themes.pipeline.features import Array, extract_blocks, set_lexicon
from policy_themes.records import Sentence
from policy_themes.training.svm import fit_svm
from policy_themes.training.table import NgramTable

THRESHOLD = 0.5
_BLOCKS, _TERMS = "clh", "cl"
_C, _TERM_ROW_WEIGHT = 0.7, 0.3  # as in configs/sm.cfg
_SLOPE = 3.0
"""What Platt's fit gives for the margins of such an SVM, about: 2.5 to 3.5 by theme."""


class LinearLearner:
    """The sentence's own part of `NgramLinear`, without the scores of its context.

    A pipeline is fitted eleven times over, for what it finds out of fold, and reads its neighbours
    in the report. Here each fit is one, and the n-grams are counted once for all of them; so a
    learner can begin again after every batch of answers.

    Attributes:
        sentences: The sentences that can carry a theme, in the order that numbers them.
    """

    def __init__(
        self, sentences: Sequence[Sentence], themes: Sequence[str], terms: Sequence[Term]
    ) -> None:
        """Count the n-grams of sentences and of the lexicon's terms.

        Args:
            sentences: Gold sentences, those of a report together; credits are left out.
            themes: The themes in order.
            terms: The policy lexicon; each term counts as a feature, and is a training row.
        """
        inputs = list(iter_inputs(sentences))
        known = [term for term in terms if not term.is_stock_phrase]
        self.sentences = [sentence for sentence, _ in inputs]
        self._truths = _indicate([s.themes for s in self.sentences], themes)
        self._term_truths = _indicate([term.themes for term in known], themes)
        model: Any = registry.architectures.get("policy_themes.NgramLinear.v1")()
        set_lexicon(model, {term.text: term.themes for term in known})
        self._min_count = model.attrs["min_count"]
        nlp = spacy.blank("zh")
        texts = [*(text for _, text in inputs), *(term.text for term in known)]
        blocks = (extract_blocks(model, nlp.make_doc(text)) for text in texts)
        self._table = NgramTable(blocks, model.attrs["weights"])

    def score(self, own: Sequence[int], rows: Sequence[int]) -> Array:
        """Fit on the sentences `own`, and return the scores of the sentences `rows`.

        Returns:
            (n_rows, n_themes), 0 to 1; a theme is set from `THRESHOLD` on.
        """
        fitted = numpy.asarray(own)
        kept, idf = self._table.learn(fitted, self._min_count)
        terms = len(self.sentences) + numpy.arange(len(self._term_truths))
        features = vstack(
            [
                self._table.matrix(fitted, kept, idf, _BLOCKS),
                self._table.matrix(terms, kept, idf, _TERMS),
            ]
        )
        weight = numpy.repeat((1.0, _TERM_ROW_WEIGHT), (len(fitted), len(terms)))
        truths = numpy.vstack([self._truths[fitted], self._term_truths])
        weights, bias = fit_svm(features.tocsr(), truths, weight, C=_C)
        found = self._table.matrix(numpy.asarray(rows), kept, idf, _BLOCKS)
        return expit(_SLOPE * (found @ weights + bias))


def _indicate(rows: Sequence[Sequence[str]], themes: Sequence[str]) -> Array:
    found = [[float(theme in row) for theme in themes] for row in rows]
    return numpy.array(found).reshape(len(rows), len(themes))
