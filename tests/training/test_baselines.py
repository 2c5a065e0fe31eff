from dataclasses import replace
from pathlib import Path

import pytest

from policy_themes.annotations.lexicon import read_lexicon
from policy_themes.errors import MissingPathError
from policy_themes.records import Sentence
from policy_themes.training.baselines import (
    list_baselines,
    predict_by_lexicon,
    predict_fasttext,
    predict_linear_svc,
    predict_logistic,
    predict_stock,
)
from policy_themes.training.evaluate import evaluate

CONFIGS = Path(__file__).parents[2] / "configs" / "stock"


def make(text):
    return Sentence("a", 1, "body", (), 0, len(text), text)


def test_the_baseline_learns_the_made_up_corpus(project):
    train, test = project.sentences("train"), project.sentences("test")
    found = predict_linear_svc(train, test, project.themes)
    right = sum(themes == sentence.themes for themes, sentence in zip(found, test, strict=True))
    assert right >= 5


def test_themes_come_in_order(project):
    found = predict_linear_svc(project.sentences("train"), project.sentences(), project.themes)
    assert ("巩固脱贫", "产业") in found
    assert all(list(row) == sorted(row, key=project.themes.index) for row in found)


def test_the_baseline_reads_the_sentence_alone(project):
    train, test = project.sentences("train"), project.sentences("test")
    bare = [replace(sentence, section=(), report="other") for sentence in reversed(test)]
    found = predict_linear_svc(train, bare, project.themes)
    assert found[::-1] == predict_linear_svc(train, test, project.themes)


def test_the_lexicon_gives_the_themes_of_most_terms(project):
    terms = read_lexicon(project.lexicon, project.themes)
    rows = [
        make("新建大棚 8 个"),
        make("党支部开展主题党日，走访脱贫户"),
        make("镇级河长排查安全隐患"),
        make("现将有关情况汇报如下"),
    ]
    found = predict_by_lexicon(rows, project.themes, terms)
    assert found == [("产业",), ("党建",), ("安全", "生态"), ()]


@pytest.mark.parametrize(
    "predict", [predict_logistic, pytest.param(predict_fasttext, marks=pytest.mark.extra("lab"))]
)
def test_what_is_learnt_is_found_again(project, predict):
    test = project.sentences("test")
    train = [  # fastText learns little from 26 rows
        replace(s, report=f"{s.report}-{copy}") for copy in range(20) for s in project.sentences()
    ]
    gold = [s.themes for s in test]
    assert evaluate(gold, predict(train, test, project.themes), project.themes).micro.f1 > 0.6


@pytest.mark.extra("lab")
def test_fasttext_gives_the_same_twice(project):
    train, test = project.sentences("train"), project.sentences("test")
    first, second = (predict_fasttext(train, test, project.themes) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", ["bow", "ensemble"])
def test_the_stock_configs_train(project, tmp_path, name):
    text = (CONFIGS / f"{name}.cfg").read_text(encoding="utf-8")
    short = text.replace("max_steps = 3000", "max_steps = 60").replace("= 200", "= 20")
    path = tmp_path / f"{name}.cfg"
    path.write_text(short, encoding="utf-8")
    train, test = project.sentences("train"), project.sentences("test")
    found = predict_stock(path, train, test, project.themes)
    assert len(found) == len(test)
    assert any(found)


def test_all_baselines_are_listed(project):
    terms = read_lexicon(project.lexicon, project.themes)
    listed = list_baselines(terms, CONFIGS)
    assert len(listed) == 6
    with pytest.raises(MissingPathError, match="no such file"):
        list_baselines(terms, project.root / "nope")
