"""One identification, ramatch against the same steps put together from numpy, scipy and pybaselines.

`cargo xtask peers` installs both into one environment and runs this. Times are medians of alternating runs in one
process and one thread; only their ratio means anything, machines are noisy.
"""

import json
import os
import pathlib
import statistics
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
from pybaselines import Baseline
from scipy.fft import dct, idct

import ramatch

ROOT = pathlib.Path(__file__).resolve().parents[2]
GRID = 256.0 + 2.0 * np.arange(1024)
RESPONSE = np.exp(-np.log(2) / 2 * (np.arange(1024) / (2 * 1024 * 2.0 / 8.0)) ** 2)
FITTER = Baseline(x_data=GRID)


def prepare(shift, intensity):
    """Resample, arPLS, Gaussian low-pass of the even extension, L2: without despiking and without reports."""
    y = np.interp(GRID, shift, intensity)
    y = y - FITTER.arpls(y, lam=1e5)[0]
    y = idct(dct(y, norm="ortho") * RESPONSE, norm="ortho")
    return y / np.linalg.norm(y)


def peer(spectrum, rows):
    scores = rows @ prepare(spectrum.shift.astype(float), spectrum.intensity.astype(float))
    best = np.argpartition(-scores, 5)[:5]
    return best[np.argsort(-scores[best])]


def once(job):
    begun = time.perf_counter()
    job()
    return time.perf_counter() - begun


def main():
    spectrum = ramatch.read(ROOT / "examples" / "data" / "polystyrene-785-bwtek-a.txt")
    rows = np.random.default_rng(1).random((len(ramatch.Library.default()), GRID.size))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    ours, theirs = (lambda: ramatch.identify(spectrum)), (lambda: peer(spectrum, rows))
    for _ in range(20):
        ours(), theirs()
    pairs = [(once(ours), once(theirs)) for _ in range(200)]
    ours_us, theirs_us = (1e6 * statistics.median(times) for times in zip(*pairs))
    print("identify one spectrum      ramatch   numpy + scipy + pybaselines   ratio")
    print(f"{spectrum.intensity.size} points, {len(rows)} references {ours_us:9.0f} µs {theirs_us:23.0f} µs {theirs_us / ours_us:8.1f}×")
    print(json.dumps({"identify": {"ramatch_us": ours_us, "peer_us": theirs_us, "ratio": theirs_us / ours_us}}))


main()
