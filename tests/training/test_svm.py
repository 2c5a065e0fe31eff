from typing import Any

import numpy
import pytest
from scipy.sparse import random

from policy_themes.training import svm


def fit(features: Any) -> tuple[Any, Any]:
    signs = numpy.asarray(features @ numpy.linspace(-1, 1, features.shape[1]))
    truths = numpy.column_stack(
        [signs > 0, signs < -0.5, numpy.ones(len(signs)), numpy.zeros(len(signs))]
    )
    return svm.fit_svm(features, truths.astype("d"), numpy.ones(len(signs)), C=0.7)


def test_workers_fit_what_one_process_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    features = random(300, 40, density=0.3, format="csr", random_state=3)
    weights, bias = fit(features)
    monkeypatch.setattr(svm, "_LEAST_SHARED", 0)
    shared_weights, shared_bias = fit(features)
    assert (shared_weights == weights).all()
    assert (shared_bias == bias).all()


def test_a_theme_of_all_rows_or_none_needs_no_features() -> None:
    weights, bias = fit(random(50, 10, density=0.5, format="csr", random_state=3))
    assert weights.shape == (10, 4)
    assert not weights[:, 2:].any()
    assert bias[2:].tolist() == [1, -1]
