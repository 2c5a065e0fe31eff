"""The annotators' guide against what it speaks of."""

import re
import struct
from pathlib import Path

import pytest

from policy_themes.annotations.themes import read_themes
from policy_themes.cli.app import app

ROOT = Path(__file__).parent.parent.parent
GUIDE = ROOT / "docs" / "annotators.zh.md"
TEXT = GUIDE.read_text(encoding="utf-8")
IMAGES = re.findall(r"!\[.+?\]\((.+?)\)", TEXT)


def test_its_hotkeys_are_those_of_the_themes():
    themes = read_themes(ROOT / "annotations" / "themes.toml")
    told = re.findall(r"^\| (\d) \| (\S+) \|$", TEXT, re.MULTILINE)
    assert told == [(theme.hotkey, theme.label) for theme in themes]


def test_every_picture_is_shown():
    pages = [*GUIDE.parent.glob("*.md"), *ROOT.glob("README*.md")]
    shown = {
        (page.parent / image).resolve()
        for page in pages
        for image in re.findall(r"!\[.+?\]\((.+?)\)", page.read_text(encoding="utf-8"))
    }
    assert {path.resolve() for path in GUIDE.parent.glob("images/*")} <= shown


@pytest.mark.parametrize("image", IMAGES)
def test_a_picture_is_as_wide_as_a_page_and_light(image):
    data = (GUIDE.parent / image).read_bytes()
    width, _ = struct.unpack(">II", data[16:24])
    assert data.startswith(b"\x89PNG")
    assert width == 1280
    assert len(data) < 150_000


def test_its_commands_are_there():
    told = set(re.findall(r"policy-themes ([a-z]+)", TEXT))
    assert {"doccano", "push", "pull", "status", "agree", "adjudicate", "train"} == told
    known = [command.name for command in app.registered_commands]
    assert told <= {*known, "doccano"}
