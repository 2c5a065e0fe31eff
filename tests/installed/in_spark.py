"""What somebody does with the installed policy-themes in Spark, told as JSON."""

import json
import sys

from pyspark.sql import SparkSession

from policy_themes.spark import label

spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
spark = spark.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
names = ("report", "index", "section", "text")
rows = [tuple(row[name] for name in names) for row in json.loads(sys.argv[1])]
frame = spark.createDataFrame(rows, "report string, index int, section array<string>, text string")
context = {"report_column": "report", "index_column": "index", "section_column": "section"}
found = label(frame.repartition(2), **context).orderBy("index").collect()
json.dump([[row["themes"], row["scores"]] for row in found], sys.stdout)
