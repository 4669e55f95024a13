"""The documentation, run as it is written."""

from __future__ import annotations

import doctest
import re

import dechaff
import pytest


@pytest.fixture(autouse=True)
def in_root(root, monkeypatch):
    monkeypatch.chdir(root)


def test_the_page_on_python(root):
    # IGNORE_EXCEPTION_DETAIL and the like stay off: what is printed is what people will see.
    results = doctest.testfile(str(root / "docs/python.md"), module_relative=False)
    assert results.attempted > 10 and results.failed == 0


def test_the_lines_of_the_readme(root):
    code = re.search(r"```python\n(.*?)```", (root / "README.md").read_text(), re.DOTALL)
    names: dict[str, object] = {}
    exec(code[1], names)
    assert code[1].count("\n") == 3
    assert names["article"].title == "Ferry returns" and names["stats"].kept > 10


def test_docstrings():
    examples = 0
    for name in dechaff.__all__:
        value = getattr(dechaff, name)
        if name.startswith("_"):
            continue
        assert value.__doc__, f"{name} has no documentation"
        for test in doctest.DocTestFinder(recurse=False).find(value, name, module=False, globs=vars(dechaff).copy()):
            result = doctest.DocTestRunner().run(test)
            assert result.failed == 0
            examples += result.attempted
    assert examples >= 3
