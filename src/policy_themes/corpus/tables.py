"""Sentences that stand in Parquet files, one a row."""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

from policy_themes.errors import (
    ColumnTypeError,
    MissingColumnError,
    MissingExtraError,
    NotParquetError,
    TableSchemaError,
    UnreadableFileError,
)
from policy_themes.records import KINDS, Sentence

SUFFIX = ".parquet"
_ROWS = 20_000
"""Rows of a chunk: some seconds of labelling."""
BATCH = 4096
"""Rows at once."""
_OPTIONAL = ("report", "index", "kind", "section")


def find_tables(path: Path) -> list[Path]:
    """Return the Parquet files at `path`: the file itself, or those below a folder, sorted.

    Files whose names start with a dot or an underscore are left out, as Spark and Hive do.
    """
    if path.is_file():
        return [path] if path.suffix.lower() == SUFFIX else []
    return sorted(
        file
        for file in path.rglob(f"*{SUFFIX}")
        if not any(part.startswith((".", "_")) for part in file.relative_to(path).parts)
        and file.is_file()
    )


def check_tables(paths: Iterable[Path], *, text_column: str) -> None:
    """Check that tables can be read as sentences, and have the same columns.

    Raises:
        MissingExtraError: pyarrow is not installed.
        UnreadableFileError: A file may not be read.
        NotParquetError: A file is no Parquet.
        MissingColumnError: It has no column of that name.
        ColumnTypeError: The column is none of text.
        TableSchemaError: Its columns differ from the first's.
    """
    first: tuple[Path, Any] | None = None
    for path in paths:
        with open_table(path) as table:
            schema = table.schema_arrow
        if text_column not in schema.names:
            raise MissingColumnError(path, text_column, schema.names)
        if (found := str(schema.field(text_column).type)) not in _TEXT_TYPES:
            raise ColumnTypeError(path, text_column, found)
        first = first or (path, schema)
        if not schema.equals(first[1]):
            raise TableSchemaError(path, first[0])


_TEXT_TYPES = {
    *("string", "large_string", "string_view"),
    *(
        f"dictionary<values={kind}, indices={index}, ordered=0>"
        for kind in ("string", "large_string")
        for index in ("int8", "int16", "int32", "int64")
    ),
}


def cut_table(
    path: Path, within: tuple[int, int] | None = None, *, rows: int = _ROWS
) -> list[tuple[int, int]]:
    """Return the rows of a table in chunks, as start and stop; no report is cut in two.

    Args:
        path: The table.
        within: The rows to cut, as start and stop; all by default.
        rows: Rows of a chunk. Where there is a column `report`, it goes on to the end of its last.
    """
    with open_table(path) as table:
        start, stop = within or (0, table.metadata.num_rows)
        ends: Iterable[int] = range(start + rows, stop, rows)
        if "report" in table.schema_arrow.names:
            ends = (end for end in _find_ends(table) if start < end < stop)
        bounds = [start]
        for end in ends:
            if end - bounds[-1] >= rows:
                bounds.append(end)
    if bounds[-1] < stop:
        bounds.append(stop)
    return list(pairwise(bounds))


def iter_batches(
    path: Path, start: int, stop: int, columns: list[str] | None = None
) -> Iterator[Any]:
    """Yield the rows from `start` to before `stop` as record batches of pyarrow.

    Only the row groups that hold them are read, and of those a few pages at a time.
    """
    with open_table(path) as table:
        place = 0
        for group in range(table.num_row_groups):
            rows = table.metadata.row_group(group).num_rows
            if place + rows <= start:
                place += rows
                continue
            for batch in table.iter_batches(BATCH, row_groups=[group], columns=columns):
                if place >= stop:
                    return
                first, last = max(start - place, 0), min(stop - place, batch.num_rows)
                if first < last:
                    yield batch.slice(first, last - first)
                place += batch.num_rows


def iter_sentences(
    path: Path, start: int, stop: int, *, text_column: str, table_id: str | None = None
) -> Iterator[Sentence]:
    """Yield rows of a table as sentences.

    With a column `report` the rows of a report follow one another and are each other's neighbours.
    A row without a report stands alone, and its report is the table's id, by default the file's
    stem, and its number. `index`, `kind` and `section` are taken where there are such columns.
    """
    with open_table(path) as table:
        names = [text_column, *(n for n in _OPTIONAL if n in table.schema_arrow.names)]
    place, previous, number = start, None, 0
    for batch in iter_batches(path, start, stop, list(dict.fromkeys(names))):
        columns = {name: batch.column(name).to_pylist() for name in names}
        for i, text in enumerate(columns[text_column]):
            place += 1
            row = {name: columns[name][i] for name in names}
            report = row.get("report")
            report = f"{table_id or path.stem}:{place}" if report in (None, "") else str(report)
            number = number + 1 if report == previous else 1
            previous = report
            yield _make_sentence(row, text or "", report, number)


def open_table(path: Path) -> Any:
    """Return an open `pyarrow.parquet.ParquetFile`, a context manager.

    Raises:
        MissingExtraError: pyarrow is not installed.
        UnreadableFileError: The file may not be read.
        NotParquetError: It is no Parquet.
    """
    require_pyarrow()
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    try:
        return ParquetFile(path)
    except pa.ArrowException as error:
        raise NotParquetError(path) from error
    except OSError as error:  # a damaged file is one too, without a number
        if error.errno is None:
            raise NotParquetError(path) from error
        raise UnreadableFileError(path, error.strerror or str(error)) from error


def require_pyarrow() -> None:
    """Raise a MissingExtraError where pyarrow is not installed."""
    if find_spec("pyarrow") is None:
        raise MissingExtraError("Parquet", "parquet")


def _make_sentence(row: dict[str, Any], text: str, report: str, number: int) -> Sentence:
    index, kind, section = row.get("index"), row.get("kind"), row.get("section")
    if not text.strip():
        kind = "junk"  # which no pipeline is asked about
    return Sentence(
        report=report,
        index=index if isinstance(index, int) else number,
        kind=kind if kind in KINDS else "body",
        section=(section,) if isinstance(section, str) else tuple(map(str, section or ())),
        start=0,
        end=len(text),
        text=text,
    )


def _find_ends(table: Any) -> Iterator[int]:
    """Yield the places behind each report but the last; a row without one is by itself."""
    import pyarrow.compute as pc

    place, last = 0, None
    for batch in table.iter_batches(65_536, columns=["report"]):
        reports = pc.fill_null(batch.column(0).cast("string"), "")
        first = reports[0].as_py()
        if last is not None and (first != last or not first):
            yield place
        starts = pc.or_(pc.not_equal(reports[1:], reports[:-1]), pc.equal(reports[1:], ""))
        yield from (place + 1 + i for i in pc.indices_nonzero(starts).to_pylist())
        last = reports[-1].as_py()
        place += len(reports)
