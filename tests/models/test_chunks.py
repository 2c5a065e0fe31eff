import os
from pathlib import Path

import pytest

from policy_themes.corpus import structure
from policy_themes.models.chunks import Outcome, Reports, cut_reports, name_reports


def test_each_file_has_an_id_of_its_own():
    paths = [Path(name) for name in ("a/x.txt", "b/x.txt", "b/x.md", "b/x.txt", "y.txt", "-")]
    assert [file.id for file in name_reports(paths)] == ["x", "b/x", "b/x.md", "y", "stdin"]


def test_a_file_name_in_another_encoding_makes_an_id_that_can_be_written():
    name = os.fsdecode("水车".encode("gb18030") + b".txt")
    (file,) = name_reports([Path(name)])
    assert file.id.encode()
    assert file.path == Path(name)


@pytest.mark.parametrize(
    ("sizes", "counts"),
    [
        pytest.param([], [], id="none"),
        pytest.param([10] * 130, [64, 64, 2], id="by number"),
        pytest.param([600_000, 600_000, 10], [2, 1], id="by size"),
        pytest.param([5_000_000, 10], [1, 1], id="a huge one alone"),
    ],
)
def test_chunks_hold_whole_reports_in_their_order(tmp_path, sizes, counts):
    for number, size in enumerate(sizes):
        (tmp_path / f"{number:03}.txt").write_bytes(b"a" * size)
    files = name_reports(sorted(tmp_path.iterdir()))
    chunks = cut_reports(files)
    assert [chunk.size for chunk in chunks] == counts
    assert [file for chunk in chunks for file in chunk.files] == files


def test_what_cannot_be_read_is_told_and_the_others_are_read(tmp_path):
    for name, text in (("a", "种茶。\n"), ("b", ""), ("c", "修渠。\n")):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    chunk = Reports(tuple(name_reports(sorted(tmp_path.iterdir()))))
    outcome = Outcome()
    sentences = list(chunk.iter_sentences(outcome))
    assert [(s.report, s.text) for s in sentences] == [("a", "种茶。"), ("c", "修渠。")]
    assert outcome == Outcome(
        labelled=2,
        failures=[f"{tmp_path / 'b.txt'}: no text in it. Give a report that has sentences."],
    )
    assert [piece.size for piece in chunk.split()] == [1, 1, 1]


def test_a_report_with_too_many_sentences_is_told_and_the_others_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(structure, "_MOST_SENTENCES", 2)
    (tmp_path / "a.txt").write_text("种茶。修渠。修路。", encoding="utf-8")
    (tmp_path / "b.txt").write_text("种茶。", encoding="utf-8")
    outcome = Outcome()
    chunk = Reports(tuple(name_reports(sorted(tmp_path.iterdir()))))
    assert [s.report for s in chunk.iter_sentences(outcome)] == ["b"]
    assert outcome.failures == [
        "a: too large to read (more than 2 lines or sentences). Split it, or save its text alone "
        "as .txt."
    ]
