"""dechaff on Ray Data. Skipped if Ray is not installed."""

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

ray = pytest.importorskip("ray")
pytestmark = pytest.mark.engines

import dechaff.ray as on_ray  # noqa: E402


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    ray.init(num_cpus=2, include_dashboard=False, object_store_memory=500 << 20, log_to_driver=False)
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield
    ray.shutdown()


def written(ds: ray.data.Dataset, folder: Path) -> rows.Rows:
    ds.write_parquet(str(folder))
    return rows.from_table(pq.read_table(folder).to_pylist())


@pytest.fixture(scope="module")
def cleaned(news_dump, tmp_path_factory) -> ray.data.Dataset:
    folder = tmp_path_factory.mktemp("ray") / "cleaned"
    on_ray.clean(on_ray.read_warcs(news_dump)).write_parquet(str(folder))
    return ray.data.read_parquet(str(folder))


def test_rows_are_those_of_the_command(cleaned, command, news_dump, expected_folder, tmp_path):
    found = written(on_ray.deduplicate(cleaned, near=True), tmp_path / "out")
    flags = ["--sites=off", "--duplicates=near=drop"]
    rows.assert_equal(found, rows.of_command(command, news_dump, expected_folder / "near.jsonl", *flags))
    kinds = {row.get("duplicate_kind") for row in found.values()}
    assert kinds == {None, "exact", "near"}


def test_profiles_give_the_rows_of_the_command(command, news_dump, expected_folder, tmp_path):
    pages = on_ray.read_warcs(news_dump)
    cleaned = on_ray.clean(pages, profiles=on_ray.learn_sites(pages))
    found = written(on_ray.deduplicate(cleaned.materialize(), near=False), tmp_path / "out")
    rows.assert_equal(found, rows.of_command(command, news_dump, expected_folder / "sites.jsonl"))


def test_a_killed_worker_changes_nothing(cleaned, news_dump, tmp_path):
    killed = str(tmp_path / "killed")

    def kill_once(table: pa.Table) -> pa.Table:
        if not os.path.exists(killed):
            open(killed, "w").close()
            os._exit(1)
        return table

    pages = on_ray.read_warcs(news_dump).map_batches(kill_once, batch_format="pyarrow", batch_size=256)
    found = written(on_ray.clean(pages), tmp_path / "out")
    assert os.path.exists(killed)
    assert found == rows.from_table(cleaned.take_all())


def test_a_bad_row_fails_no_task(story):
    made = pa.table({"n": [1, 2, 3], "body": [story.encode(), None, b"\xff\xfe\x00" * 50], "link": ["https://a.example/1", None, "no"]})
    ds = on_ray.clean(ray.data.from_arrow(made), "body", "link", order="n").materialize()
    assert [row["status"] for row in ds.sort("order").take_all()] == ["kept", "rejected", "rejected"]
    assert on_ray.deduplicate(ds).count() == 3


def test_the_example_runs_as_written(root, tmp_path):
    job = root / "examples/ray/clean_dump.py"
    shutil.copytree(root / "testdata/sample", tmp_path / "pages")
    line = [sys.executable, job, tmp_path / "pages", tmp_path / "articles"]
    done = subprocess.run(line, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert pq.read_table(tmp_path / "articles").num_rows >= 15


def test_the_lines_of_the_readme(root, tmp_path):
    (tmp_path / "testdata").symlink_to(root / "testdata")
    code = readme_code(root, "import dechaff.ray")
    assert code.count("\n") <= 10
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert pq.read_table(tmp_path / "target/sample-ray").num_rows >= 15
