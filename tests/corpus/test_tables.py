import pytest

from policy_themes.corpus.tables import check_tables, cut_table, iter_sentences
from policy_themes.errors import (
    ColumnTypeError,
    MissingColumnError,
    NotParquetError,
    TableSchemaError,
)

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")


@pytest.fixture
def write(tmp_path):
    def write_table(columns, *, name="rows.parquet", group=1000):
        parquet.write_table(pa.table(columns), tmp_path / name, row_group_size=group)
        return tmp_path / name

    return write_table


@pytest.mark.parametrize("group", [999, 7000, 100_000])
def test_chunks_do_not_depend_on_row_groups(write, group):
    path = write({"text": ["种茶。"] * 50_000}, group=group)
    assert cut_table(path) == [(0, 20_000), (20_000, 40_000), (40_000, 50_000)]


@pytest.mark.parametrize("group", [999, 70_000])
def test_no_report_is_cut_in_two(write, group):
    reports = ["a"] * 15_000 + ["b"] * 30_000 + [None] * 5 + ["c"] * 50_000 + ["d"] * 40_000
    path = write({"text": ["种茶。"] * len(reports), "report": reports}, group=group)
    assert cut_table(path) == [(0, 45_000), (45_000, 95_005), (95_005, 135_005)]


def test_a_table_without_rows_has_no_chunk(write):
    assert cut_table(write({"text": pa.array([], pa.string())})) == []


@pytest.mark.parametrize(("start", "stop"), [(0, 25), (3, 4), (9, 21), (24, 25), (10, 20)])
def test_rows_are_read_from_start_to_stop_over_row_groups(write, start, stop):
    path = write({"text": [str(i) for i in range(25)]}, group=10)
    texts = [s.text for s in iter_sentences(path, start, stop, text_column="text")]
    assert texts == [str(i) for i in range(start, stop)]


def test_rows_of_a_report_are_its_sentences(write):
    path = write(
        {
            "text": ["一、产业", "种茶。", "修渠。"],
            "report": ["a", "a", "b"],
            "kind": ["heading", "odd", None],
            "section": [[], ["一、产业"], None],
        }
    )
    rows = list(iter_sentences(path, 0, 3, text_column="text"))
    assert [row.id for row in rows] == ["a:1", "a:2", "b:1"]
    assert [row.kind for row in rows] == ["heading", "body", "body"]
    assert [row.section for row in rows] == [(), ("一、产业",), ()]


def test_index_and_a_section_of_one_string_are_taken(write):
    path = write({"text": ["种茶。"], "report": ["a"], "index": [17], "section": ["产业"]})
    (row,) = iter_sentences(path, 0, 1, text_column="text")
    assert (row.index, row.section) == (17, ("产业",))


def test_rows_without_a_report_stand_alone(write):
    path = write({"text": ["种茶。", "修渠。", "挖沟。"]})
    rows = list(iter_sentences(path, 1, 3, text_column="text"))
    assert [row.id for row in rows] == ["rows:2:1", "rows:3:1"]


@pytest.mark.parametrize("missing", [None, ""])
def test_rows_that_lack_a_report_stand_alone_beside_others(write, missing):
    path = write({"text": ["种茶。"] * 4, "report": ["a", missing, missing, "b"]})
    rows = list(iter_sentences(path, 0, 4, text_column="text", table_id="north/rows"))
    assert [row.id for row in rows] == ["a:1", "north/rows:2:1", "north/rows:3:1", "b:1"]
    assert len(cut_table(path, rows=1)) == 4


def test_a_report_whose_name_is_a_number_is_one(write):
    path = write({"text": ["种茶。"] * 3, "report": [0, 0, 7]})
    rows = list(iter_sentences(path, 0, 3, text_column="text"))
    assert [row.id for row in rows] == ["0:1", "0:2", "7:1"]


@pytest.mark.parametrize("text", [None, "", " \n"])
def test_a_row_without_text_is_asked_of_no_pipeline(write, text):
    (row,) = iter_sentences(write({"text": ["种茶。", text]}), 1, 2, text_column="text")
    assert (row.kind, row.text) == ("junk", text or "")


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())]
)
def test_text_of_every_type_is_read(write, kind):
    path = write({"text": pa.array(["种茶。"], kind), "report": pa.array(["a"], kind)})
    check_tables([path], text_column="text")
    assert cut_table(path) == [(0, 1)]
    assert [s.text for s in iter_sentences(path, 0, 1, text_column="text")] == ["种茶。"]


def test_a_file_that_is_no_table_is_told(tmp_path):
    path = tmp_path / "rows.parquet"
    path.write_bytes(b"PAR1 cut off")
    with pytest.raises(NotParquetError, match=r"rows.parquet: not a Parquet file\."):
        check_tables([path], text_column="text")


def test_a_table_without_the_column_names_those_it_has(write):
    path = write({"id": [1], "body": ["种茶。"]})
    with pytest.raises(MissingColumnError, match=r"no column 'text'\. .*--text-column: id, body"):
        check_tables([path], text_column="text")


def test_a_column_of_numbers_is_told(write):
    path = write({"text": [1]})
    with pytest.raises(ColumnTypeError, match="column 'text' is int64, not text"):
        check_tables([path], text_column="text")


def test_tables_of_other_columns_are_told(write):
    first = write({"text": ["种茶。"]}, name="a.parquet")
    second = write({"text": ["种茶。"], "id": [1]}, name="b.parquet")
    with pytest.raises(TableSchemaError, match=r"b\.parquet: other columns than .*a\.parquet"):
        check_tables([first, second], text_column="text")


def test_a_part_of_a_table_is_cut_within_its_bounds(write):
    path = write({"text": ["种茶。"] * 50})
    assert cut_table(path, (10, 15), rows=2) == [(10, 12), (12, 14), (14, 15)]
    path = write({"text": ["种茶。"] * 9, "report": [*"aabbbcddd"]})
    assert cut_table(path, (2, 9), rows=1) == [(2, 5), (5, 6), (6, 9)]
