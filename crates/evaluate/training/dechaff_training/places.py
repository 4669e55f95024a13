"""Where the lines of rendered text are with respect to the story: the labels of further linear models."""

import numpy as np

from .training_data import TrainingData

# Lines before the first line of the story, and after its last one, that count as near it.
NEAR_START = 4
NEAR_END = 6
# The story begins and ends where these shares of its words are reached, so that a stray line does not move its ends.
FIRST = 0.01
LAST = 0.99


def labels(data: TrainingData) -> dict:
    """For each line 1 or 0, by the name of the model."""
    names = ("line_before", "line_after", "line_gap", "line_start", "line_end")
    before, after, gap, start, end = (np.zeros(len(data.labels), np.float32) for _ in names)
    lengths = data.words.lengths()
    for index in range(len(data.pages)):
        rows = data.rows_of(index)
        kept = np.maximum(data.labels[rows], 0) * lengths[rows]
        if kept.sum() == 0:
            continue
        share = np.cumsum(kept) / kept.sum()
        first, last = (int(np.searchsorted(share, at)) for at in (FIRST, LAST))
        line = np.arange(len(kept))
        before[rows] = line < first
        after[rows] = line > last
        gap[rows] = (line > first) & (line < last) & (data.labels[rows] < 0.5)
        start[rows] = (line < first) & (line >= first - NEAR_START)
        end[rows] = (line > last) & (line <= last + NEAR_END)
    return dict(zip(names, (before, after, gap, start, end)))
