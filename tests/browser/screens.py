"""Our pages as somebody sees them, in the Chromium of the system."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WIDTHS = {360: 740, 1024: 768, 1920: 1080}
"""Heights of a phone, a tablet and a desk's screen by their widths, in pixels."""
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
_PATIENCE = 20_000
"""Milliseconds until a page must show what is expected of it."""
_LISTEN = """addEventListener("securitypolicyviolation", (event) =>
    console.error(`refused by the page's policy: ${event.effectiveDirective}`))"""


class Screen:
    """A page that is opened.

    Attributes:
        page: The page.
        asked: Addresses that it asked for, other than its own file; none is ever reached.
        errors: What its console says of errors, its uncaught exceptions and refusals.
    """

    def __init__(self, page: Page, file: Path) -> None:
        self.page = page
        self.asked: list[str] = []
        self.errors: list[str] = []
        self._own = file.as_uri()
        page.add_init_script(_LISTEN)
        page.route("**/*", self._guard)
        page.on("console", lambda said: said.type == "error" and self.errors.append(said.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(self._own)

    def _guard(self, route) -> None:
        if route.request.url.partition("#")[0] == self._own:
            route.continue_()
        else:
            self.asked.append(route.request.url)
            route.abort()


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Yield a headless browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def open_screen(
    browser: Browser, file: Path, width: int = 1024, *, script: bool = True
) -> Iterator[Screen]:
    """Yield a screen of this width, in pixels, with a file; `script` lets its script run."""
    context = browser.new_context(
        locale="zh-CN",
        viewport={"width": width, "height": WIDTHS[width]},
        java_script_enabled=script,
    )
    context.set_default_timeout(_PATIENCE)
    yield Screen(context.new_page(), file)
    context.close()
