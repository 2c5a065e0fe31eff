"""Building the corpus files from the reports as written."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from policy_themes.corpus.read import find_reports, read_report
from policy_themes.corpus.structure import Report, parse_report
from policy_themes.errors import MissingDataError, RowsError, TwinReportsError
from policy_themes.jsonl import Row, read_numbered_rows, write_jsonl

SPLITS = ("train", "dev", "test")
_TEST_PERCENT, _DEV_PERCENT = 10, 6
_FACTS = ("level", "genre", "region", "year")


def build_corpus(corpus: Path) -> tuple[int, int]:
    """Write `reports.jsonl` and `sentences.jsonl` from the files in `reports/`.

    A file's name without its suffix is the report's id. `briefs.jsonl` says what is known of the
    reports: level, genre, region, year, and a split where the id is not to decide it. Without that
    file nothing is known of any.

    Args:
        corpus: The corpus folder.

    Returns:
        The numbers of reports and of sentences.

    Raises:
        MissingPathError: There is no folder of reports.
        NothingReadableError: It holds no report.
        TwinReportsError: Two files have the same id.
        RowsError: A brief has no id, or names a split that is none.
        MissingDataError: A brief has no report, or a report no brief.
        ReportError: A report cannot be read.
    """
    files = _find_files(corpus / "reports")
    briefs = _read_briefs(corpus / "briefs.jsonl", files)
    rows: list[Row] = []
    sentences: list[Row] = []
    for report_id in sorted(files):
        path, brief = files[report_id], briefs[report_id]
        report = parse_report(report_id, read_report(path))
        named = f"{brief.get('place', '')}{brief.get('genre', '')}"
        rows.append(
            {
                "id": report_id,
                "title": _find_title(report) or named or report_id,
                **{fact: brief[fact] for fact in _FACTS if fact in brief},
                "split": brief.get("split") or assign_split(report_id),
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            }
        )
        sentences += _iter_rows(report)
    write_jsonl(corpus / "reports.jsonl", rows)
    write_jsonl(corpus / "sentences.jsonl", sentences)
    return len(rows), len(sentences)


def _find_files(folder: Path) -> dict[str, Path]:
    files: dict[str, Path] = {}
    for path in find_reports(folder):
        if path.stem in files:
            raise TwinReportsError(folder, files[path.stem].name, path.name)
        files[path.stem] = path
    return files


def _read_briefs(path: Path, files: dict[str, Path]) -> dict[str, Row]:
    if not path.is_file():
        return {report_id: {} for report_id in files}
    rows = read_numbered_rows(path, required=["id"])
    problems = [
        (number, f"split '{row['split']}'")
        for number, row in rows
        if row.get("split") not in (None, *SPLITS)
    ]
    if problems:
        raise RowsError(path, problems, f"A split is one of {', '.join(SPLITS)}.")
    briefs = {row["id"]: row for _, row in rows}
    for report_id in sorted(briefs.keys() ^ files.keys()):
        missing = path.parent / "reports" / report_id if report_id in briefs else path
        raise MissingDataError(missing, f"Report {report_id} needs text and brief.")
    return briefs


def assign_split(report_id: str) -> str:
    """Return the split of a report; it depends on the id alone, so that new reports move none."""
    percent = int(hashlib.sha256(report_id.encode()).hexdigest(), 16) % 100
    if percent < _TEST_PERCENT:
        return "test"
    return "dev" if percent < _TEST_PERCENT + _DEV_PERCENT else "train"


def _find_title(report: Report) -> str:
    titles: list[str] = []
    for sentence in report.sentences:
        if sentence.kind == "body" or sentence.section:
            break
        if sentence.kind == "heading":
            titles.append(sentence.text)
    return titles[0] if titles else ""


def _iter_rows(report: Report) -> Iterator[Row]:
    for sentence in report.sentences:
        row = sentence.as_row()
        for key in ("themes", "scores", "review"):
            del row[key]
        yield row
