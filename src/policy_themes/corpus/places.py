"""Names of places: real counties that a report must not name, invented ones that tell nothing."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from policy_themes.errors import MissingPathError
from policy_themes.records import Sentence

_ALSO_WORDS = frozenset({"会同县", "海城市"})
"""Real places whose name stands in other words too: 会同县水利局 (together with), 滨海城市."""
_SHORTEST = 3
"""Characters of a county's name that is searched for in text; 忠县 and the like stand by chance."""
_UNIT = re.compile(r"^(.+?[县市区旗])(.+)$")
_SUFFIX = re.compile(r"(?:街道|社区|[县市区旗镇乡村场站])$")
_VILLAGE = re.compile(
    r"(?<=[\u3001\uff0c,;\uff1b\u3002:\uff1a\u201c\u201d(\uff08在到由以和与及从])"
    r"[\u4e00-\u9fff]{2,3}(?=村|社区|镇|乡|街道)"
)
_FIGURE = re.compile(
    r"[一二三四五六七八九〇○零]{4}(?=年)|\d+(?:[.,]\d+)*"
    r"|[二三四五六七八九]+十[一二三四五六七八九]?|[一二三四五六七八九]?[百千万]余?"
)


def read_counties(path: Path) -> list[str]:
    """Return the names of real counties, districts and county-level cities, one a line.

    Raises:
        MissingPathError: There is no such file.
    """
    if not path.is_file():
        raise MissingPathError(path)
    lines = path.read_text(encoding="utf-8").split()
    return [line for line in lines if not line.startswith("#")]


def find_real_places(
    texts: Mapping[str, str], places: Mapping[str, str], counties: Iterable[str]
) -> list[tuple[str, str]]:
    """Return the reports that name a real county, with the county, sorted.

    Districts (区) are looked for in the reports' own places alone: 城区 and 矿区 are words too.

    Args:
        texts: Text of each report by id.
        places: Place of each report by id, such as 霁川县两河口乡.
        counties: Names of real counties.
    """
    names = set(counties)
    searched = [
        n for n in names if len(n) >= _SHORTEST and not n.endswith("区") and n not in _ALSO_WORDS
    ]
    pattern = re.compile("|".join(map(re.escape, sorted(searched, key=len, reverse=True))) or "$^")
    found = {(report, name) for report, text in texts.items() for name in pattern.findall(text)}
    found |= {
        (report, county)
        for report, place in places.items()
        if (county := split_place(place)[0]) in names
    }
    return sorted(found)


def split_place(place: str) -> tuple[str, str]:
    """Return a place's county and its unit: 霁川县两河口乡 is 霁川县 and 两河口乡."""
    match = _UNIT.match(place)
    return (match[1], match[2]) if match else (place, "")


def mask_places(sentences: Iterable[Sentence], places: Sequence[str]) -> list[Sentence]:
    """Return the sentences with names of places, years and figures taken out.

    A theme that is learnt from them instead of from what the sentence says is a shortcut.

    Args:
        sentences: The sentences, headings above them masked too.
        places: Places of all reports; their counties and units are masked, with or without
            县, 乡 and the like. Names before 村, 社区, 镇, 乡 and 街道 are masked as they stand.
    """
    names = {part for place in places for part in split_place(place) if part}
    names |= {stem for name in names if len(stem := _SUFFIX.sub("", name)) > 1}
    known = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "$^")

    def mask(text: str) -> str:
        return _FIGURE.sub("0", _VILLAGE.sub("某", known.sub("某", text)))

    return [
        replace(s, text=mask(s.text), section=tuple(mask(heading) for heading in s.section))
        for s in sentences
    ]
