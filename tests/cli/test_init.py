from pathlib import Path

import pytest

from policy_themes.annotations.themes import read_themes
from policy_themes.models.about import About, read_about

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def empty(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def list_files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))


def test_a_project_begins_with_its_themes_and_the_configs(cli, empty):
    said = cli("init", "教育教学", "校园安全", "教育教学")
    assert (said.code, said.out) == (0, "")
    configs = [f"configs/{name}" for name in list_files(ROOT / "configs")]
    assert list_files(empty) == sorted(
        [
            "annotations/guideline.zh.md",
            "annotations/lexicon.tsv",
            "annotations/themes.toml",
            *configs,
            "models/about.toml",
        ]
    )
    assert all((empty / name).read_bytes() == (ROOT / name).read_bytes() for name in configs)
    labels = [theme.label for theme in read_themes(Path("annotations/themes.toml"))]
    assert labels == ["教育教学", "校园安全"]
    assert read_about(Path("models/about.toml")) == About()
    assert Path("corpus/reports").is_dir() and Path("annotations/rounds").is_dir()
    assert said.error_lines[-1] == (
        "Next: say in annotations/themes.toml what each theme covers, and put reports into "
        "corpus/reports."
    )


def test_what_is_there_stays(cli, empty):
    Path("annotations").mkdir()
    Path("annotations/themes.toml").write_text("mine", encoding="utf-8")
    said = cli("init", "教育教学")
    assert "Kept annotations/themes.toml" in said.error_lines
    assert "Wrote annotations/lexicon.tsv" in said.error_lines
    assert Path("annotations/themes.toml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("args", [[], ["", "  "]])
def test_without_a_theme_nothing_is_written(cli, empty, args):
    said = cli("init", *args)
    assert (said.code, said.out) == (2, "")
    assert list_files(empty) == []
