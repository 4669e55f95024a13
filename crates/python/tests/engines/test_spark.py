"""dechaff on Spark. Skipped if PySpark is not installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import rows
from rows import readme_code

pytest.importorskip("pyspark")
pytestmark = pytest.mark.engines

from pyspark.sql import DataFrame, SparkSession  # noqa: E402

import dechaff.spark as on_spark  # noqa: E402


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    """Two cores, and four attempts for a task, as in a cluster."""
    settings = {
        "spark.driver.memory": "1g",
        "spark.ui.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "256",
    }
    builder = SparkSession.builder.master("local[2,4]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


def written(df: DataFrame, folder: Path) -> rows.Rows:
    if not folder.exists():
        df.write.parquet(str(folder))
    return rows.from_table(pq.read_table(folder).to_pylist())


@pytest.fixture(scope="module")
def cleaned(spark, news_dump, tmp_path_factory) -> DataFrame:
    folder = tmp_path_factory.mktemp("spark") / "cleaned"
    on_spark.clean(on_spark.read_warcs(spark, news_dump)).write.parquet(str(folder))
    return spark.read.parquet(str(folder))


def test_rows_are_those_of_the_command(cleaned, command, news_dump, expected_folder, tmp_path):
    found = written(on_spark.deduplicate(cleaned, near=True), tmp_path / "out")
    flags = ["--sites=off", "--duplicates=near=drop"]
    rows.assert_equal(found, rows.of_command(command, news_dump, expected_folder / "near.jsonl", *flags))
    kinds = {row.get("duplicate_kind") for row in found.values()}
    assert kinds == {None, "exact", "near"}
    assert {row["status"] for row in found.values()} == {"kept", "duplicate", "rejected"}


def test_a_skewed_dump_has_the_rows_of_the_command(spark, command, skewed_dump, expected_folder, tmp_path):
    cleaned = on_spark.clean(on_spark.read_warcs(spark, skewed_dump))
    found = written(on_spark.deduplicate(cleaned, near=True), tmp_path / "out")
    flags = ["--sites=off", "--duplicates=near=drop"]
    rows.assert_equal(found, rows.of_command(command, skewed_dump, expected_folder / "skewed.jsonl", *flags))


def test_profiles_give_the_rows_of_the_command(spark, command, news_dump, expected_folder, tmp_path):
    pages = on_spark.read_warcs(spark, news_dump)
    profiles = on_spark.learn_sites(pages)
    profiles.write.parquet(str(tmp_path / "profiles"))
    cleaned = on_spark.clean(pages, profiles=spark.read.parquet(str(tmp_path / "profiles")))
    found = written(on_spark.deduplicate(cleaned, near=False), tmp_path / "out")
    rows.assert_equal(found, rows.of_command(command, news_dump, expected_folder / "sites.jsonl"))


def test_a_killed_worker_changes_nothing(spark, cleaned, news_dump, tmp_path):
    killed = str(tmp_path / "killed")

    def kill_once(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for number, batch in enumerate(batches):
            if number == 1 and not os.path.exists(killed):
                open(killed, "w").close()
                os._exit(1)
            yield batch

    pages = on_spark.read_warcs(spark, news_dump)
    found = written(on_spark.clean(pages.mapInArrow(kill_once, pages.schema)), tmp_path / "out")
    assert os.path.exists(killed)
    assert found == rows.from_table(row.asDict(recursive=True) for row in cleaned.collect())


def test_a_file_is_divided_at_its_records(spark, news_dump):
    def places(**how: int) -> list[tuple[str, int, int, int]]:
        pages = on_spark.read_warcs(spark, news_dump, **how).select("file", "record", "offset", "order")
        return sorted(tuple(row) for row in pages.collect())

    assert places(bytes_a_task=200_000) == places()


def test_a_bad_row_fails_no_task(spark, story):
    made = [(1, story.encode(), "https://a.example/1"), (2, None, None), (3, b"\xff\xfe\x00" * 50, "not an address"), (4, b"", None)]
    df = spark.createDataFrame(made, "number long, body binary, link string")
    records = on_spark.clean(df, "body", "link", order="number").orderBy("order").collect()
    assert [row.status for row in records] == ["kept", "rejected", "rejected", "rejected"]
    assert on_spark.deduplicate(on_spark.clean(df, "body", "link", order="number")).count() == 4


def test_columns_are_found_by_name_in_any_order(spark, story):
    first = spark.createDataFrame([("https://a.example/1", 7, story)], "url string, n long, html string")
    second = spark.createDataFrame([(story, "https://a.example/1", 7)], "html string, url string, n long")
    assert on_spark.clean(first, order="n").collect() == on_spark.clean(second, order="n").collect()


def test_a_stream_of_pages_is_cleaned(spark, story, tmp_path):
    spark.createDataFrame([(story, "https://a.example/1")], "html string, url string").write.parquet(str(tmp_path / "in"))
    pages = spark.readStream.schema("html string, url string").parquet(str(tmp_path / "in"))
    query = on_spark.clean(pages).writeStream.format("parquet").trigger(availableNow=True)
    query.option("checkpointLocation", str(tmp_path / "checkpoint")).start(str(tmp_path / "out")).awaitTermination()
    [row] = spark.read.parquet(str(tmp_path / "out")).collect()
    assert (row.title, row.status) == ("Ferry returns", "kept")


def test_places_follow_the_order_of_columns(spark):
    df = spark.range(1000).selectExpr("concat('page-', 1000 + (id * 7919) % 1000) as name").repartition(5)
    found = [(row.name, row.order) for row in on_spark.with_order(df, "name").collect()]
    assert sorted(found) == [(f"page-{1000 + n}", n) for n in range(1000)]


def test_pages_without_places_are_refused(spark, story):
    df = spark.createDataFrame([(story, None)], "html string, url string")
    with pytest.raises(ValueError, match="'order'"):
        on_spark.deduplicate(on_spark.clean(df))


def test_the_example_runs_as_written(root, tmp_path):
    job = root / "examples/spark/clean_dump.py"
    pages = tmp_path / "pages"
    shutil.copytree(root / "testdata/sample", pages)
    # As on a command line of spark-submit.
    settings = "--master local[2] --conf spark.sql.shuffle.partitions=4 --conf spark.ui.enabled=false pyspark-shell"
    environment = {**os.environ, "PYSPARK_SUBMIT_ARGS": settings}
    line = [sys.executable, job, pages, tmp_path / "articles"]
    done = subprocess.run(line, check=False, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    table = pq.read_table(tmp_path / "articles")
    assert len(table) >= 15 and "kept" in done.stdout


def test_the_lines_of_the_readme(root, tmp_path):
    (tmp_path / "testdata").symlink_to(root / "testdata")
    code = readme_code(root, "import dechaff.spark")
    assert code.count("\n") <= 10
    settings = "--master local[2] --conf spark.sql.shuffle.partitions=4 --conf spark.ui.enabled=false pyspark-shell"
    environment = {**os.environ, "PYSPARK_SUBMIT_ARGS": settings}
    line = [sys.executable, "-c", code]
    done = subprocess.run(line, check=False, capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(pq.read_table(tmp_path / "target/sample-spark")) >= 15
