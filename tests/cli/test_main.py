import re
import subprocess
import sys

import pytest

from policy_themes import __version__
from policy_themes.cli.app import app


def list_commands(typer_app, prefix=""):
    own = [prefix + command.name for command in typer_app.registered_commands]
    for group in typer_app.registered_groups:
        own += list_commands(group.typer_instance, f"{prefix}{group.name} ")
    return own


COMMANDS = sorted(list_commands(app))


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_the_help_of_a_command_ends_with_its_example(cli, command, flag):
    said = cli(*command.split(), flag)
    assert (said.code, said.err) == (0, "")
    example = [line.strip() for line in said.out.splitlines() if line.strip()][-1]
    assert f"{example} ".startswith(f"Example: policy-themes {command} ")


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("push", "[default: model if there is one, else lexicon]"),
        ("push", "[default: report]"),
        ("doccano up", "[default: that of last time, or 8000]"),
        ("train", "[default: training/ and config's name]"),
    ],
)
def test_a_default_stands_in_the_help(cli, command, told):
    said = cli(*command.split(), "--help").out
    assert told in " ".join(said.replace("│", " ").split())


@pytest.mark.parametrize("command", COMMANDS)
def test_the_options_of_an_example_are_those_of_its_command(cli, command):
    said = cli(*command.split(), "--help").out
    own, _, example = said.rpartition("Example: ")
    options = set(re.findall(r"--[a-z]+(?![\w.])", example.partition("&&")[0]))
    assert options <= set(re.findall(r"--[a-z]+", own))


def test_the_help_of_the_program_lists_its_commands_and_ends_with_an_example(cli):
    said = cli("--help")
    assert said.code == 0
    assert {"predict", "prepare", "train", "evaluate", "package"} <= set(COMMANDS)
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


def test_reports_without_what_is_counted_are_one_line(cli, workspace):
    said = cli("corpus", "count")
    assert (said.code, said.out, len(said.error_lines)) == (1, "", 1)
    assert said.err.startswith("Error: corpus/reports.jsonl: line 1: no 'level', 'region', 'year';")


def test_help_imports_nothing_that_takes_long():
    code = (
        "import sys; from policy_themes.cli import main; sys.argv = ['policy-themes', '--help']\n"
        "try: main()\nexcept SystemExit: print('imported:', *sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    imported = set(done.stdout.partition("imported:")[2].split())
    slow = {"spacy", "numpy", "sklearn", "opencc", "requests", "policy_themes.corpus.structure"}
    assert "typer" in imported and not imported & slow


def test_chinese_text_does_not_depend_on_the_locale(workspace):
    command = [sys.executable, "-X", "utf8=0", "-m", "policy_themes.cli", "agree", "主题"]
    done = subprocess.run(
        command, capture_output=True, check=False, env={"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}
    )
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
