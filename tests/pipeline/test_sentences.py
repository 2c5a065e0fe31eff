import pytest
import spacy

import policy_themes.pipeline.sentences  # noqa: F401 (registers the component)
from policy_themes.corpus.split import split_sentences


@pytest.fixture(scope="module")
def nlp():
    blank = spacy.blank("zh")
    blank.add_pipe("policy_sentences")
    return blank


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param("修渠。种茶！养羊？", ["修渠。", "种茶！", "养羊？"], id="stops"),
        pytest.param(
            "投资3.5亿元。修渠2.8公里。", ["投资3.5亿元。", "修渠2.8公里。"], id="decimals"
        ),
        pytest.param("他说：“修渠。”大家笑了。", ["他说：“修渠。”", "大家笑了。"], id="quotes"),
        pytest.param("喊出“修渠！种茶”的口号。", ["喊出“修渠！种茶”的口号。"], id="inside"),
        pytest.param("修渠；种茶，养羊。", ["修渠；种茶，养羊。"], id="semicolon"),
        pytest.param("修渠", ["修渠"], id="no stop"),
    ],
)
def test_sentences_start_by_the_rules_of_the_corpus(nlp, text, sentences):
    found = [sentence.text for sentence in nlp(text).sents]
    assert found == sentences == split_sentences(text)


def test_a_line_end_ends_a_sentence(nlp):
    found = [sentence.text.strip() for sentence in nlp("一、修渠\n全村修渠。").sents]
    assert found == ["一、修渠", "全村修渠。"]


def test_a_word_over_a_stop_opens_no_sentence():
    nlp = spacy.blank("zh")
    doc = spacy.tokens.Doc(nlp.vocab, words=["修渠", "。种", "茶", "。"], spaces=[False] * 4)
    found = [sentence.text for sentence in nlp.add_pipe("policy_sentences")(doc).sents]
    assert found == ["修渠。种茶。"]


def test_an_empty_doc_has_no_sentences(nlp):
    assert list(nlp("").sents) == []


def test_every_token_is_told_whether_it_opens_a_sentence(nlp):
    assert [token.is_sent_start for token in nlp("修。养羊。")] == [True, False, True, False, False]


def test_the_sentences_of_a_parser_stay(nlp):
    words = spacy.tokens.Doc(nlp.vocab, words=["修", "渠"], heads=[0, 0], deps=["ROOT", "dep"])
    with pytest.raises(ValueError, match="E043"):
        nlp.get_pipe("policy_sentences")(words)
