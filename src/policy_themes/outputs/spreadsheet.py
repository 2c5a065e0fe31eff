"""Labelled sentences as CSV and as an Excel workbook, one sentence a row."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import Any, TextIO

from policy_themes.annotations.themes import Theme
from policy_themes.errors import UnwritableFileError
from policy_themes.files import is_stream, replace_file, work_in
from policy_themes.outputs.characters import strip_illegal
from policy_themes.outputs.colours import ink_on, tint_colour
from policy_themes.outputs.reasons import format_why
from policy_themes.outputs.sink import Sink
from policy_themes.records import SECTION_SEPARATOR, Kind, Sentence

KIND_NAMES: dict[Kind, str] = {
    "heading": "标题",
    "body": "正文",
    "caption": "图说",
    "credit": "署名",
    "junk": "杂质",
}
REVIEW = "是"
_BOM = "\ufeff"
_FORMULA_STARTS = tuple("=+-@\t\n＝＋－＠")  # noqa: RUF001 - Excel takes the full-width signs too
_CELL_UNITS = 32_767
SHEET_ROWS = 1_048_576
_LEADING = (("报告", 18), ("序号", 8), ("类型", 8), ("小节", 30), ("句子", 70), ("主题", 16))
_SCORE_WIDTH = 11
_REVIEW_COLUMN = ("待复核", 10)
_WHY_COLUMN = ("依据", 60)
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_csv(
    file: TextIO,
    sentences: Iterable[Sentence],
    themes: Sequence[Theme],
    *,
    explain: bool = False,
) -> int:
    """Write the sentences as CSV that Excel opens as UTF-8; return their number.

    Text that a spreadsheet would take for a formula gets an apostrophe in front.

    Args:
        file: Opened with `newline=""` and as plain UTF-8; the byte order mark is written here.
        sentences: Written one by one as they come.
        themes: One column each, with its score to four decimals.
        explain: Add a column that says what drove the themes.

    References:
        OWASP, CSV Injection.
    """
    file.write(_BOM)
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([_disarm(header) for header, _ in _columns(themes, explain)])
    count = 0
    for sentence in sentences:
        scores = [sentence.scores.get(theme.label) for theme in themes]
        writer.writerow(
            [_disarm(cell) if isinstance(cell, str) else cell for cell in _leading(sentence)]
            + ["" if score is None else f"{score:.4f}" for score in scores]
            + [REVIEW if sentence.review else ""]
            + ([_disarm("；".join(format_why(sentence)))] if explain else [])
        )
        count += 1
    return count


def write_xlsx(
    path: Path, sentences: Iterable[Sentence], themes: Sequence[Theme], *, explain: bool = False
) -> int:
    """Write the sentences as an Excel workbook, or leave `path` as it was; return their number.

    Rows beyond the limit of a sheet go to further sheets; text beyond the limit of a cell is cut.

    Args:
        path: The workbook.
        sentences: Written one by one as they come.
        themes: One column each, with its score.
        explain: Add a column that says what drove the themes.

    Raises:
        UnwritableFileError: The folder or the file cannot be written.

    References:
        Microsoft, Excel specifications and limits: 1,048,576 rows, 32,767 characters a cell.
    """
    with open_workbook(path) as workbook:
        return _Book(workbook, themes, explain).write(sentences)


@contextmanager
def open_workbook(path: Path) -> Iterator[Any]:
    """Yield a workbook that is written row by row, or leave `path` as it was.

    Raises:
        UnwritableFileError: The folder or the file cannot be written.
    """
    from xlsxwriter import Workbook  # takes a third of a second, which other formats are spared
    from xlsxwriter.exceptions import XlsxFileError

    # Rows wait in files: on the disk of the workbook, as room in /tmp may be short.
    place = Path(gettempdir()) if is_stream(path) else path.parent
    with (
        replace_file(path) as beside,
        work_in(place) as folder,
        beside.open("wb", buffering=0) as file,
    ):
        sink = Sink(file)
        try:
            with Workbook(sink, {**_OPTIONS, "tmpdir": str(folder)}) as workbook:
                yield workbook
        except XlsxFileError as error:
            raise UnwritableFileError(path, error.args[0]) from error
        sink.check()


class _Book:
    """The sheets of a workbook and the formats of their cells."""

    def __init__(self, workbook: Any, themes: Sequence[Theme], explain: bool) -> None:
        self._workbook = workbook
        self._themes = themes
        self._explain = explain
        top = {"valign": "top"}
        self._plain = workbook.add_format(top)
        self._wrapped = workbook.add_format({**top, "text_wrap": True})
        self._score = workbook.add_format({**top, "num_format": "0.00"})
        self._reached = {
            theme.label: workbook.add_format(
                {**top, "num_format": "0.00", "bold": True, "bg_color": tint_colour(theme.colour)}
            )
            for theme in themes
        }

    def write(self, sentences: Iterable[Sentence]) -> int:
        sheet = self._add_sheet()
        row = count = 0
        for sentence in sentences:
            if row == SHEET_ROWS - 1:
                self._filter(sheet, row)
                sheet, row = self._add_sheet(), 0
            row += 1
            count += 1
            self._write_row(sheet, row, sentence)
        self._filter(sheet, row)
        return count

    def _add_sheet(self) -> Any:
        number = len(self._workbook.worksheets()) + 1
        sheet = self._workbook.add_worksheet("句子" if number == 1 else f"句子 {number}")
        sheet.freeze_panes(1, 0)
        colours = {theme.label: theme.colour for theme in self._themes}
        for column, (header, width) in enumerate(_columns(self._themes, self._explain)):
            sheet.set_column(column, column, width)
            look = {"bold": True, "valign": "vcenter", "bg_color": "#E7E7E7", "bottom": 1}
            if colour := colours.get(header):
                look |= {"bg_color": colour, "font_color": ink_on(colour)}
            sheet.write_string(0, column, fit_text(header), self._workbook.add_format(look))
        return sheet

    def _filter(self, sheet: Any, last_row: int) -> None:
        last_column = len(_columns(self._themes, self._explain)) - 1
        sheet.autofilter(0, 0, last_row, last_column)

    def _write_row(self, sheet: Any, row: int, sentence: Sentence) -> None:
        for column, cell in enumerate(_leading(sentence)):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell, self._plain)
            else:
                self._write_text(sheet, row, column, cell)
        for column, theme in enumerate(self._themes, start=len(_LEADING)):
            score = sentence.scores.get(theme.label)
            reached = theme.label in sentence.themes
            look = self._reached[theme.label] if reached else self._score
            if score is None:
                sheet.write_blank(row, column, None, look)
            else:
                sheet.write_number(row, column, score, look)
        last = len(_LEADING) + len(self._themes)
        self._write_text(sheet, row, last, REVIEW if sentence.review else "")
        if self._explain:
            self._write_text(sheet, row, last + 1, "；".join(format_why(sentence)))

    def _write_text(self, sheet: Any, row: int, column: int, text: str) -> None:
        if fitted := fit_text(text):
            sheet.write_string(row, column, fitted, self._wrapped)
        else:
            sheet.write_blank(row, column, None, self._wrapped)


def _columns(themes: Sequence[Theme], explain: bool) -> list[tuple[str, int]]:
    columns = [*_LEADING, *((theme.label, _SCORE_WIDTH) for theme in themes), _REVIEW_COLUMN]
    return [*columns, _WHY_COLUMN] if explain else columns


def _leading(sentence: Sentence) -> list[str | int]:
    return [
        sentence.report,
        sentence.index,
        KIND_NAMES[sentence.kind],
        SECTION_SEPARATOR.join(sentence.section),
        sentence.text,
        "、".join(sentence.themes),
    ]


def _disarm(text: str) -> str:
    legal = strip_illegal(text)
    return f"'{legal}" if legal.startswith(_FORMULA_STARTS) else legal


def fit_text(text: str) -> str:
    """Return `text` as a cell can hold it, its end cut where it is too long."""
    legal = strip_illegal(text)
    if legal.startswith("<r>") and legal.endswith("</r>"):
        legal += " "  # xlsxwriter takes this frame for rich text and would not escape what is in it
    units = legal.encode("utf-16-le")  # Excel counts in UTF-16: 𠮷 is two
    if len(units) <= 2 * _CELL_UNITS:
        return legal
    return units[: 2 * (_CELL_UNITS - 1)].decode("utf-16-le", errors="ignore") + "…"
