"""Themes of the sentences in a pandas DataFrame.

pandas is no dependency of policy-themes: whoever calls this has it.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policy_themes.api import Labeller, as_record, load_once
from policy_themes.errors import MissingColumnsError, TakenColumnsError
from policy_themes.records import Sentence

if TYPE_CHECKING:
    from pandas import DataFrame

ADDED = ("themes", "scores", "review")
"""Columns that labelling adds: a list of themes, a score for each theme, whether to look at it."""


@dataclass(frozen=True)
class Columns:
    """Names of the columns that labelling reads.

    Attributes:
        text: The sentences.
        report: The report of each, or None where every sentence is labelled alone.
        index: Number of each in its report.
        section: Headings above each, outermost first: a list, or a string joined by ` / `.
    """

    text: str
    report: str | None
    index: str | None
    section: str | None

    def check(self, names: Sequence[str]) -> None:
        """Check that a table has these columns, and none of those that labelling adds.

        Raises:
            MissingColumnsError: It lacks some.
            TakenColumnsError: It has some that would be added.
        """
        wanted = (self.text, self.report, self.index, self.section)
        if missing := [name for name in wanted if name is not None and name not in names]:
            raise MissingColumnsError(missing, list(names))
        if taken := [name for name in ADDED if name in names]:
            raise TakenColumnsError(taken)


def label(
    frame: "DataFrame",
    *,
    text_column: str = "text",
    report_column: str | None = None,
    index_column: str | None = None,
    section_column: str | None = None,
    model: str | Path | None = None,
) -> "DataFrame":
    """Return a DataFrame with the themes of its sentences, in new columns.

    Args:
        frame: One sentence a row.
        text_column: Column of the sentences. A missing or blank one gets no scores.
        report_column: Column that names the report; a sentence is then read with its neighbours.
            By default each is labelled alone.
        index_column: Column of the sentence's number in its report. By default they are in order.
        section_column: Column of the headings above it, a list, or a string joined by ` / `.
        model: Folder of a trained pipeline or name of an installed one; see `policy_themes.load`.

    Returns:
        A copy with the columns `themes` (a list), `scores` (a dict from theme to 0 to 1) and
        `review` (a bool), its rows as they were.

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
    columns = Columns(text_column, report_column, index_column, section_column)
    columns.check(list(frame.columns))
    order = _order_rows(frame, columns)
    labelled = load_once(model).label_sentences(_iter_records([frame.iloc[order]], columns))
    found = dict(zip(order, labelled, strict=True))
    return _add_columns(frame, [found[row] for row in range(len(frame))])


def label_frames(
    labeller: Labeller, frames: Iterable["DataFrame"], columns: Columns
) -> Iterator["DataFrame"]:
    """Yield frames with the themes of their sentences, in constant memory.

    Args:
        labeller: A trained pipeline.
        frames: Parts of one table, in which the sentences of a report follow one another in
            order, also from one part to the next.
        columns: The columns to read.
    """
    waiting: deque[DataFrame] = deque()

    def keep() -> Iterator["DataFrame"]:
        for frame in frames:
            if len(frame):
                waiting.append(frame)
                yield frame

    labelled = labeller.label_sentences(_iter_records(keep(), columns))
    for first in labelled:
        frame = waiting.popleft()
        yield _add_columns(frame, [first, *islice(labelled, len(frame) - 1)])


def _order_rows(frame: "DataFrame", columns: Columns) -> list[int]:
    """Return the numbers of the rows, those of each report together and in order."""
    rows = list(range(len(frame)))
    if columns.report is None:
        return rows
    reports: dict[Any, int] = {}
    places = [reports.setdefault(report, len(reports)) for report in frame[columns.report]]
    within = rows if columns.index is None else list(frame[columns.index])
    return sorted(rows, key=lambda row: (places[row], within[row]))


def _iter_records(frames: Iterable["DataFrame"], columns: Columns) -> Iterator[Sentence]:
    number = 0
    for frame in frames:
        texts = list(frame[columns.text])
        reports = texts if columns.report is None else list(frame[columns.report])
        sections = texts if columns.section is None else list(frame[columns.section])
        for text, report, section in zip(texts, reports, sections, strict=True):
            number += 1
            # A line break is in no report's name, so that a sentence alone has no neighbours.
            alone = columns.report is None or not _is_there(report)
            yield as_record(
                text if isinstance(text, str) else "",
                f"\n{number}" if alone else str(report),
                number,
                () if columns.section is None else _read_section(section),
            )


def _read_section(cell: Any) -> list[str]:
    if isinstance(cell, str):
        return cell.split(" / ") if cell else []
    # A list, a tuple, or what pyarrow makes of them; NaN and None have no headings.
    return [str(heading) for heading in cell] if hasattr(cell, "__len__") else []


def _is_there(cell: Any) -> bool:
    return cell is not None and cell == cell  # NaN is not itself


def _add_columns(frame: "DataFrame", sentences: Sequence[Sentence]) -> "DataFrame":
    return frame.assign(
        themes=[list(sentence.themes) for sentence in sentences],
        scores=[dict(sentence.scores) for sentence in sentences],
        review=[sentence.review for sentence in sentences],
    )
