"""The random run itself: that it finds what it looks for, and goes on where it was."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "scripts" / "fuzz.py"
TROUBLE = """
import os, time
from policy_themes.corpus import split

iter_sentences = split.iter_sentences
calls = 0

def stumble(text):
    global calls
    calls += 1
    if calls == 5:
        raise ValueError("a bug")
    if calls == 7:
        os.abort()
    yield from iter_sentences(text)

split.iter_sentences = stumble
"""
FILL = """
from policy_themes.corpus import split

split.iter_sentences = lambda text: [bytes(3_000_000_000)]
"""
HANG = """
from policy_themes.corpus import split

def hang(text):
    while True:
        pass

split.iter_sentences = hang
"""
APART = """
import time
from policy_themes.corpus import pages, read

read.read_bytes.__kwdefaults__["seconds"] = 1
pages.read_markdown = lambda text: {}
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the random run needs /proc")


@pytest.fixture
def fuzz(tmp_path):
    def run(*args, trouble="", **settings):
        site = tmp_path / "site"
        site.mkdir(exist_ok=True)
        (site / "sitecustomize.py").write_text(trouble, encoding="utf-8")
        command = [sys.executable, SCRIPT, *args, "--state", tmp_path / "state"]
        paths = filter(None, (str(site), os.environ.get("PYTHONPATH")))
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **settings}
        return subprocess.run(command, capture_output=True, text=True, env=env, check=False)

    return run


def read_totals(tmp_path, name="split-1"):
    return json.loads((tmp_path / "state" / f"{name}.json").read_text("utf-8"))


def check_nothing_is_found(ran, targets, count):
    assert (ran.returncode, ran.stderr) == (0, "")
    assert [line.split()[:2] for line in ran.stdout.splitlines()[1:]] == [
        [name, count] for name in targets
    ]


def test_nothing_is_found_in_a_few_inputs_of_each_kind(fuzz):
    small = [
        *("txt", "html", "md", "docx", "pdf", "clean", "split", "structure"),
        *("jsonl", "pull", "export", "themes", "lexicon"),
    ]
    check_nothing_is_found(fuzz(*small, "--inputs", "30", "--seed", "5"), small, "30")


def test_nothing_is_found_in_what_trained_pipelines_read(fuzz, project, sm_folder, md_folder):
    small = ["predict", "raw", "load"]
    ran = fuzz(*small, "--inputs", "10", FUZZ_TRAINING=str(project.root / "training"))
    check_nothing_is_found(ran, small, "10")
    accepted = [line.split()[2] for line in ran.stdout.splitlines()[1:3]]
    assert accepted == ["10", "10"]  # every text is labelled, and so both pipelines were loaded


@pytest.mark.parametrize(
    ("trouble", "found"), [("time.sleep(60)", "hangs"), ("__import__('os').abort()", "crashes")]
)
def test_a_file_that_hangs_or_crashes_the_process_that_reads_it_is_found(fuzz, trouble, found):
    ran = fuzz("md=2", trouble=APART.format(trouble))
    assert ran.returncode == 1
    assert f"{found} what reads it" in ran.stderr


def test_an_error_and_a_crash_are_found_and_kept(fuzz, tmp_path):
    ran = fuzz("split=20", trouble=TROUBLE)
    assert ran.returncode == 1
    totals = read_totals(tmp_path)
    assert totals["tried"] == 20
    assert {what.split(" at ")[0] for what in totals["findings"]} == {
        "ValueError",
        "killed by SIGABRT",
    }
    numbers = sorted(number for found in totals["findings"].values() for number in found)
    kept = sorted(path.name for path in (tmp_path / "state").glob("split-1-*"))
    assert kept == sorted(f"split-1-{number}" for number in numbers)


def test_an_input_that_fills_memory_is_found(fuzz, tmp_path):
    fuzz("split=3", trouble=FILL)
    assert [what.split(" at ")[0] for what in read_totals(tmp_path)["findings"]] == ["MemoryError"]


@pytest.mark.slow
def test_an_input_that_hangs_is_found(fuzz, tmp_path):
    fuzz("split=1", trouble=HANG)
    assert read_totals(tmp_path)["findings"] == {"hang": [0]}


def test_a_run_goes_on_where_it_was(fuzz, tmp_path):
    fuzz("split=40")
    whole = read_totals(tmp_path)
    (tmp_path / "state" / "split-1.json").unlink()
    fuzz("split=15")
    fuzz("split=40")
    assert read_totals(tmp_path)["refused"] == whole["refused"]
    assert read_totals(tmp_path)["tried"] == 40
