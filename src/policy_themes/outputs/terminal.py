"""Tables on stdout, whole at every width: in a pipe, on a wide terminal and on a narrow one."""

import os
import sys
from collections.abc import Iterator
from typing import TextIO

from rich.console import Console, RenderableType
from rich.measure import Measurement
from rich.table import Column, Table

_UNBOUNDED = 10_000
"""Columns of a pipe, in which nothing is cut or wrapped."""
_LEAST = 16
"""Columns of text that is wrapped, 8 Chinese characters; below, no table is readable."""


def print_table(table: Table, file: TextIO | None = None) -> None:
    """Print a table; where the terminal is too narrow for its columns, its rows as lists.

    Args:
        table: The table; text in columns that fold may be wrapped, other cells are never cut.
        file: Where to, by default stdout. A pipe is as wide as COLUMNS says, or has no bounds.
    """
    to = file or sys.stdout
    is_bounded = to.isatty() or "COLUMNS" in os.environ
    console = Console(file=to, width=None if is_bounded else _UNBOUNDED)
    if _measure(console, table).maximum > console.width and not _squeeze(console, table):
        for part in _list_rows(table):
            console.print(part)
    else:
        console.print(table)


def _measure(console: Console, content: RenderableType) -> Measurement:
    return Measurement.get(console, console.options.update_width(_UNBOUNDED), content)


def _squeeze(console: Console, table: Table) -> bool:
    """Give each column that is not folded what its cells need; return whether the rest will do."""
    widths = [_need(console, column) for column in table.columns]
    frame = 3 * len(widths) + 1
    if sum(widths) + frame > console.width:
        return False
    for column, width in zip(table.columns, widths, strict=True):
        if column.overflow != "fold":
            column.width = width
    return True


def _need(console: Console, column: Column) -> int:
    """Return the columns of the terminal below which a column is broken; a header may wrap."""
    header = _measure(console, column.header).minimum
    cells = max((_measure(console, cell).maximum for cell in column.cells), default=0)
    if column.overflow == "fold":
        return max(header, min(cells, column.min_width or _LEAST))
    return max(header, min(cells, column.max_width or cells))


def _list_rows(table: Table) -> Iterator[RenderableType]:
    """Yield the title, and each row as its headers and cells, one a line, empty cells left out."""
    if table.title:
        yield table.title
    for cells in zip(*(column.cells for column in table.columns), strict=True):
        grid = Table.grid(padding=(0, 2))
        grid.add_column(no_wrap=True, style="dim")
        grid.add_column(overflow="fold")
        for column, cell in zip(table.columns, cells, strict=True):
            if str(cell):
                grid.add_row(column.header, cell)
        yield grid
        yield ""
