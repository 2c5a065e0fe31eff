import json
from pathlib import Path

import pytest

from policy_themes.models.compare import drop_themeless, evaluate_all
from policy_themes.models.predict import label_sentences
from policy_themes.training.baselines import LINEAR_SVC

MODEL = "training/sm/model-best"


def read_figures(name):
    return json.loads(Path(name).read_text(encoding="utf-8"))


def test_the_test_reports_are_scored_by_default(cli, workspace, sm):
    said = cli("evaluate", MODEL, "--output", "figures.json")
    assert (said.code, said.err) == (0, "Wrote figures.json\n")
    assert "policy-themes (char): 7 sentences" in said.out
    for name in (*workspace.themes, "micro", "macro", "exact set"):
        assert name in said.out
    rows = drop_themeless(workspace.sentences("test"))
    labelled = {"policy-themes (char)": list(label_sentences(sm, rows))}
    expected = evaluate_all(rows, labelled, workspace.themes)
    assert read_figures("figures.json") == {k: v.as_row() for k, v in expected.items()}


def test_rows_of_ones_own_are_scored(cli, workspace):
    lines = workspace.gold.read_text(encoding="utf-8").splitlines()
    Path("own.jsonl").write_text("\n".join(lines[:6]), encoding="utf-8")
    assert "policy-themes (char): 6 sentences" in cli("evaluate", MODEL, "own.jsonl").out


def test_the_baseline_stands_beside(cli, workspace):
    said = cli("evaluate", MODEL, "--baseline", "--output", "figures.json")
    assert said.code == 0
    figures = read_figures("figures.json")
    assert list(figures) == ["policy-themes (char)", LINEAR_SVC]
    assert {row["sentences"] for row in figures.values()} == {7}


def test_folds_are_told_as_they_are_done(cli, workspace):
    said = cli("evaluate", MODEL, "--folds", "2")
    assert said.code == 0
    assert [line.partition(":")[0] for line in said.error_lines] == ["Fold 1 of 2", "Fold 2 of 2"]
    assert "policy-themes (char): 46 sentences" in said.out


def test_the_report_is_about_the_pipeline_and_the_rows_given(cli, workspace):
    lines = workspace.gold.read_text(encoding="utf-8").splitlines()
    Path("own.jsonl").write_text("\n".join(lines[:6]), encoding="utf-8")
    said = cli("evaluate", MODEL, "own.jsonl", "--baseline", "--report", "out/own.html")
    assert (said.code, said.err) == (0, "Wrote out/own.html\n")
    page = Path("out/own.html").read_text(encoding="utf-8")
    assert "<title>评估报告 · policy-themes (char) · own.jsonl</title>" in page
    assert "<dt>句子</dt><dd>6</dd>" in page


def test_the_report_knows_the_pipelines_thresholds_and_the_reports(cli, workspace, sm):
    rows = [json.loads(row) for row in workspace.reports.read_text(encoding="utf-8").splitlines()]
    known = [json.dumps(row | {"level": "社区"}, ensure_ascii=False) for row in rows]
    Path("corpus/reports.jsonl").write_text("\n".join(known), encoding="utf-8")
    assert cli("evaluate", MODEL, "--report", "test.html").code == 0
    page = Path("test.html").read_text(encoding="utf-8")
    assert "测试集 test" in page
    assert '<th scope="row">社区</th><td>7</td>' in page
    component = sm.get_pipe("policy_themes")
    for theme in workspace.themes:
        low, high = component.bands[theme]
        cells = f'{component.thresholds[theme]:.2f}</td><td class="nowrap">{low:.2f}–{high:.2f}<'
        assert cells in page


def test_a_report_needs_no_list_of_reports(cli, workspace):
    Path("corpus/reports.jsonl").unlink()
    said = cli("evaluate", MODEL, "annotations/gold.jsonl", "--report", "all.html")
    assert (said.code, said.err) == (0, "Wrote all.html\n")


def test_the_results_table_of_a_file_is_replaced(cli, workspace):
    page = "# Results\n<!-- results -->\nold\n<!-- /results -->\nend\n"
    Path("README.md").write_text(page, encoding="utf-8")
    assert cli("evaluate", MODEL, "--table", "README.md").code == 0
    text = Path("README.md").read_text(encoding="utf-8")
    assert "old" not in text
    assert "micro F1" in text
    assert text.endswith("<!-- /results -->\nend\n")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(
            '{"report": "a", "index": 1, "text": "修渠"}',
            "line 1: no 'themes'. Mend these lines and try again.",
            id="column",
        ),
        pytest.param(
            '\n{"report": "a",}',
            "line 2: not JSON (Expecting property name enclosed in double quotes at column 16). "
            "Mend these lines and try again.",
            id="JSON",
        ),
        pytest.param(
            '{"report": "a", "index": 1, "text": "修渠", "themes": ["财税"]}',
            "line 1: unknown theme '财税'. Known themes: 党建, 巩固脱贫, 产业, 民生, 安全, 生态.",
            id="theme",
        ),
    ],
)
def test_bad_gold_is_one_line(cli, workspace, text, line):
    Path("own.jsonl").write_text(text, encoding="utf-8")
    said = cli("evaluate", MODEL, "own.jsonl")
    assert (said.code, said.out) == (1, "")
    if line.startswith("line 2"):  # Python 3.13 words it in another way
        assert said.err.startswith("Error: own.jsonl: line 2: not JSON (")
        assert len(said.error_lines) == 1
    else:
        assert said.err == f"Error: own.jsonl: {line}\n"


@pytest.mark.parametrize(
    ("args", "line"),
    [
        pytest.param(
            ["nope"],
            "nope: no such pipeline. Give the folder of a trained pipeline, or train one: "
            "policy-themes train.",
            id="model",
        ),
        pytest.param(
            ["annotations"],
            "annotations: not a policy-themes pipeline (no config.cfg or meta.json in it). Give a "
            "pipeline that policy-themes train wrote.",
            id="foreign model",
        ),
        pytest.param(
            [MODEL, "nope.jsonl"], "nope.jsonl: no such file or folder. Check the path.", id="gold"
        ),
        pytest.param(
            [MODEL, "--folds", "9"],
            "9 folds: only 8 report(s). Use fewer folds.",
            id="folds",
        ),
        pytest.param(
            [MODEL, "--table", "nope.md"],
            "nope.md: no such file or folder. Check the path.",
            id="table",
        ),
    ],
)
def test_what_is_missing_is_one_line(cli, workspace, args, line):
    said = cli("evaluate", *args)
    assert (said.code, said.err) == (1, f"Error: {line}\n")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["1"], "--folds needs 2 or more."),
        (["-1"], "--folds"),
        (["2", "--report", "x.html"], "--report is about one pipeline; --folds trains several."),
    ],
)
def test_a_usage_error_exits_with_two(cli, workspace, args, message):
    said = cli("evaluate", MODEL, "--folds", *args)
    assert (said.code, said.out) == (2, "")
    assert message in said.err
