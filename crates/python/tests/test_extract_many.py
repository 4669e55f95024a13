"""A stream of pages."""

from __future__ import annotations

import itertools
import os
import sys

import dechaff
import pytest


def test_articles_come_in_order(utf8_pages):
    pages = utf8_pages * 5
    articles = list(dechaff.extract_many((page.text, page.url) for page in pages))
    assert articles == [dechaff.extract(page.text, page.url) for page in pages]


def test_pages_may_be_text_bytes_or_pairs(story):
    articles = list(dechaff.extract_many([story, story.encode(), (story, "https://news.example/"), (story, None)], jobs=1))
    assert len({article.text for article in articles}) == 1
    assert [article.url for article in articles] == [None, None, "https://news.example/", None]


def test_an_endless_stream_is_read_a_little_ahead(story):
    taken = itertools.count()
    pages = ((story, f"https://news.example/{next(taken)}") for _ in itertools.count())
    articles = dechaff.extract_many(pages, jobs=2)
    urls = [article.url for article in itertools.islice(articles, 100)]
    assert urls == [f"https://news.example/{number}" for number in range(100)]
    assert next(taken) < 1000
    articles.close()
    assert list(articles) == []


def test_what_the_iterable_raises_comes_after_its_pages(story):
    def pages():
        for _ in range(70):
            yield story
        raise LookupError("the database is gone")

    articles = dechaff.extract_many(pages())
    assert len(list(itertools.islice(articles, 70))) == 70
    with pytest.raises(LookupError, match="the database is gone"):
        next(articles)
    assert list(articles) == []


def test_a_wrong_page_is_named(story):
    articles = dechaff.extract_many([story, 5])
    next(articles)
    with pytest.raises(TypeError, match="a page must be str or bytes, not int"):
        next(articles)
    with pytest.raises(TypeError):
        dechaff.extract_many(5)


def test_options_are_checked_at_once(story):
    with pytest.raises(TypeError, match="unknown option"):
        dechaff.extract_many([story], markdwon=True)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_articles_of_another_process_are_refused(story):
    articles = dechaff.extract_many([story] * 500)
    next(articles)
    child = os.fork()
    if child == 0:
        try:
            list(articles)
        except RuntimeError:
            os._exit(7)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert len(list(articles)) == 499
