import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_themes.pipeline.cutter import make_cut
from policy_themes.pipeline.text import CHARACTERS

TEXT = st.text(st.sampled_from('茶叶大棚8９.5，,。"“”㎡ \u3000\t脫貧户Ａ\u0301村'), max_size=30)


@pytest.mark.parametrize("size", ["sm", "md"])
def test_words_are_those_of_the_tokenizer(size, request):
    tokenizer = request.getfixturevalue(size).tokenizer
    cut = make_cut(tokenizer)

    @given(st.lists(TEXT, min_size=1))
    def check(sentences):
        assert cut(sentences) == [tokenizer.cut(sentence) for sentence in sentences]

    check()


def test_words_stand_as_they_are_typed(md):
    sentences = ["新建茶叶大棚１２．５个。", "", "走访脫貧户3,500户。"]
    words = make_cut(md.tokenizer)(sentences)
    assert ["".join(own) for own in words] == sentences
    assert any("１２．５" in word for word in words[0])
    assert any("3,500" in word for word in words[2])


def test_a_stop_and_quotes_end_at_the_line(md):
    sentences = ['开展"主题党日', '活动".', "茶农增收."]
    together = make_cut(md.tokenizer)(sentences)
    assert together == [md.tokenizer.cut(sentence) for sentence in sentences]


def test_the_forms_of_characters_are_those_of_the_vocab(md):
    forms = md.vocab.lookups.get_table(CHARACTERS)["simplified"]
    assert md.tokenizer.shown.forms is forms
    assert md.tokenizer.shown.show("脫貧１２３戶") == "脱贫0户"
