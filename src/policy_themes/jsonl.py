"""JSON lines: one object a line, UTF-8."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from policy_themes.errors import MissingPathError, RowsError
from policy_themes.files import replace_file
from policy_themes.records import find_problem

Row = dict[str, Any]


def read_jsonl(path: Path, *, required: Iterable[str] = ()) -> list[Row]:
    """Read all rows of a JSON lines file.

    Args:
        path: The file. Empty lines are skipped, a byte order mark is allowed.
        required: Keys that every row must have.

    Raises:
        MissingPathError: There is no such file.
        RowsError: Lines that do not parse, are no objects, lack a key, or have a value of another
            kind than `records` says; all of them together.
    """
    return [row for _, row in read_numbered_rows(path, required=required)]


def read_numbered_rows(path: Path, *, required: Iterable[str] = ()) -> list[tuple[int, Row]]:
    """Read all rows with the numbers of their lines, from 1; else as `read_jsonl`."""
    if not path.is_file():
        raise MissingPathError(path)
    needed = tuple(required)
    rows: list[tuple[int, Row]] = []
    problems: list[tuple[int, str]] = []
    for number, line in _iter_lines(path):
        row, problem = _parse(line)
        if problem:
            problems.append((number, problem))
            continue
        if missing := [key for key in needed if key not in row]:
            problems.append((number, f"no {', '.join(repr(key) for key in missing)}"))
        rows.append((number, row))
    if problems:
        raise RowsError(path, problems, "Mend these lines and try again.")
    return rows


def write_jsonl(path: Path, rows: Iterable[Row]) -> int:
    """Write rows to `path`, or leave `path` as it was; return the number of rows."""
    count = 0
    with replace_file(path) as beside, beside.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(format_row(row) + "\n")
            count += 1
    return count


def format_row(row: Row) -> str:
    """Return the row as one line of JSON that keeps Chinese characters readable."""
    return json.dumps(row, ensure_ascii=False)


def _parse(line: str) -> tuple[Row, str | None]:
    """Return the row of a line, and what is wrong with it."""
    try:
        row = json.loads(line.rstrip(), parse_constant=_refuse)
    except json.JSONDecodeError as error:
        return {}, f"not JSON ({error.msg} at column {error.colno})"
    except (RecursionError, ValueError):
        return {}, "not JSON (nested too deeply, or no number)"
    if not isinstance(row, dict):
        return {}, f"a {type(row).__name__}, not an object"
    if "\\ud" in line.lower():
        try:
            format_row(row).encode()
        except UnicodeEncodeError:
            return {}, "half a character (\\uD800 to \\uDFFF alone)"
    return row, find_problem(row)


def _refuse(constant: str) -> float:
    raise ValueError(constant)  # NaN and Infinity, which Python takes and JSON does not have


def _iter_lines(path: Path) -> Iterator[tuple[int, str]]:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield number, line
