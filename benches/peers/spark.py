"""Spark on one machine beside the same work in one process, on the same Parquet.

`PYTHONPATH=python python benches/peers/spark.py --spectra 20000 --cores 2` needs pyspark 3.5 or newer, pyarrow, and Java 17 (`JAVA_HOME`).
Both read Parquet and write Parquet; Spark's start is left out, by a small job before. Runs alternate, and the ratio is that of the
medians: only that means anything. Options: `--rows` of an Arrow batch, `--runs`.
"""

import argparse
import os
import pathlib
import shutil
import statistics
import sys
import tempfile
import time

import numpy as np
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq

import ramatch
import ramatch.spark

N = 1024
SHIFT = 150.0 + 2.25 * np.arange(N)


def write_spectra(folder, count, files):
    """Noisy curves of the built-in library, in row groups of 1,000."""
    library = ramatch.Library.default()
    curves = [np.interp(SHIFT, *library.curve(index)) for index in range(len(library))]
    curves = np.stack([curve / curve.max() for curve in curves])
    rng = np.random.default_rng(1)
    folder.mkdir()
    for file, numbers in enumerate(np.array_split(np.arange(count), files)):
        schema = pa.schema([("id", pa.int64()), ("intensity", pa.list_(pa.float32()))])
        with pq.ParquetWriter(folder / f"part-{file:04d}.parquet", schema, use_dictionary=False) as writer:
            for first in range(0, len(numbers), 1000):
                ids = numbers[first : first + 1000]
                rows = 1000 * curves[rng.integers(len(curves), size=len(ids))] + 500
                rows = (rows + rng.normal(0, 8, rows.shape)).astype(np.float32)
                lists = pa.ListArray.from_arrays(np.arange(len(ids) + 1, dtype=np.int32) * N, pa.array(rows.ravel()))
                writer.write_table(pa.table([pa.array(ids), lists], schema=schema))


def in_process(given, out, threads):
    data = pa.dataset.dataset(given)
    writer = None
    for batch in data.to_batches(batch_size=2048):
        made = ramatch.spark.identify_arrow(batch, shift=SHIFT, threads=threads)
        writer = writer or pq.ParquetWriter(out, made.schema)
        writer.write_batch(made)
    writer.close()


def session_of(cores, rows):
    from pyspark.sql import SparkSession

    os.environ.update(PYSPARK_PYTHON=sys.executable, PYSPARK_DRIVER_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1")
    session = (
        SparkSession.builder.master(f"local[{cores}]")
        .config("spark.ui.enabled", False)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.showConsoleProgress", False)
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", rows)
        .config("spark.sql.files.maxPartitionBytes", "4m")
        .config("spark.sql.files.openCostInBytes", 0)
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    return session


def processor_seconds():
    """What this process and all that it started have used, Java and its workers; and Java of it. Linux only."""
    parents, used, java = {}, {}, set()
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, fields = stat.read_text().rpartition(")")
        except OSError:
            continue
        pid, fields = int(stat.parent.name), fields.split()
        java |= {pid} if name.endswith("(java") else set()
        parents[pid] = int(fields[1])
        used[pid] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

    def is_ours(pid):
        while pid not in (0, os.getpid()):
            pid = parents.get(pid, 0)
        return pid != 0

    ours = {pid: one for pid, one in used.items() if is_ours(pid)}
    return np.array([sum(ours.values()), sum(one for pid, one in ours.items() if pid in java)])


def seconds(job):
    """By the clock, of processors, and of them Java's."""
    begun, used = time.perf_counter(), processor_seconds()
    job()
    return time.perf_counter() - begun, *(processor_seconds() - used)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--spectra", type=int, default=200_000)
    options.add_argument("--cores", type=int, default=2)
    options.add_argument("--rows", type=int, default=2000)
    options.add_argument("--runs", type=int, default=3)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        write_spectra(folder / "in", given.spectra, 2 * given.cores)
        size = sum(path.stat().st_size for path in (folder / "in").iterdir())
        write_spectra(folder / "warm", 200, 2 * given.cores)
        session = session_of(given.cores, given.rows)

        def by_spark(source):
            frame = session.read.parquet(str(folder / source))
            ramatch.spark.identify(frame, shift=SHIFT).write.mode("overwrite").parquet(str(folder / "spark"))

        ours = lambda source: in_process(str(folder / source), str(folder / "own.parquet"), given.cores)
        for source in ("warm", "warm"):
            by_spark(source)
            ours(source)
        tasks = session.read.parquet(str(folder / "in")).rdd.getNumPartitions()
        print(f"{given.spectra:,} spectra of {N} points, {size / 1e6:.0f} MB of Parquet, {tasks} tasks")
        times = []
        for run in range(given.runs):
            times.append((*seconds(lambda: ours("in"))[:2], *seconds(lambda: by_spark("in"))))
            each = "run {}: in process {:.1f} s, {:.1f} of processors; Spark {:.1f} s, {:.1f} of processors, {:.1f} of them Java's"
            print(each.format(run + 1, *times[-1]), flush=True)
        own, own_used, spark, spark_used, java = (statistics.median(column) for column in zip(*times))
        print(f"Spark local[{given.cores}] beside one process with {given.cores} threads, {given.spectra / own:.0f} spectra a second:")
        print(f"{own / spark:.3f} of its throughput by the clock, {own_used / spark_used:.3f} by seconds of processors,")
        print(f"which other work on the machine disturbs less; Java takes {java / spark_used:.3f} of Spark's")
        both = [pq.read_table(folder / name).sort_by("id").drop_columns(["library"]) for name in ("own.parquet", "spark")]
        assert both[0].to_pylist() == both[1].to_pylist(), "they do not say the same"
        written = sum(path.stat().st_size for path in (folder / "spark").glob("*.parquet"))
        each = f"{written / given.spectra:.0f} bytes of Parquet a verdict, {size / given.spectra:.0f} a spectrum"
        print(f"the same answers, row by row; {each}")
        session.stop()
        shutil.rmtree(folder / "in")


main()
