import json

import pytest

from policy_themes.jsonl import read_jsonl, write_jsonl


def test_an_unknown_system_is_a_usage_error(cli):
    said = cli("bench", "--system", "magic")
    assert said.code == 2
    assert "No system magic" in said.err
    assert "jieba + fastText" in said.err


@pytest.mark.extra("lab")
def test_the_benchmark_of_a_system_is_written(cli, workspace):
    rows = read_jsonl(workspace.gold)
    write_jsonl(workspace.root / "corpus" / "sentences.jsonl", rows)
    (workspace.root / "corpus" / "reports").mkdir(exist_ok=True)
    for name in {row["report"] for row in rows}:
        text = "\n".join(row["text"] for row in rows if row["report"] == name)
        (workspace.root / "corpus" / "reports" / f"{name}.txt").write_text(text, encoding="utf-8")
    name = "jieba + TF-IDF + LinearSVC"
    options = ("--size", 100, "--size", 200, "--own-size", 0, "--repeat", 1)
    said = cli("bench", "--system", name, *options)
    assert (said.code, said.out) == (0, "")
    folder = workspace.root / "training" / "bench"
    assert f"| {name} |" in (folder / "README.md").read_text(encoding="utf-8")
    assert name in (folder / "bench.svg").read_text(encoding="utf-8")
    speeds = json.loads((folder / "bench.json").read_text(encoding="utf-8"))["speeds"]
    assert [speed["jobs"] for speed in speeds] == [1, 1, 2]
