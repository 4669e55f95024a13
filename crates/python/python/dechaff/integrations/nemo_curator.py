"""Extractors for NeMo Curator's download stages.

    from dechaff.integrations.nemo_curator import DechaffAlgorithm, DechaffExtractor

`CommonCrawlHTMLExtractor(algorithm=DechaffAlgorithm())` keeps Curator's detection of languages; `DechaffExtractor` takes the
place of it, and of the detection.
"""

from __future__ import annotations

from typing import Any

from nemo_curator.stages.text.download.base import DocumentExtractor
from nemo_curator.stages.text.download.html_extractors.base import HTMLExtractorAlgorithm

from .._dechaff import Cleaner

__all__ = ["DechaffAlgorithm", "DechaffExtractor"]


class DechaffAlgorithm(HTMLExtractorAlgorithm):  # type: ignore[misc]
    """Gives the paragraphs of the article of a page, or None if there is none. Stop words are not needed."""

    def __init__(self, **options: Any) -> None:
        self.cleaner = Cleaner(min_words=0, **options)

    def extract_text(
        self, html: str, stop_words: frozenset[str] | None = None, language: str | None = None
    ) -> list[str] | None:
        article = self.cleaner.extract(html)
        return article.text.split("\n\n") if article.status == "kept" else None


class DechaffExtractor(DocumentExtractor):  # type: ignore[misc]
    """Turns a record with `content` (bytes or text) and `url` into one with the article's text and metadata."""

    FIELDS = ("title", "authors", "published", "language", "text", "confidence", "content_hash")

    def __init__(self, **options: Any) -> None:
        self.cleaner = Cleaner(**options)

    def extract(self, record: dict[str, Any]) -> dict[str, Any] | None:
        article = self.cleaner.extract(record["content"], record.get("url"))
        if article.status == "rejected":
            return None
        kept = {name: record[name] for name in ("url", "warc_id", "source_id") if name in record}
        return kept | {name: getattr(article, name) for name in self.FIELDS}

    def input_columns(self) -> list[str]:
        return ["url", "warc_id", "source_id", "content"]

    def output_columns(self) -> list[str]:
        return ["url", "warc_id", "source_id", *self.FIELDS]
