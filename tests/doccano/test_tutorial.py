"""A newcomer follows docs/tutorial.md word by word, in an empty folder and an empty environment.

Two things differ: the package comes from a wheel of the working tree, and the annotators' clicks
go through Doccano's API. Doccano itself is the one that the other tests have installed.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

pytest.importorskip("doccano_client", reason="the extra doccano is not installed")

from tests.doccano.conftest import Annotator, Server, find_port

from policy_themes.annotations.doccano.connection import Account, connect
from policy_themes.annotations.doccano.home import make_home
from policy_themes.annotations.doccano.projects import find_projects
from policy_themes.annotations.doccano.settings import Settings, write_settings
from policy_themes.jsonl import read_jsonl

ROOT = Path(__file__).parent.parent.parent
ENGLISH, CHINESE = ROOT / "docs" / "tutorial.md", ROOT / "docs" / "tutorial.zh.md"
EXAMPLE = ROOT / "docs" / "tutorial"
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FROM_INDEX = 'pip install "policy-themes[doccano]"'
ANSWERS_AT_HAND = "cp example/rounds"
NEEDS_DOCCANO = re.compile(r"policy-themes (doccano|push|status|pull) ")


def read_blocks(path):
    return BLOCK.findall(path.read_text(encoding="utf-8"))


def read_answers(folder, name):
    rows = read_jsonl(folder / f"{name}.jsonl")
    return {(row["report"], row["index"]): (row["state"], row["themes"]) for row in rows}


@pytest.fixture(scope="module")
def install(tmp_path_factory):
    """The command that installs the working tree's wheel, its needs in the versions of here."""
    folder = tmp_path_factory.mktemp("wheel")
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "build", "--quiet", "--wheel", "--out-dir", folder, ROOT], check=True)
    (wheel,) = folder.glob("policy_themes-*.whl")
    freeze = [uv, "pip", "freeze", "--exclude-editable", "--python", sys.executable]
    versions = subprocess.run(freeze, capture_output=True, text=True, check=True).stdout
    (folder / "versions.txt").write_text(versions, encoding="utf-8")
    into = "--python .venv/bin/python --quiet"
    return f'{uv} pip install {into} --constraint {folder / "versions.txt"} "{wheel}[doccano]"'


@dataclass
class Newcomer:
    """Who follows the tutorial.

    Attributes:
        folder: The empty folder.
        install: What the newcomer gives instead of `FROM_INDEX`.
    """

    folder: Path
    install: str

    def do(self, language: str, block: str) -> str:
        """Give the commands of a block, or run its Python; return what is said."""
        kept = {name: value for name, value in os.environ.items() if "POLICY_THEMES" not in name}
        kept.pop("VIRTUAL_ENV", None)
        places = (self.folder / ".venv" / "bin", Path(sys.executable).parent)
        env = kept | {"PATH": os.pathsep.join([*map(str, places), os.environ["PATH"]])}
        block = block.replace(FROM_INDEX, self.install)
        shell = ["bash", "-euo", "pipefail", "-c"]
        command = [*shell, block] if language == "sh" else ["python", "-c", block]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}"
        return done.stdout

    def annotate(self, server: Server, round_name: str) -> None:
        """Answer as the example's annotators did."""
        admin = connect(server.url, Account(server.name, server.password))
        for name, project in find_projects(admin, round_name).items():
            annotator = Annotator(server, project, name)
            answers = read_answers(EXAMPLE / "rounds", f"{round_name}-{name}")
            for (report, index), (_, themes) in answers.items():
                annotator.answer(f"{report}:{index}", *themes)


@pytest.fixture
def newcomer(tmp_path, install):
    """A newcomer with the example's files."""
    folder = tmp_path / "schools"
    shutil.copytree(EXAMPLE, folder / "example")
    return Newcomer(folder, install)


def check_what_was_made(newcomer, said):
    assert "8 reports, 125 sentences" in said
    assert "Wrote annotations/gold.jsonl: 125 of 125 sentences" in said
    made = ["agreement.html", "figures.html", "themes.html", "themes.xlsx", "summary.xlsx"]
    made += ["training/sm/report.html", "dist/zh_policy_themes_school-1.0.0-py3-none-any.whl"]
    assert [name for name in made if not (newcomer.folder / name).is_file()] == []
    assert "教师队伍 新招聘教师4名" in said  # the model, in Python
    assert said.rstrip().endswith("('教师队伍',)")  # and in spaCy alone


@pytest.mark.slow
def test_the_tutorial_goes_through_with_annotators_in_doccano(newcomer, installed):
    home = make_home(newcomer.folder / ".doccano")
    home.environment.symlink_to(installed)
    server = Server(home.root, find_port())
    write_settings(home, Settings(port=str(server.port)))  # as a start at that port leaves them
    said = ""
    try:
        for language, block in read_blocks(ENGLISH):
            if ANSWERS_AT_HAND not in block:
                said += newcomer.do(language, block)
            for round_name in re.findall(r"policy-themes push (\w+)", block):
                newcomer.annotate(server, round_name)
    finally:
        server.stop()
    assert "r1: 6 disputes, 0 of them undecided" in said
    for name in ("r1-li", "r1-wang", "r1adj-zhao"):
        pulled = read_answers(newcomer.folder / "annotations" / "rounds", name)
        assert pulled == read_answers(EXAMPLE / "rounds", name)
    check_what_was_made(newcomer, said)


@pytest.mark.slow
def test_the_tutorial_goes_through_with_the_answers_at_hand(newcomer):
    said = ""
    for language, block in read_blocks(ENGLISH):
        if not NEEDS_DOCCANO.search(block):
            said += newcomer.do(language, block)
    check_what_was_made(newcomer, said)


def test_the_tutorial_has_the_same_commands_in_chinese():
    assert read_blocks(CHINESE) == read_blocks(ENGLISH)


def test_the_line_that_a_test_replaces_is_there_once():
    assert ENGLISH.read_text(encoding="utf-8").count(FROM_INDEX) == 1
