"""What type checkers see."""

from __future__ import annotations

import ast
import subprocess
import sys
import textwrap
from pathlib import Path

import dechaff
import pyarrow as pa
import pytest

TYPES = {
    pa.string(): "str",
    pa.int64(): "int",
    pa.float64(): "float",
    pa.date32(): "date",
    pa.timestamp("us", "UTC"): "datetime",
}


def stub_attributes() -> dict[str, str]:
    stub = ast.parse((Path(dechaff.__file__).parent / "_dechaff.pyi").read_text())
    article = next(node for node in stub.body if isinstance(node, ast.ClassDef) and node.name == "Article")
    functions = [node for node in article.body if isinstance(node, ast.FunctionDef) and node.decorator_list]
    return {function.name: ast.unparse(function.returns) for function in functions}


def expected_type(field: pa.Field) -> str:
    if field.name == "source":
        return "Source"
    if field.name == "metadata":
        return "dict[str, Any] | None"
    if pa.types.is_list(field.type):
        return "list[str]"
    return TYPES[field.type] + (" | None" if field.nullable else "")


def test_the_stub_has_the_fields_of_records():
    own = {"status", "reason", "detail", "blocks"}
    found = {name: type for name, type in stub_attributes().items() if name not in own}
    assert found == {field.name: expected_type(field) for field in dechaff.schema()}


def test_values_have_the_types_that_the_stub_says(utf8_pages):
    types = {"str": str, "int": int, "float": float, "list[str]": list, "Source": dict, "None": type(None)}
    types |= {"date": __import__("datetime").date, "datetime": __import__("datetime").datetime, "dict[str, Any]": dict}
    for page in utf8_pages:
        article = dechaff.extract(page.text, page.url, markdown=True)
        for name, type_name in stub_attributes().items():
            if name in ("status", "blocks"):
                continue
            allowed = tuple(types[part] for part in type_name.split(" | "))
            assert isinstance(getattr(article, name), allowed), name


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_users_code_passes_type_checkers(checker, tmp_path):
    pytest.importorskip(checker)
    code = tmp_path / "user.py"
    code.write_text(
        textwrap.dedent(
            """
            from datetime import date

            import dechaff

            article = dechaff.extract("<p>x", "https://news.example/", markdown=True)
            day: date | None = article.published_date
            title: str | None = article.title
            texts: list[str] = [a.text for a in dechaff.extract_many([b"<p>x", ("<p>y", None)], jobs=2)]
            stats: dechaff.Stats = dechaff.clean(["a.jsonl"], "out/", overwrite=True)
            kept: int = stats.kept
            labels: list[str] = [block.label for block in article.blocks]
            """
        )
    )
    strict = ["--strict"] if checker == "mypy" else ["--pythonpath", sys.executable]
    result = subprocess.run(
        [sys.executable, "-m", checker, *strict, str(code)], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert result.returncode == 0, result.stdout
    wrong = tmp_path / "wrong.py"
    wrong.write_text("import dechaff\nnumber: int = dechaff.extract('<p>x').title\n")
    result = subprocess.run([sys.executable, "-m", checker, *strict, str(wrong)], capture_output=True, check=False, cwd=tmp_path)
    assert result.returncode == 1


@pytest.mark.parametrize("checker", ["mypy"])
def test_the_package_passes_type_checkers(checker):
    pytest.importorskip(checker)
    folder = Path(dechaff.__file__).parent
    result = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--ignore-missing-imports", "-p", "dechaff"],
        capture_output=True, text=True, check=False, cwd=folder.parent.parent,
    )
    assert result.returncode == 0, result.stdout
