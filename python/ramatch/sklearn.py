"""Estimators for scikit-learn 1.2 and newer: every step of a preparation, and a library as a classifier.

It is installed by ``pip install ramatch[sklearn]``. X has a spectrum in each row and a Raman shift in each column. Where an estimator
needs the axis, it is given as ``shift``, in cm⁻¹: all values, or the first and the last of equally spaced ones. A table of pandas or
polars whose column names are numbers brings it along, also from one step to the next after ``set_output(transform="pandas")``. Names that
only count, 0, 1, 2 ..., are no axis.

Every class works in ``Pipeline``, ``GridSearchCV`` and ``ColumnTransformer``, and is cloned and pickled; NaN and sparse matrices are
refused. A parameter that is None has the method's default.

>>> import numpy as np
>>> from sklearn.pipeline import make_pipeline
>>> from ramatch.sklearn import BaselineCorrector, Despiker, Normalizer
>>> shift = np.arange(200.0, 1800.0)
>>> X = 500 + 0.2 * shift + 900 / (1 + ((shift - 1001) / 4) ** 2) + np.random.default_rng(1).normal(0, 5, (3, shift.size))
>>> steps = make_pipeline(Despiker(shift=shift), BaselineCorrector("arpls"), Normalizer())
>>> made = steps.set_params(baselinecorrector__lam=1e6).fit_transform(X)
>>> made.shape, bool(np.allclose((made**2).sum(axis=1), 1))
((3, 1600), True)
"""

from __future__ import annotations

from ._sklearn_base import sklearn as _sklearn  # noqa: F401 (an import error says what to install)
from ._sklearn_classifier import LibraryClassifier
from ._sklearn_grid import RecipeTransformer, Resampler
from ._sklearn_scale import Detrender, Normalizer, ScatterCorrector
from ._sklearn_steps import BaselineCorrector, Despiker, Smoother

__all__ = [
    "BaselineCorrector",
    "Despiker",
    "Detrender",
    "LibraryClassifier",
    "Normalizer",
    "RecipeTransformer",
    "Resampler",
    "ScatterCorrector",
    "Smoother",
]

for _name in __all__:
    # Where everybody finds them, pickles too.
    globals()[_name].__module__ = __name__
del _name
