"""Themes of the sentences in a pandas DataFrame.

pandas is no dependency of policy-themes: whoever calls this has it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policy_themes.api import as_record, load_once
from policy_themes.errors import MissingColumnsError, TakenColumnsError
from policy_themes.records import KINDS, SECTION_SEPARATOR, Sentence, make_labels_row

if TYPE_CHECKING:
    from pandas import DataFrame

ADDED = ("themes", "scores", "review")
"""Columns that labelling adds: a list of themes, a score for each theme, whether to look at it."""
Cells = Mapping[str, Sequence[Any]]
"""The cells of a table by column; None where there is nothing."""


@dataclass(frozen=True)
class Columns:
    """Names of the columns that labelling reads.

    Attributes:
        text: The sentences.
        report: The report of each, or None where every sentence is labelled alone.
        index: Number of each in its report.
        section: Headings above each, outermost first: a list, or a string joined by ` / `.
        kind: What each is: heading, body, caption, credit or junk.
    """

    text: str
    report: str | None = None
    index: str | None = None
    section: str | None = None
    kind: str | None = None

    def check(self, names: Sequence[str]) -> None:
        """Check that a table has these columns, and none of those that labelling adds.

        Raises:
            MissingColumnsError: It lacks some.
            TakenColumnsError: It has some that would be added.
        """
        wanted = (self.text, self.report, self.index, self.section, self.kind)
        if missing := [name for name in wanted if name is not None and name not in names]:
            raise MissingColumnsError(missing, list(names))
        if taken := [name for name in ADDED if name in names]:
            raise TakenColumnsError(taken)

    def list_read(self) -> list[str]:
        """Return the names of those that a sentence is made of, each once."""
        named = (self.text, self.report, self.section, self.kind)
        return list(dict.fromkeys(name for name in named if name is not None))

    def iter_records(self, parts: Iterable[Cells]) -> Iterator[Sentence]:
        """Yield the rows of the parts of a table as sentences."""
        number = 0
        for cells in parts:
            for i in range(len(cells[self.text])):
                number += 1
                yield self._make_record({name: own[i] for name, own in cells.items()}, number)

    def _make_record(self, row: Mapping[str | None, Any], number: int) -> Sentence:
        text, report, kind = row[self.text], row.get(self.report), row.get(self.kind)
        return as_record(
            text if isinstance(text, str) else "",
            # A line break is in no report's name, so that a sentence alone has no neighbours.
            f"\n{number}" if report in (None, "") else str(report),
            number,
            _read_section(row.get(self.section)),
            kind if kind in KINDS else "body",
        )


def label(
    frame: "DataFrame",
    *,
    text_column: str = "text",
    report_column: str | None = None,
    index_column: str | None = None,
    section_column: str | None = None,
    kind_column: str | None = None,
    model: str | Path | None = None,
) -> "DataFrame":
    """Return a DataFrame with the themes of its sentences, in new columns.

    The labels are those that `policy-themes predict` gives the same rows in a Parquet file.

    Args:
        frame: One sentence a row.
        text_column: Column of the sentences. A missing or blank one gets no scores.
        report_column: Column that names the report; a sentence is then read with its neighbours.
            By default each is labelled alone, as is a sentence without a report.
        index_column: Column of the sentence's number in its report, a number or a string of one.
            By default they are in order.
        section_column: Column of the headings above it, a list, or a string joined by ` / `.
        kind_column: Column that says what it is: heading, body, caption, credit or junk. The last
            two get no scores and are nobody's neighbours. By default all are body.
        model: Folder of a trained pipeline or name of an installed one; see `policy_themes.load`.

    Returns:
        A copy with the columns `themes` (a list), `scores` (a dict from theme to 0 to 1, in four
        digits) and `review` (a bool), its rows as they were.

    Raises:
        MissingColumnsError: A named column is not there.
        TakenColumnsError: A column is there that would be added.

    Examples:
        >>> import pandas
        >>> from policy_themes.pandas import label
        >>> frame = pandas.DataFrame({"text": ["清理河道垃圾3吨。", "老人免费体检30人次。"]})
        >>> label(frame, model="zh_policy_themes_md")["themes"].tolist()
        [['生态'], ['民生']]
    """
    columns = Columns(text_column, report_column, index_column, section_column, kind_column)
    columns.check(list(frame.columns))
    order = _order_rows(frame, columns)
    sorted_frame = frame.iloc[order]
    cells = {name: _read_cells(sorted_frame, name) for name in columns.list_read()}
    labelled = load_once(model).label_sentences(columns.iter_records([cells]))
    found = dict(zip(order, labelled, strict=True))
    added = make_added([found[row] for row in range(len(frame))])
    return frame.assign(**added)


def make_added(sentences: Iterable[Sentence]) -> dict[str, list[Any]]:
    """Return the columns that labelling adds, for labelled sentences."""
    rows = [make_labels_row(one.themes, one.scores, review=one.review) for one in sentences]
    return {name: [row[name] for row in rows] for name in ADDED}


def _read_cells(frame: "DataFrame", name: str) -> list[Any]:
    column = frame[name].astype(object)
    return list(column.where(column.notna(), None))


def _order_rows(frame: "DataFrame", columns: Columns) -> list[int]:
    """Return the numbers of the rows, those of each report together and in order."""
    import pandas

    rows = list(range(len(frame)))
    if columns.report is None:
        return rows
    reports: dict[Any, int] = {}
    places = [reports.setdefault(name, len(reports)) for name in _read_cells(frame, columns.report)]
    if columns.index is None:
        return sorted(rows, key=lambda row: places[row])
    # As numbers, or "10" would come before "2"; one that is none comes last.
    numbers = pandas.to_numeric(frame[columns.index], errors="coerce").astype(float)
    within = list(numbers.fillna(float("inf")))
    return sorted(rows, key=lambda row: (places[row], within[row]))


def _read_section(cell: Any) -> list[str]:
    if isinstance(cell, str):
        return cell.split(SECTION_SEPARATOR) if cell else []
    return [] if cell is None else [str(heading) for heading in cell]
