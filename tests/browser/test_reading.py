"""The reading page in use: filters, jumps, copying, keys, links."""

import pytest

pytest.importorskip("playwright", reason="playwright is not installed")

from tests.browser.reading import LABELS, REPORTS, THEMES, Reader, make_sentences, write_text
from tests.browser.screens import CHROMIUM, WIDTHS, open_screen

from policy_themes.outputs.page import render_page

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no chromium: install the system's package")

SENTENCES = [sentence for sentence in make_sentences() if sentence.scores]
HEADINGS = [s.text for s in SENTENCES if s.kind == "heading" and s.text not in REPORTS]
DOUBTS = [sentence.text for sentence in SENTENCES if sentence.review]
INDUSTRY = [sentence.text for sentence in SENTENCES if "产业" in sentence.themes]
FILTERS = {
    **{
        str(i): [s.text for s in SENTENCES if label in s.themes]
        for i, label in enumerate(LABELS, start=1)
    },
    "0": [sentence.text for sentence in SENTENCES if not sentence.themes],
    "r": DOUBTS,
}
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined })"
REFUSED = "navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))"
NO_COMMAND = "document.execCommand = () => false"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    page = render_page(make_sentences(), THEMES)
    return write_text(tmp_path_factory.mktemp("reading") / "page.html", page)


@pytest.fixture
def reader(browser, file):
    with open_screen(browser, file) as screen:
        yield Reader(screen)
        assert screen.errors == screen.asked == []


def test_all_sentences_are_there_at_first(reader):
    assert reader.shown == [sentence.text for sentence in SENTENCES]
    assert reader.status == f"共 {len(SENTENCES)} 句"


@pytest.mark.parametrize("key", FILTERS)
def test_a_filter_shows_as_many_sentences_as_stand_beside_it(reader, key):
    reader.press(key)
    assert reader.shown == FILTERS[key]
    (name,) = reader.pressed
    beside = reader.filter(name).inner_text()
    assert f"{len(FILTERS[key])} 句" in beside.replace("\n", "")
    assert reader.status == f"{name}：{len(FILTERS[key])} 句（共 {len(SENTENCES)} 句）"


def test_two_themes_show_what_has_either_and_doubt_narrows_them(reader):
    reader.press("3", "4")
    either = [s for s in SENTENCES if {"产业", "民生"} & set(s.themes)]
    assert reader.shown == [sentence.text for sentence in either]
    reader.press("r")
    assert reader.shown == [sentence.text for sentence in either if sentence.review]
    assert reader.pressed == ["产业", "民生", "待复核"]


def test_headings_stay_above_what_is_shown_and_the_others_go(reader):
    reader.press("3")
    sections = {s.section[0] for s in SENTENCES if "产业" in s.themes and s.section}
    headings = reader.page.locator("h3:visible").all_inner_texts()
    assert [text.partition("\n")[0] for text in headings] == [h for h in HEADINGS if h in sections]
    assert reader.page.locator("h2:visible").count() == len(REPORTS)
    links = reader.page.locator("#outline li:not([hidden]) a").all_text_contents()
    assert links == [*_outline(sections)]


def _outline(sections):
    for title in REPORTS:
        yield title
        own = [s.text for s in SENTENCES if s.report == title and s.kind == "heading"]
        yield from (heading for heading in own if heading in sections)


def test_a_report_without_such_sentences_goes_whole(reader):
    reader.press("6")
    assert reader.shown == FILTERS["6"] != []
    assert reader.page.locator("article:visible h2").all_inner_texts() == [next(iter(REPORTS))]


@pytest.mark.parametrize("way", ["Escape", "button"])
def test_a_filter_is_cleared(reader, way):
    reader.filter("产业").click()
    assert reader.shown == INDUSTRY
    if way == "button":
        reader.page.get_by_role("button", name="清除筛选").click()
    else:
        reader.press(way)
    assert reader.shown == [sentence.text for sentence in SENTENCES]
    assert (reader.pressed, reader.hash) == ([], "")


def test_the_address_keeps_the_filter(browser, reader, file):
    reader.press("3", "r")
    assert reader.hash == "#filter=3,review"
    with open_screen(browser, file) as screen:
        screen.page.goto(file.as_uri() + reader.hash)
        screen.page.reload()
        assert Reader(screen).pressed == ["产业", "待复核"]
        assert Reader(screen).shown == reader.shown


@pytest.mark.parametrize("address", ["#filter=99,constructor", "#filter=", "#elsewhere"])
def test_an_address_that_names_no_filter_shows_all(reader, file, address):
    reader.page.goto(file.as_uri() + address)
    reader.page.reload()
    assert len(reader.shown) == len(SENTENCES)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("there", "back", "stops"), [("j", "k", HEADINGS), ("n", "p", DOUBTS)])
def test_keys_lead_through_all_and_back(browser, file, width, there, back, stops):
    with open_screen(browser, file, width) as screen:
        reader = Reader(screen)
        for stop in stops:
            reader.press(there)
            assert (reader.focused, reader.sees_focused) == (stop, True)
        reader.press(there)
        assert "后面没有" in reader.status
        for stop in stops[-2::-1]:
            reader.press(back)
            assert (reader.focused, reader.sees_focused) == (stop, True)
        reader.press(back)
        assert "前面没有" in reader.status


def test_a_jump_tells_which_of_how_many_and_the_scores(reader):
    reader.press("n")
    scores = "党建 0.90 · 巩固脱贫 0.90 · 产业 0.10 · 民生 0.10 · 安全 0.10 · 生态 0.10"
    assert reader.status == f"待复核 1/{len(DOUBTS)}：{scores}"


def test_a_jump_leaves_out_what_the_filter_hides(reader):
    reader.press("3", "n", "n")
    assert reader.focused == [text for text in DOUBTS if text in INDUSTRY][1]


def test_a_jump_begins_where_the_reader_has_scrolled_to(reader):
    reader.press("j")
    reader.page.evaluate("document.querySelector('#report-2').scrollIntoView()")
    reader.press("j")
    first = [s.text for s in SENTENCES if s.report == [*REPORTS][1] and s.kind == "heading"][1]
    assert reader.focused == first


def test_the_outline_leads_to_a_section_and_keeps_the_filter(reader):
    reader.press("3")
    reader.page.locator("#outline summary").click()
    reader.page.get_by_role("link", name="白土村第2节：巩固脱贫").click()
    assert (reader.focused, reader.sees_focused) == ("白土村第2节：巩固脱贫", True)
    assert reader.hash == "#filter=3"


def ask(reader):
    reader.press("?")
    return reader.page.get_by_role("dialog", name="快捷键")


KEYS = {
    **{key: lambda reader, key=key: reader.shown == FILTERS[key] for key in FILTERS},
    "Esc": lambda reader: reader.pressed == [],
    "j": lambda reader: reader.focused == HEADINGS[0],
    "k": lambda reader: "前面没有小节" in reader.status,
    "n": lambda reader: reader.focused == DOUBTS[0],
    "p": lambda reader: "前面没有待复核" in reader.status,
    "c": lambda reader: reader.status == f"已复制 {len(SENTENCES)} 句",
    "?": lambda reader: reader.page.get_by_role("dialog", name="快捷键").is_visible(),
}
"""What each key of the help box brings about on a fresh page."""


def test_the_help_box_names_the_keys_that_these_tests_press(reader):
    assert ask(reader).locator("kbd").all_inner_texts() == [*KEYS]
    assert reader.page.locator("dialog tr").first.inner_text().endswith("可选几个")


@pytest.mark.parametrize("key", KEYS)
def test_a_key_does_what_the_help_box_says(reader, key):
    reader.press("Escape" if key == "Esc" else key)
    reader.page.wait_for_timeout(100)  # the clipboard answers later
    assert KEYS[key](reader)


@pytest.mark.parametrize("keys", ["Control+3", "Alt+3", "Meta+3", "Shift+j"])
def test_keys_do_nothing_with_a_modifier(reader, keys):
    reader.press(keys)
    assert (reader.pressed, reader.focused) == ([], "")


def test_keys_do_nothing_while_somebody_types(reader):
    reader.page.evaluate("document.body.append(document.createElement('input'))")
    reader.page.locator("body > input").focus()
    reader.press("3", "j", "?")
    assert (reader.pressed, reader.focused) == ([], "")
    assert reader.page.locator("body > input").input_value() == "3j?"


def test_keys_do_nothing_in_the_help_box_nor_when_switched_off(reader):
    box = ask(reader)
    reader.press("3")
    box.get_by_label("使用快捷键").uncheck()
    box.get_by_role("button", name="关闭").click()
    assert not box.is_visible()
    reader.press("3", "j")
    assert (reader.pressed, reader.focused) == ([], "")


@pytest.mark.parametrize("before", ["", NO_CLIPBOARD, REFUSED])
def test_the_sentences_of_a_theme_are_copied(reader, before):
    reader.page.evaluate(f"() => {{ {before} }}")
    reader.press("3")
    reader.page.get_by_role("button", name=f"复制 {len(INDUSTRY)} 句").click()
    reader.page.wait_for_function("document.querySelector('#status').textContent.includes('已')")
    assert reader.status == f"已复制 {len(INDUSTRY)} 句"
    pasted = reader.paste().splitlines()
    assert [line for line in pasted if line and line[0] != "【"] == INDUSTRY
    assert [line for line in pasted if line[:1] == "【"] == [f"【{title}】" for title in REPORTS]


def test_copying_that_fails_says_what_to_do(reader):
    reader.page.evaluate(f"() => {{ {NO_CLIPBOARD}; {NO_COMMAND} }}")
    reader.press("c")
    reader.page.wait_for_timeout(100)
    assert reader.status == "浏览器不允许复制，请选中文字后按 Ctrl+C"


def test_buttons_lead_to_the_doubts(reader):
    reader.page.get_by_role("button", name="下一处待复核").click()
    reader.page.get_by_role("button", name="下一处待复核").click()
    assert reader.focused == DOUBTS[1]
    reader.page.get_by_role("button", name="上一处待复核").click()
    assert reader.focused == DOUBTS[0]


def test_what_is_said_is_read_out_and_filters_say_whether_they_are_on(reader):
    reader.press("3")
    assert reader.page.get_by_role("status").inner_text() == reader.status
    assert reader.filter("产业").get_attribute("aria-pressed") == "true"
    assert reader.filter("民生").get_attribute("aria-pressed") == "false"


def test_nothing_moves_of_itself(reader):
    reader.press("3", "n", "?")
    assert reader.page.evaluate("document.getAnimations().length") == 0
    assert reader.page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == (
        "auto"
    )


def test_without_its_script_the_page_is_plain_text(browser, file):
    with open_screen(browser, file, script=False) as screen:
        assert Reader(screen).shown == [sentence.text for sentence in SENTENCES]
        assert screen.page.locator("button:visible, dialog:visible").count() == 0
        screen.page.locator("#outline summary").click()
        screen.page.get_by_role("link", name=HEADINGS[5]).click()
        place = screen.page.locator("h3", has_text=HEADINGS[5]).bounding_box()
        assert 0 <= place["y"] <= 300


def test_print_leaves_out_what_cannot_be_pressed(reader):
    reader.press("3")
    reader.page.emulate_media(media="print")
    assert reader.page.locator(".actions button:visible, nav:visible").count() == 0
    assert reader.shown == INDUSTRY
