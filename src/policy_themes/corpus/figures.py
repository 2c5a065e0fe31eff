"""The figures in a sentence: value, unit, what they count, which way it moved, how exact it is."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from policy_themes.corpus.counted import name_counted
from policy_themes.corpus.numerals import narrow_digits
from policy_themes.corpus.quantities import Quantity, find_quantities

Move = Literal["", "达到", "增长", "下降", "增至", "降至", "原为"]
Precision = Literal["", "约", "余", "以上", "以下"]

_BEFORE: tuple[tuple[re.Pattern[str], Precision], ...] = (
    (re.compile("(?:不超过|不高于|不到|不足|低于|最多|至多)$"), "以下"),
    (re.compile("(?:不少于|不低于|不止|至少|超过|突破|超|逾|上|过)$"), "以上"),
    (re.compile("(?:大约|将近|接近|(?<![签合节集违])约|近)$"), "约"),
)
_BEHIND: dict[str, Precision] = {
    "以上": "以上",
    "以下": "以下",
    "以内": "以下",
    "左右": "约",
    "上下": "约",
    "有余": "余",
    "多": "余",
}
_UP = "增长|增加|上升|提高|提升|上涨|净增|增幅|涨幅"
_DOWN = "下降|减少|降低|下跌|回落|缩短|压减|压降|压缩|下滑|降幅"
_MOVES: tuple[tuple[re.Pattern[str], Move], ...] = (
    (re.compile(rf"(?:{_UP}|增|升|涨|扩大|扩充|壮大|发展)[到至为]$"), "增至"),
    (re.compile(rf"(?:{_DOWN}|降|减|精简)[到至为]$"), "降至"),
    (re.compile(rf"(?:{_UP}|多|高)[了出达]?$"), "增长"),
    (re.compile(rf"(?:{_DOWN}|少|低)[了出达]?$"), "下降"),
    (re.compile("(?:达[到成]?了?|(?:稳定|保持|控制|维持)在|突破|调整[到至为]|变[为成])$"), "达到"),
    (re.compile("[由从](?:[^,\uff0c。;\uff1b、]{0,5}的)?$"), "原为"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with a unit in a sentence.

    Attributes:
        start: Offset of the number in the sentence.
        end: Offset behind its unit, and behind 以上 or 左右 that follow.
        low: Its value, powers such as 万 multiplied out; the least of a range.
        high: The same value; of a range the most.
        unit: The unit by one name each; money is in 元.
        counted: What it counts, in the sentence's words; empty where none can be read.
        move: Which way what it counts went; 原为 marks the value that it came from.
        precision: How exact the number is: 余 is a little more, 约 a little more or less.
    """

    start: int
    end: int
    low: Decimal
    high: Decimal
    unit: str
    counted: str
    move: Move
    precision: Precision


def find_figures(text: str) -> list[Figure]:
    """Return the figures of a sentence, in order.

    A number is a figure where a unit follows it. Left out are numbers in short quotations and
    in titles, which are names (“四个意识”), ordinals (第三次, 二期), dates, years and ages, 一
    before a measure word, which says "a" as often as "one", and 百, 千, 万 by themselves (千亩
    茶园), unless 近, 上 or 余 stands with them.

    Args:
        text: One sentence, as cleaned.
    """
    narrow = narrow_digits(text)
    quantities = find_quantities(narrow)
    counted: list[str] = []
    for i in range(len(quantities)):
        counted.append(name_counted(narrow, quantities, i, counted))
    return [
        _describe(narrow[: quantity.start], quantity, name)
        for quantity, name in zip(quantities, counted, strict=True)
    ]


def _describe(before: str, quantity: Quantity, counted: str) -> Figure:
    precision = _BEHIND.get(quantity.after, "余" if quantity.more else "")
    for pattern, says in _BEFORE:
        if match := pattern.search(before):
            precision = precision or says
            before = before[: match.start()] if match[0] != "突破" else before
            break
    move: Move = next((move for pattern, move in _MOVES if pattern.search(before)), "")
    return Figure(
        start=quantity.start,
        end=quantity.end,
        low=quantity.low,
        high=quantity.high,
        unit=quantity.unit,
        counted=counted,
        move=move,
        precision=precision,
    )
