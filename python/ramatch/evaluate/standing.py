"""What a standing is worth: a monotone logistic of score, lead and gap, and limits that hold for absent substances.

Written a second time, apart from what calibrates libraries, so that the figures do not hang on that. Natural logarithms; the two
classes weigh alike; one vote for each substance, its highest absent trial.
"""

import hashlib

import numpy as np

#: Signal-to-noise ratios at which strata begin.
STRATA = (0.0, 8.0, 15.0, 25.0, 50.0)
FOLDS = 10


def fold(name):
    """The fold of a substance, by a hash of its name."""
    return hashlib.sha256(name.encode()).digest()[1] % FOLDS


class Model:
    """Coefficients that are not negative, of numbers brought between the least and the most that trials had.

    Parameters
    ----------
    numbers : numpy.ndarray
        ``[n, 3]``: score, lead, gap.
    right : numpy.ndarray of bool
        ``[n]``: present and first, or absent.
    """

    def __init__(self, numbers, right):
        self.ranges = np.percentile(numbers, [0.5, 99.5], axis=0)
        clipped = np.clip(numbers, *self.ranges)
        mean, deviation = clipped.mean(0), clipped.std(0)
        scaled = np.column_stack([(clipped - mean) / np.where(deviation > 0, deviation, 1), np.ones(len(clipped))])
        weights = np.where(right, 0.5 / right.sum(), 0.5 / (~right).sum())
        found, free = np.zeros(scaled.shape[1]), np.ones(scaled.shape[1], dtype=bool)
        # Newton's method; a coefficient that would be negative is left out, and the others are found again.
        while True:
            found = _newton(scaled, right, weights, free)
            negative = free & (found < 0)
            negative[-1] = False
            if not negative.any():
                break
            free &= ~negative
        self.coefficients = found[:-1] / np.where(deviation > 0, deviation, 1)
        self.constant = found[-1] - self.coefficients @ mean

    def values(self, numbers):
        """The natural logarithm of the likelihood ratio of each row."""
        return np.clip(numbers, *self.ranges) @ self.coefficients + self.constant


def _newton(scaled, right, weights, free, rounds=50):
    found = np.zeros(scaled.shape[1])
    part = scaled[:, free]
    for _ in range(rounds):
        chance = 1 / (1 + np.exp(-scaled @ found))
        slope = part.T @ (weights * (chance - right)) + 1e-6 * found[free]
        curvature = (part * (weights * chance * (1 - chance))[:, None]).T @ part + 1e-6 * np.eye(free.sum())
        step = np.linalg.solve(curvature, slope)
        found[free] -= step
        if np.abs(step).max() < 1e-10:
            break
    return found


def highest(values, truths):
    """The highest value of each substance, sorted."""
    found = {}
    for value, truth in zip(values, truths):
        found[truth] = max(value, found.get(truth, -np.inf))
    return np.sort(np.array(list(found.values())))


def limit(maxima, alpha):
    """What at most this part of exchangeable values exceeds; infinite where there are too few."""
    allowed = int(np.floor(alpha * (len(maxima) + 1)))
    return maxima[len(maxima) - allowed] if allowed >= 1 else np.inf


def cllr(right, absent):
    """Cost of log likelihood ratios (Brummer and du Preez 2006), from natural logarithms; 1 says nothing."""
    cost = np.logaddexp(0, -right).mean() + np.logaddexp(0, absent).mean()
    return float(cost / (2 * np.log(2)))
