import numpy
import pytest
import spacy
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfTransformer, TfidfVectorizer

from policy_themes.pipeline.features import (
    extract_blocks,
    extract_features,
    find_terms,
    idf_weights,
    set_lexicon,
)
from policy_themes.pipeline.ngrams import build_ngram_linear, learn_vocabulary, score_context
from policy_themes.pipeline.text import (
    normalize_sentence,
    split_context,
)

NLP = spacy.blank("zh")
TEXTS = (
    "二、产业\n新建茶叶大棚8个，茶农卖茶增收。\n\n清理河道垃圾5吨。",
    "三、生态\n清理河道垃圾5吨。\n新建茶叶大棚8个，茶农卖茶增收。\n河长每周巡河。",
    "三、生态\n河长每周巡河。\n清理河道垃圾5吨。\n",
)
TRUTHS = numpy.array([[1, 0], [0, 1], [0, 1]], dtype="f")


def make_docs(*texts):
    return [NLP.make_doc(text) for text in texts]


def make_model(*texts, lexicon=None, **settings):
    model = build_ngram_linear(nO=2, **{"min_count": 1, **settings})
    set_lexicon(model, lexicon or {})
    learn_vocabulary(model, make_docs(*texts))
    return model


def set_weights(model, seed=0):
    rng = numpy.random.default_rng(seed)
    for name in ("W", "b", "context", "W1", "b1"):
        model.set_param(name, rng.normal(size=model.get_param(name).shape).astype("f"))


def to_matrix(model, *texts):
    blocks = [extract_blocks(model, doc) for doc in make_docs(*texts)]
    rows, values, offsets = extract_features(model, blocks)
    shape = (len(texts), len(model.attrs["vocabulary"]))
    return csr_matrix((values, rows, offsets), shape=shape).toarray()


@pytest.mark.parametrize(
    ("text", "normalized"),
    [
        pytest.param("修渠12公里", "修渠0公里", id="figure"),
        pytest.param("投资3.5亿元", "投资0亿元", id="decimal"),
        pytest.param("投资１，２００万元", "投资0万元", id="full-width thousands"),
        pytest.param("修渠，种茶；养羊。", "修渠,种茶;养羊。", id="full-width punctuation"),
        pytest.param("引进ＡＢ两个品种", "引进ab两个品种", id="letters"),
        pytest.param("一、修渠", "修渠", id="numeral"),
        pytest.param("（三）修渠", "修渠", id="numeral in brackets"),
        pytest.param("(12)修渠", "修渠", id="figure in brackets"),
        pytest.param("2．修渠", "修渠", id="figure with dot"),
        pytest.param("二是修渠", "修渠", id="second"),
        pytest.param("第三部分 修渠", "修渠", id="part"),
        pytest.param("——修渠", "修渠", id="dash"),
        pytest.param("●修渠", "修渠", id="bullet"),
        pytest.param("建强“头雁”队伍", "建强头雁队伍", id="quotes"),
        pytest.param("建强「头雁」 队伍", "建强头雁队伍", id="corner quotes and blank"),
        pytest.param("一村一品", "一村一品", id="numeral that is no marker"),
        pytest.param("", "", id="empty"),
    ],
)
def test_normalizing_folds_what_does_not_tell_themes_apart(text, normalized):
    assert normalize_sentence(text) == normalized


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("修渠。", {"c": "修渠。"}, id="one line"),
        pytest.param("二、水利\n修渠。", {"c": "修渠。", "s": "二、水利"}, id="two lines"),
        pytest.param(
            "二、农业 / (一)水利\n修渠。\n开会。\n种茶。",
            {"c": "修渠。", "s": "(一)水利", "t": "二、农业", "p": "开会。", "n": "种茶。"},
            id="four lines",
        ),
        pytest.param(
            "\n修渠引水\n\n种茶。\n种茶。\n\n养羊。",
            {"c": "修渠引水", "n": "种茶。", "b": "种茶。\n养羊。"},
            id="a heading with what it stands above",
        ),
        pytest.param(
            "甲 / 乙 / 丙\n修渠。\n\n", {"c": "修渠。", "s": "丙", "t": "甲 / 乙"}, id="three deep"
        ),
        pytest.param("\n修渠。\n\n", {"c": "修渠。"}, id="no context"),
        pytest.param("\n\n\n", {"c": ""}, id="empty lines"),
        pytest.param("", {"c": ""}, id="empty"),
    ],
)
def test_context_is_taken_apart_by_line(text, parts):
    assert split_context(text) == parts


def test_the_longest_term_is_found_where_several_begin():
    model = make_model(lexicon={"河长": ["生态"], "河长制": ["生态"], "镇级河长": ["生态"]})
    assert find_terms(model, "镇级河长落实河长制,村级河长巡河。") == ["镇级河长", "河长制", "河长"]


def test_terms_are_found_over_quotes_and_in_other_widths():
    model = make_model(lexicon={"“三资”管理": ["党建"], "5G基站": ["产业"]})
    assert find_terms(model, "三资管理有序，新建４G基站。") == ["三资管理", "0g基站"]


def test_terms_count_for_their_themes_in_sentence_and_heading():
    lexicon = {"大棚": ["产业"], "脱贫户": ["巩固脱贫", "民生"]}
    model = make_model(lexicon=lexicon)
    blocks = extract_blocks(model, NLP.make_doc("大棚\n脱贫户建大棚,大棚增收。"))
    assert blocks["l"] == ["l\t巩固脱贫", "l\t民生", "l\t产业", "l\t产业"]
    assert blocks["h"] == ["h\t产业"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("新建大棚8个,投资3.5亿元。", "新建大棚８个，投资３．５亿元。", id="widths"),
        pytest.param("新建大棚8个,投资3.5亿元。", "新建大棚120个,投资6亿元。", id="figures"),
        pytest.param("二、产业\n养羊8只。\n\n", "（三）产业\n养羊9只。\n\n", id="heading"),
        pytest.param("\n养羊。\n1.种茶。\n", "\n养羊。\n２．种茶。\n", id="neighbour"),
    ],
)
def test_scores_do_not_depend_on_widths_figures_and_numbering(one, other):
    model = make_model(one, *TEXTS)
    set_weights(model)
    matrix = to_matrix(model, one, other)
    assert matrix[0].any()
    numpy.testing.assert_array_equal(matrix[0], matrix[1])
    scores = model.predict(make_docs(one, other))
    numpy.testing.assert_array_equal(scores[0], scores[1])


def test_idf_is_that_of_scikit_learn():
    counts = numpy.array([[1, 0, 2], [1, 1, 0], [3, 0, 0], [1, 0, 1]])
    expected = TfidfTransformer().fit(counts).idf_
    found = idf_weights((counts > 0).sum(axis=0).tolist(), len(counts))
    numpy.testing.assert_allclose(found, expected, rtol=1e-6)


def test_the_sentence_block_is_scikit_learns_tfidf():
    texts = ["修渠修渠种茶。", "种茶养羊。", "开会。"]
    model = make_model(*texts)
    vectorizer = TfidfVectorizer(
        analyzer="char", ngram_range=(1, 3), sublinear_tf=True, lowercase=False
    )
    expected = vectorizer.fit_transform(texts).toarray()
    order = [vectorizer.vocabulary_[ngram] for ngram in model.attrs["vocabulary"]]
    numpy.testing.assert_allclose(to_matrix(model, *texts), expected[:, order], atol=1e-6)


def test_the_block_of_words_has_the_norm_of_its_weight():
    model = make_model("种茶。", "养羊。", words=2, word_weight=0.25)
    row = to_matrix(model, "种茶。")[0]
    columns = [i for ngram, i in model.attrs["vocabulary"].items() if ngram.startswith("w\t")]
    assert numpy.linalg.norm(row[columns]) == pytest.approx(0.25)
    assert numpy.linalg.norm(row) == pytest.approx(numpy.hypot(1, 0.25))


def test_the_context_is_heard_through_the_first_layer():
    model = make_model(*TEXTS, heading_weight=1.0, previous_weight=0.5, next_weight=0.0)
    set_weights(model)
    (heard,) = score_context(model, make_docs("产业\n养羊。\n种茶。\n开会。\n种茶。\n养羊。"))
    model.set_param("W", model.get_param("W1"))
    model.set_param("b", model.get_param("b1"))
    model.set_param("context", numpy.zeros_like(model.get_param("context")))
    heading, before, other = model.predict(make_docs("产业", "种茶。", "养羊。"))
    below = (before + other) / 2
    expected = numpy.concatenate([heading, [0, 0], before * 0.5, [0, 0], below])
    numpy.testing.assert_allclose(heard, expected, rtol=1e-5)


def test_a_doc_without_context_hears_nothing():
    model = make_model(*TEXTS)
    set_weights(model)
    assert not score_context(model, make_docs("养羊。", "\n养羊。\n\n")).any()


def test_more_terms_of_a_theme_count_by_their_logarithm():
    lexicon = {"大棚": ["产业"]}
    model = make_model("大棚。", "大棚大棚大棚。", lexicon=lexicon, term_weight=0.5)
    column = model.attrs["vocabulary"]["l\t产业"]
    assert to_matrix(model, "大棚。", "大棚大棚大棚。")[:, column].tolist() == [0.5, 1.0]


def test_rare_ngrams_are_left_out():
    model = make_model("种茶。", "种羊。", min_count=2)
    assert list(model.attrs["vocabulary"]) == ["。", "种"]


def test_words_are_those_of_the_sentence_alone():
    model = make_model(words=2)
    blocks = extract_blocks(model, NLP.make_doc("二、产业\n修渠8。\n开会。\n种茶。"))
    assert blocks["w"] == ["w\t修", "w\t渠", "w\t0", "w\t修\t渠", "w\t渠\t0"]


def test_a_model_read_from_bytes_gives_the_same_scores():
    model = make_model(*TEXTS, lexicon={"大棚": ["产业"]}, words=1)
    set_weights(model)
    copy = build_ngram_linear().from_bytes(model.to_bytes())
    docs = make_docs(*TEXTS, "大棚里种茶。")
    numpy.testing.assert_array_equal(copy.predict(docs), model.predict(docs))
    assert model.predict(docs).std() > 0.05


def test_the_gradient_is_the_numerical_one():
    model = make_model(*TEXTS, lexicon={"大棚": ["产业"]})
    set_weights(model)
    docs = make_docs(*TEXTS)

    def loss():
        scores = model.predict(docs).astype("d")
        return -(TRUTHS * numpy.log(scores) + (1 - TRUTHS) * numpy.log(1 - scores)).sum()

    scores, backprop = model.begin_update(docs)
    backprop(scores - TRUTHS)
    step = 1e-2
    for name in ("W", "b", "context"):
        param, gradient = model.get_param(name), model.get_grad(name)
        places = list(numpy.ndindex(param.shape))[:: max(1, param.size // 25)]
        for place in places:
            kept = param[place].copy()
            param[place] = kept + step
            above = loss()
            param[place] = kept - step
            below = loss()
            param[place] = kept
            assert gradient[place] == pytest.approx((above - below) / (2 * step), abs=2e-3)
        assert numpy.abs(gradient).max() > 0.05
    assert not model.has_grad("W1")  # the first layer is fitted once


def test_a_doc_without_a_known_ngram_has_the_scores_of_the_bias():
    model = make_model(*TEXTS)
    set_weights(model)
    bias = 1 / (1 + numpy.exp(-model.get_param("b")))
    scores = model.predict(make_docs("", "鑫淼焱", "\n\n\n", TEXTS[0]))
    numpy.testing.assert_allclose(scores[:3], numpy.tile(bias, (3, 1)), rtol=1e-5)
    assert not numpy.allclose(scores[3], bias)


def test_an_empty_batch_gives_no_scores_and_no_gradient():
    model = make_model(*TEXTS)
    scores, backprop = model.begin_update([])
    assert scores.shape == (0, 2)
    assert backprop(scores) == []
    assert not model.get_grad("W").any()


def test_a_score_far_out_is_not_a_warning():
    model = make_model(*TEXTS)
    model.set_param("b", numpy.array([500, -500], dtype="f"))
    with numpy.errstate(all="raise"):
        scores = model.predict(make_docs("养羊。"))
    assert scores.tolist() == [[1.0, pytest.approx(0.0, abs=1e-30)]]
