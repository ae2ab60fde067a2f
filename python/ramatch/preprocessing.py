"""Baselines, smoothing, normalisation and despiking of one spectrum, or of a matrix with one in each row."""

import json
from dataclasses import dataclass
from typing import Any

from . import _ramatch


@dataclass(frozen=True)
class Fit:
    """How a fit ended: numbers for one spectrum, arrays for a matrix.

    Attributes
    ----------
    iterations : int or ndarray
        Solved systems; the length of pybaselines' ``tol_history``.
    converged : bool or ndarray
        Whether it stopped changing within the tolerance.
    change : float or ndarray
        The last relative change.
    """

    iterations: Any
    converged: Any
    change: Any


def _settings(method, parameters):
    named = {name.replace("lam", "lambda", 1) if name.startswith("lam") and not name.startswith("lambda") else name: value
             for name, value in parameters.items()}
    return json.dumps({"method": method, **named})


def baseline(y, method="arpls", *, mask=None, threads=None, progress=None, **parameters):
    """Estimate the baseline under the bands.

    Parameters
    ----------
    y : array_like, shape (n,) or (m, n)
        Intensities at equal spacing, one spectrum or one in each row; float32 stays float32, all else is float64.
        Do not write to it meanwhile.
    method : str
        ``asls``, ``iasls``, ``airpls``, ``arpls``, ``drpls``, ``iarpls``, ``aspls``, ``psalsa`` and others; see the book.
    mask : array_like of bool, shape (n,), optional
        False where a sample is not to count.
    threads : int, optional
        At most so many; by default as many as there are cores.
    progress : callable, optional
        Called with rows done and rows there are; returning False calls it off.
    **parameters
        The method's own, with the names of pybaselines: ``lam``, ``p``, ``tol``, ``max_iter`` ...

    Returns
    -------
    baseline : ndarray
        Of the shape of ``y``.
    fit : Fit

    Raises
    ------
    RamatchError
        For anything that has no finite answer, with the row.

    Examples
    --------
    >>> import numpy as np, ramatch
    >>> x = np.arange(1000.0)
    >>> y = 5 + 0.01 * x + 100 / (1 + ((x - 400) / 5) ** 2)
    >>> z, fit = ramatch.baseline(y, "arpls", lam=1e6)
    >>> bool(fit.converged), bool(abs(z[700] - 12) < 0.2)
    (True, True)
    """
    made, fit = _ramatch._baseline(y, _settings(method, parameters), mask, threads, progress)
    return made, Fit(*fit)
