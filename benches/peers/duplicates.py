#!/usr/bin/env python3
"""Asks other tools, at their default parameters, which labelled pairs are near-duplicates, and prints a table.

    python -m pip install datatrove==0.10.1 tokenizers==0.23.3 xxhash==3.8.2 rensa==0.5.0 numpy==2.4.6 mmh3==5.3.1
    dechaff eval GOLD... --write-pairs pairs.jsonl --seed 1 --bank b
    benches/peers/duplicates.py pairs.jsonl ... [--dechaff target/release/dechaff]

Two texts count as merged if any band is equal, because that is how these tools merge; rensa also checks the estimated
similarity. What runs:

datatrove 0.10.1   its own code: normalization, 5-grams, 14 bands of 8 rows. Words are split at white space, and CJK text
                   into characters, in place of a tokenizer for each language
rensa 0.5.0        its own `RMinHashDeduplicator(threshold=0.8, num_perm=128, use_lsh=True)`, as documented, over words at
                   white space; CJK text is split into characters
text-dedup 0.4.0   rebuilt from its minhash.py: 5-grams of \\W-separated words, 250 permutations, threshold 0.7, which makes
                   25 bands of 10 rows
NeMo Curator 1.4.0 rebuilt from its minhash.py, which needs a GPU: 24 characters, 260 permutations, 20 bands of 13 rows

With several files, their pairs are counted together.
"""
import argparse, collections, hashlib, json, multiprocessing, re, subprocess, sys

import mmh3
import numpy as np
import rensa
from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupSignature
from datatrove.utils.hashing import create_hash_func

LABELS = ["copy", "distinct", "contained", "open"]
CJK = re.compile(r"([\u3040-\u30ff\u3400-\u9fff])")
# The prime that permutations are computed by, and the bits that are kept of them.
PRIME, MASK = np.uint64((1 << 61) - 1), np.uint64((1 << 32) - 1)
# Hashes that are permuted at once, so that they stay in the cache.
CHUNK = 256


def words(text: str) -> list[str]:
    return CJK.sub(r" \1 ", text).split()


def bands_of(minima, bands: int, rows: int) -> list[bytes]:
    return [minima[band * rows : (band + 1) * rows].tobytes() for band in range(bands)]


def permuted(hashes, a, b):
    """`(hashes * a + b) % PRIME & MASK`; the modulo without a division."""
    product = hashes * a + b
    product = (product & PRIME) + (product >> np.uint64(61))
    return np.where(product >= PRIME, product - PRIME, product) & MASK


def minima_of(hashes, a, b):
    """The minimum of each permutation."""
    hashes = np.unique(np.array(hashes, dtype=np.uint64)).reshape(-1, 1)
    chunks = (hashes[first : first + CHUNK] for first in range(0, len(hashes), CHUNK))
    return np.min([permuted(chunk, a, b).min(axis=0) for chunk in chunks], axis=0)


class Datatrove:
    """Its signature step, without folders and with another tokenizer."""

    def __init__(self):
        self.step = object.__new__(MinhashDedupSignature)
        self.step.config = MinhashConfig()
        self.step.num_hashes = self.step.config.num_buckets * self.step.config.hashes_per_bucket
        self.step._parameters = None
        self.step._hash_func = create_hash_func(self.step.config.hash_config)
        self.step.word_tokenizer = self

    def word_tokenize(self, text):
        return words(text)

    def bands(self, text):
        shingles = self.step.get_shingles(text)
        return [tuple(band) for band in self.step.get_signature(shingles)] if shingles.size else []


class TextDedup:
    BANDS, ROWS, PERMUTATIONS, NGRAM, MIN_LENGTH = 25, 10, 250, 5, 5

    def __init__(self):
        random = np.random.RandomState(42)
        self.a = random.randint(1, PRIME, size=self.PERMUTATIONS, dtype=np.uint64)
        self.b = random.randint(0, PRIME, size=self.PERMUTATIONS, dtype=np.uint64)

    def bands(self, text):
        tokens = re.split(r"\W", text.lower())
        if len(tokens) < self.MIN_LENGTH:
            return []
        grams = {" ".join(gram).encode() for gram in zip(*(tokens[first:] for first in range(self.NGRAM)))}
        hashes = [int.from_bytes(hashlib.sha1(gram).digest()[:4], "little") for gram in grams]
        return bands_of(minima_of(hashes, self.a, self.b), self.BANDS, self.ROWS)


class NemoCurator:
    BANDS, ROWS, WIDTH = 20, 13, 24

    def __init__(self):
        random = np.random.RandomState(42)
        draw = lambda low: random.randint(low, np.uint32((1 << 31) - 1), dtype=np.uint32)
        seeds = np.array([(draw(1), draw(0)) for _ in range(self.BANDS * self.ROWS)], dtype=np.uint64)
        self.a, self.b, self.seed = seeds[:, 0], seeds[:, 1], int(seeds[0, 0])

    def bands(self, text):
        grams = {text[at : at + self.WIDTH] for at in range(max(1, len(text) - self.WIDTH + 1))}
        hashes = [mmh3.hash(gram.encode(), self.seed, signed=False) for gram in grams]
        return bands_of(minima_of(hashes, self.a, self.b), self.BANDS, self.ROWS)


def by_bands(tool):
    def are_merged(a, b):
        return any(one == other for one, other in zip(tool.bands(a), tool.bands(b)))

    return are_merged


def by_rensa(a, b):
    deduplicator = rensa.RMinHashDeduplicator(threshold=0.8, num_perm=128, use_lsh=True)
    return not deduplicator.add_pairs([("a", words(a)), ("b", words(b))])[1]


PEERS = {
    "datatrove": by_bands(Datatrove()),
    "text-dedup": by_bands(TextDedup()),
    "NeMo Curator": by_bands(NemoCurator()),
    "rensa": by_rensa,
}


def ask_about(line: str):
    """The pair's label and kind, and the peers that merge it."""
    pair = json.loads(line)
    a, b = pair["a"]["text"], pair["b"]["text"]
    return pair["label"], pair["kind"], [name for name, are_merged in PEERS.items() if are_merged(a, b)]


def ask_peers(path: str, counts) -> None:
    with open(path, encoding="utf-8") as lines, multiprocessing.Pool() as pool:
        for label, kind, merged in pool.imap(ask_about, lines, chunksize=64):
            counts[label, kind].update(["pairs", *merged])


def ask_dechaff(program: str, path: str, counts) -> None:
    report = json.loads(subprocess.check_output([program, "eval", "--json", "--duplicates", path]))
    for label, kinds in report["kinds"].items():
        for kind, found in kinds.items():
            counts[label, kind]["dechaff"] += found["merged"]


def summary(counts, names):
    """The figures of all pairs: their names, and one figure for each tool."""
    def of(label):
        return [row for (other, _), row in counts.items() if other == label]

    def mean(label, name):
        return sum(row[name] / row["pairs"] for row in of(label)) / max(len(of(label)), 1)

    def total(label, name):
        return sum(row[name] for row in of(label))

    yield "copies merged, mean of kinds", [mean("copy", name) for name in names]
    yield "look-alikes merged, mean of kinds", [mean("distinct", name) for name in names]
    yield "recall over all copies", [total("copy", name) / max(total("copy", "pairs"), 1) for name in names]
    merged = {name: total("copy", name) + total("distinct", name) for name in names}
    yield "precision over all merged", [total("copy", name) / max(merged[name], 1) for name in names]


def main() -> None:
    parser = argparse.ArgumentParser(description="Compares tools on labelled pairs of near-duplicates.")
    parser.add_argument("pairs", nargs="+", help="files that `dechaff eval --write-pairs` wrote")
    parser.add_argument("--dechaff", metavar="PROGRAM", help="also ask this build of dechaff")
    arguments = parser.parse_args()
    counts = collections.defaultdict(collections.Counter)
    for path in arguments.pairs:
        ask_peers(path, counts)
        if arguments.dechaff:
            ask_dechaff(arguments.dechaff, path, counts)
        print(f"{path}: done", file=sys.stderr)
    names = (["dechaff"] if arguments.dechaff else []) + list(PEERS)
    print("| per cent merged | label | pairs |", " | ".join(names), "|")
    print("| --- | --- | ---: |" + " ---: |" * len(names))
    for (label, kind), row in sorted(counts.items(), key=lambda item: LABELS.index(item[0][0])):
        shares = " | ".join(f"{100 * row[name] / row['pairs']:.1f}" for name in names)
        print(f"| {kind} | {label} | {row['pairs']} | {shares} |")
    for title, figures in summary(counts, names):
        print(f"| **{title}** | | |", " | ".join(f"{100 * figure:.1f}" for figure in figures), "|")


if __name__ == "__main__":
    main()
