import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

import policy_themes.pipeline.sentences  # noqa: F401 (registers the splitter)
from policy_themes.corpus.structure import parse_report
from policy_themes.pipeline.placement import place_sentences

OURS = spacy.blank("zh")
OURS.add_pipe("policy_sentences")
STOCK = spacy.blank("zh")
STOCK.add_pipe("sentencizer", config={"punct_chars": ["。"]})


def place(text, nlp=OURS):
    return [(one.kind, one.section, one.text) for one in place_sentences(nlp(text))]


def parse(text):
    return [(one.kind, one.section, one.text) for one in parse_report("x", text).sentences]


def test_a_clean_report_is_placed_as_it_is_parsed(project):
    text = (
        "石鼓乡2022年工作情况\n一、党建工作\n(一)抓支部。石鼓乡党支部开展活动9次。全乡学习。\n"
        "1.强堡垒。新建阵地3个。\n图为党员活动现场\n二、生态\n清理河道。\n供稿:石鼓乡党政办公室\n"
    )
    assert place(text) == parse(text)
    assert ("body", ("二、生态",), "清理河道。") in place(text)


def test_a_sentence_over_a_heading_is_read_without_it():
    assert place("一、产业\n种茶50亩。\n\n二、生态\n修渠。种树。", STOCK) == [
        ("body", ("一、产业",), "种茶50亩。"),
        ("body", ("二、生态",), "修渠。"),
        ("body", ("二、生态",), "种树。"),
    ]


def test_a_heading_that_a_splitter_cut_is_entered_once():
    placed = place("一、抓党建。促发展\n(一)产业\n种茶50亩。", STOCK)
    assert placed[-1] == ("body", ("一、抓党建。促发展", "(一)产业"), "种茶50亩。")


def test_a_line_that_was_wrapped_is_no_heading():
    lines = ["全镇修通了从村口到学校的水泥路,", "群众出行再也不用蹚水过河了。"]
    assert place("\n".join(lines), STOCK) == [("body", (), "".join(lines))]


def test_a_sentence_of_blanks_is_junk():
    doc = spacy.tokens.Doc(OURS.vocab, words=["修渠", "。", "\n"], sent_starts=[True, False, True])
    assert [one.kind for one in place_sentences(doc)] == ["body", "junk"]


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("一二、(1).。;,图为供稿:修渠a \n\f\u3000"), max_size=60))
def test_every_sentence_is_placed_and_nothing_but_blanks_is_lost(text):
    for nlp in (OURS, STOCK):
        doc = nlp(text)
        placed = place_sentences(doc)
        assert [doc.text[one.start : one.end] for one in placed] == [s.text for s in doc.sents]
        for one, sent in zip(placed, doc.sents, strict=True):
            read, written = "".join(one.text.split()), "".join(sent.text.split())
            if len(sent.text.replace("\f", "\n").strip().split("\n")) == 1:
                assert read == written
            assert set(read) <= set(written) and bool(read) == bool(written)


@pytest.mark.parametrize("text", ["", "\n", "。", "一、", "\f\f"])
def test_odd_texts_are_placed(text):
    assert len(place_sentences(OURS(text))) == len(list(OURS(text).sents))
