import zlib

import numpy
import pytest

from policy_themes.models.load import CLASSIFIER
from policy_themes.training.rounding import round_weights

WEIGHTS = numpy.random.default_rng(3).normal(scale=0.1, size=(2_000, 6)).astype("f")


@pytest.mark.parametrize("bits", [8, 12])
def test_a_weight_changes_by_less_than_its_last_bit(bits):
    rounded = round_weights(WEIGHTS, bits)
    assert rounded.dtype == WEIGHTS.dtype
    assert (numpy.abs(rounded - WEIGHTS) <= numpy.abs(WEIGHTS) * 2.0**-bits).all()
    assert len(zlib.compress(rounded.tobytes())) < 0.8 * len(zlib.compress(WEIGHTS.tobytes()))


def test_zero_and_what_is_round_stay():
    weights = numpy.array([0, 1, -0.5, 3], dtype="f")
    assert round_weights(weights, 12).tolist() == weights.tolist()


@pytest.mark.parametrize("size", ["sm", "md"])
def test_the_weights_of_a_trained_pipeline_are_rounded(size, request):
    model = request.getfixturevalue(size).get_pipe(CLASSIFIER).model
    for name in ("W", "W1"):
        weights = model.get_param(name)
        assert weights.any()
        assert (round_weights(weights, 12) == weights).all()
