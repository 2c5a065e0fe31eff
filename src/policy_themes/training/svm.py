"""Linear SVMs, one a theme, fitted side by side. Imports little, as each worker imports it."""

from multiprocessing import current_process
from typing import Any

import numpy
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC
from sklearn.utils.parallel import Parallel, delayed

SEED = 13
_LEAST_SHARED = 1_000_000
"""Values of a matrix from which on workers pay; starting them takes two seconds."""

Array = numpy.ndarray[Any, Any]


def fit_svm(features: csr_matrix, truths: Array, weight: Array, *, C: float) -> tuple[Array, Array]:
    """Return weights, (n_features, n_themes), and biases of one linear SVM a theme.

    Args:
        features: (n_rows, n_features).
        truths: 1 where the row has the theme, else 0; (n_rows, n_themes).
        weight: Weights of the rows, (n_rows,).
        C: Inverse strength of the regularization, above 0.
    """
    # Processes: liblinear draws from one generator a process, so threads would not repeat.
    # A daemon, as in `bench`, may have none.
    alone = features.nnz < _LEAST_SHARED or current_process().daemon
    workers = 1 if alone else -1
    fits = Parallel(n_jobs=workers)(
        delayed(_fit_theme)(features, truth, weight, C) for truth in truths.T
    )
    weights, bias = zip(*fits, strict=True)
    return numpy.column_stack(weights), numpy.array(bias)


def _fit_theme(features: csr_matrix, truth: Array, weight: Array, C: float) -> tuple[Array, float]:
    if len(set(truth)) < 2:  # a theme that all rows have, or none
        return numpy.zeros(features.shape[1]), 1.0 if truth.any() else -1.0
    svm = LinearSVC(C=C, random_state=SEED).fit(features, truth, sample_weight=weight)
    return svm.coef_[0], svm.intercept_[0]
