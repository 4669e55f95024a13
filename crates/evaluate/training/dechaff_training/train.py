"""From gold sets to model files: five that each have not seen one fold, and one that has seen all.

    python -m dechaff_training.train --dechaff target/release/dechaff --work WORK --output html.model GOLD...

Each step needs what the one before has learned, through dechaff itself, so that training and use share their code:
evidence -> linear models -> features -> trees for blocks -> a page's row -> trees for types -> trees for the
confidence. What a page gets from an earlier step never comes from a model that has seen its fold.
"""

import argparse
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np

from . import blocks, linear, model_file, pages, sample, score
from .table import FOLDS, Table

# What is known of the sets that dechaff's own model is trained on; others are named by `--licence`.
LICENCES = {
    "wcxb-dev": "CC-BY-4.0, (c) 2026 Murrough Foley, Web Content eXtraction Benchmark",
    "news-dev": "MIT, (c) 2020 Scrapinghub, Article Extraction Benchmark",
    "publishers-dev": "MIT, (c) 2023 Dallabetta, Dobberstein, Wey, Fundus",
    "snippets-dev": "Apache-2.0, Trafilatura evaluation data",
}

# Evidence that stands on fewer pages is left out; buckets, as powers of two; penalties.
LINEAR = {
    "markup": {"bits": 15, "pages": 8, "penalty": 2e-3, "by_root": False},
    "text": {"bits": 16, "pages": 8, "penalty": 1e-5, "by_root": True},
}
LINEAR_ROWS = 90_000
LINEAR_STEPS = 60
# What a block with a snippet weighs.
WEAK = 0.02
# What a page made harder weighs against the page itself. The forest for all pages gets fewer of them: most are
# articles on pages that look like listings, and it is to know real listings.
HARDER = {"blocks": 0.25, "articles": 0.7, "types": 0.5, "confidence": 0.3}
# What pages of articles weigh in the forest for all pages: the other forest knows them better.
ARTICLE_IN_BLOCKS = 0.6
# Forests of a fold's number, or of all pages.
ALL = [*range(FOLDS), None]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", help="gold sets that may be trained on")
    parser.add_argument("--dechaff", required=True, help="the dechaff program")
    parser.add_argument("--work", required=True, type=Path, help="a folder for tables and the models of the folds")
    parser.add_argument("--output", required=True, type=Path, help="the model of all pages")
    parser.add_argument("--name", default="html", help="the model's name")
    parser.add_argument("--licence", action="append", default=[], metavar="SET=TEXT", help="the licence of a set")
    arguments = parser.parse_args()
    Training(arguments).run()


class Training:
    def __init__(self, arguments):
        self.arguments = arguments
        self.work = arguments.work
        self.sections = {fold: [] for fold in ALL}
        self.header = {}
        self.licences = {**LICENCES, **dict(pair.split("=", 1) for pair in arguments.licence)}

    def run(self):
        self.work.mkdir(parents=True, exist_ok=True)
        self.linear(self.table())
        self.write()
        self.blocks(self.table())
        self.write()
        if self.types(self.table()):
            self.write()
            self.confidence(self.table())
            self.write()

    def table(self) -> Table:
        """The table by what was learned so far."""
        folder = self.work / "table"
        models = ["--models", str(self.models)] if self.sections[None] else []
        command = [self.arguments.dechaff, "table", *self.arguments.gold, "-o", str(folder), *models]
        subprocess.run(command, check=True)
        table = Table.load(folder)
        sets = sorted({p["set"] for p in table.pages})
        self.header = {
            "name": self.arguments.name,
            "version": "",
            "trained_on": [
                {
                    "name": name,
                    "licence": self.licences.get(name, "unknown"),
                    "pages": sum(p["set"] == name and not p["harder"] for p in table.pages),
                }
                for name in sets
            ],
            "scores": self.header.get("scores", {}),
            "features": table.names,
            "type_features": self.header.get("type_features", []),
            "outcome_features": self.header.get("outcome_features", []),
        }
        return table

    @property
    def models(self) -> Path:
        return self.work / "models"

    def write(self):
        """The models as far as they are."""
        self.models.mkdir(exist_ok=True)
        for fold, sections in self.sections.items():
            path = self.arguments.output if fold is None else self.models / f"fold-{fold}.model"
            # The version is what was learned: other data or parameters make another one.
            version = hashlib.sha256(b"".join(data for _, data in sections)).hexdigest()[:12]
            header = dict(self.header, version=version)
            if fold is not None:
                header["scores"] = {}
            model_file.write(path, header, sections)

    def linear(self, table: Table):
        weights = self.weights(table, 0.0)
        for fold in ALL:
            used = weights if fold is None else np.where(table.fold == fold, 0.0, weights)
            rows, drawn = sample.by_weight(used, LINEAR_ROWS, 1)
            for name, settings in LINEAR.items():
                lists = getattr(table, name)
                known = linear.on_pages(lists, rows, table.page_of, settings["pages"])
                x = linear.matrix(lists, rows, settings["bits"], settings["by_root"], known)
                found = linear.fit(x, table.labels[rows], drawn, settings["penalty"], LINEAR_STEPS)
                self.sections[fold].append((name, linear.section(*linear.quantise(*found, settings["bits"]))))
            note(f"linear models, {describe(fold)}")

    def blocks(self, table: Table):
        # What has no type that is known here is taken for an article.
        article = np.array([p["page_type"] not in pages.TYPES[1:] for p in table.pages])[table.page_of]
        of_type = {"blocks": np.where(article, ARTICLE_IN_BLOCKS, 1.0), "articles": np.where(article, 1.0, 0.0)}
        for fold in ALL:
            for name in ("blocks", "articles"):
                used = of_type[name] * self.weights(table, HARDER[name])
                if not used.any():
                    continue
                booster = blocks.fit(table, used, fold)
                self.sections[fold].append((name, model_file.forest(booster)))
            note(f"trees for blocks, {describe(fold)}")

    def types(self, table: Table) -> bool:
        """Whether there are pages enough of several types. Without, one forest decides alone, and its expected F1 is
        the confidence."""
        self.header["type_features"] = table.page_names
        rows = np.asarray(table.page_rows)
        types = np.array([pages.TYPES.index(p["page_type"]) if p["page_type"] in pages.TYPES else -1 for p in table.pages])
        known = (types >= 0) & (np.array([p["blocks"] for p in table.pages]) > 0)
        if min(len(set(types[known])), known.sum() // 100) < 2:
            note("too few pages with a type for the trees of types and confidence")
            return False
        folds = np.array([p["fold"] for p in table.pages])
        weights = np.array([HARDER["types"] if p["harder"] else 1.0 for p in table.pages])
        right = []
        for fold in ALL:
            train = known & (folds != fold)
            booster = pages.fit_types(rows[train], types[train], weights[train])
            forests = (model_file.forest(booster, lambda i, t=t: i % len(pages.TYPES) == t) for t in range(len(pages.TYPES)))
            self.sections[fold].append(("types", b"".join(forests)))
            if fold is not None:
                plain = known & (folds == fold) & (weights == 1.0)
                right.append(booster.predict(rows[plain]).argmax(1) == types[plain])
        note(f"page types right: {np.concatenate(right).mean():.3f}")
        self.header["scores"]["page_type"] = round(float(np.concatenate(right).mean()), 4)
        return True

    def confidence(self, table: Table):
        """Learned from what the models of the folds make of pages that they have not seen."""
        self.header["outcome_features"] = table.page_names
        lengths = table.words.lengths()
        f1 = np.full(len(table.pages), np.nan)
        for index, page in enumerate(table.pages):
            if page["gold_words"] == 0 or page["blocks"] == 0:
                continue
            rows = table.rows_of(index)
            chosen, _ = score.decide(np.asarray(table.probabilities[rows]), lengths[rows].astype(float))
            f1[index] = score.page_f1(table, index, chosen)
        folds = np.array([p["fold"] for p in table.pages])
        plain = ~np.array([p["harder"] for p in table.pages])
        known = ~np.isnan(f1)
        weights = np.where(plain, 1.0, HARDER["confidence"])
        predicted = np.zeros(len(f1))
        rows = np.asarray(table.page_rows)
        for fold in ALL:
            train = known & (folds != fold)
            booster = pages.fit_confidence(rows[train], f1[train], weights[train])
            self.sections[fold].append(("confidence", model_file.forest(booster)))
            if fold is not None:
                predicted[folds == fold] = booster.predict(rows[folds == fold])
        for name in sorted({p["set"] for p in table.pages}):
            of_set = known & plain & np.array([p["set"] == name for p in table.pages])
            if of_set.any():
                self.header["scores"][name] = {
                    "f1": round(float(f1[of_set].mean()), 4),
                    "confidence_spearman": round(spearman(predicted[of_set], f1[of_set]), 3),
                }
        note(json.dumps(self.header["scores"]))

    def weights(self, table: Table, of_harder: float) -> np.ndarray:
        weights = table.weights({p["set"]: 1.0 for p in table.pages}, WEAK)
        harder = np.array([p["harder"] for p in table.pages])
        return np.where(harder[table.page_of], of_harder * weights, weights)


def describe(fold) -> str:
    return "all pages" if fold is None else f"without fold {fold}"


def spearman(a: np.ndarray, b: np.ndarray) -> float:
    from scipy.stats import spearmanr

    return float(spearmanr(a, b).statistic)


def note(text: str):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
