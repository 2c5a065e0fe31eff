import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from policy_themes.corpus import structure
from policy_themes.corpus.structure import Report, parse_report
from policy_themes.errors import LargeReportError

Rows = list[tuple[str, tuple[str, ...], str]]


def read(*lines: str) -> Rows:
    report = parse_report("a", "\n".join(lines))
    return [(s.kind, s.section, s.text) for s in report.sentences]


def kinds_of(*lines: str) -> list[tuple[str, str]]:
    return [(kind, text) for kind, _, text in read(*lines)]


def sections_of(*lines: str) -> list[tuple[tuple[str, ...], str]]:
    return [(section, text) for kind, section, text in read(*lines) if kind == "body"]


def test_a_short_report_reads_as_it_was_written() -> None:
    report = parse_report("liutang-2023", "柳塘村总结\n\n一、修渠\n东渠通了水\uff0c人人都高兴。")
    assert report.id == "liutang-2023"
    assert report.text == "柳塘村总结\n一、修渠\n东渠通了水\uff0c人人都高兴。"
    assert [(s.id, s.kind, s.section, s.start, s.end) for s in report.sentences] == [
        ("liutang-2023:1", "heading", (), 0, 5),
        ("liutang-2023:2", "heading", (), 6, 10),
        ("liutang-2023:3", "body", ("一、修渠",), 11, 23),
    ]
    assert report.damaged == 0


def test_sentences_come_without_themes() -> None:
    (sentence,) = parse_report("a", "东渠通了水。").sentences
    assert (sentence.themes, sentence.scores, sentence.review) == ((), {}, False)


def test_every_kind_is_told_apart() -> None:
    assert kinds_of(
        "柳塘镇工作总结",
        "来源:柳塘融媒",
        "一、修渠情况",
        "全镇修通了三条水渠。",
        "图为东渠通水",
        "- 1 -",
        "柳塘镇人民政府",
        "2023年12月1日",
    ) == [
        ("heading", "柳塘镇工作总结"),
        ("credit", "来源:柳塘融媒"),
        ("heading", "一、修渠情况"),
        ("body", "全镇修通了三条水渠。"),
        ("caption", "图为东渠通水"),
        ("junk", "- 1 -"),
        ("credit", "柳塘镇人民政府"),
        ("credit", "2023年12月1日"),
    ]


def test_headings_of_four_levels_stand_above_their_sentences() -> None:
    body = "全部按时完工,用的是县里的水利资金。"
    assert read(
        "一、修渠", "(一)主渠", "1.东段", "(1)上游", body, "(2)下游", body, "2.西段", body,
        "(二)支渠", body, "二、种茶", body, "(一)扩面", body,
    ) == [
        ("heading", (), "一、修渠"),
        ("heading", ("一、修渠",), "(一)主渠"),
        ("heading", ("一、修渠", "(一)主渠"), "1.东段"),
        ("heading", ("一、修渠", "(一)主渠", "1.东段"), "(1)上游"),
        ("body", ("一、修渠", "(一)主渠", "1.东段", "(1)上游"), body),
        ("heading", ("一、修渠", "(一)主渠", "1.东段"), "(2)下游"),
        ("body", ("一、修渠", "(一)主渠", "1.东段", "(2)下游"), body),
        ("heading", ("一、修渠", "(一)主渠"), "2.西段"),
        ("body", ("一、修渠", "(一)主渠", "2.西段"), body),
        ("heading", ("一、修渠",), "(二)支渠"),
        ("body", ("一、修渠", "(二)支渠"), body),
        ("heading", (), "二、种茶"),
        ("body", ("二、种茶",), body),
        ("heading", ("二、种茶",), "(一)扩面"),
        ("body", ("二、种茶", "(一)扩面"), body),
    ]  # fmt: skip


def test_parts_stand_above_numbered_headings() -> None:
    body = "全部按时完工,用的是县里的水利资金。"
    assert sections_of("第一部分 回顾", "一、修渠", body, "第二部分 打算", body) == [
        (("第一部分 回顾", "一、修渠"), body),
        (("第二部分 打算",), body),
    ]


def test_newspaper_headings_stand_above_their_paragraphs() -> None:
    assert read(
        "青禾镇的水与茶",
        "去年以来,青禾镇修通水渠,茶园从三百亩扩到了八百亩。",
        "水渠边上种起了茶",
        "茶园用工每天有两百多人,都是附近几个村的妇女。",
        "谁来管水",
        "水管员由村民推选,每人每月领八百元的补贴。",
    ) == [
        ("heading", (), "青禾镇的水与茶"),
        ("body", (), "去年以来,青禾镇修通水渠,茶园从三百亩扩到了八百亩。"),
        ("heading", (), "水渠边上种起了茶"),
        ("body", ("水渠边上种起了茶",), "茶园用工每天有两百多人,都是附近几个村的妇女。"),
        ("heading", (), "谁来管水"),
        ("body", ("谁来管水",), "水管员由村民推选,每人每月领八百元的补贴。"),
    ]


def test_a_newspaper_heading_stands_below_a_numbered_part() -> None:
    body = "茶园用工每天有两百多人,都是附近几个村的妇女。"
    assert sections_of("一、种茶", body, "水渠边上种起了茶", body, "二、修渠", body) == [
        (("一、种茶",), body),
        (("一、种茶", "水渠边上种起了茶"), body),
        (("二、修渠",), body),
    ]


def test_titles_are_in_no_path() -> None:
    body = "全部按时完工,用的是县里的水利资金。"
    assert sections_of("柳塘镇工作总结", "——2023年的水与茶", body, "一、修渠", body) == [
        ((), body),
        (("一、修渠",), body),
    ]


def test_a_run_in_heading_with_a_stop_stands_above_the_rest_of_its_paragraph() -> None:
    assert read(
        "一、修渠",
        "1.修通东段主渠。四月开工,九月通水,用工两千多个。还有两处闸门没换。",
        "2.修通西段主渠。明年三月动工,石料已经拉到了工地。",
    ) == [
        ("heading", (), "一、修渠"),
        ("body", ("一、修渠",), "1.修通东段主渠。"),
        ("body", ("一、修渠", "1.修通东段主渠"), "四月开工,九月通水,用工两千多个。"),
        ("body", ("一、修渠", "1.修通东段主渠"), "还有两处闸门没换。"),
        ("body", ("一、修渠",), "2.修通西段主渠。"),
        ("body", ("一、修渠", "2.修通西段主渠"), "明年三月动工,石料已经拉到了工地。"),
    ]


@pytest.mark.parametrize("colon", [":", "\uff1a"])
def test_a_run_in_heading_with_a_colon_stands_above_the_rest_of_its_paragraph(colon: str) -> None:
    first = (
        f"1.巡查水渠{colon}从四月起党员和村民代表轮流上渠,每天两次,逢大雨加一次,记在闸房的本子上。"
    )
    second = "发现渗水三处,都在当天堵上了。"
    assert sections_of("一、修渠", first + second) == [
        (("一、修渠",), first),
        (("一、修渠", "1.巡查水渠"), second),
    ]


def test_an_unnumbered_run_in_heading_holds_for_one_paragraph() -> None:
    following = "支部书记带着十二名党员包下了最难挖的一段。"
    assert sections_of("一、修渠", f"强支部,渠水流起来。{following}", following * 2) == [
        (("一、修渠",), "强支部,渠水流起来。"),
        (("一、修渠", "强支部,渠水流起来"), following),
        (("一、修渠",), following),
        (("一、修渠",), following),
    ]


def test_a_long_first_sentence_is_no_run_in_heading() -> None:
    first = "支部书记带着十二名党员包下了最难挖的一段,前后用了两个月。"
    assert sections_of("一、修渠", first + "村民都来帮忙。") == [
        (("一、修渠",), first),
        (("一、修渠",), "村民都来帮忙。"),
    ]


def test_a_numbered_sentence_that_is_all_of_its_paragraph_stands_above_nothing() -> None:
    first, second = "1.东段主渠在9月通了水。", "2.西段主渠要到2024年才能动工。"
    assert sections_of("一、修渠", first, second, "支渠的事情另外安排。") == [
        (("一、修渠",), first),
        (("一、修渠",), second),
        (("一、修渠",), "支渠的事情另外安排。"),
    ]


def test_first_and_second_are_sentences_beside_each_other() -> None:
    assert sections_of(
        "(一)修渠",
        "一是清淤。清出的淤泥铺到了茶园里,省下三万元。二是换闸。二十处旧闸都换了。",
        "明年接着修。",
    ) == [
        (("(一)修渠",), "一是清淤。"),
        (("(一)修渠", "一是清淤"), "清出的淤泥铺到了茶园里,省下三万元。"),
        (("(一)修渠",), "二是换闸。"),
        (("(一)修渠", "二是换闸"), "二十处旧闸都换了。"),
        (("(一)修渠",), "明年接着修。"),
    ]


def test_first_and_second_with_nothing_between_them_stand_above_nothing() -> None:
    text = "一是全线清淤。二是更换旧闸。三是推选水管员。"
    assert [section for section, _ in sections_of("(一)修渠", text)] == [("(一)修渠",)] * 3


def test_a_dash_opens_a_sentence_of_its_own() -> None:
    assert sections_of("——水渠全线通水。东段和西段在老鹰岩下合龙。") == [
        ((), "——水渠全线通水。"),
        (("——水渠全线通水",), "东段和西段在老鹰岩下合龙。"),
    ]


@pytest.mark.parametrize("stop", ["", "。"])
def test_a_numbered_line_is_a_heading_with_or_without_a_stop(stop: str) -> None:
    body = "支部建到了茶园里,党员带着农户学修剪。"
    assert read(f"(一)抓实支部{stop}", body) == [
        ("heading", (), f"(一)抓实支部{stop}"),
        ("body", ("(一)抓实支部",), body),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["(一)抓实支部。"], id="nothing below it"),
        pytest.param(["1.抓实支部。", "2.修通水渠。"], id="a list"),
        pytest.param(["(一)修通水渠3条。", "渠里有水。"], id="figures"),
        pytest.param(["一是抓实支部。", "渠里有水。"], id="first"),
        pytest.param(["抓实支部。", "渠里有水。"], id="no number"),
        pytest.param(["(一)抓实支部!", "渠里有水。"], id="exclamation"),
    ],
)
def test_a_sentence_on_a_line_of_its_own_is_no_heading(lines: list[str]) -> None:
    assert kinds_of(*lines) == [("body", line) for line in lines]


def test_a_heading_is_one_sentence_whatever_is_in_it() -> None:
    heading = "渠通了吗?看柳塘"
    assert kinds_of(heading, "", "东渠通了水,人人都高兴。")[0] == ("heading", heading)


@pytest.mark.parametrize(
    "lines",
    [
        ["柳塘镇人民政府", "2023年12月1日"],
        ["中共柳塘镇委员会"],
        ["柳塘村党支部"],
        ["柳塘县水利局", "2023年12月"],
    ],
)
def test_the_signature_at_the_end_is_a_credit(lines: list[str]) -> None:
    body = "全镇修通了三条水渠。"
    assert kinds_of("柳塘镇工作总结", body, *lines)[2:] == [("credit", line) for line in lines]


def test_an_office_that_is_no_signature_is_a_heading() -> None:
    body = "修通了三条水渠,建了两座小桥。"
    assert kinds_of("各单位的做法", body, "柳塘县水利局", body)[2] == ("heading", "柳塘县水利局")


@pytest.mark.parametrize("line", ["柳塘镇人民政府", "柳塘镇党委书记 王小柳", "镇长 王 柳"])
def test_who_reports_below_the_title_is_a_credit(line: str) -> None:
    assert kinds_of("柳塘镇2023年工作总结", line, "全镇修通了三条水渠。")[:2] == [
        ("heading", "柳塘镇2023年工作总结"),
        ("credit", line),
    ]


def test_a_title_that_names_an_office_alone_stays_the_title() -> None:
    assert kinds_of("柳塘镇人民政府", "全镇修通了三条水渠。")[0] == ("heading", "柳塘镇人民政府")


def test_captions_above_the_title_are_captions() -> None:
    captions = ["东渠通水", "茶园采茶", "老屋翻新"]
    assert kinds_of(*captions, "青禾镇的水与茶", "来源:青禾融媒", "青禾镇修通了水渠。") == [
        *(("caption", caption) for caption in captions),
        ("heading", "青禾镇的水与茶"),
        ("credit", "来源:青禾融媒"),
        ("body", "青禾镇修通了水渠。"),
    ]


def test_a_title_in_two_lines_is_no_caption() -> None:
    lines = ["引题:水通了", "青禾镇的水与茶", "——青禾见闻"]
    assert kinds_of(*lines, "青禾镇修通了水渠。")[:3] == [("heading", line) for line in lines]


def test_who_reports_is_no_caption() -> None:
    lines = ["柳塘镇人民政府", "柳塘村党支部"]
    assert kinds_of("水与茶", *lines, "(摘要)", "柳塘镇修通了水渠。")[:3] == [
        ("heading", "水与茶"),
        *(("credit", line) for line in lines),
    ]


def test_sentences_that_are_alike_have_offsets_of_their_own() -> None:
    report = parse_report("a", "通水了。通水了。\n通水了。")
    assert [(s.start, s.end) for s in report.sentences] == [(0, 4), (4, 8), (9, 13)]


def test_a_traditional_report_is_read_in_simplified_characters() -> None:
    report = parse_report("a", "柳塘鎮總結\n鄉(xiāng)村的山林轉變?yōu)閮r值。會議?xyz)開了。")
    assert report.text == "柳塘镇总结\n乡村的山林转变为价值。会议?xyz)开了。"
    assert report.damaged == 1


@pytest.mark.parametrize("text", ["", " \n\u3000\n", "\ufeff", "\f\f"])
def test_a_text_without_characters_has_no_sentences(text: str) -> None:
    assert parse_report("a", text) == Report("a", "", ())


OUTLINES = st.text(
    alphabet="一二、(一)1.2是——:,。;“”《》柳塘村修渠党委镇人民政府年月日摄图 \n\f", max_size=120
)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=120), OUTLINES))
@example("一、一、一、\n\f\n\n一、")
@example("\x1c\x1d\x1e\x85\u2028")
def test_any_text_parses_to_slices_of_the_cleaned_text(text: str) -> None:
    report = parse_report("a", text)
    assert [s.index for s in report.sentences] == [*range(1, len(report.sentences) + 1)]
    position = 0
    for sentence in report.sentences:
        assert position <= sentence.start < sentence.end
        assert report.text[sentence.start : sentence.end] == sentence.text
        position = sentence.end


@settings(deadline=None)
@given(OUTLINES)
def test_every_character_of_the_cleaned_text_is_in_a_sentence(text: str) -> None:
    report = parse_report("a", text)
    sentences = "".join(sentence.text for sentence in report.sentences)
    assert "".join(sentences.split()) == "".join(report.text.split())


@settings(deadline=None)
@given(OUTLINES)
def test_a_path_holds_headings_that_came_before(text: str) -> None:
    seen: list[str] = []
    for sentence in parse_report("a", text).sentences:
        for heading in sentence.section:
            assert any(other.startswith(heading) for other in seen)
        seen.append(sentence.text)


def test_a_text_with_more_sentences_than_any_report_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(structure, "_MOST_SENTENCES", 4)
    assert len(parse_report("a", "水通了。茶好了。\n路修了。").sentences) == 3
    with pytest.raises(
        LargeReportError, match=r"^a: too large to read \(more than 4 lines or sentences\)\."
    ):
        parse_report("a", "水通了。茶好了。\n路修了。房盖了。")
