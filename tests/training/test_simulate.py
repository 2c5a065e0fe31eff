import numpy
import pytest

from policy_themes.annotations.lexicon import Term, read_lexicon
from policy_themes.records import Sentence
from policy_themes.training.simulate import LinearLearner


@pytest.fixture
def terms(project) -> list[Term]:
    return list(read_lexicon(project.lexicon, project.themes))


def test_a_learner_knows_the_sentences_that_it_learnt(project, terms):
    learner = LinearLearner(project.sentences(), project.themes, terms)
    rows = range(len(learner.sentences))
    scores = learner.score(rows, rows)
    assert scores.shape == (len(rows), len(project.themes))
    assert ((scores > 0) & (scores < 1)).all()
    gold = [[theme in s.themes for theme in project.themes] for s in learner.sentences]
    assert ((scores >= 0.5) == numpy.array(gold)).mean() > 0.97


def test_credits_are_left_out_and_the_order_stays(project, terms):
    learner = LinearLearner(project.sentences(), project.themes, terms)
    assert [s.id for s in learner.sentences] == [
        s.id for s in project.sentences() if s.kind != "credit"
    ]


def test_the_lexicon_scores_what_no_sentence_has_taught(project, terms):
    sentences = [
        Sentence("a", i, "body", (), 0, 9, text, themes)
        for i, (text, themes) in enumerate(
            [
                ("开展主题党日活动。", ("党建",)),
                ("现将情况汇报如下。", ()),
                ("河长每周巡河。", ()),
            ],
            start=1,
        )
    ]
    place = project.themes.index("生态")
    with_terms, without = (
        LinearLearner(sentences, project.themes, own).score([0, 1], [2])[0, place]
        for own in (terms, [])
    )
    assert with_terms > without


def test_the_scores_depend_on_nothing_but_what_was_learnt(project, terms):
    learner = LinearLearner(project.sentences(), project.themes, terms)
    first = learner.score([0, 1, 2, 8], [20, 21])
    learner.score(range(30), range(5))
    assert (learner.score([0, 1, 2, 8], [20, 21]) == first).all()
