import os
import subprocess
import sys
from importlib.metadata import EntryPoint
from itertools import count, islice

import pytest

import policy_themes
from policy_themes import api
from policy_themes.api import load_once
from policy_themes.corpus.structure import parse_report
from policy_themes.errors import MissingModelError, MissingPathError, NoInstalledModelError
from policy_themes.models import installed as installed_models
from policy_themes.models.predict import label_report, label_sentences

TEXT = "一、党建\n竹林村党支部开展主题党日活动5次。\n二、产业\n新建茶叶大棚6个,茶农卖茶增收。\n"


@pytest.fixture
def labeller(sm):
    return policy_themes.Labeller(sm)


def test_a_folder_is_loaded_with_its_themes(sm_folder, project):
    for folder in (sm_folder, str(sm_folder)):
        assert policy_themes.load(folder).themes == project.themes


def test_a_model_that_is_missing_is_told():
    with pytest.raises(MissingModelError, match=r"^nope: no such pipeline\."):
        policy_themes.load("nope")


def test_without_a_name_the_installed_pipeline_is_loaded(monkeypatch, sm):
    installed = [
        EntryPoint(f"zh_policy_themes_{size}", "x", "spacy_models") for size in ("trf", "sm")
    ]
    asked = []
    monkeypatch.setattr(installed_models, "entry_points", lambda group: installed)
    monkeypatch.setattr(api, "load_pipeline", lambda name: asked.append(name) or sm)
    assert policy_themes.load().nlp is sm
    assert asked == ["zh_policy_themes_sm"]


def test_without_a_name_and_without_any_pipeline_is_told(monkeypatch):
    monkeypatch.setattr(installed_models, "entry_points", lambda group: [])
    with pytest.raises(
        NoInstalledModelError,
        match=r"^zh_policy_themes_\*: no such pipeline is installed\. Install its wheel with pip, "
        r"give the folder of a trained pipeline, or train one: policy-themes train\.$",
    ):
        policy_themes.load()


def test_a_process_loads_a_pipeline_once_and_again_when_it_has_changed(workspace):
    folder = workspace.model("sm")
    first = load_once(folder)
    assert load_once(str(folder)) is first
    meta = folder / "meta.json"
    meta.write_text(meta.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    os.utime(meta, ns=(1, 1))
    assert load_once(folder) is not first


def test_a_text_a_file_and_its_name_are_labelled_alike(labeller, sm, tmp_path):
    file = tmp_path / "zhulin.txt"
    file.write_text(TEXT, encoding="utf-8")
    wanted = label_report(sm, parse_report("zhulin", TEXT))
    assert labeller.label_report(file) == labeller.label_report(str(file)) == wanted
    assert labeller.label_report(TEXT, report_id="zhulin") == wanted
    assert {sentence.report for sentence in labeller.label_report(TEXT)} == {"report"}


def test_a_threshold_holds_for_all(labeller, project):
    report = labeller.label_report(TEXT, threshold=0.0)
    assert {sentence.themes for sentence in report} == {project.themes}
    (sentence,) = labeller.label_sentences(["清理河道垃圾3吨。"], threshold=1.0)
    assert sentence.themes == ()


def test_a_file_that_is_missing_is_not_taken_for_a_text(labeller):
    with pytest.raises(MissingPathError, match=r"^reports/nope\.docx: no such file or folder\."):
        labeller.label_report("reports/nope.docx")


def test_strings_are_labelled_one_by_one(labeller, sm):
    texts = ["清理河道垃圾3吨。", "", "老人免费体检30人次。", " "]
    found = list(labeller.label_sentences(texts))
    assert [sentence.text for sentence in found] == texts
    assert [sentence.kind for sentence in found] == ["body", "junk", "body", "junk"]
    for sentence in (found[0], found[2]):
        alone = sm(sentence.text)
        assert sentence.themes == alone._.themes != ()
        assert sentence.scores == pytest.approx(alone.cats, abs=1e-6)
    assert found[1].scores == found[3].scores == {}


def test_sentences_are_labelled_with_their_neighbours(labeller, sm, project):
    sentences = project.sentences("test")
    assert list(labeller.label_sentences(sentences)) == list(label_sentences(sm, sentences))


def test_sentences_stream(labeller):
    endless = (f"清理河道垃圾{number}吨。" for number in count())
    assert len(list(islice(labeller.label_sentences(endless), 700))) == 700


def test_the_package_is_imported_without_what_labels():
    script = (
        "import sys, policy_themes; policy_themes.__version__; "
        "print(sorted({'spacy', 'sklearn', 'numpy', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_what_the_package_does_not_have_is_told_as_python_does():
    with pytest.raises(AttributeError, match=r"^module 'policy_themes' has no attribute 'nope'$"):
        policy_themes.nope  # noqa: B018
