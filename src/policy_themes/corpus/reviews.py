"""What readers thought of the reports: would an office have written this?"""

from pathlib import Path

from policy_themes.errors import RowsError
from policy_themes.jsonl import read_numbered_rows


def read_reviews(path: Path) -> dict[str, tuple[str, int]]:
    """Return reviewer and score of each report, 1 (a short story) to 5 (an office's own).

    Raises:
        MissingPathError: There is no such file.
        RowsError: Rows without report, reviewer or score, or with a score that is none.
    """
    rows = read_numbered_rows(path, required=["report", "reviewer", "score"])
    problems = [
        (number, f"score {row['score']!r}")
        for number, row in rows
        if row["score"] not in (1, 2, 3, 4, 5)
    ]
    if problems:
        raise RowsError(path, problems, "A score is a whole number from 1 to 5.")
    return {row["report"]: (row["reviewer"], row["score"]) for _, row in rows}
