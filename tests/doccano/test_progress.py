from pathlib import Path

import pytest

from policy_themes.annotations.doccano import problems
from policy_themes.annotations.doccano.problems import Problem
from policy_themes.annotations.doccano.progress import measure_progress, measure_speed
from policy_themes.annotations.doccano.pulled import Pulled


@pytest.mark.parametrize(
    ("times", "speed"),
    [
        pytest.param([], None, id="nobody"),
        pytest.param(["08:00:00"], None, id="one answer"),
        pytest.param(["08:00:00", "08:00:30", "08:01:00"], 120.0, id="one every half minute"),
        pytest.param(["08:01:00", "08:00:00", "08:00:30"], 120.0, id="in any order"),
        pytest.param(["08:00:00", "08:10:00"], 6.0, id="ten minutes are work"),
        pytest.param(["08:00:00", "08:10:01"], None, id="more is a break"),
        pytest.param(
            ["08:00:00", "08:01:00", "13:00:00", "13:03:00"], 30.0, id="a break does not count"
        ),
        pytest.param(["08:00:00", "08:00:00"], None, id="in one second"),
    ],
)
def test_speed_is_sentences_an_hour_of_work(times, speed):
    assert measure_speed(f"2026-11-22T{time}Z" for time in times) == speed


def row(index, minute, *themes):
    return {
        "report": "liutang",
        "index": index,
        "state": "labelled" if themes else "none",
        "themes": list(themes),
        "time": f"2026-11-22T08:{minute:02}:00Z",
    }


def test_progress_counts_what_was_pulled_and_what_a_pull_would_bring():
    pulled = Pulled(
        "li",
        Path("r7-li.jsonl"),
        left=5,
        earlier={"liutang:1": row(1, 0, "水利"), "liutang:2": row(2, 1)},
        found=[row(2, 2, "水利", "种茶"), row(3, 4)],
        problems=[Problem("r7-li", problems.DELETED, ("liutang:1",))],
    )
    progress = measure_progress(pulled, ["水利", "种茶", "养羊"])
    assert (progress.done, progress.left, progress.labelled, progress.none) == (3, 5, 2, 1)
    assert progress.themes == {"水利": 2, "种茶": 1, "养羊": 0}
    assert (progress.new, progress.changed) == (1, 1)
    assert progress.speed == pytest.approx(30.0)
    assert progress.problems == (
        "r7-li: answered sentences were deleted (1): liutang:1. What was pulled before stays.",
    )
