import pytest
from hypothesis import given
from hypothesis import strategies as st

TEXT = "二、产业\n新建茶叶大棚8个,茶农卖茶增收。\n村卫生室\n茶叶大棚"


def test_the_sentence_is_cut_into_words_and_its_context_into_characters(md):
    heading, sentence, *_ = TEXT.split("\n")
    alone = [token.text for token in md.make_doc(sentence)]
    words = [token.text for token in md.make_doc(TEXT) if not token.is_space]
    assert words == [*heading, *alone, *"村卫生室茶叶大棚"]
    assert "大棚" in alone


def test_a_text_of_one_line_is_cut_into_words(md):
    words = [token.text for token in md.make_doc("驻村工作队走访脱贫户和监测户12户。")]
    assert {"工作队", "脱贫户", "监测户"} <= set(words)


def test_the_terms_of_the_lexicon_are_words(md):
    assert "主题党日" in [token.text for token in md.make_doc("开展主题党日活动。")]


def test_the_sm_tokenizer_cuts_characters(sm):
    assert [token.text for token in sm.make_doc("新建大棚。")] == list("新建大棚。")


@pytest.mark.parametrize("size", ["sm", "md"])
def test_a_doc_keeps_the_text(size, request):
    nlp = request.getfixturevalue(size)

    @given(st.text(alphabet="新建茶叶大棚8个,。 A\u3000\n", max_size=40))
    def check(text):
        assert nlp.make_doc(text).text == text

    check()
