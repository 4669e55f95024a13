"""The trees that rank the candidates for the title of rendered text."""

import lightgbm as lgb
import numpy as np

# The right candidate only has to be above the others of its page. Trees that predict whether a candidate is right find
# fewer right titles: 0.01 on WCXB, 0.02 and 0.05 on the two sets that are not trained on (two folds).
PARAMETERS = {
    "objective": "lambdarank",
    "lambdarank_truncation_level": 20,
    "num_leaves": 15,
    "learning_rate": 0.06,
    "feature_fraction": 0.3,
    "min_data_in_leaf": 30,
    "lambda_l2": 5.0,
    "max_bin": 63,
    "seed": 3,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
TREES = 200
# Wrong candidates of a page that are trained on, drawn at random.
WRONG = 40
# The weight of the forest for pages without a URL where the URL is known, as in `crates/extract/src/learned/titles`.
WITHOUT_URL = 0.5
# The columns that say something of the page's URL.
URL_PREFIX = "title_url_"


class Candidates:
    """The candidates of all pages that have any."""

    def __init__(self, data):
        counts = np.array([page["titles"] for page in data.pages])
        self.first = np.concatenate([[0], np.cumsum(counts)])
        self.pages = np.flatnonzero(counts)
        self.folds = np.array([page["fold"] for page in data.pages])
        self.rows = data.title_rows
        self.labels = data.title_labels
        self.url_words = data.title_names.index(URL_PREFIX + "words")
        self.of_url = [i for i, name in enumerate(data.title_names) if name.startswith(URL_PREFIX)]

    def of(self, page: int) -> slice:
        return slice(self.first[page], self.first[page + 1])

    def has_url(self, page: int) -> bool:
        return self.rows[self.first[page], self.url_words] > 0

    def features(self, rows, with_url: bool) -> np.ndarray:
        """The features of some rows, all of them or as on a page without a URL."""
        features = np.array(self.rows[rows])
        if not with_url:
            features[:, self.of_url] = 0
        return features


def fit(candidates: Candidates, with_url: bool, without_fold=None):
    """A booster that ranks the candidates of a page. Pages without a right one are left out."""
    rng = np.random.default_rng(1)
    rows, sizes = [], []
    for page in candidates.pages:
        of_page = candidates.of(page)
        right = np.flatnonzero(candidates.labels[of_page] == 1)
        wrong = np.flatnonzero(candidates.labels[of_page] == 0)
        if candidates.folds[page] == without_fold or not len(right):
            continue
        if len(wrong) > WRONG:
            wrong = rng.choice(wrong, WRONG, replace=False)
        rows.append(of_page.start + np.sort(np.concatenate([right, wrong])))
        sizes.append(len(rows[-1]))
    rows = np.concatenate(rows)
    dataset = lgb.Dataset(candidates.features(rows, with_url), candidates.labels[rows], group=sizes)
    return lgb.train(PARAMETERS, dataset, TREES)


def right(candidates: Candidates, booster, without_url, fold, url: bool) -> dict:
    """Whether the highest candidate is right, for each page of a fold, with the page's URL or as if it were unknown."""
    found = {}
    for page in candidates.pages[candidates.folds[candidates.pages] == fold]:
        rows = candidates.of(page)
        scores = without_url.predict(candidates.features(rows, False))
        if url and candidates.has_url(page):
            scores = booster.predict(candidates.features(rows, True)) + WITHOUT_URL * scores
        found[page] = bool(candidates.labels[rows][np.argmax(scores)])
    return found
