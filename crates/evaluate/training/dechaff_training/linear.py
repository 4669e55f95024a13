"""The two hashed linear models: logistic regression on soft labels."""

import numpy as np
from scipy import sparse
from scipy.optimize import minimize


def matrix(lists, rows: np.ndarray, bits: int, by_root: bool, known=None) -> sparse.csr_matrix:
    """The evidence of some rows as a sparse matrix with a column per bucket. Each piece counts 1, or 1 divided by the
    root of the number of pieces. `known` is the sorted evidence that is used; nothing can be learned from the rest."""
    lengths = lists.lengths()[rows]
    ends = np.cumsum(lengths)
    hashes = gather(lists, rows)
    columns = (hashes & ((1 << bits) - 1)).astype(np.int32)
    values = np.ones(len(columns), np.float32)
    if by_root:
        values /= np.sqrt(np.repeat(np.maximum(lengths, 1), lengths)).astype(np.float32)
    if known is not None:
        values *= known[np.minimum(np.searchsorted(known, hashes), len(known) - 1)] == hashes
    x = sparse.csr_matrix((values, columns, np.concatenate([[0], ends])), shape=(len(rows), 1 << bits))
    x.eliminate_zeros()
    return x


def gather(lists, rows: np.ndarray) -> np.ndarray:
    """The evidence of some rows, concatenated."""
    lengths = lists.lengths()[rows]
    ends = np.cumsum(lengths)
    index = np.arange(ends[-1]) + np.repeat(lists.starts[rows] - np.concatenate([[0], ends[:-1]]), lengths)
    return np.asarray(lists.numbers)[index]


def on_pages(lists, rows: np.ndarray, page_of: np.ndarray, least: int) -> np.ndarray:
    """The evidence that occurs on at least `least` of the pages, sorted."""
    pages = np.repeat(page_of[rows], lists.lengths()[rows]).astype(np.uint64)
    both = np.unique((gather(lists, rows).astype(np.uint64) << np.uint64(32)) | pages)
    evidence, counts = np.unique((both >> np.uint64(32)).astype(np.uint32), return_counts=True)
    return evidence[counts >= least]


def fit(x: sparse.csr_matrix, labels: np.ndarray, weights: np.ndarray, penalty: float, steps: int):
    """Weights and bias that minimise log loss plus half the penalty times the sum of squares."""
    # Only the columns that occur are fitted, which saves memory.
    used = np.unique(x.indices)
    x = x[:, used].astype(np.float64)
    transposed = x.T.tocsr()
    weights = weights / weights.sum()

    def loss(parameters):
        w, bias = parameters[:-1], parameters[-1]
        z = x @ w + bias
        value = np.dot(weights, np.logaddexp(0, z) - labels * z) + 0.5 * penalty * np.dot(w, w)
        slope = weights * (1 / (1 + np.exp(-z)) - labels)
        return value, np.concatenate([transposed @ slope + penalty * w, [slope.sum()]])

    found = minimize(loss, np.zeros(len(used) + 1), jac=True, method="L-BFGS-B", options={"maxiter": steps})
    return used, found.x[:-1], found.x[-1]


def quantise(used: np.ndarray, weights: np.ndarray, bias: float, bits: int):
    """Bias, scale, and weights as integer steps of the scale, -127 to 127. The few largest are clipped."""
    scale = np.quantile(np.abs(weights), 0.9995) / 127 if weights.any() else 1.0
    steps = np.zeros(1 << bits, np.int8)
    steps[used] = np.clip(np.rint(weights / scale), -127, 127).astype(np.int8)
    return float(np.float32(bias)), float(np.float32(scale)), steps


def section(bias: float, scale: float, steps: np.ndarray) -> bytes:
    return np.array([bias, scale], "<f4").tobytes() + steps.tobytes()


def scores(lists, rows, model, by_root: bool) -> np.ndarray:
    bias, scale, steps = model
    x = matrix(lists, rows, int(np.log2(len(steps))), by_root)
    return bias + scale * (x @ steps.astype(np.float32))
