"""Labelled sentences as Parquet, one a row; the extra `parquet` brings pyarrow."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from policy_themes.corpus.tables import BATCH, open_table
from policy_themes.errors import TakenColumnsError
from policy_themes.records import Sentence

_GROUP = 16_384
"""Rows of a row group."""
_ADDED = ("themes", "scores", "review", "why")


def check_columns(path: Path, *, explain: bool) -> None:
    """Check that a table has none of the columns that `write_table` adds to it.

    Raises:
        TakenColumnsError: It has some.
    """
    with open_table(path) as table:
        names = table.schema_arrow.names
    added = _ADDED if explain else _ADDED[:-1]
    if taken := [name for name in added if name in names]:
        raise TakenColumnsError(taken)


def write_table(
    path: Path,
    sentences: Iterator[Sentence],
    themes: Sequence[str],
    *,
    explain: bool = False,
    batches: Iterator[Any] | None = None,
) -> None:
    """Write sentences with `themes`, `scores` and `review`.

    Args:
        path: The file.
        sentences: Written as they come.
        themes: The themes in order, the fields of `scores`.
        explain: Add a column that says what drove the themes.
        batches: The rows that the sentences were made of, as record batches: their columns are
            kept, and none may be one that is added. By default the columns are those of the
            record.
    """
    from pyarrow.parquet import ParquetWriter

    pairs = _pair(sentences, batches)
    batch, own = next(pairs)
    first = _build(batch, own, themes, explain)
    with ParquetWriter(path, first.schema) as writer:
        writer.write_table(first)
        for batch, own in pairs:
            writer.write_table(_build(batch, own, themes, explain))


def join_tables(path: Path, parts: Iterable[Path]) -> None:
    """Write tables of the same columns as one, in row groups that do not depend on the parts."""
    from pyarrow.parquet import ParquetWriter

    groups = _iter_groups(parts)
    first = next(groups)
    with ParquetWriter(path, first.schema, compression="zstd") as writer:
        writer.write_table(first)
        for group in groups:
            writer.write_table(group)


def _pair(
    sentences: Iterator[Sentence], batches: Iterator[Any] | None
) -> Iterator[tuple[Any, list[Sentence]]]:
    """Yield batches with the sentences of their rows; an empty one at least."""
    if batches is not None:
        for batch in batches:
            yield batch, list(islice(sentences, batch.num_rows))
        return
    own = list(islice(sentences, BATCH))
    yield None, own
    while own := list(islice(sentences, BATCH)):
        yield None, own


def _build(batch: Any, sentences: list[Sentence], themes: Sequence[str], explain: bool) -> Any:
    import pyarrow as pa

    rows = [sentence.as_row() for sentence in sentences]
    fields = list(_make_schema(themes, explain))
    if batch is None:
        return pa.Table.from_pylist([_fit(row) for row in rows], schema=pa.schema(fields))
    table = pa.Table.from_batches([batch])
    for each in fields:
        if each.name in _ADDED:
            values = [_fit(row).get(each.name) for row in rows]
            table = table.append_column(each, pa.array(values, each.type))
    return table


def _fit(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of JSON lines as one of a table: no scores are null, not an empty struct."""
    why = [
        {"theme": theme, "piece": piece, "weight": weight}
        for theme, reasons in row.get("why", {}).items()
        for piece, weight in reasons
    ]
    return row | {"scores": row["scores"] or None, "why": why}


def _make_schema(themes: Sequence[str], explain: bool) -> Any:
    import pyarrow as pa

    text, texts, number = pa.string(), pa.list_(pa.string()), pa.int64()
    fields = [
        *(("report", text), ("index", number), ("kind", text), ("section", texts)),
        *(("start", number), ("end", number), ("text", text), ("themes", texts)),
        ("scores", pa.struct([(theme, pa.float64()) for theme in themes])),
        ("review", pa.bool_()),
    ]
    if explain:
        reason = pa.struct([("theme", text), ("piece", text), ("weight", pa.float64())])
        fields.append(("why", pa.list_(reason)))
    return pa.schema(fields)


def _iter_groups(parts: Iterable[Path]) -> Iterator[Any]:
    """Yield tables of exactly a row group's size, and at last what is left."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    held: Any = None
    for part in parts:
        with ParquetFile(part) as file:
            held = file.schema_arrow.empty_table() if held is None else held
            for batch in file.iter_batches(BATCH, use_threads=False):
                held = pa.concat_tables([held, pa.Table.from_batches([batch])])
                if held.num_rows >= _GROUP:
                    yield held.slice(0, _GROUP).combine_chunks()
                    held = held.slice(_GROUP)
    yield held.combine_chunks()
