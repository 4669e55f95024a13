"""The stages without an engine: tables are lists of batches."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import dechaff
import pyarrow as pa
import pytest
import rows
from dechaff._dechaff import Spread, dump_files
from dechaff._engines import ranges, tasks
from dechaff._engines.copies import CHANGED, find_copies
from dechaff._engines.spark_hash import numbers_by_task, spark_hash
from news_dump import write_dump

Batches = list[pa.RecordBatch]


class Lists:
    """An engine whose tables are lists."""

    def __init__(self, spread: Spread, parts: int) -> None:
        self.spread, self.parts = spread, parts

    def begin(self, pages: Batches, what: str) -> Batches:
        return list(tasks.begin(self.spread, what, pages))

    def stage(self, name: str, *blocks: Batches) -> Batches:
        return list(itertools.chain(*(tasks.stage(self.spread, name, part) for part in self._by_part(*blocks))))

    def only_kind(self, blocks: Batches, kind: int) -> Batches:
        return [batch.filter(pa.compute.equal(batch.column("kind"), kind)) for batch in blocks]

    def changed(self, blocks: Batches) -> int:
        return self.spread.changed(self.only_kind(blocks, CHANGED))

    def is_empty(self, blocks: Batches) -> bool:
        return not sum(map(len, blocks))

    def active(self, pages: Batches, crowded: bool, *blocks: Batches) -> Batches:
        classes = tasks.active(self.spread, crowded, itertools.chain(*blocks))
        known = pa.chunked_array([batch.column("class") for batch in classes], pa.int64()).combine_chunks()
        return [batch.filter(pa.compute.is_in(batch.column("class"), value_set=known)) for batch in pages]

    def decide(self, blocks: Batches) -> Batches:
        return list(itertools.chain(*(tasks.decide(self.spread, part) for part in self._by_part(blocks))))

    def _by_part(self, *blocks: Batches) -> Iterator[Batches]:
        for part in range(self.parts):
            yield [
                batch.filter(pa.compute.equal(batch.column("part"), part)) for batch in itertools.chain(*blocks) if len(batch)
            ]


def read(folder: Path) -> Batches:
    files = [name for name, _ in dump_files([str(folder)])]
    return [batch for number, name in enumerate(files) for batch in tasks.read(number, name, None, {})]


def deduplicate(cleaned: Batches, parts: int, duplicates: str = "near=drop", **rules: str) -> pa.Table:
    spread = Spread(parts, duplicates, **rules)
    pages = list(tasks.pages_to_compare(spread, cleaned))
    copies = find_copies(Lists(spread, parts), pages, "near=" in duplicates)
    return tasks.mark(pa.Table.from_batches(cleaned), pa.Table.from_batches(copies, tasks.COPIES))


@pytest.fixture(scope="module")
def small_dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stages") / "dump"
    write_dump(folder, 1000, sites=6, template_share=0.15)
    return folder


@pytest.fixture(scope="module")
def cleaned(small_dump: Path) -> Batches:
    return list(tasks.clean({}, read(small_dump)))


@pytest.mark.parametrize(
    ("duplicates", "rules"),
    [
        ("exact=drop", {}),
        ("near=drop", {}),
        ("url=drop,near=drop", {}),
        ("near=drop", {"keep_first": "longest"}),
        ("near=drop", {"keep_first": "earliest", "updates": "last"}),
        ("near=tag,url=tag", {}),
    ],
)
def test_rows_are_those_of_the_command(command, small_dump, cleaned, tmp_path, duplicates, rules):
    found = rows.from_table(deduplicate(cleaned, 5, duplicates, **rules).to_pylist())
    flags = [f"--{name.replace('_', '-')}={value}" for name, value in rules.items()]
    expected = rows.of_command(
        command, small_dump, tmp_path / "out.jsonl", "--sites=off", f"--duplicates={duplicates}", *flags
    )
    rows.assert_equal(found, expected)


@pytest.mark.parametrize("parts", [1, 3, 40])
def test_the_number_of_parts_changes_nothing(cleaned, parts):
    assert deduplicate(cleaned, parts).equals(deduplicate(cleaned, 7))


def test_the_order_and_size_of_tasks_change_nothing(cleaned):
    pages = pa.Table.from_batches(cleaned)
    backwards = pages.take(pa.array(range(len(pages) - 1, -1, -1))).to_batches(max_chunksize=13)
    assert deduplicate(backwards, 4).sort_by("order").equals(deduplicate(cleaned, 4).combine_chunks())


def test_profiles_are_those_of_the_command(command, small_dump, tmp_path):
    pages = read(small_dump)
    lowest = tasks.lowest_site_keys(batch.select(tasks.SITES.names) for batch in pages)
    chosen = {tuple(row.values()) for batch in tasks.chosen_site_keys(lowest) for row in batch.to_pylist()}
    wanted = [
        batch.filter(pa.array([tuple(row.values()) in chosen for row in batch.select(tasks.SITES.names).to_pylist()], pa.bool_()))
        for batch in pages
    ]
    found = pa.Table.from_batches(list(tasks.profiles(tasks.examples({}, wanted))), tasks.PROFILES).to_pylist()
    profiles = {row["site"]: row["profile"] for row in found}
    assert len(profiles) == 6
    with_profiles = [
        pa.RecordBatch.from_arrays(
            [*batch.columns, pa.array([profiles.get(site) for site in batch.column("site").to_pylist()], pa.string())],
            [*batch.schema.names, "profile"],
        )
        for batch in pages
    ]
    found = rows.from_table(deduplicate(list(tasks.clean({}, with_profiles)), 3).to_pylist())
    rows.assert_equal(found, rows.of_command(command, small_dump, tmp_path / "out.jsonl", "--duplicates=near=drop"))


def test_the_sample_is_read_as_by_the_command(command, root, tmp_path):
    sample = root / "testdata/sample"
    found = rows.from_table(deduplicate(list(tasks.clean({}, read(sample))), 2).to_pylist())
    expected = rows.of_command(command, sample, tmp_path / "out.jsonl", "--sites=off", "--duplicates=near=drop")
    rows.assert_equal(found, expected)


def test_a_row_without_a_page_costs_no_other_row(story):
    table = pa.table({"html": [story, None], "url": ["https://a.example/1", "https://a.example/2"], "order": [0, 1]})
    options = tasks.page_options(table.schema.names, "html", "url", {})
    [batch] = tasks.clean(options, table.to_batches())
    assert batch.column("status").to_pylist() == ["kept", "rejected"]
    assert batch.column("keys").is_null().to_pylist() == [False, True]
    assert batch.schema == tasks.clean_schema(["order"])


def test_damaged_keys_are_an_error():
    batch = pa.RecordBatch.from_pylist([{"order": 1, "id": "a", "keys": b"\x01\x02"}])
    with pytest.raises(dechaff.Error, match="another version"):
        Spread(2, "near=drop").classes(batch)


def test_a_column_that_is_missing_is_named():
    with pytest.raises(ValueError, match="no column 'body'; the columns are html, link"):
        tasks.page_options(["html", "link"], "body", None, {})
    with pytest.raises(ValueError, match="give url=None"):
        tasks.page_options(["html", "link"], "html", "url", {})


def test_parts_go_to_different_tasks_of_spark():
    # What Spark's `select hash(0), hash(1)` says.
    assert [spark_hash(0), spark_hash(1)] == [933211791, -559580957]
    for count in (1, 2, 7, 200):
        assert [spark_hash(number) % count for number in numbers_by_task(count)] == list(range(count))


def test_a_file_object_is_read_in_place_of_a_file(small_dump):
    path = sorted(small_dump.iterdir())[0]
    by_name = pa.Table.from_batches(list(tasks.read(0, str(path), None, {})))
    by_object = pa.Table.from_batches(list(tasks.read(0, str(path), lambda name: open(name, "rb"), {})))
    assert by_object.equals(by_name)


@pytest.mark.parametrize("size", [1000, 20_000, 1 << 40])
def test_ranges_of_a_file_have_its_records(small_dump, size):
    for number, (name, bytes) in enumerate(dump_files([str(small_dump)])):
        parts = ranges.cut(number, name, bytes or 0, size)
        placed = ranges.place(parts, map(ranges.count, parts)) if len(parts) > 1 else parts
        assert (len(placed) > 1) == (size < 1 << 40 and name.endswith(".gz") and "part-01" not in name)
        found = [batch for part in placed for batch in tasks.read_range(part, {})]
        whole = pa.Table.from_batches(list(tasks.read(number, name, None, {})))
        assert pa.Table.from_batches(found).to_pylist() == whole.to_pylist()
