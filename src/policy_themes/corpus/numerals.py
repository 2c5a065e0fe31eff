"""Numbers as reports write them: 3,200, 1.08万, 三千二百, 三四十."""

import re
from decimal import Decimal

ARABIC = r"(?:\d{1,3}(?:[,\uff0c]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
"""A number in digits; full-width digits are made half-width first, see `narrow_digits`."""
CHINESE = "[零〇一二两三四五六七八九十百千万亿]+"
POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}

_DIGITS = {d: i for i, d in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_D = "[一二两三四五六七八九]"
_SMALL = re.compile(rf"(?:({_D})千)?(零)?(?:({_D})百)?(零)?(?:({_D})?十)?(零)?({_D})?")
_PAIR = re.compile(rf"({_D})({_D})([十百千万亿]*)")
_WIDE = {ord("\uff10") + digit: str(digit) for digit in range(10)} | {
    ord(wide): chr(ord(wide) - 0xFEE0)
    for wide in "\uff0e\uff05\uff0f\uff5e\uff0d"  # . % / ~ -
}


def narrow_digits(text: str) -> str:
    """Return `text` with full-width digits, points and percent signs made half-width.

    Its length stays, so that offsets hold.
    """
    return text.translate(_WIDE)


def parse_digits(text: str) -> Decimal:
    """Return the value of digits that `ARABIC` matches."""
    return Decimal(re.sub("[,\uff0c]", "", text))


def parse_powers(text: str) -> int:
    """Return what 万, 千万, 亿 and the like multiply by; 1 for nothing."""
    product = 1
    for mark in text:
        product *= POWERS[mark]
    return product


def parse_chinese(text: str) -> tuple[Decimal, Decimal] | None:
    """Return the least and the most that a Chinese numeral says, or None where it is none.

    The two differ in 三四十 (30 to 40) and 七八百 alone. 百 and 万 by themselves are 100 and
    10,000; 两万三 is 23,000, as people say it; digits in a row with 〇 are read one by one.

    Args:
        text: Characters that `CHINESE` matches.

    References:
        GB/T 15835-2011, 出版物上数字用法, 4.2 (numbers in characters, 概数).
    """
    if pair := _PAIR.fullmatch(text):
        low, high = _DIGITS[pair[1]], _DIGITS[pair[2]]
        if high == low + 1 or (low, high) == (3, 5):
            power = parse_powers(pair[3])
            return Decimal(low * power), Decimal(high * power)
    value = _parse(text)
    return None if value is None else (Decimal(value), Decimal(value))


def _parse(text: str) -> int | None:
    if len(text) > 1 and "〇" in text and all(mark in _DIGITS for mark in text):
        return int("".join(str(_DIGITS[mark]) for mark in text))
    for mark in "亿万":
        head, found, tail = text.rpartition(mark)
        if found:
            left = _parse(head) if head else 1
            right = _parse_rest(tail, POWERS[mark])
            if left is None or right is None or mark in head:
                return None
            return left * POWERS[mark] + right
    return _parse_small(text)


def _parse_rest(text: str, above: int) -> int | None:
    """Return the value behind 亿 or 万: that of a lone digit is said without its power."""
    if not text:
        return 0
    if len(text) == 1 and text in _DIGITS:
        return _DIGITS[text] * above // 10
    value = _parse(text.removeprefix("零"))
    return value if value is not None and value < above else None


def _parse_small(text: str) -> int | None:
    """Return a value below 10,000; 百 and 千 alone are 100 and 1000."""
    match = _SMALL.fullmatch(f"一{text}" if text[:1] in ("百", "千") else text)
    if not match or not text.strip("零"):
        return 0 if text in ("零", "〇") else None
    thousands, gap, hundreds, second_gap, tens, third_gap, ones = match.groups()
    value = 1000 * _DIGITS[thousands or "零"] + 100 * _DIGITS[hundreds or "零"]
    has_tens = "十" in text
    value += 10 * _DIGITS[tens or "一"] if has_tens else 0
    spoken = ones and not (has_tens or gap or second_gap or third_gap)
    if spoken and hundreds:
        return value + 10 * _DIGITS[ones]  # 一百二
    if spoken and thousands:
        return value + 100 * _DIGITS[ones]  # 三千五
    return value + _DIGITS[ones or "零"]
