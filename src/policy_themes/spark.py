"""Themes of the sentences in an Apache Spark DataFrame.

Every worker labels what it holds; nothing is collected. policy-themes and the pipeline must be
installed where the workers run, or come along as a packed environment (`--archives`): both need
compiled libraries, which `--py-files` does not carry.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from policy_themes.api import Labeller, load_once
from policy_themes.errors import MissingOrderError
from policy_themes.pandas import Cells, Columns, make_added

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import Column, DataFrame


def label(
    frame: "DataFrame",
    *,
    text_column: str = "text",
    report_column: str | None = None,
    index_column: str | None = None,
    section_column: str | None = None,
    kind_column: str | None = None,
    model: str | None = None,
) -> "DataFrame":
    """Return a Spark DataFrame with the themes of its sentences, in new columns.

    The labels are those that `policy-themes predict` gives the same rows in a Parquet file.
    A Python worker loads the pipeline once and keeps it for the tasks that follow
    (`spark.python.worker.reuse`). With a report column, the sentences of a report are brought to
    one partition and read in order; a report is streamed, and none is held as a whole.

    Args:
        frame: One sentence a row.
        text_column: Column of the sentences. A missing or blank one gets no scores.
        report_column: Column that names the report; a sentence is then read with its neighbours.
            By default each is labelled alone, as is a sentence without a report.
        index_column: Column of the sentence's number in its report, a number or a string of one;
            a report column needs it, as rows have no order in Spark.
        section_column: Column of the headings above it, an array, or a string joined by ` / `.
        kind_column: Column that says what it is: heading, body, caption, credit or junk. The last
            two get no scores and are nobody's neighbours. By default all are body.
        model: Folder of a trained pipeline, as the workers see it, or name of an installed one.

    Returns:
        The frame with the columns `themes` (array of strings), `scores` (map from theme to 0 to
        1, in four digits) and `review` (boolean).

    Raises:
        MissingColumnsError: A named column is not there.
        TakenColumnsError: A column is there that would be added.
        MissingOrderError: There is a report column and no index column.

    Examples:
        >>> from pyspark.sql import SparkSession
        >>> from policy_themes.spark import label
        >>> spark = SparkSession.builder.getOrCreate()
        >>> frame = spark.createDataFrame([("清理河道垃圾3吨。",)], ["text"])
        >>> label(frame, model="zh_policy_themes_md").first()["themes"]
        ['生态']
    """
    from pyspark.sql.types import (
        ArrayType,
        BooleanType,
        DoubleType,
        MapType,
        StringType,
        StructField,
        StructType,
    )

    columns = Columns(text_column, report_column, index_column, section_column, kind_column)
    columns.check(frame.columns)
    if report_column is not None:
        if index_column is None:
            raise MissingOrderError(report_column)
        frame = _bring_together(frame, text_column, report_column, index_column)
    schema = StructType(
        [
            *frame.schema.fields,
            StructField("themes", ArrayType(StringType(), False), False),
            StructField("scores", MapType(StringType(), DoubleType(), False), False),
            StructField("review", BooleanType(), False),
        ]
    )

    def label_part(batches: Iterable["pyarrow.RecordBatch"]) -> Iterator["pyarrow.RecordBatch"]:
        yield from label_batches(load_once(model), batches, columns)

    # Not by way of pandas, in which a whole number beside a missing one is another number.
    return frame.mapInArrow(label_part, schema)


def label_batches(
    labeller: Labeller, batches: Iterable["pyarrow.RecordBatch"], columns: Columns
) -> Iterator["pyarrow.RecordBatch"]:
    """Yield record batches with the themes of their sentences, in constant memory.

    Args:
        labeller: A trained pipeline.
        batches: Parts of one table, in which the sentences of a report follow one another in
            order, also from one part to the next.
        columns: The columns to read.
    """
    waiting: deque[pyarrow.RecordBatch] = deque()

    def keep() -> Iterator[Cells]:
        for batch in batches:
            if batch.num_rows:
                waiting.append(batch)
                yield {name: batch.column(name).to_pylist() for name in columns.list_read()}

    labelled = labeller.label_sentences(columns.iter_records(keep()))
    for first in labelled:
        batch = waiting.popleft()
        rest = islice(labelled, batch.num_rows - 1)
        yield _add_columns(batch, make_added([first, *rest]))


def _add_columns(batch: "pyarrow.RecordBatch", added: dict[str, list[Any]]) -> Any:
    import pyarrow as pa

    types = {
        "themes": pa.list_(pa.string()),
        "scores": pa.map_(pa.string(), pa.float64()),
        "review": pa.bool_(),
    }
    # A map is built of pairs.
    cells = added | {"scores": [list(scores.items()) for scores in added["scores"]]}
    columns = [pa.array(cells[name], kind) for name, kind in types.items()]
    return pa.RecordBatch.from_arrays([*batch.columns, *columns], [*batch.schema.names, *types])


def _bring_together(frame: "DataFrame", text: str, report: str, index: str) -> "DataFrame":
    """Return a frame with the rows of a report in one partition, in the order of their numbers."""
    from pyspark.sql import functions as f

    def column(name: str) -> "Column":
        return frame[f"`{name.replace('`', '``')}`"]

    number = column(index)
    if dict(frame.dtypes)[index] == "string":  # by which "10" would come before "2"
        number = number.try_cast("double")
    # Rows without a report go where their text leads, or they would all lie in one partition.
    name = f.coalesce(f.nullif(column(report).cast("string"), f.lit("")), column(text))
    return frame.repartition(name).sortWithinPartitions(
        column(report), number.asc_nulls_last(), column(index)
    )
