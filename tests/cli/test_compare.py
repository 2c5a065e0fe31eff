import json
from pathlib import Path

import pytest

from policy_themes.training import baselines


@pytest.fixture
def quick(monkeypatch, workspace):
    """Baselines of which the two stock ones, which take a minute, are left out."""
    listed = baselines.list_baselines

    def list_quick(*args):
        return {k: v for k, v in listed(*args).items() if not k.startswith("spaCy")}

    monkeypatch.setattr(baselines, "list_baselines", list_quick)
    stock = Path(__file__).parents[2] / "configs" / "stock"
    monkeypatch.setattr("policy_themes.cli.defaults.STOCK_CONFIGS", stock)
    return workspace


@pytest.mark.extra("lab")
def test_ours_stand_beside_every_baseline(cli, quick):
    Path("README.md").write_text("<!-- comparison -->\n<!-- /comparison -->\n", encoding="utf-8")
    said = cli(
        "compare", quick.small_config("sm"), "--folds", "2", "--beside", quick.gold,
        "--output", "comparison.json", "--table", "README.md",
    )  # fmt: skip
    assert said.code == 0, said.err
    rows = [line.split(" | ")[0].strip("| ") for line in said.out.splitlines() if "|" in line]
    assert rows[2:] == [
        "lexicon rules",
        "TF-IDF (characters 1-3) + LinearSVC",
        "TF-IDF (characters 1-3) + logistic regression",
        "fastText (characters 1-3)",
        "policy-themes sm-small",
    ]
    assert "- 2 folds, policy-themes sm-small: ahead of " in said.out
    assert "- gold, policy-themes sm-small: ahead of " in said.out
    figures = json.loads(Path("comparison.json").read_text(encoding="utf-8"))
    assert set(figures) == {"2 folds", "gold"}
    assert said.out.strip() in Path("README.md").read_text(encoding="utf-8")


@pytest.mark.extra("lab")
def test_annotators_stand_beside_where_there_are_rounds(cli, quick):
    for annotator in ("a", "b"):
        row = {"report": "x", "index": 1, "state": "labelled", "themes": ["产业"]}
        path = Path(f"annotations/rounds/r1-{annotator}.jsonl")
        path.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    said = cli("compare", quick.small_config("sm"), "--folds", "2", "--output", "c.json")
    assert "| one annotator against another | 1.000 | " in said.out


def test_a_missing_stock_config_is_told_before_training(cli, workspace):
    said = cli("compare", workspace.small_config("sm"))
    assert said.code == 1
    assert said.err == "Error: configs/stock/bow.cfg: no such file or folder. Check the path.\n"
