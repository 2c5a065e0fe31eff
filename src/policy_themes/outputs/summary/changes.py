"""What changed between two years of one place."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from policy_themes.corpus.figures import Figure, Move, find_figures
from policy_themes.corpus.numerals import narrow_digits
from policy_themes.outputs.counts import Counts, is_labelled
from policy_themes.outputs.summary.digest import Digest, add_up
from policy_themes.records import Sentence

SHARES = ("%", "个百分点", "‰")
"""Units whose difference is in points, and is no share of anything."""
_SHORTEST = 2
_LEVELS = frozenset({"", "达到", "增至", "降至"})
_PLAN_SECTION = re.compile(
    "打算|计划|安排|下一步|下一阶段|明年|来年|思路|努力方向|工作目标|下半年重点"
)
_PLAN = re.compile(
    "力争|预计|计划(?!生育)|拟|明年|来年|下一步|下半年|目标任?务?[:\uff1a]?(?:是|为)|确保.{0,12}(?:达到|以上|不低于)"
)
_OTHER_TIME = re.compile(
    "(?<![比较])(?:去年|上年)(?!同期)|[两二三四五]年来|“十[二三四五六]五”(?:期间|以来|时期)"
)
_YEAR = re.compile(r"((?:19|20)\d\d)年")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two years of one place that there are reports from, next to each other.

    Attributes:
        place: The place or office.
        period: The part of the year that all of them report on, empty for the whole.
        subject: What all of them are of, empty for all the work of the place.
        earlier: The reports of the earlier year.
        later: The reports of the later year.
    """

    place: str
    period: str
    subject: str
    earlier: tuple[Digest, ...]
    later: tuple[Digest, ...]

    @property
    def years(self) -> tuple[int, int]:
        """The two years."""
        return self.earlier[0].origin.year or 0, self.later[0].origin.year or 0


@dataclass(frozen=True, slots=True)
class Mention:
    """A figure and the sentence that it stands in."""

    sentence: Sentence
    figure: Figure


@dataclass(frozen=True, slots=True)
class Shift:
    """The same thing counted in both years.

    Attributes:
        counted: What is counted, in the words of both.
        unit: The unit of both.
        move: 增长 or 下降 where both say how much it went up or down, else empty.
        earlier: The figure of the earlier year.
        later: The figure of the later year.
    """

    counted: str
    unit: str
    move: Move
    earlier: Mention
    later: Mention

    @property
    def difference(self) -> Decimal:
        """The later value less the earlier one."""
        return self.later.figure.low - self.earlier.figure.low

    @property
    def ratio(self) -> float | None:
        """The difference as a share of the earlier value; None where that says nothing."""
        if self.unit in SHARES or not self.earlier.figure.low:
            return None
        return float(self.difference / self.earlier.figure.low)


@dataclass(frozen=True, slots=True)
class Change:
    """What changed between two years of one place.

    Attributes:
        pair: The years and their reports.
        earlier: Counts of the earlier year.
        later: Counts of the later year.
        came: Themes that only the later year has.
        went: Themes that only the earlier year has.
        shifts: Figures that stand in both years.
    """

    pair: Pair
    earlier: Counts
    later: Counts
    came: tuple[str, ...]
    went: tuple[str, ...]
    shifts: tuple[Shift, ...]

    def points(self, label: str) -> float:
        """Return the difference of a theme's shares in percentage points."""
        before = self.earlier.share(self.earlier.themes.get(label, 0))
        after = self.later.share(self.later.themes.get(label, 0))
        return 100 * (after - before)


def find_pairs(digests: Iterable[Digest]) -> list[Pair]:
    """Return the pairs of years that can be compared, in the order of their places.

    A half year is compared with half a year and a whole one with a whole; a report on one
    subject, such as 党建, with one on the same; each year with the one before it that there are
    reports from.
    """
    groups: dict[tuple[str, str, str], dict[int, list[Digest]]] = {}
    for digest in digests:
        origin = digest.origin
        if origin.place and origin.year:
            by_year = groups.setdefault((origin.place, origin.period, origin.subject), {})
            by_year.setdefault(origin.year, []).append(digest)
    return [
        Pair(place, period, subject, tuple(by_year[first]), tuple(by_year[second]))
        for (place, period, subject), by_year in sorted(groups.items())
        for first, second in zip(sorted(by_year), sorted(by_year)[1:], strict=False)
    ]


def compare_years(pair: Pair, labels: Sequence[str]) -> Change:
    """Read the sentences of both years and return what changed."""
    earlier, later = add_up(pair.earlier), add_up(pair.later)
    before, after = _collect(pair.earlier), _collect(pair.later)
    shifts = [Shift(*key, before[key], after[key]) for key in after if key in before]
    return Change(
        pair=pair,
        earlier=earlier,
        later=later,
        came=tuple(t for t in labels if later.themes.get(t) and not earlier.themes.get(t)),
        went=tuple(t for t in labels if earlier.themes.get(t) and not later.themes.get(t)),
        shifts=tuple(shifts),
    )


def is_plan(sentence: Sentence) -> bool:
    """Return whether a sentence says what is to be done rather than what was done."""
    planned = any(_PLAN_SECTION.search(heading) for heading in sentence.section)
    return planned or bool(_PLAN.search(sentence.text))


_Key = tuple[str, str, Move]


def _collect(digests: Iterable[Digest]) -> dict[_Key, Mention]:
    """Return what is counted once in the reports, by wording, unit and move.

    Plans, figures of other years and ranges are left out, and so is what has two values.
    """
    found: dict[_Key, Mention] = {}
    values: dict[_Key, set[Decimal]] = {}
    for digest in digests:
        for sentence in filter(is_labelled, digest.source.read()):
            if is_plan(sentence) or _tells_of_other_years(sentence, digest.origin.year):
                continue
            for figure in find_figures(sentence.text):
                if key := _make_key(figure):
                    found.setdefault(key, Mention(sentence, figure))
                    values.setdefault(key, set()).add(figure.low)
    return {key: mention for key, mention in found.items() if len(values[key]) == 1}


def _tells_of_other_years(sentence: Sentence, year: int | None) -> bool:
    years = {int(found) for found in _YEAR.findall(narrow_digits(sentence.text))}
    return bool(years - {year}) or bool(_OTHER_TIME.search(sentence.text))


def _make_key(figure: Figure) -> _Key | None:
    if figure.low != figure.high or figure.move == "原为" or len(figure.counted) < _SHORTEST:
        return None
    return figure.counted, figure.unit, "" if figure.move in _LEVELS else figure.move
