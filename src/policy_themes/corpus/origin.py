"""Where and when a report is from, as its name and its title say."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from policy_themes.corpus.lines import marker_level
from policy_themes.corpus.numerals import narrow_digits, parse_chinese
from policy_themes.records import Sentence

_HAN = "[\u3400-\u9fff]"
_UNIT = (
    "镇|乡(?!村)|街道|村|社区|县|市|区|旗|苏木|局|办公室|指挥部|中心|支队|大队|农场|林场|"
    "统战部|统一战线工作部|组织部|宣传部"
)
_BEHIND = (
    "人民政府|政府|党委|党工委|党总支|党支部|委员会|居民委员会|村民委员会|办事处|管委会|机关|关于|工作|党建|年度|上半年|"
    "下半年|前三季度|高质量|经济(?!开发|技术)|乡村振兴(?!局)|脱贫|推进|开展|落实|党的|召开|防御|应对|多措并举|人居|生态环境(?!局|分局)|"
    "巩固|积极|扎实|全力|全面|深入|着力|大力|持续|强化|第[一二三四五六七八九十]+[届个]"
)
_PLACE = re.compile(
    rf"{_HAN}{{2,24}}?(?:{_UNIT})(?=$|\s|\d|“|[二〇零]{{1,2}}[〇零一二三四五六七八九]{{2}}|{_BEHIND})"
)
_ASSEMBLY = re.compile(
    rf"在({_HAN}{{2,12}}?(?:镇|乡|街道|县|市|区|旗))(?=第.{{1,6}}届|人民代表大会|党员代表大会)"
)
_PREFIX = re.compile(
    r"^(?:[-—_\s《“]+|中共|中国共产党|关于|(?:19|20)\d\d\s?[-年.]?(?:度|\d{1,2}[月.-]?(?:\d{1,2}日?)?)?|上半年)"
)
_NOWHERE = re.compile(
    "^[镇乡村县区市街社局全本各我]|[在把让使将为的到]|[新开全大结格布]局$|(?:[满拂城水家侨故他返下])乡$|[满拂]山乡$|"
    "(?:农|乡|新|强|富|城中)村$|[新城山库园片景]区$"
)
"""What ends like a place and is none: 椒红茶绿满山乡, 奋楫争先开新局, 镇纪委到大窝村."""
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?年")
_CHINESE_YEAR = re.compile("(二[〇零][〇零一二三四五六七八九]{2})年")
_NAME_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_COMMON = re.compile(
    r"(?:19|20)\d\d\s?年度?|二[〇零][〇零一二三四五六七八九]{2}年度?|\d{1,2}[-—至到]\d{1,2}月|中共|人民政府|政府|"
    "党委|党工委|委员会|居民|村民|办事处|管委会|关于|上半年|下半年|前三季度|第?[一二三四]季度|全年|年度|总结|"
    "工作|打算|计划|安排|思路|要点|重点|情况|报告|汇报|综述|述职|推进|开展|高质量|发展|经济社会|"
    r"(?:^|(?<=[\s—]))[^—]*——|[的及暨和与、\s《》“”()\uff08\uff09—:\uff1a]"
)
"""What titles of reports on all the work of a place are made of."""
_PERIOD = re.compile(r"上半年|前三季度|第?[一二三四]季度|\d{1,2}[-—至到]\d{1,2}月|下半年")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and when a report is from.

    Attributes:
        title: The line of its title that says most; empty where it has none.
        place: Its place or office as written, 石榴坪街道映山社区; empty where nothing names one.
        year: The year that it reports on; None where nothing says so.
        period: The part of the year that it reports on, 上半年; empty where it names none.
        subject: What its title is of beside the work of the place as a whole: 党建, 法治建设.
        conflict: Whether its name and its title say different years; the name's is taken.
    """

    title: str
    place: str
    year: int | None
    period: str
    subject: str = ""
    conflict: bool = False


def find_origin(report: str, sentences: Sequence[Sentence]) -> Origin:
    """Return where and when a report is from.

    Its name, which its owner can change, is asked first, then its title: the unnumbered headings
    above the text. The year is the first that 年 follows, or any in the name; a review of 2023
    with plans for 2024 is from 2023. The place is the first words of the name, or of a part of
    the title, that end in 镇, 乡, 街道, 村, 社区, 县, 局 and the like and go on with a year,
    人民政府, 工作 or such; 中共, 关于 or a year may stand before them. Below the title, 在…镇第…届
    of a congress tells too. Nothing else is tried: where they say nothing, place or year is
    unknown.

    Args:
        report: Its name, as its sentences carry it.
        sentences: Its sentences; those above the first of its text are enough.
    """
    head = list(_iter_head(sentences))
    name = narrow_digits(report.rpartition("/")[2])
    titles = [sentence.text for sentence in head if sentence.kind == "heading"]
    lines = [narrow_digits(title) for title in titles]
    years, places = list(map(_find_year, lines)), list(map(_find_place, lines))
    titled, named = next(filter(None, years), None), _find_year(name) or _find_bare_year(name)
    title = _choose(titles, years) or _choose(titles, places)
    place = next(filter(None, places), "")
    congress = (match[1] for each in head if (match := _ASSEMBLY.search(each.text)))
    return Origin(
        title=title or "".join(titles[:1]),
        place=next(filter(None, [_find_place(name), *places, *congress]), ""),
        year=named or titled,
        period=next((m[0] for line in [name, *lines] if (m := _PERIOD.search(line))), ""),
        subject=_find_subject(title, place),
        conflict=bool(named and titled and named != titled),
    )


def _iter_head(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    for sentence in sentences:
        if sentence.kind == "body" or sentence.section or marker_level(sentence.text):
            return
        yield sentence


def _choose(titles: Sequence[str], found: Sequence[object]) -> str:
    return next((title for title, value in zip(titles, found, strict=True) if value), "")


def _find_year(line: str) -> int | None:
    if match := _YEAR.search(line):
        return int(match[1])
    if match := _CHINESE_YEAR.search(line):
        value = parse_chinese(match[1].replace("零", "〇"))
        return int(value[0]) if value else None
    return None


def _find_subject(title: str, place: str) -> str:
    """Return what is left of a title without place, time and the words that any title has."""
    return _COMMON.sub("", narrow_digits(title).replace(place, "", 1))


def _find_bare_year(name: str) -> int | None:
    match = _NAME_YEAR.search(name)
    return int(match[1]) if match else None


def _find_place(line: str) -> str:
    for part in re.split("——|[:\uff1a]", line):
        while match := _PREFIX.match(part):
            part = part[match.end() :]
        match = _PLACE.match(part)
        if match and not _NOWHERE.search(match[0]):
            return match[0]
    return ""
