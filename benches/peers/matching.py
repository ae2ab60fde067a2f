"""The default matcher beside faiss and numpy, and many spectra at once; in one process and one thread.

`cargo xtask peers matching` installs all of them into one environment and runs this. Times are medians of alternating runs; only
their ratio means anything, machines are noisy. The library's rows are made by a seeded generator of band spectra. Options:
`--most 100000` leaves larger libraries out.
"""

import argparse

import json
import os
import pathlib
import statistics
import tempfile
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"

import faiss
import numpy as np
from raman_like import PER_SUBSTANCE, raman_like

import ramatch

faiss.omp_set_num_threads(1)
ROOT = pathlib.Path(__file__).resolve().parents[2]
N, ROWS = 1024, 10_000


def rows():
    rng = np.random.default_rng(1)
    out = np.zeros((ROWS, N), np.float32)
    points = np.arange(N)
    for row in out:
        for _ in range(rng.integers(6, 18)):
            at, half, height = rng.uniform(5, N - 5), rng.uniform(2, 6), rng.lognormal(0, 0.9)
            row += (height / (1 + ((points - at) / half) ** 2)).astype(np.float32)
    return out / np.linalg.norm(out, axis=1, keepdims=True)


def seconds(job):
    begun = time.perf_counter()
    job()
    return time.perf_counter() - begun


def spectra(made, count):
    """Measurements as a map has them: bands of the library's entries on a background, with noise, at 1,024 points of their own."""
    rng = np.random.default_rng(2)
    shift = 140.0 + 2.27 * np.arange(N)
    points = np.arange(N)
    out = np.empty((count, N), np.float32)
    for i, row in enumerate(out):
        own = made[rng.integers(len(made))]
        background = rng.uniform(0.5, 4) * own.max() * np.exp(-(((points - rng.uniform(0, N)) / 500) ** 2))
        row[:] = 1000 * (own + background + rng.normal(0, rng.uniform(0.002, 0.03) * own.max(), N))
    return shift.astype(np.float32), out


def many(library, made):
    """Many spectra at once: against one at a time of the same build, and against numpy with pybaselines."""
    from pybaselines import Baseline

    def rate(job, count):
        return count / min(seconds(job) for _ in range(3))

    print("\nspectra a second, from their points to the answer; the ratio is what counts")
    shift, matrix = spectra(made, 512)
    for name, asked, count in (("built-in library", None, 512), (f"{ROWS:,} entries", library, 64)):
        given = [ramatch.Spectrum(shift, row) for row in matrix[:count]]

        def one_at_a_time(given=given, asked=asked):
            for spectrum in given:
                ramatch.identify(spectrum, library=asked)

        rates = {"one at a time": rate(one_at_a_time, count)}
        for threads in (1, 2):
            job = lambda given=given, asked=asked, threads=threads: ramatch.identify_many(given, library=asked, threads=threads)
            rates[f"identify_many, {threads} thread{'s' * (threads > 1)}"] = rate(job, count)
        if asked is not None:
            fitter = Baseline(np.arange(N))

            def numpy_and_pybaselines(rows=matrix[:count]):
                clean = np.stack([row - fitter.arpls(row, lam=1e5)[0] for row in rows.astype(float)]).astype(np.float32)
                clean /= np.linalg.norm(clean, axis=1, keepdims=True)
                scores = made @ clean.T
                return np.argpartition(-scores, 10, axis=0)[:10]

            rates["pybaselines arPLS + L @ Q"] = rate(numpy_and_pybaselines, count)
        for label, value in rates.items():
            print(f"{name:16s} {label:28s} {value:10.1f} {value / rates['one at a time']:6.2f} of one at a time", end="")
            peer = rates.get("pybaselines arPLS + L @ Q")
            print(f" {value / peer:6.2f} of numpy" if peer else "")


def large_library(folder, blocks, name):
    """A library of the default recipe, whose rows are these."""
    builder = ramatch.LibraryBuilder(rows="i8", folder=folder)
    first = 0
    for block in blocks:
        numbers = range(first, first + len(block))
        builder.add_rows(block, [f"entry-{i}" for i in numbers], [f"substance {i // PER_SUBSTANCE}" for i in numbers])
        first += len(block)
    path = pathlib.Path(folder) / f"{name}.rsl"
    builder.write(path)
    return ramatch.Library.open(path)


def remeasured(library, rows, rng):
    """Rows as another instrument shows them: its axis off by up to 6 cm⁻¹, with noise. Prepared."""
    axis = 150.0 + 2.25 * np.arange(N)
    around = np.concatenate((axis[:1] - [9.0, 4.5], axis, axis[-1:] + [4.5, 9.0]))
    noise = lambda row: rng.normal(0, 0.02 * row.max(), len(around))
    return [library.prepare((around, np.interp(around, axis + rng.uniform(-6, 6), row) + noise(row))) for row in rows]


def default_matcher(most):
    """A prepared query → the ten best substances under its alignment, beside one search of faiss, which aligns nothing."""
    print("a prepared query → the ten best substances by the default matcher; faiss: one IndexFlatIP search over as many rows of f32")
    for count, least, aim in ((10_000, 2, 6), (100_000, 10, 30), (1_000_000, 20, 60)):
        if count > most:
            print(f"{count:9,d} entries: left out")
            continue
        blocks = lambda: (raman_like(first, 10_000) for first in range(0, count, 10_000))
        rng = np.random.default_rng(count)
        with tempfile.TemporaryDirectory() as folder:
            library = large_library(folder, blocks(), "raman")
            index = faiss.IndexFlatIP(N)
            for block in blocks():
                index.add(block)
            picked = [index.reconstruct(int(i)) for i in rng.choice(count, 48 if count < 1_000_000 else 24, replace=False)]
            queries = remeasured(library, picked, rng)
            ours = lambda query: library.nearest(query, 10, per_substance=True)
            found = [ours(query) for query in queries]
            times = [(seconds(lambda q=q: ours(q)), seconds(lambda q=q: index.search(q.samples[None], 10))) for q in queries]
        own, theirs = (1e3 * statistics.median(column) for column in zip(*times))
        ratio = statistics.median(theirs / own for own, theirs in times)
        scored = 100 * statistics.median(one.rescored for one in found) / count
        looked = statistics.median(one.bytes for one in found) / (4 * N * count)
        print(
            f"{count:9,d} entries {own:8.2f} ms, faiss {theirs:8.2f} ms {ratio:6.1f}×  (at least {least}×, aim {aim}×)"
            f"{'' if ratio >= least else '  BELOW'}  {scored:.2f} % of rows scored, {100 * looked:.2f} % of faiss's bytes"
        )
        del index


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--most", type=int, default=1_000_000, help="largest library")
    default_matcher(options.parse_args().most)
    print()
    made = rows()
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "library.rsl"
        builder = ramatch.LibraryBuilder(folder=folder)
        builder.add_rows(made, [f"entry-{i}" for i in range(ROWS)], [f"substance {i // 3}" for i in range(ROWS)])
        builder.write(path)
        library = ramatch.Library.read(path)
    file = ROOT / "examples" / "data" / "polystyrene-785-bwtek-a.txt"
    spectrum = ramatch.read(file)
    query = np.ascontiguousarray(made[5])
    jobs = {
        "numpy": lambda: made @ query,
        "spectrum to report": lambda: library.search(spectrum, 5),
        "file to report": lambda: library.search(ramatch.read(file), 5),
        "preparation": lambda: library.prepare(spectrum),
        "one reference": lambda: ramatch.identify(spectrum),
    }
    for job in jobs.values():
        for _ in range(5):
            job()
    times = {name: [] for name in jobs}
    for _ in range(60):
        for name, job in jobs.items():
            times[name].append(seconds(job))
    ms = {name: 1e3 * statistics.median(values) for name, values in times.items()}
    for name in jobs:
        print(f"{name:22s} {ms[name]:8.2f} ms {ms[name] / ms['numpy']:6.2f} of numpy")
    matcher = ms["spectrum to report"] - ms["preparation"]
    print(f"{'matcher and report':22s} {matcher:8.2f} ms {matcher / ms['numpy']:6.2f} of numpy")
    print(json.dumps(ms))
    many(library, made)


main()
