"""Programs that turn a whole HTML page into text, with its navigation and all, by name.

They were chosen because pages in dumps of text look like their output, and because they differ: in blank lines, in
bullets, in what becomes a line, in what stays of links, in whether lines are wrapped. lynx is not among them: text by
lynx shows how well a model does on a renderer that it has not seen.
"""

import unicodedata
import warnings

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
from inscriptis import get_text
from markdownify import markdownify as to_markdown
from resiliparse.extract.html2text import extract_plain_text

# The width of a terminal, to which text browsers wrap.
COLUMNS = 80
BULLETS = ("* ", "- ", "+ ", "• ")
# XHTML is parsed as HTML on purpose.
warnings.filterwarnings("ignore", category=XMLParsedAsHTMLWarning)


def resiliparse(html: str) -> str:
    """Layout by the kind of element. Bullets, no links. The gold sets' renderings have these settings."""
    return extract_plain_text(
        html,
        preserve_formatting=True,
        main_content=False,
        list_bullets=True,
        alt_texts=False,
        links=False,
        form_fields=False,
        noscript=False,
    )


def inscriptis(html: str) -> str:
    """Layout as CSS would have it, with tables in columns."""
    return get_text(html)


def wrapped(html: str) -> str:
    """What text browsers print: paragraphs wrapped at the width of a terminal, list items with a hanging indent."""
    return "\n".join(part for line in inscriptis(html).split("\n") for part in wrap(line))


def markdown(html: str) -> str:
    """Markdown with links, images and `#` headings, one line per paragraph."""
    soup = BeautifulSoup(html, "lxml")
    for element in soup(["script", "style"]):
        element.decompose()
    return to_markdown(str(soup), heading_style="ATX")


def text_nodes(html: str) -> str:
    """One line per text node and no blank lines, so that links and emphasis divide sentences."""
    return BeautifulSoup(html, "lxml").get_text("\n", strip=True)


RENDERERS = {
    "resiliparse": resiliparse,
    "inscriptis": inscriptis,
    "wrapped": wrapped,
    "markdown": markdown,
    "text_nodes": text_nodes,
}


def wrap(line: str) -> list:
    """Wraps a line at spaces, and between the characters of scripts that write words without spaces."""
    line = line.rstrip()
    if columns(line) <= COLUMNS:
        return [line]
    text = line.lstrip()
    first = line[: len(line) - len(text)]
    hanging = first + ("  " if text.startswith(BULLETS) else "")
    lines, current, width = [], first, columns(first)
    for piece in pieces(text):
        size = columns(piece)
        if width + columns(piece.rstrip()) > COLUMNS and current.strip():
            lines.append(current.rstrip())
            current, width = hanging, columns(hanging)
        current, width = current + piece, width + size
    return [*lines, current.rstrip()]


def pieces(text: str):
    """The parts that a line may be broken after: words with the space behind, and single wide characters."""
    start = 0
    for at, char in enumerate(text, 1):
        # A mark behind a wide character stays with it.
        follows = at < len(text) and unicodedata.category(text[at]).startswith("P")
        if char == " " or (is_wide(char) and not follows):
            yield text[start:at]
            start = at
    if start < len(text):
        yield text[start:]


def columns(text: str) -> int:
    return len(text) if text.isascii() else sum(2 if is_wide(char) else 1 for char in text)


def is_wide(char: str) -> bool:
    return char >= "\u1100" and unicodedata.east_asian_width(char) in "WF"
