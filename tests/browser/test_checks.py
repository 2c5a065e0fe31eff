"""Each check of a page finds what it looks for, and nothing on a sound page."""

import pytest

pytest.importorskip("playwright", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")

from tests.browser.checks import find_faults, find_problems
from tests.browser.screens import CHROMIUM, open_screen

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no chromium: install the system's package")

FRAME = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>页</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">{head}
</head><body><main><h1>工作总结</h1>{body}</main></body></html>"""
POLICY = """<meta http-equiv="Content-Security-Policy" content="default-src 'none'">"""
SOUND = """<p style="line-height: 1.3">
种了三百亩茶，修了两条路，办了一所幼儿园，茶农都说今年好。<b>产业</b></p>
<div style="overflow-x: auto" tabindex="0" role="region" aria-label="表"><table><tr>
<td style="white-space: nowrap">一二三四五六七八九十一二三四五六七八九十</td>
<td style="white-space: nowrap">一二三四五六七八九十</td></tr></table></div>
<svg width="60" height="60"><text x="10" y="20" transform="rotate(90 10 20)">亩数</text></svg>
<p hidden>藏</p>"""
BROKEN = {
    "a table wider than the screen": ("overflow", "<div style='width: 500px'>宽</div>"),
    "one text on another": (
        "overlaps",
        "<p>种茶</p><p style='margin-top: -2.4em'>修路</p>",
    ),
    "lines that lie on one another": (
        "overlaps",
        "<p style='width: 5em; line-height: .5'>种了三百亩茶修了两条路</p>",
    ),
    "a label on the line of a chart": (
        "overlaps",
        "<svg width='99' height='60'><text y='20'>产业</text><text y='24'>民生</text></svg>",
    ),
    "a text that its box cuts": (
        "cut",
        "<p style='width: 4em; overflow: hidden; white-space: nowrap'>种了三百亩茶</p>",
    ),
    "a text that an ellipsis shortens": (
        "cut",
        "<p style='width: 4em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap'>"
        "种了三百亩茶</p>",
    ),
    "a label outside of its chart": (
        "cut",
        "<svg width='40' height='30'><text x='20' y='20'>巩固脱贫</text></svg>",
    ),
    "a character that no font has": ("tofu", "<p>\u0378</p>"),
    "such a character that CSS writes": (
        "tofu",
        "<style>p::before { content: '\u0378' }</style><p>种茶</p>",
    ),
    "grey on grey": ("barriers", "<p style='color: #999; background: #eee'>种茶</p>"),
    "a picture without words": (
        "barriers",
        "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>",
    ),
    "a picture from elsewhere": ("asked", "<img alt='' src='https://example.org/a.png'>"),
    "a style sheet of the folder": ("asked", "<link rel='stylesheet' href='a.css'>"),
    "a script that fails": ("errors", "<script>nothing.there()</script>"),
    "a script that complains": ("errors", "<script>console.error('no')</script>"),
}


@pytest.fixture
def look(browser, tmp_path):
    """Return what a check finds on a page with this body, on a phone."""

    def look(body, check=find_problems, head="", **options):
        path = tmp_path / "page.html"
        path.write_text(FRAME.format(head=head, body=body), encoding="utf-8")
        with open_screen(browser, path, 360, **options) as screen:
            return check(screen)

    return look


def test_nothing_is_wrong_with_a_sound_page(look):
    assert look(SOUND) == {}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_found(look, name):
    kind, body = BROKEN[name]
    assert look(body).get(kind)


@pytest.mark.parametrize("body", ["<script>1</script>", "<p style='color: red'>种茶</p>"])
def test_what_the_policy_refuses_is_found(look, body):
    assert "refused by the page's policy" in " ".join(look(body, find_faults, POLICY)["errors"])


def test_faults_are_found_without_scripts(look):
    wide = "<script>document.body.append('写')</script><div style='width: 500px'>宽</div>"
    assert look(wide, find_faults, script=False).keys() == {"overflow"}
