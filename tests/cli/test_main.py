import subprocess
import sys

import pytest

from policy_themes import __version__
from policy_themes.cli.app import app

COMMANDS = {
    "predict": "policy-themes predict report.docx reports/ --output themes.xlsx",
    "prepare": "policy-themes prepare && spacy train configs/md.cfg --output training/md",
    "train": (
        "policy-themes train configs/sm.cfg --output training/sm --initialize.after_init.C 1.0"
    ),
    "evaluate": "policy-themes evaluate training/md/model-best --baseline --output metrics.json",
    "package": "policy-themes package training/md/model-best --size md",
    "agree": "policy-themes agree r1 --output agreement.json",
    "adjudicate": "policy-themes adjudicate r1:r1adj r2:r2adj",
    "corpus build": "policy-themes corpus build",
    "corpus count": "policy-themes corpus count --table corpus/README.md",
}


def list_commands(typer_app, prefix=""):
    own = [prefix + command.name for command in typer_app.registered_commands]
    for group in typer_app.registered_groups:
        own += list_commands(group.typer_instance, f"{prefix}{group.name} ")
    return own


def test_every_command_has_an_example_here():
    assert sorted(list_commands(app)) == sorted(COMMANDS)


@pytest.mark.parametrize(("command", "example"), COMMANDS.items())
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_the_help_of_a_command_ends_with_its_example(cli, command, example, flag):
    said = cli(*command.split(), flag)
    assert (said.code, said.err) == (0, "")
    lines = [line.strip() for line in said.out.splitlines() if line.strip()]
    assert lines[-1] == f"Example: {example}"


def test_the_help_of_the_program_lists_its_commands_and_ends_with_an_example(cli):
    said = cli("--help")
    assert said.code == 0
    for command in {name.partition(" ")[0] for name in COMMANDS}:
        assert f" {command} " in said.out
    assert said.out.rstrip().endswith(
        "Example: policy-themes predict reports/ --output themes.xlsx"
    )


def test_without_a_command_the_help_is_shown_and_the_exit_code_is_two(cli):
    said = cli()
    assert said.code == 2
    assert "Usage:" in said.out + said.err


def test_the_version_is_shown(cli):
    assert cli("--version").out == f"{__version__}\n"


@pytest.mark.parametrize("args", [["nope"], ["--nope"], ["corpus", "nope"]])
def test_an_unknown_command_exits_with_two(cli, args):
    said = cli(*args)
    assert (said.code, said.out) == (2, "")
    assert "nope" in said.err


def test_chinese_text_does_not_depend_on_the_locale(workspace):
    command = [sys.executable, "-X", "utf8=0", "-m", "policy_themes.cli", "agree", "主题"]
    done = subprocess.run(
        command, capture_output=True, check=False, env={"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}
    )
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
