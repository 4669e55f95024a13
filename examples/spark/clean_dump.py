"""Cleans the pages of a folder on Spark, and writes the articles as Parquet.

    spark-submit clean_dump.py PAGES ARTICLES

PAGES has WARC files or other dumps that dechaff reads, or Parquet files with the columns `html` and `url`. Without a cluster,
`python clean_dump.py` does the same on this machine.
"""

import os
import sys
from pathlib import Path

from pyspark.sql import SparkSession

import dechaff.spark


def main(source: str, target: str) -> None:
    # Workers run the same Python as this program, unless the cluster says otherwise.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark = SparkSession.builder.appName("dechaff").getOrCreate()
    # A batch is passed to Python at once, and a page has some hundred kilobytes.
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "256")

    if any(Path(source).glob("*.parquet")):
        # The first page by its address is the one that is kept of several copies.
        pages = dechaff.spark.with_order(spark.read.parquet(source).select("html", "url").dropDuplicates(["url"]), "url")
    else:
        pages = dechaff.spark.read_warcs(spark, source)

    # What the pages of a site have in common is learned first: with it, more articles are right.
    profiles = dechaff.spark.learn_sites(pages).persist()
    # Cleaned pages are written before they are compared, because comparing reads them several times.
    cleaned = f"{target}.cleaned"
    dechaff.spark.clean(pages, profiles=profiles).write.mode("overwrite").parquet(cleaned)
    records = dechaff.spark.deduplicate(spark.read.parquet(cleaned), near=True)
    records.write.mode("overwrite").partitionBy("status").parquet(target)

    for row in spark.read.parquet(target).groupBy("status", "reason").count().orderBy("status", "reason").collect():
        print(row["count"], row["status"], row["reason"] or "")
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
