"""Whole dumps."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import threading

import dechaff
import pyarrow.parquet as pq
import pytest


def files(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if "manifest" not in path.name}


def test_files_are_those_of_the_command(root, command, tmp_path):
    sample = str(root / "testdata/sample")
    (tmp_path / "python").mkdir()
    (tmp_path / "command").mkdir()
    stats = dechaff.clean(sample, tmp_path / "python/out.jsonl", min_words=10, markdown=True)
    line = [command, "clean", sample, "-o", tmp_path / "command/out.jsonl", "--min-words=10", "--markdown", "--quiet"]
    subprocess.run(line, check=False)
    assert files(tmp_path / "python") == files(tmp_path / "command")
    ledger = json.loads((tmp_path / "python/out.manifest.json").read_text())["ledger"]
    assert stats.pages == ledger["pages"] == stats.kept + sum(stats.duplicates.values()) + sum(stats.rejected.values())
    assert (stats.rejected, stats.errors, stats.skipped) == (ledger["rejected"], ledger["errors"], ledger["skipped"])
    assert str(tmp_path / "python/out.jsonl") in stats.files


def test_records_of_jsonl_and_of_parquet_are_equal(dump, tmp_path):
    dechaff.clean([dump], tmp_path / "out.jsonl", sites="off")
    dechaff.clean([dump], tmp_path / "columns.parquet", sites="off")
    rows = pq.read_table(tmp_path / "columns.parquet").to_pylist()
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert len(rows) == len(lines) > 50
    for row, line in zip(rows, lines, strict=True):
        for field, value in row.items():
            if field.endswith("_date"):
                value = value and value.isoformat()
            elif field.endswith("_at"):
                line[field] = line[field] and line[field].replace("Z", "+00:00")
                value = value and value.isoformat()
            elif field == "metadata":
                value = value and json.loads(value)
            assert value == line[field], field


def test_errors_are_those_of_the_command(dump, tmp_path):
    with pytest.raises(dechaff.Error, match="missing.jsonl"):
        dechaff.clean("missing.jsonl", tmp_path / "out.jsonl")
    dechaff.clean(dump, tmp_path / "out.jsonl")
    with pytest.raises(dechaff.Error, match="out.jsonl already exists; use overwrite=True"):
        dechaff.clean(dump, tmp_path / "out.jsonl")
    assert dechaff.clean(dump, tmp_path / "out.jsonl", overwrite=True).kept > 50
    with pytest.raises(ValueError, match="out.docx"):
        dechaff.clean(dump, tmp_path / "out.docx")
    with pytest.raises(TypeError, match="unknown option \"quiet\""):
        dechaff.clean(dump, tmp_path / "o.jsonl", quiet=True)
    with pytest.raises(ValueError, match="--source is for --schema dolma"):
        dechaff.clean(dump, tmp_path / "o.jsonl", source="news")


def test_damage_is_counted_and_listed(root, tmp_path):
    stats = dechaff.clean(root / "testdata/damaged/cut.jsonl", tmp_path / "out.jsonl")
    assert sum(stats.errors.values()) > 0 and "cut.jsonl" in stats.first_errors[0]
    assert (tmp_path / "out.errors.jsonl").exists()


def test_progress_is_shown_if_it_is_wanted(dump, tmp_path, capsys):
    dechaff.clean(dump, tmp_path / "quiet.jsonl")
    assert capsys.readouterr().err == ""
    calls = []
    from dechaff._dechaff import clean

    clean([str(dump)] * 30, str(tmp_path / "out.jsonl"), lambda *state: calls.append(state))
    assert calls and all(0 <= read <= total for read, total, _ in calls)


def test_ctrl_c_ends_the_run_and_loses_nothing(dump, tmp_path):
    script = textwrap.dedent(
        f"""
        import _thread, signal
        from dechaff._dechaff import clean

        # A shell starts its background jobs with SIGINT ignored, and Python leaves it at that.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            # Once the run reports progress, it is under way, however slow the machine is.
            interrupt = lambda *state: _thread.interrupt_main()
            clean([{str(dump)!r}] * 2000, {str(tmp_path / "out.jsonl")!r}, interrupt, duplicates="exact=off")
        except KeyboardInterrupt:
            print("interrupted")
        """
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=120)
    assert result.stdout == "interrupted\n", result.stderr
    manifest = json.loads((tmp_path / "out.manifest.json").read_text())
    assert manifest["ledger"]["kept"] == len((tmp_path / "out.jsonl").read_text().splitlines())


def test_a_run_in_another_thread(dump, tmp_path):
    stats = []
    thread = threading.Thread(target=lambda: stats.append(dechaff.clean(dump, tmp_path / "out.jsonl")))
    thread.start()
    thread.join()
    assert stats[0].kept > 50


def test_a_failing_callback_ends_the_run(dump, tmp_path):
    from dechaff._dechaff import clean

    def fail(*_):
        raise LookupError("no bar")

    with pytest.raises(LookupError, match="no bar"):
        clean([str(dump)] * 500, str(tmp_path / "out.jsonl"), fail)


def test_evaluate_measures_gold_sets(root):
    report = dechaff.evaluate(root / "testdata/gold-small.jsonl")
    assert report["gold-small"]["all"]["f1"] > 0.9
    with pytest.raises(dechaff.Error, match="missing"):
        dechaff.evaluate(["missing.jsonl"])
