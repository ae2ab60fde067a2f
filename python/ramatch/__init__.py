"""Which substance does this Raman spectrum show?

The work is done in Rust; here are its names. A result says what a spectrum is consistent with, and how often
that was wrong in trials; it is no proof.

>>> import numpy as np, ramatch
>>> shift = np.arange(200.0, 2400.0)
>>> counts = 500 + 9000 / (1 + ((shift - 520.5) / 3) ** 2) + np.random.default_rng(1).normal(0, 5, shift.size)
>>> ramatch.identify((shift, counts)).best.substance
'silicon'
"""

from ._builder import LibraryBuilder
from ._check import LibraryCheck
from ._errors import RamatchError, RamatchTypeError
from ._files import read, write
from ._ramatch import BASELINES, METRICS, Prepared, __version__, records
from ._recipe import Recipe
from ._result import Hit, Result, Verdict
from ._results import Results
from ._series import Series
from ._similarity import similarity
from .collection import SpectrumCollection
from .identify import identify, identify_many, identify_shots
from .library import Found, Library
from .mixture import Component, Mixture
from .preprocessing import (
    Fit,
    baseline,
    despike,
    despike_shots,
    detrend,
    normalize,
    quality,
    resample,
    scatter_correct,
    smooth,
    whittaker_gcv,
)
from .spectrum import Record, Spectrum

# Imported when they are used: some need a package of their own, and `import ramatch` needs numpy alone.
_MODULES = ("compat", "convert", "dask", "datasets", "plot", "ray", "sklearn", "spark", "validate")

__all__ = [
    "BASELINES",
    "Component",
    "Fit",
    "Found",
    "Hit",
    "Library",
    "LibraryBuilder",
    "LibraryCheck",
    "METRICS",
    "Mixture",
    "Prepared",
    "RamatchError",
    "RamatchTypeError",
    "Recipe",
    "Record",
    "Result",
    "Results",
    "Series",
    "Spectrum",
    "SpectrumCollection",
    "Verdict",
    "__version__",
    "baseline",
    "despike",
    "despike_shots",
    "detrend",
    "identify",
    "identify_many",
    "identify_shots",
    "normalize",
    "quality",
    "read",
    "records",
    "resample",
    "scatter_correct",
    "similarity",
    "smooth",
    "whittaker_gcv",
    "write",
]


def __getattr__(name):
    if name in _MODULES:
        from importlib import import_module

        return import_module(f"ramatch.{name}")
    raise AttributeError(f"module 'ramatch' has no attribute {name!r}")


def __dir__():
    return sorted([*__all__, *_MODULES, "preprocessing"])


for _thing in map(globals().get, __all__):
    # Where everybody finds it, pickles too.
    if getattr(_thing, "__module__", "").startswith("ramatch.") and _thing.__module__ != "ramatch.preprocessing":
        _thing.__module__ = "ramatch"
del _thing
