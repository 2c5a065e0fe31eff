from decimal import Decimal

import pytest

from policy_themes.outputs.summary.changes import compare_years, find_pairs, is_plan
from policy_themes.outputs.summary.digest import survey
from policy_themes.records import Sentence

TEXT = "{}年工作总结\n\n一、成效\n\n{}\n\n群众满意。\n"


def sentence(text, section=()):
    return Sentence("a", 1, "body", section, 0, len(text), text)


@pytest.fixture
def change(overview):
    (pair,) = find_pairs(overview.digests)
    return compare_years(pair, overview.labels)


@pytest.fixture
def shifts(write_reports):
    def compare(first, second):
        reports = {n: TEXT.format(f"云溪镇{n}", t) for n, t in (("2022", first), ("2023", second))}
        overview = survey([write_reports(reports)])
        (pair,) = find_pairs(overview.digests)
        return [
            (s.counted, s.move, s.difference) for s in compare_years(pair, overview.labels).shifts
        ]

    return compare


def test_shares_of_the_two_years_are_compared(change):
    assert change.pair.years == (2022, 2023)
    assert change.came == ("安全",)
    assert change.went == ()
    assert change.points("安全") == pytest.approx(100 / 7)
    assert change.points("党建") == 0


def test_figures_of_the_same_wording_are_compared_plans_left_out(change):
    found = [(s.counted, s.unit, s.difference, s.ratio) for s in change.shifts]
    assert found == [
        ("全镇茶园面积", "亩", Decimal(600), pytest.approx(600 / 8600)),
        ("村集体经营性收入", "元", Decimal(1_260_000), pytest.approx(126 / 412)),
        ("村集体经营性收入", "%", Decimal("22.0"), None),
        ("发展党员", "名", Decimal(2), pytest.approx(2 / 9)),
        ("党员培训", "人次", Decimal(0), 0),
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("茶园面积300亩。", "茶园面积300公顷。"),
        ("茶园面积300亩。", "茶园新增面积400亩。"),
        ("茶园面积增长3%。", "茶园面积下降4%。"),
        ("茶园面积300亩，其他地方茶园面积310亩。", "茶园面积为300至400亩。"),
        ("茶园面积300亩。茶园面积310亩。", "茶园面积400亩。"),
        ("茶园面积300亩。", "2021年，茶园面积400亩。"),
        ("茶园面积300亩。", "明年茶园面积400亩。"),
        ("茶园面积300亩。", "去年，茶园面积400亩。"),
    ],
)
def test_what_is_not_the_same_or_not_certain_is_not_compared(shifts, first, second):
    assert shifts(first, second) == []


def test_reached_and_had_are_the_same_level(shifts):
    assert shifts("茶园面积300亩。", "茶园面积达到400亩。") == [("茶园面积", "", Decimal(100))]


def test_last_year_as_a_measure_is_no_figure_of_another_year(shifts):
    found = shifts("茶园面积比去年增长3%。", "茶园面积比上年增长4%。")
    assert found == [("茶园面积", "增长", Decimal(1))]


@pytest.mark.parametrize(
    ("names", "pairs"),
    [
        (["云溪镇2022年", "云溪镇2023年上半年"], []),
        (["云溪镇2022年上半年", "云溪镇2023年上半年"], [(2022, 2023)]),
        (["云溪镇2022年", "青石镇2023年"], []),
        (["云溪镇2022年", "云溪镇"], []),
        (["a-2022", "b-2023"], []),
        (["云溪镇2022年党建工作总结", "云溪镇2023年工作总结"], []),
        (["云溪镇2022年党建工作总结", "云溪镇2023年度党建工作总结"], [(2022, 2023)]),
        (["云溪镇2022年工作总结及2023年打算", "云溪镇人民政府2023年工作报告"], [(2022, 2023)]),
        (["云溪镇2024年", "云溪镇2020年", "云溪镇2022年"], [(2020, 2022), (2022, 2024)]),
    ],
)
def test_only_years_of_one_place_period_and_subject_pair(write_reports, names, pairs):
    texts = {name: f"{name}\n\n群众满意，成效明显。\n" for name in names}
    overview = survey([write_reports(texts)])
    assert [pair.years for pair in find_pairs(overview.digests)] == pairs


@pytest.mark.parametrize(
    ("text", "section", "plan"),
    [
        ("茶园面积300亩。", ("二、下一步打算",), True),
        ("力争茶园面积300亩。", (), True),
        ("茶园面积300亩。", ("一、主要成效",), False),
        ("计划生育服务300人次。", (), False),
    ],
)
def test_plans_are_told_from_results(text, section, plan):
    assert is_plan(sentence(text, section)) is plan
