"""`pybaselines.Baseline` as ramatch computes it: ``from ramatch.compat import pybaselines``, and what a script does with the class stays.

The twenty methods that ramatch has take the arguments of pybaselines 1.2, in its order and with its defaults, and yield
``(baseline, params)``. What ramatch does not have is refused by name and never passed over: another ``diff_order``, weights that are no
mask, ways of padding, returned coefficients. Besides one spectrum a matrix is taken, with a spectrum in each row, on all cores.

>>> import numpy as np
>>> from ramatch.compat.pybaselines import Baseline
>>> x = np.linspace(200, 2200, 1000)
>>> y = 5 + 0.01 * x + 100 / (1 + ((x - 900) / 5) ** 2) + np.random.default_rng(1).normal(0, 0.5, x.size)
>>> baseline, params = Baseline(x).arpls(y, lam=1e6)
>>> bool(abs(baseline[600] - (5 + 0.01 * x[600])) < 0.5), params["tol_history"].size == params["fit"].iterations
(True, True)
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional, Tuple

import numpy as np
import numpy.typing as npt

from .. import _ramatch, preprocessing
from .._errors import RamatchTypeError, plain
from .._given import numbers

__all__ = ["Baseline", "Params"]

# The arguments of pybaselines 1.2.1 in its order; those that ramatch has no place for keep their default.
_WINDOWS = "window_kwargs=None, **kwargs"
_SIGNATURES = {
    "asls": "lam=1e6, p=1e-2, diff_order=2, max_iter=50, tol=1e-3, weights=None",
    "iasls": "lam=1e6, p=1e-2, lam_1=1e-4, max_iter=50, tol=1e-3, weights=None, diff_order=2",
    "airpls": "lam=1e6, diff_order=2, max_iter=50, tol=1e-3, weights=None, normalize_weights=False",
    "arpls": "lam=1e5, diff_order=2, max_iter=50, tol=1e-3, weights=None",
    "drpls": "lam=1e5, eta=0.5, max_iter=50, tol=1e-3, weights=None, diff_order=2",
    "iarpls": "lam=1e5, diff_order=2, max_iter=50, tol=1e-3, weights=None",
    "aspls": "lam=1e5, diff_order=2, max_iter=100, tol=1e-3, weights=None, alpha=None, asymmetric_coef=0.5",
    "psalsa": "lam=1e5, p=0.5, k=None, diff_order=2, max_iter=50, tol=1e-3, weights=None",
    "lsrpls": "lam=1e5, diff_order=2, max_iter=50, tol=1e-3, weights=None",
    "modpoly": "poly_order=2, tol=1e-3, max_iter=250, weights=None, use_original=False, mask_initial_peaks=False, return_coef=False",
    "imodpoly": "poly_order=2, tol=1e-3, max_iter=250, weights=None, use_original=False, mask_initial_peaks=True, return_coef=False, "
    "num_std=1.0",
    "penalized_poly": "poly_order=2, tol=1e-3, max_iter=250, weights=None, cost_function='asymmetric_truncated_quadratic', "
    "threshold=None, alpha_factor=0.99, return_coef=False",
    "goldindec": "poly_order=2, tol=1e-3, max_iter=250, weights=None, cost_function='asymmetric_indec', peak_ratio=0.5, "
    "alpha_factor=0.99, tol_2=1e-3, tol_3=1e-6, max_iter_2=100, return_coef=False",
    "snip": "max_half_window=None, decreasing=False, smooth_half_window=None, filter_order=2, pad_kwargs=None, **kwargs",
    "mor": f"half_window=None, {_WINDOWS}",
    "tophat": f"half_window=None, {_WINDOWS}",
    "imor": f"half_window=None, tol=1e-3, max_iter=200, {_WINDOWS}",
    "rolling_ball": f"half_window=None, smooth_half_window=None, pad_kwargs=None, {_WINDOWS}",
    "rubberband": "segments=1, lam=None, diff_order=2, weights=None, smooth_half_window=None, pad_kwargs=None, **kwargs",
    "fabc": "lam=1e6, scale=None, num_std=3.0, diff_order=2, min_length=2, weights=None, weights_as_mask=False, pad_kwargs=None, **kwargs",
}
# What ramatch's methods take.
_TAKEN = {
    *("lam", "p", "lam_1", "eta", "k", "asymmetric_coef", "max_iter", "tol", "poly_order", "num_std", "cost_function", "threshold"),
    *("alpha_factor", "peak_ratio", "tol_2", "tol_3", "max_iter_2", "max_half_window", "filter_order", "half_window", "scale", "min_length"),
}


class Params(Dict[str, Any]):
    """What pybaselines calls params, as far as ramatch knows it.

    ``tol_history`` is as long as there were rounds; only its last value is known, the others are NaN. ``fit`` is the `ramatch.Fit`. Of a
    matrix both are those of the rows, ``tol_history`` a list.
    """

    def __missing__(self, name: str) -> Any:
        raise KeyError(f"ramatch does not keep {name!r}: there are {', '.join(self)}")


def _signature(name: str) -> inspect.Signature:
    space: Dict[str, Any] = {}
    exec(f"def method(self, data, {_SIGNATURES[name]}): pass", space)
    return inspect.signature(space["method"])


_ALL = {name: _signature(name) for name in _SIGNATURES}


class Baseline:
    """Baselines over one axis.

    Parameters
    ----------
    x_data : array_like, shape (n,), optional
        Where samples stand, in any order; equally spaced if none are given. Polynomials and the rubber band count in it.
    check_finite, assume_sorted : bool
        Taken, and of no consequence: what is not finite is always refused, and the order of `x_data` looked at.
    output_dtype : dtype, optional
        Of what is yielded; else float32 for float32, and float64 for all else, also for whole numbers.

    Raises
    ------
    RamatchError
        For two samples in one place.
    """

    def __init__(
        self,
        x_data: Optional[npt.ArrayLike] = None,
        check_finite: bool = True,
        assume_sorted: bool = False,
        output_dtype: Optional[npt.DTypeLike] = None,
    ) -> None:
        self.x: Optional[npt.NDArray[np.float64]] = None if x_data is None else numbers("x_data", x_data)
        self._order: Optional[npt.NDArray[np.intp]] = None
        if self.x is not None:
            if self.x.ndim != 1:
                raise RamatchTypeError(f"x_data has {self.x.ndim} dimensions, 1 needed")
            order = np.argsort(self.x, kind="stable")
            if not np.array_equal(order, np.arange(self.x.size)):
                self._order = order
        self._dtype = output_dtype

    def _fit(self, name: str, data: npt.ArrayLike, parameters: Dict[str, Any], mask: Any) -> Tuple[npt.NDArray[Any], Params]:
        y = np.asanyarray(data)
        x, order = self.x, self._order
        if x is not None and order is not None and y.shape[-1:] == x.shape:
            y, x = y[..., order], x[order]
            if mask is not None and mask.shape == order.shape:
                mask = mask[order]
        made, fit = preprocessing.baseline(y, name, x=x, mask=mask, **parameters)
        if order is not None:
            back = np.empty_like(made)
            back[..., order] = made
            made = back
        params = Params(fit=fit)
        if name in _ITERATIVE:
            ended: Any = (fit.iterations, fit.change)
            params["tol_history"] = _history(*ended) if made.ndim == 1 else [_history(*one) for one in zip(*ended)]
        return np.asarray(made, self._dtype), params

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Callable[..., Tuple[npt.NDArray[Any], Params]]: ...

    else:

        def __getattr__(self, name):
            raise AttributeError(f"ramatch has no baseline {plain(repr(name))}: it has {', '.join(_ALL)}")


_ITERATIVE = [name for name, signature in _ALL.items() if "max_iter" in signature.parameters]


def _history(iterations: Any, change: Any) -> npt.NDArray[np.float64]:
    """The changes of all rounds, of which the last is known."""
    history = np.full(int(iterations), np.nan)
    history[-1:] = change
    return history


def _mask(name: str, weights: Any) -> Any:
    """Weights of pybaselines' that say no more than which samples count."""
    if weights is None:
        return None
    weights = np.asarray(weights)
    if not np.isin(weights, (0, 1)).all():
        _ramatch._argument(f"{name}: weights are 0 or 1 for each sample, where it counts or not: others would change the first round alone")
    return weights.astype(bool)


def _method(name: str, signature: inspect.Signature) -> Callable[..., Tuple[npt.NDArray[Any], Params]]:
    defaults = {one.name: one.default for one in signature.parameters.values()}

    def method(self: Baseline, *args: Any, **keywords: Any) -> Tuple[npt.NDArray[Any], Params]:
        try:
            given = signature.bind(self, *args, **keywords)
        except TypeError as error:
            raise RamatchTypeError(f"{name}: {error}") from None
        arguments = dict(given.arguments)
        data, parameters, mask = arguments.pop("data"), {}, None
        del arguments["self"]
        more = arguments.pop("kwargs", {})
        for argument, value in {**arguments, **more}.items():
            if argument in _TAKEN and argument in defaults and not (name == "rubberband"):
                if value is not None:
                    parameters[argument] = value
            elif argument == "decreasing":
                parameters["window_order"] = "decreasing" if value else "increasing"
            elif argument == "smooth_half_window" and name == "rolling_ball":
                parameters.update({} if value is None else {argument: value})
            elif argument == "weights" and name in _WITH_MASK:
                mask = _mask(name, value)
            elif value is not None and not (argument in defaults and _is(value, defaults[argument])):
                instead = "use ramatch.baseline(y, ..., mask=) to leave samples out" if argument == "weights" else "leave it at its default"
                _ramatch._argument(f"{name}: ramatch has no {argument} = {plain(repr(value))[:60]}: {instead}")
        return self._fit(name, data, parameters, mask)

    method.__name__, method.__qualname__ = name, f"Baseline.{name}"
    method.__signature__ = signature  # type: ignore[attr-defined]
    method.__doc__ = f"""The baseline {name!r} with the arguments of pybaselines: see `ramatch.baseline`.

    Parameters
    ----------
    data : array_like, shape (n,) or (m, n)
        Intensities; what is masked in a numpy masked array does not count.

    Returns
    -------
    baseline : ndarray
        Of the shape of ``data``.
    params : Params
    """
    return method


def _is(value: Any, default: Any) -> bool:
    """Whether an argument is left as it was; arrays never are."""
    return np.ndim(value) == 0 and not isinstance(value, dict) and bool(value == default)


# Only where they are a mask throughout: the Whittaker family of pybaselines uses them in its first round alone.
_WITH_MASK: List[str] = ["modpoly", "imodpoly", "penalized_poly", "goldindec"]

for _name, _found in _ALL.items():
    setattr(Baseline, _name, _method(_name, _found))
del _name, _found
