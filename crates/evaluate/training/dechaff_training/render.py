"""Renders the HTML pages of gold sets as text: gold for training on rendered text.

    python -m dechaff_training.render --output RENDERED GOLD...

Writes RENDERED/SET.RENDERER.jsonl for each set and renderer: the same records with the whole page as text, `page`,
in place of `html`. Pages that are text already are left out. So are those whose gold has no full text:
`dechaff_training.distill` is for them.
"""

import argparse
import hashlib
import sys
from contextlib import ExitStack
from pathlib import Path

from .rendering import gold_file
from .rendering.renderers import RENDERERS


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path, help="gold sets of HTML pages")
    add_output_arguments(parser)
    parser.add_argument("--share", type=int, default=1, metavar="N", help="render one page in N, chosen by its id")
    arguments = parser.parse_args()
    for path in arguments.gold:
        pages = (page for page in gold_file.read(path) if "html" in page and page["gold"].get("text") is not None)
        renderers = arguments.renderer or list(RENDERERS)
        write(arguments.output, gold_file.set_name(path), renderers, pages, arguments.share)


def add_output_arguments(parser: argparse.ArgumentParser):
    parser.add_argument("--output", required=True, type=Path, help="a folder for the rendered sets")
    parser.add_argument("--renderer", action="append", choices=RENDERERS, help="a renderer; by default, all")


def write(folder: Path, name: str, renderers: list, pages, share: int = 1):
    """Writes the pages as rendered by each renderer, one in `share` for each. A page without text is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    written = dict.fromkeys(renderers, 0)
    with ExitStack() as stack:
        files = {r: stack.enter_context(gold_file.writer(folder / f"{name}.{r}.jsonl")) for r in renderers}
        for page in pages:
            for renderer, file in files.items():
                if int(hashlib.md5((renderer + page["id"]).encode()).hexdigest(), 16) % share:
                    continue
                text = rendered(renderer, page)
                if text.strip():
                    record = {key: value for key, value in page.items() if key != "html"}
                    gold_file.write(file, record | {"page": text})
                    written[renderer] += 1
    print(name, written, file=sys.stderr, flush=True)


def rendered(renderer: str, page: dict) -> str:
    try:
        return RENDERERS[renderer](page["html"])
    except (RecursionError, ValueError, AssertionError) as error:
        # Renderers fail on a few pages: elements nested too deep, characters that XML does not allow.
        print(f"{page['id']}: {renderer}: {error!r}", file=sys.stderr)
        return ""


if __name__ == "__main__":
    main()
