"""Links and commands in the project's pages are right, and both languages say the same."""

import re
from pathlib import Path

import pytest
import typer

from policy_themes.cli.app import app

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(
    {
        *ROOT.glob("*.md"),
        *DOCS.glob("*.md"),
        *DOCS.glob("reference/*.md"),
        *ROOT.glob("[a-z]*/*.md"),
    }
)
PARALLEL = ("README", "embedding", "figures", "tutorial")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
COMMAND = re.compile(
    r"(?:^|`|&& )policy-themes ((?:(?:corpus|doccano) )?[a-z]+)([^`\n;|&]*)", re.MULTILINE
)
OPTION = re.compile(r"(?<!\S)--[a-z][a-z-]*(?![\w.])")


def name_page(path):
    return path.relative_to(ROOT).as_posix()


def read(path):
    return path.read_text(encoding="utf-8")


def make_anchor(heading):
    """Return the anchor that GitHub gives a heading."""
    text = re.sub(r"\[(.+?)\]\(.+?\)", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def list_anchors(path):
    return {make_anchor(heading) for heading in HEADING.findall(FENCED.sub("", read(path)))}


def find_broken(path):
    """Return the links of a page that lead to no file, or to no heading of it."""
    broken = []
    for link in LINK.findall(FENCED.sub("", read(path))):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        file = (path.parent / target).resolve() if target else path
        if not file.exists() or (anchor and anchor not in list_anchors(file)):
            broken.append(link)
    return broken


@pytest.mark.parametrize("path", PAGES, ids=name_page)
def test_links_lead_somewhere(path):
    assert find_broken(path) == []


def test_a_link_to_nothing_is_found(tmp_path):
    page = tmp_path / "page.md"
    text = (
        "# 一、开始\n[a](page.md#一开始) [b](#一开始) [c](nope.md) [d](page.md#二) [e](https://x)\n"
    )
    page.write_text(text, encoding="utf-8")
    assert find_broken(page) == ["nope.md", "page.md#二"]


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=name_page)
def test_commands_and_their_options_exist(path):
    for name, rest in COMMAND.findall(read(path)):
        command = typer.main.get_command(app)
        for part in name.split():
            assert part in command.commands, f"policy-themes {name}"
            command = command.commands[part]
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(OPTION.findall(rest)) <= known, f"policy-themes {name}{rest}"


@pytest.mark.parametrize("name", PARALLEL)
def test_a_page_has_the_same_sections_tables_and_commands_in_both_languages(name):
    def outline(path):
        text = read(path)
        levels = [line.split()[0] for line in FENCED.sub("", text).splitlines() if line[:1] == "#"]
        rows = sum(line.startswith("|") for line in text.splitlines())
        commands = {(command, *OPTION.findall(rest)) for command, rest in COMMAND.findall(text)}
        return levels, rows, commands

    assert outline(DOCS / f"{name}.md") == outline(DOCS / f"{name}.zh.md")


def test_every_page_is_in_the_index():
    for index in (DOCS / "README.md", DOCS / "README.zh.md"):
        linked = set(LINK.findall(read(index)))
        ending = ".zh.md" if index.name == "README.zh.md" else ".md"
        own = {path.name for path in DOCS.glob(f"*{ending}") if not path.name.startswith("README")}
        own = own if ending == ".zh.md" else {name for name in own if ".zh." not in name}
        assert own <= {link.partition("#")[0] for link in linked}
