"""How far the annotators of a round are, and how fast."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from policy_themes.annotations.doccano.comments import Comment
from policy_themes.annotations.doccano.pulled import Pulled

LONGEST_PAUSE = timedelta(minutes=10)
"""A longer gap between two answers is a break, and does not count as work."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an annotator is.

    Attributes:
        annotator: The annotator.
        done: Sentences answered.
        left: Sentences in Doccano that are not confirmed.
        labelled: Sentences answered with a theme or several.
        none: Sentences confirmed as having no theme.
        themes: Sentences of each theme, in the order of the themes.
        speed: Sentences an hour of work; None before two answers in a row.
        new: Answers that a pull would add.
        changed: Answers that a pull would replace.
        problems: What is wrong, a line each.
        comments: What was written beside the sentences.
    """

    annotator: str
    done: int
    left: int
    labelled: int
    none: int
    themes: dict[str, int]
    speed: float | None
    new: int
    changed: int
    problems: tuple[str, ...]
    comments: tuple[Comment, ...]


def measure_progress(pulled: Pulled, themes: Sequence[str]) -> Progress:
    """Return how far an annotator is, counting what is not yet pulled.

    Args:
        pulled: What was pulled from the annotator's project, and what would be.
        themes: The themes in order.
    """
    rows = list(pulled.standing.values())
    labelled = sum(row["state"] == "labelled" for row in rows)
    return Progress(
        annotator=pulled.annotator,
        done=len(rows),
        left=pulled.left,
        labelled=labelled,
        none=len(rows) - labelled,
        themes={theme: sum(theme in row["themes"] for row in rows) for theme in themes},
        speed=measure_speed(row["time"] for row in rows),
        new=pulled.new,
        changed=pulled.changed,
        problems=tuple(map(str, pulled.problems)),
        comments=tuple(pulled.comments),
    )


def measure_speed(times: Iterable[str]) -> float | None:
    """Return sentences an hour of work, or None where no two answers follow each other.

    Args:
        times: When each sentence was confirmed, ISO 8601. The gap before an answer is the work on
            it, unless it is longer than `LONGEST_PAUSE`.
    """
    moments = sorted(map(datetime.fromisoformat, times))
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    worked = [gap for gap in gaps if gap <= LONGEST_PAUSE]
    seconds = sum(gap.total_seconds() for gap in worked)
    return len(worked) * 3600 / seconds if seconds else None
