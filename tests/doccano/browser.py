"""Doccano's pages as an annotator uses them, in the Chromium of the system."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_SIZE = {"width": 1280, "height": 900}
_PATIENCE = 20_000
"""Milliseconds until a page must show what is expected of it."""
CONFIRM, FILTER, SORT, GUIDELINE, COMMENT = range(5)
"""Places of the buttons above a sentence."""
_MARK = """([place, number]) => document.body.insertAdjacentHTML("beforeend", `<b
    class="mark" style="position: fixed; z-index: 999;
    width: 22px; height: 22px; border-radius: 11px;
    left: ${place.x - (place.width === place.height ? 8 : 26)}px;
    top: ${place.y + (place.width === place.height ? -8 : Math.min(place.height, 60) / 2 - 11)}px;
    background: #d32f2f; color: #fff; text-align: center; font: 14px/22px sans-serif
">${number}</b>`)"""
_UNMARK = "document.querySelectorAll('.mark').forEach(mark => mark.remove())"


class Screen:
    """What an annotator sees of a server, in Chinese.

    Attributes:
        page: The page.
        foreign: Addresses elsewhere that pages asked for, with the page; none is ever reached.
    """

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.foreign: list[tuple[str, str]] = []
        page.context.route(lambda asked: not asked.startswith(f"{url}/"), self._block)

    def _block(self, route) -> None:
        self.foreign.append((route.request.url, self.page.url.removeprefix(self.url)))
        route.abort()

    def log_in(self, name: str, password: str) -> None:
        self.page.goto(f"{self.url}/zh/auth")
        self.page.locator("input[name=username]").fill(name)
        self.page.locator("input[name=password]").fill(password)
        self.page.locator("input[name=password]").press("Enter")
        self.page.wait_for_url("**/zh/projects**")

    def open_project(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).click()
        self.page.wait_for_url(re.compile(r"/zh/projects/\d+$"))
        # Before the project is there, the button to begin leads nowhere.
        expect(self.page.locator(".v-app-bar").get_by_text(name, exact=True)).to_be_visible()

    def begin(self) -> None:
        self.page.get_by_role("button", name="开始标注").click()
        self.page.wait_for_url("**/text-classification**")
        expect(self.chips.first).to_be_visible()

    @property
    def sentence(self) -> Locator:
        return self.page.locator(".v-card__text.highlight")

    @property
    def chips(self) -> Locator:
        return self.page.locator(".v-chip")

    @property
    def labels(self) -> Locator:
        """The themes that are set."""
        return self.page.locator(".v-chip--active")

    @property
    def complete(self) -> Locator:
        """How many sentences are confirmed."""
        return self.page.locator(".v-list-item", has_text="Complete").locator(".text-right")

    @property
    def meta(self) -> Locator:
        """The table of what is told about the sentence."""
        return self.page.locator(".v-data-table")

    @property
    def pager(self) -> Locator:
        return self.page.get_by_text(re.compile(r"^\s*\d+ of \d+"))

    @property
    def progress(self) -> Locator:
        return self.page.get_by_text("Progress", exact=True)

    def button(self, place: int) -> Locator:
        return self.page.locator(".v-btn-toggle").first.locator("button").nth(place)

    def read_meta(self) -> dict[str, str]:
        rows = self.meta.locator("tbody tr").all()
        return dict(row.locator("td").all_inner_texts() for row in rows)

    def press(self, key: str) -> None:
        """Press a key and wait for what the page asks last because of it."""
        last = "**/metrics/progress" if key == "Enter" else "**/categories"
        with self.page.expect_response(last):
            self.page.keyboard.press(key)

    def choose(self, place: int, entry: str) -> None:
        """Choose an entry of the menu of a button, and wait for the labels of what it leads to."""
        self.button(place).click()
        menu = self.page.locator(".v-menu__content.menuable__content__active")
        with self.page.expect_response("**/categories"):
            menu.locator(".v-list-item", has_text=entry).click()
        expect(menu).to_be_hidden()

    def move_to(self, number: int) -> None:
        """Go to a sentence by its number."""
        self.pager.click()
        field = self.page.locator(".v-small-dialog__content input").locator("visible=true")
        field.fill(str(number))
        with self.page.expect_response("**/categories"):
            field.press("Enter")

    def open_anew(self) -> "Screen":
        """Return a screen of another browser, which remembers nothing."""
        context = self.page.context.browser.new_context(locale="zh-CN", viewport=_SIZE)
        return Screen(context.new_page(), self.url)

    def open_dialog(self, place: int) -> Locator:
        self.button(place).click()
        dialog = self.page.locator(".v-dialog--active")
        expect(dialog).to_be_visible()
        return dialog

    def find_short(self, *, labels: int) -> None:
        """Go on to a sentence of so many labels whose context fits on the page."""
        self.page.wait_for_timeout(1000)
        while self.labels.count() != labels or not self._shows(self.meta):
            self.press("ArrowRight")
            self.page.wait_for_timeout(1000)

    def _shows(self, locator: Locator) -> bool:
        box = locator.bounding_box()
        return box is not None and box["y"] + box["height"] < _SIZE["height"]

    def take(
        self, folder: Path, name: str, *marked: Locator, height: int = _SIZE["height"]
    ) -> None:
        """Write a picture, numbered where the text beside it speaks of something."""
        self.page.wait_for_timeout(1000)  # until nothing moves
        for number, locator in enumerate(marked, start=1):
            self.page.evaluate(_MARK, [locator.bounding_box(), number])
        clip = {"x": 0, "y": 0, "width": _SIZE["width"], "height": height}
        self.page.screenshot(path=folder / f"{name}.png", clip=clip)
        self.page.evaluate(_UNMARK)


@contextmanager
def open_screen(url: str) -> Iterator[Screen]:
    """Yield a screen of a browser of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_ARGUMENTS))
        context = browser.new_context(locale="zh-CN", viewport=_SIZE)
        context.set_default_timeout(_PATIENCE)
        expect.set_options(timeout=_PATIENCE)
        yield Screen(context.new_page(), url)
        browser.close()
