from decimal import Decimal

import pytest

from policy_themes.corpus.figures import find_figures
from policy_themes.outputs.summary.amounts import (
    format_amount,
    format_difference,
    format_points,
    format_share,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("投入38.64万元。", "38.64 万元"),
        ("投入1.1亿元。", "1.1 亿元"),
        ("投入450元。", "450 元"),
        ("种茶11.5万株。", "115,000 株"),
        ("参保率97.80%。", "97.8%"),
        ("增收3—5万元。", "3 万元至 5 万元"),
        ("约30亩。", "约 30 亩"),
        ("30余亩。", "30 余亩"),
        ("30余万元。", "30 余万元"),
        ("三成多。", "30%多"),
        ("30亩以上。", "30 亩以上"),
    ],
)
def test_amounts_are_written_as_a_reader_likes_them(text, shown):
    (figure,) = find_figures(text)
    assert format_amount(figure) == shown


@pytest.mark.parametrize(
    ("difference", "unit", "shown"),
    [
        ("1260000", "元", "+126 万元"),
        ("-33000", "元", "−3.3 万元"),
        ("22.0", "%", "+22 个百分点"),
        ("-0.6", "个百分点", "−0.6 个百分点"),
        ("0", "户", "0 户"),
    ],
)
def test_differences_have_a_sign(difference, unit, shown):
    assert format_difference(Decimal(difference), unit) == shown


def test_shares_and_points_have_one_decimal():
    assert format_share(0.2749) == "27.5%"
    assert [format_points(p) for p in (4.26, -12.5, 0.04, -0.04)] == ["+4.3", "−12.5", "0.0", "0.0"]
