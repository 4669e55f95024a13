"""`extract`, `extract_with_metadata` and `bare_extraction` with the names and arguments of trafilatura 2.

    from dechaff.compat.trafilatura import extract

What differs: paragraphs are separated by an empty line; formatting, links and images are written as Markdown; and of the
formats there are txt, markdown, json and python. Arguments that set up trafilatura's own machinery (`fast`, `no_fallback`,
`deduplicate`, `date_extraction_params`, `max_tree_size`, `settingsfile`, `config`, `options`, `tei_validation`) have no effect.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Collection
from typing import Any

from .._dechaff import Article
from .._dechaff import extract as _extract

__all__ = ["Document", "bare_extraction", "extract", "extract_with_metadata"]

_FORMATS = ("txt", "markdown", "json", "python")


class Document:
    """What trafilatura calls a page with its metadata."""

    title: str | None
    author: str | None
    url: str | None
    hostname: str | None
    description: str | None
    sitename: str | None
    date: str | None
    categories: list[str]
    tags: list[str]
    fingerprint: str | None
    id: str | None
    license: str | None
    comments: str | None
    raw_text: str | None
    text: str | None
    language: str | None
    image: str | None
    pagetype: str | None
    filedate: str | None

    def __init__(self, **fields: Any) -> None:
        for name in self.__annotations__:
            setattr(self, name, fields.get(name))

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__annotations__}

    def __repr__(self) -> str:
        return f"<Document {self.title!r} {self.url}>"


def bare_extraction(
    filecontent: str | bytes | None,
    url: str | None = None,
    fast: bool = False,
    no_fallback: bool = False,
    favor_precision: bool = False,
    favor_recall: bool = False,
    include_comments: bool = True,
    output_format: str = "python",
    target_language: str | None = None,
    include_tables: bool = True,
    include_images: bool = False,
    include_formatting: bool | None = None,
    include_links: bool = False,
    deduplicate: bool = False,
    date_extraction_params: dict[str, Any] | None = None,
    with_metadata: bool = False,
    only_with_metadata: bool = False,
    max_tree_size: int | None = None,
    url_blacklist: Collection[str] | None = None,
    author_blacklist: Collection[str] | None = None,
    as_dict: bool = False,
    prune_xpath: Any = None,
    config: Any = None,
    options: Any = None,
) -> Any:
    """The page as a `Document`, or None if there is no article in it."""
    if output_format not in _FORMATS:
        raise ValueError(f"output_format must be one of {', '.join(_FORMATS)}, not {output_format!r}")
    if prune_xpath:
        warnings.warn("prune_xpath has no effect; use dechaff.extract with drop=[CSS selector]", stacklevel=2)
    if not filecontent or not isinstance(filecontent, (str, bytes)):
        return None
    as_markdown = output_format == "markdown" or bool(include_formatting or include_links or include_images)
    article = _extract(
        filecontent,
        url,
        favor_precision=favor_precision,
        favor_recall=favor_recall,
        include_comments=include_comments,
        include_tables=include_tables,
        target_language=target_language,
        markdown=as_markdown or None,
        min_words=0,
    )
    if article.status == "rejected" or (url_blacklist and article.url in url_blacklist):
        return None
    if only_with_metadata and not (article.title and article.published and article.url):
        return None
    document = _document(article, as_markdown, author_blacklist or ())
    return document.as_dict() if as_dict else document


def extract(
    filecontent: str | bytes | None,
    url: str | None = None,
    record_id: str | None = None,
    fast: bool = False,
    no_fallback: bool = False,
    favor_precision: bool = False,
    favor_recall: bool = False,
    include_comments: bool = True,
    output_format: str = "txt",
    tei_validation: bool = False,
    target_language: str | None = None,
    include_tables: bool = True,
    include_images: bool = False,
    include_formatting: bool | None = None,
    include_links: bool = False,
    deduplicate: bool = False,
    date_extraction_params: dict[str, Any] | None = None,
    with_metadata: bool = False,
    only_with_metadata: bool = False,
    max_tree_size: int | None = None,
    url_blacklist: Collection[str] | None = None,
    author_blacklist: Collection[str] | None = None,
    settingsfile: str | None = None,
    prune_xpath: Any = None,
    config: Any = None,
    options: Any = None,
) -> str | None:
    """The article of a page as text, Markdown or JSON, or None if there is none."""
    if output_format == "python":
        raise ValueError("extract() gives text; use bare_extraction() for Python objects")
    document = bare_extraction(
        filecontent,
        url,
        favor_precision=favor_precision,
        favor_recall=favor_recall,
        include_comments=include_comments,
        output_format=output_format,
        target_language=target_language,
        include_tables=include_tables,
        include_images=include_images,
        include_formatting=include_formatting,
        include_links=include_links,
        only_with_metadata=only_with_metadata,
        url_blacklist=url_blacklist,
        author_blacklist=author_blacklist,
        prune_xpath=prune_xpath,
    )
    if document is None:
        return None
    document.id = record_id
    if output_format == "json":
        return _to_json(document, with_metadata or only_with_metadata)
    text = "\n".join(part for part in (document.text, document.comments) if part)
    return _header(document) + text if with_metadata else text


def extract_with_metadata(
    filecontent: str | bytes | None, url: str | None = None, **arguments: Any
) -> Document | None:
    """The page as a `Document`, or None if there is no article in it."""
    arguments.pop("record_id", None)
    arguments.pop("tei_validation", None)
    arguments.pop("settingsfile", None)
    document: Document | None = bare_extraction(filecontent, url, with_metadata=True, **arguments)
    return document


def _document(article: Article, as_markdown: bool, author_blacklist: Collection[str]) -> Document:
    authors = [author for author in article.authors if author not in author_blacklist]
    return Document(
        title=article.title,
        author="; ".join(authors) or None,
        url=article.url or article.canonical_url,
        hostname=article.domain,
        description=article.description,
        sitename=article.site_name,
        date=article.published_date.isoformat() if article.published_date else None,
        categories=[article.section] if article.section else [],
        tags=article.tags,
        fingerprint=article.content_hash,
        license=article.license,
        comments=article.comments,
        raw_text=article.text,
        text=article.markdown if as_markdown else article.text,
        language=article.language,
        image=article.image,
        pagetype=article.page_type,
    )


def _to_json(document: Document, with_metadata: bool) -> str:
    if not with_metadata:
        return json.dumps({"text": document.text, "comments": document.comments or ""}, ensure_ascii=False)
    fields = document.as_dict()
    fields["source"] = fields.pop("url")
    fields["source-hostname"] = fields.pop("sitename")
    fields["excerpt"] = fields.pop("description")
    for name in ("categories", "tags"):
        fields[name] = ";".join(fields[name])
    return json.dumps(fields, ensure_ascii=False)


def _header(document: Document) -> str:
    """Metadata before the text, as lines of YAML."""
    names = ("title", "author", "url", "hostname", "description", "sitename", "date", "categories", "tags")
    lines = [f"{name}: {value}" for name in names if (value := getattr(document, name))]
    return "\n".join(["---", *lines, "---", ""])
