from pathlib import Path

import pytest

from policy_themes.jsonl import read_jsonl, write_jsonl

pytestmark = pytest.mark.extra("lab")


@pytest.fixture
def checked(workspace):
    """The small project with what `corpus check` reads besides."""
    reports = [row["id"] for row in read_jsonl(workspace.reports)]
    rows = [{"id": name, "place": f"霁川县{name}镇", "writer": "w1"} for name in reports]
    write_jsonl(Path("corpus/briefs.jsonl"), rows)
    write_jsonl(
        Path("corpus/reviews.jsonl"),
        [{"report": name, "reviewer": "e", "score": 4} for name in reports],
    )
    Path("corpus/counties.txt").write_text("平江县\n", encoding="utf-8")
    answers = [
        {**{k: row[k] for k in ("report", "index", "themes")}, "state": "labelled"}
        for row in read_jsonl(workspace.gold)
        if row["themes"]
    ]
    for annotator in ("a", "b"):
        write_jsonl(Path(f"annotations/rounds/r1-{annotator}.jsonl"), answers)
    return workspace


def run(cli, workspace, *args):
    return cli("corpus", "check", "--config", workspace.small_config("sm"), "--folds", "2", *args)


def test_all_is_looked_at_and_what_fails_is_named(cli, checked):
    said = run(cli, checked, "--unread", "unread.jsonl")
    lines = [line for line in said.out.splitlines() if line.startswith(("ok", "FAILED"))]
    marks = {line[7:].partition(":")[0]: line.split()[0] for line in lines}
    assert list(marks) == [
        "size",
        "near-duplicates",
        "test apart",
        "places",
        "reviews",
        "agreement",
        "label issues",
        "shortcuts",
    ]
    # The small project repeats its sentences on purpose.
    assert marks["near-duplicates"] == marks["test apart"] == "FAILED"
    assert marks["places"] == marks["reviews"] == marks["agreement"] == "ok"
    assert said.code == 1
    assert "distinct 4-grams" in said.out
    assert Path("unread.jsonl").is_file()


def test_a_low_review_is_named(cli, checked):
    rows = read_jsonl(Path("corpus/reviews.jsonl"))
    write_jsonl(Path("corpus/reviews.jsonl"), [{**rows[0], "score": 1}, *rows[1:]])
    said = run(cli, checked)
    assert "FAILED reviews: 8 of 8 reports read by another, mean score 3.62 of 5" in said.out
    assert rows[0]["report"] in said.out


def test_other_reports_stand_beside(cli, checked):
    Path("real").mkdir()
    text = "一、工作情况\n全镇新修产业路3.2公里。党员联系群众“一户一策”。\n"
    Path("real/real.txt").write_text(text, encoding="utf-8")
    said = run(cli, checked, "--beside", "real")
    row = next(line for line in said.out.splitlines() if line.startswith("│ real"))
    assert [cell.strip() for cell in row.strip("│").split("│")][:2] == ["real", "3"]
