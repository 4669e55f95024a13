"""dechaff on Ray Data: datasets of pages to records, duplicates and profiles of sites.

    import dechaff.ray

    pages = dechaff.ray.read_warcs(["crawl/"])
    records = dechaff.ray.deduplicate(dechaff.ray.clean(pages), near=True)
    records.write_parquet("articles/")

The functions are those of `dechaff.spark`, with the same results. Small tables (profiles, classes, duplicates) are put into
the object store once, and tasks look them up there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Union

import pyarrow as pa
import pyarrow.compute
import ray
from ray.data import Dataset

from ._dechaff import Spread, dump_files
from ._engines import tasks
from ._engines.copies import CHANGED, find_copies

__all__ = ["clean", "deduplicate", "find_duplicates", "learn_sites", "read_warcs"]

Path = Union[str, "os.PathLike[str]"]
Task = Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]

ROWS = 256
"""Pages that a task takes at a time."""


def read_warcs(
    paths: Path | Iterable[Path], *, opener: Callable[[str], Any] | None = None, **options: Any
) -> Dataset:
    """The pages of dumps, a file a task; see `dechaff.spark.read_warcs`."""
    names = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    texts = [os.fspath(name) for name in names]
    files = [name for name, _ in dump_files(texts)] if opener is None else texts
    listed = ray.data.from_items(
        [{"number": number, "name": name} for number, name in enumerate(files)], override_num_blocks=max(1, len(files))
    )

    folder = os.getcwd()  # That of workers is another.

    def read(table: pa.Table) -> Iterator[pa.Table]:
        for row in table.to_pylist():
            number, name = row["number"], row["name"]
            opened = opener is not None
            pages = tasks.read(number, name, opener, options) if opened else tasks.read_from(folder, number, name, options)
            for batch in pages:
                yield pa.Table.from_batches([batch])

    return listed.map_batches(read, batch_format="pyarrow", batch_size=1)


def clean(
    ds: Dataset,
    page: str = "html",
    url: str | None = "url",
    *,
    order: str | None = None,
    profiles: Dataset | None = None,
    concurrency: int | tuple[int, int] | None = None,
    **options: Any,
) -> Dataset:
    """Cleans pages; see `dechaff.spark.clean`. `concurrency` is the number of actors, each of which loads the model once."""
    columns = _columns(ds)
    options = tasks.page_options(columns, page, url, options)
    known: Any = None
    if profiles is not None:
        known = ray.put({row["site"]: row["profile"] for row in profiles.iter_rows()})
    return ds.map_batches(
        _Cleaner,
        fn_constructor_args=(options, order, known),
        batch_format="pyarrow",
        batch_size=ROWS,
        concurrency=concurrency or _tasks(),
    )


class _Cleaner:
    """An actor that cleans pages."""

    def __init__(self, options: Mapping[str, Any], order: str | None, profiles: Any) -> None:
        self.options, self.order = options, order
        self.profiles: dict[str, str] | None = None if profiles is None else ray.get(profiles)

    def __call__(self, table: pa.Table) -> pa.Table:
        if self.order is not None and self.order != "order":
            table = table.append_column("order", table.column(self.order).cast(pa.int64()))
        wanted = tasks.clean_schema(table.schema.names)
        batches: Iterable[pa.RecordBatch] = table.combine_chunks().to_batches()
        if self.profiles is not None:
            if "site" not in table.schema.names:
                batches = tasks.with_sites(self.options, batches)
            batches = (self._with_profile(batch) for batch in batches)
        return pa.Table.from_batches(list(tasks.clean(self.options, batches)), wanted)

    def _with_profile(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        known = self.profiles or {}
        found = pa.array([known.get(site) for site in batch.column("site").to_pylist()], pa.string())
        return pa.RecordBatch.from_arrays([*batch.columns, found], [*batch.schema.names, "profile"])


def learn_sites(ds: Dataset, page: str = "html", url: str | None = "url", **options: Any) -> Dataset:
    """Learns what the pages of each site have in common; see `dechaff.spark.learn_sites`."""
    columns = _columns(ds)
    options = tasks.page_options(columns, page, url, options)
    keyed = ds if {"site", "form", "site_key"} <= set(columns) else _map(ds, partial(tasks.with_sites, options), None)
    lowest = _map(keyed, lambda batches: tasks.lowest_site_keys(_with_site(batches)), tasks.SITES, batch_size=4096)
    chosen = lowest.groupby("site", num_partitions=_tasks()).map_groups(_group(tasks.chosen_site_keys, tasks.SITES), batch_format="pyarrow")
    keys = ray.put(frozenset((row["site"], row["form"], row["site_key"]) for row in chosen.iter_rows()))

    def sample(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        wanted = ray.get(keys)
        for batch in batches:
            rows = zip(*(batch.column(name).to_pylist() for name in tasks.SITES.names))
            found = batch.filter(pa.array([row in wanted for row in rows], pa.bool_()))
            yield from tasks.examples(options, [found] if len(found) else [])

    examples = _map(keyed, sample, tasks.EXAMPLES)
    return examples.groupby("site", num_partitions=_tasks()).map_groups(_group(tasks.profiles, tasks.PROFILES), batch_format="pyarrow")


def deduplicate(ds: Dataset, near: bool = True, **rules: Any) -> Dataset:
    """Marks the duplicates among pages of `clean`; see `dechaff.spark.deduplicate`."""
    copies = find_duplicates(ds, near, **rules)
    tables = [ray.get(reference) for reference in copies.to_arrow_refs()]
    tables = [table.select(tasks.COPIES.names).cast(tasks.COPIES) for table in tables if table.num_rows]
    known = ray.put(pa.concat_tables(tables) if tables else tasks.COPIES.empty_table())

    def mark(table: pa.Table) -> pa.Table:
        return tasks.mark(table, ray.get(known)) if table.num_rows else table

    return ds.map_batches(mark, batch_format="pyarrow", batch_size=4096)


def find_duplicates(
    ds: Dataset,
    near: bool = True,
    *,
    duplicates: str | None = None,
    keep_first: str = "input",
    updates: str = "first",
    near_days: int | None = None,
    parts: int | None = None,
) -> Dataset:
    """The duplicates among pages of `clean`; see `dechaff.spark.find_duplicates`."""
    duplicates, near = tasks.what_is_compared(_columns(ds), near, duplicates)
    parts = parts or 2 * _tasks()
    spread = Spread(parts, duplicates, keep_first, updates, near_days)
    pages = _map(
        ds.select_columns(["order", "id", "keys"]),
        partial(tasks.pages_to_compare, spread),
        tasks.PAGES,
        batch_size=tasks.PAGES_AT_ONCE,
    )
    return find_copies(_RayEngine(spread, parts), pages.materialize(), near)


class _RayEngine:
    """The tables of Ray."""

    def __init__(self, spread: Spread, parts: int) -> None:
        self.spread, self.parts = spread, parts

    def begin(self, pages: Dataset, what: str) -> Dataset:
        task = partial(tasks.begin, self.spread, what)
        return _map(pages, task, tasks.BLOCKS, batch_size=tasks.PAGES_AT_ONCE)

    def stage(self, name: str, *blocks: Dataset) -> Dataset:
        return self._exchange(partial(tasks.stage, self.spread, name), tasks.BLOCKS, *blocks).materialize()

    def only_kind(self, blocks: Dataset, kind: int) -> Dataset:
        def only(table: pa.Table) -> pa.Table:
            # A block without rows may have no columns either.
            return table.filter(pa.compute.equal(table.column("kind"), kind)) if table.num_rows else tasks.BLOCKS.empty_table()

        return blocks.map_batches(only, batch_format="pyarrow", batch_size=None)

    def changed(self, blocks: Dataset) -> int:
        return tasks.changed_edges(self.spread, self.only_kind(blocks, CHANGED).iter_rows())

    def is_empty(self, blocks: Dataset) -> bool:
        return not blocks.take(1)

    def active(self, pages: Dataset, crowded: bool, *blocks: Dataset) -> Dataset:
        task = partial(tasks.active, self.spread, crowded)
        classes = _map(_union(*blocks), task, tasks.CLASSES, batch_size=64)
        tables = [ray.get(reference) for reference in classes.to_arrow_refs()]
        tables = [table.select(["class"]).cast(tasks.CLASSES) for table in tables if table.num_rows]
        known = ray.put(pa.concat_tables(tables).column("class").unique() if tables else pa.array([], pa.int64()))

        def only(table: pa.Table) -> pa.Table:
            found = pa.compute.is_in(table.column("class"), value_set=ray.get(known)) if table.num_rows else None
            return tasks.PAGES.empty_table() if found is None else table.filter(found)

        return pages.map_batches(only, batch_format="pyarrow", batch_size=None)

    def decide(self, blocks: Dataset) -> Dataset:
        return self._exchange(partial(tasks.decide, self.spread), tasks.COPIES, blocks).materialize()

    def _exchange(self, task: Task, schema: pa.Schema, *blocks: Dataset) -> Dataset:
        # Ray does not know the columns of tables without rows. These say that no edges were changed, and are of no other use.
        nothing = {"part": range(self.parts), "kind": [CHANGED] * self.parts, "data": [bytes(8)] * self.parts}
        anchor = ray.data.from_arrow(pa.table(nothing, tasks.BLOCKS))
        some = [table for table in (table.materialize() for table in blocks) if table.count()]
        grouped = _union(anchor, *some).groupby("part", num_partitions=self.parts)
        return grouped.map_groups(_group(task, schema), batch_format="pyarrow")


def _group(task: Task, schema: pa.Schema) -> Callable[[pa.Table], pa.Table]:
    """A task as what Ray does with a group."""

    def run(table: pa.Table) -> pa.Table:
        batches = table.combine_chunks().to_batches() if table.num_rows else []
        return pa.Table.from_batches(list(task(batches)) if batches else [], schema)

    return run


def _map(ds: Dataset, task: Task, schema: pa.Schema | None, batch_size: int = ROWS) -> Dataset:
    def run(table: pa.Table) -> pa.Table:
        if not table.num_rows:
            return table if schema is None else schema.empty_table()
        batches = list(task(table.combine_chunks().to_batches()))
        if schema is None:
            return pa.Table.from_batches(batches)
        return pa.Table.from_batches(batches, schema)

    return ds.map_batches(run, batch_format="pyarrow", batch_size=batch_size)


def _union(*blocks: Dataset) -> Dataset:
    return blocks[0].union(*blocks[1:]) if len(blocks) > 1 else blocks[0]


def _with_site(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        yield batch.select(tasks.SITES.names)


def _tasks() -> int:
    """The tasks that run at a time."""
    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def _columns(ds: Dataset) -> list[str]:
    schema = ds.schema()
    return [] if schema is None else list(schema.names)
