import numpy
import pytest
import spacy

from policy_themes.pipeline.explain import (
    CONTEXT_NAMES,
    Explanation,
    Term,
    can_explain,
    explain_doc,
    find_pieces,
    list_reasons,
    locate_terms,
)
from policy_themes.pipeline.features import set_lexicon
from policy_themes.pipeline.ngrams import build_ngram_linear, learn_vocabulary

NLP = spacy.blank("zh")
THEMES = ("产业", "生态")
TEXTS = (
    "一、农业 / （二）茶叶大棚\n"
    "新建“茶叶”大棚８个，投资3.5亿元，大棚增收。\n清理河道垃圾5吨。\n河长巡河。\n新建茶叶大棚8个。\n清理河道垃圾5吨。",
    "三、生态\n清理河道垃圾1,200吨，建河长驿站30㎡。\n新建茶叶大棚8个。\n",
    "河长每周巡河，河长每月述职。",
    "\n大棚。\n\n",
    "鑫淼焱",
    "",
)


@pytest.fixture
def model():
    """A model of random weights with words, a lexicon and contexts, that knows all of TEXTS."""
    made = build_ngram_linear(nO=2, min_count=1, words=2)
    lexicon = {"茶叶大棚": ["产业"], "大棚": ["产业"], "河长": ["生态", "产业"]}
    set_lexicon(made, lexicon)
    learn_vocabulary(made, [NLP.make_doc(text) for text in TEXTS[:4]])
    rng = numpy.random.default_rng(5)
    for name in ("W", "b", "context", "W1", "b1"):
        made.set_param(name, rng.normal(size=made.get_param(name).shape).astype("f"))
    return made


def logistic(logit):
    return 1 / (1 + numpy.exp(-logit))


def add_up(explanation):
    return (
        explanation.bias
        + sum(explanation.characters)
        + sum(term.weight for term in explanation.terms)
        + sum(explanation.heading_terms.values())
        + sum(explanation.contexts.values())
    )


def explain(model, text):
    return explain_doc(model, NLP.make_doc(text), THEMES)


def set_weight(model, ngram, weights):
    """Give one n-gram its weights, all others none."""
    params = model.get_param("W") * 0
    params[model.attrs["vocabulary"][ngram]] = weights
    model.set_param("W", params)


@pytest.mark.parametrize("text", TEXTS)
def test_the_shares_add_up_to_the_score_of_the_model(model, text):
    (scores,) = model.predict([NLP.make_doc(text)])
    explanations = explain(model, text)
    assert [explanation.theme for explanation in explanations] == list(THEMES)
    for explanation, score in zip(explanations, scores, strict=True):
        assert add_up(explanation) == pytest.approx(explanation.total, abs=1e-9)
        assert logistic(explanation.total) == pytest.approx(score, abs=1e-5)


@pytest.mark.parametrize("size", ["sm", "md"])
def test_the_shares_add_up_to_the_scores_of_a_trained_pipeline(size, request):
    nlp = request.getfixturevalue(size)
    classifier = nlp.get_pipe("textcat_multilabel")
    assert can_explain(classifier.model)
    for text in filter(None, TEXTS):  # spaCy asks no model about an empty doc
        doc = nlp(text)
        for explanation in explain_doc(classifier.model, doc, classifier.labels):
            assert add_up(explanation) == pytest.approx(explanation.total, abs=1e-9)
            score = doc.cats[explanation.theme]
            assert logistic(explanation.total) == pytest.approx(score, abs=1e-5)


def test_every_character_of_the_sentence_has_a_share(model):
    explanation = explain(model, TEXTS[0])[0]
    assert explanation.text == "新建“茶叶”大棚８个，投资3.5亿元，大棚增收。"
    assert len(explanation.characters) == len(explanation.text)
    shares = zip(explanation.text, explanation.characters, strict=True)
    silent = [character for character, share in shares if not share]
    assert silent == ["“", "”"]


def test_an_ngram_is_shared_evenly_among_its_places_and_characters(model):
    set_weight(model, "大棚", (1, 0))
    first, second = explain(model, TEXTS[0])
    heard = {place: share for place, share in enumerate(first.characters) if share}
    places = first.text.index("大棚"), first.text.rindex("大棚")
    assert list(heard) == [places[0], places[0] + 1, places[1], places[1] + 1]
    assert len({round(share, 9) for share in heard.values()}) == 1
    assert not any(second.characters)


def test_a_figure_is_shared_among_its_characters(model):
    set_weight(model, "0亿", (1, 0))
    explanation = explain(model, TEXTS[0])[0]
    figure = explanation.text.index("3.5亿")
    *digits, unit = explanation.characters[figure : figure + 4]
    assert digits == pytest.approx([unit / 3] * 3)
    assert sum(digits) + unit == pytest.approx(sum(explanation.characters))


def test_words_are_shared_among_the_characters_of_the_words_alone(model):
    set_weight(model, "w\t个\t投", (1, 0))  # a comma stands between them
    explanation = explain(model, TEXTS[0])[0]
    shares = zip(explanation.text, explanation.characters, strict=True)
    assert [character for character, share in shares if share] == ["个", "投"]


def test_terms_and_the_terms_of_the_heading_have_their_shares(model):
    set_weight(model, "l\t产业", (1, 0))
    explanation = explain(model, TEXTS[0])[0]
    half = 0.5 * numpy.log2(3) / 2
    quoted = explanation.text.index("茶叶”大棚")
    last = explanation.text.rindex("大棚")
    assert explanation.terms == (
        Term("茶叶大棚", quoted, quoted + 5, pytest.approx(half)),
        Term("大棚", last, last + 2, pytest.approx(half)),
    )
    set_weight(model, "h\t产业", (1, 0))
    assert explain(model, TEXTS[0])[0].heading_terms == {"茶叶大棚": pytest.approx(0.3)}


def test_a_term_of_two_themes_counts_for_both(model):
    params = model.get_param("W") * 0
    vocabulary = model.attrs["vocabulary"]
    params[vocabulary["l\t产业"], 0] = params[vocabulary["l\t生态"], 0] = 1
    model.set_param("W", params)
    explanation = explain(model, TEXTS[2])[0]
    assert sum(term.weight for term in explanation.terms) == pytest.approx(numpy.log2(3))


def test_each_context_is_what_the_score_loses_without_it(model):
    section, sentence, previous, following, *below = TEXTS[0].split("\n")
    whole = explain(model, TEXTS[0])[0]
    assert list(whole.contexts) == ["小节", "上级小节", "上句", "下句", "统领内容"]
    for name, lines in {
        "上句": (section, sentence, "", following, *below),
        "下句": (section, sentence, previous, "", *below),
        "上级小节": (section.split(" / ")[1], sentence, previous, following, *below),
        "统领内容": (section, sentence, previous, following),
    }.items():
        without = explain(model, "\n".join(lines))[0]
        assert without.contexts[name] == 0
        assert whole.total - without.total == pytest.approx(whole.contexts[name], abs=1e-5)
        assert abs(whole.contexts[name]) > 1e-3


def test_a_sentence_alone_has_no_context(model):
    assert explain(model, TEXTS[2])[0].contexts == dict.fromkeys(CONTEXT_NAMES.values(), 0.0)


def test_terms_are_located_in_the_text_as_written(model):
    text = "（一）茶叶“大棚”与大棚"
    found = [(term, text[start:end]) for term, (start, end) in locate_terms(model, text)]
    assert found == [("茶叶大棚", "茶叶“大棚"), ("大棚", "大棚")]


def make_explanation(**fields):
    defaults = {
        "theme": "产业",
        "text": "新建茶叶大棚。",
        "words": ((0, 2), (2, 4), (4, 6)),
        "total": 0.0,
        "bias": -1.0,
        "characters": (0.0, 0.0, 0.5, 0.1, 0.5, 0.5, 0.0),
        "terms": (),
        "heading_terms": {},
        "contexts": dict.fromkeys(CONTEXT_NAMES.values(), 0.0),
    }
    return Explanation(**defaults | fields)


def test_terms_are_added_to_the_characters_that_they_cover():
    marked = make_explanation(terms=(Term("大棚", 4, 6, 1.0),)).mark_characters()
    assert marked == pytest.approx((0.0, 0.0, 0.5, 0.1, 1.0, 1.0, 0.0))


def test_reasons_are_whole_words_and_contexts_heaviest_first():
    contexts = {"小节": 0.5, "上级小节": -2.0, "上句": 0.04, "下句": 0.3}
    explanation = make_explanation(
        contexts=contexts, heading_terms={"大棚": 1.5}, characters=(0, 0.05, 0.6, 0, 0.5, 0, 0)
    )
    assert list_reasons(explanation) == [
        ("〔小节〕", 2.0),
        ("茶叶大棚", pytest.approx(1.1)),
        ("〔下句〕", 0.3),
    ]
    assert list_reasons(explanation, 1) == [("〔小节〕", 2.0)]


def test_nothing_that_spoke_for_a_theme_is_no_reason():
    assert list_reasons(make_explanation(characters=(-0.5,) * 7)) == []


@pytest.mark.parametrize(
    ("text", "weights", "pieces"),
    [
        pytest.param("种黄桃种植", [0, 4, 1, 1, 4], [("黄桃种植", 10)], id="over a low place"),
        pytest.param("黄桃的种植", [4, 4, -9, 2, 2], [("黄桃", 8), ("种植", 4)], id="two"),
        pytest.param("黄桃，种植", [2, 2, 9, 1, 1], [("黄桃", 4), ("种植", 2)], id="a heavy comma"),
        pytest.param("——。", [1, 1, 9], [], id="punctuation alone"),
        pytest.param(
            "黄桃、种植", [2, 2, 1, 3, 3], [("种植", 6), ("黄桃", 4)], id="not over a clause"
        ),
        pytest.param("黄桃及黄桃", [2, 2, -9, 3, 3], [("黄桃", 10)], id="twice"),
        pytest.param("“黄桃”", [1, 5, 5, 1], [("黄桃", 10)], id="quotes at the edge"),
        pytest.param("桃熟了", [4, -4, -4], [], id="one character"),
        pytest.param("黄桃", [-1, -2], [], id="against"),
        pytest.param("", [], [], id="empty"),
    ],
)
def test_pieces_are_the_longest_useful_runs(text, weights, pieces):
    assert find_pieces(text, weights) == pieces


def test_there_are_n_pieces_at_most():
    text = "黄桃，白茶，山羊"
    weights = [3, 3, 0, 2, 2, 0, 1, 1]
    assert find_pieces(text, weights, 2) == [("黄桃", 6), ("白茶", 4)]


def test_another_model_cannot_be_explained():
    classifier = spacy.blank("zh").add_pipe("textcat_multilabel")
    assert not can_explain(classifier.model)
