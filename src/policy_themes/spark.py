"""Themes of the sentences in an Apache Spark DataFrame.

Every worker labels what it holds; nothing is collected. policy-themes and the pipeline must be
installed where the workers run, or come along as a packed environment (`--archives`): both need
compiled libraries, which `--py-files` does not carry.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from policy_themes.api import load_once
from policy_themes.errors import MissingOrderError
from policy_themes.pandas import Columns, label_frames

if TYPE_CHECKING:
    import pandas
    from pyspark.sql import DataFrame


def label(
    frame: "DataFrame",
    *,
    text_column: str = "text",
    report_column: str | None = None,
    index_column: str | None = None,
    section_column: str | None = None,
    model: str | None = None,
) -> "DataFrame":
    """Return a Spark DataFrame with the themes of its sentences, in new columns.

    A Python worker loads the pipeline once and keeps it for the tasks that follow
    (`spark.python.worker.reuse`). With a report column, the sentences of a report are brought to
    one partition and read in order; a report is streamed, and none is held as a whole.

    Args:
        frame: One sentence a row.
        text_column: Column of the sentences. A missing or blank one gets no scores.
        report_column: Column that names the report; a sentence is then read with its neighbours.
            By default each is labelled alone.
        index_column: Column of the sentence's number in its report; a report column needs it, as
            rows have no order in Spark.
        section_column: Column of the headings above it, an array, or a string joined by ` / `.
        model: Folder of a trained pipeline, as the workers see it, or name of an installed one.

    Returns:
        The frame with the columns `themes` (array of strings), `scores` (map from theme to 0 to
        1) and `review` (boolean).

    Raises:
        MissingColumnsError: A named column is not there.
        TakenColumnsError: A column is there that would be added.
        MissingOrderError: There is a report column and no index column.
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

    columns = Columns(text_column, report_column, index_column, section_column)
    columns.check(frame.columns)
    if report_column is not None:
        if index_column is None:
            raise MissingOrderError(report_column)
        frame = frame.repartition(report_column).sortWithinPartitions(report_column, index_column)
    schema = StructType(
        [
            *frame.schema.fields,
            StructField("themes", ArrayType(StringType(), False), False),
            StructField("scores", MapType(StringType(), DoubleType(), False), False),
            StructField("review", BooleanType(), False),
        ]
    )

    def label_part(frames: Iterable["pandas.DataFrame"]) -> Iterator["pandas.DataFrame"]:
        yield from label_frames(load_once(model), frames, columns)

    return frame.mapInPandas(label_part, schema)
