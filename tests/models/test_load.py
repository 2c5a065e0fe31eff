import shutil

import pytest
import spacy

from policy_themes.errors import ForeignModelError, MissingModelError
from policy_themes.models.load import load_pipeline, pipeline_themes

ADVICE = r"Give a pipeline that policy-themes train wrote\."


@pytest.fixture
def copy(sm_folder, tmp_path):
    return shutil.copytree(sm_folder, tmp_path / "copy")


def test_a_trained_pipeline_tells_its_themes_in_order(sm, project):
    assert pipeline_themes(sm) == project.themes


@pytest.mark.parametrize("name", ["nope", "zh_policy_themes_nope", "some/folder/model-best"])
def test_a_missing_model_is_told(name):
    with pytest.raises(
        MissingModelError,
        match=rf"^{name}: no such pipeline\. Give the folder of a trained pipeline, or train one: "
        r"policy-themes train\.$",
    ):
        load_pipeline(name)


def test_a_file_is_no_model(project):
    with pytest.raises(MissingModelError, match=r"gold\.jsonl: no such pipeline"):
        load_pipeline(project.gold)


def test_a_blank_pipeline_is_foreign(tmp_path):
    spacy.blank("zh").to_disk(tmp_path / "blank")
    with pytest.raises(
        ForeignModelError,
        match=r"blank: not a policy-themes pipeline \(no component textcat_multilabel or "
        rf"policy_themes\)\. {ADVICE}$",
    ):
        load_pipeline(tmp_path / "blank")


def test_a_folder_without_a_pipeline_is_foreign(tmp_path):
    with pytest.raises(
        ForeignModelError,
        match=rf"pipeline \(no config\.cfg or meta\.json in it\)\. {ADVICE}$",
    ):
        load_pipeline(tmp_path)


def test_a_folder_with_a_pickle_is_refused(copy):
    (copy / "tokenizer").mkdir(exist_ok=True)
    (copy / "tokenizer" / "features.pkl").write_bytes(b"cos\nsystem\n(S'exit 1'\ntR.")
    with pytest.raises(
        ForeignModelError,
        match=rf"pipeline \(holds a pickle, tokenizer/features\.pkl\)\. {ADVICE}$",
    ):
        load_pipeline(copy)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        pytest.param("textcat_multilabel/model", b"", "Unpack failed: incomplete", id="weights"),
        pytest.param("meta.json", b"{", "Expected object or value", id="meta"),
        pytest.param("config.cfg", b"hello [", "Make sure the sections", id="config"),
        pytest.param("policy_themes/themes.json", None, "Can't read file", id="thresholds"),
    ],
)
def test_a_damaged_pipeline_is_told_with_the_reason(copy, name, content, reason):
    if content is None:
        (copy / name).unlink()
    else:
        (copy / name).write_bytes(content)
    with pytest.raises(ForeignModelError, match=rf"copy: not a policy-themes.*\({reason}.*\)\."):
        load_pipeline(copy)


@pytest.mark.parametrize("name", ["numpy", "typer", "spacy"])
def test_an_installed_package_that_is_no_pipeline_is_foreign(name):
    with pytest.raises(ForeignModelError, match=rf"^{name}: not a policy-themes pipeline \(.+\)"):
        load_pipeline(name)
