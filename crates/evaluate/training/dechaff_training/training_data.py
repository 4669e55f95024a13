"""The training data that `dechaff training-data` writes, mapped into memory."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

FOLDS = 5

# Pages whose labelled blocks reach less F1 are left out: their gold is not on the page.
LEAST_ALIGNED = 0.6


class Lists:
    """Lists of numbers: all numbers in one array, the end of each list in another."""

    def __init__(self, folder: Path, name: str):
        self.numbers = read(folder / f"{name}.u32", np.uint32)
        self.ends = read(folder / f"{name}.end.u64", np.uint64).astype(np.int64)
        self.starts = np.concatenate([[0], self.ends[:-1]])

    def __getitem__(self, index: int) -> np.ndarray:
        return self.numbers[self.starts[index] : self.ends[index]]

    def lengths(self) -> np.ndarray:
        return self.ends - self.starts


def read(path: Path, kind) -> np.ndarray:
    """An array from a flat file. Empty files cannot be mapped."""
    return np.memmap(path, dtype=kind, mode="r") if path.stat().st_size else np.zeros(0, kind)


@dataclass
class TrainingData:
    """Pages and their blocks. `crates/evaluate/src/training/writer.rs` describes the files."""

    pages: list
    names: list
    page_names: list
    title_names: list
    features: np.ndarray
    page_rows: np.ndarray
    probabilities: np.ndarray
    labels: np.ndarray
    title_rows: np.ndarray
    title_labels: np.ndarray
    words: Lists
    gold: Lists
    markup: Lists
    text: Lists
    page_text: Lists
    page_of: np.ndarray
    fold: np.ndarray
    set: np.ndarray

    @classmethod
    def load(cls, folder: str) -> "TrainingData":
        folder = Path(folder)
        pages = [json.loads(line) for line in open(folder / "pages.jsonl", encoding="utf-8")]
        names = json.load(open(folder / "features.json", encoding="utf-8"))
        page_names = json.load(open(folder / "page.json", encoding="utf-8"))
        title_names = json.load(open(folder / "titles.json", encoding="utf-8"))
        features = read(folder / "features.f32", np.float32)
        page_rows = read(folder / "page.f32", np.float32)
        counts = np.array([p["blocks"] for p in pages])
        page_of = np.repeat(np.arange(len(pages)), counts)
        return cls(
            pages=pages,
            names=names,
            page_names=page_names,
            title_names=title_names,
            features=features.reshape(-1, len(names)),
            page_rows=page_rows.reshape(-1, len(page_names)),
            probabilities=read(folder / "probabilities.f32", np.float32),
            labels=np.asarray(read(folder / "labels.f32", np.float32)),
            title_rows=read(folder / "titles.f32", np.float32).reshape(-1, len(title_names)),
            title_labels=np.asarray(read(folder / "titles.labels.f32", np.float32)),
            words=Lists(folder, "words"),
            gold=Lists(folder, "gold"),
            markup=Lists(folder, "markup"),
            text=Lists(folder, "text"),
            page_text=Lists(folder, "page_text"),
            page_of=page_of,
            fold=np.array([p["fold"] for p in pages])[page_of],
            set=np.array([p["set"] for p in pages])[page_of],
        )

    def rows_of(self, page: int) -> slice:
        first = self.pages[page]["first"]
        return slice(first, first + self.pages[page]["blocks"])

    def weights(self, sets: dict, weak: float, empty: float) -> np.ndarray:
        """A weight for each block, such that pages count about the same, as in the metric.

        `sets` has the weight of each set's pages. Pages without gold, or with gold that is not on the page (the labelled
        blocks reach less than 0.6 F1) are left out. Pages whose gold is empty weigh `empty` times as much. On a page that
        has only snippets, a block with a snippet weighs `weak`, and other blocks weigh nothing.
        """
        words = self.words.lengths().astype(np.float64)
        page_words = np.bincount(self.page_of, words, len(self.pages))
        gold_words = np.array([p["gold_words"] for p in self.pages])
        has_text = np.array([p["gold_words"] > 0 and p["aligned"] >= LEAST_ALIGNED for p in self.pages])
        snippets = np.array([p["gold_words"] == 0 and p["set"].startswith("snippets") for p in self.pages])
        is_empty = np.array([p["gold_words"] == 0 and p["labelled"] for p in self.pages]) & ~snippets
        of_set = np.array([sets.get(p["set"], 0.0) for p in self.pages])
        scale = of_set * np.where(is_empty, empty, has_text) / np.maximum(30, gold_words + 0.15 * page_words)
        weights = np.minimum(words * scale[self.page_of], 0.5 * of_set[self.page_of])
        weights += (weak * of_set * snippets)[self.page_of]
        return np.where(self.labels >= 0, weights, 0.0)
