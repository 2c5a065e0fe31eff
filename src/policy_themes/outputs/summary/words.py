"""The first paragraph of a summary: what the figures say, in words."""

from collections.abc import Sequence

from policy_themes.outputs.counts import Counts
from policy_themes.outputs.summary.amounts import format_points, format_share
from policy_themes.outputs.summary.changes import Change
from policy_themes.outputs.summary.digest import PARTS, Overview

_MOST_CHANGES = 3
_MOST_NAMES = 3
_MARKED = 0.5
"""Share of a theme's sentences in three tenths of the reports that is worth a word."""
_LEAST = 1.0
"""Percentage points of change that are worth a word."""


def write_paragraphs(overview: Overview, changes: Sequence[Change]) -> list[str]:
    """Return paragraphs of plain Chinese, every number of which stands in a table too."""
    paragraphs = [_tell_scope(overview) + _tell_mix(overview)]
    if told := _tell_course(overview):
        paragraphs[0] += told
    paragraphs += _tell_changes(changes, overview.labels)
    return [*paragraphs, _tell_checks(overview)]


def _tell_scope(overview: Overview) -> str:
    digests = overview.digests
    places, years = overview.group_by_place(), overview.group_by_year()
    known, dated = list(filter(None, places)), list(filter(None, years))
    where = f"，涉及 {len(known)} 个地方或单位" if len(known) > 1 else ""
    when = f"，{dated[0]} 至 {dated[-1]} 年" if len(dated) > 1 else ""
    if len(places) == 1 and "" not in places:
        where = f"，都来自{next(iter(places))}"
    if len(years) == 1 and "" not in years:
        when = f"，{next(iter(years))} 年"
    counts = overview.counts
    themed = counts.labelled - counts.none
    figures = sum(digest.total_figures for digest in digests)
    figured = sum(digest.figured for digest in digests)
    return (
        f"本汇总含 {len(digests):,} 份报告{where}{when}，共 {counts.labelled:,} 句，其中 "
        f"{themed:,} 句（{format_share(counts.share(themed))}）有主题；"
        f"{figured:,} 句带数据，共 {figures:,} 个数据。"
    )


def _tell_mix(overview: Overview) -> str:
    counts = overview.counts
    ranked = sorted(
        (label for label in overview.labels if counts.themes.get(label)),
        key=lambda label: -counts.themes[label],
    )
    missing = [label for label in overview.labels if label not in ranked]
    if not ranked:
        return "没有带主题的句子。"
    named = "、".join(
        f"{label}（{format_share(counts.share(counts.themes[label]))}）"
        for label in ranked[:_MOST_NAMES]
    )
    told = f"篇幅最多的主题是{named}"
    if len(ranked) > _MOST_NAMES:
        last = ranked[-1]
        told += f"，最少的是{last}（{format_share(counts.share(counts.themes[last]))}）"
    return f"{told}。" + (f"没有{'、'.join(missing)}的句子。" if missing else "")


def _tell_course(overview: Overview) -> str:
    """Return which themes lie for the most part at the beginning, in the middle or at the end."""
    told = []
    for label in overview.labels:
        numbers = [part.themes.get(label, 0) for part in overview.parts]
        total = sum(numbers)
        if total < PARTS:
            continue
        for name, chosen in (("开头", numbers[:3]), ("结尾", numbers[-3:])):
            if sum(chosen) >= _MARKED * total:
                told.append(
                    f"{label}多在{name}三成（占其句子的 {format_share(sum(chosen) / total)}）"
                )
    return f"从位置看，{'，'.join(told)}。" if told else ""


def _tell_changes(changes: Sequence[Change], labels: Sequence[str]) -> list[str]:
    if len(changes) <= _MOST_CHANGES:
        return [_tell_change(change, labels) for change in changes]
    told = []
    for label in labels:
        points = [change.points(label) for change in changes]
        up, down = sum(p >= _LEAST for p in points), sum(p <= -_LEAST for p in points)
        told.append(f"{label}升 {up} 降 {down}")
    return [f"{len(changes)} 组年度对比中，占比变化 1 个百分点以上的：{'，'.join(told)}。"]


def _tell_change(change: Change, labels: Sequence[str]) -> str:
    first, second = change.pair.years
    moved = sorted(labels, key=lambda label: -abs(change.points(label)))
    parts = [
        _tell_shift(label, change.earlier, change.later, change.points(label))
        for label in moved[:_MOST_NAMES]
        if abs(change.points(label)) >= _LEAST
    ]
    told = "，".join(parts) or "各主题占比变化都不到 1 个百分点"
    subject = f"（{change.pair.subject}）" if change.pair.subject else ""
    told = f"{change.pair.place}{subject} {second} 年与 {first} 年相比，{told}"
    if change.came:
        told += f"；新出现{'、'.join(change.came)}"
    if change.went:
        told += f"；不再提{'、'.join(change.went)}"
    if change.shifts:
        told += f"；两年都有的数据 {len(change.shifts)} 项"
    return f"{told}。"


def _tell_shift(label: str, earlier: Counts, later: Counts, points: float) -> str:
    before, after = (c.share(c.themes.get(label, 0)) for c in (earlier, later))
    verb = "升" if points > 0 else "降"
    return (
        f"{label}由 {format_share(before)} {verb}至 {format_share(after)}"
        f"（{format_points(points)} 个百分点）"
    )


def _tell_checks(overview: Overview) -> str:
    counts = overview.counts
    told = [
        f"请人复核 {counts.review:,} 句（{format_share(counts.share(counts.review))}）"
        if counts.review
        else "没有要复核的句子"
    ]
    origins = [digest.origin for digest in overview.digests]
    if unknown := sum(not origin.place for origin in origins):
        told.append(f"{unknown:,} 份报告的名称和标题没有写明地方或单位")
    if unknown := sum(origin.year is None for origin in origins):
        told.append(f"{unknown:,} 份没有写明年份")
    if conflicts := sum(origin.conflict for origin in origins):
        told.append(f"{conflicts:,} 份的名称与标题年份不同，以名称为准")
    return f"{'；'.join(told)}。"
