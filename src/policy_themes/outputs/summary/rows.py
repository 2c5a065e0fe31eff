"""The rows of the sheet that every number of a summary is found again in."""

from collections.abc import Sequence

from policy_themes.corpus.figures import Figure, find_figures
from policy_themes.outputs.spreadsheet import REVIEW
from policy_themes.outputs.summary.changes import is_plan
from policy_themes.outputs.summary.digest import Digest, split_parts, split_sections
from policy_themes.outputs.summary.sheets import Cell, Column, Sheet
from policy_themes.records import Sentence

UNKNOWN = "未写明"
SENTENCE_COLUMNS = [
    *(Column("报告", 20), Column("地方或单位", 22), Column("年份", 8), Column("序号", 8)),
    *(Column("十分位", 8), Column("章节", 26), Column("小节", 30), Column("句子", 70)),
    *(Column("主题", 16), Column("待复核", 8), Column("句数", 8), Column("数据序号", 10)),
    *(Column("所指", 28), Column("数值", 14), Column("上限", 14), Column("单位", 10)),
    *(Column("增减", 8), Column("精确度", 8), Column("原文", 16), Column("计划", 8)),
]


def write_sentences(sheet: Sheet, digest: Digest, own: Sequence[Sentence]) -> None:
    """Write the labelled sentences, one row a figure; 句数 is 1 on the first row of each."""
    tenths = {s.index: i for i, part in enumerate(split_parts(own), start=1) for s in part}
    heads = {s.index: head for head, part in split_sections(own).items() for s in part}
    origin = digest.origin
    for sentence in own:
        if sentence.index not in tenths:
            continue
        place: list[Cell] = [
            digest.report,
            origin.place or UNKNOWN,
            origin.year or UNKNOWN,
            sentence.index,
        ]
        section: list[Cell] = [
            tenths[sentence.index],
            heads[sentence.index],
            " / ".join(sentence.section),
        ]
        marks = ["、".join(sentence.themes) or "无主题", REVIEW if sentence.review else ""]
        plan = REVIEW if is_plan(sentence) else ""
        for number, figure in enumerate(find_figures(sentence.text) or [None], start=1):
            cells = _figure_cells(figure, number, sentence.text)
            first = [1 if number == 1 else 0]
            sheet.write([*place, *section, sentence.text, *marks, *first, *cells, plan])


def _figure_cells(figure: Figure | None, number: int, text: str) -> list[Cell]:
    if figure is None:
        return [None] * 8
    high = figure.high if figure.high != figure.low else None
    told: list[Cell] = [figure.unit, figure.move, figure.precision, text[figure.start : figure.end]]
    return [number, figure.counted, figure.low, high, *told]
