"""Transformers that bring spectra to one scale, and leave the points where they are: normalising, scatter and trend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

import numpy as np

from . import preprocessing
from ._sklearn_base import SamePoints, with_enough_points

if TYPE_CHECKING:
    import numpy.typing as npt

    from ._sklearn_base import Floats


class Normalizer(SamePoints):
    """Brings each spectrum to one scale.

    Parameters
    ----------
    method : {"l2", "max", "min-max", "area", "snv", "rnv"}
        Euclidean norm, highest point, range, area over the axis, standard normal variate [1]_, or its robust form [2]_.
    shift : array_like, shape (n_points,) or (2,), optional
        Raman shift of the columns in cm⁻¹, or the first and the last of equally spaced ones, for ``"area"``. If not given, column names
        that are numbers are taken; without those the columns are taken to be 1 cm⁻¹ apart.
    threads : int, optional
        Threads at most; as many as there are cores if not given.

    Attributes
    ----------
    shift_ : ndarray, shape (n_points,), or None
        The Raman shift that is used.
    n_features_in_ : int
    feature_names_in_ : ndarray of str
        Where X had column names.

    Raises
    ------
    RamatchError
        ``zero_norm`` for a row in which there is nothing to divide by; never NaN.

    See Also
    --------
    ramatch.normalize

    References
    ----------
    .. [1] R. J. Barnes, M. S. Dhanoa, S. J. Lister, Applied Spectroscopy 43 (1989) 772.
    .. [2] Q. Guo, W. Wu, D. L. Massart, Analytica Chimica Acta 382 (1999) 87.

    Examples
    --------
    >>> import numpy as np
    >>> from ramatch.sklearn import Normalizer
    >>> Normalizer("max").fit_transform(np.array([[1.0, 2.0, 4.0], [3.0, 6.0, 12.0]])).tolist()
    [[0.25, 0.5, 1.0], [0.25, 0.5, 1.0]]
    """

    def __init__(self, method: str = "l2", *, shift: Optional[npt.ArrayLike] = None, threads: Optional[int] = None) -> None:
        self.method = method
        self.shift = shift
        self.threads = threads

    def _learn(self, rows: Floats) -> None:
        self.shift_ = self._learn_axis()

    def _apply(self, rows: Floats) -> Floats:
        def work(rows: Floats) -> Floats:
            return preprocessing.normalize(rows, self.method, shift=self.shift_, threads=self.threads)

        return with_enough_points(work, rows, rows.copy())


class ScatterCorrector(SamePoints):
    """Multiplicative scatter correction (MSC) [1]_, extended by a polynomial where its order is above 0 (EMSC) [2]_.

    Parameters
    ----------
    reference : array_like, shape (n_points,), optional
        The spectrum that all are brought to; the mean of the rows of `fit` if not given.
    poly_order : int
        Order of the polynomial that is taken out; 0 for MSC.
    threads : int, optional
        Threads at most; as many as there are cores if not given.

    Attributes
    ----------
    reference_ : ndarray, shape (n_points,)
        The reference that is used: learned from the training rows alone, so that no test row has a part in it.
    n_features_in_ : int
    feature_names_in_ : ndarray of str
        Where X had column names.

    Raises
    ------
    RamatchError
        For a reference that is a polynomial of that order itself, and rows of which nothing is like the reference.

    Notes
    -----
    Fewer points than are needed are left uncorrected, with a warning, if there are fewer than 16 of them, since that is no spectrum.

    See Also
    --------
    ramatch.scatter_correct

    References
    ----------
    .. [1] P. Geladi, D. MacDougall, H. Martens, Applied Spectroscopy 39 (1985) 491.
    .. [2] H. Martens, E. Stark, Journal of Pharmaceutical and Biomedical Analysis 9 (1991) 625.

    Examples
    --------
    >>> import numpy as np
    >>> from ramatch.sklearn import ScatterCorrector
    >>> y = np.sin(np.arange(50.0) / 5)
    >>> made = ScatterCorrector().fit_transform(np.stack([y, 2 * y + 1, 3 * y - 2]))
    >>> bool(np.allclose(made, made[0]))
    True
    """

    def __init__(self, reference: Optional[npt.ArrayLike] = None, *, poly_order: int = 0, threads: Optional[int] = None) -> None:
        self.reference = reference
        self.poly_order = poly_order
        self.threads = threads

    def _learn(self, rows: Floats) -> None:
        if self.reference is None:
            self.reference_ = rows.mean(axis=0, dtype=np.float64)
            return
        reference = np.asarray(self.reference, dtype=np.float64)
        if reference.shape != (rows.shape[1],):
            raise ValueError(f"reference has shape {reference.shape}, and X has n_features = {rows.shape[1]}")
        self.reference_ = reference

    def _apply(self, rows: Floats) -> Floats:
        def work(rows: Floats) -> Floats:
            return preprocessing.scatter_correct(rows, self.reference_, poly_order=self.poly_order, threads=self.threads)[0]

        return with_enough_points(work, rows, rows.copy())


class Detrender(SamePoints):
    """Takes a polynomial of least squares out of each spectrum [1]_.

    Parameters
    ----------
    poly_order : int
        Order of the polynomial: 0 takes the mean out, 1 a straight line.
    threads : int, optional
        Threads at most; as many as there are cores if not given.

    Attributes
    ----------
    n_features_in_ : int
    feature_names_in_ : ndarray of str
        Where X had column names.

    Raises
    ------
    RamatchError
        By `fit`, for an order outside its domain.

    Notes
    -----
    Points are taken to be equally spaced; `Resampler` makes them so. Fewer points than are needed are left as they are, with a warning,
    if there are fewer than 16 of them, since that is no spectrum. After ``Normalizer("snv")`` it is SNV with detrending.

    See Also
    --------
    ramatch.detrend

    References
    ----------
    .. [1] R. J. Barnes, M. S. Dhanoa, S. J. Lister, Applied Spectroscopy 43 (1989) 772.

    Examples
    --------
    >>> import numpy as np
    >>> from ramatch.sklearn import Detrender
    >>> bool(np.allclose(Detrender(1).fit_transform(3 + 2 * np.arange(40.0).reshape(1, -1)), 0))
    True
    """

    def __init__(self, poly_order: int = 1, *, threads: Optional[int] = None) -> None:
        self.poly_order = poly_order
        self.threads = threads

    def _apply(self, rows: Floats) -> Floats:
        def work(rows: Floats) -> Floats:
            return preprocessing.detrend(rows, self.poly_order, threads=self.threads)

        return with_enough_points(work, rows, rows.copy())
