from dataclasses import replace

import pytest
import spacy

from policy_themes.corpus.docbin import GOVERNED
from policy_themes.corpus.structure import parse_report
from policy_themes.models.predict import (
    UnexplainedModelError,
    label_report,
    label_sentences,
)
from policy_themes.models.score import BATCH
from policy_themes.records import Sentence


def make_sentence(text, *, report="a", index=1, kind="body", section=()):
    return Sentence(report, index, kind, section, 0, len(text), text)


def strip_labels(sentence):
    return replace(sentence, themes=(), scores={}, review=False)


def test_sentences_keep_their_order_and_their_fields(sm, project):
    rows = [strip_labels(sentence) for sentence in project.sentences()]
    labelled = list(label_sentences(sm, rows))
    assert [strip_labels(sentence) for sentence in labelled] == rows
    assert sum(bool(sentence.themes) for sentence in labelled) > 30


def test_themes_come_in_order_with_a_score_each(md, project):
    for sentence in label_sentences(md, project.sentences("train")):
        assert list(sentence.scores) == list(project.themes)
        assert all(0 <= score <= 1 for score in sentence.scores.values())
        assert list(sentence.themes) == [
            theme for theme in project.themes if theme in sentence.themes
        ]


@pytest.mark.parametrize("kind", ["credit", "junk"])
def test_credits_and_page_furniture_stay_as_they_are(sm, kind):
    rows = [
        make_sentence("新建茶叶大棚3个,茶农卖茶增收。"),
        make_sentence("供稿:清理河道垃圾办公室", index=2, kind=kind),
        make_sentence("清理河道垃圾6吨,河长每周巡河。", index=3),
    ]
    labelled = list(label_sentences(sm, rows))
    assert labelled[1] == rows[1]
    assert [sentence.themes for sentence in labelled] == [("产业",), (), ("生态",)]


@pytest.mark.parametrize(
    ("threshold", "count"), [pytest.param(0.0, 6, id="all"), pytest.param(1.0, 0, id="none")]
)
def test_a_threshold_replaces_those_of_the_pipeline(sm, threshold, count):
    row = make_sentence("新建茶叶大棚3个,茶农卖茶增收。")
    (own,) = label_sentences(sm, [row])
    (labelled,) = label_sentences(sm, [row], threshold=threshold)
    assert (len(labelled.themes), labelled.scores) == (count, own.scores)


def test_a_threshold_is_reached_by_an_equal_score(sm):
    row = make_sentence("新建茶叶大棚3个,茶农卖茶增收。")
    (own,) = label_sentences(sm, [row])
    (labelled,) = label_sentences(sm, [row], threshold=own.scores["产业"])
    assert labelled.themes == ("产业",)


def test_neighbours_and_headings_are_read(sm):
    row = make_sentence("全部完成。", index=2)
    before = make_sentence("清理河道垃圾6吨,河长每周巡河。")
    alone = next(label_sentences(sm, [row]))
    _, beside = label_sentences(sm, [before, row])
    below = next(label_sentences(sm, [replace(row, section=("二、安全工作",))]))
    assert beside.scores != alone.scores != below.scores


def test_neighbours_do_not_cross_reports(sm):
    one = make_sentence("清理河道垃圾6吨,河长每周巡河。")
    other = make_sentence("新建茶叶大棚3个,茶农卖茶增收。", report="b")
    together = list(label_sentences(sm, [one, other]))
    apart = [next(label_sentences(sm, [row])) for row in (one, other)]
    assert together == apart


def test_no_more_than_a_batch_is_read_ahead(sm):
    read = 0

    def read_sentences():
        nonlocal read
        for i in range(10_000):
            read += 1
            yield make_sentence(f"新建茶叶大棚{i}个。", report=str(i // 7), index=i % 7 + 1)

    labelled = label_sentences(sm, read_sentences())
    for done, _ in zip(range(2000), labelled, strict=False):
        assert read - done <= BATCH + GOVERNED + 1


def test_a_report_of_several_batches_keeps_its_order(sm):
    rows = [make_sentence(f"新建茶叶大棚{i}个。", index=i) for i in range(1, 601)]
    labelled = list(label_sentences(sm, rows))
    assert [sentence.index for sentence in labelled] == list(range(1, 601))
    assert all(sentence.scores for sentence in labelled)


def test_a_parsed_report_is_labelled(sm):
    report = parse_report("shuiche", "一、生态工作\n清理河道垃圾6吨，河长每周巡河。\n")
    labelled = label_report(sm, report)
    assert [sentence.kind for sentence in labelled] == ["heading", "body"]
    assert labelled[1].themes == ("生态",)


def test_no_sentences_give_none(sm):
    assert list(label_sentences(sm, [])) == []


def test_themes_that_are_set_are_explained_on_request(md, project):
    rows = [strip_labels(sentence) for sentence in project.sentences()]
    plain = list(label_sentences(md, rows))
    explained = list(label_sentences(md, rows, explain=True))
    assert [replace(sentence, why={}) for sentence in explained] == plain
    assert not any(sentence.why for sentence in plain)
    for sentence in explained:
        assert set(sentence.themes) <= set(sentence.why)
        assert all(len(why.weights) == len(sentence.text) for why in sentence.why.values())
    (tea,) = [s for s in explained if s.text.startswith("新建茶叶大棚6个")]
    assert any("大棚" in piece for piece, _ in tea.why["产业"].reasons)


@pytest.mark.parametrize("explain", [True, False])
def test_the_words_of_many_sentences_are_forgotten(sm, explain):
    rows = [make_sentence(f"新建{chr(0x3400 + i)}大棚。") for i in range(2000)]
    list(label_sentences(sm, rows[:1], explain=explain))
    before = len(list(sm.vocab)), len(sm.vocab.strings)
    list(label_sentences(sm, rows, explain=explain))
    assert (len(list(sm.vocab)), len(sm.vocab.strings)) == before


def test_themes_in_doubt_are_explained_too(sm, monkeypatch):
    row = make_sentence("新建茶叶大棚3个,茶农卖茶增收。")
    bands = {"产业": (0.9999, 1.0), "安全": (0.0, 0.9)}
    monkeypatch.setattr(sm.get_pipe("policy_themes"), "bands", bands)
    (sentence,) = label_sentences(sm, [row], explain=True)
    assert sentence.themes == ("产业",)
    assert list(sentence.why) == ["产业", "安全"]


def test_a_threshold_decides_what_is_explained(sm, monkeypatch):
    monkeypatch.setattr(sm.get_pipe("policy_themes"), "bands", {})
    row = make_sentence("新建茶叶大棚3个,茶农卖茶增收。")
    (none,) = label_sentences(sm, [row], threshold=1.0, explain=True)
    (every,) = label_sentences(sm, [row], threshold=0.0, explain=True)
    assert (none.why, len(every.why)) == ({}, 6)


def test_a_line_break_in_a_sentence_keeps_the_weights_in_place(sm):
    row = make_sentence("新建茶叶\n大棚3个,茶农卖茶增收。")
    (sentence,) = label_sentences(sm, [row], explain=True)
    assert len(sentence.why["产业"].weights) == len(row.text)


def test_a_model_that_cannot_be_taken_apart_says_so():
    nlp = spacy.blank("zh")
    nlp.add_pipe("textcat_multilabel").add_label("产业")
    nlp.add_pipe("policy_themes")
    with pytest.raises(UnexplainedModelError, match=r"cannot be explained .* Leave --explain out"):
        next(label_sentences(nlp, [make_sentence("种茶。")], explain=True))


def test_a_text_longer_than_any_sentence_is_labelled_by_its_beginning(sm):
    found = list(
        label_sentences(
            sm, [Sentence("a", 1, "body", (), 0, 1_400_000, "清理河道垃圾。" * 200_000)]
        )
    )
    assert (len(found), found[0].end) == (1, 1_400_000)
    assert found[0].themes == ("生态",)
