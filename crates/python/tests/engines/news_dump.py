"""Writes a dump of made-up news sites: WARC files and JSON Lines, with copies of each kind, rejects and damage.

    python news_dump.py FOLDER [--pages 20000] [--template-share 0.02]
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

SYLLABLES = "ba be bo da de do fa fi ga go ha he ka ki la le li lo ma me mi mo na ne ni no pa pe pi ra re ri ro sa se si so ta te ti to va ve vi wa we".split()
FUNCTION_WORDS = "the of and to in that was for it with as his on be at by had this not are but from or have an they which one you were".split()
PLACES = """Merle Tarnow Highfield Easton Brae Kirkby Oldham Wexley Norrby Sandvik Lindau Corvey Ashby Thorne Velden
Marsh Port Callan Drey Fenwick Garth Holm Ister Jarrow Kelso Lorne""".split()
PEOPLE = """Ada Mallow|Ben Okafor|Clara Voss|Dimitri Hale|Elif Aydin|Femi Cole|Greta Lund|Hugo Marsh|Ines Prado|Jonas Weir
Kaya Nord|Liam Stroud|Mara Quist|Nils Abbot|Oona Reed""".replace("\n", "|").split("|")
SECTIONS = ["News", "Sport", "Culture", "Business", "Weather", "Opinion"]


@dataclass(frozen=True)
class Page:
    url: str
    html: bytes
    fetched: str
    content_type: str = "text/html; charset=utf-8"
    status: int = 200


@dataclass(frozen=True)
class Story:
    title: str
    author: str
    day: int
    paragraphs: tuple[str, ...]


class Writer:
    """Makes stories and pages from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        # As in a language, few words are frequent, and runs of three words are hardly ever the same by chance.
        self.words = ["".join(self.random.choices(SYLLABLES, k=self.random.randint(2, 4))) for _ in range(6000)]
        self.weights = list(itertools.accumulate(1 / (rank + 20) for rank in range(len(self.words))))

    def word(self) -> str:
        return self.random.choices(self.words, cum_weights=self.weights)[0]

    def sentence(self) -> str:
        words: list[str] = []
        for _ in range(self.random.randint(6, 12)):
            words += [self.random.choice(FUNCTION_WORDS), self.word()] if self.random.random() < 0.6 else [self.word()]
        kind = self.random.random()
        if kind < 0.2:
            words[self.random.randrange(len(words))] = self.random.choice(PEOPLE)
        elif kind < 0.4:
            words[self.random.randrange(len(words))] = str(self.random.randint(2, 900))
        return words[0].title() + " " + " ".join(words[1:]) + "."

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self.random.randint(2, 4)))

    def story(self) -> Story:
        choose = self.random.choice
        title = f"{self.word().title()} {self.word()} {self.word()} {self.word()} in {choose(PLACES)}"
        paragraphs = tuple(self.paragraph() for _ in range(self.random.randint(4, 9)))
        return Story(title, choose(PEOPLE), self.random.randint(0, 90), paragraphs)

    def report(self) -> Story:
        """A report of a template, with figures of its own."""
        place, number = self.random.choice(PLACES), self.random.randint
        paragraphs = (
            f"The measuring station on the quay of {place} counted {number(10, 9999)} boats this week, the harbour office said on Monday. "
            f"That were {number(10, 999)} more than in the week before, and {number(10, 999)} fewer than in the same week of last year.",
            f"At the highest tide the water stood at {number(100, 900)} centimetres, and at the lowest tide at {number(10, 99)} centimetres. "
            f"The wind came from the west with {number(5, 120)} kilometres an hour, and {number(1, 80)} millimetres of rain fell on the town.",
            f"The ferry carried {number(100, 9999)} people and {number(10, 999)} cars over the river, and was late on {number(0, 40)} of its trips. "
            f"The office will publish its next report in a week, as it has done for many years.",
        )
        return Story(f"Harbour report for {place}", "Harbour Office", self.random.randint(0, 90), paragraphs)

    def edited(self, story: Story) -> Story:
        """A near copy: another headline, and cut, edited or added sentences."""
        paragraphs = list(story.paragraphs)
        kind = self.random.randrange(4)
        if kind == 0 and len(paragraphs) > 4:
            del paragraphs[-1]
        elif kind == 1:
            at = self.random.randrange(len(paragraphs))
            paragraphs[at] = paragraphs[at].rsplit(". ", 1)[0].rstrip(".") + ". " + self.sentence()
        elif kind == 2:
            paragraphs.insert(self.random.randrange(len(paragraphs)), self.sentence())
        return replace(story, title="Updated: " + story.title, paragraphs=tuple(paragraphs))


class Site:
    """A site with its template."""

    def __init__(self, number: int, writer: Writer) -> None:
        self.number, self.name = number, f"{writer.random.choice(PLACES)} Herald {number}"
        self.host = f"www.site{number}.example"
        self.letter = f"{writer.sentence()} Join {400 + number} readers of our letter."
        self.teasers = [writer.sentence() for _ in range(6)]
        self.style = number % 3

    def page(self, story: Story, number: int) -> Page:
        url = f"https://{self.host}/{2026}/{story.day % 12 + 1:02}/story-{number}.html"
        date = f"2026-{story.day // 30 + 1:02}-{story.day % 28 + 1:02}"
        body = "".join(f"<p>{paragraph}</p>\n" for paragraph in story.paragraphs)
        navigation = "".join(f"<li><a href='/{section.lower()}'>{section}</a></li>" for section in SECTIONS)
        teasers = "".join(f"<li><a href='/t/{n}'>{teaser}</a></li>" for n, teaser in enumerate(self.teasers))
        article = ("article", "div class='story'", "div class='content'")[self.style]
        html = (
            f"<!doctype html><html lang=en><head><title>{story.title} | {self.name}</title>"
            f"<meta property='article:published_time' content='{date}T08:00:00Z'></head><body>"
            f"<header><ul class=nav>{navigation}</ul></header><{article}><h1>{story.title}</h1>"
            f"<p class=byline>By {story.author}, <time datetime='{date}'>{date}</time></p>\n{body}"
            f"<p>{self.letter}</p></{article.split()[0]}><aside><h2>More stories</h2><ul>{teasers}</ul></aside>"
            f"<footer><p>Copyright {self.name}. All rights reserved. Terms, privacy, contact.</p></footer></body></html>"
        )
        return Page(url, html.encode(), f"2026-04-{story.day % 28 + 1:02}T10:00:00Z")


def pages(count: int, seed: int = 1, template_share: float = 0.02, sites: int = 24) -> Iterator[Page]:
    """Pages in their order."""
    writer = Writer(seed)
    chance = writer.random
    known = [Site(number, writer) for number in range(sites)]
    stories: list[Story] = []
    written: list[Page] = []
    for number in range(count):
        site, kind = chance.choice(known), chance.random()
        if kind < template_share:
            page = site.page(writer.report(), number)
        elif kind < template_share + 0.10 and stories:
            page = site.page(chance.choice(stories[-400:]), number)
        elif kind < template_share + 0.20 and stories:
            page = site.page(writer.edited(chance.choice(stories[-400:])), number)
        elif kind < template_share + 0.23 and written:
            # Fetched again, perhaps with another story behind the address.
            page = replace(chance.choice(written[-300:]), fetched="2026-06-01T00:00:00Z")
            if chance.random() < 0.5:
                page = replace(site.page(writer.story(), number), url=page.url)
        elif kind < template_share + 0.26:
            page = _rejected(site, number, chance)
        else:
            stories.append(writer.story())
            page = site.page(stories[-1], number)
        written = [*written[-300:], page]
        yield page


def _rejected(site: Site, number: int, chance: random.Random) -> Page:
    url = f"https://{site.host}/gone/{number}"
    bodies = [
        b"", b"<title>404</title><h1>404</h1><p>Page not found.", b"\x00\x01\x02\x89PNG" + bytes(range(256)) * 4,
        b"<html><body><nav><a href=/>Home</a></nav></body></html>", b"<p>Short.</p>",
    ]
    return Page(url, chance.choice(bodies), "2026-05-01T00:00:00Z")


def warc_record(page: Page, number: int) -> bytes:
    """A response of a WARC file."""
    http = f"HTTP/1.1 {page.status} OK\r\nContent-Type: {page.content_type}\r\nContent-Length: {len(page.html)}\r\n\r\n"
    block = http.encode() + page.html
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {page.url}\r\nWARC-Date: {page.fetched}\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012x}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def write_dump(folder: Path, count: int, files: int = 8, **how: float) -> None:
    """Writes pages to WARC files with a gzip member for each record, one of them damaged, and one to JSON Lines."""
    folder.mkdir(parents=True, exist_ok=True)
    made = list(pages(count, **how))  # type: ignore[arg-type]
    size = -(-len(made) // files)
    for file in range(files):
        some = list(enumerate(made))[file * size : (file + 1) * size]
        if file == files - 1:
            lines = [json.dumps({"html": page.html.decode("utf-8", "replace"), "url": page.url, "id": f"line-{number}"}) for number, page in some]
            if len(lines) > 3:
                lines[2] = lines[2][: len(lines[2]) // 2]
            (folder / f"part-{file:02}.jsonl").write_text("\n".join(lines) + "\n")
            continue
        members = [gzip.compress(warc_record(page, number), 6, mtime=0) for number, page in some]
        if file == 1 and len(members) > 10:
            # A member in the middle is damaged, and the last one is cut.
            broken = bytearray(members[5])
            broken[len(broken) // 2] ^= 0xFF
            members[5] = bytes(broken)
            members[-1] = members[-1][: len(members[-1]) // 2]
        (folder / f"part-{file:02}.warc.gz").write_bytes(b"".join(members))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--template-share", type=float, default=0.02)
    arguments = parser.parse_args()
    write_dump(arguments.folder, arguments.pages, template_share=arguments.template_share)
