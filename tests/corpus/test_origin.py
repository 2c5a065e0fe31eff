import pytest

from policy_themes.corpus.origin import find_origin
from policy_themes.corpus.structure import parse_report

BODY = "\n\n今年以来，全镇各项工作稳步推进，取得了新的成效。\n"


def origin(title, name="x"):
    return find_origin(name, parse_report(name, title + BODY).sentences)


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("秋浦县澳角镇2023年上半年工作总结", "秋浦县澳角镇"),
        ("中共杨柳冲镇委员会2023年党建工作总结", "杨柳冲镇"),
        ("石榴坪街道映山社区2023年工作总结", "石榴坪街道映山社区"),
        ("岩桑县人力资源和社会保障局2021年度工作总结", "岩桑县人力资源和社会保障局"),
        ("霁川县乡村振兴局2021年工作总结", "霁川县乡村振兴局"),
        ("柏树塬镇人民政府工作报告", "柏树塬镇"),
        ("关于瓮岗乡巩固拓展脱贫攻坚成果情况的报告", "瓮岗乡"),
        ("2020年横圩镇工作总结", "横圩镇"),
        ("勇立潮头启新程——栗亭街道2025年工作综述", "栗亭街道"),
        ("茶山乡2021年工作安排", "茶山乡"),
    ],
)
def test_the_place_is_read_from_the_title(title, place):
    assert origin(title).place == place


@pytest.mark.parametrize(
    "title",
    [
        "政府工作报告",
        "椒红茶绿满山乡 实干笃行启新程",
        "奋楫争先开新局 砥砺前行谱新篇",
        "全面建设美丽乡村",
        "镇纪委到大窝村开展检查",
        "五载奋进谱华章",
    ],
)
def test_a_title_without_a_place_has_none(title):
    assert origin(title).place == ""


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("云溪镇2023年工作总结及2024年工作打算", 2023),
        ("云溪镇２０１８年工作总结", 2018),
        ("云溪镇二〇二三年工作总结", 2023),
        ("云溪镇二零二一年工作总结", 2021),
        ("政府工作报告", None),
        ("云溪镇12345热线工作总结", None),
    ],
)
def test_the_year_is_the_first_of_the_title(title, year):
    assert origin(title).year == year


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("sihu-2023", 2023),
        ("2024-01-10 四湖镇2023年总结", 2023),
        ("四湖镇", None),
        ("r20231231", None),
    ],
)
def test_the_year_of_a_name_need_not_say_so(name, year):
    assert origin("政府工作报告", name).year == year


def test_the_name_goes_before_the_title_and_the_conflict_is_told():
    found = origin("云溪镇2022年工作总结", "四湖镇2023年工作总结")
    assert (found.place, found.year, found.conflict) == ("四湖镇", 2023, True)


def test_name_and_title_that_agree_are_no_conflict():
    assert not origin("云溪镇2023年工作总结", "yunxi-2023").conflict


def test_a_folder_in_the_name_is_no_place():
    assert origin("政府工作报告", "青石镇/报告").place == ""


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("云溪镇2023年上半年工作总结及下半年工作打算", "上半年"),
        ("云溪镇2023年第三季度工作总结", "第三季度"),
        ("云溪镇2023年1—9月工作总结", "1—9月"),
        ("云溪镇2023年工作总结", ""),
    ],
)
def test_a_part_of_the_year_is_told(title, period):
    assert origin(title).period == period


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("云溪镇2023年工作总结及2024年工作打算", ""),
        ("云溪镇人民政府２０２３年工作报告", ""),
        ("奋楫扬帆启新程——云溪镇2023年高质量发展综述", ""),
        ("中共云溪镇委员会2023年党建工作总结", "党建"),
        ("云溪镇2021年法治政府建设工作情况报告", "法治建设"),
        ("奋楫扬帆启新程", ""),
    ],
)
def test_a_title_of_one_part_of_the_work_has_a_subject(title, subject):
    assert origin(title).subject == subject


def test_captions_above_the_title_are_not_taken_for_it():
    found = origin("助农插秧\n\n垃圾整治\n\n精品水果\n\n云溪镇2023年工作总结")
    assert (found.title, found.place) == ("云溪镇2023年工作总结", "云溪镇")


def test_an_untitled_report_has_no_origin():
    found = find_origin("a", parse_report("a", BODY).sentences)
    assert (found.title, found.place, found.year, found.period) == ("", "", None, "")
