"""One spectrum: its own axis, what is known of it, and arithmetic that does not mix axes."""

import numpy as np

from . import _axis, _optional, _ramatch
from ._errors import RamatchError, RamatchTypeError
from ._ramatch import Record, Spectrum

__all__ = ["Record", "Spectrum"]

Spectrum.__doc__ = """Raman shift in cm⁻¹ and intensity, each as long as the other; it never changes.

What comes as float64 goes out, and is written, as float64. It is compared as float32; from intensities that stand on a level of more than
a thousand times their spread (10⁹ ± 1) that level is taken out first, in float64, as baselines take it out anyway. Raman shifts that
float32 does not tell apart are refused. A falling axis is turned round, with its intensities.

Parameters
----------
shift : array_like, shape (n,)
    Raman shift in cm⁻¹, rising or falling, 16 points and more; what `axis` says otherwise.
intensity : array_like, shape (n,)
    Intensity in any unit.
laser_nm : float, optional
    The laser, if it is known.
axis : {"shift", "nm", "absolute"}, optional
    What `shift` holds, if not Raman shifts: wavelengths in nm, or absolute wavenumbers in cm⁻¹. Both need `laser_nm`, and become
    10⁷/laser − 10⁷/wavelength and 10⁷/laser − wavenumber.
metadata : dict of str to anything, optional
    What else is known, kept as text in `fields`.

Raises
------
RamatchError
    For NaN, axes that turn, lengths that differ, too few points, and an axis of another kind without its laser.

Examples
--------
>>> import numpy as np, ramatch
>>> shift = np.arange(200.0, 2400.0)
>>> spectrum = ramatch.Spectrum(shift, 500 + 9000 / (1 + ((shift - 520.5) / 3) ** 2), laser_nm=785, metadata={"sample": "wafer 3"})
>>> spectrum, spectrum[400:600], spectrum.metadata["sample"]
(Spectrum(2200 points, 200.0 to 2399.0 cm-1), Spectrum(201 points, 400.0 to 600.0 cm-1), 'wafer 3')
>>> doubled = 2 * spectrum - spectrum.intensity.min()
>>> doubled.laser_nm, bool(np.allclose(doubled.intensity, 2 * spectrum.intensity - spectrum.intensity.min()))
(785.0, True)
>>> ramatch.Spectrum(np.linspace(797, 967, 1024), np.arange(1024), laser_nm=785, axis="nm")
Spectrum(1024 points, 191.8 to 2397.6 cm-1)
>>> spectrum - ramatch.Spectrum(shift + 1, shift)  # doctest: +ELLIPSIS
Traceback (most recent call last):
...
ramatch.RamatchError: arithmetic needs one axis for both: 2200 points, 200 to 2399 cm⁻¹, and 2200 points, 201 to 2400 cm⁻¹; ...
"""


def _metadata(self):
    """All that is known of it, by names: what its file states, laser and format."""
    known = dict(self.fields)
    for name in ("laser_nm", "format"):
        if getattr(self, name) is not None:
            known[name] = getattr(self, name)
    return known


def _getitem(self, wanted):
    """The part between two Raman shifts in cm⁻¹, both included: ``s[400:1800]``."""
    part = _axis.between(self.shift, _axis.slice_only("a spectrum", wanted))
    return _ramatch._spectrum_like(self.shift[part], self.intensity[part], self)


def _resample(self, shift, *, kind="linear"):
    """The spectrum at other Raman shifts.

    Parameters
    ----------
    shift : array_like, shape (g,), or Spectrum
        Raman shifts in cm⁻¹ within the measured axis, or a spectrum whose axis is meant.
    kind : {"linear", "cell-mean"}
        At the points, or as the mean over the cells around them, which suits a coarser axis.

    Returns
    -------
    Spectrum
    """
    to = shift.shift if isinstance(shift, Spectrum) else shift
    made = _ramatch._resample(self.intensity, (self.shift, to), resampling(kind), 1, None)
    return _ramatch._spectrum_like(to, made, self)


def resampling(kind):
    """Whether means over cells are meant."""
    if kind not in ("linear", "cell-mean", "cell_mean"):
        _ramatch._argument(f'kind is "linear" or "cell-mean", not {kind!r:.60}')
    return kind != "linear"


def _operand(self, other):
    """Intensities, or a number, that arithmetic with this spectrum takes; None for what it does not know."""
    if isinstance(other, Spectrum):
        _axis.refuse_other(self.shift, other.shift, "arithmetic")
        return other.intensity
    if isinstance(other, (bool, np.bool_)) or np.ndim(other) != 0:
        return None
    try:
        return _ramatch._real("the number", other)
    except RamatchError:
        return None


def _arithmetic(operation, swapped=False):
    def method(self, other):
        value = _operand(self, other)
        if value is None:
            if isinstance(other, np.ndarray):
                raise RamatchTypeError("arithmetic of a spectrum is with numbers and spectra: an array has no axis of its own")
            return NotImplemented
        pair = (value, self.intensity) if swapped else (self.intensity, value)
        with np.errstate(all="ignore"):
            made = operation(*pair)
        if isinstance(other, Spectrum):
            # Of two measurements, neither file's words hold; doubts about either do.
            damage, warnings = (list(dict.fromkeys([*of(self), *of(other)])) for of in (lambda one: one.damage, lambda one: one.warnings))
            return _ramatch._spectrum_known(self.shift, made, (None, None), (damage, warnings))
        return _ramatch._spectrum_like(self.shift, made, self)

    return method


def _equals(self, other):
    if not isinstance(other, Spectrum):
        return NotImplemented
    return _axis.same(self.shift, other.shift) and bool(np.array_equal(self.intensity, other.intensity))


def _hash(self):
    # Of -0, which equals 0, too.
    return hash((self.shift.astype(np.float32).tobytes(), (self.intensity + 0.0).tobytes()))


def _plot(self, ax=None, *, baseline=None, **how):
    """Draw it with matplotlib.

    Parameters
    ----------
    ax : matplotlib.axes.Axes, optional
        Where to draw; new ones if none are given.
    baseline : str, optional
        The name of a baseline that is drawn with it.
    **how
        What ``ax.plot`` takes.

    Returns
    -------
    matplotlib.axes.Axes
    """
    return _optional.ours("plot").spectra(self, ax=ax, baseline=baseline, **how)


def _repr_html(self):
    return _optional.ours("_html").spectrum(self)


_METHODS = {
    "__getitem__": _getitem,
    "__add__": _arithmetic(np.add),
    "__radd__": _arithmetic(np.add, swapped=True),
    "__sub__": _arithmetic(np.subtract),
    "__rsub__": _arithmetic(np.subtract, swapped=True),
    "__mul__": _arithmetic(np.multiply),
    "__rmul__": _arithmetic(np.multiply, swapped=True),
    "__truediv__": _arithmetic(np.divide),
    "__neg__": lambda self: _ramatch._spectrum_like(self.shift, -self.intensity, self),
    "__eq__": _equals,
    "__hash__": _hash,
    # numpy would take it apart by its points.
    "__array_ufunc__": None,
    "__copy__": lambda self: self,
    "__deepcopy__": lambda self, memo: self,
    "_repr_html_": _repr_html,
    "metadata": property(_metadata),
    "plot": _plot,
    "resample": _resample,
}

for _name, _method in _METHODS.items():
    setattr(Spectrum, _name, _method)
del _name, _method
