"""What a plan for a cluster is made of: spectra a second on one core, and the memory of a library, by its size.

`PYTHONPATH=python python benches/peers/cluster.py` needs numpy, pyarrow and numba. Spectra are given as an engine gives them to a worker: a
batch of Arrow, one thread, no details kept. References are those of `raman_like`, three of a substance. Options: `--entries 2000 10000`,
`--spectra 512` (the most for each library), `--seconds 20` (about as long for each).
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np
import pyarrow as pa
from raman_like import N, PER_SUBSTANCE, raman_like

import ramatch
from ramatch.spark import identify_arrow

SHIFT = 150.0 + 2.25 * np.arange(N)


def written(entries, path):
    """A library of so many entries in a file, its rows as bytes."""
    with tempfile.TemporaryDirectory() as folder:
        builder = ramatch.LibraryBuilder(rows="i8", folder=folder)
        for first in range(0, entries, 10_000):
            numbers = range(first, min(first + 10_000, entries))
            names = [f"substance {i // PER_SUBSTANCE}" for i in numbers]
            builder.add_rows(raman_like(first, len(numbers)), [f"entry-{i}" for i in numbers], names)
        builder.write(path)


def measured(library, count, seed=2):
    """A table of measurements: references on a background, with noise."""
    rng = np.random.default_rng(seed)
    rows = np.empty((count, N), np.float32)
    for row in rows:
        curve = np.interp(SHIFT, *library.curve(int(rng.integers(len(library)))))
        background = rng.uniform(0.5, 4) * np.exp(-(((np.arange(N) - rng.uniform(0, N)) / 500) ** 2))
        row[:] = 1000 * (curve / curve.max() + background + rng.normal(0, rng.uniform(0.002, 0.03), N))
    lists = pa.FixedSizeListArray.from_arrays(pa.array(rows.ravel()), N).cast(pa.list_(pa.float32()))
    return pa.table({"id": np.arange(count), "intensity": lists})


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--entries", type=int, nargs="*", default=[2000, 10_000])
    options.add_argument("--spectra", type=int, default=512)
    options.add_argument("--seconds", type=float, default=20)
    options.add_argument("--one", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one is not None:
        return one(given)
    print("library            entries  file MB  open ms  spectra/s on one core  --single  MB resident (most)")
    with tempfile.TemporaryDirectory() as folder:
        paths = [""]
        for entries in given.entries:
            paths.append(str(pathlib.Path(folder) / f"{entries}.rsl"))
            written(entries, paths[-1])
        for path in paths:
            # Each in a process of its own, as a worker has it.
            more = ["--spectra", str(given.spectra), "--seconds", str(given.seconds)]
            subprocess.run([sys.executable, __file__, "--one", path, *more], check=True)


def one(given):
    begun = time.perf_counter()
    library = ramatch.Library.open(given.one) if given.one else ramatch.Library.default()
    opened = 1e3 * (time.perf_counter() - begun)
    table = measured(library, given.spectra)

    def rate(**how):
        identify_arrow(table.slice(0, 8), library, shift=SHIFT, threads=1, **how)
        begun, done = time.perf_counter(), 0
        while done < table.num_rows and time.perf_counter() - begun < given.seconds:
            done += identify_arrow(table.slice(done, 32), library, shift=SHIFT, threads=1, **how).num_rows
        return done / (time.perf_counter() - begun)

    full, single = rate(), rate(single=True)
    size = pathlib.Path(given.one).stat().st_size / 1e6 if given.one else len(library.to_bytes()) / 1e6
    # Of this process alone: what getrusage says has the parent's in it.
    status = pathlib.Path("/proc/self/status").read_text()
    resident = int(status.partition("VmHWM:")[2].split()[0]) / 1e3
    name = "synthetic, i8" if given.one else "built-in"
    print(f"{name:16s} {len(library):9,d} {size:8.1f} {opened:8.1f} {full:22.1f} {single:9.1f} {resident:19.0f}")


main()
