"""What tasks do with batches of pyarrow. Everything comes in by name and leaves in the declared order."""

from __future__ import annotations

import heapq
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa

from .._dechaff import Cleaner, DumpPages, Spread, schema, site_profile
from .ranges import Range, open_range

BLOCKS = pa.schema([("part", pa.int32()), ("kind", pa.int32()), ("data", pa.binary())])
CLASSES = pa.schema([("class", pa.int64())])
PAGES = pa.schema([("class", pa.int64()), ("order", pa.int64()), ("id", pa.string()), ("keys", pa.binary())])
COPIES = pa.schema(
    [
        ("order", pa.int64()),
        ("id", pa.string()),
        ("duplicate_of", pa.string()),
        ("duplicate_kind", pa.string()),
        ("similarity", pa.float64()),
        ("is_dropped", pa.bool_()),
    ]
)
SITES = pa.schema([("site", pa.string()), ("form", pa.string()), ("site_key", pa.int64())])
EXAMPLES = pa.schema([("site", pa.string()), ("site_key", pa.int64()), ("example", pa.string())])
PROFILES = pa.schema([("site", pa.string()), ("profile", pa.string())])
DUMP_PAGES = pa.schema(
    [
        ("html", pa.binary()),
        ("url", pa.string()),
        ("dechaff_page", pa.string()),
        ("file", pa.string()),
        ("record", pa.int64()),
        ("offset", pa.int64()),
        *SITES,
        ("order", pa.int64()),
    ]
)

MARKS = ("duplicate_of", "duplicate_kind", "similarity")
"""The columns of records that say what a page copies."""

PAGES_OF_FORM = 16
"""Pages of each form of a site that its profile is learned from: those with the lowest keys."""

MORE_PAGES_OF_FORM, MORE_BELOW = 64, (1 << 59) - (1 << 63)
"""Error pages are in no profile. As in the command, more pages are looked at in their place: one in 32, by the key."""

PAGES_AT_ONCE = 16_384
"""Pages whose bands are written together. The more, the fewer bytes are shuffled."""

FILE_BITS = 40
"""The order of a page of a dump: the number of its file, and in the low bits its number in the file."""


def clean_schema(columns: Iterable[str]) -> pa.Schema:
    """The columns of cleaned pages: those of records, their place if the pages have one, and what they are compared by."""
    place = [pa.field("order", pa.int64())] if "order" in columns else []
    return pa.schema([*schema("batches"), *place, pa.field("keys", pa.binary())])


def _select(table: pa.Table, wanted: pa.Schema) -> pa.Table:
    return table.select(wanted.names).cast(wanted)


_cleaners: dict[str, Cleaner] = {}


def _cleaner(options: Mapping[str, Any]) -> Cleaner:
    """A cleaner for each process: it has the model, which tasks share."""
    key = repr(sorted(options.items()))
    if key not in _cleaners:
        _cleaners[key] = Cleaner(**options)
    return _cleaners[key]


def page_options(columns: Iterable[str], page: str, url: str | None, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options for pages in these columns. Pages of `read_warcs` need no names."""
    names = list(columns)
    if "dechaff_page" in names:
        return dict(options)
    if page not in names:
        raise ValueError(f"there is no column {page!r}; the columns are {', '.join(names)}")
    if url is not None and url not in names:
        raise ValueError(f"there is no column {url!r}; give url=None for pages without addresses")
    mapping = {"html": page, **({"url": url} if url else {}), **dict(options.get("map") or {})}
    return {**options, "map": mapping}


def clean(options: Mapping[str, Any], batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Cleans pages, each with the profile of its site if there is a column `profile`."""
    cleaner = _cleaner(options)
    for batch in batches:
        wanted = clean_schema(batch.schema.names)
        table, keys = cleaner.clean_to_compare(pa.Table.from_batches([batch]))
        if "order" in batch.schema.names:
            table = table.append_column("order", batch.column("order"))
        yield from _select(table.append_column("keys", keys.column(0)), wanted).to_batches()


def read(number: int, name: str, opener: Any, options: Mapping[str, Any]) -> Iterator[pa.RecordBatch]:
    """The pages of a file of a dump, and a row for each of its errors. `opener` opens the file, if it is not None."""
    source = opener(name) if opener is not None else None
    return _read(Range(number, name, 0, None), source, options)


def read_from(folder: str, number: int, name: str, options: Mapping[str, Any]) -> Iterator[pa.RecordBatch]:
    """The same of a file whose name is relative to a folder. Pages have the name as it was given."""
    path = os.path.join(folder, name)
    for batch in read(number, path, None, options):
        at = batch.schema.get_field_index("file")
        names = [name + file[len(path) :] for file in batch.column("file").to_pylist()]
        yield batch.set_column(at, "file", pa.array(names, pa.string()))


def read_range(part: Range, options: Mapping[str, Any]) -> Iterator[pa.RecordBatch]:
    """The same of a range of a file."""
    return _read(part, open_range(part), options)


def _read(part: Range, source: Any, options: Mapping[str, Any]) -> Iterator[pa.RecordBatch]:
    import pyarrow.compute as pc

    cleaner = _cleaner(options)
    row = (part.file << FILE_BITS) + part.first_record
    for batch in DumpPages(part.name, source, **options):
        table = pa.Table.from_batches([batch])
        for name, before in (("record", part.first_record), ("offset", part.first_offset)):
            if before:
                at = table.schema.get_field_index(name)
                table = table.set_column(at, name, pc.add(table.column(name), before))
        for column, values in zip(SITES.names, cleaner.site_keys(batch).columns):
            table = table.append_column(column, values)
        places = pa.array(range(row, row + len(batch)), pa.int64())
        row += len(batch)
        yield from _select(table.append_column("order", places), DUMP_PAGES).to_batches()


def with_sites(options: Mapping[str, Any], batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Adds the columns of sites to pages."""
    cleaner = _cleaner(options)
    for batch in batches:
        table = pa.Table.from_batches([batch])
        for column, values in zip(SITES.names, cleaner.site_keys(batch).columns):
            table = table.append_column(column, values)
        yield from table.to_batches()


def lowest_site_keys(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Of each form of each site in a task, the pages with the lowest keys."""
    lowest: dict[tuple[str, str], set[int]] = {}
    for batch in batches:
        for site, form, key in zip(*(batch.column(name).to_pylist() for name in SITES.names)):
            if site is not None:
                keys = lowest.setdefault((site, form), set())
                keys.add(key)
                if len(keys) > 8 * MORE_PAGES_OF_FORM:
                    lowest[site, form] = set(heapq.nsmallest(MORE_PAGES_OF_FORM, keys))
    rows = [
        {"site": site, "form": form, "site_key": key}
        for (site, form), keys in lowest.items()
        for key in heapq.nsmallest(MORE_PAGES_OF_FORM, keys)
    ]
    yield from pa.Table.from_pylist(rows, SITES).to_batches()


def chosen_site_keys(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Of all lowest keys of some sites, those of profiles. One page of a form says nothing of the others."""
    for batch in lowest_site_keys(batches):
        keys: dict[tuple[str, str], list[int]] = {}
        for row in batch.to_pylist():
            keys.setdefault((row["site"], row["form"]), []).append(row["site_key"])
        rows = [
            {"site": site, "form": form, "site_key": key}
            for (site, form), found in keys.items()
            for rank, key in enumerate(sorted(found))
            if len(found) > 1 and (rank < PAGES_OF_FORM or key < MORE_BELOW)
        ]
        yield from pa.Table.from_pylist(rows, SITES).to_batches()


def examples(options: Mapping[str, Any], batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What pages add to the profiles of their sites."""
    cleaner = _cleaner(options)
    for batch in batches:
        columns = [batch.column("site"), batch.column("site_key"), cleaner.site_examples(batch).column(0)]
        table = pa.Table.from_arrays(columns, EXAMPLES.names).cast(EXAMPLES)
        yield from table.filter(table.column("example").is_valid()).to_batches()


def profiles(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The profiles of sites, whose examples must all be in the task."""
    by_site: dict[str, list[tuple[int, str]]] = {}
    for batch in batches:
        for site, key, example in zip(*(batch.column(name).to_pylist() for name in EXAMPLES.names)):
            by_site.setdefault(site, []).append((key, example))
    rows = [{"site": site, "profile": site_profile(found)} for site, found in sorted(by_site.items())]
    table = pa.Table.from_pylist([row for row in rows if row["profile"] is not None], PROFILES)
    yield from table.to_batches()


def pages_to_compare(spread: Spread, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Kept pages with their classes."""
    for batch in batches:
        table = pa.Table.from_batches([batch])
        table = table.filter(table.column("keys").is_valid())
        for kept in table.select(PAGES.names[1:]).cast(pa.schema(list(PAGES)[1:])).combine_chunks().to_batches():
            columns = [spread.classes(kept).column("class"), *kept.columns]
            yield pa.RecordBatch.from_arrays(columns, schema=PAGES)


def begin(spread: Spread, what: str, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The blocks of pages."""
    for table in _gathered(batches):
        yield from _some_rows(spread.begin(what, table.combine_chunks().to_batches()[0]))


def stage(spread: Spread, name: str, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """A stage, on all blocks of a part."""
    blocks = list(batches)
    if any(len(batch) for batch in blocks):
        yield from _some_rows(spread.run(name, blocks))


def changed_edges(spread: Spread, rows: Iterable[Mapping[str, Any]]) -> int:
    """How many edges a stage has changed, from the rows that say so: one of each task."""
    return spread.changed([pa.RecordBatch.from_pylist(list(rows), BLOCKS)])


def what_is_compared(columns: Iterable[str], near: bool, duplicates: str | None) -> tuple[str, bool]:
    """The kinds of duplicates, and whether texts are compared by sketches. Fails if the pages are not those of `clean`."""
    missing = sorted({"order", "id", "keys"} - set(columns))
    if missing:
        raise ValueError(f"pages of clean have a column {missing[0]!r}; `order` is set by its argument")
    duplicates = duplicates or f"exact=drop,near={'drop' if near else 'off'}"
    return duplicates, "near=drop" in duplicates or "near=tag" in duplicates


def active(spread: Spread, crowded: bool, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The classes whose pages go on."""
    for batch in batches:
        yield spread.active([batch], crowded=crowded)


def decide(spread: Spread, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The copies among the pages of some components."""
    yield spread.decide(list(batches))


def mark(table: pa.Table, copies: pa.Table) -> pa.Table:
    """Marks the pages of a table that are among the copies."""
    import pyarrow.compute as pc

    at = pc.index_in(table.column("order"), value_set=copies.column("order").combine_chunks())
    for name in MARKS:
        field = table.schema.field(name)
        column = copies.column(name).combine_chunks().take(pc.cast(at, pa.int64())).cast(field.type)
        table = table.set_column(table.schema.get_field_index(name), field, column)
    dropped = pc.fill_null(copies.column("is_dropped").combine_chunks().take(pc.cast(at, pa.int64())), False)
    kind = table.column("duplicate_kind")
    for name, dropped_value in (("status", "duplicate"), ("reason", kind)):
        field = table.schema.field(name)
        column = pc.if_else(dropped, dropped_value, table.column(name)).cast(field.type)
        table = table.set_column(table.schema.get_field_index(name), field, column)
    return table.drop_columns(["keys"])


def _gathered(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        if len(batch):
            waiting.append(batch)
        if sum(map(len, waiting)) >= PAGES_AT_ONCE:
            yield pa.Table.from_batches(waiting)
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting)


def _some_rows(blocks: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """A batch in pieces of some megabytes, as a block has one at most."""
    for start in range(0, len(blocks), 64):
        yield blocks.slice(start, 64)
