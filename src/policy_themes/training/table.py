"""The n-grams of many texts, counted once and weighed again for every part of them."""

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy
from scipy.sparse import csr_matrix, diags

from policy_themes.pipeline.features import TERM_BLOCKS, Array, Blocks, idf_weights


class NgramTable:
    """Counts of n-grams, from which the features of `NgramLinear` follow without reading again.

    `matrix` gives what `extract_features` would after `learn_vocabulary` on the same texts; a test
    holds the two together.

    Attributes:
        ngrams: Every n-gram of the texts, in the order of the columns.
    """

    def __init__(self, texts: Iterable[Blocks], weights: Mapping[str, float]) -> None:
        """Count the n-grams.

        Args:
            texts: The blocks of each text.
            weights: Weight of each block.
        """
        self._weights = dict(weights)
        columns: dict[str, int] = {}
        entries: dict[str, tuple[list[int], list[int], list[int]]] = {}
        length = 0
        for row, blocks in enumerate(texts):
            length = row + 1
            for name, ngrams in blocks.items():
                rows, cols, counts = entries.setdefault(name, ([], [], []))
                for ngram, count in Counter(ngrams).items():
                    rows.append(row)
                    cols.append(columns.setdefault(ngram, len(columns)))
                    counts.append(count)
        self.ngrams = list(columns)
        self._blocks = {
            name: csr_matrix(
                (numpy.array(counts, dtype="f"), (rows, cols)), shape=(length, len(columns))
            )
            for name, (rows, cols, counts) in entries.items()
        }

    def learn(self, rows: Array, min_count: int) -> tuple[Array, Array]:
        """Return the columns of the n-grams that stand in `min_count` of `rows`, and their idf.

        The columns are in the order of the n-grams.
        """
        frequency = sum(block[rows].getnnz(axis=0) for block in self._blocks.values())
        found = numpy.flatnonzero(frequency >= min_count)
        kept = numpy.array(sorted(found, key=self.ngrams.__getitem__), dtype=int)
        return kept, idf_weights(frequency[kept], len(rows))

    def matrix(self, rows: Array, kept: Array, idf: Array, names: str) -> csr_matrix:
        """Return the features of `rows` from the blocks `names`, (n_rows, n_kept)."""
        features = csr_matrix((len(rows), len(kept)))
        for name in names:
            if name not in self._blocks:
                continue
            counts = self._blocks[name][rows][:, kept]
            if name in TERM_BLOCKS:
                counts.data = numpy.log2(1 + counts.data)
            else:
                counts.data = 1 + numpy.log(counts.data)
                counts = counts @ diags(idf)
                norms = numpy.sqrt(numpy.asarray(counts.multiply(counts).sum(axis=1)).ravel())
                counts = diags(1 / numpy.where(norms > 0, norms, 1)) @ counts
            features = features + self._weights[name] * counts
        return features.tocsr()
