from pathlib import Path

import pytest

from policy_themes.errors import MixedInputsError
from policy_themes.models.chunks import Outcome
from policy_themes.models.inputs import find_inputs


def test_reports_of_folders_and_files_are_found_once_in_order(tmp_path):
    for name in ("b.txt", "a.md", "c.png"):
        (tmp_path / name).write_text("种茶。", encoding="utf-8")
    inputs = find_inputs([tmp_path / "b.txt", tmp_path, tmp_path / "nope.txt"])
    assert inputs.files == [tmp_path / "b.txt", tmp_path / "a.md"]
    assert (inputs.size, inputs.unit, inputs.are_many) == (2, "reports", False)
    assert inputs.failures == [f"{tmp_path / 'nope.txt'}: no such file or folder. Check the path."]


def test_standard_input_is_one_report_and_never_many():
    inputs = find_inputs([Path("-"), Path("-")])
    assert (inputs.files, inputs.size, inputs.are_many) == ([Path("-")], 1, False)


def test_a_table_in_a_folder_of_reports_is_left_alone(tmp_path):
    (tmp_path / "a.txt").write_text("种茶。", encoding="utf-8")
    (tmp_path / "rows.parquet").write_bytes(b"PAR1")
    assert find_inputs([tmp_path]).files == [tmp_path / "a.txt"]


def test_a_folder_of_tables_is_read_in_order(tmp_path):
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    for name in ("2.parquet", "1.parquet", "_metadata.parquet"):
        parquet.write_table(pa.table({"text": ["种茶。", "修渠。"]}), tmp_path / name)
    inputs = find_inputs([tmp_path])
    assert [path.name for path in inputs.files] == ["1.parquet", "2.parquet"]
    assert (inputs.size, inputs.unit, inputs.are_many) == (4, "rows", True)


def test_rows_of_tables_of_one_name_have_ids_of_their_own(tmp_path):
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    for name in ("north", "south"):
        (tmp_path / name).mkdir()
        parquet.write_table(pa.table({"text": ["种茶。"]}), tmp_path / name / "part-0.parquet")
    chunks = find_inputs([tmp_path]).chunks
    ids = [row.id for chunk in chunks for row in chunk.iter_sentences(Outcome())]
    assert ids == ["part-0:1:1", f"{tmp_path}/south/part-0:1:1"]


def test_reports_and_tables_together_are_refused(tmp_path):
    (tmp_path / "a.txt").write_text("种茶。", encoding="utf-8")
    (tmp_path / "rows.parquet").write_bytes(b"PAR1")
    with pytest.raises(MixedInputsError, match=r"given together with .*rows\.parquet, a table"):
        find_inputs([tmp_path / "a.txt", tmp_path / "rows.parquet"])
