"""Sampling of training rows."""

import numpy as np


def by_weight(weights: np.ndarray, rows: int, seed: int):
    """About `rows` rows, drawn in proportion to their weights. Returns the rows, and weights raised to make up for the
    rows that were left out."""
    rng = np.random.default_rng(seed)
    used = np.flatnonzero(weights > 0)
    w = weights[used]
    if len(used) <= rows:
        return used, w
    # The level at which the expected number of rows is right, by bisection.
    low, high = 0.0, w.max()
    for _ in range(60):
        level = (low + high) / 2
        low, high = (level, high) if np.minimum(1, w / level).sum() > rows else (low, level)
    keep = np.minimum(1, w / high)
    chosen = rng.random(len(used)) < keep
    return used[chosen], w[chosen] / keep[chosen]
