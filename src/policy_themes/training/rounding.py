"""Weights rounded before a pipeline is saved, so that a wheel of it packs smaller."""

from collections.abc import Callable
from typing import Any

import numpy
from spacy.language import Language

from policy_themes.pipeline.features import Array

_LAYERS = ("W", "W1")
"""The weights of n-grams, nearly all of an `NgramLinear`."""


def make_round_weights(classifier: str, bits: int) -> Callable[[Language], Language]:
    """Return a callback for `[training.before_to_disk]` that rounds a text classifier's weights.

    They stay floats of 32 bits, of which the last are 0: an archive packs them to two thirds. The
    loop goes on with them as they are saved.

    Args:
        classifier: Name of a text classifier with `policy_themes.NgramLinear.v1`.
        bits: Bits of a weight's fraction that are kept, 1 to 24. With 12 a weight changes by at
            most 1 part in 8,192.
    """

    def round_layers(nlp: Language) -> Language:
        component: Any = nlp.get_pipe(classifier)
        for name in _LAYERS:
            component.model.set_param(name, round_weights(component.model.get_param(name), bits))
        return nlp

    return round_layers


def round_weights(weights: Array, bits: int) -> Array:
    """Return weights with so many bits of their fraction, of the same shape and type."""
    fraction, exponent = numpy.frexp(weights)
    return numpy.ldexp(numpy.round(fraction * 2**bits) / 2**bits, exponent).astype(weights.dtype)
