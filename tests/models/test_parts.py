import json
from pathlib import Path

import pytest

from policy_themes.errors import RunInProgressError
from policy_themes.models.chunks import Outcome
from policy_themes.models.parts import open_parts

RUN = {"the model": "m", "the reports": "r"}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "out.jsonl.parts"


def leave(folder, *names, run=RUN, split=()):
    """Leave parts as a run that was killed would."""
    with open_parts(folder, "jsonl", run) as parts:
        parts.add_themes(("产业", "生态"))
        for name in split:
            parts.add_split(name)
        for name in names:
            parts.find(name).write_text(name, encoding="utf-8")
            parts.add(name, Outcome(labelled=3, failures=[f"{name} failed"]))


def test_what_a_run_left_is_there_in_the_next(folder):
    leave(folder, "2", "1", split=["3"])
    with open_parts(folder, "jsonl", RUN) as parts:
        assert parts.themes == ("产业", "生态")
        assert parts.done["1"] == Outcome(labelled=3, failures=["1 failed"])
        assert parts.split == {"3"}
        assert parts.list_files() == [folder / "1.jsonl", folder / "2.jsonl"]
        assert parts.changed == ()


def test_a_run_that_is_finished_leaves_nothing(folder):
    with open_parts(folder, "jsonl", RUN) as parts:
        parts.finished = True
    assert not folder.exists()


@pytest.mark.parametrize("cut", [1, 10, 30])
def test_a_journal_that_was_cut_off_counts_up_to_its_last_whole_line(folder, cut):
    leave(folder, "1", "2")
    journal = folder / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-cut])
    with open_parts(folder, "jsonl", RUN) as parts:
        assert list(parts.done) == ["1"]
        parts.find("2").write_text("2", encoding="utf-8")
        parts.add("2", Outcome())
    rows = map(json.loads, journal.read_text("utf-8").splitlines())
    assert [row.get("part") for row in rows] == [None, None, "1", "2"]


def test_a_journal_of_zeros_as_a_lost_power_supply_leaves_it_counts_for_nothing(folder):
    leave(folder, "1")
    (folder / "journal.jsonl").write_bytes(b"\0" * 300)
    with open_parts(folder, "jsonl", RUN) as parts:
        assert parts.done == {}
    assert not (folder / "1.jsonl").exists()


def test_a_part_of_another_size_is_done_again(folder):
    leave(folder, "1", "2")
    (folder / "1.jsonl").write_bytes(b"")
    with open_parts(folder, "jsonl", RUN) as parts:
        assert list(parts.done) == ["2"]


def test_a_part_that_failed_altogether_has_no_file(folder):
    with open_parts(folder, "jsonl", RUN) as parts:
        parts.add("1", Outcome(failures=["dead"]))
    with open_parts(folder, "jsonl", RUN) as parts:
        assert parts.done["1"].failures == ["dead"]
        assert parts.list_files() == []


def test_files_and_folders_that_the_journal_does_not_know_are_removed(folder):
    leave(folder, "1")
    (folder / ".2.jsonl.half").write_text("half", encoding="utf-8")
    (folder / ".work").mkdir()
    (folder / ".work" / "half").write_text("half", encoding="utf-8")
    with open_parts(folder, "jsonl", RUN):
        names = sorted(path.name for path in folder.iterdir())
    assert names == [".journal.jsonl.lock", "1.jsonl", "journal.jsonl"]


def test_a_file_that_is_gone_before_it_is_removed_is_no_error(folder, monkeypatch):
    leave(folder, "1")
    monkeypatch.setattr(Path, "iterdir", lambda path: iter([path / ".2.jsonl.half"]))
    with open_parts(folder, "jsonl", RUN) as parts:
        assert list(parts.done) == ["1"]


def test_parts_of_another_run_are_removed(folder):
    leave(folder, "1")
    with open_parts(folder, "jsonl", RUN | {"the model": "other"}) as parts:
        assert (parts.changed, parts.done, parts.themes) == (("the model",), {}, ())
    assert not (folder / "1.jsonl").exists()


def test_a_file_name_that_is_no_text_can_fail(folder):
    with open_parts(folder, "jsonl", RUN) as parts:
        parts.add("1", Outcome(failures=["\udcb2.txt: no text in it."]))
    with open_parts(folder, "jsonl", RUN) as parts:
        assert parts.done["1"].failures == ["\udcb2.txt: no text in it."]


def test_a_folder_has_one_run_at_a_time(folder):
    with (
        open_parts(folder, "jsonl", RUN),
        pytest.raises(RunInProgressError, match=r"another process is writing here\. Wait for it"),
        open_parts(folder, "jsonl", RUN),
    ):
        pass
    with open_parts(folder, "jsonl", RUN):
        pass
