"""The n-grams of all training rows, counted once and weighed again for every part of the rows."""

from collections import Counter
from collections.abc import Sequence

import numpy
from scipy.sparse import csr_matrix, diags
from spacy.tokens import Doc
from thinc.api import Model

from policy_themes.pipeline.ngrams import LEXICON_BLOCKS, Array, extract_ngrams, idf_weights


class NgramTable:
    """Counts of n-grams, from which the features of `NgramLinear` follow without reading again.

    `matrix` gives what `extract_features` would after `learn_vocabulary` on the same rows; a test
    holds the two together.

    Attributes:
        ngrams: Every n-gram of the rows, in the order of the columns.
    """

    def __init__(self, model: Model[list[Doc], Array], docs: Sequence[Doc]) -> None:
        self._weights: dict[str, float] = model.attrs["weights"]
        self._min_count: int = model.attrs["min_count"]
        columns: dict[str, int] = {}
        entries: dict[str, tuple[list[int], list[int], list[int]]] = {}
        for row, doc in enumerate(docs):
            for name, ngrams in extract_ngrams(model, doc).items():
                rows, cols, counts = entries.setdefault(name, ([], [], []))
                for ngram, count in Counter(ngrams).items():
                    rows.append(row)
                    cols.append(columns.setdefault(ngram, len(columns)))
                    counts.append(count)
        self.ngrams = list(columns)
        shape = (len(docs), len(columns))
        self._blocks = {
            name: csr_matrix((numpy.array(counts, dtype="f"), (rows, cols)), shape=shape)
            for name, (rows, cols, counts) in entries.items()
        }

    def learn(self, rows: Array) -> tuple[Array, Array]:
        """Return the columns of the n-grams that count in `rows`, sorted by n-gram, and their idf."""
        frequency = sum(block[rows].getnnz(axis=0) for block in self._blocks.values())
        kept = numpy.flatnonzero(frequency >= self._min_count)
        kept = numpy.array(sorted(kept, key=self.ngrams.__getitem__), dtype=int)
        return kept, idf_weights(frequency[kept], len(rows))

    def matrix(self, rows: Array, kept: Array, idf: Array) -> csr_matrix:
        """Return the features of `rows`, (n_rows, n_kept)."""
        features = csr_matrix((len(rows), len(kept)))
        for name, block in self._blocks.items():
            counts = block[rows][:, kept]
            if name in LEXICON_BLOCKS:
                counts.data = numpy.log2(1 + counts.data)
            else:
                counts.data = 1 + numpy.log(counts.data)
                counts = counts @ diags(idf)
                norms = numpy.sqrt(numpy.asarray(counts.multiply(counts).sum(axis=1)).ravel())
                counts = diags(1 / numpy.where(norms > 0, norms, 1)) @ counts
            features = features + self._weights[name] * counts
        return features.tocsr()
