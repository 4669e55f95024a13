"""Makes gold for training on rendered text from HTML pages that have none: the HTML detector is the teacher.

    python -m dechaff_training.distill --dechaff target/release/dechaff --folds WORK/models --output RENDERED PAGES...

PAGES are gold sets whose pages have no full text, or folders of HTML files. A page's label is the text that dechaff
keeps of its HTML, if it is confident enough. With `--folds`, each page is labelled by the model of its fold, which has
not seen the page's site. Its renderings are in the same fold, so cross-validation stays honest.

Writes RENDERED/NAME.RENDERER.jsonl, and with `--without-story` RENDERED/NAME-without-story.RENDERER.jsonl: somebody must
have seen that these pages have no story, since the teacher finds something on most pages.
"""

import argparse
import hashlib
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from . import render
from .rendering import gold_file, html_folder
from .rendering.renderers import RENDERERS

# Pages whose expected F1 is lower are left out. The others' labels agree with gold to 0.97 F1 on news and to 0.93 on
# WCXB's pages of all types, by models that have not seen them.
LEAST_CONFIDENCE = 0.75
# The types of pages that are kept. On pages of the others that it is as sure of, the teacher reaches 0.77 F1 (listings),
# 0.80 (collections) and 0.83 (products), against 0.86 (services) to 0.96 (articles).
TYPES = ("article", "documentation", "forum", "service")
# Labels under which a country's domains are registered, in addition to all of two letters.
SHARED_LABELS = ("com", "edu", "gov", "net", "org")
EMPTY_GOLD = {"text": "", "with": [], "without": [], "title": None, "authors": None, "date": None}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="*", type=Path, help="gold sets of HTML pages, or folders of HTML files")
    parser.add_argument("--dechaff", required=True, help="the dechaff program")
    parser.add_argument("--folds", type=Path, help="a folder with the HTML models of the folds; else the built-in one")
    parser.add_argument("--confidence", type=float, default=LEAST_CONFIDENCE, help="the least confidence of a label")
    parser.add_argument("--name", default="distilled", help="the name of the sets that are written")
    parser.add_argument("--without-story", action="append", default=[], type=Path, metavar="PAGES",
                        help="pages that are known to have no story: their label is an empty text")  # fmt: skip
    parser.add_argument("--exclude", action="append", default=[], type=Path, metavar="GOLD",
                        help="a set that only measures: pages of its sites are left out")  # fmt: skip
    render.add_output_arguments(parser)
    arguments = parser.parse_args()
    renderers = arguments.renderer or list(RENDERERS)
    excluded = {site_of(page) for path in arguments.exclude for page in gold_file.read(path)} - {None}
    if arguments.pages:
        labelled = distilled(arguments, collect(arguments.pages, excluded))
        render.write(arguments.output, arguments.name, renderers, labelled)
    if arguments.without_story:
        empty = (page | {"gold": EMPTY_GOLD} for page in collect(arguments.without_story, excluded))
        render.write(arguments.output, f"{arguments.name}-without-story", renderers, empty)


def collect(paths: list, excluded: set):
    """The pages that have no gold text, each once, without those of excluded sites."""
    counts, seen = Counter(), set()
    for path in paths:
        for page in html_folder.read(path) if path.is_dir() else gold_file.read(path):
            content = hashlib.sha256(page.get("html", "").encode("utf-8", "replace")).digest()
            if "html" not in page:
                reason = "not HTML"
            elif page["gold"].get("text") is not None:
                reason = "with a gold text"
            elif site_of(page) in excluded:
                reason = "of an excluded site"
            elif content in seen or page["id"] in seen:
                reason = "seen before"
            else:
                reason = "collected"
                yield page
            seen |= {content, page["id"]}
            counts[reason] += 1
    print(dict(counts), file=sys.stderr, flush=True)


def site_of(page: dict) -> str | None:
    """The registrable domain of a page's site, roughly: two labels, or three under `co.uk`, `com.cn` and the like."""
    host = page.get("site") or urlsplit(page.get("url") or "").hostname
    if not host:
        return None
    parts = host.lower().split(".")
    shared = len(parts) > 2 and (len(parts[-2]) <= 2 or parts[-2] in SHARED_LABELS)
    return ".".join(parts[-3:] if shared else parts[-2:])


def distilled(arguments, pages):
    """The pages whose text the teacher is sure of, with this text as gold."""
    with tempfile.TemporaryDirectory() as folder:
        collected, predicted = Path(folder) / "pages.jsonl", Path(folder) / "predictions.jsonl"
        with gold_file.writer(collected) as file:
            for page in pages:
                gold_file.write(file, page)
        models = ["--folds", str(arguments.folds)] if arguments.folds else []
        command = [arguments.dechaff, "eval", str(collected), *models, "--predictions", str(predicted)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        texts = set()
        # Both are in the order of the pages.
        for page, prediction in zip(gold_file.read(collected), gold_file.read(predicted), strict=True):
            text = prediction["text"]
            sure = (prediction["confidence"] or 0.0) >= arguments.confidence
            if text and text not in texts and sure and prediction["page_type"] in TYPES:
                texts.add(text)
                # Snippets are of no use where there is a text.
                title = page["gold"].get("title") or prediction["title"]
                gold = page["gold"] | {"text": text, "title": title, "with": [], "without": []}
                yield page | {"gold": gold, "page_type": page.get("page_type") or prediction["page_type"]}


if __name__ == "__main__":
    main()
