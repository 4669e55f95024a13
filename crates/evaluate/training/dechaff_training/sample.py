"""Which rows are trained on."""

import numpy as np


def by_weight(weights: np.ndarray, rows: int, seed: int):
    """About so many rows, drawn in proportion to their weight; weights are raised by what was left out."""
    rng = np.random.default_rng(seed)
    used = np.flatnonzero(weights > 0)
    w = weights[used]
    if len(used) <= rows:
        return used, w
    # The level at which the expected count is right.
    low, high = 0.0, w.max()
    for _ in range(60):
        level = (low + high) / 2
        low, high = (level, high) if np.minimum(1, w / level).sum() > rows else (low, level)
    keep = np.minimum(1, w / high)
    chosen = rng.random(len(used)) < keep
    return used[chosen], w[chosen] / keep[chosen]
