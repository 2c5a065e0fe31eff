"""The units that figures of reports are counted in."""

import re

_MEASURES = (
    "元|美元|%|‰|成|个百分点|百分点|倍|亩|公顷|平方公里|平方千米|平方米|平米|平方|㎡|m²|公里|"
    "千米|km|延米|米|厘米|毫米|海里|吨|公斤|千克|kg|斤|克|立方米|立方|m³|方|升|千瓦时|千瓦|"
    "兆瓦|吉瓦|千伏安|千伏|度|微克/立方米|毫克/升|小时|分钟|天|个工作日|工作日|个月|个多月|"
    "课时|学时"
)
_COUNTS = (
    "剂次|剂|针|遍|桌|车|棒|人次|人份|人|名|位|户次|户|场次|场|车次|班次|批次|轮次|家次|台次|辆次|件次|例次|册次|次|"
    "轮|趟|期|批|个|处|家|座|栋|幢|间|套|台|辆|艘|条|项|件|起|所|株|棵|头|只|羽|尾|口|眼|盏|块|"
    "面|张|份|册|本|篇|支|类|种|门|盘|枚|封|把|根|副|架|匹|床|桶|袋|箱|包|瓶|筐|宗|例|单|笔|幅|"
    "片|组|对|道|段|节|部|孔|盒|顶|窝|层|班|棚"
)
_ALIASES = {
    "百分点": "个百分点",
    "平方千米": "平方公里",
    "平米": "平方米",
    "平方": "平方米",
    "㎡": "平方米",
    "m²": "平方米",
    "千米": "公里",
    "km": "公里",
    "千克": "公斤",
    "kg": "公斤",
    "立方": "立方米",
    "方": "立方米",
    "m³": "立方米",
    "工作日": "个工作日",
    "个多月": "个月",
}
_ONE = "|".join(
    re.escape(unit) for unit in sorted(f"{_MEASURES}|{_COUNTS}".split("|"), key=len, reverse=True)
)
UNIT = rf"(?:{_ONE})(?:/(?:{_ONE}|年|月|日))?"
"""A unit, or one by another: 元/亩."""
_IN_DIGITS_ALONE = re.compile("面|方|度|单|对|段|节|部|孔|门|包|克|升|棚|片|幅|块|封|%|‰")
"""Units that a number in characters does not count: 三方, 六面, 两门 and the like are words."""
_ORDERED = re.compile("期|批|组|栋|班|层|口|道|套|把")
"""Units that a number in characters orders or names (二期, 三组, 三口之家); only 两 counts them."""
_OTHER_WORD = re.compile(
    "口之家|人[民大居]|个(?:一|方面|全面|维护|确立|意识|自信|毫不|代表|务必|必须|区分|覆盖|不变)|次产业|"
    "项规定|家庭|处[置理]|种[植养]|起[来草]|场[镇所]|天[候然]|面[积向对]|部[署门]|支[部持]|条例|轮[车胎椅]|车[间位辆站道库主]|"
    "期间|度夏|成[立果本员效功为长熟年品套绩都交片分人就]"
)


def name_unit(unit: str) -> str:
    """Return the one name of a unit that is written in several ways: 平方 is 平方米."""
    if unit in _ALIASES or unit in _MEASURES.split("|"):
        return _ALIASES.get(unit, unit)
    return "/".join(_ALIASES.get(part, part) for part in unit.split("/"))


def counts_characters(unit: str, number: str) -> bool:
    """Return whether a number in characters, such as 三 or 二十, is a count of `unit`."""
    if _IN_DIGITS_ALONE.fullmatch(unit):
        return False
    return not _ORDERED.fullmatch(unit) or "两" in number


def is_other_word(text: str, start: int) -> bool:
    """Return whether the unit that seems to stand at `start` is the beginning of a word."""
    return bool(_OTHER_WORD.match(text, start))
