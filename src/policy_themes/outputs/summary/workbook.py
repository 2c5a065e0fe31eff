"""A summary as a workbook, which holds every sentence and figure behind its numbers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from policy_themes.annotations.themes import Theme
from policy_themes.outputs.counts import Counts, count_sentences
from policy_themes.outputs.spreadsheet import open_workbook
from policy_themes.outputs.summary.changes import (
    Change,
    Mention,
    compare_years,
    find_pairs,
)
from policy_themes.outputs.summary.digest import (
    Digest,
    Overview,
    add_up,
    split_sections,
)
from policy_themes.outputs.summary.rows import SENTENCE_COLUMNS, UNKNOWN, write_sentences
from policy_themes.outputs.summary.sheets import Cell, Column, Sheet
from policy_themes.outputs.summary.words import write_paragraphs
from policy_themes.records import Sentence

_PERCENT = "0.0%"
_WHOLE = "#,##0"


def write_summary(path: Path, overview: Overview, themes: Sequence[Theme]) -> None:
    """Write the summary as a workbook, or leave `path` as it was.

    Any number of its first sheets is found again in 句子与数据 by its filters: the sum of 句数 is
    the number of sentences, as the figures of one sentence stand on rows below each other.

    Args:
        path: The workbook.
        overview: The reports in numbers; their sentences are read again, one report at a time.
        themes: The themes in order.

    Raises:
        UnwritableFileError: The folder or the file cannot be written.
    """
    changes = [compare_years(pair, overview.labels) for pair in find_pairs(overview.digests)]
    with open_workbook(path) as workbook:
        _Book(workbook, themes).write(overview, changes)


class _Book:
    """The sheets."""

    def __init__(self, workbook: Any, themes: Sequence[Theme]) -> None:
        self._workbook = workbook
        self._themes = themes
        self._labels = [theme.label for theme in themes]

    def write(self, overview: Overview, changes: Sequence[Change]) -> None:
        self._write_overview(overview, changes)
        self._write_reports(overview.digests)
        sections = self._add_sheet(
            "各章节", [Column("报告", 20), Column("次序", 6), Column("章节", 40)], counted=True
        )
        self._write_changes(changes)
        sentences = Sheet(self._workbook, "句子与数据", SENTENCE_COLUMNS)
        reviews = Sheet(self._workbook, "待复核", self._review_columns())
        for digest in overview.digests:
            own = digest.source.read()
            self._write_sections(sections, digest, own)
            write_sentences(sentences, digest, own)
            self._write_reviews(reviews, digest, own)
        for sheet in (sections, sentences, reviews):
            sheet.close()

    def _add_sheet(
        self, name: str, columns: Sequence[Column], *, counted: bool, above: Sequence[str] = ()
    ) -> Sheet:
        return Sheet(
            self._workbook, name, [*columns, *(self._count_columns() if counted else ())], above
        )

    def _count_columns(self) -> list[Column]:
        return [
            Column("句数", 8, _WHOLE),
            *(Column(f"{t.label}占比", 12, _PERCENT, t.colour) for t in self._themes),
            Column("无主题占比", 12, _PERCENT),
            *(Column(f"{t.label}句数", 12, _WHOLE, t.colour) for t in self._themes),
            Column("无主题句数", 12, _WHOLE),
            Column("待复核句数", 12, _WHOLE),
        ]

    def _count_cells(self, counts: Counts) -> list[Cell]:
        numbers = [*(counts.themes.get(label, 0) for label in self._labels), counts.none]
        shares = [counts.share(number) if counts.labelled else None for number in numbers]
        return [counts.labelled, *shares, *numbers, counts.review]

    def _write_overview(self, overview: Overview, changes: Sequence[Change]) -> None:
        columns = [Column("范围", 12), Column("名称", 28), Column("报告", 8, _WHOLE)]
        above = ["政策主题汇总", *write_paragraphs(overview, changes)]
        sheet = self._add_sheet("概览", columns, counted=True, above=above)
        digests = overview.digests
        sheet.write(["全部", "", len(digests), *self._count_cells(overview.counts)])
        groups = [("年份", overview.group_by_year()), ("地方或单位", overview.group_by_place())]
        for kind, group in groups:
            for name, own in group.items():
                sheet.write([kind, name or UNKNOWN, len(own), *self._count_cells(add_up(own))])
        for number, counts in enumerate(overview.parts, start=1):
            sheet.write(["位置", f"第 {number} 个十分之一", None, *self._count_cells(counts)])
        sheet.close()

    def _write_reports(self, digests: Sequence[Digest]) -> None:
        columns = [
            *(Column("报告", 20), Column("标题", 40), Column("地方或单位", 22), Column("年份", 8)),
            *(Column("时段", 10), Column("备注", 22)),
            *(Column("带数据的句子", 12, _WHOLE), Column("数据", 8, _WHOLE)),
        ]
        sheet = self._add_sheet("各报告", columns, counted=True)
        for digest in digests:
            origin = digest.origin
            facts: list[Cell] = [origin.place or UNKNOWN, origin.year or UNKNOWN, origin.period]
            note = "名称与标题年份不同，以名称为准" if origin.conflict else ""
            numbers = [digest.figured, digest.total_figures, *self._count_cells(digest.counts)]
            sheet.write([digest.report, origin.title, *facts, note, *numbers])
        sheet.close()

    def _write_sections(self, sheet: Sheet, digest: Digest, own: Sequence[Sentence]) -> None:
        for number, (head, sentences) in enumerate(split_sections(own).items(), start=1):
            counts = self._count_cells(count_sentences(sentences))
            sheet.write([digest.report, number, head or "（标题与引言）", *counts])

    def _write_changes(self, changes: Sequence[Change]) -> None:
        sheet = Sheet(self._workbook, "年度对比", _CHANGE_COLUMNS)
        for change in changes:
            first, second = change.pair.years
            pair = change.pair
            frame: list[Cell] = [pair.place, pair.period, pair.subject, first, second]
            for label in self._labels:
                before, after = (
                    100 * c.share(c.themes.get(label, 0)) for c in (change.earlier, change.later)
                )
                note = (
                    "新出现" if label in change.came else "不再提" if label in change.went else ""
                )
                cells: list[Cell] = [
                    "主题占比",
                    label,
                    "",
                    "%",
                    before,
                    after,
                    after - before,
                    None,
                    note,
                ]
                sheet.write([*frame, *cells])
            for shift in change.shifts:
                values = [shift.earlier.figure.low, shift.later.figure.low, shift.difference]
                named: list[Cell] = ["数据", shift.counted, shift.move, shift.unit]
                sources = [*_locate(shift.earlier), *_locate(shift.later)]
                sheet.write([*frame, *named, *values, shift.ratio, "", *sources])
        sheet.close()

    def _review_columns(self) -> list[Column]:
        return [
            *(Column("报告", 20), Column("序号", 8), Column("小节", 30), Column("句子", 70)),
            Column("现标主题", 16),
            *(Column(theme.label, 11, "0.00", theme.colour) for theme in self._themes),
            Column("复核结果", 20),
        ]

    def _write_reviews(self, sheet: Sheet, digest: Digest, own: Sequence[Sentence]) -> None:
        for sentence in own:
            if sentence.review:
                place: list[Cell] = [digest.report, sentence.index, " / ".join(sentence.section)]
                scores = [sentence.scores.get(label) for label in self._labels]
                sheet.write([*place, sentence.text, "、".join(sentence.themes), *scores, ""])


_CHANGE_COLUMNS = [
    *(Column("地方或单位", 22), Column("时段", 10), Column("专题", 12)),
    *(Column("前一年", 8), Column("后一年", 8)),
    *(Column("类别", 10), Column("名称", 30), Column("增减说法", 10), Column("单位", 10)),
    *(Column("前值", 14), Column("后值", 14), Column("差", 14), Column("增减比例", 10, _PERCENT)),
    Column("备注", 10),
    *(Column("前一年报告", 18), Column("前一年序号", 10), Column("前一年原句", 50)),
    *(Column("后一年报告", 18), Column("后一年序号", 10), Column("后一年原句", 50)),
]


def _locate(mention: Mention) -> list[Cell]:
    sentence = mention.sentence
    return [sentence.report, sentence.index, sentence.text]
