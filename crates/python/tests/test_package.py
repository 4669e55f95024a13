"""What is installed."""

from __future__ import annotations

import subprocess
import sys
import zlib
from importlib.metadata import metadata, requires, version
from pathlib import Path

import dechaff


def test_names_and_versions():
    assert dechaff.__version__ == version("dechaff")
    assert sorted(dechaff.__all__) == sorted(set(dechaff.__all__))
    assert all(hasattr(dechaff, name) for name in dechaff.__all__)
    assert metadata("dechaff")["Requires-Python"] == ">=3.10"
    assert all("extra ==" in requirement for requirement in requires("dechaff"))
    assert (Path(dechaff.__file__).parent / "py.typed").exists()


def test_the_wheel_is_small():
    [native] = Path(dechaff.__file__).parent.glob("_dechaff*.so")
    assert "abi3" in native.name
    assert len(zlib.compress(native.read_bytes())) < 15_000_000


def test_importing_brings_nothing_else():
    code = "import sys; before = set(sys.modules); import dechaff; print(*sys.modules.keys() - before)"
    result = subprocess.run([sys.executable, "-S", "-c", f"import sys; sys.path[:] = {sys.path!r}\n{code}"], capture_output=True, text=True, check=True)
    assert not {name.split(".")[0] for name in result.stdout.split()} & {"pyarrow", "pandas", "numpy", "tqdm", "datatrove"}
