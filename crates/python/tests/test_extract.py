"""One page at a time."""

from __future__ import annotations

import json
import multiprocessing
import os
import pickle
import sys
import threading
from datetime import date, datetime, timezone

import cloudpickle
import dechaff
import pytest


def test_an_article_has_typed_attributes():
    page = (
        '<meta property="article:published_time" content="2024-03-09T08:00:00+01:00">'
        "<meta name=author content='Ada Berg'><h1>Ferry returns</h1>"
        "<p>The ferry to the island sails again from Monday, twice a day and three times on Sundays, the town said."
    )
    article = dechaff.extract(page, "https://news.example/ferry")
    assert article.title == "Ferry returns"
    assert article.authors == ["Ada Berg"]
    assert article.url == "https://news.example/ferry"
    assert article.published_date == date(2024, 3, 9)
    assert article.published_at == datetime(2024, 3, 9, 7, tzinfo=timezone.utc)
    assert article.text.startswith("The ferry to the island")
    assert article.words == 20
    assert article.markdown is None and article.metadata is None
    assert article.source == {"file": "", "record": 0, "offset": 0}
    assert article.status == "kept" or article.reason == "too_short"
    with pytest.raises(AttributeError, match="'Article' object has no attribute 'headline'"):
        article.headline


def test_the_records_are_those_of_the_command(utf8_pages, annotated):
    for page, line in zip(utf8_pages, annotated, strict=True):
        article = dechaff.extract(page.text, page.url)
        found = json.loads(article.to_json())
        for field, value in found.items():
            if field not in ("id", "source"):
                assert value == line[field], (page.id, field)
        assert (article.status, article.reason, article.detail) == (line["status"], line["reason"], line["detail"])


def test_attributes_dict_and_json_agree(utf8_pages):
    for page in utf8_pages[:20]:
        article = dechaff.extract(page.text, page.url, markdown=True, include_comments=True)
        values = article.as_dict()
        assert list(values) == list(json.loads(article.to_json()))
        for field, value in values.items():
            assert getattr(article, field) == value
            assert field in dir(article)


def test_bytes_are_decoded():
    page = "<p>The café on the ferry opens again on Monday, and it will stay open all summer, the town said.</p>"
    assert "café" in dechaff.extract(page.encode()).text
    assert "café" in dechaff.extract(page.encode("iso-8859-1"), charset="iso-8859-1").text
    assert dechaff.extract(page.encode("utf-16")).charset.startswith("utf-16")
    assert dechaff.extract(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR").reason == "not_text"


def test_half_a_character_and_no_page_at_all():
    assert dechaff.extract("").reason == "empty"
    text = dechaff.extract("<p>One half \ud83d of a pair is not a character, and the rest of this text is kept.").text
    assert text.endswith("the rest of this text is kept.")


def test_options_are_the_flags_of_the_command(story):
    assert dechaff.extract(story, markdown=True).markdown.startswith("The ferry")
    assert "glad" not in dechaff.extract(story, drop=["p + p"]).text
    assert dechaff.extract(story, site={"news.example": {"drop": "p + p"}}, url="https://news.example/").text.count("\n") == 0
    assert dechaff.extract(story, min_words=500).reason == "too_short"
    assert dechaff.extract(story, target_language="de").reason == "language"
    assert dechaff.extract(story, markdown=None).markdown is None
    assert dechaff.extract(story, form="text").text != dechaff.extract(story, form="html").text


def test_names_that_users_of_other_tools_know():
    table = "<table><tr><th>Day<th>Ferries<tr><td>Monday<td>2<tr><td>Sunday<td>3</table>"
    page = f"<article><h1>Ferry</h1><p>The ferry sails again from Monday, and this is how often it sails.</p>{table}</article>"
    assert "Sunday" in dechaff.extract(page).text
    assert "Sunday" not in dechaff.extract(page, include_tables=False).text
    for option in ("favor_precision", "favor_recall"):
        assert dechaff.extract(page, **{option: True}).text == dechaff.extract(page, favor=option[6:]).text
        assert dechaff.extract(page, **{option: False}).text == dechaff.extract(page).text


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"min_wrods": 5}, TypeError, "unknown option \"min_wrods\""),
        ({"min_words": "many"}, ValueError, "invalid value 'many' for '--min-words <N>'"),
        ({"favor": "speed"}, ValueError, "possible values: neither, precision, recall"),
        ({"keep": "p["}, ValueError, "p["),
        ({"markdown": 5}, ValueError, "markdown"),
        ({"drop": [1, 2]}, ValueError, "drop must be a list of strings"),
        ({"form": "pdf"}, ValueError, "form must be"),
        ({"model": "missing.model"}, dechaff.Error, "missing.model"),
    ],
)
def test_wrong_options_say_what_is_wrong(story, options, error, message):
    with pytest.raises(error) as raised:
        dechaff.extract(story, **options)
    assert message in str(raised.value)


@pytest.mark.parametrize("page", [None, 5, ["<p>"], bytearray(b"<p>")])
def test_a_page_is_str_or_bytes(page):
    with pytest.raises(TypeError, match="a page must be str or bytes, not"):
        dechaff.extract(page)


@pytest.mark.parametrize("pickler", [pickle, cloudpickle])
def test_everything_pickles(pickler, story):
    article = dechaff.extract(story, "https://news.example/", markdown=True)
    copy = pickler.loads(pickler.dumps(article))
    assert copy == article and copy.to_json() == article.to_json()
    assert [block.text for block in copy.blocks] == [block.text for block in article.blocks]
    rejected = pickler.loads(pickler.dumps(dechaff.extract("")))
    assert (rejected.status, rejected.reason) == ("rejected", "empty")
    cleaner = pickler.loads(pickler.dumps(dechaff.Cleaner(markdown=True, min_words=2)))
    assert repr(cleaner) == "Cleaner(markdown=True, min_words=2)"
    assert cleaner.extract(story).markdown is not None
    assert pickler.loads(pickler.dumps(dechaff.extract))(story) == dechaff.extract(story)
    assert pickler.loads(pickler.dumps(article.blocks[0])).label == article.blocks[0].label


def test_what_people_see(story):
    article = dechaff.extract(story, "https://news.example/ferry")
    assert repr(article) == '<Article "Ferry returns" news.example, 35 words>'
    assert repr(dechaff.extract("")) == "<Article rejected: empty, 0 words>"
    html = article._repr_html_()
    assert "<h3>Ferry returns</h3>" in html and "removed blocks</summary>" in html and "Sport" in html
    hostile = dechaff.extract("<h1>&lt;script&gt;</h1><p>It says &lt;img onerror=x&gt; in the middle of this sentence.")
    assert "<script" not in hostile._repr_html_() and "<img" not in hostile._repr_html_()
    kept = [block for block in article.blocks if block.is_kept]
    assert [block.text for block in kept] == article.text.split("\n\n")
    assert all(block.label and block.reason and 0 <= block.score <= 1 for block in article.blocks)


def test_threads_extract_at_once(utf8_pages):
    expected = [dechaff.extract(page.text, page.url).text for page in utf8_pages]
    found: dict[int, list[str]] = {}

    def work(number: int) -> None:
        found[number] = [dechaff.extract(page.text, page.url).text for page in utf8_pages]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(found[number] == expected for number in range(4))


def work_in_child(page: str) -> int:
    list(dechaff.extract_many([page] * 50))
    return dechaff.extract(page).words


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_children_extract_after_the_parent_did(story, method):
    assert len(list(dechaff.extract_many([story] * 50))) == 50
    with multiprocessing.get_context(method).Pool(2) as pool:
        assert pool.map(work_in_child, [story] * 4) == [35] * 4


def test_hostile_pages_return():
    deep = "<div>" * 200_000 + "The story is at the bottom of very many elements, and it is still found."
    assert "very many elements" in dechaff.extract(deep).text
    assert dechaff.extract("<svg><style><!--</style>" * 1000).text is not None
    assert dechaff.extract("x" * 20_000_000, max_page_bytes="1MB").reason == "too_large"


def test_no_signal_handler_is_installed(story):
    import signal

    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    dechaff.extract(story)
    list(dechaff.extract_many([story]))
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


def test_a_subinterpreter_is_refused(tmp_path):
    subinterpreters = pytest.importorskip("_xxsubinterpreters")
    script = f"import sys; sys.path[:] = {sys.path!r}\ntry:\n import dechaff\nexcept ImportError: open({str(tmp_path / 'refused')!r}, 'w')"
    interpreter = subinterpreters.create()
    subinterpreters.run_string(interpreter, script)
    subinterpreters.destroy(interpreter)
    assert os.listdir(tmp_path) == ["refused"]
