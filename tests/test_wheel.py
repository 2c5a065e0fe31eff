import json
import subprocess
import sys
import zipfile
from email.parser import Parser
from importlib.metadata import version

import pytest

from policy_themes.models.compare import drop_themeless, evaluate_all
from policy_themes.models.package import PackageError, package_pipeline
from policy_themes.models.predict import label_sentences

NAME = "zh_policy_themes_md"
CARRIED = ("__init__", "encoder", "ngrams", "themes", "tokenizer")
INSIDE = f"{NAME}/{NAME}-0.3.1"
TEXT = "二、产业发展\n新建茶叶大棚3个,茶农卖茶增收。\n\n清理河道垃圾6吨。"
USE = f"""
import importlib.util, json, sys
assert importlib.util.find_spec("policy_themes") is None
assert importlib.util.find_spec("sklearn") is None
import spacy
nlp = spacy.load("{NAME}")
doc = nlp(sys.argv[1])
words = [token.text for token in doc]
print(json.dumps([doc.cats, doc._.themes, doc._.theme_review, words]))
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # spaCy's files
]


@pytest.fixture(scope="module")
def wheel(project, md, tmp_path_factory):
    """The wheel of the small md pipeline with the figures of its run."""
    rows = drop_themeless(project.sentences("dev"))
    labelled = {"md": list(label_sentences(md, rows))}
    figures = evaluate_all(rows, labelled, project.themes)["md"]
    run = tmp_path_factory.mktemp("run")
    md.to_disk(run / "model-best")
    text = json.dumps(figures.as_row(), ensure_ascii=False)
    (run / "metrics.json").write_text(text, encoding="utf-8")
    return package_pipeline(run / "model-best", run / "dist", size="md", version="0.3.1")


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory):
    """The Python of a fresh environment that has spaCy, spacy-pkuseg and the wheel."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    uv = (sys.executable, "-m", "uv")
    subprocess.run([*uv, "venv", "--python", sys.executable, folder], check=True)
    python = folder / "bin" / "python"
    install = (*uv, "pip", "install", "--python", python)
    pinned = [f"{name}=={version(name)}" for name in ("spacy", "spacy-pkuseg")]
    subprocess.run([*install, *pinned], check=True)
    subprocess.run([*install, "--offline", wheel], check=True)  # it wants nothing else
    return python


@pytest.fixture(scope="module")
def opened(wheel):
    """The files of the wheel, by name."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_installed_pipeline_labels_as_here(python, md, tmp_path):
    done = subprocess.run(
        [python, "-I", "-c", USE, TEXT], capture_output=True, check=True, text=True, cwd=tmp_path
    )
    scores, themes, review, words = json.loads(done.stdout)
    doc = md(TEXT)
    assert words == [token.text for token in doc]
    assert scores == pytest.approx(doc.cats, abs=1e-6)
    assert tuple(themes) == doc._.themes == ("产业",)
    assert review == doc._.theme_review


def test_the_wheel_is_named_after_its_size_and_version(wheel):
    assert wheel.name == f"{NAME}-0.3.1-py3-none-any.whl"


def test_the_wheel_wants_spacy_and_pkuseg_alone(opened):
    metadata = Parser().parsestr(opened[f"{NAME}-0.3.1.dist-info/METADATA"].decode())
    wanted = {
        line.split("<")[0].split(">")[0].split("=")[0] for line in metadata.get_all("Requires-Dist")
    }
    assert wanted == {"spacy", "spacy-pkuseg"}


def test_the_wheel_carries_its_code(opened):
    code = {name for name in opened if name.startswith(f"{NAME}/") and name.endswith(".py")}
    assert code == {f"{NAME}/{name}.py" for name in CARRIED}


def test_the_card_is_inside_and_says_what_the_pipeline_is(opened, project):
    card = opened[f"{INSIDE}/README.md"].decode()
    assert card.startswith(f"# {NAME} 0.3.1\n")
    assert ", ".join(project.themes) in card
    assert f'spacy.load("{NAME}")' in card
    for theme in (*project.themes, "micro", "macro"):
        assert f"| {theme} | " in card
    assert "of 9 sentences." in card


def test_the_figures_are_inside(opened, project):
    figures = json.loads(opened[f"{INSIDE}/metrics.json"])
    meta = json.loads(opened[f"{INSIDE}/meta.json"])
    assert list(figures["per_theme"]) == list(project.themes)
    assert meta["performance"]["policy_themes"] == figures
    assert (meta["name"], meta["version"], meta["license"]) == (
        "policy_themes_md",
        "0.3.1",
        "MIT",
    )


def test_a_pipeline_without_figures_says_so(sm_folder, tmp_path):
    wheel = package_pipeline(sm_folder, tmp_path, size="sm", version="1.0.0")
    with zipfile.ZipFile(wheel) as archive:
        card = archive.read("zh_policy_themes_sm/zh_policy_themes_sm-1.0.0/README.md").decode()
        names = archive.namelist()
    assert "No figures: the run's metrics.json was not there." in card
    assert not any(name.endswith("metrics.json") for name in names)


@pytest.mark.parametrize(
    ("size", "number", "message"),
    [
        ("Md", "1.0.0", r"^Md: no name of a package\. Use lower-case letters and digits\.$"),
        ("m-d", "1.0.0", r"^m-d: no name of a package\."),
        ("md", "1.0", r"^1\.0: no version\. Give one such as 1\.0\.0\.$"),
        ("md", "v1.0.0", r"^v1\.0\.0: no version\."),
    ],
)
def test_a_name_or_version_that_is_none_is_told(sm_folder, tmp_path, size, number, message):
    with pytest.raises(PackageError, match=message):
        package_pipeline(sm_folder, tmp_path, size=size, version=number)


def test_a_build_that_fails_is_told_and_leaves_nothing(sm_folder, tmp_path, monkeypatch):
    failed = subprocess.CompletedProcess([], 1, "", "x\nNo module named build\n")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(PackageError, match=r"the build fails: No module named build\. Run uv sync"):
        package_pipeline(sm_folder, tmp_path / "dist", size="sm", version="1.0.0")
    assert not (tmp_path / "dist").exists()
