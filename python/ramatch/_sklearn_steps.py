"""Transformers that leave the points where they are: despiking, baselines and smoothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Optional

import numpy as np

from . import preprocessing
from ._sklearn_base import SamePoints, chosen, spacing, with_enough_points

if TYPE_CHECKING:
    import numpy.typing as npt

    from ._sklearn_base import Floats


class Despiker(SamePoints):
    """Takes cosmic rays out of each spectrum by itself.

    Parameters
    ----------
    method : {"whitaker-hayes", "prominence"}
        By the modified z-score of differences [1]_, or by prominence and width of maxima [2]_.
    threshold : float, optional
        From how many standard deviations of the noise on a point is a spike; the method's own if not given.
    max_width : int, optional
        Most points of a spike.
    min_band_cm1 : float, optional
        Width of the narrowest band in cm⁻¹: what is as wide is no spike.
    shift : array_like, shape (n_points,) or (2,), optional
        Raman shift of the columns in cm⁻¹, or the first and the last of equally spaced ones. If not given, column names that are numbers
        are taken; without those the columns are taken to be 1 cm⁻¹ apart.
    params : dict, optional
        Parameters of the method that have no name here.

    Attributes
    ----------
    shift_ : ndarray, shape (n_points,)
        The Raman shift that is used.
    n_features_in_ : int
    feature_names_in_ : ndarray of str
        Where X had column names.

    Notes
    -----
    Computed in float64; of float32 the altered points are rounded. A row of which one shot cannot tell spikes from bands is left as it
    is, without a word: `ramatch.despike` tells, and which points it altered.

    See Also
    --------
    ramatch.despike, ramatch.despike_shots

    References
    ----------
    .. [1] D. A. Whitaker, K. Hayes, Chemometrics and Intelligent Laboratory Systems 179 (2018) 82.
    .. [2] N. Coca-Lopez, Analytica Chimica Acta 1295 (2024) 342312.

    Examples
    --------
    >>> import numpy as np
    >>> from ramatch.sklearn import Despiker
    >>> shift = 300 + 1.5 * np.arange(400)
    >>> X = 1000 / (1 + ((shift - 600) / 6) ** 2) + np.random.default_rng(2).normal(0, 2, (3, 400))
    >>> X[1, 333] += 400
    >>> made = Despiker(shift=shift).fit_transform(X)
    >>> [tuple(at) for at in np.argwhere(made != X).tolist()]
    [(1, 333)]
    """

    def __init__(
        self,
        method: str = "whitaker-hayes",
        *,
        threshold: Optional[float] = None,
        max_width: Optional[int] = None,
        min_band_cm1: Optional[float] = None,
        shift: Optional[npt.ArrayLike] = None,
        params: Optional[Dict[str, Any]] = None,
    ) -> None:
        self.method = method
        self.threshold = threshold
        self.max_width = max_width
        self.min_band_cm1 = min_band_cm1
        self.shift = shift
        self.params = params

    def _learn(self, rows: Floats) -> None:
        shift = self._learn_axis()
        self.shift_ = np.arange(float(rows.shape[1])) if shift is None else shift

    def _apply(self, rows: Floats) -> Floats:
        named = {"threshold": self.threshold, "max_width": self.max_width, "min_band_cm1": self.min_band_cm1}
        how = chosen(named, self.params)

        def work(rows: Floats) -> Floats:
            return preprocessing.despike(self.shift_, rows, self.method, **how)[0].astype(rows.dtype, copy=False)

        return with_enough_points(work, rows, rows.copy())


class BaselineCorrector(SamePoints):
    """Estimates the baseline under the bands of each spectrum, and takes it away.

    Parameters
    ----------
    method : str
        One of ``ramatch.BASELINES``: ``"arpls"`` [1]_, ``"asls"`` [2]_, ``"airpls"`` [3]_, ``"snip"`` [4]_, ``"modpoly"`` [5]_ ...; the
        book has a page for each.
    lam : float, optional
        Stiffness of a penalised baseline. On an axis twice as fine the same stiffness takes 16 times as much.
    p : float, optional
        Weight of what lies above the baseline, 0 to 1 (asls, iasls, psalsa).
    poly_order : int, optional
        Order of a polynomial (modpoly, imodpoly, penalized_poly, goldindec).
    half_window : int, optional
        Half of the window in points (rolling_ball, tophat, mor, imor).
    max_half_window : int, optional
        Half of the largest window in points (snip).
    num_std : float, optional
        Standard deviations from which on a point is of a band (imodpoly, fabc).
    what : {"corrected", "baseline"}
        What comes out: X less its baseline, or the baseline.
    params : dict, optional
        Parameters of the method that have no name here, such as ``{"max_iter": 100, "tol": 1e-4}``.
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
        By `fit`, for a parameter outside its domain, and for one that the method does not have; None leaves the method's default.

    Notes
    -----
    Points are taken to be equally spaced; `Resampler` makes them so. Fewer points than a method needs are left uncorrected, with a
    warning, if there are fewer than 16 of them, since that is no spectrum; of more it is an error.

    See Also
    --------
    ramatch.baseline

    References
    ----------
    .. [1] S.-J. Baek, A. Park, Y.-J. Ahn, J. Choo, Analyst 140 (2015) 250.
    .. [2] P. H. C. Eilers, H. F. M. Boelens, Baseline correction with asymmetric least squares smoothing, 2005.
    .. [3] Z.-M. Zhang, S. Chen, Y.-Z. Liang, Analyst 135 (2010) 1138.
    .. [4] C. G. Ryan et al., Nuclear Instruments and Methods B 34 (1988) 396.
    .. [5] C. A. Lieber, A. Mahadevan-Jansen, Applied Spectroscopy 57 (2003) 1363.

    Examples
    --------
    >>> import numpy as np
    >>> from ramatch.sklearn import BaselineCorrector
    >>> x = np.arange(1000.0)
    >>> X = 5 + 0.01 * x + 100 / (1 + ((x - 400) / 5) ** 2) + np.random.default_rng(1).normal(0, 0.5, (2, 1000))
    >>> corrected = BaselineCorrector("arpls", lam=1e6).fit_transform(X)
    >>> bool(np.abs(np.median(corrected[:, 600:])) < 0.5)
    True
    """

    def __init__(
        self,
        method: str = "arpls",
        *,
        lam: Optional[float] = None,
        p: Optional[float] = None,
        poly_order: Optional[int] = None,
        half_window: Optional[int] = None,
        max_half_window: Optional[int] = None,
        num_std: Optional[float] = None,
        what: str = "corrected",
        params: Optional[Dict[str, Any]] = None,
        threads: Optional[int] = None,
    ) -> None:
        self.method = method
        self.lam = lam
        self.p = p
        self.poly_order = poly_order
        self.half_window = half_window
        self.max_half_window = max_half_window
        self.num_std = num_std
        self.what = what
        self.params = params
        self.threads = threads

    def _apply(self, rows: Floats) -> Floats:
        if self.what not in ("corrected", "baseline"):
            raise ValueError(f'what is "corrected" or "baseline", not {self.what!r}')
        names = ("lam", "p", "poly_order", "half_window", "max_half_window", "num_std")
        how = chosen({name: getattr(self, name) for name in names}, self.params)

        def work(rows: Floats) -> Floats:
            return preprocessing.baseline(rows, self.method, threads=self.threads, **how)[0]

        baseline = with_enough_points(work, rows, np.zeros_like(rows))
        return baseline if self.what == "baseline" else rows - baseline


class Smoother(SamePoints):
    """Smooths each spectrum, or takes its derivative.

    Parameters
    ----------
    method : {"savitzky-golay", "whittaker", "fourier"}
        Polynomials of least squares in a moving window [1]_, penalised differences [2]_, or an FFT low-pass.
    window_length : int, optional
        Points of the window, odd; 11 if not given (savitzky-golay).
    polyorder : int, optional
        Order of the polynomial, below the window's length; 3 if not given (savitzky-golay).
    deriv : int, optional
        Order of the derivative, 0 to 3; 0 if not given (savitzky-golay).
    delta : float, optional
        Distance of neighbours in cm⁻¹, below 0 on a falling axis: derivatives are per cm⁻¹. If not given, that of column names that are
        numbers, else 1.
    lam : float, optional
        Stiffness (whittaker).
    resolution_cm1 : float, optional
        Resolution that is left, in cm⁻¹ by `delta` (fourier).
    params : dict, optional
        Parameters of the method that have no name here, such as ``{"response": "butterworth"}`` of fourier.
    threads : int, optional
        Threads at most; as many as there are cores if not given.

    Attributes
    ----------
    delta_ : float
        The distance that is used.
    n_features_in_ : int
    feature_names_in_ : ndarray of str
        Where X had column names.

    Raises
    ------
    RamatchError
        By `fit`, for a parameter outside its domain, and for one that the method does not have.
    ValueError
        For a derivative over column names that are not equally spaced numbers, if `delta` is not given.

    Notes
    -----
    Points are taken to be equally spaced; `Resampler` makes them so. Names are those of ``scipy.signal.savgol_filter``; the ends are read
    off the outermost window's polynomial. Fewer points than a method needs are left as they are, with a warning, if there are fewer
    than 16 of them, since that is no spectrum; of more it is an error.

    See Also
    --------
    ramatch.smooth, ramatch.whittaker_gcv

    References
    ----------
    .. [1] A. Savitzky, M. J. E. Golay, Analytical Chemistry 36 (1964) 1627; P. A. Gorry, ibid. 62 (1990) 570.
    .. [2] P. H. C. Eilers, Analytical Chemistry 75 (2003) 3631.

    Examples
    --------
    >>> import numpy as np
    >>> from ramatch.sklearn import Smoother
    >>> X = 3 * 0.5 * np.arange(100.0).reshape(1, -1)
    >>> slope = Smoother(window_length=9, polyorder=2, deriv=1, delta=0.5).fit_transform(X)
    >>> bool(np.allclose(slope, 3))
    True
    """

    def __init__(
        self,
        method: str = "savitzky-golay",
        *,
        window_length: Optional[int] = None,
        polyorder: Optional[int] = None,
        deriv: Optional[int] = None,
        delta: Optional[float] = None,
        lam: Optional[float] = None,
        resolution_cm1: Optional[float] = None,
        params: Optional[Dict[str, Any]] = None,
        threads: Optional[int] = None,
    ) -> None:
        self.method = method
        self.window_length = window_length
        self.polyorder = polyorder
        self.deriv = deriv
        self.delta = delta
        self.lam = lam
        self.resolution_cm1 = resolution_cm1
        self.params = params
        self.threads = threads

    def _learn(self, rows: Floats) -> None:
        shift = self._learn_axis()
        step = 1.0 if shift is None else spacing(shift)
        if self.delta is None and step is None and self.deriv:
            raise ValueError("the columns are not equally spaced: use Resampler, or pass delta")
        self.delta_ = float(self.delta) if self.delta is not None else 1.0 if step is None else step

    def _apply(self, rows: Floats) -> Floats:
        named = {
            "window": self.window_length,
            "poly_order": self.polyorder,
            "derivative": self.deriv,
            "lam": self.lam,
            "resolution_cm1": self.resolution_cm1,
        }
        how = chosen(named, self.params)

        def work(rows: Floats) -> Floats:
            return preprocessing.smooth(rows, self.method, step=self.delta_, threads=self.threads, **how)

        return with_enough_points(work, rows, rows.copy())
