"""Writes the golden figures of trials into crates/ramatch/tests/golden/statistics.txt.

    python -m venv target/golden-statistics
    target/golden-statistics/bin/pip install -r python/golden/requirements-statistics.txt
    target/golden-statistics/bin/python python/golden/trial_statistics.py

What stands in the file comes from numpy, scipy and scikit-learn alone; ramatch has no part in it.
"""

import pathlib

import numpy as np
import scipy
import sklearn
from scipy import stats
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import roc_auc_score, roc_curve

OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/ramatch/tests/golden/statistics.txt"
MADE = (
    f"made by python/golden/trial_statistics.py with numpy {np.__version__}, scipy {scipy.__version__}, "
    f"scikit-learn {sklearn.__version__}"
)


def trials():
    """Values of present and of absent trials: far apart, mixed, and with many ties."""
    rng = np.random.default_rng(21)
    yield "apart", rng.normal(4, 1, 40), rng.normal(-4, 1, 60)
    yield "mixed", rng.normal(1, 2, 83), rng.normal(-1, 2, 171)
    yield "ties", rng.integers(-2, 4, 50).astype(float), rng.integers(-4, 2, 90).astype(float)


def bits(x):
    return np.logaddexp(0, x) / np.log(2)


def cllr(present, absent):
    return (bits(-present).mean() + bits(absent).mean()) / 2


def cllr_min(present, absent):
    values = np.concatenate([present, absent])
    labels = np.concatenate([np.ones(len(present)), np.zeros(len(absent))])
    part = IsotonicRegression(y_min=0, y_max=1).fit(values, labels).predict(values)
    with np.errstate(divide="ignore"):
        ratios = np.log(part / (1 - part)) - np.log(len(present) / len(absent))
    return cllr(ratios[: len(present)], ratios[len(present) :])


def detection(present, absent):
    values = np.concatenate([present, absent])
    labels = np.concatenate([np.ones(len(present)), np.zeros(len(absent))])
    false, kept, _ = roc_curve(labels, values, drop_intermediate=False)
    steps = np.rint(np.column_stack([np.diff(false) * len(absent), np.diff(kept) * len(present)]))
    turns = steps[:-1, 0] * steps[1:, 1] != steps[1:, 0] * steps[:-1, 1]
    corners = np.concatenate([[True], turns, [True]])
    return np.column_stack([false, 1 - kept])[corners]


def risk(present, absent):
    values = np.concatenate([present, absent])
    wrong = np.concatenate([np.zeros(len(present)), np.ones(len(absent))])
    for limit in np.unique(values)[::-1]:
        given = values >= limit
        yield [given.mean(), wrong[given].mean()]


def tippett(values):
    for value in np.unique(values):
        yield [value, 1 - stats.ecdf(values).cdf.evaluate(np.nextafter(value, -np.inf))]


def blocks():
    counts = [(0, 1), (1, 1), (0, 5), (5, 5), (0, 97), (1, 97), (3, 97), (21, 459), (40, 530)]
    counts += [(k, 20) for k in range(21)] + [(62, 1227), (1227, 1227), (5000, 10_000), (9_999, 10_000)]
    intervals = []
    for k, n in counts:
        interval = stats.binomtest(k, n).proportion_ci(0.95, method="exact")
        intervals.append([k, n, interval.low, interval.high])
    yield "clopper_pearson", intervals
    parts = [1e-4, 1e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 0.8, 0.95, 0.99, 0.9999]
    yield "deviate", [[part, stats.norm.ppf(part)] for part in parts]
    for name, present, absent in trials():
        labels = np.concatenate([np.ones(len(present)), np.zeros(len(absent))])
        yield f"present {name}", [present]
        yield f"absent {name}", [absent]
        yield f"cost {name}", [[cllr(present, absent), cllr_min(present, absent)]]
        yield f"area {name}", [[roc_auc_score(labels, np.concatenate([present, absent]))]]
        yield f"detection {name}", detection(present, absent)
        yield f"risk {name}", risk(present, absent)
        yield f"tippett {name}", tippett(present)


lines = [f"# {MADE}"]
for name, rows in blocks():
    lines.append(f"# {name}")
    lines += [" ".join(repr(float(number)) for number in row) for row in rows]
OUT.parent.mkdir(parents=True, exist_ok=True)
OUT.write_text("\n".join(lines) + "\n")
print(f"{OUT.name}: {len(lines)} lines")
