"""A seeded generator of Raman-like spectra: bands at positions that many substances share, several spectra of each substance."""

import numba
import numpy as np

N, PER_SUBSTANCE = 1024, 3


@numba.njit(cache=False)
def _raman_like(seed, first, rows, n, per_substance):
    """Rows of norm 1; a row depends on its number and the seed alone."""
    out = np.zeros((rows, n), np.float32)
    for r in range(rows):
        substance = (first + r) // per_substance
        np.random.seed(seed + 7919 * substance)
        bands = np.random.randint(6, 18)
        at, width, height = np.empty(bands), np.empty(bands), np.empty(bands)
        for b in range(bands):
            # Groups of atoms that many substances have, or a position of its own.
            if np.random.random() < 0.65:
                at[b] = (np.random.randint(0, 50) * 37 + 11) % 1000 + 10 + np.random.normal() * 4
            else:
                at[b] = np.random.uniform(5, n - 5)
            width[b] = np.random.uniform(2.0, 6.0)
            height[b] = np.exp(np.random.normal() * 0.9)
        np.random.seed(seed + 104729 * (first + r) + 1)
        off = np.random.normal() * 0.7
        for b in range(bands):
            own = height[b] * np.exp(np.random.normal() * 0.15)
            centre, half = at[b] + off + np.random.normal() * 0.2, width[b] * np.random.uniform(0.9, 1.1)
            lo, hi = max(0, int(centre - 40 * half)), min(n, int(centre + 40 * half))
            for i in range(lo, hi):
                u = (i - centre) / half
                out[r, i] += own / (1 + u * u)
        rise, place = np.random.uniform(0, 0.04), np.random.uniform(0, n)
        # Some are measured well, and some are not.
        noise = 0.015 * np.exp(np.random.normal() * 1.2)
        squares = 0.0
        for i in range(n):
            v = (i - place) / 300
            out[r, i] += rise * np.exp(-v * v) + np.random.normal() * noise
            squares += out[r, i] * out[r, i]
        out[r] /= np.float32(np.sqrt(squares))
    return out


def raman_like(first, rows, seed=1):
    """Rows `first` and following, `[rows, 1024]`."""
    return _raman_like(seed, first, rows, N, PER_SUBSTANCE)
