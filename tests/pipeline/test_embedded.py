import copy
import pickle
import shutil

import pytest
import spacy
from spacy.tokens import DocBin

import policy_themes.pipeline.sentences  # noqa: F401 (registers the splitter)
from policy_themes.corpus.structure import parse_report
from policy_themes.errors import (
    ForeignModelError,
    MissingModelError,
    NoScoresError,
    NoSentencesError,
)
from policy_themes.models.load import load_pipeline
from policy_themes.models.predict import label_report

TEXT = """竹林村2024年工作情况
一、党建工作
竹林村党支部开展主题党日活动5次。驻村工作队走访脱贫户和监测户21户。
二、产业工作
新建茶叶大棚6个,茶农卖茶增收。村卫生室为老人免费体检90人次。
(一)安全
排查道路安全隐患4处,全部整改。清理河道垃圾3吨,村级河长每周巡河。
供稿:竹林村党支部
"""


def embed(ours, lang="zh", splitter="policy_sentences", **config):
    nlp = spacy.blank(lang)
    nlp.add_pipe(splitter, config=config)
    nlp.add_pipe("policy_themes", source=ours)
    return nlp


def view(doc):
    return [
        (sent.text, sent._.themes, sent._.theme_scores, sent._.theme_review) for sent in doc.sents
    ]


@pytest.fixture
def ours(sm_folder):
    return load_pipeline(sm_folder)


@pytest.fixture
def theirs(ours):
    return embed(ours)


@pytest.mark.parametrize("folder", ["sm_folder", "md_folder"])
def test_a_whole_report_is_labelled_as_ours_labels_it(request, folder):
    ours = load_pipeline(request.getfixturevalue(folder))
    labelled = label_report(ours, parse_report("zhulin", TEXT))
    sents = list(embed(ours)(TEXT).sents)
    assert [sent.text.strip() for sent in sents] == [one.text for one in labelled]
    assert [sent._.themes for sent in sents] == [one.themes for one in labelled]
    assert [sent._.theme_review for sent in sents] == [one.review for one in labelled]
    for sent, one in zip(sents, labelled, strict=True):
        assert sent._.theme_scores == pytest.approx(one.scores, abs=1e-6)
    assert labelled[-1].kind == "credit" and sents[-1]._.theme_scores == {}
    assert {theme for sent in sents for theme in sent._.themes} == set(ours("。").cats)


def test_a_sentence_alone_is_labelled_as_ours_labels_it(ours, theirs):
    text = "新建茶叶大棚6个,茶农卖茶增收。"
    (sent,) = theirs(text).sents
    alone = ours(text)
    assert sent._.themes == alone._.themes == ("产业",)
    assert sent._.theme_scores == pytest.approx(alone.cats, abs=1e-6)


@pytest.mark.parametrize("lang", ["en", "xx", "zh"])
def test_it_follows_any_tokenizer_and_splitter(ours, lang):
    theirs = embed(ours, lang, "sentencizer", punct_chars=["。"])
    found = {theme for sent in theirs(TEXT).sents for theme in sent._.themes}
    assert "生态" in found and "产业" in found


@pytest.mark.extra("lab")
def test_it_follows_jieba_and_their_own_classifier_and_entities(ours):
    config = {"nlp": {"tokenizer": {"segmenter": "jieba"}}}
    theirs = spacy.blank("zh", config=config)
    theirs.add_pipe("policy_sentences")
    theirs.add_pipe("textcat_multilabel").add_label("体裁")
    theirs.initialize()
    theirs.add_pipe("entity_ruler").add_patterns([{"label": "VILLAGE", "pattern": "竹林村"}])
    theirs.add_pipe("policy_themes", source=ours)
    doc = theirs(TEXT)
    assert [sent._.themes for sent in doc.sents] == [s._.themes for s in embed(ours)(TEXT).sents]
    assert set(doc.cats) == {"体裁"} and doc.ents[0].label_ == "VILLAGE"


def test_a_doc_shows_a_span_a_theme_and_sentence(theirs):
    doc = theirs(TEXT)
    wanted = [(sent.text, theme) for sent in doc.sents for theme in sent._.themes]
    assert [(span.text, span.label_) for span in doc.spans["themes"]] == wanted != []
    page = spacy.displacy.render(doc, style="span", options={"spans_key": "themes"}, jupyter=False)
    assert "生态" in page


def test_a_doc_has_the_themes_of_all_its_sentences_in_order(theirs, project):
    doc = theirs(TEXT)
    assert doc._.themes == tuple(
        theme for theme in project.themes if any(theme in sent._.themes for sent in doc.sents)
    )
    assert doc._.theme_review == any(sent._.theme_review for sent in doc.sents)
    assert doc.cats == {}


def test_a_span_that_is_no_sentence_has_no_themes(theirs):
    span = theirs(TEXT)[3:5]
    assert (span._.themes, span._.theme_scores, span._.theme_review) == ((), {}, False)


def test_an_empty_doc_and_one_of_blanks_have_no_themes(theirs):
    assert theirs("")._.themes == theirs(" \n\n ")._.themes == ()


@pytest.mark.parametrize("processes", [1, 2])
def test_many_docs_come_out_of_a_pipe_as_one_by_one(theirs, processes):
    texts = [TEXT, "清理河道垃圾3吨。", "", TEXT]
    docs = list(theirs.pipe(texts, n_process=processes))
    assert [view(doc) for doc in docs] == [view(theirs(text)) for text in texts]
    assert [doc._.themes for doc in docs] == [theirs(text)._.themes for text in texts]


@pytest.mark.parametrize("size", ["sm", "md"])
def test_a_saved_pipeline_labels_as_before_without_ours(request, size, tmp_path):
    theirs = embed(load_pipeline(request.getfixturevalue(f"{size}_folder")))
    theirs.to_disk(tmp_path / "once")
    spacy.load(tmp_path / "once").to_disk(tmp_path / "twice")
    blank = spacy.blank("zh")
    blank.add_pipe("policy_sentences")
    blank.add_pipe("policy_themes")
    for again in (spacy.load(tmp_path / "twice"), blank.from_bytes(theirs.to_bytes())):
        assert view(again(TEXT)) == view(theirs(TEXT))


def test_no_pickle_is_written(theirs, tmp_path):
    theirs.to_disk(tmp_path)
    assert list(tmp_path.rglob("*.pkl")) == []


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda nlp: pickle.loads(pickle.dumps(nlp))])
def test_a_copy_labels_as_the_original(theirs, duplicate):
    assert view(duplicate(theirs)(TEXT)) == view(theirs(TEXT))


def test_all_that_was_found_survives_in_a_docbin_and_a_copy(theirs):
    doc = theirs(TEXT)
    stored = DocBin(docs=[doc]).to_bytes()
    (back,) = DocBin().from_bytes(stored).get_docs(spacy.blank("zh").vocab)
    assert view(back) == view(doc.copy()) == view(doc)
    assert len(back.spans["themes"]) == len(doc.spans["themes"])


def test_ours_stays_as_it_was_when_another_takes_its_component(ours, theirs, tmp_path):
    theirs(TEXT)
    assert ours("清理河道垃圾3吨。")._.themes == ("生态",)
    ours.to_disk(tmp_path)
    assert [path.name for path in (tmp_path / "policy_themes").iterdir()] == ["themes.json"]


def test_ours_is_named_by_its_folder(ours, sm_folder, tmp_path):
    theirs = spacy.blank("zh")
    theirs.add_pipe("policy_sentences")
    theirs.add_pipe("policy_themes", config={"model": str(sm_folder)})
    assert view(theirs(TEXT)) == view(embed(ours)(TEXT))
    theirs.to_disk(tmp_path)
    config = (tmp_path / "config.cfg").read_text(encoding="utf-8")
    config = config.replace(str(sm_folder), "gone")
    (tmp_path / "config.cfg").write_text(config, encoding="utf-8")
    assert view(spacy.load(tmp_path)(TEXT)) == view(theirs(TEXT))


def test_thresholds_of_the_config_win_over_ours(sm_folder):
    theirs = spacy.blank("zh")
    theirs.add_pipe("policy_sentences")
    theirs.add_pipe("policy_themes", config={"model": str(sm_folder), "thresholds": {"生态": 1.1}})
    assert "生态" not in theirs(TEXT)._.themes and "产业" in theirs(TEXT)._.themes


def test_ours_is_a_source_in_a_config(ours, sm_folder, tmp_path):
    theirs = spacy.blank("zh")
    theirs.add_pipe("policy_sentences")
    config = theirs.config.copy()
    config["nlp"]["pipeline"] += ["policy_themes"]
    config["components"]["policy_themes"] = {"source": str(sm_folder)}
    made = spacy.util.load_model_from_config(config, auto_fill=True)
    assert view(made(TEXT)) == view(embed(ours)(TEXT))


def test_a_doc_without_sentences_is_told(ours):
    theirs = spacy.blank("zh")
    theirs.add_pipe("policy_themes", source=ours)
    with pytest.raises(
        NoSentencesError,
        match=r"^policy_themes: the doc has no sentence boundaries\. Put a splitter before the "
        r"component: nlp\.add_pipe\('policy_sentences', before='policy_themes'\)",
    ):
        theirs(TEXT)


def test_a_component_without_any_pipeline_is_told():
    theirs = spacy.blank("zh")
    theirs.add_pipe("policy_themes")
    with pytest.raises(NoScoresError, match=r"it has no pipeline of its own\. Add it with source="):
        theirs(TEXT)


def test_a_model_with_a_pickle_is_refused_before_it_is_read(sm_folder, tmp_path):
    folder = shutil.copytree(sm_folder, tmp_path / "model")
    ran = tmp_path / "ran"
    (folder / "tokenizer").mkdir(exist_ok=True)
    code = f"cos\nmkdir\n(V{ran.as_posix()}\ntR."
    (folder / "tokenizer" / "features.pkl").write_bytes(code.encode("raw_unicode_escape"))
    theirs = spacy.blank("zh")
    theirs.add_pipe("policy_sentences")
    theirs.add_pipe("policy_themes", config={"model": str(folder)})
    with pytest.raises(ForeignModelError, match=r"holds a pickle, tokenizer.features\.pkl"):
        theirs("新建茶叶大棚8个。")
    assert not ran.exists()


def test_a_model_that_is_not_there_or_not_ours_is_told(tmp_path):
    spacy.blank("zh").to_disk(tmp_path / "blank")
    for model, error in (("nope", MissingModelError), (tmp_path / "blank", ForeignModelError)):
        theirs = spacy.blank("zh")
        theirs.add_pipe("policy_themes", config={"model": str(model)})
        with pytest.raises(error, match=str(model)):
            theirs(TEXT)


def test_a_saved_pipeline_into_which_a_pickle_was_put_is_refused(theirs, tmp_path):
    theirs.to_disk(tmp_path)
    (tmp_path / "policy_themes" / "labeller" / "features.pkl").touch()
    with pytest.raises(ForeignModelError, match=r"labeller: .*holds a pickle, features\.pkl"):
        spacy.load(tmp_path)
