import io

import pytest

from policy_themes.errors import (
    ConfigError,
    MissingDataError,
    MissingPathError,
    RowsError,
    UnwritableFileError,
)
from policy_themes.training.run import train_pipeline


@pytest.fixture
def write_config(project, tmp_path):
    """Write the small sm config with one text replaced by another."""

    def write(old, new):
        text = project.small_config("sm").read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / "bad.cfg"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return path

    return write


def test_an_override_reaches_the_pipeline(project):
    overrides = {"components.textcat_multilabel.model.longest": 2, "training.seed": 7}
    nlp = train_pipeline(project.small_config("sm"), overrides=overrides)
    vocabulary = nlp.get_pipe("textcat_multilabel").model.attrs["vocabulary"]
    assert max(len(ngram) for ngram in vocabulary if "\t" not in ngram) == 2
    assert nlp.config["training"]["seed"] == 7


def test_an_override_of_a_default_that_the_config_leaves_out_is_known(project):
    overrides = {"training.accumulate_gradient": 2}
    nlp = train_pipeline(project.small_config("sm"), overrides=overrides)
    assert nlp.config["training"]["accumulate_gradient"] == 2


def test_progress_goes_to_the_stream_and_nowhere_else(project, capsys):
    stream = io.StringIO()
    train_pipeline(project.small_config("sm"), stream=stream)
    assert "CATS_MICRO_F" in stream.getvalue()
    assert capsys.readouterr() == ("", "")


def test_the_folder_of_a_run_holds_the_best_and_the_last(sm_folder):
    assert {path.name for path in sm_folder.parent.iterdir()} == {"model-best", "model-last"}


def test_a_missing_config_is_told(tmp_path):
    with pytest.raises(MissingPathError, match=r"nope\.cfg: no such file or folder\. Check"):
        train_pipeline(tmp_path / "nope.cfg", tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        pytest.param(
            "NgramLinear.v1", "Nope.v1", r".*'policy_themes\.Nope\.v1'", id="architecture"
        ),
        pytest.param("[paths]", "paths", ".*no section headers", id="syntax"),
        pytest.param(
            "[system]", "[paths]", r".*section 'paths' already exists", id="section twice"
        ),
        pytest.param("${paths.lexicon}", "${paths.nope}", ".*key 'paths.nope'", id="variable"),
        pytest.param('lang = "zh"', 'lang = "qq"', ".*Can't import language qq", id="language"),
        pytest.param("min_count = 2", 'min_count = "x"', ".*min_count", id="type"),
        pytest.param("folds = 5", "folds = 1", "folds is 1, must be 2 or more", id="folds"),
        pytest.param("C = 0.7", "C = 0", ".*'C' parameter of LinearSVC", id="regularization"),
        pytest.param(
            'themes = "policy_themes"', 'themes = "nope"', ".*No component 'nope'", id="component"
        ),
        pytest.param("corpus/train.spacy", "nope.spacy", r".*nope\.spacy'", id="training rows"),
        pytest.param("corpus/dev.spacy", "nope.spacy", r".*nope\.spacy'", id="dev rows"),
    ],
)
def test_what_does_not_resolve_is_told_and_nothing_is_written(
    write_config, tmp_path, old, new, reason
):
    config = write_config(old, new)
    with pytest.raises(ConfigError, match=rf"bad\.cfg: the config does not resolve: {reason}"):
        train_pipeline(config, tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (
            "training.max_epoch",
            # The confection below spaCy 3.8.12 finds it before we do.
            r"(unknown setting 'training\.max_epoch'|max_epoch extra fields not permitted)\. Mend",
        ),
        ("nope.key", "nope -> key not a section value that can be overridden"),
        ("initialize.after_init.D", ".*D"),
    ],
)
def test_an_unknown_override_is_told_and_nothing_is_written(project, tmp_path, name, reason):
    with pytest.raises(ConfigError, match=f"the config does not resolve: {reason}"):
        train_pipeline(project.small_config("sm"), tmp_path / "run", overrides={name: 5})
    assert not (tmp_path / "run").exists()


def test_dev_rows_that_are_none_are_told(project, tmp_path):
    from policy_themes.corpus.docbin import write_docbin

    write_docbin(tmp_path / "dev.spacy", [], project.themes)
    overrides = {"paths.dev": str(tmp_path / "dev.spacy")}
    with pytest.raises(ConfigError, match="no rows in the dev corpus"):
        train_pipeline(project.small_config("sm"), tmp_path / "run", overrides=overrides)


def test_unprepared_rows_are_told_with_the_command_that_makes_them(project, tmp_path):
    overrides = {"initialize.after_init.path": str(tmp_path / "train.spacy")}
    with pytest.raises(MissingDataError, match=r"train\.spacy: not there\. Make it: policy-themes"):
        train_pipeline(project.small_config("sm"), tmp_path / "run", overrides=overrides)


def test_a_bad_lexicon_is_told_with_its_line(project, tmp_path):
    lexicon = tmp_path / "lexicon.tsv"
    lexicon.write_text("term\tthemes\tfrom\tto\tnote\n税收\t财税\t\t\t\n", encoding="utf-8")
    with pytest.raises(RowsError, match=r"lexicon\.tsv: line 2: unknown theme '财税'"):
        train_pipeline(project.small_config("sm"), overrides={"paths.lexicon": str(lexicon)})


def test_a_file_in_the_place_of_the_run_is_told(project, tmp_path):
    (tmp_path / "run").write_text("", encoding="utf-8")
    with pytest.raises(UnwritableFileError, match=r"run: cannot be written \(File exists\)"):
        train_pipeline(project.small_config("sm"), tmp_path / "run")
