"""Gold sets: JSON Lines, plain or compressed with zstd."""

import io
import json
import os
from contextlib import contextmanager
from pathlib import Path

import zstandard

ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
# The largest window that zstd allows. Sets are compressed with long-distance matching.
MAX_WINDOW = 2**31


def read(path: Path):
    """The records of a set, one by one."""
    with open(path, "rb") as file:
        packed = file.read(len(ZSTD_MAGIC)) == ZSTD_MAGIC
        file.seek(0)
        if packed:
            file = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW).stream_reader(file, read_across_frames=True)
        # Only "\n" ends a line: records may hold other line separators.
        for line in io.TextIOWrapper(file, encoding="utf-8", newline="\n"):
            if line.strip():
                yield json.loads(line)


@contextmanager
def writer(path: Path):
    """A file that is there only once it is complete."""
    partial = path.with_name(path.name + ".partial")
    with open(partial, "w", encoding="utf-8", newline="\n") as file:
        yield file
    os.replace(partial, path)


def write(file, record: dict):
    # Some pages have lone surrogates from JSON. They are no text, and UTF-8 cannot encode them.
    line = json.dumps(record, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
    file.write(line + "\n")


def set_name(path: Path) -> str:
    return path.name.removesuffix(".zst").removesuffix(".jsonl")
