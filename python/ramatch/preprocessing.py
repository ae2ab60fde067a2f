"""Baselines, smoothing, normalisation and despiking of one spectrum, or of a matrix with one in each row."""

import functools
import json
import math
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import _axis, _ramatch
from ._errors import RamatchError, RamatchTypeError, plain
from ._given import a_spectrum
from ._ramatch import Spectrum
from .spectrum import resampling

__all__ = [
    "Fit",
    "baseline",
    "despike",
    "despike_shots",
    "detrend",
    "normalize",
    "quality",
    "resample",
    "scatter_correct",
    "smooth",
    "whittaker_gcv",
]


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


_SMOOTHS = ("fourier", "savitzky-golay", "whittaker")
_NORMALS = ("l2", "max", "min-max", "area", "snv", "rnv")
_DESPIKES = ("whitaker-hayes", "prominence")


def _named(what, method, names):
    """The name of a method as it is written here: arPLS and savitzky_golay are meant as well."""
    if not isinstance(method, str):
        raise RamatchTypeError(f"a {what} is called by its name, not {type(method).__name__}")
    return _known(what, method, names)


@functools.lru_cache(maxsize=256)
def _known(what, method, names):
    called = method.lower().replace("_", "-")
    for name in names:
        if name.replace("_", "-") == called:
            return name
    _ramatch._argument(f'there is no {what} "{plain(method)}": they are {", ".join(names)}')


# As scipy calls them, and as recipes do.
_ALIASES = {"window_length": "window", "polyorder": "poly_order", "deriv": "derivative"}


def _settings(method, parameters):
    listed = []
    for given, value in parameters.items():
        name = _ALIASES.get(given, given)
        if given == "lambda":
            _ramatch._argument(f"{method}: lambda is taken in Python: the parameter is called lam")
        if name != given and name in parameters:
            _ramatch._argument(f"{method}: {given} and {name} are one parameter: state it once")
        if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.ndim == 0):
            value = value.item()
        if not isinstance(value, (bool, int, float, str)):
            raise RamatchTypeError(f"{method}: {name} is a number or a word, not {type(value).__name__}")
        if isinstance(value, float) and not math.isfinite(value):
            _ramatch._argument(f"{method}: {name} = {value} is outside its domain (finite numbers)")
        # 1, 1.0 and True are equal, and not the same.
        listed.append((name, type(value), value))
    return _as_json(method, tuple(listed))


@functools.lru_cache(maxsize=256)
def _as_json(method, parameters):
    settings = {"method": method}
    for name, _, value in parameters:
        # `lambda` is taken in Python.
        name = "lambda" + name[3:] if name == "lam" or name.startswith("lam_") else name
        settings[name] = value.replace("_", "-") if isinstance(value, str) else value
    return json.dumps(settings)


def baseline(y, method="arpls", *, x=None, mask=None, axis=-1, threads=None, progress=None, **parameters):
    """Estimate the baseline under the bands.

    Parameters
    ----------
    y : array_like, shape (n,) or (m, n), Spectrum or SpectrumCollection
        Intensities, one spectrum or one in each row; float32 stays float32, all else is float64. Of a spectrum or a collection, `x` is
        its axis, and what is yielded is one as well.
        Do not write to it meanwhile. What is masked in a numpy masked array does not count, as by `mask`.
    method : str
        One of ``ramatch.BASELINES``, in capitals or not: ``arpls``, ``asls``, ``snip``, ``modpoly``, ``rolling_ball`` ...; the
        book has a page for each.
    x : array_like, shape (n,), optional
        Where the samples stand (Raman shift, wavelength ...), strictly rising or strictly falling, the same for all rows; equally
        spaced if none is given. As in pybaselines, ``modpoly``, ``imodpoly``, ``penalized_poly`` and ``goldindec`` fit polynomials
        over it, stretched to -1 ... 1, ``iasls`` the quadratic of its first weights, and ``rubberband`` draws its lines in it.
        All other methods count in samples: there it is checked and makes no difference.
    mask : array_like of bool, shape (n,), optional
        False where a sample is not to count.
    axis : int
        The dimension that spectra run along, of an array of any number of dimensions.
    threads : int, optional
        At most so many; by default as many as there are cores.
    progress : callable, optional
        Called with rows done and rows there are. Returning False, or anything else that counts as false (0, ``numpy.False_``), calls
        it off; None goes on.
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
        For anything that has no finite answer, with the row; for an ``x`` of another length, that is not finite or that turns
        back, with the index.
    RamatchTypeError
        A `RamatchError` and a `TypeError`: for arrays of anything but real numbers, and other arguments of types that do not fit, here
        and in all functions.

    Examples
    --------
    >>> import numpy as np, ramatch
    >>> x = np.arange(1000.0)
    >>> y = 5 + 0.01 * x + 100 / (1 + ((x - 400) / 5) ** 2) + np.random.default_rng(1).normal(0, 0.5, x.size)
    >>> z, fit = ramatch.baseline(y, "arpls", lam=1e6)
    >>> bool(fit.converged), bool(abs(z[700] - 12) < 0.5)
    (True, True)
    """
    settings = _settings(_named("baseline", method, _ramatch.BASELINES), parameters)
    y, own, whole = _of(y)
    x, fits = own if x is None else x, []

    def work(y):
        made, fit = _ramatch._baseline(y, settings, mask, x, threads, progress)
        fits.append(fit)
        return made

    made = _along(y, axis, work)
    return whole(made), Fit(*fits[0])


def _of(y):
    """Intensities, the axis that they have of themselves, and how what is made of them becomes what was given: a spectrum, a collection."""
    if isinstance(y, Spectrum):
        return y.intensity, y.shift, lambda made: _ramatch._spectrum_like(y.shift, made, y)
    if hasattr(y, "with_intensity"):
        return y.intensity, y.shift, y.with_intensity
    if isinstance(y, tuple) and len(y) == 2 and all(np.ndim(one) == 1 for one in y):
        raise RamatchTypeError("y is intensities, not a pair with its axis: pass the intensities, or a Spectrum of both")
    return y, None, lambda made: made


def _along(y, axis, work):
    """What `work` makes of the spectra of an array, which run along one of its axes; of the same shape where that is kept."""
    if axis == -1 and getattr(y, "ndim", 1) <= 2:
        return work(y)
    if isinstance(axis, (bool, np.bool_)) or not hasattr(axis, "__index__"):
        raise RamatchTypeError(f"axis is a whole number, not {axis!r:.60}")
    values, axis = np.asanyarray(y), axis.__index__()
    if not -values.ndim <= axis < values.ndim:
        _ramatch._argument(f"axis = {axis} is outside its domain: y has {values.ndim} dimensions")
    moved = np.moveaxis(values, axis, -1)
    if moved.ndim <= 2:
        return np.moveaxis(work(moved), -1, axis)
    made = work(moved.reshape(-1, moved.shape[-1]))
    return np.moveaxis(made.reshape(*moved.shape[:-1], made.shape[-1]), -1, axis)


def _step(own, step, needed):
    """The distance of neighbours: as it is given, else that of the axis, which has to be even where it matters."""
    if step is not None or own is None:
        return 1.0 if step is None else step
    apart = np.diff(own.astype(np.float64))
    if needed and np.ptp(apart) > 0.02 * apart.mean():
        text = f"{apart.min():.3g} to {apart.max():.3g} cm⁻¹ apart: resample to an even axis first, or pass step="
        _ramatch._argument(f"smoothing by cm⁻¹ needs neighbours at one distance, these are {text}")
    return float(apart.mean())


def smooth(y, method="fourier", *, step=None, axis=-1, threads=None, progress=None, **parameters):
    """Smooth one spectrum or each row of a matrix.

    Parameters
    ----------
    y : array_like, shape (n,) or (m, n), Spectrum or SpectrumCollection
        Intensities at equal spacing; of a spectrum or a collection one is yielded.
    method : str
        ``fourier`` (``response``: gaussian, ideal, butterworth, raised-cosine, wiener; ``cut_off``: resolution,
        noise-floor; ``resolution_cm1``; ``order``), ``savitzky-golay`` (``window_length``, ``polyorder``, ``deriv``, as scipy calls them;
        Savitzky & Golay 1964) or ``whittaker`` (``lam``; Eilers 2003).
    step : float, optional
        Distance of neighbours in cm⁻¹, below 0 on a falling axis: derivatives are per cm⁻¹. 1 for arrays; of a spectrum or a collection
        that of its axis, which has to be even for derivatives and the Fourier transform.
    axis : int
        The dimension that spectra run along, of an array of any number of dimensions.

    Returns
    -------
    ndarray
        Of the shape of ``y``.

    Examples
    --------
    >>> import numpy as np, ramatch
    >>> x = 2000 - 0.5 * np.arange(100)
    >>> slope = ramatch.smooth(3 * x, "savitzky-golay", step=-0.5, derivative=1)
    >>> bool(np.allclose(slope, 3))
    True
    """
    method = _named("smoothing", method, _SMOOTHS)
    settings = _settings(method, parameters)
    y, own, whole = _of(y)
    step = _step(own, step, method == "fourier" or not parameters.keys().isdisjoint(("deriv", "derivative")))
    try:
        return whole(_along(y, axis, lambda y: _ramatch._smooth(y, settings, step, threads, progress)))
    except RamatchError as error:
        for given, name in _ALIASES.items():
            # By the name that it was given by.
            if given in parameters and error.args[0].startswith(f"{name} = "):
                error.args = (error.args[0].replace(name, given, 1),)
        raise


def normalize(y, method="l2", *, shift=None, step=1.0, axis=-1, threads=None, progress=None):
    """Bring one spectrum, or each row of a matrix, to one scale.

    Parameters
    ----------
    y : array_like, shape (n,) or (m, n)
        Intensities.
    method : str
        ``l2``, ``max``, ``min-max``, ``area`` (over ``shift``, or ``step``), ``snv`` or ``rnv``.
    shift : array_like, shape (n,), optional
        Where samples stand, rising or falling; distances are taken in float64, however far from 0 they lie.
    step : float
        Distance of neighbours where no ``shift`` is given.
    axis : int
        The dimension that spectra run along.

    Raises
    ------
    RamatchError
        Where there is nothing to divide by; never NaN.
    """
    settings = json.dumps(_named("normalisation", method, _NORMALS))
    y, own, whole = _of(y)
    shift = own if shift is None else shift
    return whole(_along(y, axis, lambda y: _ramatch._normalize(y, settings, shift, step, threads, progress)))


def resample(y, shift, new_shift, *, kind="linear", axis=-1, threads=None, progress=None):
    """Read one spectrum, or each row of a matrix, at other Raman shifts.

    Parameters
    ----------
    y : array_like, shape (n,) or (m, n)
        Intensities; float32 stays float32.
    shift : array_like, shape (n,)
        Raman shifts in cm⁻¹ at which they were measured, rising or falling.
    new_shift : array_like, shape (g,)
        Raman shifts within the measured axis, rising or falling.
    kind : {"linear", "cell-mean"}
        On the straight lines between the points, as `numpy.interp`, or as their mean over the cell of each new point, which ends halfway
        to its neighbours: so the noise of a finer axis is averaged and not folded back.
    axis : int
        The dimension that spectra run along.

    Returns
    -------
    ndarray, shape (g,) or (m, g)

    Raises
    ------
    RamatchError
        For a new Raman shift beyond the measured ones, where nothing is known.

    Examples
    --------
    >>> import ramatch
    >>> ramatch.resample([5.0, 6.0, 9.0], [100.0, 101.0, 104.0], [104.0, 102.0, 100.5])
    array([9. , 7. , 5.5])
    """
    cells = resampling(kind)
    return _along(y, axis, lambda y: _ramatch._resample(y, (shift, new_shift), cells, threads, progress))


def detrend(y, poly_order=1, *, axis=-1, threads=None):
    """Take a polynomial of least squares out of one spectrum or each row of a matrix.

    Parameters
    ----------
    y : array_like, shape (n,) or (m, n), Spectrum or SpectrumCollection
        Intensities at equal spacing; of a spectrum or a collection one is yielded.
    poly_order : int
        Order of the polynomial.
    axis : int
        The dimension that spectra run along.

    Returns
    -------
    ndarray
        Of the shape of ``y``.

    Examples
    --------
    >>> import numpy as np, ramatch
    >>> bool(np.allclose(ramatch.detrend(3 + 2 * np.arange(50.0)), 0, atol=1e-9))
    True
    """
    y, _, whole = _of(y)
    return whole(_along(y, axis, lambda y: _ramatch._detrend(y, poly_order, threads)))


def scatter_correct(y, reference=None, *, poly_order=0, threads=None):
    """Multiplicative scatter correction, extended by a polynomial where its order is above 0 (MSC, EMSC).

    Parameters
    ----------
    y : array_like, shape (n,) or (m, n)
        Intensities.
    reference : array_like, shape (n,), optional
        The mean of all rows if none is given.
    poly_order : int
        0 for MSC.

    Returns
    -------
    corrected : ndarray
        Of the shape of ``y``.
    factor : float or ndarray
        What each spectrum was divided by.
    """
    y, own, whole = _of(y)
    if isinstance(reference, Spectrum):
        if reference.damage:
            _ramatch._argument("reference was salvaged from a damaged file: its doubt would be lost")
        if own is not None:
            _axis.refuse_other(own, reference.shift, "scatter correction")
        reference = reference.intensity
    made, factor = _ramatch._scatter(y, reference, poly_order, threads)
    return whole(made), factor


def despike(shift, y=None, method="whitaker-hayes", *, replace=True, **parameters):
    """Take cosmic rays out of a spectrum, or out of each row of a matrix.

    Parameters
    ----------
    shift : array_like, shape (n,), Spectrum or SpectrumCollection
        Raman shift in cm⁻¹; only distances matter, and they are taken in float64. A spectrum or a collection stands for both, and is
        yielded as one.
    y : array_like, shape (n,) or (m, n)
        Intensities; computed with as float64.
    method : str
        ``whitaker-hayes`` (``threshold``, ``max_width``, ``min_band_cm1``) or ``prominence`` (the same).
    replace : bool
        False leaves ``y`` as it is and only marks.

    Returns
    -------
    y : ndarray
        With the altered points replaced by the mean of their neighbours.
    altered : ndarray of bool
        Where.
    cannot_tell : bool
        Nothing was altered, since one shot cannot tell cosmic rays from bands or noise: the points are too far apart, or
        most of them are alike, so that the noise is not known.
    """
    settings = _settings(_named("despiking", method, _DESPIKES), parameters)
    if y is not None:
        return _ramatch._despike(shift, y, settings, replace)
    y, own, whole = _of(shift)
    if own is None:
        raise RamatchTypeError("despike takes Raman shifts and intensities, or a Spectrum or SpectrumCollection")
    made, altered, cannot_tell = _ramatch._despike(own, y, settings, replace)
    return whole(made), altered, cannot_tell


def despike_shots(shots, threshold=8.0):
    """Take cosmic rays out of three or more shots of one sample, however narrow its bands are.

    Parameters
    ----------
    shots : array_like, shape (m, n)
        One shot in each row.
    threshold : float
        Standard deviations above the median of the shots.

    Returns
    -------
    shots : ndarray, shape (m, n)
    altered : ndarray of bool, shape (m, n)

    Warns
    -----
    UserWarning
        Where something stands out of a shot in which hardly any point varies, so that its noise is not known.
    """
    shots, altered, cannot_tell = _ramatch._despike_shots(shots, threshold)
    if cannot_tell:
        text = "something stands out of a shot in which hardly any point varies: nobody can tell whether it is a cosmic ray"
        warnings.warn(text, stacklevel=2)
    return shots, altered


def whittaker_gcv(y, weights=None):
    """Smooth by Whittaker with the stiffness of least generalised cross-validation.

    Returns
    -------
    z : ndarray, shape (n,)
    lam : float
    score : float
    """
    return _ramatch._whittaker_gcv(y, weights)


def quality(spectrum):
    """What a spectrum's own points say about its quality.

    Parameters
    ----------
    spectrum : Spectrum, (shift, intensity), or path

    Returns
    -------
    dict
        ``snr``, ``sigma``, ``saturated``, ``flat``, ``spikes_cm1``, ``negative_lobes``, ``rise_under_band``,
        ``range_cm1``, ``gap_cm1`` ...
    """
    return json.loads(_ramatch._quality(a_spectrum(spectrum)))
