"""Writes the golden vectors of ramatch-core into crates/ramatch-core/tests/golden.

    python -m venv target/golden && target/golden/bin/pip install -r python/golden/requirements.txt
    target/golden/bin/python python/golden/core.py

What stands in the files comes from numpy, scipy and pybaselines alone; ramatch has no part in it.
"""

import pathlib

import numpy as np
import pybaselines
import scipy
from pybaselines import Baseline
from scipy.fft import dct, idct

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "crates" / "ramatch-core" / "tests" / "golden"
MADE = (
    f"made by python/golden/core.py with numpy {np.__version__}, scipy {scipy.__version__}, "
    f"pybaselines {pybaselines.__version__}"
)
GRID = 256.0 + 2.0 * np.arange(1024)
STEP = 2.0
END_POINTS = 5


def spectrum(seed, x):
    """Raman-like bands on fluorescence with shot noise; as f32, since that is what users have."""
    rng = np.random.default_rng(seed)
    y = np.zeros_like(x)
    for _ in range(rng.integers(6, 25)):
        centre, width, height = rng.uniform(x[0], x[-1]), rng.uniform(4, 15), rng.lognormal(6, 1)
        y += height / (1 + (2 * (x - centre) / width) ** 2)
    middle, spread = rng.uniform(x[0], x[-1]), rng.uniform(400, 1500)
    y += 10 ** rng.uniform(2, 4.5) * np.exp(-(((x - middle) / spread) ** 2)) + rng.uniform(0, 2000)
    return rng.normal(y, np.sqrt(y)).astype(np.float32)


def low_pass(y, resolution_cm1):
    """DCT-II of the signal without its end line, times a Gaussian with -3 dB at the resolution."""
    n = len(y)
    first, last = y[:END_POINTS].mean(), y[-END_POINTS:].mean()
    slope = (last - first) / (n - END_POINTS)
    line = first + slope * (np.arange(n) - (END_POINTS - 1) / 2)
    k = np.arange(n)
    cut_off = 2 * n * STEP / resolution_cm1
    response = np.exp(-np.log(2) / 2 * (k / cut_off) ** 2)
    return idct(dct(y - line, type=2, norm="ortho") * response, type=2, norm="ortho") + line


def cell_mean(x, y, grid):
    """Mean of the polygon through the points over each cell, from its integral."""
    area = np.concatenate([[0], np.cumsum((y[1:] + y[:-1]) / 2 * np.diff(x))])

    def integral(at):
        i = np.clip(np.searchsorted(x, at) - 1, 0, len(x) - 2)
        return area[i] + (y[i] + np.interp(at, x, y)) / 2 * (at - x[i])

    return (integral(grid + STEP / 2) - integral(grid - STEP / 2)) / STEP


def line_mean(y, sigma):
    """Gaussian mean of neighbours up to 3 sigma (in points); the weighted straight line, read at its point, where some are missing."""
    reach = int(3 * sigma) + 1
    out = np.empty(len(y))
    for i in range(len(y)):
        at = np.arange(max(0, i - reach), min(len(y), i + reach + 1))
        weights = np.exp(-(((at - i) / sigma) ** 2) / 2)
        whole = len(at) == 2 * reach + 1
        out[i] = np.average(y[at], weights=weights) if whole else np.polyfit(at - i, y[at], 1, w=np.sqrt(weights))[1]
    return out


def linear_row(y, lo, hi, fine_cm1, broad_cm1):
    """Difference of two such means of what is known, without the broader sigma at each end."""
    end, row = int(np.ceil(broad_cm1 / STEP)), np.zeros(len(y))
    known = line_mean(y[lo:hi], fine_cm1 / STEP) - line_mean(y[lo:hi], broad_cm1 / STEP)
    row[lo + end : hi - end] = known[end : len(known) - end]
    return row


# Every method of ramatch_core::baseline::Baseline by name, with the defaults that it shares with pybaselines.
METHODS = (
    "asls arpls iasls airpls drpls iarpls aspls psalsa snip modpoly imodpoly penalized_poly goldindec rolling_ball tophat "
    "mor imor rubberband fabc lsrpls"
).split()
# Those of them that look at the axis.
OVER_AN_AXIS = "iasls modpoly imodpoly penalized_poly goldindec rubberband".split()
# As a grating spreads an axis over its pixels: the last are half as far apart as the first. It rises: on a falling one
# pybaselines 1.2.1 turns the first weights of iasls round twice.
UNEVEN = 240.0 + 4.0 * np.arange(800) - np.arange(800) ** 2 / 800


def baselines(y, x=GRID, methods=METHODS):
    """The baseline of every method, and the numbers of iterations that the reference reports (0: none)."""
    columns, counts = [], []
    for method in methods:
        z, said = getattr(Baseline(x_data=x), method)(y)
        history = said.get("tol_history", np.empty(0))
        columns.append(z)
        counts.append(history.shape[0] - 2 if method == "goldindec" else len(history))
    return columns, " ".join(f"{method} {count}" for method, count in zip(methods, counts))


def write(name, head, columns):
    OUT.mkdir(parents=True, exist_ok=True)
    lines = [f"# {MADE}; {head}"]
    lines += [" ".join(f"{value:.10g}" for value in row) for row in zip(*columns)]
    (OUT / f"{name}.txt").write_text("\n".join(lines) + "\n")


def main():
    for seed in range(10):
        y = spectrum(seed, GRID)
        wide = y.astype(np.float64)
        fitter = Baseline(x_data=GRID)
        asls, asls_info = fitter.asls(wide)
        arpls, arpls_info = fitter.arpls(wide)
        counts = f"asls {len(asls_info['tol_history'])} arpls {len(arpls_info['tol_history'])}"
        columns = [y, asls, arpls, low_pass(wide, 8.0), low_pass(wide, 25.0)]
        write(f"spectrum_{seed}", f"columns y, asls, arpls, low-pass 8, low-pass 25; iterations {counts}", columns)

    y = spectrum(4, GRID)
    columns, counts = baselines(y.astype(np.float64))
    write("baselines", f"columns y, {', '.join(METHODS)}; iterations {counts}", [y, *columns])

    y = spectrum(4, UNEVEN)
    columns, counts = baselines(y.astype(np.float64), UNEVEN, OVER_AN_AXIS)
    head = f"columns Raman shift, y, {', '.join(OVER_AN_AXIS)}; iterations {counts}"
    write("uneven", head, [UNEVEN, y, *columns])

    rng = np.random.default_rng(99)
    x = np.cumsum(rng.uniform(0.3, 4.5, 900)).astype(np.float32) + np.float32(240.0)
    y = spectrum(100, x.astype(np.float64))
    write("native", "columns Raman shift, intensity", [x, y])
    wide_x, wide_y = x.astype(np.float64), y.astype(np.float64)
    inside = (GRID - STEP / 2 >= wide_x[0]) & (GRID + STEP / 2 <= wide_x[-1])
    linear = np.where(inside, np.interp(GRID, wide_x, wide_y), 0)
    mean = np.where(inside, cell_mean(wide_x, wide_y, GRID), 0)
    write("resampled", "columns linear (numpy.interp), cell mean", [linear, mean])

    y = spectrum(7, GRID)
    wide = y.astype(np.float64)
    columns = [y, linear_row(wide, 0, 1024, 4.0, 20.0), linear_row(wide, 100, 180, 5.0, 60.0)]
    write("linear", "columns y, linear row of 4 and 20 over all, of 5 and 60 over samples 100 .. 180", columns)

    cosines = []
    for a in range(10):
        for b in range(10):
            u, v = spectrum(a, GRID).astype(np.float64), spectrum(b, GRID).astype(np.float64)
            over = slice(30 * a, 1024 - 20 * b)
            u, v = u[over], v[over]
            cosines.append((a, b, np.dot(u, v) / (np.linalg.norm(u) * np.linalg.norm(v))))
    write("cosine", "columns a, b, cosine of spectra a and b over samples 30 a .. 1024 - 20 b", zip(*cosines))


main()
