"""The words are those of spacy_pkuseg itself, which is the whole point."""

from itertools import accumulate, pairwise
from pathlib import Path

import pytest
import spacy_pkuseg
from hypothesis import given
from hypothesis import strategies as st
from spacy_pkuseg.config import config

from policy_themes.annotations.lexicon import read_lexicon
from policy_themes.jsonl import read_jsonl
from policy_themes.pipeline.segment import BulkSegmenter, can_segment

ROOT = Path(__file__).parent.parent.parent
THEMES = ("党建", "巩固脱贫", "产业", "民生", "安全", "生态")
SENTENCES = [row["text"] for row in read_jsonl(ROOT / "corpus" / "sentences.jsonl")]
_ODD = "河长制度,。0. \u3000\t-*|AＡ％②ab一二三“”村𠀀\u200b\n"
LINES = st.lists(
    st.text(st.sampled_from(_ODD), max_size=30) | st.sampled_from(SENTENCES), min_size=1, max_size=8
)


@pytest.fixture(scope="module")
def pkuseg(project, tmp_path_factory):
    """The small project's segmenter, with the project's lexicon for its dictionary."""
    terms = [term.text for term in read_lexicon(ROOT / "annotations" / "lexicon.tsv", THEMES)]
    dictionary = tmp_path_factory.mktemp("segmenter") / "dictionary.txt"
    dictionary.write_text("\n".join([*terms, "河长制度", "村0"]), encoding="utf-8")
    return spacy_pkuseg.pkuseg(str(project.root / "training" / "segmenter"), str(dictionary))


@pytest.fixture(scope="module")
def bulk(pkuseg):
    return BulkSegmenter(pkuseg, config)


def cut(bulk, lines):
    text = "\n".join(lines)
    starts, ends = bulk.segment(text)
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.slow)])
def test_the_words_of_the_corpus_are_the_same(pkuseg, bulk, step):
    lines = SENTENCES[::step]  # pkuseg takes most of a millisecond for each
    assert cut(bulk, lines) == [word for line in lines for word in pkuseg.cut(line)]


def test_the_words_of_any_text_are_the_same(pkuseg, bulk):
    @given(LINES)
    def check(lines):
        assert cut(bulk, lines) == [word for line in lines for word in pkuseg.cut(line)]

    check()


def test_a_word_of_the_dictionary_that_breaks_off_is_cut_there(pkuseg, bulk):
    assert cut(bulk, ["河长制定", "河长制"]) == ["河长制", "定", *pkuseg.cut("河长制")]


def test_words_that_are_one_in_its_list_are_joined(pkuseg, monkeypatch):
    lines = SENTENCES[:100]
    monkeypatch.setattr(pkuseg.postprocesser, "other_words", set())
    apart = [pkuseg.cut(line) for line in lines]
    listed = {"".join(pair) for words in apart for pair in list(pairwise(words))[::5]}
    listed |= {word for words in apart for word in words[::3]}
    monkeypatch.setattr(pkuseg.postprocesser, "other_words", listed)
    joined = [word for line in lines for word in pkuseg.cut(line)]
    assert len(joined) < sum(map(len, apart))
    assert cut(BulkSegmenter(pkuseg, config), lines) == joined


def test_words_are_joined_as_pkuseg_joins_them(pkuseg, monkeypatch):
    monkeypatch.setattr(pkuseg.postprocesser, "common_words", {"河长", "长制长"})
    monkeypatch.setattr(
        pkuseg.postprocesser, "other_words", {"制度", "河长制度", "长长", "度", "河"}
    )
    merger = BulkSegmenter(pkuseg, config).merger

    @given(st.lists(st.sampled_from(["河", "长", "制", "度", "长制"]), max_size=12))
    def check(words):
        text, edges = "".join(words), [0, *accumulate(map(len, words))]
        spans = [(a, b) for b in range(len(edges)) for a in range(b)]
        joined = merger.join(text, edges, {(a, b) for a, b in spans if b - a <= 7})
        assert [text[a:b] for a, b in pairwise(joined)] == pkuseg.postprocesser(list(words))

    check()


def test_a_segmenter_that_joins_nothing_is_taken_as_it_is(pkuseg, monkeypatch):
    monkeypatch.setattr(pkuseg.postprocesser, "do_process", False)
    words = [word for line in SENTENCES[:50] for word in pkuseg.cut(line)]
    assert cut(BulkSegmenter(pkuseg, config), SENTENCES[:50]) == words


@pytest.mark.parametrize("text", ["", " ", "\n\n", " \u3000\n"])
def test_blanks_hold_no_word(bulk, text):
    assert cut(bulk, [text]) == []


def test_a_segmenter_of_another_kind_is_refused(pkuseg, monkeypatch):
    assert can_segment(pkuseg, config)
    monkeypatch.setattr(pkuseg, "postag", True)
    assert not can_segment(pkuseg, config)
    monkeypatch.setattr(pkuseg, "postag", False)
    features = pkuseg.feature_extractor.feature_to_idx
    monkeypatch.setitem(features, "ww.l.**noWord*河长", len(features))
    assert not can_segment(pkuseg, config)
