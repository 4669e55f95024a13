"""Dumps for the tests of engines. DECHAFF_ENGINE_PAGES is the number of their pages."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from news_dump import write_dump

PAGES = int(os.environ.get("DECHAFF_ENGINE_PAGES", "20000"))


@pytest.fixture(scope="session")
def news_dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("engines") / "dump"
    write_dump(folder, PAGES)
    return folder


@pytest.fixture(scope="session")
def skewed_dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A third of its pages are reports of one template."""
    folder = tmp_path_factory.mktemp("engines") / "skewed"
    write_dump(folder, PAGES, template_share=1 / 3)
    return folder


@pytest.fixture(scope="session")
def expected_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("expected")


@pytest.fixture(scope="session", autouse=True)
def workers_python() -> None:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    here = str(Path(__file__).parent)
    os.environ["PYTHONPATH"] = os.pathsep.join([here, *filter(None, [os.environ.get("PYTHONPATH")])])
