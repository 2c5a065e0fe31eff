import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from policy_themes.models.compare import drop_themeless, evaluate_all
from policy_themes.models.load import CLASSIFIER, load_pipeline
from policy_themes.models.predict import label_sentences

SMALL = ("train", "configs/sm.cfg", "--output", "run")
ONCE = (*SMALL, "--no-refit")


def write_config(old, new):
    text = Path("configs/sm.cfg").read_text(encoding="utf-8")
    assert old in text
    Path("bad.cfg").write_text(text.replace(old, new), encoding="utf-8")


def test_a_run_has_a_pipeline_and_its_figures_on_dev(cli, workspace):
    said = cli(*ONCE)
    assert said.code == 0
    assert "dev: 9 sentences" in said.out
    assert said.err.endswith(
        "Pipeline: run/model-best\nFigures on dev: run/metrics.json and run/report.html\n"
    )
    assert {path.name for path in Path("run").iterdir()} == {
        "model-best",
        "model-last",
        "metrics.json",
        "report.html",
    }
    nlp = load_pipeline("run/model-best")
    rows = drop_themeless(workspace.sentences("dev"))
    labelled = {"dev": list(label_sentences(nlp, rows))}
    expected = evaluate_all(rows, labelled, workspace.themes)["dev"]
    found = json.loads(Path("run/metrics.json").read_text(encoding="utf-8"))
    (groups,) = found.pop("groups").values()  # the small project knows nothing of its reports
    assert found == expected.as_row()
    assert sum(own["sentences"] for own in groups.values()) == expected.sentences
    page = Path("run/report.html").read_text(encoding="utf-8")
    assert "<title>评估报告 · policy-themes (char) · 开发集 dev</title>" in page
    assert "<dt>句子</dt><dd>9</dd>" in page
    assert f"<dt>微平均 F1</dt><dd>{expected.micro.f1:.3f}</dd>" in page


def test_what_was_measured_is_trained_again_on_all_reports_and_kept(cli, workspace):
    assert cli(*ONCE).code == 0
    figures = Path("run/metrics.json").read_bytes()
    first = load_pipeline("run/model-best")
    said = cli(*SMALL)
    assert said.code == 0
    assert "Training again on all 8 reports" in said.err
    assert said.err.endswith(
        "Pipeline: run/model-best\n"
        "Figures on dev of run/model-measured: run/metrics.json and run/report.html\n"
    )
    assert Path("run/metrics.json").read_bytes() == figures
    refit, measured = (load_pipeline(f"run/{name}") for name in ("model-best", "model-measured"))
    assert refit.meta["refit"] == {"reports": 8, "sentences": 46}
    assert refit.meta["performance"] == first.meta["performance"]
    known, again, kept = (
        set(nlp.get_pipe(CLASSIFIER).model.attrs["vocabulary"]) for nlp in (first, refit, measured)
    )
    assert known == kept < again
    assert cli(*ONCE).code == 0
    assert not Path("run/model-measured").exists()


def test_what_learnt_from_the_test_reports_is_not_evaluated_on_them(cli, workspace):
    assert cli(*SMALL).code == 0
    said = cli("evaluate", "run/model-best", "--output", "own.json")
    assert said.code == 0
    assert said.err.startswith(
        "run/model-best learnt from the test reports too: figures of run/model-measured, "
        "which did not.\n"
    )
    assert cli("evaluate", "run/model-measured", "--output", "measured.json").code == 0
    assert Path("own.json").read_bytes() == Path("measured.json").read_bytes()
    shutil.rmtree("run/model-measured")
    said = cli("evaluate", "run/model-best")
    assert said.code == 1
    assert said.err == (
        "Error: The pipeline: it was refitted on all 8 reports, the test reports too. "
        "Give gold of other reports or --folds, or train with --no-refit.\n"
    )
    assert cli("evaluate", "run/model-best", workspace.gold).code == 0


def test_a_config_that_calibrates_on_dev_is_not_trained_on_dev(cli, workspace):
    trf = Path("configs/trf.cfg")
    text = Path(__file__).parents[2].joinpath(trf).read_text(encoding="utf-8")
    trf.write_text(text, encoding="utf-8")
    said = cli("train", trf, "--output", "run")
    assert said.error_lines[0] == (
        "Not to be trained again on all reports: this config calibrates by those of dev."
    )


def test_rows_of_ones_own_are_not_mixed_with_all_reports(cli, workspace):
    shutil.copy("corpus/train.spacy", "mine.spacy")
    said = cli(*SMALL, "--paths.train", "mine.spacy")
    line = "Not to be trained again on all reports: paths.train is not corpus/train.spacy."
    assert (said.code, said.error_lines[0]) == (0, line)
    assert "refit" not in load_pipeline("run/model-best").meta


def test_a_training_tells_how_far_it_is(cli, workspace):
    lines = cli(*ONCE).error_lines
    first = lines.index("Fitting on 30 sentences of 5 reports ...")
    assert lines[first + 1].startswith("Fitting the layer that reads the context")
    assert lines[first + 2].startswith("Fitting the layer that reads the sentence")


def test_the_run_is_named_after_its_config(cli, workspace):
    assert cli("train", "configs/sm.cfg").code == 0
    assert Path("training/sm/metrics.json").is_file()


def test_prepared_rows_are_used_again_until_the_gold_is_newer(cli, workspace):
    assert "Rows of" not in cli(*SMALL).err
    newer = workspace.gold.stat().st_mtime + 60
    os.utime(workspace.gold, (newer, newer))
    assert "Rows of corpus/*.spacy: train 30, dev 9, test 7" in cli(*SMALL).err


def test_without_words_there_is_no_segmenter_and_sm_trains_all_the_same(cli, workspace):
    workspace.words.unlink()
    Path("corpus/train.spacy").unlink()
    said = cli(*SMALL)
    assert said.code == 0
    line = "No corpus/words.txt, so no word segmenter: train configs/sm.cfg."
    assert line in said.error_lines
    assert line not in cli(*SMALL).error_lines  # what is derived is not stale for that


def test_settings_are_overridden_by_dotted_names(cli, workspace):
    overrides = ("--components.textcat_multilabel.model.longest=1", "--training.seed", "5")
    assert cli(*SMALL, *overrides).code == 0
    nlp = load_pipeline("run/model-best")
    assert nlp.config["components"]["textcat_multilabel"]["model"]["longest"] == 1
    assert nlp.config["training"]["seed"] == 5


def test_spacy_train_gives_the_same_pipeline_and_spacy_evaluate_the_same_figures(cli, workspace):
    assert cli(*ONCE).code == 0
    command = [sys.executable, "-m", "spacy"]
    for args in (
        ["train", "configs/sm.cfg", "--output", "theirs"],
        ["evaluate", "run/model-best", "corpus/dev.spacy", "--output", "figures.json"],
    ):
        subprocess.run([*command, *args], check=True, capture_output=True)
    ours, theirs = (load_pipeline(f"{name}/model-best") for name in ("run", "theirs"))
    rows = workspace.sentences()
    assert list(label_sentences(ours, rows)) == list(label_sentences(theirs, rows))
    figures = json.loads(Path("figures.json").read_text(encoding="utf-8"))
    dev = {"huakou-2023", "baitu-2024"}
    lines = workspace.gold.read_text(encoding="utf-8").splitlines()
    gold = [row for row in map(json.loads, lines) if row["report"] in dev]
    Path("dev.jsonl").write_text("\n".join(map(json.dumps, gold)), encoding="utf-8")
    assert cli("evaluate", "run/model-best", "dev.jsonl", "--output", "own.json").code == 0
    (own,) = json.loads(Path("own.json").read_text(encoding="utf-8")).values()
    assert figures["cats_micro_f"] == pytest.approx(own["micro"]["f1"])
    assert figures["cats_macro_f"] == pytest.approx(own["macro"]["f1"])
    per_theme = {theme: row["f"] for theme, row in figures["cats_f_per_type"].items()}
    assert per_theme == pytest.approx({t: row["f1"] for t, row in own["per_theme"].items()})


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        pytest.param("NgramLinear.v1", "Nope.v1", "'policy_themes.Nope.v1'", id="architecture"),
        pytest.param("${paths.dev}", "${paths.nope}", "'paths.nope'", id="variable"),
        pytest.param("corpus/dev.spacy", "corpus/nope.spacy", "nope.spacy'", id="dev rows"),
    ],
)
def test_a_config_that_does_not_resolve_is_one_line(cli, workspace, old, new, reason):
    write_config(old, new)
    said = cli("train", "bad.cfg", "--output", "run")
    assert (said.code, said.out, len(said.error_lines)) == (1, "", 1)
    assert said.err.startswith("Error: bad.cfg: the config does not resolve: ")
    assert said.err.endswith(". Mend it and try again.\n")
    assert reason in said.err
    assert not Path("run").exists()


def test_a_missing_config_is_one_line(cli, workspace):
    said = cli("train", "nope.cfg", "--output", "run")
    assert (said.code, said.out) == (1, "")
    assert said.err == "Error: nope.cfg: no such file or folder. Check the path.\n"


def test_an_unknown_setting_is_one_line(cli, workspace):
    said = cli(*SMALL, "--training.max_epoch", "5")
    # The confection below spaCy 3.8.12 finds it before we do.
    found = r"(unknown setting 'training\.max_epoch'|max_epoch extra fields not permitted)"
    told = (
        rf"Error: configs/sm\.cfg: the config does not resolve: {found}\. Mend it and try again\.\n"
    )
    assert said.code == 1
    assert re.fullmatch(told, said.err)
    assert not Path("run").exists()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(
            '{"report": "a", "index": 1',
            "not JSON (Expecting ',' delimiter at column 27)",
            id="JSON",
        ),
        pytest.param('{"report": "a", "index": 1, "text": "修渠"}', "no 'themes'", id="column"),
    ],
)
def test_a_bad_line_of_the_gold_is_one_line(cli, workspace, text, problem):
    first = workspace.gold.read_text(encoding="utf-8").splitlines()[0]
    Path("annotations/gold.jsonl").write_text(f"{first}\n{text}\n", encoding="utf-8")
    newer = Path("corpus/train.spacy").stat().st_mtime + 60
    os.utime("annotations/gold.jsonl", (newer, newer))
    said = cli(*SMALL)
    assert said.code == 1
    assert said.err == (
        f"Error: annotations/gold.jsonl: line 2: {problem}. Mend these lines and try again.\n"
    )


def test_a_project_without_themes_is_one_line(cli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = cli("train")
    assert said.code == 1
    assert said.err == "Error: annotations/themes.toml: no such file or folder. Check the path.\n"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--max_epochs", "5"], "No such option '--max_epochs'"),
        (["stray"], "'stray' is neither an option nor a setting's value"),
        (["--training.seed", "5", "6"], "'6' is neither an option nor a setting's value"),
        (["--training.seed=5", "6"], "'6' is neither an option nor a setting's value"),
    ],
)
def test_a_usage_error_exits_with_two(cli, workspace, args, message):
    said = cli(*SMALL, *args)
    assert (said.code, said.out) == (2, "")
    assert message in said.err
    assert not Path("run").exists()
