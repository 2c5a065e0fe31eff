import json
import re

import docx
import pytest

from policy_themes.corpus.build import assign_split, build_corpus
from policy_themes.errors import (
    MissingDataError,
    MissingPathError,
    NothingReadableError,
    RowsError,
    TwinReportsError,
)
from policy_themes.jsonl import read_jsonl, write_jsonl

TEXT = "柳坪村2023年工作总结\n一、产业\n新建茶叶大棚8个。清理河道垃圾3吨。\n"


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "liuping-2023.txt").write_text(TEXT, encoding="utf-8")
    (folder / "shigu-2022.md").write_text(f"# 石鼓乡\n\n{TEXT}", encoding="utf-8")
    document = docx.Document()
    document.add_paragraph("木桥镇全年修渠3公里。")
    document.save(folder / "木桥-2024.docx")
    return tmp_path


def read_reports(corpus):
    return {row["id"]: row for row in read_jsonl(corpus / "reports.jsonl")}


def test_reports_of_every_format_are_taken_and_their_ids_decide_the_split(corpus):
    assert build_corpus(corpus)[0] == 3
    reports = read_reports(corpus)
    assert {name: row["split"] for name, row in reports.items()} == {
        name: assign_split(name) for name in ("liuping-2023", "shigu-2022", "木桥-2024")
    }
    sentences = read_jsonl(corpus / "sentences.jsonl")
    assert {row["report"] for row in sentences} == reports.keys()
    assert "themes" not in sentences[0]


def test_without_briefs_nothing_is_known_of_a_report_but_its_title(corpus):
    build_corpus(corpus)
    reports = read_reports(corpus)
    assert reports["liuping-2023"].keys() == {"id", "title", "split", "sha256"}
    assert reports["liuping-2023"]["title"] == "柳坪村2023年工作总结"
    assert reports["木桥-2024"]["title"] == "木桥-2024"


def test_a_brief_says_what_is_known_and_may_name_the_split(corpus):
    splits = ("train", "dev", "test")
    named = zip(("liuping-2023", "shigu-2022", "木桥-2024"), splits, strict=True)
    briefs = [{"id": name, "split": split, "level": "乡镇"} for name, split in named]
    briefs[2] |= {"place": "木桥镇", "genre": "小结", "year": 2024}
    write_jsonl(corpus / "briefs.jsonl", briefs)
    build_corpus(corpus)
    reports = read_reports(corpus)
    assert tuple(row["split"] for row in reports.values()) == splits
    assert [reports["木桥-2024"][key] for key in ("title", "level", "genre", "year")] == [
        "木桥镇小结",
        "乡镇",
        "小结",
        2024,
    ]


def test_a_split_that_is_none_is_told_with_its_line(corpus):
    write_jsonl(corpus / "briefs.jsonl", [{"id": "liuping-2023", "split": "训练"}])
    with pytest.raises(
        RowsError, match=r"line 1: split '训练'\. A split is one of train, dev, test"
    ):
        build_corpus(corpus)


@pytest.mark.parametrize(
    ("names", "where"),
    [
        (["liuping-2023", "shigu-2022"], "briefs.jsonl: not there. Report 木桥-2024"),
        (
            ["liuping-2023", "shigu-2022", "木桥-2024", "nowhere"],
            "nowhere: not there. Report nowhere",
        ),
    ],
)
def test_a_report_without_brief_and_a_brief_without_report_are_told(corpus, names, where):
    write_jsonl(corpus / "briefs.jsonl", [{"id": name} for name in names])
    with pytest.raises(MissingDataError, match=f"{re.escape(where)} needs text and brief"):
        build_corpus(corpus)
    assert not (corpus / "sentences.jsonl").exists()


def test_two_files_of_one_name_are_told(corpus):
    (corpus / "reports" / "liuping-2023.html").write_text("<html>修渠</html>", encoding="utf-8")
    with pytest.raises(TwinReportsError, match=r"liuping-2023\.html and liuping-2023\.txt would"):
        build_corpus(corpus)


def test_a_corpus_without_reports_is_told(tmp_path):
    with pytest.raises(MissingPathError, match=r"reports: no such file or folder"):
        build_corpus(tmp_path)
    (tmp_path / "reports").mkdir()
    with pytest.raises(NothingReadableError, match=r"no report in this folder"):
        build_corpus(tmp_path)


def test_building_again_writes_the_same(corpus):
    build_corpus(corpus)
    first = (corpus / "sentences.jsonl").read_bytes()
    build_corpus(corpus)
    assert (corpus / "sentences.jsonl").read_bytes() == first
    assert json.loads(first.splitlines()[0])["report"] == "liuping-2023"
