import shutil

import numpy
import pytest
import spacy

import policy_themes
from policy_themes import api
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


def test_a_context_without_a_weight_is_told(sm_folder, tmp_path):
    nlp = load_pipeline(sm_folder)
    del nlp.get_pipe("textcat_multilabel").model.attrs["weights"]["p"]
    nlp.to_disk(tmp_path / "copy")
    with pytest.raises(ForeignModelError, match=r"its weights of p are damaged"):
        load_pipeline(tmp_path / "copy")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("b1", None, id="not there"),
        pytest.param("W", numpy.zeros((1, 6), "f"), id="of other n-grams"),
        pytest.param("context", numpy.zeros((6, 6), "f"), id="of a version with less context"),
    ],
)
def test_weights_that_load_though_they_are_not_those_of_the_model_are_told(
    sm_folder, tmp_path, name, value
):
    nlp = load_pipeline(sm_folder)
    nlp.get_pipe("textcat_multilabel").model.set_param(name, value)
    nlp.to_disk(tmp_path / "copy")
    with pytest.raises(
        ForeignModelError,
        match=rf"pipeline \(its weights {name} are damaged or of another version\)\. {ADVICE}$",
    ):
        load_pipeline(tmp_path / "copy")


@pytest.mark.parametrize("name", ["numpy", "typer", "spacy"])
def test_an_installed_package_that_is_no_pipeline_is_foreign(name):
    with pytest.raises(ForeignModelError, match=rf"^{name}: not a policy-themes pipeline \(.+\)"):
        load_pipeline(name)


def test_a_module_in_the_folder_is_not_run(copy, tmp_path):
    code = f"from pathlib import Path\nPath({str(tmp_path / 'run')!r}).touch()\n"
    for name in ("__init__.py", "evil.py", "zh.py"):
        (copy / name).write_text(code, encoding="utf-8")
    config = (copy / "config.cfg").read_text(encoding="utf-8")
    for old, new in (
        ("policy_themes.NgramLinear.v1", "evil.build.v1"),
        ('lang = "zh"', 'lang = "evil"'),
        ("before_creation = null", 'before_creation = {"@callbacks": "evil.run.v1"}'),
    ):
        assert old in config
        (copy / "config.cfg").write_text(config.replace(old, new), encoding="utf-8")
        with pytest.raises(ForeignModelError):
            load_pipeline(copy)
    assert not (tmp_path / "run").exists()


def test_a_pickle_behind_a_link_is_refused(copy, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "features.pkl").touch()
    (copy / "tokenizer" / "pkuseg_model").symlink_to(elsewhere)
    with pytest.raises(ForeignModelError, match=r"holds a pickle, tokenizer/pkuseg_model/features"):
        load_pipeline(copy)


def test_a_config_in_another_encoding_is_told(copy):
    (copy / "config.cfg").write_bytes(b"\xff\xfe\x00[")
    with pytest.raises(ForeignModelError):
        load_pipeline(copy)


@pytest.mark.parametrize("load", [policy_themes.load, api.load_once])
def test_every_way_to_load_refuses_a_pickle(copy, load):
    (copy / "features.pkl").touch()
    with pytest.raises(ForeignModelError, match="holds a pickle"):
        load(copy)
