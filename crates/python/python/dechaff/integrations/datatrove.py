"""Steps for datatrove.

    from dechaff.integrations.datatrove import Dechaff

takes the place of its Trafilatura step. `DechaffArticles` sees the address of a page too, and fills in metadata.
"""

from __future__ import annotations

from typing import Any

from datatrove.data import DocumentsPipeline
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.extractors.base import BaseExtractor
from datatrove.utils.typeshelper import StatHints

from .._dechaff import Cleaner

__all__ = ["Dechaff", "DechaffArticles"]


class Dechaff(BaseExtractor):  # type: ignore[misc]
    """Turns the HTML of each document into the text of its article. Documents without an article are dropped.

    `favour_precision` is the name and default of datatrove's own step. Other options are those of `dechaff.extract`.
    """

    name = "🌾 Dechaff"
    _requires_dependencies = ["dechaff"]

    def __init__(self, favour_precision: bool = True, timeout: float = 1, **options: Any) -> None:
        super().__init__(timeout)
        self.cleaner = Cleaner(favor_precision=favour_precision, min_words=0, **options)

    def extract(self, text: str) -> str:
        article = self.cleaner.extract(text)
        return article.text if article.status == "kept" else ""


class DechaffArticles(PipelineStep):  # type: ignore[misc]
    """Cleans each document with the address in its metadata, and adds the fields of the record to them.

    Rejected documents are dropped, and counted by reason. Options are those of `dechaff.extract`.
    """

    type = "🛢 - EXTRAC"
    name = "🌾 Dechaff articles"
    _requires_dependencies = ["dechaff"]

    def __init__(self, url_key: str = "url", **options: Any) -> None:
        super().__init__()
        self.url_key = url_key
        self.cleaner = Cleaner(**options)

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        for document in data or ():
            self.stat_update(StatHints.total)
            with self.track_time():
                article = self.cleaner.extract(document.text, document.metadata.get(self.url_key))
            if article.status == "rejected":
                self.stat_update(StatHints.dropped, f"dropped_{article.reason}")
                continue
            self.stat_update(StatHints.forwarded)
            self.update_doc_stats(document)
            fields = article.as_dict()
            document.text = fields.pop("text")
            # The document has an id of its own, and a row has no place in a file here.
            for name in ("id", "source", "metadata"):
                del fields[name]
            document.metadata.update({name: value for name, value in fields.items() if value not in (None, [])})
            yield document
