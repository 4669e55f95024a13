"""Trains models on gold sets: one per fold, which has not seen that fold, and one on all pages.

    python -m dechaff_training.train --dechaff target/release/dechaff --work WORK --output html.model GOLD...

Each step uses what the previous one has learned, through dechaff itself, so that training and use share their code:
evidence -> linear models -> features -> trees for blocks -> a page's row -> trees for types -> trees for the
confidence -> for rendered text, trees that rank titles. The scores that a page gets from an earlier step never come from a model that has seen its fold.
"""

import argparse
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from scipy import sparse

from . import blocks, linear, model_file, pages, places, recipes, sample, score, titles
from .training_data import FOLDS, TrainingData

# Licences of the sets that dechaff's own model is trained on. `--licence` adds others.
LICENCES = {
    "wcxb-dev": "CC-BY-4.0, (c) 2026 Murrough Foley, Web Content eXtraction Benchmark",
    "news-dev": "MIT, (c) 2020 Scrapinghub, Article Extraction Benchmark",
    "publishers-dev": "MIT, (c) 2023 Dallabetta, Dobberstein, Wey, Fundus",
    "snippets-dev": "Apache-2.0, Trafilatura evaluation data",
    "distilled": "Apache-2.0, Trafilatura evaluation data; MIT and Apache-2.0, pages of htmldate and others; labels by dechaff",
}

# The least number of pages that a piece of evidence occurs on.
LEAST_PAGES = 8
LINEAR_ROWS = 90_000
LINEAR_STEPS = 60
PAGE_STEPS = 30
# The weight of a block with a snippet.
WEAK = 0.02
# The weight of augmented pages for the forests that score pages, relative to the page itself.
AUGMENTED = {"types": 0.5, "confidence": 0.3}
# The models: one per fold, and one of all pages (None).
MODELS = [*range(FOLDS), None]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", help="gold sets that may be trained on")
    parser.add_argument("--dechaff", required=True, help="the dechaff program")
    parser.add_argument("--work", required=True, type=Path, help="a folder for training data and the models of the folds")
    parser.add_argument("--output", required=True, type=Path, help="the file for the model of all pages")
    parser.add_argument("--name", help="the model's name (default: html or text)")
    parser.add_argument("--licence", action="append", default=[], metavar="SET=TEXT", help="the licence of a set")
    parser.add_argument("--form", choices=recipes.BY_FORM, default="html", help="what the model is for (default: html)")
    arguments = parser.parse_args()
    Training(arguments).run()


class Training:
    def __init__(self, arguments):
        self.arguments = arguments
        self.work = arguments.work
        self.sections = {fold: [] for fold in MODELS}
        self.header = {}
        self.recipe = recipes.BY_FORM[arguments.form]
        self.licences = {**LICENCES, **dict(pair.split("=", 1) for pair in arguments.licence)}

    def run(self):
        self.work.mkdir(parents=True, exist_ok=True)
        self.linear(self.data())
        self.write()
        self.blocks(self.data())
        self.write()
        data = self.data()
        if self.types(data):
            self.write()
            data = self.data()
            self.confidence(data)
        if self.recipe.form == "text":
            self.titles(data)
        self.write()

    def data(self) -> TrainingData:
        """The training data with the scores of what was learned so far."""
        folder = self.work / "training-data"
        models = ["--models", str(self.models)] if self.sections[None] else []
        form = ["--form", self.recipe.form]
        command = [self.arguments.dechaff, "training-data", *self.arguments.gold, "-o", str(folder), *form, *models]
        subprocess.run(command, check=True)
        data = TrainingData.load(folder)
        sets = sorted({p["set"] for p in data.pages})
        self.header = {
            "name": self.arguments.name or self.recipe.form,
            "version": "",
            "form": self.recipe.form,
            "trained_on": [
                {
                    "name": name,
                    "licence": self.licence(name),
                    "pages": sum(p["set"] == name and not p["augmented"] for p in data.pages),
                }
                for name in sets
            ],
            "scores": self.header.get("scores", {}),
            "features": data.names,
            "type_features": self.header.get("type_features", []),
            "outcome_features": self.header.get("outcome_features", []),
            "title_features": self.header.get("title_features", []),
        }
        return data

    def licence(self, name: str) -> str:
        """The licence of a set, or of the set that it is a rendering of."""
        return self.licences.get(name) or self.licences.get(name.rpartition(".")[0], "unknown")

    @property
    def models(self) -> Path:
        return self.work / "models"

    def write(self):
        """Writes the models with the sections learned so far."""
        self.models.mkdir(exist_ok=True)
        for fold, sections in self.sections.items():
            path = self.arguments.output if fold is None else self.models / f"fold-{fold}.model"
            # The version is a hash of what was learned: other data or parameters give another one.
            version = hashlib.sha256(b"".join(data for _, data in sections)).hexdigest()[:12]
            header = dict(self.header, version=version)
            if fold is not None:
                header["scores"] = {}
            model_file.write(path, header, sections)

    def linear(self, data: TrainingData):
        weights = self.weights(data, 0.0)
        places_of_lines = places.labels(data) if self.recipe.lines else {}
        for fold in MODELS:
            used = weights if fold is None else np.where(data.fold == fold, 0.0, weights)
            rows, drawn = sample.by_weight(used, LINEAR_ROWS, 1)
            for name, settings in self.recipe.linear.items():
                lists = getattr(data, name)
                known = linear.on_pages(lists, rows, data.page_of, LEAST_PAGES)
                self.fit_linear(fold, lists, rows, known, drawn, settings, {name: data.labels})
                if name == "text" and places_of_lines:
                    self.fit_linear(fold, lists, rows, known, drawn, self.recipe.lines, places_of_lines)
            if self.recipe.page_words:
                self.page_words(data, fold)
            note(f"linear models, {describe(fold)}")

    def fit_linear(self, fold, lists, rows, known, drawn, settings: recipes.Linear, outputs: dict):
        """Fits a linear model for each output to the same evidence."""
        x = linear.matrix(lists, rows, settings.bits, settings.by_root, known)
        for name, labels in outputs.items():
            found = linear.fit(x, labels[rows], drawn, settings.penalty, LINEAR_STEPS)
            self.sections[fold].append((name, linear.section(*linear.quantise(*found, settings.bits))))

    def page_words(self, data: TrainingData, fold):
        """The linear models for the type of a page by the words of its short lines."""
        settings = self.recipe.page_words
        train = np.flatnonzero([p["page_type"] in pages.TYPES and p["fold"] != fold for p in data.pages])
        if not len(train):
            return
        types = np.array([pages.TYPES.index(data.pages[i]["page_type"]) for i in train])
        weights = np.array([recipes.set_weight(data.pages[i]["set"]) for i in train])
        # Most pages are articles. Rare types count more, so that they are recognized at all.
        counts = np.bincount(types, weights, len(pages.TYPES))
        weights *= (counts.sum() / np.maximum(counts, 1))[types] ** 0.5
        x = linear.matrix(data.page_text, train, settings.bits, settings.by_root)
        x = x @ sparse.diags((np.diff(x.tocsc().indptr) >= LEAST_PAGES).astype(np.float32))
        x.eliminate_zeros()
        for index, name in enumerate(pages.TYPES):
            found = linear.fit(x, (types == index).astype(np.float32), weights, settings.penalty, PAGE_STEPS)
            section = linear.section(*linear.quantise(*found, settings.bits))
            self.sections[fold].append((f"type_{name}", section))

    def blocks(self, data: TrainingData):
        # Pages with an unknown type count as articles.
        article = np.array([p["page_type"] not in pages.TYPES[1:] for p in data.pages])[data.page_of]
        of_type = {
            "blocks": np.where(article, self.recipe.article_in_blocks, 1.0),
            "articles": np.where(article, 1.0, 0.0),
        }
        for fold in MODELS:
            for name, of_augmented in self.recipe.forests.items():
                used = of_type[name] * self.weights(data, of_augmented)
                if not used.any():
                    continue
                booster = blocks.fit(data, used, fold, self.recipe.trees, self.recipe.rows)
                self.sections[fold].append((name, model_file.forest(booster)))
            note(f"trees for blocks, {describe(fold)}")

    def types(self, data: TrainingData) -> bool:
        """Trains the trees for types. Returns False if there are too few pages of several types; then one forest decides
        alone, and its expected F1 is the confidence."""
        self.header["type_features"] = data.page_names
        rows = np.asarray(data.page_rows)
        types = np.array([pages.TYPES.index(p["page_type"]) if p["page_type"] in pages.TYPES else -1 for p in data.pages])
        known = (types >= 0) & (np.array([p["blocks"] for p in data.pages]) > 0)
        if min(len(set(types[known])), known.sum() // 100) < 2:
            note("too few pages with a type for the trees of types and confidence")
            return False
        folds = np.array([p["fold"] for p in data.pages])
        weights = np.array([AUGMENTED["types"] if p["augmented"] else 1.0 for p in data.pages])
        right = []
        for fold in MODELS:
            train = known & (folds != fold)
            booster = pages.fit_types(rows[train], types[train], weights[train], self.recipe.type_rounds)
            forests = (model_file.forest(booster, lambda i, t=t: i % len(pages.TYPES) == t) for t in range(len(pages.TYPES)))
            self.sections[fold].append(("types", b"".join(forests)))
            if fold is not None:
                plain = known & (folds == fold) & (weights == 1.0)
                right.append(booster.predict(rows[plain]).argmax(1) == types[plain])
        note(f"page types right: {np.concatenate(right).mean():.3f}")
        self.header["scores"]["page_type"] = round(float(np.concatenate(right).mean()), 4)
        return True

    def confidence(self, data: TrainingData):
        """Trains the trees for the confidence, on the results of the folds' models for pages that they have not seen."""
        self.header["outcome_features"] = data.page_names
        lengths = data.words.lengths()
        f1 = np.full(len(data.pages), np.nan)
        for index, page in enumerate(data.pages):
            if page["gold_words"] == 0 or page["blocks"] == 0:
                continue
            rows = data.rows_of(index)
            chosen, _ = score.decide(np.asarray(data.probabilities[rows]), lengths[rows].astype(float))
            f1[index] = score.page_f1(data, index, chosen)
        folds = np.array([p["fold"] for p in data.pages])
        plain = ~np.array([p["augmented"] for p in data.pages])
        known = ~np.isnan(f1)
        weights = np.where(plain, 1.0, AUGMENTED["confidence"])
        predicted = np.zeros(len(f1))
        rows = np.asarray(data.page_rows)
        for fold in MODELS:
            train = known & (folds != fold)
            booster = pages.fit_confidence(rows[train], f1[train], weights[train])
            self.sections[fold].append(("confidence", model_file.forest(booster)))
            if fold is not None:
                predicted[folds == fold] = booster.predict(rows[folds == fold])
        for name in sorted({p["set"] for p in data.pages}):
            of_set = known & plain & np.array([p["set"] == name for p in data.pages])
            if of_set.any():
                self.header["scores"][name] = {
                    "f1": round(float(f1[of_set].mean()), 4),
                    "confidence_spearman": round(spearman(predicted[of_set], f1[of_set]), 3),
                }
        note(json.dumps(self.header["scores"]))

    def titles(self, data: TrainingData):
        """Trains the trees that rank candidates for the title: for pages whose URL is known, and for others."""
        candidates = titles.Candidates(data)
        if not data.title_labels.any():
            note("no page with a title for the trees that rank titles")
            return
        self.header["title_features"] = data.title_names
        sets = np.array([p["set"] for p in data.pages])
        has_title = np.array([p["has_title"] for p in data.pages])
        right = {name: np.zeros(len(data.pages)) for name in ("titles", "titles_without_url")}
        for fold in MODELS:
            boosters = [titles.fit(candidates, with_url, fold) for with_url in (True, False)]
            self.sections[fold] += zip(right, map(model_file.forest, boosters))
            if fold is not None:
                for name, url in (("titles", True), ("titles_without_url", False)):
                    for page, is_right in titles.right(candidates, *boosters, fold, url).items():
                        right[name][page] = is_right
            note(f"trees for titles, {describe(fold)}")
        for name, pages_right in right.items():
            of_set = {s: pages_right[has_title & (sets == s)] for s in sorted(set(sets[has_title]))}
            self.header["scores"][name] = {s: round(float(of.mean()), 4) for s, of in of_set.items()}
        note(json.dumps(self.header["scores"]))

    def weights(self, data: TrainingData, of_augmented: float) -> np.ndarray:
        sets = {p["set"]: recipes.set_weight(p["set"]) for p in data.pages}
        weights = data.weights(sets, WEAK, self.recipe.empty)
        augmented = np.array([p["augmented"] for p in data.pages])
        return np.where(augmented[data.page_of], of_augmented * weights, weights)


def describe(fold) -> str:
    return "all pages" if fold is None else f"without fold {fold}"


def spearman(a: np.ndarray, b: np.ndarray) -> float:
    from scipy.stats import spearmanr

    return float(spearmanr(a, b).statistic)


def note(text: str):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
