"""F1 of the words of predicted blocks, and the decision that dechaff makes from probabilities."""

import numpy as np


def decide(p: np.ndarray, words: np.ndarray, beta: float = 1.0):
    """The blocks that maximise a page's expected F: a prefix of all blocks by descending probability. Returns which
    blocks they are, and the expected F."""
    order = np.argsort(-p, kind="stable")
    w = words[order]
    found = np.cumsum(p[order] * w)
    kept = np.cumsum(w)
    wanted = (p * words).sum()
    b = beta * beta
    f = (1 + b) * found / np.maximum(kept + b * wanted, 1e-9)
    if not len(f):
        return np.zeros(0, bool), 0.0
    best = int(np.argmax(f))
    chosen = np.zeros(len(p), bool)
    chosen[order[: best + 1]] = True
    return chosen, float(f[best])


def page_f1(data, page: int, chosen: np.ndarray) -> float:
    """F1 of the words of the chosen blocks against the page's gold, as in the metric."""
    rows = data.rows_of(page)
    first = data.words.starts[rows.start] if rows.start < rows.stop else 0
    last = data.words.ends[rows.stop - 1] if rows.start < rows.stop else 0
    words = np.asarray(data.words.numbers[first:last])
    keep = np.repeat(chosen, data.words.lengths()[rows])
    kept = words[keep]
    gold = data.gold[page]
    if not len(gold) or not len(kept):
        return float(not len(gold) and not len(kept))
    size = int(gold.max()) + 1
    wanted = np.bincount(gold, minlength=size)
    overlap = np.minimum(np.bincount(kept[kept < size], minlength=size), wanted).sum()
    return 2 * overlap / (len(kept) + len(gold))
