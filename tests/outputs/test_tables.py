import pytest

from policy_themes.errors import TakenColumnsError
from policy_themes.outputs.tables import check_columns, join_tables, write_table
from policy_themes.records import Sentence, Why

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")


def make_sentences(count, **fields):
    return iter(
        Sentence("a", i, "body", ("一、产业",), 0, 3, "种茶。", ("产业",), {"产业": 0.9}, **fields)
        for i in range(1, count + 1)
    )


def test_a_table_holds_the_record(tmp_path):
    path = tmp_path / "out.parquet"
    write_table(path, make_sentences(2), ["产业"])
    (first, _) = parquet.read_table(path).to_pylist()
    assert first == next(make_sentences(1)).as_row()


def test_no_sentences_make_a_table_without_rows(tmp_path):
    write_table(tmp_path / "out.parquet", iter([]), ["产业"])
    table = parquet.read_table(tmp_path / "out.parquet")
    assert (table.num_rows, "themes" in table.column_names) == (0, True)


def test_reasons_are_a_column_where_they_are_asked_for(tmp_path):
    path = tmp_path / "out.parquet"
    why = {"产业": Why((("茶", 1.25),), (0.5, 1.25, 0.0))}
    write_table(path, make_sentences(1, why=why), ["产业"], explain=True)
    reasons = parquet.read_table(path)["why"].to_pylist()
    assert reasons == [[{"theme": "产业", "piece": "茶", "weight": 1.25}]]


def test_columns_of_the_rows_are_kept_and_themes_added(tmp_path):
    path = tmp_path / "out.parquet"
    rows = pa.table({"id": [1, 2], "why": ["x", "y"], "text": ["种茶。"] * 2})
    write_table(path, make_sentences(2), ["产业"], batches=iter(rows.to_batches()))
    table = parquet.read_table(path)
    assert table.column_names == ["id", "why", "text", "themes", "scores", "review"]
    assert table["why"].to_pylist() == ["x", "y"]
    assert table["themes"].to_pylist() == [["产业"], ["产业"]]


@pytest.mark.parametrize(
    ("explain", "taken"), [(False, "'themes', 'review'"), (True, "'themes', 'review', 'why'")]
)
def test_a_column_that_would_be_added_is_told(tmp_path, explain, taken):
    path = tmp_path / "rows.parquet"
    parquet.write_table(pa.table({"why": ["x"], "review": [1], "themes": ["y"]}), path)
    with pytest.raises(TakenColumnsError, match=f"a column {taken} already"):
        check_columns(path, explain=explain)


@pytest.mark.parametrize("sizes", [[70_000, 65_000], [1, 134_999], [0, 65_536, 69_464]])
def test_the_joined_table_does_not_depend_on_the_parts(tmp_path, sizes):
    whole = pa.table({"n": list(range(135_000)), "t": [f"茶{i % 7}" for i in range(135_000)]})
    start = 0
    parts = []
    for number, size in enumerate(sizes):
        parts.append(tmp_path / f"{number}.parquet")
        parquet.write_table(whole.slice(start, size), parts[-1])
        start += size
    parquet.write_table(whole, tmp_path / "whole.parquet")
    join_tables(tmp_path / "a.parquet", parts)
    join_tables(tmp_path / "b.parquet", [tmp_path / "whole.parquet"])
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    assert parquet.read_table(tmp_path / "a.parquet").equals(whole)
