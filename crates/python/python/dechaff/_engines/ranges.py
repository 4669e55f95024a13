"""Ranges of a WARC file with a gzip member for each record, so that several tasks can read it."""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, TypeVar

Item = TypeVar("Item", "Range", "Counted")

MAGIC = b"\x1f\x8b\x08"
CHUNK = 1 << 20


@dataclass(frozen=True)
class Range:
    """Bytes of a file that begin with a record."""

    file: int
    name: str
    start: int
    end: int | None
    """None is the end of the file."""
    first_record: int = 0
    """Records before the first one."""
    first_offset: int = 0
    """Bytes before the first record, without compression."""


@dataclass(frozen=True)
class Counted:
    """What a range has: where its first record begins, and its records and bytes without compression."""

    file: int
    start: int
    records: int
    bytes: int
    is_whole: bool
    """Whether each of its members is a record, and none is damaged."""


def cut(file: int, name: str, size: int, bytes_a_task: int) -> list[Range]:
    """The ranges of a file before it is known where its records begin."""
    if not name.endswith(".warc.gz") or size <= bytes_a_task:
        return [Range(file, name, 0, None)]
    return [Range(file, name, start, min(start + bytes_a_task, size)) for start in range(0, size, bytes_a_task)]


def count(part: Range) -> Counted:
    """Counts the records that begin in a range."""
    with open(part.name, "rb") as file:
        start = _first_member(file, part.start)
        file.seek(start)
        records = size = 0
        rest = b""
        at = start
        while part.end is None or at < part.end:
            member = zlib.decompressobj(31)
            head = b""
            while not member.eof:
                rest = rest or file.read(CHUNK)
                if not rest:
                    # The end of the file, or of a member that is cut.
                    return Counted(part.file, start, records, size, not head)
                try:
                    content = member.decompress(rest)
                except zlib.error:
                    return Counted(part.file, start, records, size, False)
                head = head or content[:5]
                size += len(content)
                at += len(rest) - len(member.unused_data)
                rest = member.unused_data
            if head != b"WARC/":
                return Counted(part.file, start, records, size, False)
            records += 1
        return Counted(part.file, start, records, size, True)


def place(ranges: Iterable[Range], counts: Iterable[Counted]) -> list[Range]:
    """The ranges as they are read. A file that is damaged is read as a whole, so that nothing is reported twice."""
    by_file: dict[int, list[tuple[Range, Counted | None]]] = {}
    found = {(counted.file, index): counted for index, counted in _numbered(counts)}
    for index, part in _numbered(ranges):
        by_file.setdefault(part.file, []).append((part, found.get((part.file, index))))
    placed: list[Range] = []
    for parts in by_file.values():
        first = parts[0][0]
        if len(parts) == 1 or not all(counted is not None and counted.is_whole for _, counted in parts):
            placed.append(replace(first, start=0, end=None))
            continue
        records = size = 0
        known = [counted for _, counted in parts if counted is not None and counted.records]
        for counted, after in zip(known, [*known[1:], None]):
            end = None if after is None else after.start
            placed.append(Range(first.file, first.name, counted.start, end, records, size))
            records += counted.records
            size += counted.bytes
    return placed


def open_range(part: Range) -> BinaryIO | None:
    """A file object of the bytes of a range; None for a whole file."""
    if part.start == 0 and part.end is None:
        return None
    return io.BufferedReader(_Window(part), CHUNK)


class _Window(io.RawIOBase):
    """A part of a file."""

    def __init__(self, part: Range) -> None:
        self.file = open(part.name, "rb")
        self.file.seek(part.start)
        size = os.fstat(self.file.fileno()).st_size
        self.left = (size if part.end is None else part.end) - part.start

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        content = self.file.read(min(len(buffer), self.left))
        buffer[: len(content)] = content
        self.left -= len(content)
        return len(content)


def _numbered(items: Iterable[Item]) -> Iterator[tuple[int, Item]]:
    """The items with their numbers within their files."""
    numbers: dict[int, int] = {}
    for item in items:
        number = numbers.get(item.file, 0)
        numbers[item.file] = number + 1
        yield number, item


def _first_member(file: BinaryIO, start: int) -> int:
    """Where the first member begins that begins with a record, from a byte on; the end of the file if there is none."""
    if start == 0:
        return 0
    file.seek(start)
    content, offset = b"", start
    while True:
        more = file.read(CHUNK)
        content += more
        at = content.find(MAGIC)
        while at >= 0:
            if not more or len(content) - at >= 512:
                try:
                    if zlib.decompressobj(31).decompress(content[at : at + 4096], 5) == b"WARC/":
                        return offset + at
                except zlib.error:
                    pass
                at = content.find(MAGIC, at + 1)
            else:
                break
        if not more:
            return offset + len(content)
        keep = len(content) if at < 0 else at
        drop = max(0, min(keep, len(content) - 2))
        content, offset = content[drop:], offset + drop
