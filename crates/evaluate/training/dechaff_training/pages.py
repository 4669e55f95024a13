"""The trees that predict a page's type, and how good the text taken from it is."""

import lightgbm as lgb
import numpy as np

TYPES = ["article", "forum", "product", "collection", "listing", "documentation", "service"]

COMMON = {
    "num_leaves": 8,
    "feature_fraction": 0.3,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 2,
    "verbose": -1,
}


def fit_types(rows: np.ndarray, types: np.ndarray, weights: np.ndarray, rounds: int):
    """A booster that predicts log-odds for each type."""
    parameters = {
        **COMMON,
        "objective": "multiclass",
        "num_class": len(TYPES),
        "learning_rate": 0.06,
        "min_data_in_leaf": 10,
        "lambda_l2": 1.0,
    }
    return lgb.train(parameters, lgb.Dataset(rows, types, weight=weights), rounds)


def fit_confidence(rows: np.ndarray, f1: np.ndarray, weights: np.ndarray):
    """A booster that predicts the expected F1 of the words."""
    parameters = {
        **COMMON,
        "objective": "regression",
        "learning_rate": 0.04,
        "min_data_in_leaf": 15,
        "lambda_l2": 2.0,
    }
    return lgb.train(parameters, lgb.Dataset(rows, f1, weight=weights), 150)
