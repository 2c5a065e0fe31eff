"""Take the pictures of docs/annotators.zh.md: python -m scripts.take_screenshots HOME.

HOME is the folder of a server that `policy-themes doccano up --home HOME` started; the rounds `r9`
and `r9adj` are pushed to it. Needs playwright and Chromium.
"""

import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from playwright.sync_api import expect
from tests.doccano.browser import COMMENT, CONFIRM, FILTER, GUIDELINE, SORT, Screen, open_screen

from policy_themes.annotations.doccano.secrets import read_accounts
from policy_themes.annotations.doccano.server import find_url

NEEDED = ("guideline.zh.md", "themes.toml", "lexicon.tsv", "rounds")


def push(home: Path) -> None:
    """Push sentences as if there were no gold yet, and disputes of a round."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "annotations").mkdir()
        for name in ("corpus", *(f"annotations/{needed}" for needed in NEEDED)):
            Path(folder, name).symlink_to(Path(name).resolve())
        for options in (("r9", "--order", "diverse"), ("r9adj", "--disputes", "r6")):
            own = ("--annotators", "li", "--sample", "30", "--home", str(home.resolve()))
            command = [sys.executable, "-m", "policy_themes.cli", "push", *options, *own]
            subprocess.run(command, cwd=folder, check=True)


def take_all(screen: Screen, take: partial, password: str) -> None:
    """Walk through an annotator's pages."""
    page = screen.page
    page.goto(f"{screen.url}/zh/auth")
    take("login", height=680)
    screen.log_in("li", password)
    take("projects", page.get_by_role("link", name="r9-li", exact=True), height=360)
    screen.open_project("r9-li")
    take("project", height=640)
    screen.begin()
    screen.find_short(labels=1)
    beside = (screen.sentence, screen.chips.first, screen.meta, screen.progress, screen.pager)
    take("sentence", *beside, *map(screen.button, (CONFIRM, FILTER, SORT, GUIDELINE, COMMENT)))
    screen.button(CONFIRM).click()
    expect(screen.complete).to_have_text("1")
    take("confirmed", screen.button(CONFIRM), screen.progress, height=400)
    panels = ((GUIDELINE, "guideline"), (COMMENT, "comment"), (FILTER, "filter"), (SORT, "order"))
    for place, name in panels:
        screen.button(place).click()
        take(name, height=620 if place in (GUIDELINE, COMMENT) else 320)
        page.keyboard.press("Escape")
        page.wait_for_timeout(1000)  # until it is closed
    page.goto(f"{screen.url}/zh/projects")
    screen.open_project("r9adj-li")
    screen.begin()
    screen.find_short(labels=0)
    take("dispute")


if __name__ == "__main__":
    home = Path(sys.argv[1])
    push(home)
    with open_screen(find_url(home)) as opened:
        take_all(opened, partial(opened.take, Path("docs/images")), read_accounts(home)["li"])
