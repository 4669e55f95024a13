"""dechaff on Spark: pages in DataFrames to records, duplicates and profiles of sites.

    import dechaff.spark

    pages = dechaff.spark.read_warcs(spark, ["crawl/"])
    records = dechaff.spark.deduplicate(dechaff.spark.clean(pages), near=True)
    records.filter("status = 'kept'").write.parquet("articles/")

For PySpark 3.5 and 4. The same pages give the same records, duplicates and winners as the command. Set
`spark.sql.execution.arrow.maxRecordsPerBatch` to 256 or so: Spark's default of 10,000 pages of HTML are a gigabyte.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, astuple
from functools import partial
from typing import Any, Union

import pyarrow as pa
from pyspark import StorageLevel
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_schema

from ._dechaff import Spread, dump_files
from ._engines import ranges, tasks
from ._engines.copies import CHANGED, find_copies
from ._engines.spark_hash import numbers_by_task

__all__ = ["clean", "deduplicate", "find_duplicates", "learn_sites", "read_warcs", "with_order"]

Path = Union[str, "os.PathLike[str]"]

BROADCAST_ROW_BYTES = 16
"""What a number takes that Spark broadcasts."""

MAX_READING_TASKS = 10_000
"""Files are read by so many tasks at most."""


def read_warcs(
    spark: SparkSession,
    paths: Path | Iterable[Path],
    *,
    opener: Callable[[str], Any] | None = None,
    bytes_a_task: int | None = None,
    **options: Any,
) -> DataFrame:
    """The pages of dumps: WARC files, and all others that the command reads. A task reads a file.

    With `bytes_a_task`, larger files `.warc.gz` are divided at their records. Their records are counted first, which takes a
    tenth of the time of cleaning. Damaged files are not divided.

    `paths` are files, folders and patterns that the driver and all workers see, in the order of the command. With `opener`
    they are names, such as `s3://...`, and a worker calls it with a name for a binary file object. Rows have the page
    (`html`), its `url`, `file`, `record` and `offset`, its place `order` among all pages, and what `clean` and `learn_sites`
    want to know. A damaged part of a file is a row without a page. Options are those of `dechaff.clean` about inputs.
    """
    names = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    texts = [os.fspath(name) for name in names]
    files = dump_files(texts) if opener is None else [(name, None) for name in texts]
    limit = bytes_a_task if opener is None and bytes_a_task else sys.maxsize
    parts = [part for number, (name, size) in enumerate(files) for part in ranges.cut(number, name, size or 0, limit)]
    if len(parts) > len(files):
        parts = ranges.place(parts, _count(spark, parts))

    def read(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for row in batch.select(RANGE_COLUMNS).to_pylist():
                part = ranges.Range(**row)
                whole = part.start == 0 and part.end is None
                yield from tasks.read(part.file, part.name, opener, options) if whole else tasks.read_range(part, options)

    return _map(_spread_ranges(spark, parts), read, tasks.DUMP_PAGES)


RANGE_COLUMNS = ["file", "name", "start", "end", "first_record", "first_offset"]


def _spread_ranges(spark: SparkSession, parts: list[ranges.Range]) -> DataFrame:
    """The ranges, each in a task of its own."""
    numbers = numbers_by_task(max(1, min(len(parts), MAX_READING_TASKS)))
    rows = [(*astuple(part), numbers[at % len(numbers)]) for at, part in enumerate(parts)]
    columns = "file long, name string, start long, end long, first_record long, first_offset long, part int"
    return spark.createDataFrame(rows, columns).repartition(len(numbers), "part")


def _count(spark: SparkSession, parts: list[ranges.Range]) -> list[ranges.Counted]:
    """How many records each range has. A row for a range comes to the driver."""

    def count(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            counted = [asdict(ranges.count(ranges.Range(**row))) for row in batch.select(RANGE_COLUMNS).to_pylist()]
            yield from pa.Table.from_pylist(counted, COUNTED).to_batches()

    rows = _map(_spread_ranges(spark, parts), count, COUNTED).orderBy("file", "start").collect()
    return [ranges.Counted(**row.asDict()) for row in rows]


COUNTED = pa.schema(
    [("file", pa.int64()), ("start", pa.int64()), ("records", pa.int64()), ("bytes", pa.int64()), ("is_whole", pa.bool_())]
)


def clean(
    df: DataFrame,
    page: str = "html",
    url: str | None = "url",
    *,
    order: str | None = None,
    profiles: DataFrame | None = None,
    **options: Any,
) -> DataFrame:
    """Cleans pages: a row out for each row in, with the columns of records and `status`, `reason` and `detail`.

    `page` and `url` are the columns of the page, as text or bytes, and of its address. Pages of `read_warcs` have what it
    takes. Other columns are found by their names, as in `dechaff.clean_batch`. `order` is a column of whole numbers, all
    different, that goes on as the column `order`: of several copies, `deduplicate` keeps the first. `profiles` is what
    `learn_sites` gives. The column `keys` is what `deduplicate` compares. Works on streams too, without profiles.
    """
    if order is not None and order != "order":
        df = df.withColumn("order", F.col(order).cast("long"))
    columns = list(df.columns)
    options = tasks.page_options(columns, page, url, options)
    if profiles is not None:
        keyed = df if "site" in columns and "site_key" in columns else _with_sites(df, options)
        df = keyed.join(profiles.select("site", "profile"), "site", "left")
    return _map(df, partial(tasks.clean, options), tasks.clean_schema(columns))


def learn_sites(df: DataFrame, page: str = "html", url: str | None = "url", **options: Any) -> DataFrame:
    """Learns what the pages of each site have in common, for the `profiles` of `clean`: a row for each site.

    Pages are those of `clean`, and are read twice. Sites with one page have no profile. Each profile is learned from 16 pages
    at most, always the same ones.
    """
    options = tasks.page_options(df.columns, page, url, options)
    keyed = df if {"site", "form", "site_key"} <= set(df.columns) else _with_sites(df, options)
    lowest = _map(keyed.select("site", "form", "site_key"), tasks.lowest_site_keys, tasks.SITES)
    chosen = _map(lowest.repartition("site"), tasks.chosen_site_keys, tasks.SITES)
    sample = keyed.join(chosen, ["site", "form", "site_key"], "left_semi")
    examples = _map(sample, partial(tasks.examples, options), tasks.EXAMPLES)
    return _map(examples.repartition("site"), tasks.profiles, tasks.PROFILES)


def deduplicate(df: DataFrame, near: bool = True, **rules: Any) -> DataFrame:
    """Marks the duplicates among pages of `clean`.

    A copy that is dropped has the status "duplicate". `duplicate_of` is the id of the page that is kept instead of it,
    `duplicate_kind` says what they have in common, and `similarity` how much of their text. The rules are those of
    `find_duplicates`. The columns are those of the command with `--annotate`, and `order`.
    """
    copies = find_duplicates(df, near, **rules)
    names = (*tasks.MARKS, "is_dropped")
    copies = copies.select("order", *(F.col(name).alias(f"copy_{name}") for name in names))
    joined = df.drop("keys").join(copies, "order", "left")
    dropped = F.col("copy_is_dropped")
    marked = {name: F.col(f"copy_{name}").alias(name) for name in tasks.MARKS}
    marked["status"] = F.when(dropped, F.lit("duplicate")).otherwise(F.col("status")).alias("status")
    marked["reason"] = F.when(dropped, F.col("copy_duplicate_kind")).otherwise(F.col("reason")).alias("reason")
    return joined.select([marked.get(name, F.col(f"`{name}`")) for name in df.columns if name != "keys"])


def find_duplicates(
    df: DataFrame,
    near: bool = True,
    *,
    duplicates: str | None = None,
    keep_first: str = "input",
    updates: str = "first",
    near_days: int | None = None,
    parts: int | None = None,
) -> DataFrame:
    """The duplicates among pages of `clean`: `order`, `id`, `duplicate_of`, `duplicate_kind`, `similarity`, `is_dropped`.

    `duplicates`, `keep_first`, `updates` and `near_days` are the flags of the command. `parts` is the number of tasks of a
    stage, by default that of Spark's shuffles; a part should have less than a million pages.

    Jobs run at once, not only when the answer is used. What stages give is held by executors. Where these may be lost, set
    `spark.sparkContext.setCheckpointDir(...)`, and it is written there.
    """
    duplicates, near = tasks.what_is_compared(df.columns, near, duplicates)
    session = df.sparkSession
    parts = parts or int(session.conf.get("spark.sql.shuffle.partitions") or 200)
    spread = Spread(parts, duplicates, keep_first, updates, near_days)
    pages = _map(df.select("order", "id", "keys"), partial(tasks.pages_to_compare, spread), tasks.PAGES)
    engine = _SparkEngine(spread, parts, _bytes(session.conf.get("spark.sql.autoBroadcastJoinThreshold", "10MB")))
    return find_copies(engine, pages.persist(StorageLevel.MEMORY_AND_DISK), near)


def with_order(df: DataFrame, *columns: str) -> DataFrame:
    """Adds the column `order`: the place of each row in the order of some columns, which must be different in all rows."""
    ordered = df.orderBy(*columns).withColumn("__part", F.spark_partition_id()).persist(StorageLevel.MEMORY_AND_DISK)
    counts = {row["__part"]: row["count"] for row in ordered.groupBy("__part").count().collect()}
    rows, before = [], 0
    for part in sorted(counts):
        rows.append((part, before))
        before += counts[part]
    starts = df.sparkSession.createDataFrame(rows, "__part int, __start long")
    numbered = ordered.withColumn("__row", F.monotonically_increasing_id().bitwiseAND(F.lit((1 << 33) - 1)))
    order = (F.col("__row") + F.col("__start")).alias("order")
    return numbered.join(F.broadcast(starts), "__part").select(*(f"`{name}`" for name in df.columns), order)


class _SparkEngine:
    """The tables of Spark."""

    def __init__(self, spread: Spread, parts: int, broadcast_bytes: int) -> None:
        self.spread, self.parts = spread, numbers_by_task(parts)
        self.broadcast_bytes = broadcast_bytes

    def begin(self, pages: DataFrame, what: str) -> DataFrame:
        return self._blocks(pages, partial(tasks.begin, self.spread, what))

    def stage(self, name: str, *blocks: DataFrame) -> DataFrame:
        return _cut(self._blocks(self._exchange(*blocks), partial(tasks.stage, self.spread, name)))

    def only_kind(self, blocks: DataFrame, kind: int) -> DataFrame:
        return blocks.filter(F.col("kind") == kind)

    def changed(self, blocks: DataFrame) -> int:
        return tasks.changed_edges(self.spread, (row.asDict() for row in self.only_kind(blocks, CHANGED).collect()))

    def is_empty(self, blocks: DataFrame) -> bool:
        return bool(blocks.isEmpty())

    def active(self, pages: DataFrame, crowded: bool, *blocks: DataFrame) -> DataFrame:
        classes = _map(_union(*blocks), partial(tasks.active, self.spread, crowded), tasks.CLASSES)
        classes = classes.distinct().persist(StorageLevel.MEMORY_AND_DISK)
        # Spark can't know how few there are, and would shuffle the pages.
        if classes.count() * BROADCAST_ROW_BYTES <= self.broadcast_bytes:
            classes = F.broadcast(classes)
        return pages.join(classes, "class", "left_semi")

    def decide(self, blocks: DataFrame) -> DataFrame:
        return _cut(_map(self._exchange(blocks), partial(tasks.decide, self.spread), tasks.COPIES))

    def _exchange(self, *blocks: DataFrame) -> DataFrame:
        return _union(*blocks).repartition(len(self.parts), "part")

    def _blocks(self, df: DataFrame, task: Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]) -> DataFrame:
        parts = pa.array(self.parts, pa.int32())

        def placed(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in task(batches):
                yield batch.set_column(0, "part", parts.take(batch.column("part"))).cast(tasks.BLOCKS)

        return _map(df, placed, tasks.BLOCKS)


def _cut(df: DataFrame) -> DataFrame:
    """Computes a table, and forgets how. Plans that contain all stages before would grow with each stage, several times."""
    has_folder = df.sparkSession.sparkContext.getCheckpointDir() is not None
    return df.checkpoint() if has_folder else df.localCheckpoint()


def _bytes(text: str | None) -> int:
    """A size as Spark writes it, such as 10MB."""
    found = re.fullmatch(r"(-?\d+)\s*([kmgt]?)i?b?", (text or "0").strip().lower())
    return int(found[1]) << {"": 0, "k": 10, "m": 20, "g": 30, "t": 40}[found[2]] if found else 0


def _map(
    df: DataFrame, task: Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]], schema: pa.Schema
) -> DataFrame:
    """Spark takes the columns by their place, so a task must give them as declared."""
    return df.mapInArrow(task, from_arrow_schema(schema))


def _union(*blocks: DataFrame) -> DataFrame:
    union = blocks[0]
    for more in blocks[1:]:
        union = union.unionByName(more)
    return union


def _with_sites(df: DataFrame, options: dict[str, Any]) -> DataFrame:
    schema = df.schema
    for field in from_arrow_schema(tasks.SITES):
        schema = schema.add(field)
    return df.mapInArrow(partial(tasks.with_sites, options), schema)
