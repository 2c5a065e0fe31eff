import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_themes.errors import MissingPathError, RowsError
from policy_themes.jsonl import format_row, read_jsonl, read_numbered_rows, write_jsonl

ADVICE = "Mend these lines and try again."
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab"), inner, max_size=3),
    max_leaves=5,
)


def test_rows_are_one_line_each_in_readable_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    assert write_jsonl(path, [{"text": "柳塘\n修渠"}, {"text": "种茶", "index": 2}]) == 2
    assert path.read_bytes().decode() == ('{"text": "柳塘\\n修渠"}\n{"text": "种茶", "index": 2}\n')


@settings(deadline=None)
@given(row=st.dictionaries(st.text("abc柳"), VALUES, max_size=4))
def test_a_row_that_was_written_is_read_again(
    row: dict[str, object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("rows") / "rows.jsonl"
    write_jsonl(path, [row, row])
    assert read_jsonl(path) == [row, row]


def test_a_row_is_one_line() -> None:
    assert format_row({"text": "柳\n塘\u2028"}) == '{"text": "柳\\n塘\u2028"}'


def test_no_rows_make_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    assert write_jsonl(path, []) == 0
    assert path.read_bytes() == b""
    assert read_jsonl(path) == []


def test_a_byte_order_mark_and_empty_lines_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}\r\n\r\n  \n{"a": 2}')
    assert read_jsonl(path) == [{"a": 1}, {"a": 2}]
    assert read_numbered_rows(path) == [(1, {"a": 1}), (4, {"a": 2})]


def test_rows_may_have_more_keys_than_are_required(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"a": 1, "b": 2}\n', encoding="utf-8")
    assert read_jsonl(path, required=["a"]) == [{"a": 1, "b": 2}]


def test_all_problems_of_a_file_are_reported_together(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"a": 1, "b": 1}\n\n{"a"\n[1]\n"a"\n{"b": 1}\n{}\n', encoding="utf-8")
    message = (
        f"{path}: line 3: not JSON (Expecting ':' delimiter at column 5); "
        "line 4: a list, not an object; line 5: a str, not an object; "
        f"line 6: no 'a'; line 7: no 'a', 'b'. {ADVICE}"
    )
    with pytest.raises(RowsError, match=f"^{re.escape(message)}$"):
        read_jsonl(path, required=["a", "b"])


def test_problems_beyond_ten_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("[]\n" * 12, encoding="utf-8")
    listed = "; ".join(f"line {number}: a list, not an object" for number in range(1, 11))
    message = f"{path}: {listed}; and 2 more. {ADVICE}"
    with pytest.raises(RowsError, match=f"^{re.escape(message)}$"):
        read_jsonl(path)


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_a_path_that_is_no_file_is_missing(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    message = f"{path}: no such file or folder. Check the path."
    with pytest.raises(MissingPathError, match=f"^{re.escape(message)}$"):
        read_jsonl(path)


def test_a_file_stays_as_it_was_if_a_row_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"a": 1}\n', encoding="utf-8")
    with pytest.raises(TypeError, match=r"^Object of type \w*Path is not JSON serializable"):
        write_jsonl(path, [{"a": 2}, {"a": tmp_path}])
    assert path.read_text(encoding="utf-8") == '{"a": 1}\n'
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        pytest.param("[" * 100_000, "not JSON (nested too deeply, or no number)", id="deep"),
        pytest.param("9" * 5000, "not JSON (nested too deeply, or no number)", id="digits"),
        pytest.param('{"a": NaN}', "not JSON (nested too deeply, or no number)", id="NaN"),
        pytest.param('{"a": "\\ud800"}', "half a character (\\uD800 to \\uDFFF alone)", id="half"),
        pytest.param('{"text": 5}', "'text' is no string", id="value"),
    ],
)
def test_what_json_cannot_hold_is_told_by_its_line(tmp_path, line, problem):
    path = tmp_path / "rows.jsonl"
    path.write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(RowsError, match=re.escape(f"{path}: line 1: {problem}. Mend these")):
        read_jsonl(path)


def test_a_character_in_two_escaped_halves_is_whole(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"a": "\\ud840\\udd64"}\n', encoding="utf-8")
    assert read_jsonl(path) == [{"a": "\U00020164"}]
