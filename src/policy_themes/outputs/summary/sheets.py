"""A sheet of a workbook: a header that stays, a filter, rows of one shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policy_themes.outputs import spreadsheet
from policy_themes.outputs.colours import ink_on

Cell = str | int | float | Decimal | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet.

    Attributes:
        name: Its header.
        width: Its width in characters.
        look: How its numbers look, as Excel writes it; empty for Excel's own way.
        colour: Colour of its header, `#RRGGBB`.
    """

    name: str
    width: float = 10
    look: str = ""
    colour: str = "#E7E7E7"


class Sheet:
    """Rows below a header; those beyond a sheet's limit go to further sheets."""

    def __init__(
        self, workbook: Any, name: str, columns: Sequence[Column], above: Sequence[str] = ()
    ) -> None:
        self._workbook = workbook
        self._name = name
        self._columns = columns
        self._text = workbook.add_format({"valign": "top", "text_wrap": True})
        self._looks = [
            workbook.add_format({"valign": "top"} | ({"num_format": c.look} if c.look else {}))
            for c in columns
        ]
        self._sheets: list[Any] = []
        self._row = self._top = 0
        self._open(above)

    def write(self, cells: Sequence[Cell]) -> None:
        """Write a row."""
        if self._row == spreadsheet.SHEET_ROWS - 1:
            self.close()
            self._open()
        self._row += 1
        for column, cell in enumerate(cells):
            self._write_cell(column, cell)

    def close(self) -> None:
        """Set the filter, for which the last row must be known."""
        self._sheets[-1].autofilter(self._top, 0, self._row, len(self._columns) - 1)

    def _open(self, above: Sequence[str] = ()) -> None:
        number = len(self._sheets) + 1
        name = self._name if number == 1 else f"{self._name} {number}"
        sheet = self._workbook.add_worksheet(name)
        self._sheets.append(sheet)
        for column, each in enumerate(self._columns):
            sheet.set_column(column, column, each.width)
        for row, line in enumerate(above):
            self._write_line(row, line)
        self._row = self._top = len(above)
        for column, each in enumerate(self._columns):
            look = {"bold": True, "valign": "vcenter", "bottom": 1, "bg_color": each.colour}
            look["font_color"] = ink_on(each.colour)
            header = spreadsheet.fit_text(each.name)
            sheet.write_string(self._top, column, header, self._workbook.add_format(look))
        sheet.freeze_panes(self._top + 1, 0)

    def _write_line(self, row: int, line: str) -> None:
        """Write a line of words across the columns, as high as its text needs."""
        width = sum(column.width for column in self._columns)
        sheet = self._sheets[-1]
        sheet.set_row(row, 17 * (1 + 2 * len(line) // int(width)))
        sheet.merge_range(row, 0, row, len(self._columns) - 1, "", self._text)
        sheet.write_string(row, 0, spreadsheet.fit_text(line), self._text)

    def _write_cell(self, column: int, cell: Cell) -> None:
        sheet = self._sheets[-1]
        if cell is None or cell == "":
            sheet.write_blank(self._row, column, None, self._looks[column])
        elif isinstance(cell, str):
            sheet.write_string(self._row, column, spreadsheet.fit_text(cell), self._text)
        else:
            sheet.write_number(self._row, column, float(cell), self._looks[column])
