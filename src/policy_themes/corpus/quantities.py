"""Numbers with units where they stand in a sentence, ranges joined."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from policy_themes.corpus.numerals import (
    ARABIC,
    CHINESE,
    parse_chinese,
    parse_digits,
    parse_powers,
)
from policy_themes.corpus.units import UNIT, counts_characters, is_other_word, name_unit

_LONGEST_NAME = 12
"""Characters of a quotation that is taken for a name, whose numbers count nothing: “四个意识”."""
_POWERS = r"(?:十|百(?!分)|千(?![瓦米克伏]))?[万亿]*"
_NUMBER = re.compile(
    rf"(?<![第届A-Za-z\d.·])(?<!人大)(?:(?P<digits>{ARABIC})\s?"
    rf"|百分之(?P<percent>{CHINESE}(?:点[零一二三四五六七八九]+)?)"
    rf"|(?P<chinese>{CHINESE}))(?P<powers>{_POWERS})(?P<more>[余多来几])?(?P<rest>{_POWERS})\s?"
    rf"(?P<unit>{UNIT})?(?P<after>以上|以下|以内|左右|上下|有余|多(?=[,\uff0c。、;\uff1b]))?"
)
"""1.2 万余户, 30 余万元: what is more stands before or behind a power."""
_NAME = re.compile(rf"“[^“”]{{0,{_LONGEST_NAME}}}”|《[^《》]*》")
_ALWAYS = re.compile(r"(?:7\s?[\u00d7*xX]\s?)?24\s?小时")
"""Round the clock: no figure."""
_TO = re.compile(r"\s?(?:[-~—–]{1,2}|至|到)\s?")
_FROM = re.compile("[由从][^,\uff0c。;\uff1b、]{0,8}$")
_TENTH = 10
"""成 is a tenth: 七成 is 70 %."""
_ROUND = re.compile("[百千万亿]+")
_NEAR = re.compile("(?:[近上超逾过破]|(?<![签合节集违])约)$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with a unit.

    Attributes:
        start: Offset of the number.
        end: Offset behind its unit, and behind 以上 or 左右 that follow.
        low: Its value, powers such as 万 multiplied out; the least of a range.
        high: The same value; of a range the most.
        unit: The unit by its one name; empty where none follows.
        more: Whether 余, 多, 来 or 几 say that it is a little more.
        after: 以上, 左右 and the like behind it.
        power: What its 万 or 亿 multiplied it by.
    """

    start: int
    end: int
    low: Decimal
    high: Decimal
    unit: str
    more: bool
    after: str
    power: int


def find_quantities(text: str) -> list[Quantity]:
    """Return the numbers with units in a sentence, in order; see `figures.find_figures`.

    Args:
        text: A sentence whose digits are half-width.
    """
    names = [match.span() for match in [*_NAME.finditer(text), *_ALWAYS.finditer(text)]]
    joined: list[Quantity] = []
    for quantity in _iter_numbers(text):
        if any(start <= quantity.start < end for start, end in names):
            continue
        if joined and (whole := _join(text, joined[-1], quantity)):
            joined[-1] = whole
        else:
            joined.append(quantity)
    return [quantity for quantity in joined if quantity.unit]


def _iter_numbers(text: str) -> Iterator[Quantity]:
    for match in _NUMBER.finditer(text):
        bounds = _read_bounds(text, match)
        if bounds is None:
            continue
        unit = "%" if match["percent"] else name_unit(match["unit"] or "")
        power = parse_powers(match["powers"] + match["rest"])
        times = power * _TENTH if unit == "成" else power
        yield Quantity(
            start=match.start(),
            end=match.end() if unit else match.end("rest"),
            low=_tidy(bounds[0] * times),
            high=_tidy(bounds[1] * times),
            unit="%" if unit == "成" else unit,
            more=bool(match["more"]) or match["unit"] == "个多月",
            after=match["after"] or "",
            power=power,
        )


def _tidy(value: Decimal) -> Decimal:
    """Return a value without the zeros that a product leaves behind its point."""
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()


def _read_bounds(text: str, match: re.Match[str]) -> tuple[Decimal, Decimal] | None:
    if match["digits"]:
        if match["unit"] and is_other_word(text, match.start("unit")):
            return None
        value = parse_digits(match["digits"])
        return value, value
    if match["percent"]:
        whole, _, part = match["percent"].partition("点")
        digits = "".join(str("零一二三四五六七八九".index(digit)) for digit in part)
        found = parse_chinese(whole)
        return found and (found[0] + Decimal(f"0.{digits or 0}"),) * 2
    number = match["chinese"]
    unit = match["unit"] or ""
    if unit and (is_other_word(text, match.start("unit")) or not counts_characters(unit, number)):
        return None
    if number == "一" or (
        _ROUND.fullmatch(number) and not match["more"] and not _NEAR.search(text[: match.start()])
    ):
        return None
    return parse_chinese(number)


def _join(text: str, first: Quantity, second: Quantity) -> Quantity | None:
    """Return the range that two numbers are: 3—5万元, 30%至40%, 8000—1.2万元."""
    if first.high != first.low or not second.unit or first.unit not in ("", second.unit):
        return None
    if not _TO.fullmatch(text[first.end : second.start]) or first.after:
        return None
    if first.unit and _FROM.search(text[: first.start]):
        return None  # 由6家到9家 are two figures
    low = first.low
    if not first.unit and first.power == 1 and low * second.power <= second.low:
        low *= second.power
    return replace(second, start=first.start, low=low) if low < second.high else None
