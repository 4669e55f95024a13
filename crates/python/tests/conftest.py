"""Pages, and the command to compare with."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

STORY = (
    "<nav><a href=/>Home</a> <a href=/sport>Sport</a></nav><main><h1>Ferry returns</h1>"
    "<p>The ferry to the island sails again from Monday, twice a day and three times on Sundays.</p>"
    "<p>It had been away for two years, and people on both shores were glad to see it again.</p></main>"
)


@dataclass(frozen=True)
class Page:
    """A page of the test data."""

    id: str
    url: str | None
    content: bytes

    @property
    def text(self) -> str | None:
        try:
            return self.content.decode()
        except UnicodeDecodeError:
            return None


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def story() -> str:
    return STORY


@pytest.fixture(scope="session")
def pages() -> list[Page]:
    """All pages of the test data that have an address or none, in order."""
    folders = sorted(path for path in (ROOT / "testdata/pages").iterdir() if path.is_dir())
    pages = []
    for folder in folders:
        content = next(folder.glob("page.*")).read_bytes()
        url = json.loads((folder / "gold.json").read_text())["url"]
        pages.append(Page(folder.name, url, content))
    assert len(pages) > 50
    return pages


@pytest.fixture(scope="session")
def utf8_pages(pages: list[Page]) -> list[Page]:
    return [page for page in pages if page.text is not None]


@pytest.fixture(scope="session")
def dump(utf8_pages: list[Page], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as JSON Lines, or the dump that DECHAFF_TEST_DUMP names."""
    if other := os.environ.get("DECHAFF_TEST_DUMP"):
        return Path(other)
    path = tmp_path_factory.mktemp("dump") / "pages.jsonl"
    lines = [json.dumps({"id": page.id, "url": page.url, "text": page.text}) for page in utf8_pages]
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture(scope="session")
def command() -> Path:
    """The command, as DECHAFF names it or as cargo builds it."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    path = Path(os.environ.get("DECHAFF", target / "release/dechaff")).resolve()
    assert path.exists(), f"{path}: run `cargo build --release`, or set DECHAFF"
    return path


@pytest.fixture(scope="session")
def annotated(command: Path, dump: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    """What the command writes about each page, in order."""
    out = tmp_path_factory.mktemp("annotated") / "out.jsonl"
    line = [command, "clean", dump, "-o", out, "--annotate", "--sites", "off", "--duplicates", "exact=off", "--quiet"]
    subprocess.run(line, check=True)
    return [json.loads(line) for line in out.read_text().splitlines()]
