"""The examples of docs/embedding.md run, and print what the page says they print."""

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ENGLISH, CHINESE = ROOT / "docs" / "embedding.md", ROOT / "docs" / "embedding.zh.md"
EXAMPLE = re.compile(
    r"^```python\n(?P<code>.*?)^```\n(?:\n```text\n(?P<said>.*?)^```$)?", re.MULTILINE | re.DOTALL
)
SHELL = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MODEL, ADDRESS = "zh_policy_themes_md", "http://127.0.0.1:8080"


def read_examples(path):
    return [(match["code"], match["said"]) for match in EXAMPLE.finditer(path.read_text("utf-8"))]


def name_section(code):
    for name in ("pyspark", "pandas", "sklearn", "urlopen", "spacy.blank"):
        if name in code:
            return name
    return "policy_themes"


EXAMPLES = {name_section(code): (code, said) for code, said in read_examples(ENGLISH)}


def run(code, model):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(code.replace(MODEL, str(model)), {"__name__": "__main__"})
    return said.getvalue()


@pytest.mark.parametrize("name", ["policy_themes", "spacy.blank", "sklearn"])
def test_an_example_prints_what_stands_below_it(md_folder, name):
    code, said = EXAMPLES[name]
    assert run(code, md_folder) == said


def test_the_example_of_pandas_prints_what_stands_below_it(md_folder):
    pytest.importorskip("pandas", reason="the extra pandas is not installed")
    code, said = EXAMPLES["pandas"]
    assert run(code, md_folder) == said


def test_the_example_of_spark_prints_what_stands_below_it(md_folder, tmp_path):
    pytest.importorskip("pyspark", reason="the extra spark is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark wants Java")
    code, said = EXAMPLES["pyspark"]
    script = tmp_path / "job.py"
    script.write_text(code.replace(MODEL, str(md_folder)), encoding="utf-8")
    # As in an environment that is activated: Spark starts the first python3 that it finds.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["python", script],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PATH": path, "SPARK_LOCAL_IP": "127.0.0.1"},
        check=False,
    )
    assert done.stdout == said, done.stderr


def test_the_examples_of_the_service_are_answered(md_folder, tmp_path):
    for library in ("starlette", "uvicorn", "python_multipart", "prometheus_client"):
        pytest.importorskip(library, reason="the extra serve is not installed")
    if shutil.which("curl") is None:
        pytest.skip("the examples ask by curl")
    (tmp_path / "report.txt").write_text("三、生态环境\n清理河道垃圾6吨。\n", encoding="utf-8")
    command = [sys.executable, "-m", "policy_themes.cli", "serve", "--port", "0"]
    command += ["--model", str(md_folder)]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as service:
        try:
            address = re.search(r"http://\S+", service.stderr.readline())[0]
            code, said = EXAMPLES["urlopen"]
            assert run(code.replace(ADDRESS, address), md_folder) == said
            (shell,) = SHELL.findall(ENGLISH.read_text(encoding="utf-8"))
            asked = ["bash", "-euc", shell.replace(ADDRESS, address)]
            answers = subprocess.run(
                asked, capture_output=True, text=True, cwd=tmp_path, check=True
            ).stdout
        finally:
            service.terminate()
    assert answers.count('"themes":["生态"]') >= 2
    assert '"error"' not in answers


def test_both_languages_have_the_same_examples():
    def strip(path):
        return [(re.sub(r"#.*", "", code), said) for code, said in read_examples(path)]

    assert strip(ENGLISH) == strip(CHINESE)
    shells = [SHELL.findall(path.read_text(encoding="utf-8")) for path in (ENGLISH, CHINESE)]
    assert shells[0] == shells[1]
