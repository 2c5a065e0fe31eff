import re
from html.parser import HTMLParser

import pytest

from policy_themes.outputs.report import find_top, group_sentences, render_report
from policy_themes.training.calibration import Coverage

VOID = {"meta", "link", "br", "wbr", "path", "circle", "polyline", "polygon"}
THRESHOLDS = {"党建": 0.4, "产业": 0.5, "安全": 0.6}
BANDS = {"党建": (0.2, 0.8), "产业": (0.3, 0.7)}
FACTS = {
    "r1": {"title": "柳林镇工作总结", "genre": "年度总结", "level": "乡镇", "year": 2023},
    "r2": {"title": "白土村工作总结", "genre": "年度总结", "level": "村", "year": 2021},
}


class Reader(HTMLParser):
    """Reads a page back: its elements and their balance, the cells of tables and all text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.tables: list[list[list[str]]] = []
        self.text = ""

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in {"td", "th"}:
            self.tables[-1][-1].append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data
        if {"td", "th"} & set(self.open):
            self.tables[-1][-1][-1] += data.strip()


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


@pytest.fixture
def gold(make):
    """Two right, 安全 missed beside 产业, 党建 set on a sentence without a theme."""
    return [
        make("种茶。", report="r1", index=1, themes=("产业",)),
        make("学党章。", report="r1", index=2, themes=("党建",)),
        make("茶厂查火险。", report="r2", index=1, section=("二、产业",), themes=("产业", "安全")),
        make("现汇报如下。", report="r2", index=2, themes=()),
    ]


@pytest.fixture
def labelled(gold):
    scores = [(0.1, 0.95, 0), (0.9, 0, 0), (0, 0.8, 0.06), (0.7, 0, 0)]
    return [
        sentence.labelled(
            tuple(t for t, s in zip(THRESHOLDS, own, strict=True) if s >= THRESHOLDS[t]),
            dict(zip(THRESHOLDS, own, strict=True)),
            review=own[0] == 0.7,
        )
        for sentence, own in zip(gold, scores, strict=True)
    ]


@pytest.fixture
def page(gold, labelled, themes):
    return render_report(
        "sm · dev", gold, labelled, themes, thresholds=THRESHOLDS, bands=BANDS, facts=FACTS
    )


def render(gold, labelled, themes, facts=FACTS):
    return render_report("x", gold, labelled, themes, thresholds={}, bands={}, facts=facts)


def test_page_is_chinese_fits_a_phone_and_names_what_it_is_about(page):
    elements = read(page).elements
    assert ("html", {"lang": "zh-CN"}) in elements
    assert any(attributes.get("name") == "viewport" for _, attributes in elements)
    assert "<title>评估报告 · sm · dev</title>" in page


def test_page_loads_nothing_and_runs_no_script(page):
    for tag, attributes in read(page).elements:
        assert tag not in {"script", "iframe", "img", "object"}
        for name, value in attributes.items():
            assert not name.startswith("on")
            if name in {"src", "href"}:
                assert value.startswith(("#", "data:"))
    assert not re.search(r"https?://|@import|url\(", page)
    assert "default-src 'none'; style-src 'sha256-" in page
    assert "unsafe" not in page


def test_every_link_leads_to_a_section(page):
    elements = read(page).elements
    links = [attributes["href"] for tag, attributes in elements if tag == "a"]
    assert links == [f"#{a['id']}" for tag, a in elements if tag == "section"]


def test_every_table_has_a_caption_and_every_heading_cell_a_scope(page):
    elements = read(page).elements
    tags = [tag for tag, _ in elements]
    assert tags.count("table") == tags.count("caption") > 0
    assert {a.get("scope") for tag, a in elements if tag == "th"} == {"col", "row"}


def test_every_picture_has_a_text_in_its_place(page):
    labels = [a["aria-label"] for tag, a in read(page).elements if tag == "svg"]
    assert len(labels) == 3 + 3 + 1
    assert labels[2] == "安全的精确率—召回率曲线，平均精确率 1.000"
    # One row at 0.7 that has no 党建, one at 0.9 that has, one at 0.1 that has not, one at 0.
    assert labels[3] == "党建的可靠性图，校准误差 0.225"


def test_each_theme_has_its_figures_threshold_and_band(page):
    table = read(page).tables[0]
    assert table[1] == ["党建", "0.500", "1.000", "0.667", "1", "0.40", "0.20–0.80"]
    assert table[2] == ["产业", "1.000", "1.000", "1.000", "2", "0.50", "0.30–0.70"]
    assert table[3] == ["安全", "0.000", "0.000", "0.000", "1", "0.60", "无"]
    assert table[4][:5] == ["微平均", "0.750", "0.750", "0.750", "4"]


def test_mistakes_are_the_darker_the_more_of_a_row_they_are(make, themes):
    # Of ten sentences of 党建 one is taken for 产业, and all four of 安全 are.
    gold = [make("甲。", report="r", index=i, themes=("党建",)) for i in range(10)]
    gold += [make("乙。", report="r", index=i, themes=("安全",)) for i in range(10, 14)]
    labelled = [
        s.labelled(("产业",), dict.fromkeys(THRESHOLDS, 0.5), review=False)
        if s.index in (0, 10, 11, 12, 13)
        else s
        for s in gold
    ]
    page = render(gold, labelled, themes)
    assert '<td class="heat-2">1</td>' in page
    assert '<td class="heat-6">4</td>' in page
    assert ".heat-6 { background:" in page


def test_confusion_has_a_row_and_a_column_for_no_theme(page):
    _, *rows = read(page).tables[1]
    assert rows == [
        ["党建", "1", "0", "0", "0"],
        ["产业", "0", "2", "0", "0"],
        ["安全", "0", "1", "0", "0"],
        ["无主题", "1", "0", "0", "0"],
    ]


def test_coverage_ends_with_the_pipelines_own_band(page):
    table = read(page).tables[2]
    assert table[1] == ["0.0", "100.0%", "25.0%", "25.0%"]
    assert table[-1] == ["本模型的存疑区间", "75.0%", "0.0%", "25.0%"]


def test_the_most_certain_mistake_comes_first_with_what_is_wrong(page):
    text = re.sub(r"\s+", " ", read(page).text.rpartition("红字是错的判断。")[2])
    first, second = text.index("茶厂查火险。"), text.index("现汇报如下。")
    assert first < second
    assert "白土村工作总结（r2，第 1 句）二、产业 茶厂查火险。" in text
    assert "把握 0.90 党建 0.00 · 产业 0.80 · 安全 0.06 漏标" in text
    assert "标准：无主题" in text[second:]
    assert "党建 0.70 误标" in text[second:]
    assert "种茶。" not in text


def test_groups_stand_in_the_order_of_lengths_years_or_sizes(gold, labelled):
    groups = group_sentences(gold, labelled, list(THRESHOLDS), FACTS)
    found = {group.name: [(v, e.sentences, e.exact) for v, e in group.rows] for group in groups}
    assert found == {
        "句长": [("20 字以内", 4, 0.5)],
        "文体": [("年度总结", 4, 0.5)],
        "层级": [("乡镇", 2, 1.0), ("村", 2, 0.0)],
        "年份": [("2021", 2, 0.0), ("2023", 2, 1.0)],
    }


def test_reports_of_which_nothing_is_known_come_last(gold, labelled):
    facts = {"r2": {"year": 2021}}
    groups = group_sentences([*gold, gold[0]], [*labelled, labelled[0]], list(THRESHOLDS), facts)
    assert [group.name for group in groups] == ["句长", "年份"]
    assert [value for value, _ in groups[1].rows] == ["2021", "不详"]


@pytest.mark.parametrize(
    ("wrong", "missed", "top"), [(0, 0, 0.05), (0.05, 0.02, 0.05), (0.02, 0.12, 0.15)]
)
def test_the_axis_of_risk_ends_above_every_point(wrong, missed, top):
    assert find_top([Coverage(1, wrong, missed, 0)]) == pytest.approx(top)


def test_without_thresholds_bands_and_facts_there_is_a_page(gold, labelled, themes):
    tables = read(render(gold, labelled, themes, facts={})).tables
    assert tables[0][1][-2:] == ["0.50", "无"]
    assert [table[0][0] for table in tables[3:]] == ["句长"]


def test_no_sentence_gives_a_page_that_says_so(themes):
    text = read(render([], [], themes)).text
    assert "没有这个主题的句子" in text
    assert "没有错误。" in text


def test_markup_in_the_text_is_shown_and_not_obeyed(gold, labelled, themes, make):
    hostile = "<script>alert('x')</script>\"><b>&amp;"
    sentence = make(hostile, report=hostile, section=(hostile,), themes=("党建",))
    found = sentence.labelled((), {}, review=False)
    facts = {hostile: {"title": hostile, "level": hostile}}
    page = render([sentence], [found], themes, facts)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    read(page)


def test_characters_that_cannot_be_written_go(make, themes):
    sentence = make("半\ud800个\x00\x1b。", themes=("党建",))
    page = render([sentence], [sentence.labelled((), {}, review=False)], themes)
    assert "半\ufffd个。" in page.encode("utf-8").decode("utf-8")


def test_the_themes_have_their_colours(page, themes):
    for i, theme in enumerate(themes, start=1):
        assert f".theme-{i} {{ background: {theme.colour}; color: " in page
