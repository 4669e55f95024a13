"""Tables of Arrow."""

from __future__ import annotations

import json
import pickle

import dechaff
import pyarrow as pa
import pyarrow.parquet as pq
import pytest


def table_of(pages) -> pa.Table:
    return pa.table(
        {
            "id": [page.id for page in pages],
            "url": [page.url for page in pages],
            "html": pa.array([page.content for page in pages], pa.binary()),
        }
    )


def test_rows_are_those_of_the_command(utf8_pages, annotated):
    rows = dechaff.clean_batch(table_of(utf8_pages)).to_pylist()
    for row, line in zip(rows, annotated, strict=True):
        assert list(row) == list(line)
        for field in ("id", "title", "authors", "published", "text", "status", "reason", "detail", "flags", "words"):
            assert row[field] == line[field], (row["id"], field)


def test_each_row_has_an_answer_in_its_place(story):
    pages = [story, None, "", "<p>Too short.</p>", story]
    answer = dechaff.clean_batch(pa.table({"html": pages, "key": [1, 2, 3, 4, 5]}))
    assert answer["status"].to_pylist() == ["kept", "rejected", "rejected", "rejected", "kept"]
    assert answer["reason"].to_pylist() == [None, "empty", "empty", "too_short", None]
    assert [source["record"] for source in answer["source"].to_pylist()][:1] == [1]
    assert answer.schema == dechaff.schema("batches")


@pytest.mark.parametrize("type", [pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary()])
def test_columns_of_many_types(story, type):
    page = story if pa.types.is_string(type) or "string" in str(type) else story.encode()
    answer = dechaff.clean_batch(pa.table({"html": pa.array([page], type)}))
    assert answer["title"].to_pylist() == ["Ferry returns"]


def test_pages_in_another_charset(pages):
    others = [page for page in pages if page.text is None]
    assert others
    rows = dechaff.clean_batch(table_of(others)).to_pylist()
    for page, row in zip(others, rows, strict=True):
        assert row["text"] == dechaff.extract(page.content, page.url).text


def test_columns_are_found_by_name_or_given(story):
    strange = pa.table({"body": [story], "link": ["https://news.example/"], "shelf": [{"row": 7}]})
    answer = dechaff.clean_batch(strange, map={"html": "body", "url": "link"}, keep_fields=["shelf"])
    row = answer.to_pylist()[0]
    assert (row["title"], row["url"]) == ("Ferry returns", "https://news.example/")
    assert json.loads(row["metadata"]) == {"shelf": {"row": 7}}
    unknown = dechaff.clean_batch(pa.table({"zzz": [story]})).to_pylist()[0]
    assert (unknown["status"], unknown["reason"]) == ("error", "no_text_field")
    assert "zzz" in unknown["detail"]


def test_the_answer_is_of_the_library_of_the_batch(story):
    batch = pa.record_batch({"html": [story]})
    assert type(dechaff.clean_batch(batch)) is pa.RecordBatch
    assert type(dechaff.clean_batch(pa.table(batch))) is pa.Table
    assert pickle.loads(pickle.dumps(dechaff.clean_batch(batch))).num_rows == 1
    polars = pytest.importorskip("polars")
    answer = dechaff.clean_batch(polars.DataFrame({"html": [story]}))
    assert type(answer) is polars.DataFrame and answer["title"][0] == "Ferry returns"
    reader = pa.RecordBatchReader.from_batches(batch.schema, [batch, batch])
    assert pa.table(dechaff.clean_batch(reader)).num_rows == 2
    with pytest.raises(TypeError, match="Arrow's C interface"):
        dechaff.clean_batch({"html": [story]})


def test_tables_of_no_rows_and_of_many_chunks(story):
    empty = pa.table({"html": pa.array([], pa.string())})
    assert dechaff.clean_batch(empty).num_rows == 0
    assert dechaff.clean_batch(empty).schema == dechaff.schema("batches")
    chunked = pa.chunked_array([[story], [], [story, ""]], pa.string())
    answer = dechaff.clean_batch(pa.table({"html": chunked}))
    assert answer["status"].to_pylist() == ["kept", "kept", "rejected"]
    assert [source["record"] for source in answer["source"].to_pylist()] == [1, 2, 3]


def test_a_cleaner_is_called_with_batches(story):
    cleaner = pickle.loads(pickle.dumps(dechaff.Cleaner(markdown=True)))
    answer = cleaner(pa.table({"html": [story]}))
    assert answer["markdown"].to_pylist()[0].startswith("The ferry")


def test_answers_go_to_parquet(story, tmp_path):
    answer = dechaff.clean_batch(pa.table({"html": [story, ""]}))
    pq.write_table(answer, tmp_path / "answer.parquet")
    assert pq.read_table(tmp_path / "answer.parquet") == answer
