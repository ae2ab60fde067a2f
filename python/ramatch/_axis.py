"""Axes of Raman shifts: whether two are one, and what lies between two Raman shifts."""

import numpy as np

from . import _ramatch
from ._errors import RamatchTypeError


def same(one, other):
    """Whether two axes are the same to the bit, as far as float32 holds them where one of them came so."""
    if one.shape != other.shape:
        return False
    if one.dtype != other.dtype:
        one, other = one.astype(np.float32), other.astype(np.float32)
    return bool((one == other).all())


def refuse_other(one, other, doing):
    """Refuses two axes that are not one."""
    if same(one, other):
        return
    first, second = (f"{axis.size} points, {axis[0]:g} to {axis[-1]:g} cm⁻¹" for axis in (one, other))
    _ramatch._argument(f"{doing} needs one axis for both: {first}, and {second}; slice both to what they share (s[400:1800]), then other.resample(s)")


def _end(name, value):
    if value is None:
        return None
    value = _ramatch._real(name, value)
    if not np.isfinite(value):
        _ramatch._argument(f"{name} = {value} is no Raman shift")
    return value


def between(shift, wanted):
    """The slice of a rising axis from one Raman shift to another, in cm⁻¹, both included."""
    if wanted.step is not None:
        _ramatch._argument("a slice of Raman shifts has no step: s[400:1800]")
    low, high = _end("the slice's start", wanted.start), _end("the slice's end", wanted.stop)
    if low is not None and high is not None and low > high:
        _ramatch._argument(f"the slice {low:g}:{high:g} ends before it begins")
    begin = 0 if low is None else int(np.searchsorted(shift, low, "left"))
    end = shift.size if high is None else int(np.searchsorted(shift, high, "right"))
    if begin >= end:
        _ramatch._argument(f"nothing was measured there: the axis runs from {shift[0]:g} to {shift[-1]:g} cm⁻¹")
    return slice(begin, end)


def slice_only(what, wanted):
    """Refuses an index that is no slice."""
    if not isinstance(wanted, slice):
        raise RamatchTypeError(f"{what} is sliced by Raman shifts in cm⁻¹: s[400:1800], not s[{wanted!r:.40}]")
    return wanted
