import json

import pytest

from policy_themes.errors import MissingPathError, RepeatedReportError, RowsError
from policy_themes.outputs.summary.labelled import iter_reports


def row(**fields):
    base = {"report": "a", "index": 1, "kind": "body", "section": [], "text": "种茶。"}
    return base | {"themes": ["产业"], "scores": {"产业": 0.9}, "review": False} | fields


@pytest.fixture
def write(tmp_path):
    def write_rows(*rows, name="a.jsonl"):
        path = tmp_path / name
        path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
        return path

    return write_rows


def test_reports_come_one_by_one_and_are_read_again_where_they_stand(write):
    path = write(row(), row(index=2, text="栽树。"), row(report="b"))
    found = list(iter_reports([path]))
    assert [(source.report, len(own)) for source, own in found] == [("a", 2), ("b", 1)]
    assert all(source.read() == own for source, own in found)


def test_a_byte_order_mark_and_empty_lines_are_no_rows(write):
    path = write(row(), row(report="b"))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\n\n"))
    found = list(iter_reports([path]))
    assert [source.report for source, _ in found] == ["a", "b"]
    assert [source.read() for source, _ in found] == [own for _, own in found]


@pytest.mark.parametrize("second", ["a.jsonl", "b.jsonl"])
def test_a_report_in_two_places_would_count_twice(write, second):
    paths = dict.fromkeys(
        [write(row(), row(report="b")), write(row(), row(report="b"), row(), name=second)]
    )
    with pytest.raises(RepeatedReportError, match="report 'a' stands in several places"):
        list(iter_reports(paths))


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        ({"report": "a"}, "line 2: no 'index', 'kind', 'section', 'text', 'themes', 'scores'"),
        ([], "line 2: a list, not an object"),
        (row(kind="poem"), "line 2: no sentence: its index or its kind"),
        (row(index="x"), "line 2: no sentence: its index or its kind"),
        (row(themes="产业"), "line 2: no sentence: its text, section or themes"),
        (row(section=[3]), "line 2: no sentence: its text, section or themes"),
        (row(scores={"产业": "hoch"}), "line 2: no sentence: its scores"),
    ],
)
def test_other_rows_are_told_by_their_lines(write, bad, problem):
    with pytest.raises(RowsError, match=problem):
        list(iter_reports([write(row(), bad)]))


def test_broken_json_is_told_by_its_line(write):
    path = write(row())
    path.write_text(path.read_text("utf-8") + "{oops\n", "utf-8")
    with pytest.raises(
        RowsError, match=r"line 2: not JSON.*as `policy-themes predict` writes them"
    ):
        list(iter_reports([path]))


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(MissingPathError, match="no such file"):
        list(iter_reports([tmp_path / "no.jsonl"]))
