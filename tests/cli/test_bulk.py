"""Big runs as users start them: real processes, killed for real."""

import csv
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from policy_themes.models import chunks
from policy_themes.models.parts import open_parts
from policy_themes.outputs.parts import JsonLines, Parquet

MODEL = ("--model", "training/sm/model-best")
OUT = Path("out.jsonl")
PARTS = Path("out.jsonl.parts")
FILES = 200  # in chunks of 64
TROUBLE = """
import os, signal, time
from policy_themes.corpus import tables
from policy_themes.models import chunks

read_report = chunks.read_report

def read(path):
    time.sleep(0.01)
    if "deadly" in path.name:
        os.kill(os.getpid(), signal.SIGKILL)
    if "broken" in path.name:
        raise ValueError("a bug")
    while "hanging" in path.name:
        time.sleep(1)
    return read_report(path)


def iter_sentences(*args, **options):
    for sentence in tables.iter_sentences(*args, **options):
        if "deadly" in sentence.text:
            os.kill(os.getpid(), signal.SIGKILL)
        yield sentence


chunks.iter_sentences = iter_sentences

chunks.read_report = read
"""


@pytest.fixture
def reports(workspace):
    folder = Path("reports")
    folder.mkdir()
    for number in range(FILES):
        text = f"一、产业发展\n新建茶叶大棚{number}个，茶农卖茶增收。\n清理河道垃圾6吨。\n"
        Path(folder, f"{number:03}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def trouble(tmp_path, monkeypatch):
    """Make reading slow, and have processes die of files that are called deadly."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(TROUBLE, encoding="utf-8")
    own = os.environ.get("PYTHONPATH")
    monkeypatch.setenv("PYTHONPATH", f"{folder}{os.pathsep}{own}" if own else str(folder))


@pytest.fixture
def expected(cli, reports):
    """What one process writes."""
    return cli("predict", reports, *MODEL).out.encode()


def start(**options):
    command = [sys.executable, "-m", "policy_themes.cli", "predict", "reports", *MODEL]
    return subprocess.Popen(
        [*command, "--output", OUT, "--jobs", "2"],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **options,
    )


def wait_for(run, is_reached):
    """Wait until something is reached or the run has ended."""
    while run.poll() is None and not is_reached():
        time.sleep(0.02)


def count_done():
    journal = PARTS / "journal.jsonl"
    return journal.read_text("utf-8").count('"part"') if journal.is_file() else 0


def list_workers(run):
    try:
        children = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text("utf-8").split()
        found = {int(c): Path(f"/proc/{c}/cmdline").read_bytes() for c in children}
    except OSError:
        return []
    return [pid for pid, command in found.items() if b"spawn_main" in command]


def test_a_big_run_writes_what_one_process_writes_and_leaves_nothing(cli, expected):
    before = set(Path().iterdir())
    said = cli("predict", "reports", *MODEL, "--output", OUT, "--jobs", 2)
    assert (said.code, said.out) == (0, "")
    assert said.err == ("200 reports in 2 process(es); --jobs sets how many.\nWrote out.jsonl\n")
    assert OUT.read_bytes() == expected
    assert set(Path().iterdir()) - before == {OUT}


def test_csv_has_one_header(cli, reports):
    said = cli("predict", reports, *MODEL, "--format", "csv")
    assert cli("predict", reports, *MODEL, "--output", "out.csv", "--jobs", 2).code == 0
    assert Path("out.csv").read_text("utf-8").splitlines() == said.out.splitlines()
    rows = list(csv.reader(io.StringIO(Path("out.csv").read_text("utf-8-sig"))))
    assert sum(row[0] == "报告" for row in rows) == 1


def test_a_report_that_kills_its_process_is_listed_and_the_others_are_done(
    cli, reports, trouble, expected
):
    for name in ("070-deadly.txt", "150-broken.txt"):
        shutil.copy(reports / "000.txt", reports / name)
    said = cli("predict", reports, *MODEL, "--output", OUT, "--jobs", 2)
    assert said.code == 1
    assert said.error_lines[1:] == [
        "Error: reports/070-deadly.txt: labelling it failed again and again (killed by SIGKILL). "
        "Save it in another format, or use fewer --jobs if the memory is short.",
        "Error: reports/150-broken.txt: labelling it failed again and again (ValueError: a bug). "
        "Save it in another format, or use fewer --jobs if the memory is short.",
        "2 of 202 could not be read; the others are done.",
    ]
    assert OUT.read_bytes() == expected


def test_a_report_that_hangs_is_listed_and_the_others_are_done(
    cli, reports, trouble, expected, monkeypatch
):
    monkeypatch.setattr(chunks, "_PATIENCE", 8)
    shutil.copy(reports / "000.txt", reports / "070-hanging.txt")
    said = cli("predict", reports, *MODEL, "--output", OUT, "--jobs", 2)
    assert said.code == 1
    assert said.error_lines[1:] == [
        "Error: reports/070-hanging.txt: not done after 8 s. Save it in another format, or "
        "split it.",
        "1 of 201 could not be read; the others are done.",
    ]
    assert OUT.read_bytes() == expected


@pytest.mark.parametrize("reports_of", [1, 3])
def test_a_row_that_kills_its_process_costs_its_report_alone(cli, workspace, trouble, reports_of):
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    texts = [f"新建茶叶大棚{number}个。" for number in range(150)]
    texts[70] = "deadly"
    columns = {"text": texts, "id": [*range(150)]}
    if reports_of > 1:
        columns["report"] = [str(number // reports_of) for number in range(150)]
    parquet.write_table(pa.table(columns), "rows.parquet")
    said = cli("predict", "rows.parquet", *MODEL, "--output", "out.parquet")
    first = 70 // reports_of * reports_of
    assert said.code == 1
    assert f"rows {first + 1} to {first + reports_of}: labelling it failed again" in said.err
    kept = parquet.read_table("out.parquet")["id"].to_pylist()
    assert kept == [*range(first), *range(first + reports_of, 150)]


def test_many_failures_are_written_beside_the_output(cli, reports):
    for number in range(30):
        (reports / f"empty-{number:02}.txt").write_bytes(b"")
    said = cli("predict", reports, *MODEL, "--output", OUT)
    assert said.code == 1
    assert said.err.count("Error: ") == 20
    assert "and 10 more: all of them are in out.jsonl.failures.txt.\n" in said.err
    listed = Path("out.jsonl.failures.txt").read_text("utf-8").splitlines()
    assert [line.partition(":")[0] for line in listed] == [
        f"reports/empty-{number:02}.txt" for number in range(30)
    ]
    for number in range(30):
        (reports / f"empty-{number:02}.txt").unlink()
    assert cli("predict", reports, *MODEL, "--output", OUT).code == 0
    assert not Path("out.jsonl.failures.txt").exists()


def test_an_output_stays_as_it_was_when_all_reports_fail(cli, reports):
    OUT.write_text("old", encoding="utf-8")
    for path in reports.iterdir():
        path.write_bytes(b"")
    assert cli("predict", reports, *MODEL, "--output", OUT).code == 1
    assert OUT.read_text("utf-8") == "old"
    assert not PARTS.exists()


def test_a_run_that_was_interrupted_goes_on(cli, reports, trouble, expected):
    run = start()
    wait_for(run, lambda: count_done() >= 1)
    os.killpg(run.pid, signal.SIGINT)
    _, err = run.communicate()
    assert run.returncode == 130
    assert err.splitlines()[1:] == [
        "Stopped. out.jsonl is as it was; give the same command again to go on."
    ]
    assert not OUT.exists()
    said = cli("predict", reports, *MODEL, "--output", OUT)
    assert said.code == 0
    assert "Going on from out.jsonl.parts: " in said.err
    assert OUT.read_bytes() == expected
    assert not PARTS.exists()


def test_what_is_done_is_not_done_again(cli, reports, trouble):
    run = start()
    wait_for(run, lambda: count_done() >= 1)
    os.killpg(run.pid, signal.SIGKILL)
    run.communicate()
    rows = map(json.loads, (PARTS / "journal.jsonl").read_text("utf-8").splitlines())
    done = [row for row in rows if "part" in row]
    run = start()
    _, err = run.communicate()
    assert run.returncode == 0
    before = sum(row["labelled"] for row in done)
    assert before >= FILES % 64
    assert f"Going on from out.jsonl.parts: {before} done before." in err


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds the processes in /proc")
def test_ten_kills_at_random_moments_change_no_byte(cli, reports, trouble, expected):
    moments = random.Random(6)
    before = set(Path().iterdir())
    for kill in range(10):
        run = start()
        wait_for(run, lambda run=run: len(list_workers(run)) == 2)
        if kill % 2:
            wait_for(run, lambda: count_done() >= 1)
        time.sleep(moments.uniform(0, 0.7))
        if kill % 3 == 0 and (workers := list_workers(run)):
            os.kill(moments.choice(workers), signal.SIGKILL)
            time.sleep(moments.uniform(0, 0.7))
        run.kill()
        run.communicate()
        assert set(Path().iterdir()) - before <= {OUT, PARTS}
        if OUT.exists():
            assert OUT.read_bytes() == expected
            OUT.unlink()
    run = start()
    run.communicate()
    assert run.returncode == 0
    assert OUT.read_bytes() == expected
    assert set(Path().iterdir()) - before == {OUT}


def test_a_kill_while_joining_leaves_nothing_beside_the_output(cli, expected, monkeypatch):
    before = set(Path().iterdir())
    seen = []

    def join(form, path, parts, themes):
        path.write_bytes(b"half")
        seen.append(set(Path().iterdir()) - before)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(JsonLines, "join", join)
        assert cli("predict", "reports", *MODEL, "--output", OUT, "--jobs", 2).code == 130
    assert seen == [{PARTS}]
    assert cli("predict", "reports", *MODEL, "--output", OUT, "--jobs", 2).code == 0
    assert OUT.read_bytes() == expected
    assert set(Path().iterdir()) - before == {OUT}


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds the processes in /proc")
def test_processes_end_with_their_parent(reports, trouble):
    run = start()
    wait_for(run, lambda: count_done() >= 1)
    workers = list_workers(run)
    run.kill()
    run.communicate()
    limit = time.monotonic() + 30
    while any(Path(f"/proc/{pid}/task").is_dir() for pid in workers):
        assert time.monotonic() < limit
        time.sleep(0.05)
    assert workers


def test_changed_reports_and_options_start_afresh(cli, reports, trouble):
    run = start()
    wait_for(run, lambda: count_done() >= 1)
    os.killpg(run.pid, signal.SIGKILL)
    run.communicate()
    (reports / "000.txt").write_text("种茶。", encoding="utf-8")
    said = cli("predict", reports, *MODEL, "--output", OUT, "--threshold", 0.5)
    assert said.error_lines[1] == (
        "Starting afresh: the options and the reports changed since out.jsonl.parts was left."
    )
    assert json.loads(OUT.read_text("utf-8").splitlines()[0])["text"] == "种茶。"


def test_a_changed_model_starts_afresh(cli, reports, trouble):
    run = start()
    wait_for(run, lambda: count_done() >= 1)
    os.killpg(run.pid, signal.SIGKILL)
    run.communicate()
    meta = Path("training/sm/model-best/meta.json")
    meta.write_text(meta.read_text("utf-8") + "\n", encoding="utf-8")
    said = cli("predict", reports, *MODEL, "--output", OUT)
    assert said.error_lines[1] == (
        "Starting afresh: the model changed since out.jsonl.parts was left."
    )
    assert said.code == 0


def test_a_second_process_on_one_output_is_refused(cli, reports):
    with open_parts(PARTS, "jsonl", {}):
        said = cli("predict", reports, *MODEL, "--output", OUT)
    assert said.code == 1
    assert said.error_lines[1:] == [
        "Error: out.jsonl.parts/journal.jsonl: another process is writing here. "
        "Wait for it, or choose another place."
    ]


def test_a_place_that_cannot_be_written_is_one_line(cli, reports):
    Path("file").write_bytes(b"")
    said = cli("predict", reports, *MODEL, "--output", "file/out.jsonl")
    assert said.code == 1
    assert said.error_lines[1:] == [
        "Error: file/out.jsonl: cannot be written (File exists). Choose another place."
    ]


def test_a_full_disk_is_one_line_and_the_run_goes_on_later(cli, reports, expected):
    resource = pytest.importorskip("resource")

    def fill():
        resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))

    run = start(preexec_fn=fill)
    _, err = run.communicate()
    assert run.returncode == 1
    assert "cannot be written (File too large). Make room there, or choose another place." in err
    assert cli("predict", reports, *MODEL, "--output", OUT).code == 0
    assert OUT.read_bytes() == expected


def test_a_foreign_model_is_one_line(cli, reports):
    shutil.rmtree("training/sm/model-best/textcat_multilabel")
    said = cli("predict", reports, *MODEL, "--output", OUT)
    assert said.code == 1
    assert "not a policy-themes pipeline" in said.error_lines[1]
    assert len(said.error_lines) == 2
    assert not PARTS.exists()


def test_a_missing_model_is_one_line(cli, reports):
    said = cli("predict", reports, "--model", "nope", "--output", OUT)
    assert said.code == 1
    assert said.error_lines[1:] == [
        "Error: nope: no such pipeline. Give the folder of a trained pipeline, or train one: "
        "policy-themes train."
    ]
    assert not PARTS.exists()


def test_a_table_keeps_its_columns_and_gets_themes(cli, workspace):
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    texts = ["新建茶叶大棚3个，茶农卖茶增收。", None, "清理河道垃圾6吨，河长每周巡河。"]
    parquet.write_table(pa.table({"id": [7, 8, 9], "句": texts}), "rows.parquet")
    said = cli(
        *("predict", "rows.parquet", "--text-column", "句", *MODEL, "--output", "out.parquet")
    )
    assert (said.code, said.err) == (0, "Wrote out.parquet\n")
    table = parquet.read_table("out.parquet")
    assert table.column_names == ["id", "句", "themes", "scores", "review"]
    assert table["id"].to_pylist() == [7, 8, 9]
    assert table["themes"].to_pylist() == [["产业"], [], ["生态"]]
    assert table["scores"][0].as_py()["产业"] > 0.5
    assert table["scores"][1].as_py() is None


def test_another_text_column_starts_afresh(cli, workspace, monkeypatch):
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    def stop(*_):
        raise KeyboardInterrupt

    columns = {
        "text": ["新建茶叶大棚3个，茶农卖茶增收。"],
        "句": ["清理河道垃圾6吨，河长每周巡河。"],
    }
    parquet.write_table(pa.table(columns), "rows.parquet")
    command = ("predict", "rows.parquet", *MODEL, "--output", "out.parquet")
    with monkeypatch.context() as patch:
        patch.setattr(Parquet, "join", stop)
        assert cli(*command).code == 130
    said = cli(*command, "--text-column", "句")
    assert said.error_lines == [
        "Starting afresh: the options changed since out.parquet.parts was left.",
        "Wrote out.parquet",
    ]
    assert parquet.read_table("out.parquet")["themes"].to_pylist() == [["生态"]]


def test_of_a_link_the_parts_lie_beside_the_file_that_it_leads_to(cli, workspace, monkeypatch):
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    def stop(*_):
        raise KeyboardInterrupt

    there, link = Path("there"), Path("out.parquet")
    there.mkdir()
    link.symlink_to(there / link)
    parquet.write_table(pa.table({"text": ["种茶。"]}), "rows.parquet")
    command = ("predict", "rows.parquet", *MODEL, "--output", link)
    with monkeypatch.context() as patch:
        patch.setattr(Parquet, "join", stop)
        assert cli(*command).code == 130
    assert [path.name for path in there.iterdir()] == ["out.parquet.parts"]
    assert cli(*command).code == 0
    assert [path.name for path in there.iterdir()] == ["out.parquet"]
    assert link.is_symlink()


def test_a_table_with_a_column_of_themes_is_refused_before_any_work(cli, workspace):
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    parquet.write_table(pa.table({"text": ["种茶。"], "themes": ["x"]}), "rows.parquet")
    said = cli("predict", "rows.parquet", *MODEL, "--output", "out.parquet")
    assert (said.code, said.err) == (
        1,
        "Error: The table: it has a column 'themes' already. Rename or drop it first.\n",
    )
    assert not list(Path().glob("out.parquet*"))
    assert cli("predict", "rows.parquet", *MODEL, "--output", OUT).code == 0


@pytest.mark.parametrize("name", ["out.parquet", "out.jsonl"])
def test_a_table_without_rows_is_not_said_to_be_written(cli, workspace, name):
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    parquet.write_table(pa.table({"text": pa.array([], pa.string())}), "rows.parquet")
    said = cli("predict", "rows.parquet", *MODEL, "--output", name)
    assert (said.code, said.err) == (0, f"Nothing to label: {name} is not written.\n")
    assert not Path(name).exists()


def test_a_table_becomes_json_lines(cli, workspace):
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    columns = {"text": ["新建茶叶大棚3个。", "清理河道垃圾6吨。"], "report": ["a", "b"]}
    parquet.write_table(pa.table(columns), "rows.parquet")
    said = cli("predict", "rows.parquet", *MODEL)
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert [(row["report"], row["index"]) for row in rows] == [("a", 1), ("b", 1)]


def test_reports_become_a_table_in_their_order(cli, reports):
    pytest.importorskip("pyarrow")
    from pyarrow import parquet

    said = cli("predict", reports, *MODEL, "--output", "out.parquet", "--jobs", 2)
    assert said.code == 0
    lines = cli("predict", reports, *MODEL).out.splitlines()
    assert parquet.read_table("out.parquet").to_pylist() == [json.loads(line) for line in lines]
