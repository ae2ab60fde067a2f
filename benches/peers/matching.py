"""The default matcher on 10,000 entries, beside one numpy product of that library, in one process and one thread.

`cargo xtask peers matching` installs both into one environment and runs this. Times are medians of alternating runs; only
their ratio means anything, machines are noisy. The library's rows are made by a seeded generator of band spectra.
"""

import json
import os
import pathlib
import statistics
import tempfile
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np

import ramatch

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


def main():
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


main()
