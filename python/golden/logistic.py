"""Writes the golden vectors of the facade's logistic model into crates/ramatch/tests/golden/logistic.txt.

    target/golden/bin/python python/golden/logistic.py

What stands in the file comes from numpy and scipy alone; ramatch has no part in it. Each set is a line with the number of its
trials, one with the coefficients of score, lead, gap and what is added, one with least and most of each number, then the trials:
whether it was present, score, lead, gap.
"""

import pathlib

import numpy as np
import scipy
from scipy.optimize import minimize, root
from scipy.special import expit

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "crates" / "ramatch" / "tests" / "golden"
RIDGE = 1e-6


def trials(seed, count, against):
    """Trials whose numbers overlap; `against` turns the lead around, so that it does not count."""
    rng = np.random.default_rng(seed)
    present = rng.random(count) < 0.4
    score = np.where(present, rng.beta(9, 2, count), rng.beta(5, 3, count))
    lead = np.clip(0.6 * score + rng.normal(0, 0.1, count) - 0.2, 0, 1)
    lead = np.where(present == against, 0.7 * lead, lead)
    gap = np.where(present, rng.normal(0.25, 0.12, count), rng.normal(0.12, 0.12, count))
    return present, np.column_stack([score, lead, gap]).round(6)


def fit(present, numbers):
    """Coefficients and ranges: bounded minimisation, then the root of the gradient of those that are not 0."""
    ranges = np.percentile(numbers, [0.5, 99.5], axis=0)
    x = np.column_stack([np.clip(numbers, *ranges), np.ones(len(numbers))])
    sign = np.where(present, 1.0, -1.0)
    weight = np.where(present, 0.5 / present.sum(), 0.5 / (~present).sum())
    ridge = RIDGE * np.array([1, 1, 1, 0])

    def loss(c):
        return (weight * np.logaddexp(0, -sign * (x @ c))).sum() + 0.5 * (ridge * c * c).sum()

    def gradient(c):
        return -(weight * sign * expit(-sign * (x @ c))) @ x + ridge * c

    bounds = [(0, None)] * 3 + [(None, None)]
    found = minimize(loss, np.zeros(4), jac=gradient, bounds=bounds, options={"ftol": 1e-15, "gtol": 1e-10, "maxiter": 10_000})
    free = (found.x > 1e-6) | (np.arange(4) == 3)

    def of_free(part):
        c = np.zeros(4)
        c[free] = part
        return c

    polished = root(lambda part: gradient(of_free(part))[free], found.x[free], tol=1e-13)
    return of_free(polished.x), ranges.T.ravel()


def line(row):
    """Numbers as text."""
    return " ".join(f"{value:.12g}" for value in row)


def main():
    """Writes the file."""
    sets = [trials(1, 240, False), trials(2, 160, True), trials(3, 60, False)]
    lines = [f"# made by python/golden/logistic.py with numpy {np.__version__}, scipy {scipy.__version__}", str(len(sets))]
    for present, numbers in sets:
        coefficients, ranges = fit(present, numbers)
        lines += [str(len(present)), line(coefficients), line(ranges)]
        lines += [line([own, *row]) for own, row in zip(present, numbers)]
    (OUT / "logistic.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
