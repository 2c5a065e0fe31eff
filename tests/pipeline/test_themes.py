import pytest
import spacy
from sklearn.metrics import f1_score, precision_score, recall_score
from spacy.training import Example

import policy_themes.pipeline.themes  # noqa: F401 (registers the component)

LABELS = ("党建", "产业", "生态")


def make_pipe(**settings):
    return spacy.blank("zh").add_pipe("policy_themes", config=settings)


def make_doc(*scores):
    doc = spacy.blank("zh").make_doc("修渠种茶。")
    doc.cats = dict(zip(LABELS, scores, strict=True))
    return doc


@pytest.mark.parametrize(
    ("thresholds", "scores", "themes"),
    [
        pytest.param({}, (0.5, 0.49, 0.9), ("党建", "生态"), id="default"),
        pytest.param({"党建": 0.6}, (0.59, 0.5, 0.1), ("产业",), id="raised"),
        pytest.param({"生态": 0.2}, (0.1, 0.1, 0.2), ("生态",), id="lowered, reached"),
        pytest.param({}, (0.1, 0.1, 0.1), (), id="none"),
    ],
)
def test_a_theme_is_set_where_its_score_reaches_its_threshold(thresholds, scores, themes):
    assert make_pipe(thresholds=thresholds)(make_doc(*scores))._.themes == themes


@pytest.mark.parametrize(
    ("score", "review"),
    [(0.29, False), (0.3, True), (0.69, True), (0.7, False)],
)
def test_a_score_in_the_band_of_doubt_is_marked_for_review(score, review):
    pipe = make_pipe(bands={"产业": [0.3, 0.7]})
    assert pipe(make_doc(0.5, score, 0.5))._.theme_review is review


def test_a_band_of_a_theme_that_was_not_scored_does_not_count():
    assert make_pipe(bands={"民生": [0.0, 1.0]})(make_doc(0, 0, 0))._.theme_review is False


def test_thresholds_and_bands_come_back_from_bytes_and_disk(tmp_path):
    pipe = make_pipe(thresholds={"党建": 0.31}, bands={"产业": [0.2, 0.8]})
    pipe.to_disk(tmp_path / "themes")
    copies = [
        make_pipe().from_bytes(pipe.to_bytes()),
        make_pipe().from_disk(tmp_path / "themes"),
    ]
    for copy in copies:
        assert copy.thresholds == {"党建": 0.31}
        assert copy.bands == {"产业": (0.2, 0.8)}


def test_scores_are_those_of_scikit_learn_at_each_themes_threshold():
    pipe = make_pipe(thresholds={"党建": 0.3, "产业": 0.8})
    rows = [
        ((1, 0, 0), (0.4, 0.7, 0.1)),
        ((1, 1, 0), (0.2, 0.9, 0.6)),
        ((0, 1, 0), (0.9, 0.7, 0.1)),
        ((0, 0, 0), (0.1, 0.1, 0.1)),
    ]
    examples = [
        Example(pipe(make_doc(*scores)), make_doc(*map(float, truths))) for truths, scores in rows
    ]
    truth = [truths for truths, _ in rows]
    guess = [(1, 0, 0), (0, 1, 1), (1, 0, 0), (0, 0, 0)]
    found = pipe.score(examples)
    for key, function, average in (
        ("cats_micro_p", precision_score, "micro"),
        ("cats_micro_r", recall_score, "micro"),
        ("cats_micro_f", f1_score, "micro"),
        ("cats_macro_f", f1_score, "macro"),
        ("cats_score", f1_score, "macro"),
    ):
        assert found[key] == pytest.approx(function(truth, guess, average=average, zero_division=0))
    per_theme = f1_score(truth, guess, average=None, zero_division=0)
    assert [found["cats_f_per_type"][label]["f"] for label in LABELS] == pytest.approx(per_theme)


def test_no_examples_score_zero():
    assert make_pipe().score([])["cats_macro_f"] == 0.0
