import zipfile
from pathlib import Path

import pytest
import spacy

MODEL = "training/sm/model-best"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # spaCy's files
def test_a_wheel_is_built_and_its_use_told(cli, workspace):
    said = cli("package", MODEL, "--size", "sm", "--version", "1.2.3", "--output", "wheels")
    name = "zh_policy_themes_sm-1.2.3-py3-none-any.whl"
    assert (said.code, said.out) == (0, "")
    assert said.err == (
        f'Wrote wheels/{name}\nUse it: pip install {name}; spacy.load("zh_policy_themes_sm")\n'
    )
    with zipfile.ZipFile(Path("wheels", name)) as wheel:
        assert "zh_policy_themes_sm/ngrams.py" in wheel.namelist()
    assert [path.name for path in Path("wheels").iterdir()] == [name]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # spaCy's files
@pytest.mark.parametrize("args", [(), ("--about", "told.toml")])
def test_the_card_says_what_about_says(cli, workspace, args):
    path = Path(args[-1] if args else "models/about.toml")
    path.parent.mkdir(exist_ok=True)
    path.write_text('limits = "认不出新词。"', encoding="utf-8")
    assert cli("package", MODEL, "--size", "own", *args).code == 0
    (wheel,) = Path("dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (card,) = (name for name in archive.namelist() if name.endswith("README.md"))
        assert "## Limits\n\n认不出新词。\n" in archive.read(card).decode()


@pytest.mark.parametrize(
    ("args", "line"),
    [
        pytest.param(
            ["nope"],
            "nope: no such pipeline. Give the folder of a trained pipeline, or train one: "
            "policy-themes train.",
            id="missing model",
        ),
        pytest.param(
            ["blank"],
            "blank: not a policy-themes pipeline (no component textcat_multilabel or "
            "policy_themes). Give a pipeline that policy-themes train wrote.",
            id="foreign model",
        ),
        pytest.param(
            [MODEL, "--size", "Größe"],
            "Größe: no name of a package. Use lower-case letters and digits.",
            id="size",
        ),
        pytest.param(
            [MODEL, "--version", "one"], "one: no version. Give one such as 1.0.0.", id="version"
        ),
    ],
)
def test_what_cannot_be_packaged_is_one_line_and_leaves_nothing(cli, workspace, args, line):
    spacy.blank("zh").to_disk("blank")
    said = cli("package", *args)
    assert (said.code, said.out, said.err) == (1, "", f"Error: {line}\n")
    assert not Path("dist").exists()
