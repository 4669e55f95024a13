"""Clean articles from scraped pages.

`extract` takes one page, `extract_many` a stream of pages, `clean_batch` a table of Arrow, and `clean` whole dumps.
"""

from ._clean import Stats, clean
from ._dechaff import (
    Article,
    Articles,
    Block,
    Cleaner,
    Error,
    __version__,
    clean_batch,
    evaluate,
    extract,
    extract_many,
    schema,
)

__all__ = [
    "Article",
    "Articles",
    "Block",
    "Cleaner",
    "Error",
    "Stats",
    "__version__",
    "clean",
    "clean_batch",
    "evaluate",
    "extract",
    "extract_many",
    "schema",
]
