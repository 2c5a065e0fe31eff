"""Every page that our commands write, on a phone, a tablet and a desk's screen."""

import pytest

pytest.importorskip("playwright", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")

from tests.browser.checks import find_faults, find_problems
from tests.browser.reading import make_extremes, write_text
from tests.browser.screens import CHROMIUM, WIDTHS, open_screen

from policy_themes.outputs.page import render_page

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no chromium: install the system's package")
NAMES = ("reading", "explained", "summary", "training", "agreement")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_can_be_looked_at(browser, pages, name, width):
    with open_screen(browser, pages[name], width) as screen:
        assert find_problems(screen) == {}


@pytest.mark.parametrize("name", NAMES)
def test_a_page_can_be_looked_at_without_its_script(browser, pages, name):
    with open_screen(browser, pages[name], 360, script=False) as screen:
        assert find_faults(screen) == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_long_names_and_many_themes_can_be_looked_at(browser, tmp_path, width):
    file = write_text(tmp_path / "page.html", render_page(*make_extremes()))
    with open_screen(browser, file, width) as screen:
        assert find_problems(screen) == {}


def test_a_page_without_sentences_can_be_looked_at(browser, tmp_path):
    with open_screen(browser, write_text(tmp_path / "page.html", render_page([], ()))) as screen:
        assert find_problems(screen) == {}
