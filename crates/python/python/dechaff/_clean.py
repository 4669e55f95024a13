"""A run of the whole pipeline, with its progress."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Union

from ._dechaff import clean as _run

Path = Union[str, "os.PathLike[str]"]


@dataclass(frozen=True)
class Stats:
    """What became of the pages of a run.

    `pages` is the sum of `kept` and of the counts in `duplicates` (by kind) and `rejected` (by reason).
    """

    pages: int
    kept: int
    duplicates: dict[str, int]
    rejected: dict[str, int]
    skipped: dict[str, int]
    """Records that are not pages, by kind."""
    errors: dict[str, int]
    """Damaged parts of the inputs, by kind. They are listed in the errors file."""
    first_errors: list[str]
    """The first few of them, in words."""
    files: list[str]
    """The files that were written."""


def clean(
    inputs: Path | Iterable[Path],
    output: Path,
    *,
    progress: bool | None = None,
    **options: Any,
) -> Stats:
    """Cleans dumps, and writes the articles to `output`: the command `dechaff clean` as a function.

    `inputs` are files, folders or glob patterns. `output` is a file (`.jsonl`, `.jsonl.gz`, `.jsonl.zst`, `.parquet`) or a
    folder (`out/`). `progress` shows a bar of tqdm, by default if tqdm is installed and standard error is a terminal or this
    is a notebook. The other options are the flags of the command, with `_` for `-`: `overwrite=True`, `min_words=50`,
    `duplicates="url=drop"`, `site={"example.org": {"keep": "div.story"}}` ...

    Ctrl-C ends the run: what was decided until then is written, and KeyboardInterrupt is raised.
    """
    names = [inputs] if isinstance(inputs, (str, os.PathLike)) else list(inputs)
    bar = _Bar() if _wants_bar(progress) else None
    try:
        result = _run([os.fspath(name) for name in names], os.fspath(output), bar.update if bar else None, **options)
    finally:
        if bar:
            bar.close()
    return Stats(**result["ledger"], first_errors=result["first_errors"], files=result["files"])


def _wants_bar(progress: bool | None) -> bool:
    if progress is not None:
        return progress
    is_notebook = "ipykernel" in sys.modules
    if not is_notebook and not (sys.stderr and sys.stderr.isatty()):
        return False
    try:
        import tqdm  # noqa: F401
    except ImportError:
        return False
    return True


class _Bar:
    """A bar of tqdm over the bytes of the inputs."""

    def __init__(self) -> None:
        from tqdm.auto import tqdm

        self._make: Callable[..., Any] = tqdm
        self._bar: Any = None

    def update(self, read: int, total: int | None, pages: int) -> None:
        if self._bar is None:
            self._bar = self._make(total=total, unit="B", unit_scale=True)
        self._bar.n = read
        self._bar.set_postfix(pages=pages)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
