import pytest

from policy_themes.outputs.reasons import format_reasons, shade_text
from policy_themes.records import Why


def test_reasons_are_a_line():
    assert (
        format_reasons(Why((("茶叶", 1.235), ("〔小节〕", 0.8)), ())) == "茶叶 1.24、〔小节〕 0.80"
    )
    assert format_reasons(Why((), ())) == "无"


@pytest.mark.parametrize(
    ("weights", "runs"),
    [
        pytest.param((2, 2, 1, 0, -2), [("种茶", 4), ("三", 2), ("百", 0), ("亩", -4)], id="runs"),
        pytest.param(
            (4, 0.4, -0.4, 0, 0), [("种", 4), ("茶三百亩", 0)], id="small ones are nothing"
        ),
        pytest.param((0, 0, 0, 0, 0), [("种茶三百亩", 0)], id="no weight"),
    ],
)
def test_characters_are_shaded_by_their_part_of_the_greatest_weight(weights, runs):
    assert shade_text("种茶三百亩", Why((), weights)) == runs


def test_no_text_has_no_runs():
    assert shade_text("", Why((), ())) == []
