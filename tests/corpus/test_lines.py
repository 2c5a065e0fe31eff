import pytest

from policy_themes.corpus.lines import furniture_kind, is_issuer, marker_level


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("第一部分 修渠情况", 1),
        ("第三章\uff1a种茶", 1),
        ("第十二节", 1),
        ("一、修渠情况", 2),
        ("十二、种茶情况", 2),
        ("一 、修渠情况", 2),
        ("一.修渠情况", 2),
        ("一\uff0e修渠情况", 2),
        ("(一)修渠情况", 3),
        ("\uff08一\uff09修渠情况", 3),
        ("( 二 )修渠情况", 3),
        ("亮点1:修渠", 4),
        ("做法二 种茶", 4),
        ("案例之三\uff1a养羊", 4),
        ("1.修渠", 5),
        ("12. 修渠", 5),
        ("1、修渠", 5),
        ("1\uff0e修渠", 5),
        ("(1)修渠", 6),
        ("\uff0812\uff09修渠", 6),
        ("1)修渠", 6),
        ("①修渠", 6),
        ("一是修渠。", 7),
        ("第一,修渠。", 7),
        ("第二、种茶。", 7),
        ("——修渠。", 7),
        ("--修渠。", 7),
    ],
)
def test_a_number_at_the_start_of_a_line_has_its_level(line: str, level: int) -> None:
    assert marker_level(line) == level


@pytest.mark.parametrize(
    "line",
    [
        "3.5亿元投向水渠",
        "12.5公里水渠修通",
        "3万亩茶园",
        "2023年,柳塘村修渠",
        "100.修渠",
        "十分重视、全力修渠",
        "一村一渠、一户一园",
        "第一书记进村",
        "第三产业增长",
        "第二季度修渠",
        "三个、四个村连片",
        "一、二车间并线生产",
        "一、二、三产业融合",
        "三、四季度集中修渠",
        "(试行)",
        "(修渠)一、二",
        "亮点工作不少",
        "修渠一、二期",
        "-修渠",
        "",
    ],
)
def test_a_number_that_counts_something_is_no_marker(line: str) -> None:
    assert marker_level(line) is None


@pytest.mark.parametrize("line", ["二、三农工作", "一、二十年修渠回顾", "三、四好农村路"])
def test_a_heading_that_begins_with_a_numeral_keeps_its_marker(line: str) -> None:
    assert marker_level(line) == 2


@pytest.mark.parametrize(
    "line",
    [
        "3",
        "- 3 -",
        "—12—",
        "·3·",
        "第3页",
        "第3页 共9页",
        "3/9",
        "3 共 9 页",
        "字体\uff1a大 中 小",
        "【字号:大】",
        "阅读量:128",
        "评论(3)",
        "点赞",
        "【打印】【关闭】",
        "打印本页 | 关闭窗口",
        "上一篇\uff1a柳塘村修渠",
        "下一条:柳塘村修渠",
        "扫一扫在手机打开",
        "相关阅读",
        "当前位置:首页 > 柳塘",
        "首页 > 政务公开",
        "------",
        "★★★",
        "……",
    ],
)
def test_page_furniture_is_junk(line: str) -> None:
    assert furniture_kind(line) == "junk"


@pytest.mark.parametrize(
    "line",
    [
        "来源:柳塘融媒",
        "作者 王小柳",
        "本报记者 王小柳 通讯员 李大禾",
        "(记者 王小柳)",
        "【责任编辑\uff1a李大禾】",
        "一审:王小柳 二审:李大禾",
        "联系电话:0000-1234567",
        "2023年5月1日",
        "\uff082023年5月\uff09",
        "二〇二三年五月一日",
        "2023-05-01",
        "2023-05-01 12:30",
        "2023年5月1日印发",
    ],
)
def test_bylines_and_dates_are_credits(line: str) -> None:
    assert furniture_kind(line) == "credit"


@pytest.mark.parametrize(
    "line",
    [
        "图为村民在修渠",
        "图1 水渠的走向",
        "图①\uff1a修渠",
        "图二 种茶",
        "▲村民在修渠",
        "(图\uff1a柳塘村供)",
        "资料图片:村民在修渠",
        "村民在修渠。王小柳 摄",
        "村民在修渠(王小柳 摄)",
        "村民在修渠(资料图片)",
        "新修的水渠\uff08图片\uff09",
    ],
)
def test_what_stands_under_a_picture_is_a_caption(line: str) -> None:
    assert furniture_kind(line) == "caption"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("2023年", id="a year with its unit"),
        pytest.param("12345热线办结及时", id="a number that opens a heading"),
        pytest.param("。", id="a stop that wrapping left alone"),
        pytest.param("。”", id="a stop and a quote"),
        pytest.param("\uff0c", id="a comma that wrapping left alone"),
        pytest.param("打印店进村", id="printing"),
        pytest.param("评论员文章", id="a commentator"),
        pytest.param("关闭小煤窑两处", id="closing something"),
        pytest.param("分享会在柳塘村召开", id="sharing"),
        pytest.param("来源广泛", id="a source without a colon"),
        pytest.param("编辑部", id="a role alone"),
        pytest.param("电话通知到户", id="a telephone"),
        pytest.param("作者们走进柳塘村采风", id="authors"),
        pytest.param("2023年5月1日上午,水渠通水", id="a date that opens a sentence"),
        pytest.param("图书馆建成开放", id="a library"),
        pytest.param("图强争先的柳塘村", id="striving"),
        pytest.param("摄影比赛在柳塘村开幕", id="photography"),
        pytest.param("柳塘村修渠", id="a heading"),
        pytest.param("村民们一起修渠。", id="a sentence"),
    ],
)
def test_a_near_miss_is_no_furniture(line: str) -> None:
    assert furniture_kind(line) is None


def test_a_caption_longer_than_eighty_characters_is_a_paragraph() -> None:
    assert furniture_kind("图为" + "柳" * 78) == "caption"
    assert furniture_kind("图为" + "柳" * 79) is None


@pytest.mark.parametrize(
    ("line", "issuer"),
    [
        ("中共青禾镇委员会", True),
        ("青禾镇人民政府", True),
        ("青禾镇党委", True),
        ("柳塘社区", True),
        ("柳塘村党支部", True),
        ("青禾县农业农村局", True),
        ("青禾镇人民政府(章)", True),
        ("柳塘村驻村工作队", True),
        ("柳塘村", False),
        ("加强党的建设", False),
        ("一、青禾镇党委", False),
        ("青禾镇党委书记", False),
        ("好局", False),
    ],
)
def test_the_signature_of_an_office_is_known(line: str, issuer: bool) -> None:
    assert is_issuer(line) is issuer
