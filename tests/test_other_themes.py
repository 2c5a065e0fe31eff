"""A folder with other themes, reports and labels works by the command line, no code changed."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
THEMES = ("财政金融", "工业经济", "商贸开放", "科教文卫", "政务法治")


@pytest.fixture
def county(tmp_path, monkeypatch, cli):
    """A county's project, its corpus built and its two rounds adjudicated; the working folder."""
    folder = tmp_path / "county"
    shutil.copytree(Path(__file__).parent / "other_themes", folder)
    shutil.copytree(ROOT / "configs", folder / "configs")
    monkeypatch.chdir(folder)
    assert cli("corpus", "build").err == "14 reports, 172 sentences\n"
    assert cli("adjudicate", "r1:r1adj", "r2:r2adj").code == 0
    return folder


def read(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_two_rounds_make_the_gold(county, cli):
    said = cli("adjudicate", "r1:r1adj", "r2:r2adj")
    assert said.error_lines == [
        "r1: 6 disputes, 0 of them undecided",
        "r2: 7 disputes, 0 of them undecided",
        "Wrote annotations/gold.jsonl: 172 of 172 sentences",
    ]
    gold = read(county / "annotations" / "gold.jsonl")
    assert {theme for row in gold for theme in row["themes"]} == set(THEMES)
    assert sum(row["decided"] == "adjudicated" for row in gold) == 13


@pytest.mark.parametrize("size", ["sm", "md"])
def test_a_pipeline_learns_the_themes_and_labels_with_them(county, cli, size):
    trained = cli("train", f"configs/{size}.cfg")
    assert trained.code == 0, trained.err
    model = county / "training" / size / "model-best"
    evaluated = cli("evaluate", model, "--output", "metrics.json")
    assert evaluated.code == 0, evaluated.err
    (figures,) = json.loads((county / "metrics.json").read_text(encoding="utf-8")).values()
    assert tuple(figures["per_theme"]) == THEMES
    assert figures["micro"]["f1"] > 0.85
    # Without reading, nothing pays better than every theme for every sentence.
    precision = figures["micro"]["support"] / (figures["sentences"] * len(THEMES))
    assert 2 * precision / (1 + precision) < 0.35

    report = "corpus/reports/yunling-2021.txt"
    assert cli("predict", report, "--model", model, "--output", "themes.jsonl").code == 0
    rows = read(county / "themes.jsonl")
    assert all(tuple(row["scores"]) == THEMES for row in rows)
    assert {theme for row in rows for theme in row["themes"]} <= set(THEMES)
    assert any(row["themes"] for row in rows)
    assert cli("predict", report, "--model", model, "--output", "themes.html").code == 0
    assert all(theme in (county / "themes.html").read_text(encoding="utf-8") for theme in THEMES)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # spaCy's files
def test_a_wheel_is_built_whose_card_names_the_themes(county, cli):
    assert cli("train", "configs/sm.cfg").code == 0
    said = cli("package", "training/sm/model-best", "--size", "county", "--version", "1.0.0")
    assert said.code == 0, said.err
    (wheel,) = (county / "dist").glob("*.whl")
    assert wheel.name == "zh_policy_themes_county-1.0.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        (card,) = (name for name in archive.namelist() if name.endswith("README.md"))
        text = archive.read(card).decode()
    assert ", ".join(THEMES) in text
    assert "巩固脱贫" not in text
