import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from email.parser import Parser
from importlib.metadata import requires, version
from importlib.util import find_spec
from pathlib import Path

import pytest
import spacy
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from policy_themes.models.about import About
from policy_themes.models.compare import drop_themeless, evaluate_all
from policy_themes.models.package import WHEEL_CODE, PackageError, package_pipeline
from policy_themes.models.predict import label_sentences
from policy_themes.records import parse_sentence

ROOT = Path(__file__).parent.parent
INSTALLED = ROOT / "tests" / "installed"
NAME = "zh_policy_themes_md"
INSIDE = f"{NAME}/{NAME}-0.3.1"
TEXT = "二、产业发展\n新建茶叶大棚3个,茶农卖茶增收。\n\n清理河道垃圾6吨。"
REPORT = "二、产业发展\n新建茶叶大棚3个,茶农卖茶增收。清理河道垃圾6吨。\n"
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
    about = About(author="县办公室", licence="MIT")
    return package_pipeline(
        run / "model-best", run / "dist", size="md", version="0.3.1", about=about
    )


@pytest.fixture(scope="module")
def small_wheel(sm_folder, tmp_path_factory):
    """The wheel of the small sm pipeline, without figures."""
    return package_pipeline(sm_folder, tmp_path_factory.mktemp("sm"), size="sm", version="1.0.0")


def make_environment(folder, libraries, wheels):
    """Return the Python of a fresh environment with libraries, as here, and wheels."""
    uv = (sys.executable, "-m", "uv")
    subprocess.run([*uv, "venv", "--python", sys.executable, folder], check=True)
    python = folder / "bin" / "python"
    install = (*uv, "pip", "install", "--python", python)
    subprocess.run([*install, *(f"{name}=={version(name)}" for name in libraries)], check=True)
    subprocess.run([*install, "--offline", *wheels], check=True)  # they want nothing else
    return python


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory):
    """The Python of a fresh environment that has spaCy, spacy-pkuseg and the wheel."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    return make_environment(folder, ["spacy", "spacy-pkuseg"], [wheel])


@pytest.fixture(scope="module")
def small_python(small_wheel, tmp_path_factory):
    """The Python of a fresh environment that has spaCy and the sm wheel, and no segmenter."""
    return make_environment(tmp_path_factory.mktemp("small") / "venv", ["spacy"], [small_wheel])


@pytest.fixture(scope="module")
def full_python(wheel, small_wheel, tmp_path_factory):
    """The Python of a fresh environment with policy-themes from its wheel, and both pipelines."""
    folder = tmp_path_factory.mktemp("full")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run(build, check=True, capture_output=True)
    (own,) = folder.glob("policy_themes-*.whl")
    with zipfile.ZipFile(own) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        wanted = Parser().parsestr(archive.read(name).decode()).get_all("Requires-Dist")
    names = [re.match(r"[\w-]+", line)[0] for line in wanted if "extra ==" not in line]
    names += [name for name in ("pandas", "pyarrow", "pyspark") if find_spec(name)]
    return make_environment(folder / "venv", names, [own, wheel, small_wheel])


def run_python(python, *args, cwd, **environment):
    done = subprocess.run(
        [python, "-I", *args],
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def view(doc):
    return [[sent.text, list(sent._.themes), sent._.theme_scores] for sent in doc.sents]


@pytest.fixture(scope="module")
def opened(wheel):
    """The files of the wheel, by name."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_installed_pipeline_labels_as_here(python, md, tmp_path):
    scores, themes, review, words = json.loads(run_python(python, "-c", USE, TEXT, cwd=tmp_path))
    doc = md(TEXT)
    assert words == [token.text for token in doc]
    assert scores == pytest.approx(doc.cats, abs=1e-6)
    assert tuple(themes) == doc._.themes == ("产业",)
    assert review == doc._.theme_review


@pytest.mark.parametrize(
    ("fresh", "name", "own"),
    [("python", NAME, "md"), ("small_python", "zh_policy_themes_sm", "sm")],
)
def test_the_installed_pipeline_labels_every_sentence_in_another(
    request, fresh, name, own, tmp_path
):
    told = run_python(
        request.getfixturevalue(fresh), INSTALLED / "embed.py", name, REPORT, cwd=tmp_path
    )
    theirs = spacy.blank("zh")
    theirs.add_pipe("policy_sentences")
    theirs.add_pipe("policy_themes", source=request.getfixturevalue(own))
    for found, wanted in zip(json.loads(told), view(theirs(REPORT)), strict=True):
        assert found[:2] == wanted[:2]
        assert found[2] == pytest.approx(wanted[2], abs=1e-6)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (NAME, "zh_policy_themes_sm"),
        ("zh_policy_themes_sm", NAME),
        ("policy_themes.pipeline.themes", NAME),
        (NAME, "policy_themes.pipeline.themes"),
    ],
)
def test_pipelines_and_policy_themes_lie_beside_one_another(full_python, first, second, tmp_path):
    run_python(full_python, INSTALLED / "beside.py", first, second, cwd=tmp_path)


@pytest.fixture(scope="module")
def labelled(full_python, tmp_path_factory):
    """What the installed policy-themes says of the report, as rows."""
    if find_spec("pandas") is None:
        pytest.skip("pandas is not installed")
    folder = tmp_path_factory.mktemp("labelled")
    return json.loads(run_python(full_python, INSTALLED / "from_python.py", REPORT, cwd=folder))


def test_the_installed_policy_themes_labels_from_python(labelled, md):
    parsed = list(label_sentences(md, map(parse_sentence, labelled)))
    assert [row["themes"] for row in labelled] == [list(one.themes) for one in parsed]
    for row, one in zip(labelled, parsed, strict=True):
        assert row["scores"] == pytest.approx(one.scores, abs=1e-4)  # four places are written


@pytest.mark.skipif(
    find_spec("pyspark") is None or shutil.which("java") is None,
    reason="Spark is tested where the extra spark and Java are installed",
)
def test_the_installed_policy_themes_labels_in_spark(full_python, labelled, tmp_path):
    told = run_python(
        full_python,
        INSTALLED / "in_spark.py",
        json.dumps(labelled),
        cwd=tmp_path,
        PYSPARK_PYTHON=str(full_python),
    )
    for (themes, scores), row in zip(json.loads(told), labelled, strict=True):
        assert themes == row["themes"]
        assert scores == pytest.approx(row["scores"], abs=1e-4)


def test_the_wheel_is_named_after_its_size_and_version(wheel):
    assert wheel.name == f"{NAME}-0.3.1-py3-none-any.whl"


def read_wanted(metadata):
    """Return what a wheel wants, by name."""
    lines = Parser().parsestr(metadata.decode()).get_all("Requires-Dist")
    return {wanted.name: wanted.specifier for wanted in map(Requirement, lines)}


def read_ours(*names):
    ours = map(Requirement, requires("policy-themes"))
    return {wanted.name: wanted.specifier for wanted in ours if wanted.name in names}


def test_the_wheel_wants_the_spacy_and_the_pkuseg_that_policy_themes_wants(opened):
    wanted = read_wanted(opened[f"{NAME}-0.3.1.dist-info/METADATA"])
    assert wanted == read_ours("spacy", "spacy-pkuseg")
    meta = json.loads(opened[f"{INSIDE}/meta.json"])
    assert SpecifierSet(meta["spacy_version"]) == wanted["spacy"]  # spaCy warns of others


def test_the_wheel_of_characters_wants_spacy_alone(small_wheel):
    with zipfile.ZipFile(small_wheel) as archive:
        metadata = archive.read("zh_policy_themes_sm-1.0.0.dist-info/METADATA")
    assert read_wanted(metadata) == read_ours("spacy")


def test_the_wheel_carries_its_code(opened):
    code = {name for name in opened if name.startswith(f"{NAME}/") and name.endswith(".py")}
    assert code == {f"{NAME}/{name}" for name in ("__init__.py", *(p.name for p in WHEEL_CODE))}
    assert not any(b"policy_themes." in line for name in code for line in own_imports(opened[name]))


def own_imports(code):
    return [line for line in code.splitlines() if line.startswith((b"from ", b"import "))]


def test_the_card_is_inside_and_says_what_the_pipeline_is(opened, project):
    card = opened[f"{INSIDE}/README.md"].decode()
    assert card.startswith(f"# {NAME} 0.3.1\n")
    assert ", ".join(project.themes) in card
    assert f'spacy.load("{NAME}")' in card
    for theme in (*project.themes, "micro", "macro"):
        assert f"| {theme} | " in card
    assert "of 9 sentences." in card


def test_the_examples_of_the_card_run(python, opened, tmp_path):
    card = opened[f"{INSIDE}/README.md"].decode()
    examples = re.findall(r"^```python\n(.*?)^```$", card, re.DOTALL | re.MULTILINE)
    assert len(examples) == 2
    told = run_python(python, "-c", "\n".join(examples), cwd=tmp_path).splitlines()
    assert len(told) == 4 and all("{'党建': 0." in line for line in told)


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


def test_a_pipeline_without_figures_says_so(small_wheel):
    with zipfile.ZipFile(small_wheel) as archive:
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
    with pytest.raises(
        PackageError, match=r"the build fails: No module named build\. Install what builds it"
    ):
        package_pipeline(sm_folder, tmp_path / "dist", size="sm", version="1.0.0")
    assert not (tmp_path / "dist").exists()
