import numpy
import pytest
import spacy
from scipy.special import expit
from spacy.training import Example

import policy_themes.pipeline.themes  # noqa: F401 (registers the component)
from policy_themes.corpus.docbin import iter_inputs
from policy_themes.errors import ConfigError, MissingDataError
from policy_themes.training.calibrate import fit_platt, make_calibrate_on_dev

BOTH = {"classifier": "textcat_multilabel", "themes": "policy_themes"}


def make_pipeline(project, architecture):
    """A stock text classifier over characters, a few steps into its training."""
    nlp = spacy.blank("zh")
    model = {"@architectures": architecture, "exclusive_classes": False}
    if "Reduce" in architecture:
        embed = {"@architectures": "spacy.HashEmbedCNN.v2", "width": 32, "depth": 1}
        embed |= {"embed_size": 500, "window_size": 1, "maxout_pieces": 2}
        embed |= {"subword_features": False, "pretrained_vectors": None}
        reduce = {f"use_reduce_{how}": how == "mean" for how in ("first", "last", "max", "mean")}
        model |= {"tok2vec": embed, **reduce}
    else:
        model |= {"length": 1024, "ngram_size": 1, "no_output_layer": False}
    nlp.add_pipe("textcat_multilabel", config={"model": model})
    nlp.add_pipe("policy_themes")
    examples = [
        Example.from_dict(
            nlp.make_doc(row.text), {"cats": {t: float(t in row.themes) for t in project.themes}}
        )
        for row in project.sentences("train")
    ]
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(10):
        nlp.update(examples, sgd=optimizer)
    return nlp


@pytest.fixture
def nlp(project):
    return make_pipeline(project, "spacy.TextCatReduce.v1")


@pytest.fixture
def dev(project):
    return project.root / "corpus" / "dev.spacy"


def test_platt_finds_the_slope_and_the_shift_that_made_the_truths():
    rng = numpy.random.default_rng(13)
    logits = rng.normal(size=(20000, 2)) * 3
    truths = (rng.random(logits.shape) < expit(logits * (0.5, 1.5) + (1.0, -2.0))).astype("f8")
    slope, shift = fit_platt(expit(logits), truths)
    numpy.testing.assert_allclose(slope, (0.5, 1.5), rtol=0.05)
    numpy.testing.assert_allclose(shift, (1.0, -2.0), atol=0.1)


def test_scores_that_part_the_rows_are_still_in_doubt():
    scores, truths = numpy.array([[0.9], [0.8], [0.2], [0.1]]), numpy.array([[1], [1], [0], [0]])
    slope, shift = fit_platt(scores, truths)
    calibrated = expit(numpy.log(scores / (1 - scores)) * slope + shift)
    # Platt's targets are (2 + 1) / (2 + 2) and 1 / (2 + 2).
    assert calibrated[:2].mean() == pytest.approx(0.75, abs=0.02)
    assert calibrated[2:].mean() == pytest.approx(0.25, abs=0.02)


@pytest.mark.parametrize("truth", [[1, 1, 1], [0, 0, 0], [0, 0, 1]])
def test_a_theme_of_all_rows_or_none_or_scored_backwards_keeps_its_scores(truth):
    slope, shift = fit_platt(numpy.array([[0.9], [0.8], [0.1]]), numpy.array([truth]).T)
    assert (slope.tolist(), shift.tolist()) == ([1.0], [0.0])


def test_what_is_saved_is_calibrated_and_loads(project, nlp, dev, tmp_path):
    saved = make_calibrate_on_dev(dev, **BOTH)(nlp)
    saved.to_disk(tmp_path / "saved")
    loaded = spacy.load(tmp_path / "saved")
    decide = loaded.get_pipe("policy_themes")
    assert list(decide.thresholds) == list(decide.bands) == list(project.themes)
    for theme, (low, high) in decide.bands.items():
        assert 0 <= low <= decide.thresholds[theme] <= high <= 1
    rows = list(iter_inputs(project.sentences("dev")))
    scores = numpy.array([list(loaded(text).cats.values()) for _, text in rows])
    for theme, own in zip(project.themes, scores.T, strict=True):
        n = sum(theme in row.themes for row, _ in rows)
        # A fit with an intercept gives scores whose sum is that of Platt's targets.
        rest = len(rows) - n
        targets = n * (n + 1) / (n + 2) + rest / (rest + 2)
        assert own.sum() == pytest.approx(targets, abs=0.02)


def test_the_pipeline_in_training_stays_as_it_was(project, nlp, dev):
    classifier, decide = (pipe for _, pipe in nlp.pipeline)
    weights = classifier.model.to_bytes()
    saved = make_calibrate_on_dev(dev, **BOTH)(nlp)
    assert [pipe for _, pipe in nlp.pipeline] == [classifier, decide]
    assert (classifier.model.to_bytes(), decide.thresholds, decide.bands) == (weights, {}, {})
    assert saved.get_pipe("textcat_multilabel").model.to_bytes() != weights


def test_missing_rows_are_told(nlp, tmp_path):
    with pytest.raises(MissingDataError, match=r"dev\.spacy: not there\. Make it: policy-themes"):
        make_calibrate_on_dev(tmp_path / "dev.spacy", **BOTH)(nlp)


def test_a_classifier_without_a_linear_layer_at_its_end_is_told(project, dev):
    nlp = make_pipeline(project, "spacy.TextCatBOW.v3")
    with pytest.raises(
        ConfigError,
        match=r"^components\.textcat_multilabel: .*cannot calibrate the architecture of 'textcat",
    ):
        make_calibrate_on_dev(dev, **BOTH)(nlp)
