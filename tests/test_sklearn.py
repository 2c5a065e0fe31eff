import pickle

import numpy
import pytest
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline, make_union
from sklearn.utils import estimator_checks

from policy_themes.errors import NotTextsError
from policy_themes.sklearn import ThemeClassifier, ThemeTransformer

TEXTS = ["清理河道垃圾3吨。", "老人免费体检30人次。", "现将有关情况汇报如下。", ""]
BOTH = (ThemeTransformer, ThemeClassifier)
CHECKS = [
    "estimator_cloneable",
    "estimator_repr",
    "estimator_tags_renamed",
    "get_params_invariance",
    "mixin_order",
    "no_attributes_set_in_init",
    "parameters_default_constructible",
    "set_params",
    "valid_tag_types",
]


@pytest.fixture
def transformer(sm_folder):
    return ThemeTransformer(sm_folder)


@pytest.fixture
def classifier(sm_folder):
    return ThemeClassifier(sm_folder)


def test_scores_are_those_of_the_pipeline(transformer, classifier, sm):
    scores = transformer.fit_transform(TEXTS)
    assert scores.shape == (4, 6)
    wanted = [list(sm(text).cats.values()) for text in TEXTS[:3]]
    assert scores[:3] == pytest.approx(numpy.array(wanted), abs=1e-6)
    assert not scores[3].any()
    assert (classifier.predict_proba(TEXTS) == scores).all()


def test_themes_are_an_indicator_matrix(classifier, sm, project):
    found = classifier.predict(TEXTS)
    assert classifier.classes_.tolist() == list(project.themes)
    for row, text in zip(found[:3], TEXTS, strict=False):
        assert tuple(classifier.classes_[row == 1]) == sm(text)._.themes
    assert found.dtype.kind == "i" and found.sum() == 2


def test_no_sentences_have_an_empty_matrix(transformer, classifier):
    assert transformer.transform([]).shape == classifier.predict([]).shape == (0, 6)


def test_features_are_named_after_their_themes(transformer, project):
    assert transformer.get_feature_names_out().tolist() == list(project.themes)


def test_the_classifier_is_scored_as_any_other(classifier):
    truth = classifier.predict(TEXTS)
    assert classifier.fit(TEXTS, truth).score(TEXTS, truth) == 1.0
    assert f1_score(truth, classifier.predict(TEXTS), average="micro") == 1.0
    assert classifier.score(TEXTS, 1 - truth) == 0.0


@pytest.mark.parametrize("kind", BOTH)
def test_an_estimator_is_cloned_and_set(kind, sm_folder):
    copy = clone(kind(sm_folder))
    assert copy.get_params() == {"model": sm_folder}
    assert copy.set_params(model="other").model == "other"


@pytest.mark.parametrize("kind", BOTH)
def test_a_pickle_holds_the_name_and_not_the_weights(kind, sm_folder):
    own = kind(sm_folder).fit(TEXTS)
    pickled = pickle.dumps(own)
    assert len(pickled) < 1000
    again, method = (
        pickle.loads(pickled),
        "predict_proba" if kind is ThemeClassifier else "transform",
    )
    assert (getattr(again, method)(TEXTS) == getattr(own, method)(TEXTS)).all()


def test_scores_are_features_beside_others_in_a_pipeline(transformer):
    urgent = make_pipeline(
        make_union(transformer, TfidfVectorizer(analyzer="char")), LogisticRegression(C=100)
    )
    urgent.fit(TEXTS, [1, 0, 0, 0])
    assert clone(urgent).fit(TEXTS, [1, 0, 0, 0]).predict(TEXTS).tolist() == [1, 0, 0, 0]


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize(
    ("wrong", "found"),
    [("清理河道。", "a single string"), ([1.0], "a float"), (["修渠。", None], "a NoneType")],
)
def test_what_is_no_list_of_sentences_is_told(kind, sm_folder, wrong, found):
    for call in (kind(sm_folder).fit, getattr(kind(sm_folder), "predict", None)):
        if call is not None:
            with pytest.raises(
                NotTextsError,
                match=rf"^X: {found} where sentences are wanted\. Give a list of strings\.$",
            ):
                call(wrong)


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("check", CHECKS)
def test_the_checks_of_scikit_learn_that_want_no_matrix_pass(kind, check, sm_folder):
    getattr(estimator_checks, f"check_{check}")(kind.__name__, kind(sm_folder))
