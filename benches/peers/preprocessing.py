"""Preprocessing, ramatch against pybaselines, scipy and RamanSPy: one thread, 1,024 samples, float64, a batch of 256.

`cargo xtask peers preprocessing` installs all of them into one environment and runs this. Times are medians of
alternating runs in one process; only their ratio means anything, machines are noisy. pybaselines runs with pentapy and
numba, one spectrum after the other, which is all it can.
"""

import json
import os
import statistics
import time
import warnings

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
from pybaselines import Baseline
from scipy.fft import dct, idct
from scipy.signal import savgol_filter

import ramatch

warnings.simplefilter("ignore")
M, N, ROUNDS = 256, 1024, 7
AXIS = 256 + 2.0 * np.arange(N)


def spectra():
    rng = np.random.default_rng(1)
    rows = []
    for _ in range(M):
        y = np.zeros(N)
        for _ in range(rng.integers(5, 20)):
            centre, width = rng.uniform(AXIS[0], AXIS[-1]), rng.uniform(4, 12)
            y += rng.lognormal(0, 0.8) * 300 / (1 + ((AXIS - centre) / width) ** 2)
        y += 2000 * rng.uniform(0.2, 3) * np.exp(-(((AXIS - rng.uniform(500, 2000)) / 900) ** 2)) + 300
        rows.append(y + rng.normal(0, 1, N) * rng.uniform(2, 20))
    return np.array(rows)


Y = spectra()
FITTER = Baseline(x_data=AXIS)
ROWS = []


def seconds(job):
    begun = time.perf_counter()
    job()
    return time.perf_counter() - begun


def compare(label, ours, our_count, theirs, their_count, least, aim, note=""):
    """Prints one row: microseconds a spectrum and the ratio; medians over alternating rounds."""
    ours(), theirs()
    pairs = [(seconds(ours) / our_count, seconds(theirs) / their_count) for _ in range(ROUNDS)]
    own = 1e6 * statistics.median(pair[0] for pair in pairs)
    peer = 1e6 * statistics.median(pair[1] for pair in pairs)
    ratio = statistics.median(theirs / ours for ours, theirs in pairs)
    verdict = "" if ratio >= least else "  BELOW"
    print(f"{label:30s} {own:9.2f} µs {peer:10.1f} µs {ratio:7.1f}×   {least:g}× / {aim:g}×{verdict}{note}", flush=True)
    ROWS.append({"row": label, "ramatch_us": own, "peer_us": peer, "ratio": ratio, "least": least, "aim": aim})


def baseline(name, least, aim, count=32, **parameters):
    fit = getattr(FITTER, name)
    said = fit(Y[0], **parameters)[1].get("tol_history")
    mean = "" if said is None else f"   {np.mean(ramatch.baseline(Y, name, threads=1, **parameters)[1].iterations):.1f} iterations"
    compare(
        f"{name}, batch",
        lambda: ramatch.baseline(Y, name, threads=1, **parameters),
        M,
        lambda: [fit(y, **parameters) for y in Y[:count]],
        count,
        least,
        aim,
        mean,
    )


def single(name, least, aim, count=32):
    fit = getattr(FITTER, name)
    compare(
        f"{name}, one at a time",
        lambda: [ramatch.baseline(y, name, threads=1) for y in Y[:count]],
        count,
        lambda: [fit(y) for y in Y[:count]],
        count,
        least,
        aim,
    )


def ramanspy_pipeline():
    try:
        import ramanspy
    except ImportError as error:
        print(f"RamanSPy's pipeline: not measured ({error})")
        return
    steps = ramanspy.preprocessing.Pipeline([
        ramanspy.preprocessing.despike.WhitakerHayes(),
        ramanspy.preprocessing.denoise.SavGol(window_length=11, polyorder=3),
        ramanspy.preprocessing.baseline.ARPLS(),
        ramanspy.preprocessing.normalise.Vector(),
    ])
    container = ramanspy.SpectralContainer(Y[:32], AXIS)
    shift = AXIS.astype(np.float32)

    def ours():
        despiked = ramatch.despike(shift, Y)[0]
        smoothed = ramatch.smooth(despiked, "savitzky-golay", window=11, poly_order=3, threads=1)
        ramatch.normalize(smoothed - ramatch.baseline(smoothed, "arpls", threads=1)[0], "l2", threads=1)

    compare("despike, SG, arPLS, L2", ours, M, lambda: steps.apply(container), 32, 20, 50)


def main():
    print(f"{'':30s} {'ramatch':>12s} {'peer':>13s} {'ratio':>8s}   least / aim")
    baseline("asls", 25, 40)
    for name in ("arpls", "airpls", "iarpls", "drpls", "lsrpls", "aspls", "psalsa"):
        baseline(name, 25, 42, count=8 if name == "aspls" else 32)
    single("asls", 8, 12)
    single("arpls", 11, 20)
    baseline("snip", 45, 100, max_half_window=40)
    baseline("rolling_ball", 20, 100, half_window=40)
    baseline("mor", 20, 100, half_window=40)
    baseline("modpoly", 8, 40, poly_order=5)
    baseline("imodpoly", 8, 40, poly_order=5)
    compare(
        "Savitzky–Golay 11/3, batch",
        lambda: ramatch.smooth(Y, "savitzky-golay", window=11, poly_order=3, threads=1),
        M,
        lambda: savgol_filter(Y, 11, 3, axis=-1),
        M,
        6,
        12,
    )
    response = np.exp(-np.log(2) / 2 * (np.arange(N) / (2 * N / 8.0)) ** 2)
    compare(
        "FFT low-pass, batch",
        lambda: ramatch.smooth(Y, "fourier", resolution_cm1=8.0, threads=1),
        M,
        lambda: idct(dct(Y, axis=-1, norm="ortho") * response, axis=-1, norm="ortho"),
        M,
        3,
        8,
    )
    ramanspy_pipeline()
    if os.cpu_count() > 1:
        compare("arpls, two threads", lambda: ramatch.baseline(Y, "arpls", threads=2), M, lambda: ramatch.baseline(Y, "arpls", threads=1), M, 1.8, 2)
    print(json.dumps({"preprocessing": ROWS}))


main()
