import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from policy_themes.outputs.page import build_article, list_keys, list_shortcuts, render_page
from policy_themes.records import Why

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Reader(HTMLParser):
    """Reads a page back: its elements, their balance and the sentences in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.sentences: list[tuple[str, dict[str, str | None], str]] = []

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)
        if "sentence" in classes(dict(attributes)):
            self.sentences.append((self.open[-3], dict(attributes), ""))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.sentences and classes(self.elements[-1][1])[:1] == ["sentence"]:
            tag, attributes, text = self.sentences[-1]
            if self.open[-1] == "span":
                self.sentences[-1] = (tag, attributes, text + data)


def classes(attributes) -> list[str]:
    return (attributes.get("class") or "").split()


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


@pytest.fixture
def report(make):
    """A title, a lead, a heading with two paragraphs, a caption, a sub-heading, a credit, junk."""
    one, two = ("一、产业",), ("一、产业", "（一）茶")
    return [
        make("柳林镇2023年工作总结", index=1, kind="heading", start=0, end=12, themes=()),
        make("今年开局良好。", index=2, start=13, end=20, themes=()),
        make("一、产业", index=3, kind="heading", start=21, end=25, themes=("产业",)),
        make("种茶。", index=4, section=one, start=26, end=29, themes=("产业",)),
        make(
            "防火。", index=5, section=one, start=29, end=32, themes=("产业", "安全"), review=True
        ),
        make("另起一段。", index=6, section=one, start=33, end=38, themes=()),
        make(
            "图为茶园。", index=7, kind="caption", section=one, start=39, end=44, themes=("产业",)
        ),
        make("（一）茶", index=8, kind="heading", section=one, start=45, end=49, themes=()),
        make("采茶。", index=9, section=two, start=50, end=53, themes=("党建",)),
        make("柳林镇党委", index=10, kind="credit", section=two, start=54, end=59),
        make("- 1 -", index=11, kind="junk", section=two, start=60, end=65),
    ]


def test_every_sentence_is_there_in_order(report, themes):
    assert [text for _, _, text in read(render_page(report, themes)).sentences] == [
        sentence.text for sentence in report
    ]


def test_page_is_chinese_utf8_and_fits_a_phone(report, themes):
    page = render_page(report, themes)
    assert page.startswith("<!DOCTYPE html>\n")
    elements = read(page).elements
    assert ("html", {"lang": "zh-CN"}) in elements
    assert ("meta", {"charset": "utf-8"}) in elements
    assert any(attributes.get("name") == "viewport" for _, attributes in elements)


def test_page_loads_nothing_and_runs_no_script_but_its_own(report, make, themes):
    page = render_page([*report, make(report="r2")], themes)
    elements = read(page).elements
    assert [tag for tag, _ in elements].count("script") == 1
    for tag, attributes in elements:
        assert tag not in {"iframe", "img", "object"}
        for name, value in attributes.items():
            assert name != "style"
            assert not name.startswith("on")
            if name in {"src", "href"}:
                assert value.startswith(("#", "data:"))
    assert not re.search(r"https?://|@import|url\(", page)


@pytest.mark.parametrize("tag", ["style", "script"])
def test_the_policy_allows_this_style_and_this_script_alone(report, themes, tag):
    page = render_page(report, themes)
    _, own, _ = re.split(f"</?{tag}>", page)
    hashed = b64encode(sha256(own.encode()).digest()).decode()
    policies = [a["content"] for _, a in read(page).elements if "http-equiv" in a]
    assert len(policies) == 1
    assert policies[0].startswith("default-src 'none'; ")
    assert f"{tag}-src 'sha256-{hashed}';" in policies[0]
    assert "unsafe" not in policies[0]


@pytest.mark.parametrize("field", ["text", "report", "themes"])
def test_markup_in_the_text_is_shown_and_not_obeyed(make, themes, field):
    hostile = "<script>alert('x')</script>\"><b>&amp;"
    value = (hostile,) if field == "themes" else hostile
    page = render_page([make(**{"scores": {}, field: value})], themes)
    assert page.count("<script") == 1
    assert "<b>" not in page
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in page
    read(page)


def test_characters_that_cannot_be_written_go(make, themes):
    page = render_page([make("半\ud800个\x00\x1b。")], themes)
    assert "半\ufffd个。" in page.encode("utf-8").decode("utf-8")


def test_headings_paragraphs_captions_credits_and_junk_stand_apart(report):
    blocks = build_article("liulin-2023", report).blocks
    assert [(block.tag, block.kind, [s.index for s in block.sentences]) for block in blocks] == [
        ("h2", "title", [1]),
        ("p", "body", [2]),
        ("h3", "heading", [3]),
        ("p", "body", [4, 5]),
        ("p", "body", [6]),
        ("p", "caption", [7]),
        ("h4", "heading", [8]),
        ("p", "body", [9]),
        ("p", "credit", [10]),
        ("p", "junk", [11]),
    ]


def test_body_after_a_heading_begins_a_paragraph_even_without_a_line_break(make):
    sentences = [make("甲。", start=0, end=2), make("一、乙", kind="heading", start=2, end=5)]
    sentences.append(make("丙。", start=5, end=7))
    assert len(build_article("r", sentences).blocks) == 3


def test_headings_deeper_than_html_has_stay_at_the_deepest(make):
    deep = make("甲", kind="heading", section=("一", "二", "三", "四", "五", "六"))
    assert build_article("r", [deep]).blocks[0].tag == "h6"


def test_a_report_that_begins_with_a_section_has_no_title(make, themes):
    sentences = [
        make("一、产业", kind="heading"),
        make("种茶。", section=("一、产业",), start=5, end=8),
    ]
    article = build_article("liulin-2023", sentences)
    assert article.title == ""
    assert article.blocks[0].tag == "h3"
    assert "<h2>liulin-2023</h2>" in render_page(sentences, themes)


def test_sentences_with_the_same_themes_share_a_tint_and_name_their_themes(report, themes):
    page = render_page(report, themes)
    tints = {text: classes(attributes)[1:] for _, attributes, text in read(page).sentences}
    assert tints["今年开局良好。"] == []
    assert tints["种茶。"] == tints["图为茶园。"] == ["tint-1"]
    assert tints["防火。"] == ["tint-2", "review"]
    assert ".tint-1 { background: #FBE6CA; }" in page
    assert ".tint-2 { background: linear-gradient(#FBE6CA 0% 50%, #D9D2E4 50% 100%); }" in page
    assert (
        '防火。</span><span class="tag theme-2">产业</span><span class="tag theme-3">安全</span>'
        '<span class="tag doubt">待复核</span>'
    ) in page


def test_a_theme_that_is_not_known_is_grey_and_named(make, themes):
    page = render_page([make("收税。", themes=("财税",))], themes)
    assert '收税。</span><span class="tag theme-0">财税</span>' in page


def test_scores_of_all_themes_show_on_hover_in_the_order_of_the_themes(make, themes):
    sentence = make(scores={"安全": 0.005, "产业": 0.987, "党建": 0.1})
    (_, attributes, _), *_ = read(render_page([sentence], themes)).sentences
    assert attributes["title"] == "党建 0.10 · 产业 0.99 · 安全 0.01"


def test_a_sentence_not_labelled_has_nothing_on_hover(make, themes):
    (_, attributes, _), *_ = read(render_page([make(kind="credit")], themes)).sentences
    assert "title" not in attributes


def test_legend_gives_number_and_share_of_each_theme(report, themes):
    page = render_page(report, themes)
    assert '<span class="tag theme-2">产业</span>4 句，44%</li>' in page
    assert '<span class="tag theme-1">党建</span>1 句，11%</li>' in page
    assert '<span class="tag plain">无主题</span>4 句，44%</li>' in page
    assert '<span class="tag doubt">待复核</span>1 句，11%</li>' in page


def test_each_report_has_a_line_of_its_own_numbers(report, themes):
    page = render_page(report, themes)
    summary = re.search(r'<p class="summary">(.*?)</p>', page, re.DOTALL)
    assert summary is not None
    assert " ".join(summary[1].split()) == (
        "共 9 句 · 党建 1 · 产业 4 · 安全 1 · 无主题 4 · 待复核 1"
    )


def links(page):
    return [a["href"] for tag, a in read(page).elements if tag == "a"][
        1:
    ]  # first: skip to the text


def test_the_outline_leads_to_the_sections_of_a_report(report, themes):
    page = render_page(report, themes)
    assert links(page) == ["#section-1-3", "#section-1-7"]
    assert '<h3 class="heading" id="section-1-3">' in page
    assert '<li class="level-4"><a href="#section-1-7">（一）茶</a></li>' in page


def test_a_report_without_sections_gets_no_outline(make, themes):
    assert "<nav" not in render_page([make()], themes)


def test_an_outline_cuts_long_headings(make, themes):
    page = render_page([make("一、" + "长" * 60, kind="heading", section=("上",))], themes)
    assert f">一、{'长' * 37}…</a>" in page


def test_of_many_reports_the_outline_names_the_reports_alone(make, themes):
    one = {"kind": "heading", "section": ("上",)}
    made = [make("一、产业", report=f"r{i}", **one) for i in range(21)]
    assert len(links(render_page(made[:20], themes))) == 40
    assert links(render_page(made, themes)) == [f"#report-{i}" for i in range(1, 22)]


def test_several_reports_get_links(report, make, themes):
    page = render_page([*report, make("无题。", report="a b&c", themes=())], themes)
    ids = [attributes["id"] for tag, attributes in read(page).elements if tag == "article"]
    assert [link for link in links(page) if "report" in link] == [f"#{name}" for name in ids]
    assert ">柳林镇2023年工作总结</a> <small>liulin-2023</small>" in page
    assert ">a b&amp;c</a>" in page


def test_no_sentence_gives_a_page_that_says_so(themes):
    assert "没有句子。" in render_page([], themes)


def test_print_keeps_colours_and_loosens_the_legend(report, themes):
    page = render_page(report, themes)
    assert "print-color-adjust: exact" in page
    assert "position: static" in page.split("@media print")[1]


@pytest.fixture
def explained(make):
    """A sentence that says why it has 产业, and why 安全 is in doubt."""
    why = {
        "产业": Why((("种了", 1.2), ("〔小节〕", 0.8)), (2.0, 2.0, 0.0, 0.0, 1.0, -1.0, 0.0)),
        "安全": Why((), (0.0,) * 7),
    }
    return make(themes=("产业", "党建"), scores={"产业": 0.93, "安全": 0.4}, review=True, why=why)


def test_a_tag_that_says_why_takes_the_focus_and_the_others_do_not(explained, themes):
    elements = read(render_page([explained], themes)).elements
    focused = {
        attributes["aria-describedby"]: classes(attributes)
        for _, attributes in elements
        if attributes.get("tabindex") == "0"
    }
    panels = {attributes["id"] for _, attributes in elements if "why" in classes(attributes)}
    assert focused == {"why-1": ["tag", "theme-2"], "why-2": ["tag", "doubt"]}
    assert panels == focused.keys()


def test_a_panel_shows_score_reasons_and_shaded_characters(explained, themes):
    page = render_page([explained], themes)
    assert "<strong>产业</strong> 0.93 · 种了 1.20、〔小节〕 0.80<" in page
    assert (
        '<span class="weighed"><span class="up-4">种了</span>三百'
        '<span class="up-2">亩</span><span class="down-2">茶</span>。</span>'
    ) in page
    assert ".theme-2-why { --theme: 242 165 65; }" in page
    assert ">安全？</span>" in page
    assert "<strong>安全</strong> 0.40 · 无<" in page


def test_panels_of_all_sentences_have_ids_of_their_own(explained, themes):
    page = render_page([explained, replace(explained, report="r2")], themes)
    ids = [a["id"] for _, a in read(page).elements if "why" in classes(a)]
    assert ids == ["why-1", "why-2", "why-3", "why-4"]


def test_panels_open_by_focus_alone_and_print_hides_them(explained, themes):
    page = render_page([explained], themes)
    screen, print_ = page.split("@media print")
    assert ".why { display: none; }" in screen
    assert ".reasoned:focus-within > .why { display: block;" in screen
    assert ".reasoned:focus-within > .why { display: none; }" in print_


def test_a_page_with_reasons_loads_nothing_and_obeys_no_markup(make, themes):
    hostile = "<script>alert(1)</script>"
    why = {'"><b>': Why(((hostile, 1.0),), (1.0,) * len(hostile))}
    page = render_page([make(hostile, scores={}, why=why)], themes)
    assert page.count("<script") == 1
    assert "<b>" not in page
    assert not re.search(r"https?://|@import|url\(", page)
    read(page)


def test_a_page_without_reasons_does_not_speak_of_them(report, themes):
    page = render_page(report, themes)
    page = re.sub("<script>.*</script>", "", page, flags=re.DOTALL)
    assert not re.search("why|reasoned|tabindex|依据", page)


def test_a_sentence_names_the_filters_that_show_it(make, themes):
    assert list_keys(make(themes=("产业", "安全"), review=True), themes) == ["2", "3", "review"]
    assert list_keys(make(themes=()), themes) == ["none"]
    assert list_keys(make(themes=("财税",)), themes) == []


@pytest.mark.parametrize("fields", [{}, {"kind": "credit", "themes": ()}])
def test_no_filter_shows_a_sentence_that_is_not_labelled(make, themes, fields):
    assert list_keys(make(**fields), themes) is None
    assert (
        "data-keys"
        not in render_page([make(**fields)], themes).partition("<main")[2].partition("</main>")[0]
    )


def test_as_many_themes_have_a_key_as_there_are_digits(themes):
    (keys, words), *_ = list_shortcuts([*themes] * 4)
    assert keys == list("123456789")
    assert words.count("产业") == 3
