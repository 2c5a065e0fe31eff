import re
from html.parser import HTMLParser

import pytest

from policy_themes.annotations.agreement import measure_agreement
from policy_themes.annotations.annotators import Share, compare_annotators
from policy_themes.annotations.confusions import find_confusions
from policy_themes.outputs.agreement import across, find_reach, render_agreement

VOID = {"meta", "link", "br", "wbr", "path", "rect"}
NONE: frozenset[str] = frozenset()
PARTY, INDUSTRY, SAFETY = frozenset(["党建"]), frozenset(["产业"]), frozenset(["安全"])
ANSWERS = {
    "li": {"r1:1": PARTY, "r1:2": INDUSTRY, "r2:1": NONE, "r2:2": SAFETY, "r3:1": PARTY},
    "wang": {"r1:1": PARTY, "r1:2": SAFETY, "r2:1": INDUSTRY, "r2:2": SAFETY, "r3:1": PARTY},
    "赵": {"r1:1": PARTY, "r1:2": SAFETY, "r2:1": NONE, "r2:2": SAFETY, "r3:1": PARTY | SAFETY},
}
TEXTS = {
    "r1:2": "大棚用电<b>隐患</b>查了三遍。",
    "r2:1": "全年卖茶\x07二十吨 & 增收。",
    "r3:1": "党员上门查灶具。",
}


class Reader(HTMLParser):
    """Reads a page back: its elements and their balance, and the rows of its tables."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self.text = ""

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data.strip()


def render(themes, answers=None, texts=TEXTS) -> str:
    answers = ANSWERS if answers is None else answers
    labels = [theme.label for theme in themes]
    return render_agreement(
        "r7",
        answers,
        measure_agreement(answers, labels),
        find_confusions(answers, labels),
        compare_annotators(answers, labels),
        themes,
        texts,
    )


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


@pytest.fixture
def page(themes) -> str:
    return render(themes)


def test_every_theme_and_the_sets_have_their_figures(page, themes):
    figures = measure_agreement(ANSWERS, [theme.label for theme in themes])
    rows = {row[0]: row for row in read(page).rows if len(row) == 6}
    for figure in figures:
        row = rows.get(figure.name) or rows["集合"]
        assert row[2] == f"{figure.percent * 100:.1f}%"
        assert row[3] == f"{figure.alpha:.3f}{figure.low:.3f}–{figure.high:.3f}"
        assert row[4] == f"{figure.ac:.3f}"


def test_the_bar_ends_at_alpha_and_its_line_at_the_interval(page, themes):
    safety = measure_agreement(ANSWERS, [theme.label for theme in themes])[2]
    charts = page.split('aria-label="安全：α')[1].split("</svg>")[0]
    assert f'width="{across(safety.alpha)}"' in charts
    assert f'd="M{across(safety.low)} 12H{across(safety.high)}' in charts
    assert f'd="M{across(safety.ac)} 1V7"' in charts


def test_a_confusion_shows_its_sentence_with_what_each_gave(page):
    confused = page.split('id="confusions"')[1].split('id="annotators"')[0]
    words = "".join(
        read(f"<main><section {confused.rpartition('<section')[0]}</main>").text.split()
    )
    assert "产业与安全：1句大棚用电<b>隐患</b>查了三遍。li产业wang安全赵安全r1:2" in words
    assert "产业与无主题：1句全年卖茶二十吨&增收。li无主题wang产业赵无主题r2:1" in words
    assert "党建与安全：1句党员上门查灶具。li党建wang党建赵党建安全r3:1" in words


def test_the_one_who_departs_most_comes_first_and_is_marked_where_he_departs(themes):
    # Zhao alone sees 安全 in the first sentence of every report.
    rest = {f"r{i}:{j}": PARTY for i in range(1, 6) for j in (1, 2)}
    zhao = {key: PARTY | SAFETY if key.endswith(":1") else own for key, own in rest.items()}
    page = render(themes, {"li": rest, "wang": rest, "赵": zhao})
    own = page.split('id="annotators"')[1]
    names = re.findall(r'<tr><th scope="row">(\S+)</th>', own)
    assert names[0] == "赵"
    marked = re.findall(r'class="aside departs"><span>(\S+)</span>', own)
    assert marked == ["+50.0%"]


def test_a_page_escapes_what_it_shows_and_loads_nothing(page):
    assert "<b>隐患</b>" not in page
    assert "&lt;b&gt;隐患" in page
    assert "\x07" not in page
    for tag, attributes in read(page).elements:
        assert tag not in {"script", "img", "iframe"}
        assert not {"src", "onclick", "onload"} & attributes.keys()
        if "href" in attributes:
            assert attributes["href"].startswith(("#", "data:"))
    assert not re.search(r"url\(|@import|https?:", page)
    assert "default-src 'none'; style-src 'sha256-" in page
    assert "unsafe" not in page


def test_a_departure_that_rounds_to_nothing_has_no_sign(themes):
    page = render(themes, {"li": ANSWERS["li"], "wang": ANSWERS["li"]})
    assert "<span>0.0%</span>" in page
    assert not re.search(r"[+−]0\.0%", page)


def test_links_of_the_page_lead_to_its_sections(page):
    elements = read(page).elements
    ids = {attributes.get("id") for _, attributes in elements}
    links = [own["href"] for tag, own in elements if tag == "a"]
    assert len(links) == 3
    assert {link.removeprefix("#") for link in links} <= ids


def test_annotators_who_agree_leave_a_page_without_confusions(themes):
    page = render(themes, {"li": ANSWERS["li"], "wang": ANSWERS["li"]})
    assert "没有分歧。" in page
    assert 'departs"' not in page


def test_a_sentence_without_its_text_is_named_by_its_id(themes):
    page = render(themes, texts={})
    assert 'class="sentence"' not in page
    assert "r1:2" in page


def test_annotators_without_a_sentence_in_common_are_told(themes):
    page = render(themes, {"li": {"r1:1": PARTY}, "wang": {"r1:2": PARTY}})
    assert "没有两人都标过的句子。" in read(page).text


@pytest.mark.parametrize(("value", "place"), [(0.5, 50), (-0.2, 0), (1, 100), (0.98765, 98.77)])
def test_a_value_lies_inside_its_chart(value, place):
    assert across(value) == place


@pytest.mark.parametrize(
    ("shares", "reach"),
    [([], 0.01), ([Share(0, 0, 0)], 0.01), ([Share(0, -0.034, 0.01), Share(0, 0, 0.02)], 0.04)],
)
def test_the_axis_of_departures_holds_all_intervals(shares, reach):
    assert find_reach(shares) == pytest.approx(reach)
