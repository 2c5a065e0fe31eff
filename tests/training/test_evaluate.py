import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import precision_recall_fscore_support
from sklearn.preprocessing import MultiLabelBinarizer

from policy_themes.training.evaluate import Figures, evaluate

THEMES = ("党建", "产业", "生态")
GOLD = [("党建",), ("党建", "产业"), (), ("产业",), ("产业", "生态")]
PREDICTED = [("党建",), ("党建",), ("党建",), ("产业",), ("产业", "生态")]
SETS = st.lists(st.tuples(*[st.sets(st.sampled_from(THEMES))] * 2), min_size=1, max_size=12)


def test_each_theme_is_counted():
    found = evaluate(GOLD, PREDICTED, THEMES)
    assert found.per_theme == {
        "党建": Figures(precision=2 / 3, recall=1.0, f1=0.8, support=2),
        "产业": Figures(precision=1.0, recall=2 / 3, f1=0.8, support=3),
        "生态": Figures(precision=1.0, recall=1.0, f1=1.0, support=1),
    }


def test_micro_counts_all_pairs_and_macro_is_the_mean_of_themes():
    found = evaluate(GOLD, PREDICTED, THEMES)
    assert found.micro == Figures(precision=5 / 6, recall=5 / 6, f1=5 / 6, support=6)
    assert found.macro.precision == pytest.approx(8 / 9)
    assert found.macro.recall == pytest.approx(8 / 9)
    assert found.macro.f1 == pytest.approx(2.6 / 3)
    assert found.macro.support == 6


def test_exact_is_the_share_of_sets_that_are_right():
    found = evaluate(GOLD, PREDICTED, THEMES)
    assert (found.exact, found.sentences) == (0.6, 5)


def test_a_theme_that_never_occurs_scores_zero():
    found = evaluate([("党建",)], [("党建",)], THEMES)
    assert found.per_theme["生态"] == Figures(0.0, 0.0, 0.0, 0)
    assert found.macro.f1 == pytest.approx(1 / 3)


def test_one_theme_is_enough():
    found = evaluate([("党建",), (), ()], [("党建",), ("党建",), ()], ["党建"])
    assert found.per_theme == {"党建": Figures(0.5, 1.0, 2 / 3, 1)}
    assert found.exact == pytest.approx(2 / 3)


def test_without_sentences_all_figures_are_zero():
    found = evaluate([], [], THEMES)
    assert (found.sentences, found.exact, found.micro) == (0, 0.0, Figures(0.0, 0.0, 0.0, 0))
    assert list(found.per_theme) == list(THEMES)


def test_the_row_is_json_in_the_order_of_the_themes():
    row = json.loads(json.dumps(evaluate(GOLD, PREDICTED, THEMES).as_row()))
    assert list(row) == ["per_theme", "micro", "macro", "exact", "sentences"]
    assert list(row["per_theme"]) == list(THEMES)
    assert row["per_theme"]["生态"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "support": 1}


@given(SETS)
def test_the_figures_are_those_of_scikit_learn(rows):
    gold, predicted = zip(*rows, strict=True)
    found = evaluate(gold, predicted, THEMES)
    binarizer = MultiLabelBinarizer(classes=THEMES).fit([])
    arrays = [binarizer.transform(side) for side in (gold, predicted)]
    for average, figures in (("micro", found.micro), ("macro", found.macro)):
        expected = precision_recall_fscore_support(*arrays, average=average, zero_division=0)[:3]
        assert (figures.precision, figures.recall, figures.f1) == pytest.approx(expected)
