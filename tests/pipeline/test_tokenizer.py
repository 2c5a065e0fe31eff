import shutil

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from policy_themes.errors import ForeignModelError
from policy_themes.models.load import load_pipeline
from policy_themes.models.score import label_texts, read_labels
from policy_themes.pipeline.cutter import find_cut, make_cut

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


@pytest.mark.parametrize("size", ["sm", "md"])
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("新建\ud800大棚。", "新建\ufffd大棚。"),
        ("党建\n\udfff大棚。\n\n", "党建\n\ufffd大棚。\n\n"),
    ],
)
def test_half_of_a_surrogate_pair_is_a_character_that_nobody_knows(size, text, kept, request):
    nlp = request.getfixturevalue(size)
    doc = nlp(text)
    assert doc.text == kept
    [labels] = label_texts(nlp, [text])
    assert labels == read_labels(doc)


def test_the_words_of_a_saved_tokenizer_need_no_pkuseg(md_folder, project):
    nlp = load_pipeline(md_folder)
    sentences = [one.text for one in project.sentences()]
    words = find_cut(nlp.tokenizer)(sentences)
    assert nlp.tokenizer._pkuseg is None
    assert words == [nlp.tokenizer.cut(sentence) for sentence in sentences]
    assert nlp.tokenizer._pkuseg is not None


@pytest.mark.parametrize("ask_first", [True, False])
def test_a_tokenizer_is_the_same_after_it_was_saved_again(md_folder, project, tmp_path, ask_first):
    tokenizer = load_pipeline(md_folder).tokenizer
    sentences = [one.text for one in project.sentences()]
    before = [tokenizer.cut(sentence) for sentence in sentences] if ask_first else None
    tokenizer.to_disk(tmp_path)
    again = spacy.load(md_folder).tokenizer.from_disk(tmp_path)
    words = find_cut(again)(sentences)
    assert again._pkuseg is None
    assert words == (before or [tokenizer.cut(sentence) for sentence in sentences])
    assert words == [again.cut(sentence) for sentence in sentences]


def test_a_tokenizer_of_bytes_cuts_the_same(md, project):
    again = spacy.blank("zh", config={"nlp": {"tokenizer": md.config["nlp"]["tokenizer"]}})
    again.tokenizer.from_bytes(md.tokenizer.to_bytes())
    again.vocab.lookups = md.vocab.lookups
    sentences = [one.text for one in project.sentences()]
    words = [md.tokenizer.cut(sentence) for sentence in sentences]
    assert [again.tokenizer.cut(sentence) for sentence in sentences] == words
    assert make_cut(again.tokenizer)(sentences) == words


def test_a_damaged_file_of_tables_is_told_when_the_pipeline_is_loaded(md_folder, tmp_path):
    copy = shutil.copytree(md_folder, tmp_path / "copy")
    tables = copy / "tokenizer" / "tables"
    tables.write_bytes(tables.read_bytes()[:1000])
    with pytest.raises(ForeignModelError, match=r"copy: not a policy-themes pipeline \(Unpack"):
        load_pipeline(copy)
