"""Pipelines that people already have. Each test runs if the package is installed."""

from __future__ import annotations

import inspect
import json

import pytest

from dechaff.compat import trafilatura as compat


def test_a_script_changes_one_import(story):
    assert compat.extract(story).startswith("The ferry to the island")
    assert compat.extract(story, "https://news.example/", output_format="markdown")
    found = json.loads(compat.extract(story, "https://news.example/", output_format="json", with_metadata=True))
    assert (found["title"], found["source"], found["hostname"]) == ("Ferry returns", "https://news.example/", "news.example")
    assert compat.extract(story, with_metadata=True).startswith("---\ntitle: Ferry returns\n")
    document = compat.bare_extraction(story)
    assert document.title == "Ferry returns" and document.as_dict()["text"] == document.text
    assert compat.bare_extraction(story, as_dict=True)["title"] == "Ferry returns"
    assert compat.extract_with_metadata(story, "https://news.example/").url == "https://news.example/"


def test_no_article_is_none(story):
    for nothing in (None, "", "<p>", b"\x89PNG\r\n\x1a\n", 5):
        assert compat.extract(nothing) is None
    assert compat.extract(story, target_language="de") is None
    assert compat.extract(story, "https://a.example/", url_blacklist={"https://a.example/"}) is None
    assert compat.extract(story, only_with_metadata=True) is None


def test_what_there_is_not_is_said(story):
    with pytest.raises(ValueError, match="txt, markdown, json, python"):
        compat.extract(story, output_format="xmltei")
    with pytest.warns(UserWarning, match="prune_xpath has no effect"):
        compat.extract(story, prune_xpath="//p")


@pytest.mark.parametrize("function", ["extract", "bare_extraction"])
def test_the_arguments_are_those_of_trafilatura(function):
    trafilatura = pytest.importorskip("trafilatura")
    theirs = inspect.signature(getattr(trafilatura, function)).parameters
    ours = inspect.signature(getattr(compat, function)).parameters
    assert list(ours) == list(theirs)
    for name, parameter in theirs.items():
        if name not in ("date_extraction_params", "config", "max_tree_size"):
            assert ours[name].default == parameter.default, name


def test_json_has_the_keys_of_trafilatura(story):
    trafilatura = pytest.importorskip("trafilatura")
    arguments = {"output_format": "json", "with_metadata": True, "url": "https://news.example/"}
    theirs = json.loads(trafilatura.extract(story * 5, **arguments))
    assert set(theirs) == set(json.loads(compat.extract(story, **arguments)))


def documents(story):
    from datatrove.data import Document

    return [
        Document(text=story, id="1", metadata={"url": "https://news.example/ferry"}),
        Document(text="<p>", id="2"),
        Document(text=story, id="3"),
    ]


def test_datatrove_extracts(story):
    pytest.importorskip("datatrove")
    from dechaff.integrations.datatrove import Dechaff

    step = Dechaff(timeout=10)
    kept = list(step.run(documents(story)))
    assert [document.id for document in kept] == ["1", "3"]
    assert kept[0].text.startswith("The ferry to the island")
    assert step.extract("") == ""


def test_datatrove_gets_metadata(story):
    pytest.importorskip("datatrove")
    from dechaff.integrations.datatrove import DechaffArticles

    step = DechaffArticles(markdown=True)
    kept = list(step.run(documents(story)))
    assert [document.id for document in kept] == ["1", "3"]
    assert kept[0].metadata["domain"] == "news.example" and kept[0].metadata["title"] == "Ferry returns"
    assert "url" not in kept[1].metadata
    assert step.stats["dropped_no_main_content"].total + step.stats["dropped_empty"].total == 1


def test_nemo_curator_extracts(story):
    pytest.importorskip("nemo_curator.stages.text.download.base", exc_type=ImportError)
    from dechaff.integrations.nemo_curator import DechaffAlgorithm, DechaffExtractor

    paragraphs = DechaffAlgorithm().extract_text(story, frozenset(), "ENGLISH")
    assert len(paragraphs) == 2 and paragraphs[0].startswith("The ferry")
    assert DechaffAlgorithm().extract_text("<p>", frozenset(), "ENGLISH") is None
    extractor = DechaffExtractor()
    record = extractor.extract({"url": "https://news.example/", "warc_id": "7", "content": story.encode()})
    assert record["title"] == "Ferry returns" and record["warc_id"] == "7"
    assert set(record) <= set(extractor.output_columns())
    assert extractor.extract({"url": "https://news.example/", "content": b""}) is None
