#!/usr/bin/env python3
"""Compares the time from a text to its signature with rensa's, on the gold texts of gold sets.

    python -m pip install rensa==0.5.0 zstandard==0.25.0
    cargo build --release --manifest-path benches/measure/Cargo.toml --bin sketches
    benches/peers/sketches.py benches/measure/target/release/sketches GOLD.jsonl[.zst] ...

dechaff normalizes a text, splits it into tokens, and makes its shingles, signature, exact hash and facts. rensa hashes
words into a signature of 128 slots; where words come from is up to the caller. All take turns within one run, each on one
thread, and all texts are strings in memory. The figures are medians of five rounds, in microseconds of CPU time per text.
"""
import io, json, os, re, statistics, subprocess, sys, tempfile, time

os.environ["RAYON_NUM_THREADS"] = "1"
import rensa

ROUNDS = 5
LEAST_CHARACTERS = 500


def read_texts(paths):
    for path in paths:
        lines = open(path, "rb")
        if path.endswith(".zst"):
            import zstandard
            lines = zstandard.ZstdDecompressor(max_window_size=2**31).stream_reader(lines, read_across_frames=True)
        for line in io.TextIOWrapper(lines, encoding="utf-8", newline="\n"):
            text = json.loads(line)["gold"].get("text") or ""
            if len(text) >= LEAST_CHARACTERS:
                yield text.encode("utf-8", "replace").decode()


def sign(words):
    signature = rensa.RMinHash(num_perm=128, seed=42)
    signature.update(words)
    return signature.digest()


def shingles(words):
    return [" ".join(run) for run in zip(words, words[1:], words[2:])]


def contenders(texts):
    """What is run on what, by name."""
    split = [text.split() for text in texts]
    matrix = rensa.RMinHash.digest_matrix_from_token_sets
    rho = rensa.RMinHash.digest_matrix_from_token_sets_rho
    plain = re.compile(r"\w+").findall
    return {
        "R-MinHash of text.split()": (lambda text: sign(text.split()), texts),
        "R-MinHash of words split beforehand": (sign, split),
        "R-MinHash of words split beforehand, as a matrix": (lambda words: matrix([words], 128, 42), split),
        "Rho sketch of text.split()": (lambda text: rho([text.split()], 128, 42), texts),
        "Rho sketch of words split beforehand": (lambda words: rho([words], 128, 42), split),
        "R-MinHash of 3-word shingles of text.split()": (lambda text: sign(shingles(text.split())), texts),
        r"R-MinHash of 3-word shingles of \w+ in lower case": (lambda text: sign(shingles(plain(text.lower()))), texts),
    }


def cpu_seconds(run, items):
    start = time.process_time()
    for item in items:
        run(item)
    return time.process_time() - start


def main() -> None:
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    texts = list(read_texts(sys.argv[2:]))
    tools = contenders(texts)
    seconds = {name: [] for name in ["dechaff", *tools]}
    with tempfile.NamedTemporaryFile() as file:
        for text in texts:
            file.write(len(text.encode()).to_bytes(4, "little") + text.encode())
        file.flush()
        program = subprocess.Popen([sys.argv[1], file.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(ROUNDS):
            print(file=program.stdin, flush=True)
            seconds["dechaff"].append(int(program.stdout.readline()) / 1e9)
            for name, (run, items) in tools.items():
                seconds[name].append(cpu_seconds(run, items))
        program.stdin.close()
    characters = sum(map(len, texts)) / len(texts)
    print(f"{len(texts)} texts, {characters:.0f} characters each; microseconds of CPU time per text\n")
    print("| what | per text | times dechaff's |\n| --- | ---: | ---: |")
    medians = {name: statistics.median(taken) / len(texts) * 1e6 for name, taken in seconds.items()}
    for name, median in medians.items():
        print(f"| {name} | {median:.1f} | {median / medians['dechaff']:.1f} |")


if __name__ == "__main__":
    main()
