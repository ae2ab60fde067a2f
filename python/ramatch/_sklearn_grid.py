"""Transformers that bring spectra to other Raman shifts: resampling, and a whole recipe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Optional

import numpy as np

from . import preprocessing
from ._recipe import Recipe
from ._sklearn_base import OtherPoints

if TYPE_CHECKING:
    import numpy.typing as npt

    from ._sklearn_base import Floats


class Resampler(OtherPoints):
    """Reads each spectrum at other Raman shifts.

    Parameters
    ----------
    shift : array_like, shape (n_points,) or (2,), optional
        Raman shift of the columns of X in cm⁻¹, or the first and the last of equally spaced ones. If not given, column names that are
        numbers are taken; without those it is an error.
    new_shift : array_like, shape (n_points_out,), optional
        Raman shifts that come out, in cm⁻¹, none outside those of X; as many as come in if not given, equally spaced between the same
        ends.
    kind : {"linear", "cell-mean"}
        Between two neighbouring points the spectrum is the straight line that joins them. ``"linear"`` reads it at the new point, as
        ``numpy.interp`` does; ``"cell-mean"`` averages it over the new point's cell, so that noise of a finer axis is averaged and not
        folded back.

    Attributes
    ----------
    shift_ : ndarray, shape (n_points,)
    new_shift_ : ndarray, shape (n_points_out,)
    n_features_in_ : int
    feature_names_in_ : ndarray of str
        Where X had column names.

    Raises
    ------
    RamatchError
        By `fit`, for a new point outside the measured axis: nothing is extrapolated.

    See Also
    --------
    ramatch.preprocessing.resample

    Examples
    --------
    >>> import numpy as np
    >>> from ramatch.sklearn import Resampler
    >>> step = Resampler(shift=(400.0, 480.0), new_shift=[405.0, 450.0])
    >>> step.fit_transform(np.arange(9.0).reshape(1, -1)).tolist(), step.get_feature_names_out().tolist()
    ([[0.5, 5.0]], ['405.0', '450.0'])
    """

    def __init__(
        self, shift: Optional[npt.ArrayLike] = None, new_shift: Optional[npt.ArrayLike] = None, *, kind: str = "linear"
    ) -> None:
        self.shift = shift
        self.new_shift = new_shift
        self.kind: Any = kind

    def _learn(self, rows: Floats) -> None:
        self.shift_ = self._learn_axis_that_is_needed()
        if self.new_shift is None:
            new = np.linspace(self.shift_[0], self.shift_[-1], self.shift_.size)
        else:
            new = np.asarray(self.new_shift, dtype=np.float64)
            if new.ndim != 1 or new.size == 0:
                raise ValueError(f"new_shift is a row of Raman shifts, not of shape {new.shape}")
        self.new_shift_ = new

    def _apply(self, rows: Floats) -> Floats:
        return preprocessing.resample(rows, self.shift_, self.new_shift_, kind=self.kind)

    def _shift_out(self) -> Floats:
        return self.new_shift_


class RecipeTransformer(OtherPoints):
    """Prepares each spectrum as a library's references are prepared: despiked, resampled, corrected, smoothed and normalised.

    What comes out has the recipe's grid for columns, whatever the axis of X was, and so spectra of several instruments can be put
    together once each was prepared by itself.

    Parameters
    ----------
    recipe : Recipe, optional
        The default recipe if not given: Whitaker and Hayes' despiking [1]_, cell means on its grid, arPLS [2]_, an FFT low-pass of 8 cm⁻¹
        and the Euclidean norm.
    shift : array_like, shape (n_points,) or (2,), optional
        Raman shift of the columns of X in cm⁻¹, or the first and the last of equally spaced ones. If not given, column names that are
        numbers are taken; without those it is an error.

    Attributes
    ----------
    recipe_ : Recipe
    shift_ : ndarray, shape (n_points,)
    n_features_in_ : int
    feature_names_in_ : ndarray of str
        Where X had column names.

    Raises
    ------
    RamatchError
        For a row that cannot be prepared: one that is flat, has too few points or covers too little of the grid.

    Notes
    -----
    Always float32, as libraries have it. Columns that X does not cover are 0.

    See Also
    --------
    ramatch.Recipe, ramatch.Library.prepare

    References
    ----------
    .. [1] D. A. Whitaker, K. Hayes, Chemometrics and Intelligent Laboratory Systems 179 (2018) 82.
    .. [2] S.-J. Baek, A. Park, Y.-J. Ahn, J. Choo, Analyst 140 (2015) 250.

    Examples
    --------
    >>> import numpy as np
    >>> from ramatch.sklearn import RecipeTransformer
    >>> shift = np.arange(200.0, 2400.0)
    >>> X = 500 + 9000 / (1 + ((shift - 520.5) / 3) ** 2) + np.random.default_rng(1).normal(0, 5, (2, shift.size))
    >>> step = RecipeTransformer(shift=shift).fit(X)
    >>> made = step.transform(X)
    >>> made.dtype.name, [round(float(name)) for name in step.get_feature_names_out()[made.argmax(axis=1)]]
    ('float32', [521, 521])
    """

    def __init__(self, recipe: Optional[Recipe] = None, *, shift: Optional[npt.ArrayLike] = None) -> None:
        self.recipe = recipe
        self.shift = shift

    def _learn(self, rows: Floats) -> None:
        self.recipe_ = Recipe.default() if self.recipe is None else self.recipe
        if not isinstance(self.recipe_, Recipe):
            raise ValueError(f"recipe is a ramatch.Recipe, not {type(self.recipe).__name__}")
        self.shift_ = self._learn_axis_that_is_needed()

    def _apply(self, rows: Floats) -> Floats:
        return self.recipe_.prepare(rows, self.shift_)

    def _shift_out(self) -> Floats:
        return self.recipe_.shift

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float32"]
        return tags

    def _more_tags(self) -> Dict[str, Any]:  # before 1.6
        return {"preserves_dtype": [np.float32]}
