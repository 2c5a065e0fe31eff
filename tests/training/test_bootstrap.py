import pytest

from policy_themes.training.bootstrap import compare_f1

THEMES = ("产业", "生态")


def test_the_difference_of_two_systems_lies_in_its_interval():
    reports = [f"r{i // 10}" for i in range(200)]
    gold = [("产业",) if i % 2 else ("生态",) for i in range(200)]
    worse = [themes if i % 5 else () for i, themes in enumerate(gold)]
    micro, macro = compare_f1(reports, gold, gold, worse, THEMES)
    # Of 200 themes 40 are missed: F1 = 2 * 160 / 360.
    assert micro.mean == pytest.approx(1 - 320 / 360)
    assert micro.low == pytest.approx(micro.high) == pytest.approx(micro.mean)
    assert macro.low <= macro.mean <= macro.high


def test_a_difference_that_one_report_makes_may_be_luck():
    reports = [f"r{i // 10}" for i in range(200)]
    gold = [("产业",)] * 200
    worse = [() if report == "r3" else ("产业",) for report in reports]
    micro, _ = compare_f1(reports, gold, gold, worse, THEMES)
    assert micro.low == 0 < micro.mean < micro.high


def test_equal_systems_do_not_differ():
    gold = [("产业",), ("生态",)]
    for difference in compare_f1(["a", "b"], gold, gold, gold, THEMES):
        assert (difference.mean, difference.low, difference.high) == (0, 0, 0)


def test_macro_f1_is_the_mean_over_themes():
    gold = [("产业",)] * 9 + [("生态",)]
    ours, others = gold, [("产业",)] * 9 + [()]
    _, macro = compare_f1(["a"] * 10, gold, ours, others, THEMES)
    assert macro.mean == pytest.approx(0.5)
