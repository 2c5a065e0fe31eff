import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_themes.corpus.docbin import iter_inputs
from policy_themes.models.load import CLASSIFIER
from policy_themes.pipeline.cutter import find_cut, make_cut
from policy_themes.pipeline.ngrams import score_texts
from policy_themes.pipeline.scorer import BulkScorer, normalize_lines
from policy_themes.pipeline.text import (
    normalize_sentence,
    simplified_forms,
)

_ODD = "党支部大棚河长8９.5，,。、“”()（）一二第是— \u3000\x1c\x85\r脫貧ΑΣ\u0301ｶﾞ𠀀"
LINE = st.text(st.sampled_from(_ODD), max_size=25)
TEXTS = st.lists(
    LINE
    | st.builds("{}\n{}".format, LINE, LINE)
    | st.builds("{} / {}\n{}\n{}\n{}".format, LINE, LINE, LINE, LINE, LINE)
    | st.lists(LINE, min_size=5, max_size=9).map("\n".join),
    min_size=1,
    max_size=12,
)


def make_scorer(nlp):
    model = nlp.get_pipe(CLASSIFIER).model
    return BulkScorer(model, simplified_forms(nlp.vocab), make_cut(nlp.tokenizer))


def score_docs(nlp, texts):
    return numpy.array([list(doc.cats.values()) for doc in nlp.pipe(texts)])


@given(st.lists(LINE, min_size=1))
def test_lines_are_normalized_as_each_is(lines):
    expected = [normalize_sentence(line) for line in lines]
    assert normalize_lines("\n".join(lines)).split("\n") == expected


@pytest.mark.parametrize("size", ["sm", "md"])
def test_scores_are_those_of_docs(size, request, project):
    nlp = request.getfixturevalue(size)
    texts = [text for _, text in iter_inputs(project.sentences())]
    found = make_scorer(nlp).score(texts)
    assert found.std() > 0.1
    numpy.testing.assert_allclose(found, score_docs(nlp, texts), rtol=0, atol=1e-7)


@pytest.mark.parametrize("size", ["sm", "md"])
def test_scores_of_any_texts_are_those_of_docs(size, request):
    nlp = request.getfixturevalue(size)
    scorer = make_scorer(nlp)

    @given(TEXTS)
    def check(texts):
        expected = score_docs(nlp, [*texts, "茶。"])[:-1]  # spaCy scores a batch of no tokens as 0
        numpy.testing.assert_allclose(scorer.score(texts), expected, rtol=0, atol=1e-7)

    check()


@pytest.mark.parametrize("size", ["sm", "md"])
def test_scores_of_few_texts_are_those_of_docs_to_the_bit(size, request):
    nlp = request.getfixturevalue(size)
    model, forms = nlp.get_pipe(CLASSIFIER).model, simplified_forms(nlp.vocab)
    cut = find_cut(nlp.tokenizer)

    @given(TEXTS)
    def check(texts):
        expected = score_docs(nlp, [*texts, "茶。"])[:-1]  # spaCy scores a batch of no tokens as 0
        numpy.testing.assert_array_equal(score_texts(model, texts, forms, cut), expected)

    check()


def test_scores_do_not_depend_on_the_batch(md, project):
    texts = [text for _, text in iter_inputs(project.sentences())]
    scorer = make_scorer(md)
    apart = numpy.concatenate([scorer.score([text]) for text in texts])
    numpy.testing.assert_array_equal(scorer.score(texts), apart)


def test_weights_are_read_as_they_are_now(sm):
    model = sm.get_pipe(CLASSIFIER).model
    scorer = make_scorer(sm)
    kept = model.get_param("b").copy()
    try:
        model.set_param("b", numpy.full_like(kept, 500))
        assert (scorer.score(["茶农卖茶增收。"]) == 1).all()
    finally:
        model.set_param("b", kept)


def test_a_scorer_is_not_of_a_model_that_learnt_anew(sm, monkeypatch):
    model = sm.get_pipe(CLASSIFIER).model
    scorer = make_scorer(sm)
    assert scorer.is_of(model)
    monkeypatch.setitem(model.attrs, "lexicon", {})
    assert not scorer.is_of(model)
