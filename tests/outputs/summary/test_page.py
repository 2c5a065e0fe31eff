import re
from html.parser import HTMLParser

import pytest

from policy_themes.annotations.themes import Theme
from policy_themes.outputs.summary import page
from policy_themes.outputs.summary.digest import survey
from policy_themes.outputs.summary.page import mark_figures, render_summary

pytestmark = pytest.mark.extra("lab")
THEMES = (
    Theme("党建", "party", "#E4572E", "1", "党组织"),
    Theme("产业", "industry", "#F2A541", "2", "种植养殖"),
    Theme("安全", "safety", "#76609E", "3", "应急"),
)


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.targets, self.tags = [], [], []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append(tag)
        self.ids += [found["id"]] if "id" in found else []
        self.targets += [found["href"]] if tag == "a" else []


@pytest.fixture
def html(overview):
    return render_summary(overview, THEMES)


def read(html):
    links = Links()
    links.feed(html)
    return links


def test_page_is_chinese_fits_a_phone_and_loads_nothing(html):
    assert html.startswith('<!DOCTYPE html>\n<html lang="zh-CN">')
    assert "width=device-width" in html
    assert "default-src 'none'" in html
    assert "<script" not in html
    assert not re.search(r'(?:src|href)="(?!#|data:,)', html)


def test_every_link_leads_to_a_place_on_the_page_and_ids_are_unique(html):
    links = read(html)
    own = [name for name in links.ids if not re.fullmatch("[mp][0-9a-f]{10}", name)]
    assert len(own) == len(set(own))
    assert {target[1:] for target in links.targets if target != "data:,"} <= set(links.ids)
    assert len(links.targets) > 40


def test_a_share_leads_to_its_sentences(html):
    link = re.search(r'<a href="#(t2-r1-s1)">25.0%<small>1 句</small></a>', html)
    place = html.index(f'id="{link[1]}"')
    assert "第 3 句 · 一、主要成效" in html[place : place + 200]


def test_figures_are_marked_in_their_sentence_with_what_they_say(html):
    assert '<mark title="全镇茶园面积：8,600 亩">8600亩</mark>' in html
    assert '村集体经营性收入 <span class="move">增长</span> <b>8.6%</b>' in html


def test_years_are_compared(html):
    assert "云溪镇：2022 年与 2023 年" in html
    assert "+126 万元<small>+30.6%</small>" in html
    assert "新出现" in html


def test_sentences_to_check_stand_with_their_place(html):
    review = html[html.index('<section id="review">') : html.index('<section id="method">')]
    assert "走访脱贫户97户。" in review
    assert "第 5 句 · 一、主要成效" in review


def test_markup_in_a_report_is_text(write_reports):
    text = "<script>alert(1)</script>镇2023年\n\n茶园<img src=x onerror=y>成效明显。\n"
    html = render_summary(survey([write_reports({"<i>a</i>": text})]), THEMES)
    assert not {"script", "img", "i"} & set(read(html).tags)


def test_controls_and_lone_surrogates_do_not_reach_the_page(write_reports):
    html = render_summary(
        survey([write_reports({"a\x1b": "茶园\ud800成效明显，群众满意。\n"})]), THEMES
    )
    html.encode("utf-8")
    assert "\x1b" not in html


def test_with_too_many_sentences_the_page_has_the_totals_and_says_where_the_rest_is(
    overview, monkeypatch
):
    monkeypatch.setattr(page, "MOST_SENTENCES", 13)
    html = render_summary(overview, THEMES)
    assert 'id="sentences"' not in html
    assert "--output 汇总.xlsx" in html
    assert {target[1:] for target in read(html).targets if target != "data:,"} <= set(
        read(html).ids
    )


def test_long_tables_are_folded_and_cut(write_reports, monkeypatch):
    monkeypatch.setattr(page, "_MOST_SHOWN", 2)
    monkeypatch.setattr(page, "_MOST_ROWS", 4)
    names = [f"r{number}" for number in range(6)]
    html = render_summary(
        survey([write_reports(dict.fromkeys(names, "茶园长势良好，群众满意。\n"))]), THEMES
    )
    reports = html[html.index('<section id="reports">') : html.index('<section id="sections">')]
    assert "其余 4 行中的 2 行，全部见工作簿" in reports
    assert [name for name in names if f"{name} · " in reports] == ["r0", "r1", "r2", "r3"]


def test_pieces_of_a_sentence_are_the_sentence(overview):
    for report in page._read_reports(overview, THEMES):
        for entries in report.entries.values():
            for entry in entries:
                assert "".join(piece for piece, _ in mark_figures(entry)) == entry.sentence.text


def test_every_labelled_sentence_is_listed_under_each_of_its_themes(html, overview):
    links = read(html)
    listed = html.count('<p class="where">第 ') - html.count('<p class="where">现标')
    marks = sum(sum(d.counts.themes.values()) + d.counts.none for d in overview.digests)
    assert "t0" in links.ids
    assert listed == marks
