"""Two processes that write to one place."""

import json
import shutil
import subprocess
import sys

import pytest

from policy_themes.locks import lock

COMMAND = [sys.executable, "-m", "policy_themes.cli"]
MODEL = ("--model", "training/sm/model-best")


@pytest.fixture
def place(work, tmp_path):
    folder = tmp_path / "work"
    shutil.copytree(work, folder)
    return folder


def start(place, *args):
    return subprocess.Popen([*COMMAND, *args], cwd=place, stderr=subprocess.PIPE, text=True)


def test_one_of_two_small_runs_wins_whole(place):
    runs = [
        start(place, "predict", f"many/{name}.txt", *MODEL, "--output", "out.jsonl")
        for name in ("00", "01")
    ]
    assert [run.communicate()[1] for run in runs] == ["Wrote out.jsonl\n"] * 2
    rows = [json.loads(line) for line in (place / "out.jsonl").read_text("utf-8").splitlines()]
    assert [row["index"] for row in rows] == [1, 2]
    assert len({row["report"] for row in rows}) == 1


def test_the_second_of_two_big_runs_is_told(place):
    runs = [start(place, "predict", "many", *MODEL, "--output", "out.jsonl") for _ in range(2)]
    said = [run.communicate()[1].splitlines()[-1] for run in runs]
    codes = [run.returncode for run in runs]
    assert sorted(codes) in ([0, 0], [0, 1])  # both, where one was done before the other began
    if 1 in codes:
        assert "out.jsonl.parts/journal.jsonl: another process is writing" in said[codes.index(1)]
    assert len((place / "out.jsonl").read_text("utf-8").splitlines()) == 140


def test_the_second_of_two_trainings_of_a_run_is_told_at_once(place, monkeypatch):
    with lock(place / "run"):
        run = start(place, "train", "sm-small.cfg", "--output", "run")
        _, err = run.communicate()
    assert (run.returncode, err) == (
        1,
        "Error: run: another process is writing here. Wait for it, or choose another place.\n",
    )
    assert not (place / "run").exists()


def test_two_tables_of_one_file_are_both_kept(place):
    rounds = place / "annotations" / "rounds"
    for name in ("li", "wang"):
        shutil.copy(rounds / f"r1-{name}.jsonl", rounds / f"r2-{name}.jsonl")
    names = ("r1", "r2")
    blocks = "".join(f"<!-- agreement {name} -->\n<!-- /agreement {name} -->\n" for name in names)
    (place / "TABLE.md").write_text(blocks, encoding="utf-8")
    runs = [start(place, "agree", name, "--table", "TABLE.md") for name in names]
    assert [run.communicate() and run.returncode for run in runs] == [0, 0]
    assert (place / "TABLE.md").read_text("utf-8").count("| theme |") == 2


def test_a_pull_of_a_round_that_is_being_pulled_is_told_before_it_asks_a_server(place):
    with lock(place / "annotations" / "rounds" / "r7"):
        run = start(place, "pull", "r7")
        _, err = run.communicate()
    assert (run.returncode, err) == (
        1,
        "Error: annotations/rounds/r7: another process is writing here. "
        "Wait for it, or choose another place.\n",
    )


def test_two_adjudications_of_different_rounds_both_stay_in_the_gold(place):
    gold = place / "annotations" / "gold.jsonl"
    rounds = place / "annotations" / "rounds"
    rows = (rounds / "r1-li.jsonl").read_text("utf-8").splitlines(keepends=True)
    gold.unlink()
    for name in ("li", "wang"):
        (rounds / f"r1-{name}.jsonl").write_text("".join(rows[:20]), encoding="utf-8")
        (rounds / f"r2-{name}.jsonl").write_text("".join(rows[20:]), encoding="utf-8")
    runs = [start(place, "adjudicate", name) for name in ("r1", "r2")]
    assert [run.communicate() and run.returncode for run in runs] == [0, 0]
    assert len(gold.read_text("utf-8").splitlines()) == len(rows)
