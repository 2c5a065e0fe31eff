import shutil
import sys

import pytest

from policy_themes.errors import MissingColumnsError, MissingOrderError, TakenColumnsError
from policy_themes.models.compare import drop_themeless
from policy_themes.models.predict import label_sentences
from policy_themes.spark import label

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
        assert row["scores"] == pytest.approx(one.scores, abs=1e-6)


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
        assert row["scores"] == pytest.approx(alone.cats, abs=1e-6)


def test_rows_without_a_text_and_empty_parts_come_through(spark, sm_folder):
    rows = [("a", 1, None, None), ("a", 2, [], " "), (None, None, None, "清理河道垃圾3吨。")]
    frame = spark.createDataFrame(rows, SCHEMA)
    found = label(frame.repartition(8), model=str(sm_folder), **CONTEXT).collect()
    assert sorted((row["index"] or 0, row["themes"], len(row["scores"])) for row in found) == [
        (0, ["生态"], 6),
        (1, [], 0),
        (2, [], 0),
    ]


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
