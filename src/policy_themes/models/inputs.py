"""What the user gave to be labelled: reports, or tables with a sentence a row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from policy_themes.corpus.read import find_reports
from policy_themes.corpus.tables import check_tables, cut_table, find_tables
from policy_themes.errors import MixedInputsError, NothingReadableError, ReportError
from policy_themes.models.chunks import STDIN, Chunk, Rows, cut_reports, name_reports


@dataclass(frozen=True, slots=True)
class Inputs:
    """What there is to label.

    Attributes:
        files: The files, in the order of the output.
        chunks: Their sentences, in the same order.
        failures: A line on each path that leads to nothing.
        unit: What a chunk's size counts: reports or rows.
    """

    files: Sequence[Path]
    chunks: Sequence[Chunk]
    failures: Sequence[str]
    unit: str = "reports"

    @property
    def size(self) -> int:
        """The number of reports, or of rows."""
        return sum(chunk.size for chunk in self.chunks)

    @property
    def are_many(self) -> bool:
        """Whether they are worth the start of processes and a folder to go on from."""
        return len(self.chunks) > 1 and STDIN not in self.files


def find_inputs(paths: Iterable[Path], *, text_column: str = "text") -> Inputs:
    """Find reports and tables at paths: files, folders of them, or `-` for standard input.

    A folder is one of tables only where no report is in it.

    Args:
        paths: Where to look; a file that is found twice is taken once.
        text_column: The column of tables that holds sentences.

    Raises:
        MixedInputsError: There are reports and tables.
        PolicyThemesError: A table cannot be read; see `check_tables`.
    """
    reports: list[Path] = []
    tables: list[Path] = []
    failures: list[str] = []
    for path in paths:
        try:
            if found := find_tables(path) if path.is_file() else []:
                tables += found
            else:
                reports += [path] if path == STDIN else find_reports(path)
        except NothingReadableError as error:
            found = find_tables(path)
            tables += found
            failures += [] if found else [str(error)]
        except ReportError as error:
            failures.append(str(error))
    if reports and tables:
        raise MixedInputsError(reports[0], tables[0])
    if not tables:
        files = name_reports(reports)
        return Inputs([file.path for file in files], cut_reports(files), failures)
    tables = list(dict.fromkeys(tables))
    check_tables(tables, text_column=text_column)
    rows = [
        Rows(table.path, *bounds, text_column, table.id)
        for table in name_reports(tables)
        for bounds in cut_table(table.path)
    ]
    return Inputs(tables, rows, failures, unit="rows")
