"""Building the corpus files from the reports as written."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from policy_themes.corpus.read import decode
from policy_themes.corpus.structure import Report, parse_report
from policy_themes.errors import MissingDataError
from policy_themes.jsonl import Row, read_jsonl, write_jsonl

SPLITS = ("train", "dev", "test")
_TEST_PERCENT, _DEV_PERCENT = 10, 6


def build_corpus(corpus: Path) -> tuple[int, int]:
    """Write `reports.jsonl` and `sentences.jsonl` from `reports/*.txt` and `briefs.jsonl`.

    Args:
        corpus: The corpus folder.

    Returns:
        The numbers of reports and of sentences.

    Raises:
        MissingDataError: A brief has no report, or a report no brief.
    """
    briefs = {row["id"]: row for row in read_jsonl(corpus / "briefs.jsonl", required=["id"])}
    files = {path.stem: path for path in (corpus / "reports").glob("*.txt")}
    for report_id in sorted(briefs.keys() ^ files.keys()):
        missing = "reports/" + report_id + ".txt" if report_id in briefs else "briefs.jsonl"
        raise MissingDataError(corpus / missing, f"Report {report_id} needs text and brief.")
    rows: list[Row] = []
    sentences: list[Row] = []
    for report_id in sorted(briefs):
        data = files[report_id].read_bytes()
        report = parse_report(report_id, decode(data, name=str(files[report_id])))
        brief = briefs[report_id]
        rows.append(
            {
                "id": report_id,
                "title": _find_title(report) or f"{brief['place']}{brief['genre']}",
                "level": brief["level"],
                "genre": brief["genre"],
                "region": brief["region"],
                "year": brief["year"],
                "split": assign_split(report_id),
                "sha256": hashlib.sha256(data).hexdigest(),
            }
        )
        sentences += _iter_rows(report)
    write_jsonl(corpus / "reports.jsonl", rows)
    write_jsonl(corpus / "sentences.jsonl", sentences)
    return len(rows), len(sentences)


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
