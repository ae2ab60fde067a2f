"""Spark beside `identify_many` in one process."""

import datetime
import importlib.util
import os
import shutil
import sys

import numpy as np
import pytest

import ramatch

pa = pytest.importorskip("pyarrow")
pytest.importorskip("pyspark", reason="needs pyspark: pip install ramatch[spark]")
import pyarrow.parquet as pq
from test_cluster import CODES, ROWS, SHIFT, expected, own_library, spectra, table_of, verdicts, with_bad_rows, write_parts

JAVA = os.environ.get("JAVA_HOME") or "/usr/lib/jvm/java-17-openjdk-amd64"


@pytest.fixture(scope="module")
def spark():
    if not (os.path.isdir(JAVA) or shutil.which("java")):
        pytest.skip("needs Java 17: set JAVA_HOME")
    if sys.version_info >= (3, 12) and importlib.util.find_spec("distutils") is None:
        pytest.skip("pyspark 3 needs distutils: pip install setuptools")
    from pyspark.sql import SparkSession

    before = dict(os.environ)
    if os.path.isdir(JAVA):
        os.environ["JAVA_HOME"] = JAVA
    os.environ.update(PYSPARK_PYTHON=sys.executable, PYSPARK_DRIVER_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1")
    here = os.path.dirname(os.path.dirname(ramatch.__file__))
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))
    session = (
        SparkSession.builder.master("local[2]")
        .appName("ramatch")
        .config("spark.ui.enabled", False)
        .config("spark.sql.shuffle.partitions", 2)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.memory", "512m")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.ui.showConsoleProgress", False)
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()
    os.environ.clear()
    os.environ.update(before)


def rows_of(frame):
    return sorted((row.asDict() for row in frame.collect()), key=lambda row: row["id"])


def test_parquet_in_parquet_out(spark, tmp_path):
    rows, codes = with_bad_rows(spectra(300))
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", 64)
    given = spark.read.parquet(write_parts(tmp_path / "in", table_of(rows), 3))
    asked = ramatch.spark.identify(given, shift=SHIFT)
    assert given.rdd.getNumPartitions() > 1
    assert [(field.name, field.dataType.simpleString()) for field in asked.schema] == [("id", "bigint"), *ramatch.spark.SCHEMA.items()]
    asked.write.parquet(str(tmp_path / "out"))
    made = pq.read_table(tmp_path / "out")
    assert made.schema.field("score").type == pa.float64() and made.schema.names == ["id", *ramatch.spark.SCHEMA]
    made = sorted(made.to_pylist(), key=lambda row: row["id"])
    # Every row once.
    assert [row["id"] for row in made] == list(range(1000, 1300))
    assert verdicts(made) == expected(rows)
    assert {place: made[place]["reason"] for place in codes} == codes
    assert {row["library"] for row in made} == {ramatch.Library.default().hash}


def test_float64_own_axes_and_ids(spark, tmp_path):
    count = len(ROWS)
    axes = [SHIFT] * 20 + [SHIFT + 0.5] * (count - 20)
    day = datetime.datetime(2026, 11, 28, tzinfo=datetime.timezone.utc)
    table = (
        table_of(ROWS, pa.float64())
        .append_column("an.axis", pa.array(axes, pa.list_(pa.float64())))
        .append_column("when", pa.array([day] * count, pa.timestamp("us", "UTC")))
        .append_column("text", pa.array(["한글", None] * (count // 2)))
        .append_column("money", pa.array([1] * count, pa.decimal128(9, 2)))
        .append_column("bytes", pa.array([b"\0"] * count))
        .append_column("flag", pa.array([True] * count))
        .append_column("day", pa.array([day.date()] * count))
        .append_column("small", pa.array([1] * count, pa.int8()))
        .append_column("not asked for", pa.array([1] * count))
    )
    pq.write_table(table, tmp_path / "in.parquet")
    given = spark.read.parquet(str(tmp_path / "in.parquet"))
    ids = ["id", "when", "text", "money", "bytes", "flag", "day", "small"]
    asked = ramatch.spark.identify(given.repartition(2), shift_column="an.axis", id_columns=ids)
    assert asked.schema.names == [*ids, *ramatch.spark.SCHEMA] and asked.schema["money"] == given.schema["money"]
    made = rows_of(asked)
    assert [{name: row[name] for name in ids} for row in made] == rows_of(given.select(*ids))
    assert verdicts(made[:20]) == expected(ROWS[:20], np.float64)
    assert verdicts(made[20:]) == expected(ROWS[20:], np.float64, SHIFT + 0.5)
    assert {place: made[place]["reason"] for place in CODES} == CODES


def test_nothing_and_partitions_without_rows(spark, tmp_path):
    pq.write_table(table_of(ROWS[:2]), tmp_path / "in.parquet")
    given = spark.read.parquet(str(tmp_path / "in.parquet"))
    assert ramatch.spark.identify(given.where("id < 0"), shift=SHIFT).collect() == []
    some = ramatch.spark.identify(given.repartition(4), shift=SHIFT)
    assert verdicts(rows_of(some)) == expected(ROWS[:2])


@pytest.mark.parametrize("how", ["read", "open"])
def test_another_library_ends_the_job(spark, tmp_path, how):
    pq.write_table(table_of(ROWS[:4]), tmp_path / "in.parquet")
    given = spark.read.parquet(str(tmp_path / "in.parquet"))
    path = tmp_path / "own.rsl"
    # Of another size for each, since a worker keeps the last ones.
    first = own_library(path, 6 if how == "read" else 8)
    asked = ramatch.spark.identify(given, path if how == "read" else ramatch.Library.open(path), shift=SHIFT)
    other = tmp_path / "other.rsl"
    second = own_library(other, 7 if how == "read" else 9)
    os.replace(other, path)
    with pytest.raises(Exception) as refused:
        asked.write.parquet(str(tmp_path / "out"))
    assert first.hash in str(refused.value) and second.hash in str(refused.value)
    assert not list((tmp_path / "out").glob("*.parquet"))
    path.unlink()
    with pytest.raises(Exception, match=first.hash) as refused:
        asked.count()
        asked.collect()
    assert "own.rsl" in str(refused.value)
    own_library(path, 6 if how == "read" else 8)
    made = rows_of(asked)
    assert verdicts(made) == expected(ROWS[:4], library=first) and made[0]["library"] == first.hash


def test_what_is_wrong_for_all_is_said_before_the_job(spark, tmp_path):
    given = spark.createDataFrame([(1, [1.0, 2.0], "a", ["b"])], "id int, intensity array<double>, score string, texts array<string>")
    for changed, text in (
        (dict(shift=None), "where is the axis"),
        (dict(id_columns=("name",)), "no column 'name'"),
        (dict(id_columns=("score",)), "rename it"),
        (dict(intensity_column="texts"), "array<float>"),
        (dict(intensity_column="id"), "array<float>"),
        (dict(library=tmp_path / "none.rsl"), "none.rsl"),
    ):
        with pytest.raises(ramatch.RamatchError, match=text):
            ramatch.spark.identify(given, **{"shift": SHIFT, **changed})
