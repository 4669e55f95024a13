"""Folders of HTML files as pages without gold.

A page's address is the one that it declares. Pages in a folder that is named after a host (`pages/www.example.com/`)
are of this site, so they are in one fold.
"""

import codecs
import re
from pathlib import Path

HEAD_BYTES = 4096
BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
LANGUAGE = re.compile(r"<html\b[^>]*?\blang\s*=\s*[\"']?([a-z]{2,3})\b", re.IGNORECASE)
LINK = re.compile(r"<(?:link|meta)\b[^>]*>", re.IGNORECASE)
LINK_NAME = re.compile(r"=\s*[\"']?(?:canonical|og:url)\b", re.IGNORECASE)
# Web archives put their own address before the page's.
LINK_TARGET = re.compile(
    r"\b(?:href|content)\s*=\s*[\"']?(?:https?://[^\"'\s>]*/web/\d{14}[a-z_]*/)?(https?://[^\"'\s>]+)", re.IGNORECASE
)
HOST = re.compile(r"([\w-]+\.)+[a-z]{2,}", re.IGNORECASE)


def read(folder: Path):
    """The pages of a folder and of those in it, by path."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in (".html", ".htm") and path.is_file():
            place = path.relative_to(folder)
            html, charset = decode(path.read_bytes())
            language = LANGUAGE.search(html)
            yield {
                "id": "-".join((folder.name, *place.parts)),
                "url": address(html),
                "charset": charset,
                "gold": {"text": None, "with": [], "without": [], "title": None, "authors": None, "date": None},
                "page_type": None,
                "lang": language and language[1].lower(),
                "site": next((part for part in place.parts[:-1] if HOST.fullmatch(part)), None),
                "html": html,
            }


def decode(content: bytes) -> tuple[str, str]:
    """The text and its charset: by byte order mark, UTF-8 if it is valid, as declared, or windows-1252."""
    marked = next((charset for mark, charset in BYTE_ORDER_MARKS.items() if content.startswith(mark)), None)
    declared = CHARSET.search(content, 0, HEAD_BYTES)
    declared = declared and declared[1].decode("ascii", "replace")
    for charset, errors in ((marked, "replace"), ("utf-8", "strict"), (declared, "replace")):
        try:
            if charset:
                return content.decode(charset, errors).lstrip("\ufeff").replace("\0", ""), charset.lower()
        except (LookupError, UnicodeDecodeError):
            pass
    return content.decode("windows-1252", "replace").replace("\0", ""), "windows-1252"


def address(html: str) -> str | None:
    for tag in LINK.findall(html):
        target = LINK_NAME.search(tag) and LINK_TARGET.search(tag)
        if target:
            return target[1]
    return None
