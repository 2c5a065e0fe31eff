from policy_themes.outputs.summary.changes import compare_years, find_pairs
from policy_themes.outputs.summary.digest import survey
from policy_themes.outputs.summary.words import write_paragraphs

LINE = "今年开展党员培训3次，成效明显，群众满意。\n"


def tell(overview):
    changes = [compare_years(pair, overview.labels) for pair in find_pairs(overview.digests)]
    return write_paragraphs(overview, changes)


def test_the_figures_are_told_in_words(overview):
    first, change, checks = tell(overview)
    assert first.startswith(
        "本汇总含 2 份报告，都来自云溪镇，2022 至 2023 年，共 14 句，其中 7 句（50.0%）有主题；"
        "8 句带数据，共 14 个数据。篇幅最多的主题是产业（28.6%）、党建（14.3%）、安全（7.1%）。"
    )
    assert change == (
        "云溪镇 2023 年与 2022 年相比，安全由 0.0% 升至 14.3%（+14.3 个百分点）；新出现安全；"
        "两年都有的数据 5 项。"
    )
    assert checks == "请人复核 1 句（7.1%）。"


def test_what_names_and_titles_do_not_say_is_told(write_reports):
    paragraphs = tell(survey([write_reports({"a": LINE, "云溪镇2023年": LINE})]))
    assert paragraphs[0].startswith("本汇总含 2 份报告，共 2 句")
    assert paragraphs[-1] == (
        "没有要复核的句子；1 份报告的名称和标题没有写明地方或单位；1 份没有写明年份。"
    )


def test_a_conflict_of_years_is_told(write_reports):
    text = f"云溪镇2022年工作总结\n\n{LINE}"
    assert (
        "1 份的名称与标题年份不同，以名称为准"
        in tell(survey([write_reports({"a-2023": text})]))[-1]
    )


def test_themes_without_sentences_are_named(write_reports):
    assert "没有产业、安全的句子。" in tell(survey([write_reports({"a": LINE})]))[0]


def test_where_a_theme_lies_is_told_when_there_is_enough_of_it(write_reports):
    text = LINE * 12 + "全镇茶园面积三百亩，长势良好。\n" * 12
    told = tell(survey([write_reports({"a": text})]))[0]
    assert "从位置看，党建多在开头三成（占其句子的 66.7%），产业多在结尾三成" in told


def test_many_changes_are_counted_instead_of_told_one_by_one(write_reports):
    names = [f"{place}镇{year}年" for place in "甲乙丙丁戊" for year in (2022, 2023)]
    reports = {
        n.replace("镇", "溪镇"): LINE if "2022" in n else "茶园长势良好，群众满意。\n"
        for n in names
    }
    (_, changes, _) = tell(survey([write_reports(reports)]))
    assert changes.startswith(
        "5 组年度对比中，占比变化 1 个百分点以上的：党建升 0 降 5，产业升 5 降 0"
    )
