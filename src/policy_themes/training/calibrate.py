"""Calibrating a pipeline that spaCy's loop trains, and setting its thresholds and bands, on dev.

`training.fit` finds these out of fold, from fits of seconds. Folds of a transformer would cost as
many trainings, so here they come from the dev reports, which took no part in the fit. They do
choose the checkpoint, so that figures on dev flatter such a pipeline; judge it on test.
"""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression
from spacy.language import Language
from spacy.tokens import DocBin

from policy_themes.errors import ConfigError, MissingDataError
from policy_themes.pipeline.themes import Themes
from policy_themes.training.thresholds import choose_bands, choose_threshold

_SMALLEST = 1e-7
"""Scores are floats of 32 bits, and the logit of 0 or 1 is not finite."""


def make_calibrate_on_dev(
    path: Path, classifier: str, themes: str
) -> Callable[[Language], Language]:
    """Return a callback for `[training.before_to_disk]` that calibrates what is saved.

    The loop goes on with the pipeline as it was: neither its weights nor the thresholds at which
    it chooses the best checkpoint move. So without an output folder nothing is calibrated.

    Args:
        path: The rows that `[corpora.dev]` reads.
        classifier: Name of the text classifier, whose last layer is linear with a logistic, as
            in `spacy.TextCatReduce.v1`. Slope and shift of each theme are folded into it.
        themes: Name of the `policy_themes` component, whose thresholds and bands are set.
    """

    def calibrate(nlp: Language) -> Language:
        component: Any = nlp.get_pipe(classifier)
        if _output_layer(component.model).name != "linear":
            reason = f"before_to_disk cannot calibrate the architecture of {classifier!r}"
            raise ConfigError(f"components.{classifier}", reason)
        labels = component.labels
        scores, truths = _score_rows(nlp, Path(path), labels)
        slope, shift = fit_platt(scores, truths)
        scores = expit(logit(scores) * slope + shift)
        thresholds = [choose_threshold(*own) for own in zip(scores.T, truths.T, strict=True)]
        bands = choose_bands(scores, truths, numpy.array(thresholds))
        decide = Themes(
            themes,
            dict(zip(labels, thresholds, strict=True)),
            dict(zip(labels, bands, strict=True)),
        )
        return _replace_pipes(
            nlp, {classifier: _scale_output(component, slope, shift), themes: decide}
        )

    return calibrate


def fit_platt(scores: numpy.ndarray, truths: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Return slope and shift per theme that turn the logits of scores into probabilities.

    A theme that all rows have, or none, or whose scores are no better than chance keeps its
    scores: slope 1, shift 0.

    Args:
        scores: (n_rows, n_themes), above 0 and below 1.
        truths: 1 where the row has the theme, else 0; the same shape.

    References:
        Platt (1999), Probabilistic Outputs for Support Vector Machines, section 2.2: of n rows
        with the theme each counts as (n + 1) / (n + 2) of one, lest few rows give a slope that
        knows no doubt.
    """
    logits = logit(scores)
    slope, shift = numpy.ones(truths.shape[1]), numpy.zeros(truths.shape[1])
    for i, truth in enumerate(truths.T):
        positive = int(truth.sum())
        negative = len(truth) - positive
        if not positive or not negative:
            continue
        target = numpy.where(truth > 0, (positive + 1) / (positive + 2), 1 / (negative + 2))
        # A row with a target between is a row with the theme and one without, by weight.
        platt = LogisticRegression(C=1e6).fit(
            numpy.tile(logits[:, i], 2)[:, None],
            numpy.repeat((1, 0), len(truth)),
            sample_weight=numpy.concatenate((target, 1 - target)),
        )
        if platt.coef_[0, 0] > 0:
            slope[i], shift[i] = platt.coef_[0, 0], platt.intercept_[0]
    return slope, shift


def _score_rows(
    nlp: Language, path: Path, labels: tuple[str, ...]
) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Return scores and truths of the rows, both (n_rows, n_themes)."""
    if not path.is_file():
        raise MissingDataError(path, "Make it: policy-themes prepare.")
    rows = list(DocBin().from_disk(path).get_docs(nlp.vocab))
    docs = nlp.pipe(row.text for row in rows)
    scores = numpy.array([[doc.cats[label] for label in labels] for doc in docs], dtype="f8")
    truths = numpy.array([[row.cats[label] for label in labels] for row in rows])
    return numpy.clip(scores, _SMALLEST, 1 - _SMALLEST), truths


def _output_layer(model: Any) -> Any:
    """Return the layer that spaCy's text classifiers name, or the model itself."""
    return model.get_ref("output_layer") if model.has_ref("output_layer") else model


def _scale_output(component: Any, slope: numpy.ndarray, shift: numpy.ndarray) -> Any:
    """Return a copy of a text classifier that gives calibrated scores."""
    scaled = copy.copy(component)
    scaled.model = component.model.copy()
    # thinc's copies have no references, so the layer is found by its place.
    place = list(component.model.walk()).index(_output_layer(component.model))
    output = list(scaled.model.walk())[place]
    factors, offsets = output.ops.asarray1f(slope), output.ops.asarray1f(shift)
    output.set_param("W", output.get_param("W") * factors[:, None])
    output.set_param("b", output.get_param("b") * factors + offsets)
    return scaled


def _replace_pipes(nlp: Language, pipes: dict[str, Any]) -> Language:
    """Return a pipeline with some components replaced, which shares the others."""
    # A deep copy would hold the encoder twice in the memory of the GPU.
    shared = copy.copy(nlp)
    shared._components = [(name, pipes.get(name, pipe)) for name, pipe in nlp._components]
    return shared
