"""The commands that the READMEs name exist, with their options."""

import re
from pathlib import Path

import pytest
import typer

from policy_themes.cli.app import app

ROOT = Path(__file__).parent.parent
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *ROOT.glob("*/README.md")]
COMMAND = re.compile(r"policy-themes ((?:(?:corpus|doccano) )?[a-z]+)([^`\n;|&]*)")


def _commands() -> list[tuple[str, str, list[str]]]:
    found = []
    for readme in READMES:
        lines = readme.read_text(encoding="utf-8").splitlines()
        text = "\n".join(line for line in lines if not line.startswith("|"))  # tables of systems
        for name, rest in COMMAND.findall(text):
            found.append((readme.name, name, re.findall(r"(?<!\S)--[a-z][a-z-]*(?![\w.])", rest)))
    return found


@pytest.mark.parametrize(("readme", "name", "options"), _commands())
def test_command_and_its_options_exist(readme, name, options):
    command = typer.main.get_command(app)
    for part in name.split():
        assert part in command.commands, f"{readme}: policy-themes {name}"
        command = command.commands[part]
    known = {option for parameter in command.params for option in parameter.opts}
    assert set(options) <= known, f"{readme}: policy-themes {name} {options}"


def test_both_readmes_have_the_same_sections_of_commands():
    english, chinese = (
        re.findall(r"^policy-themes (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        for path in READMES[:2]
    )
    assert set(english) == set(chinese)


@pytest.mark.parametrize("path", [ROOT / "README.md", ROOT / "README.zh-CN.md"])
def test_files_that_a_readme_links_to_exist(path):
    for link in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
        if not link.startswith("http"):
            assert (ROOT / link).exists(), link
