import pytest
import spacy

from policy_themes.models.load import CLASSIFIER, load_pipeline
from policy_themes.models.score import Labels, find_scorer, label_texts, read_labels

TEXTS = [f"\n新建茶叶大棚{i}个,茶农卖茶增收。\n清理河道{'垃圾' * (i % 3)}。\n" for i in range(700)]


@pytest.mark.parametrize("size", ["sm", "md"])
def test_labels_are_those_of_docs(size, request, monkeypatch):
    nlp = request.getfixturevalue(size)
    monkeypatch.setattr(nlp.get_pipe("policy_themes"), "bands", {"生态": (0.0, 0.3)})
    expected = [read_labels(doc) for doc in nlp.pipe(TEXTS)]
    assert list(label_texts(nlp, TEXTS)) == expected
    assert {labels.review for labels in expected} <= {True, False}
    assert any(labels.themes for labels in expected)


@pytest.mark.parametrize("size", ["sm", "md"])
def test_labels_of_few_texts_are_those_of_docs_and_leave_no_words_behind(size, request):
    nlp = load_pipeline(request.getfixturevalue(f"{size}_folder"))
    labels = list(label_texts(nlp, TEXTS[:40]))
    assert find_scorer(nlp, 40) is None
    assert len(list(nlp.vocab)) == len(nlp.vocab.strings) == 0
    assert labels == [read_labels(doc) for doc in nlp.pipe(TEXTS[:40])]


def test_docs_leave_no_words_behind_either(md_folder):
    nlp = load_pipeline(md_folder)
    nlp.add_pipe("sentencizer", first=True)
    labels = list(label_texts(nlp, TEXTS[:40]))
    assert len(list(nlp.vocab)) == len(nlp.vocab.strings) == 0
    with nlp.memory_zone():
        assert list(label_texts(nlp, TEXTS[:40])) == labels


def test_few_texts_do_not_pay_for_tables(sm_folder):
    nlp = load_pipeline(sm_folder)
    assert find_scorer(nlp, 20) is None
    assert find_scorer(nlp, 2000) is not None
    assert find_scorer(nlp, 20) is find_scorer(nlp, 2000)


def test_a_component_between_needs_docs(sm_folder):
    nlp = load_pipeline(sm_folder)
    nlp.add_pipe("sentencizer", first=True)
    assert find_scorer(nlp, 2000) is None


def test_another_classifier_needs_docs():
    nlp = spacy.blank("zh")
    nlp.add_pipe(CLASSIFIER).add_label("产业")
    nlp.add_pipe("policy_themes")
    assert find_scorer(nlp, 2000) is None


def test_a_pipeline_that_learnt_anew_gets_new_tables(sm_folder):
    nlp = load_pipeline(sm_folder)
    first = find_scorer(nlp, 2000)
    attrs = nlp.get_pipe(CLASSIFIER).model.attrs
    attrs["vocabulary"] = dict(attrs["vocabulary"])
    assert find_scorer(nlp, 2000) is not first


def test_labels_are_yielded_before_all_texts_are_read(sm):
    read = iter(TEXTS)
    labels = label_texts(sm, read)
    assert isinstance(next(labels), Labels)
    assert len(list(read)) > 100


def test_a_word_that_is_added_to_the_dictionary_is_cut(md_folder):
    nlp = load_pipeline(md_folder)
    before = find_scorer(nlp, 2000)
    nlp.tokenizer.pkuseg_update_user_dict(["茶农卖茶增收"])
    assert find_scorer(nlp, 2000) is not before
    assert list(label_texts(nlp, TEXTS)) == [read_labels(doc) for doc in nlp.pipe(TEXTS)]
    assert "茶农卖茶增收" in nlp.tokenizer.cut("茶农卖茶增收。")
