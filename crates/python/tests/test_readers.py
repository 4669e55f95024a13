"""The programs that read what a run writes, with the lines of docs/output.md. Each runs if it is installed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import date, datetime

import dechaff
import pytest


@pytest.fixture(scope="module")
def outputs(dump, tmp_path_factory):
    """Folder outputs in shards, as JSON Lines and as Parquet, and the lines themselves."""
    folder = tmp_path_factory.mktemp("readers")
    for name in ("jsonl", "parquet"):
        dechaff.clean([dump], f"{folder}/{name}/", format=name, shard_size="20kB", sites="off")
    dechaff.clean([dump], f"{folder}/packed.jsonl.zst", sites="off")
    lines = [line for part in sorted((folder / "jsonl/articles").iterdir()) for line in part.read_text().splitlines()]
    assert len(list((folder / "parquet/articles").iterdir())) > 2
    return folder, [json.loads(line) for line in lines]


def as_json(value):
    """A value of a column as the lines have it."""
    if value is None or (isinstance(value, (float, datetime)) and value != value):
        return None
    if isinstance(value, datetime):
        text = value.isoformat().replace("+00:00", "Z")
        return text if text.endswith("Z") else text + "Z"
    if isinstance(value, date):
        return value.isoformat()
    return value.tolist() if hasattr(value, "tolist") else value


def check(rows, lines):
    found = [{name: as_json(value) for name, value in row.items()} for row in rows]
    assert len(found) == len(lines)
    by_id = {row["id"]: row for row in found}
    for line in lines:
        assert by_id[line["id"]] == line


def schema(command, program):
    return subprocess.run([command, "schema", "--format", program], capture_output=True, text=True, check=True).stdout


def documented(root, program, kind, **names):
    """The line of docs/output.md for a program, run."""
    text = (root / "docs/output.md").read_text()
    line = next(line for line in re.findall(rf"^{program}\..*$", text, re.MULTILINE) if kind in line)
    module = pytest.importorskip(program)
    __import__("pyarrow.dataset")
    return eval(line, {program: module, **names})


@pytest.fixture
def in_output(outputs, monkeypatch):
    """Makes `out/` of the documentation one of the outputs."""
    folder, lines = outputs

    def enter(kind):
        home = folder / f"home-{kind}"
        if not home.exists():
            home.mkdir()
            shutil.copytree(folder / kind, home / "out")
        monkeypatch.chdir(home)
        return lines

    return enter


def rows_of(program, table):
    if program == "pyarrow":
        return table.to_pylist()
    if program == "polars":
        return table.to_dicts()
    if program == "pandas":
        return table.to_dict("records")
    if program == "duckdb":
        return [dict(zip(table.columns, row)) for row in table.fetchall()]
    return list(table)


@pytest.mark.parametrize("program", ["pyarrow", "polars", "pandas", "duckdb", "datasets"])
def test_parquet_needs_no_options(root, in_output, program, monkeypatch, tmp_path):
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path))
    pytest.importorskip(program)
    lines = in_output("parquet")
    table = documented(root, program, "parquet" if program != "pyarrow" else "out/articles\")")
    check(rows_of(program, table), lines)


@pytest.mark.parametrize("program", ["pyarrow", "polars", "duckdb", "datasets"])
def test_lines_have_the_types_that_schema_prints(root, in_output, command, program):
    module = pytest.importorskip(program)
    lines = in_output("jsonl")
    types = schema(command, "arrow" if program == "pyarrow" else program)
    aliases = {"polars": {"pl": module}, "pyarrow": {"pa": module}, "datasets": {"datasets": module}}
    value = types if program == "duckdb" else eval(types, aliases[program])
    table = documented(root, program, "TYPES", TYPES=value)
    rows = rows_of(program, table)
    if program == "datasets":
        # It takes these strings for times, and writes them in its own form, whatever types it is given.
        for name in ("published", "modified", "fetched"):
            rows = [{**row, name: None} for row in rows]
            lines = [{**line, name: None} for line in lines]
    check(rows, lines)


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_datatrove_reads_both(outputs, kind):
    readers = pytest.importorskip("datatrove.pipeline.readers")
    folder, lines = outputs
    reader = readers.JsonlReader if kind == "jsonl" else readers.ParquetReader
    documents = list(reader(f"{folder}/{kind}/articles").run())
    assert sorted(document.text for document in documents) == sorted(line["text"] for line in lines)
    assert {document.id for document in documents} == {line["id"] for line in lines}


def test_readers_that_guess_types_get_all_rows(outputs):
    folder, lines = outputs
    texts = sorted(line["text"] for line in lines)
    duckdb = pytest.importorskip("duckdb")
    for files in (f"{folder}/jsonl/articles/*.jsonl", f"{folder}/packed.jsonl.zst"):
        assert sorted(row[0] for row in duckdb.sql(f"select text from '{files}'").fetchall()) == texts
    pandas = pytest.importorskip("pandas")
    frames = [pandas.read_json(path, lines=True, dtype=False) for path in (folder / "jsonl/articles").iterdir()]
    assert sorted(pandas.concat(frames)["text"]) == texts
    assert sorted(pandas.read_json(folder / "packed.jsonl.zst", lines=True, dtype=False)["text"]) == texts


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
def test_jq_reads_lines(outputs):
    folder, lines = outputs
    parts = sorted((folder / "jsonl/articles").iterdir())
    result = subprocess.run(["jq", "-c", ".title", *parts], capture_output=True, text=True, check=True)
    assert [json.loads(line) for line in result.stdout.splitlines()] == [line["title"] for line in lines]


def test_what_is_written_again_has_the_same_types(outputs, tmp_path):
    import pyarrow.dataset as ds
    import pyarrow.parquet as pq

    folder, _ = outputs
    table = ds.dataset(f"{folder}/parquet/articles").to_table()
    assert table.schema.equals(dechaff.schema())
    pq.write_table(table, tmp_path / "again.parquet")
    assert pq.read_schema(tmp_path / "again.parquet").equals(dechaff.schema())
