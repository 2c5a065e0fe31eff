from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_themes.corpus.numerals import (
    narrow_digits,
    parse_chinese,
    parse_digits,
    parse_powers,
)

DIGITS = "零一二三四五六七八九"


def write_chinese(number: int) -> str:
    """Write a number below 10^12 in characters, as GB/T 15835 has it."""
    if number >= 10**8:
        head, rest, mark, power = *divmod(number, 10**8), "亿", 10**8
    elif number >= 10**4:
        head, rest, mark, power = *divmod(number, 10**4), "万", 10**4
    else:
        return write_small(number)
    gap = "零" if rest and rest < power // 10 else ""
    return write_chinese(head) + mark + gap + (write_chinese(rest) if rest else "")


def write_small(number: int) -> str:
    written = ""
    for mark, power in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, power)
        if digit:
            written += DIGITS[digit] + mark
        elif written and number and not written.endswith("零"):
            written += "零"
    return written or "零"


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_what_is_written_in_characters_is_read_back(number):
    assert parse_chinese(write_chinese(number)) == (number, number)


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_digits_are_read_with_and_without_separators(number):
    assert parse_digits(f"{number:,}") == parse_digits(str(number)) == number


@given(st.text(alphabet="零〇一二两三四五六七八九十百千万亿", max_size=12))
def test_no_row_of_characters_is_too_odd_to_be_read(text):
    bounds = parse_chinese(text)
    assert bounds is None or Decimal(0) <= bounds[0] <= bounds[1]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("一百二", 120),
        ("一百二十", 120),
        ("三千二百", 3200),
        ("三千五", 3500),
        ("一千零五十", 1050),
        ("两万三", 23_000),
        ("两千五百万", 25_000_000),
        ("一万零八", 10_008),
        ("三亿六千万", 360_000_000),
        ("百", 100),
        ("千万", 10_000_000),
        ("二〇二三", 2023),
    ],
)
def test_numerals_are_read_as_they_are_said(text, value):
    assert parse_chinese(text) == (value, value)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("三四十", 30, 40),
        ("七八百", 700, 800),
        ("两三", 2, 3),
        ("三五", 3, 5),
        ("五六万", 50_000, 60_000),
    ],
)
def test_two_digits_in_a_row_are_a_range(text, low, high):
    assert parse_chinese(text) == (low, high)


@pytest.mark.parametrize("text", ["", "二九", "十百", "三万四万", "五二", "零零"])
def test_other_rows_of_digits_are_no_number(text):
    assert parse_chinese(text) is None


def test_full_width_digits_keep_their_places():
    assert narrow_digits("增长１２．５％，共３／４") == "增长12.5%，共3/4"


@pytest.mark.parametrize(
    ("text", "power"), [("", 1), ("万", 10**4), ("千万", 10**7), ("万亿", 10**12)]
)
def test_powers_multiply(text, power):
    assert parse_powers(text) == power
