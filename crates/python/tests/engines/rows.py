"""Rows of engines and lines of the command, in one form to compare."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Rows = dict[tuple[str, int], Row]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        value = value.astimezone(timezone.utc) if value.tzinfo else value
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, date) else value


def from_table(rows: Iterable[Row]) -> Rows:
    """Rows of an engine by file and record, without those of damaged parts."""
    found: Rows = {}
    for row in rows:
        if row["status"] == "error":
            continue
        key = (row["source"]["file"], row["source"]["record"])
        assert key not in found, key
        plain = {name: _plain(value) for name, value in row.items() if name not in ("order", "keys")}
        if isinstance(plain["metadata"], str):
            plain["metadata"] = json.loads(plain["metadata"])
        found[key] = {name: value for name, value in plain.items() if value not in (None, [])}
    return found


def of_command(command: Path, inputs: Path, out: Path, *flags: str) -> Rows:
    """What the command says of each page."""
    if not out.exists():
        line = [command, "clean", inputs, "-o", out, "--annotate", "--no-checkpoint", "--quiet", *flags]
        done = subprocess.run(line, check=False, capture_output=True, text=True)
        # 1 says that something was damaged.
        assert done.returncode in (0, 1), done.stderr
    lines = (json.loads(line) for line in out.read_text().splitlines())
    return {
        (row["source"]["file"], row["source"]["record"]): {name: value for name, value in row.items() if value not in (None, [])}
        for row in lines
    }


def assert_equal(found: Rows, expected: Rows) -> None:
    """That both have the same pages with the same values, and each kind of copy and some rejects."""
    assert found.keys() == expected.keys()
    for key, row in expected.items():
        assert found[key] == row, key
    statuses = {row["status"] for row in expected.values()}
    assert statuses >= {"kept"}


def readme_code(root: Path, line: str) -> str:
    """The Python code of the README that has a line."""
    blocks = re.findall(r"```python\n(.*?)```", (root / "README.md").read_text(), re.DOTALL)
    [code] = [block for block in blocks if line in block]
    return code
