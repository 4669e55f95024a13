"""Cleans the pages of a folder on Ray, and writes the articles as Parquet.

    python clean_dump.py PAGES ARTICLES

PAGES has WARC files or other dumps that dechaff reads. On a cluster, `ray job submit -- python clean_dump.py ...`.
"""

import sys

import ray

import dechaff.ray


def main(source: str, target: str) -> None:
    pages = dechaff.ray.read_warcs(source)
    # What the pages of a site have in common is learned first: with it, more articles are right.
    profiles = dechaff.ray.learn_sites(pages)
    # Cleaned pages are written before they are compared, because comparing reads them several times.
    dechaff.ray.clean(pages, profiles=profiles).write_parquet(f"{target}.cleaned")
    records = dechaff.ray.deduplicate(ray.data.read_parquet(f"{target}.cleaned"), near=True)
    records.write_parquet(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
