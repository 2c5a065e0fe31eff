from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_themes.corpus.figures import find_figures


def values(text):
    return [
        (str(f.low) if f.low == f.high else f"{f.low}~{f.high}", f.unit) for f in find_figures(text)
    ]


def counted(text):
    return [figure.counted for figure in find_figures(text)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("投入资金38.64万元。", "386400", "元"),
        ("投入资金1.1亿元。", "110000000", "元"),
        ("投入资金1,200元。", "1200", "元"),
        ("投入资金３，２００．５元。", "3200.5", "元"),
        ("投入两千五百万元。", "25000000", "元"),
        ("投入三十余万元。", "300000", "元"),
        ("栽植苗木11.5万株。", "115000", "株"),
        ("接待游客32 万人次。", "320000", "人次"),
        ("参保率达96.2%。", "96.2", "%"),
        ("参保率达９６．２％。", "96.2", "%"),
        ("参保率达百分之九十六。", "96", "%"),
        ("比例提高百分之三点五。", "3.5", "%"),
        ("其中因病的占七成。", "70", "%"),
        ("下降0.6个百分点。", "0.6", "个百分点"),
        ("下降0.6百分点。", "0.6", "个百分点"),
        ("总装机3.16万千瓦。", "31600", "千瓦"),
        ("硬化道路3千米。", "3", "公里"),
        ("新建文化广场300平米。", "300", "平方米"),
        ("每亩补贴标准150元/亩。", "150", "元/亩"),
        ("新建桥梁两座。", "2", "座"),
        ("停工四个多月。", "4", "个月"),
        ("惠及百余户。", "100", "户"),
        ("惠及1.2万余户。", "12000", "户"),
        ("接种3.12万剂次。", "31200", "剂次"),
        ("引来近千人。", "1000", "人"),
    ],
)
def test_values_are_in_the_base_unit(text, value, unit):
    assert values(text) == [(value, unit)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("每户增收3—5万元。", "30000~50000", "元"),
        ("每户增收3-5个。", "3~5", "个"),
        ("每户增收8000—1.2万元。", "8000~12000", "元"),
        ("每斤1.13元至1.17元。", "1.13~1.17", "元"),
        ("降低30%～40%。", "30~40", "%"),
        ("栽了三四十亩。", "30~40", "亩"),
    ],
)
def test_ranges_have_two_ends(text, value, unit):
    assert values(text) == [(value, unit)]


@pytest.mark.parametrize(
    "text",
    [
        "2023年3月5日召开第三次会议。",
        "坚决做到“两个维护”，推进“15分钟健康服务圈”。",
        "落实《关于办好3件实事的意见》。",
        "四是开展一次检查，帮助一个企业。",
        "园区二期开工，三组和五栋除外。",
        "打造千亩茶园、万人广场。",
        "实行24小时值班。",
        "落实中央八项规定精神和三个方面任务。",
        "PM2.5浓度达标，60岁以上免费。",
        "三方协商，六面出击。",
        "成功立项，共三成立。",
        "排名第5位。",
    ],
)
def test_names_dates_and_ordinals_are_no_figures(text):
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("现有居民楼46栋、居民3912户。", ["居民楼", "居民"]),
        ("排查3处隐患。", ["排查隐患"]),
        ("发放32户困难群众补贴。", ["发放困难群众补贴"]),
        ("新识别监测对象9户26人。", ["新识别监测对象"] * 2),
        ("村集体经营性收入38.64万元，同比增长21.3%。", ["村集体经营性收入"] * 2),
        ("高新技术企业由6家增加到29家。", ["高新技术企业"] * 2),
        ("医保参保率97.8%，比去年低了0.6个百分点。", ["医保参保率"] * 2),
        ("安排护林员、保洁员、道路维护员156人。", ["安排护林员、保洁员、道路维护员"]),
        ("压减渔船274艘、功率3.16万千瓦，今年完成71艘。", ["压减渔船", "功率", "压减渔船"]),
        ("设立“侨邻驿站”3处。", ["设立“侨邻驿站”"]),
        ("落实残疾人两项补贴。", ["补贴"]),
        ("2023年，茶叶产值达500万元以上。", ["茶叶产值"]),
        ("共12场次。", [""]),
    ],
)
def test_what_is_counted_is_in_the_words_of_the_sentence(text, expected):
    assert counted(text) == expected


@pytest.mark.parametrize(
    ("text", "moves"),
    [
        ("收入增长12%。", ["增长"]),
        ("起付线降低50%。", ["下降"]),
        ("收入达到38万元。", ["达到"]),
        ("比例稳定在90%左右。", ["达到"]),
        ("税收由3万元提高到5万元。", ["原为", "增至"]),
        ("保洁员由11人减为6人。", ["原为", "降至"]),
        ("病种扩大到30种。", ["增至"]),
        ("收入同比增长约8%。", ["增长"]),
        ("新增学位1650个。", [""]),
    ],
)
def test_moves_are_read_from_the_words_before(text, moves):
    assert [figure.move for figure in find_figures(text)] == moves


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("约30亩。", "约"),
        ("30亩左右。", "约"),
        ("30余亩。", "余"),
        ("二十多户。", "余"),
        ("减少三成多，面粉厂占大头。", "余"),
        ("30亩以上。", "以上"),
        ("不少于30亩。", "以上"),
        ("收入突破30万元。", "以上"),
        ("不超过30亩。", "以下"),
        ("30亩以内。", "以下"),
        ("共30亩。", ""),
    ],
)
def test_precision_is_read_from_both_sides(text, precision):
    assert [figure.precision for figure in find_figures(text)] == [precision]


def test_offsets_slice_the_sentence_as_it_is_written():
    text = "耕牛淘汰１５６头，拆除７００余平方米以上。"
    assert [text[f.start : f.end] for f in find_figures(text)] == ["１５６头", "７００余平方米以上"]


@given(st.integers(min_value=0, max_value=10**9), st.integers(min_value=0, max_value=2))
def test_money_in_ten_thousands_is_ten_thousand_times_as_much(number, decimals):
    amount = Decimal(number).scaleb(-decimals)
    (figure,) = find_figures(f"拨付资金{amount:f}万元。")
    assert (figure.low, figure.unit) == (amount * 10_000, "元")


@given(
    st.text(
        alphabet="增长至到约第一二三十百千万亿0123456789.,—-%户人元亩个、，。；“”（）新建茶",
        max_size=60,
    )
)
def test_figures_of_any_text_lie_in_it_one_after_the_other(text):
    place = 0
    for figure in find_figures(text):
        assert place <= figure.start < figure.end <= len(text)
        assert figure.low <= figure.high
        assert figure.unit
        place = figure.end


def test_a_congress_and_a_tricycle_are_no_figures():
    assert values("镇五届人大七次会议确定，劝导三轮车载人。") == []
