import doctest
import json
import shutil
import sys

import pytest

from policy_themes import spark as module
from policy_themes.api import Labeller
from policy_themes.errors import MissingColumnsError, MissingOrderError, TakenColumnsError
from policy_themes.models.compare import drop_themeless
from policy_themes.models.predict import label_sentences
from policy_themes.pandas import Columns
from policy_themes.pandas import label as label_in_pandas
from policy_themes.spark import label, label_batches

pytest.importorskip("pyspark", reason="Spark is tested where the extra spark is installed")
if shutil.which("java") is None:
    pytest.skip("Spark is tested where Java is installed", allow_module_level=True)

CONTEXT = {"report_column": "report", "index_column": "index", "section_column": "section"}
SCHEMA = "report string, index int, section array<string>, text string"


@pytest.fixture(scope="module")
def spark():
    """A local Spark with two workers, whose batches are small enough to cut reports in two."""
    from pyspark.sql import SparkSession

    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "3")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "4")
        .getOrCreate()
    )
    yield session
    session.stop()
    monkeypatch.undo()


@pytest.fixture(scope="module")
def sentences(project):
    return drop_themeless(project.sentences())


@pytest.fixture(scope="module")
def frame(spark, sentences):
    rows = [(one.report, one.index, list(one.section), one.text) for one in sentences]
    return spark.createDataFrame(rows[::-1], SCHEMA).repartition(4)


def assert_equal(rows, labelled):
    found = {(row["report"], row["index"]): row for row in rows}
    assert len(found) == len(rows) == len(labelled)
    for one in labelled:
        row = found[one.report, one.index]
        assert (row["text"], row["section"]) == (one.text, list(one.section))
        assert (row["themes"], row["review"]) == (list(one.themes), one.review)
        assert row["scores"] == one.as_row()["scores"]


def test_sentences_of_reports_are_labelled_as_on_one_machine(
    spark, frame, sm, sm_folder, sentences, tmp_path
):
    frame.write.parquet(str(tmp_path / "in"))
    read = spark.read.parquet(str(tmp_path / "in"))
    label(read, model=str(sm_folder), **CONTEXT).write.parquet(str(tmp_path / "out"))
    rows = spark.read.parquet(str(tmp_path / "out")).collect()
    assert_equal(rows, list(label_sentences(sm, sentences)))


def test_without_a_report_each_sentence_is_labelled_alone(frame, sm, sm_folder):
    rows = label(frame, model=str(sm_folder)).collect()
    for row in rows:
        alone = sm(row["text"])
        assert row["themes"] == list(alone._.themes)
        assert row["scores"] == {theme: round(score, 4) for theme, score in alone.cats.items()}


def test_rows_without_a_text_and_empty_parts_come_through(spark, sm_folder):
    rows = [("a", 1, None, None), ("a", 2, [], " "), (None, None, None, "清理河道垃圾3吨。")]
    frame = spark.createDataFrame(rows, SCHEMA)
    found = label(frame.repartition(8), model=str(sm_folder), **CONTEXT).collect()
    assert sorted((row["index"] or 0, row["themes"], len(row["scores"])) for row in found) == [
        (0, ["生态"], 6),
        (1, [], 0),
        (2, [], 0),
    ]


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """A Parquet file with all that a table of sentences can bring."""
    import pyarrow as pa
    from pyarrow import parquet

    texts = [
        "清理河道垃圾3吨。",
        "老人免费体检30人次。",
        "新建茶叶大棚8个,茶农卖茶增收。",
        "排查消防安全隐患3处。",
    ]
    n = 48
    columns = {
        "id": pa.array([None if i % 7 == 3 else 2**60 + i for i in range(n)], pa.int64()),
        "text": [None if i % 11 == 5 else texts[i % 4] for i in range(n)],
        "report": pa.array([None if i % 16 > 13 else i // 16 for i in range(n)], pa.int64()),
        "index": [str(i % 16 + 1) for i in range(n)],
        "kind": [("body", "credit", "heading", None, "odd")[i % 5] for i in range(n)],
        "section": [None if i % 3 else ["一、产业", "（一）茶叶"] for i in range(n)],
        "when": pa.array([1_700_000_000_000_000 + i for i in range(n)], pa.timestamp("us", "UTC")),
    }
    path = tmp_path_factory.mktemp("table") / "rows.parquet"
    parquet.write_table(pa.table(columns), path)
    return path


def test_spark_pandas_and_predict_give_a_table_the_same_labels(
    spark, table, sm_folder, cli, tmp_path
):
    from pyarrow import parquet

    cli("predict", table, "--model", sm_folder, "--output", tmp_path / "out.jsonl")
    cli("predict", table, "--model", sm_folder, "--output", tmp_path / "out.parquet")
    lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    wanted = [(row["themes"], row["scores"], row["review"]) for row in map(json.loads, lines)]
    columns = CONTEXT | {"kind_column": "kind"}
    rows = parquet.read_table(tmp_path / "out.parquet").to_pylist()
    frame = label_in_pandas(parquet.read_table(table).to_pandas(), model=sm_folder, **columns)
    in_spark = label(spark.read.parquet(str(table)), model=str(sm_folder), **columns).toArrow()
    for found in (rows, frame.to_dict("records")):
        got = [(list(row["themes"]), dict(row["scores"] or ()), row["review"]) for row in found]
        assert got == wanted
    order = {(row["report"], row["index"], row["when"]): i for i, row in enumerate(rows)}
    found = sorted(
        in_spark.to_pylist(), key=lambda row: order[row["report"], row["index"], row["when"]]
    )
    assert [(row["themes"], dict(row["scores"]), row["review"]) for row in found] == wanted
    assert [row["id"] for row in found] == [row["id"] for row in rows]  # to the last digit


@pytest.mark.parametrize("size", [1, 4, 1000])
def test_parts_of_a_table_are_labelled_as_the_whole(sentences, sm, size):
    import pyarrow as pa

    rows = [one.as_row() for one in sentences]
    names = ["report", "index", "section", "text"]
    whole = pa.RecordBatch.from_pylist([{name: row[name] for name in names} for row in rows])
    parts = [whole.slice(i, size) for i in range(0, len(rows), size)]
    parts.insert(1, whole.slice(0, 0))
    columns = Columns("text", "report", "index", "section")
    found = list(label_batches(Labeller(sm), iter(parts), columns))
    assert [part.num_rows for part in found] == [part.num_rows for part in parts if part.num_rows]
    labelled = [row | {"scores": dict(row["scores"])} for part in found for row in part.to_pylist()]
    assert_equal(labelled, list(label_sentences(sm, sentences)))


def test_the_example_is_true(spark, sm_folder):
    (test,) = (t for t in doctest.DocTestFinder().find(module, "spark") if t.examples)
    for example in test.examples:
        example.source = example.source.replace('"zh_policy_themes_md"', repr(str(sm_folder)))
    assert doctest.DocTestRunner().run(test) == (0, len(test.examples))


def test_a_worker_loads_the_pipeline_once(spark, frame, sm_folder):
    from pyspark.sql.functions import udf

    @udf("string")
    def count_loads(_):
        import os

        from policy_themes import api

        return f"{os.getpid()}:{api._load.cache_info().misses}"

    for _ in range(3):
        label(frame, model=str(sm_folder)).count()
        label(frame, model=str(sm_folder), **CONTEXT).write.format("noop").mode("append").save()
    told = {row[0] for row in frame.repartition(8).select(count_loads("text")).collect()}
    loads = {line.partition(":")[2] for line in told}
    assert loads <= {"0", "1"} and "1" in loads


def test_wrong_columns_are_told_before_anything_runs(frame):
    with pytest.raises(MissingColumnsError, match=r"^The table: no column 'sentence'\."):
        label(frame, text_column="sentence")
    with pytest.raises(TakenColumnsError, match=r"it has a column 'review' already\."):
        label(frame.withColumnRenamed("index", "review"))
    with pytest.raises(
        MissingOrderError,
        match=r"^report_column='report': the sentences of a report have no order in Spark\. Name "
        r"the column of their numbers as index_column\.$",
    ):
        label(frame, report_column="report")
