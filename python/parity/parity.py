"""Deviations of every method from pybaselines and scipy, over three orders of magnitude of its main parameters.

`cargo xtask parity` installs both into one environment and runs this; with `--short` fewer spectra and parameters. A
deviation is a part of the spectrum's full scale. The bound is 1e-6. Where a system is so badly conditioned that
pybaselines' own solvers (pentapy's two, LAPACK) part by more than a third of that, it is three times their largest
distance: a reference that does not agree with itself cannot be agreed with. Numbers of iterations have to be equal
wherever those solvers agree. The reference is given the spectrum without its mean: against a solve in 80-bit numbers it
is three times less exact with it, by an error that its solvers share.
"""

import pathlib
import sys
import warnings

import numpy as np
from pybaselines import Baseline
from scipy.fft import dct, idct
from scipy.signal import detrend as scipy_detrend
from scipy.signal import savgol_filter

import ramatch

warnings.simplefilter("ignore")
ROOT = pathlib.Path(__file__).resolve().parents[2]
SHORT = "--short" in sys.argv
BOUND = 1e-6


def seeded(count, n=1024):
    rng = np.random.default_rng(20)
    x = 256 + 2.0 * np.arange(n)
    spectra = []
    for _ in range(count):
        y = np.zeros(n)
        for _ in range(rng.integers(5, 20)):
            centre, width = rng.uniform(x[0], x[-1]), rng.uniform(4, 12)
            y += rng.lognormal(0, 0.8) * 300 / (1 + ((x - centre) / width) ** 2)
        y += 2000 * rng.uniform(0.2, 3) * np.exp(-(((x - rng.uniform(500, 2000)) / 900) ** 2)) + 300
        spectra.append(y + rng.normal(0, 1, n) * rng.uniform(2, 20))
    return spectra


def measured(count):
    """The examples as their detectors gave them; then their second halves."""
    files = sorted((ROOT / "examples" / "data").glob("*.txt")) + sorted((ROOT / "examples" / "data").glob("*.csv"))
    whole = [ramatch.read(path).intensity.astype(float) for path in files]
    whole = [y for y in whole if y.size >= 200]
    halves = [y[y.size // 2 :] for y in whole if y.size >= 800]
    return (whole + halves)[:count]


SPECTRA = seeded(4) + measured(4) if SHORT else seeded(20) + measured(20)


def decades(*values):
    return values[1:2] if SHORT else values


LAMBDAS = decades(1e3, 1e5, 1e4, 1e6, 1e7)
WINDOWS = decades(5, 40, 15, 100)
ORDERS = decades(1, 5, 3, 9)
CASES = [("asls", {"lam": lam}) for lam in LAMBDAS]
CASES += [("asls", {"lam": 1e5, "p": p}) for p in decades(0.5, 0.01, 0.1, 0.001)]
CASES += [("iasls", {"lam": lam}) for lam in LAMBDAS]
CASES += [("iasls", {"lam": 1e5, "lam_1": lam}) for lam in decades(1e-5, 1e-3, 1e-4, 1e-2)]
for name in ("airpls", "arpls", "drpls", "iarpls", "lsrpls", "psalsa"):
    CASES += [(name, {"lam": lam}) for lam in LAMBDAS]
CASES += [("drpls", {"eta": eta}) for eta in decades(0.0, 0.9, 0.1, 1.0)]
CASES += [("psalsa", {"p": p}) for p in decades(0.5, 0.01, 0.1, 0.001)]
CASES += [("psalsa", {"k": k}) for k in decades(3.0, 30.0, 300.0, 3000.0)]
CASES += [("aspls", {"lam": lam, "max_iter": 3}) for lam in LAMBDAS]
CASES += [("aspls", {"lam": lam}) for lam in LAMBDAS]
CASES += [("aspls", {"asymmetric_coef": k}) for k in decades(0.5, 2.0, 1.0)]
CASES += [("snip", {"max_half_window": m, "filter_order": order}) for m in WINDOWS for order in (2, 4, 6, 8)]
CASES += [("snip", {"max_half_window": m, "decreasing": True}) for m in WINDOWS]
for name in ("modpoly", "imodpoly", "penalized_poly"):
    CASES += [(name, {"poly_order": order}) for order in ORDERS]
CASES += [("imodpoly", {"poly_order": 4, "num_std": k}) for k in decades(0.1, 1.0, 3.0)]
CASES += [("penalized_poly", {"poly_order": 4, "threshold": t}) for t in decades(3.0, 30.0, 300.0)]
for kind in ("huber", "truncated_quadratic", "indec"):
    CASES += [("penalized_poly", {"poly_order": 4, "cost_function": f"{s}_{kind}"}) for s in ("asymmetric", "symmetric")]
CASES += [("goldindec", {"poly_order": 4, "peak_ratio": p}) for p in decades(0.2, 0.5, 0.8)]
CASES += [("rolling_ball", {"half_window": m}) for m in WINDOWS]
CASES += [("rolling_ball", {"half_window": 40, "smooth_half_window": m}) for m in WINDOWS]
for name in ("tophat", "mor", "imor"):
    CASES += [(name, {"half_window": m}) for m in WINDOWS]
CASES += [(name, {}) for name in ("snip", "rolling_ball", "mor")]
CASES += [("rubberband", {})]
CASES += [("fabc", {"scale": m}) for m in WINDOWS] + [("fabc", {"scale": 20, "lam": lam}) for lam in LAMBDAS]

SOLVERS = (1, 2, 4)
SOLVED = {"asls", "iasls", "airpls", "arpls", "drpls", "iarpls", "lsrpls", "aspls", "psalsa", "fabc"}


def iterations(name, parameters):
    history = parameters.get("tol_history")
    if history is None:
        return None
    return history.shape[0] - 2 if name == "goldindec" else len(history)


def reference(name, y, parameters, x=None):
    """The baseline, the number of iterations, how far the reference's own solvers part, and whether they agree."""
    answers = []
    # Its digits are better without the mean, which the methods do not see; airPLS' tolerance does.
    mean = y.mean() if name in SOLVED - {"airpls"} else 0.0
    for solver in SOLVERS if name in SOLVED else SOLVERS[:1]:
        fitter = Baseline(x)
        fitter.banded_solver = solver
        z, said = getattr(fitter, name)(y - mean, **parameters)
        answers.append((z + mean, iterations(name, said)))
    first, count = answers[0]
    spread = max(np.abs(z - first).max() for z, _ in answers)
    return first, count, spread, all(other == count for _, other in answers)


def ours(parameters):
    renamed = dict(parameters)
    if renamed.pop("decreasing", False):
        renamed["window_order"] = "decreasing"
    return renamed


def row(name, parameters, worst, bound, note):
    verdict = "" if worst <= bound else "  TOO FAR"
    text = ", ".join(f"{key}={value:g}" if isinstance(value, (int, float)) else f"{key}={value}" for key, value in parameters.items())
    print(f"{name:16s} {text:48s} {worst:9.1e}  within {bound:.1e}{note}{verdict}", flush=True)
    return worst <= bound


def baselines():
    good = True
    for name, parameters in CASES:
        worst, parted, wrong = 0.0, 0.0, 0
        for y in SPECTRA:
            scale = np.ptp(y)
            z, count, spread, agree = reference(name, y, parameters)
            made, fit = ramatch.baseline(y, name, **ours(parameters))
            worst, parted = max(worst, np.abs(made - z).max() / scale), max(parted, spread / scale)
            sure = agree and 3 * spread <= BOUND * scale and count is not None
            wrong += sure and count != fit.iterations
        bound = max(BOUND, 3 * parted)
        note = f"  {wrong} other counts" if wrong else ""
        good &= row(name, parameters, worst, bound, note) and not wrong
    return good


def uneven(n):
    """An axis as a grating spreads it: at its end the points are half as far apart as at its beginning."""
    return 200.0 + 4.0 * np.arange(n) - np.arange(n) ** 2 / n


ON_AXES = ("modpoly", "imodpoly", "penalized_poly", "goldindec", "iasls", "rubberband")


def on_axes():
    """The methods that look at the axis, on one that rises and one that falls; the others are let alone by it."""
    good = True
    for name, parameters in CASES:
        if name not in ON_AXES:
            continue
        for turn in (1, -1):
            worst, wrong, parted = 0.0, 0, 0.0
            for y in SPECTRA:
                x = uneven(y.size)[::turn]
                # Always asked on a rising axis: on a falling one it turns the first weights of iasls round twice.
                z, count, spread, agree = reference(name, y[::turn], parameters, x[::turn])
                z = z[::turn]
                made, fit = ramatch.baseline(y, name, x=x, **ours(parameters))
                worst, parted = max(worst, np.abs(made - z).max() / np.ptp(y)), max(parted, spread / np.ptp(y))
                sure = agree and 3 * spread <= BOUND * np.ptp(y) and count is not None
                wrong += sure and count != fit.iterations
            note = f"  {wrong} other counts" if wrong else ""
            shown = {**parameters, "axis": "falling" if turn < 0 else "rising"}
            good &= row(name, shown, worst, max(BOUND, 3 * parted), note) and not wrong
    for name in sorted({name for name, _ in CASES} - set(ON_AXES)):
        for y in SPECTRA[:2]:
            if not np.array_equal(ramatch.baseline(y, name, x=uneven(y.size))[0], ramatch.baseline(y, name)[0]):
                print(f"{name}: counts in samples, and an axis changes it")
                return False
    return good


def deviation(pairs):
    return max(np.abs(a - b).max() / max(np.ptp(b), 1e-300) for a, b in pairs)


def smoothers():
    good = True
    for window, order in ((5, 2), (11, 3), (51, 5), (101, 4)):
        for derivative in (0, 1, 2):
            for step in (1.0, -0.37):
                pairs = [
                    (
                        ramatch.smooth(y, "savitzky_golay", window=window, poly_order=order, derivative=derivative, step=step),
                        savgol_filter(y, window, order, deriv=derivative, delta=step),
                    )
                    for y in SPECTRA
                ]
                parameters = {"window": window, "poly_order": order, "derivative": derivative, "step": step}
                good &= row("savitzky-golay", parameters, deviation(pairs), BOUND, "")
    for resolution in (3.0, 30.0, 300.0):
        for kind in ("gaussian", "ideal", "butterworth", "raised_cosine"):
            pairs = [(ramatch.smooth(y, "fourier", response=kind, resolution_cm1=resolution), low_pass(y, kind, resolution)) for y in SPECTRA if y.size % 2 == 0]
            good &= row("fourier", {"response": kind, "resolution_cm1": resolution}, deviation(pairs), BOUND, "")
    return good


def low_pass(y, kind, resolution):
    n = y.size
    first, last = y[:5].mean(), y[-5:].mean()
    slope = (last - first) / (n - 5)
    line = first - 2 * slope + slope * np.arange(n)
    ratio = np.arange(n) / (2 * n / resolution)
    response = {
        "gaussian": np.exp(-np.log(2) / 2 * ratio**2),
        "ideal": (ratio <= 1).astype(float),
        "butterworth": 1 / np.sqrt(1 + ratio**8),
        "raised_cosine": np.where(ratio <= 0.5, 1, np.where(ratio >= 1.5, 0, 0.5 * (1 + np.cos(np.pi * (ratio - 0.5))))),
    }[kind]
    return idct(dct(y - line, norm="ortho") * response, norm="ortho") + line


def scales():
    good = True
    x = np.sort(np.random.default_rng(1).uniform(200, 2000, max(y.size for y in SPECTRA)))
    made = {
        "l2": lambda y, x: y / np.linalg.norm(y),
        "max": lambda y, x: y / y.max(),
        "min_max": lambda y, x: (y - y.min()) / np.ptp(y),
        "area": lambda y, x: y / np.trapezoid(y, x),
        "snv": lambda y, x: (y - y.mean()) / y.std(ddof=1),
        "rnv": lambda y, x: (y - np.percentile(y, 25)) / y[y <= np.percentile(y, 25)].std(),
    }
    positive = [y - y.min() + 1 for y in SPECTRA]
    for name, formula in made.items():
        axes = [np.float32(x[: y.size]).astype(float) for y in positive]
        pairs = [(ramatch.normalize(y, name, shift=axis), formula(y, axis)) for y, axis in zip(positive, axes)]
        good &= row("normalize", {"method": name}, deviation(pairs), BOUND, "")
    pairs = [(ramatch.detrend(y, 1), scipy_detrend(y)) for y in SPECTRA]
    good &= row("detrend", {"poly_order": 1}, deviation(pairs), BOUND, "")
    for order in (0, 2):
        matrix = np.array([y[:512] for y in SPECTRA if y.size >= 512])
        mean = matrix.mean(axis=0)
        t = np.linspace(-1, 1, 512)
        terms = np.vstack([mean] + [t**k for k in range(order + 1)]).T
        solved = np.linalg.lstsq(terms, matrix.T, rcond=None)[0].T
        expected = (matrix - solved[:, 1:] @ terms[:, 1:].T) / solved[:, :1]
        good &= row("scatter_correct", {"poly_order": order}, deviation([(ramatch.scatter_correct(matrix, poly_order=order)[0], expected)]), BOUND, "")
    return good


def rows():
    """A matrix gives the bits that its rows have alone."""
    matrix = np.array([y[:500] for y in SPECTRA if y.size >= 500])
    for name in sorted({name for name, _ in CASES}):
        together, fits = ramatch.baseline(matrix, name)
        for i, y in enumerate(matrix):
            alone, fit = ramatch.baseline(y, name)
            if not np.array_equal(together[i], alone) or fits.iterations[i] != fit.iterations:
                print(f"{name}: row {i} differs from itself alone")
                return False
        strided = np.ascontiguousarray(np.hstack([matrix, matrix]))[:, : matrix.shape[1]]
        if not np.array_equal(ramatch.baseline(strided, name, threads=2)[0], together):
            print(f"{name}: another stride or number of threads gives other bits")
            return False
    print("rows alone, together, strided and on two threads: equal bits for every method")
    return True


def main():
    print(f"{len(SPECTRA)} spectra; deviation as a part of full scale")
    results = [baselines(), on_axes(), smoothers(), scales(), rows()]
    if not all(results):
        sys.exit("parity is broken")
    print("all within their bounds")


main()
