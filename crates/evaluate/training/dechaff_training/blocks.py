"""The trees that score blocks: one forest for all pages, and one for pages with articles."""

import lightgbm as lgb
import numpy as np

from . import sample

PARAMETERS = {
    "objective": "cross_entropy",
    "num_leaves": 31,
    "max_depth": 7,
    "learning_rate": 0.08,
    "feature_fraction": 0.3,
    "min_data_in_leaf": 40,
    "lambda_l2": 5.0,
    "max_bin": 63,
    "seed": 3,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 2,
    "verbose": -1,
}
SEED = 1


def fit(data, weights: np.ndarray, without_fold, trees: int, rows: int):
    """A booster trained on rows that are drawn in proportion to their weights."""
    if without_fold is not None:
        weights = np.where(data.fold == without_fold, 0.0, weights)
    chosen, drawn = sample.by_weight(weights, rows, SEED)
    dataset = lgb.Dataset(np.asarray(data.features[chosen]), data.labels[chosen], weight=drawn / drawn.mean())
    return lgb.train(PARAMETERS, dataset, trees)
