"""The same measurement as other programs would have written it: finer, smoother, thinner, with dead ends."""

import numpy as np

from .drawn import HIGH_CM1, LOW_CM1, smoothed

#: Points that say nothing at either end.
DEAD = 30


def finer(shift, times):
    """`times` as many points, those that were there among them."""
    return np.interp(np.arange((shift.size - 1) * times + 1) / times, np.arange(shift.size), shift)


def _lines(times):
    def export(shift, counts):
        axis = finer(shift, times)
        return axis, np.interp(axis, shift, counts)

    return export


def _spline(times):
    def export(shift, counts):
        from scipy.interpolate import CubicSpline

        axis = finer(shift, times)
        return axis, CubicSpline(shift, counts, bc_type="natural")(axis)

    return export


def _smoother(deviation_cm1):
    return lambda shift, counts: (shift, smoothed(shift, counts, deviation_cm1))


def _thinner(step_cm1):
    def export(shift, counts):
        kept = np.unique(np.searchsorted(shift, np.arange(shift[0], shift[-1], step_cm1)))
        return shift[kept], counts[kept]

    return export


def dead_ends(value, points=DEAD):
    """Export of this value, or the nearest living one for None, instead of so many points at either end of the matcher's grid."""

    def export(shift, counts):
        shift, counts = inner(shift, counts, 0)
        live = counts[points:-points]
        first, last = (live[0], live[-1]) if value is None else (value, value)
        return shift, np.concatenate([np.full(points, first), live, np.full(points, last)])

    return export


def inner(shift, counts, ends=DEAD):
    """What lies within the matcher's grid, without so many points at either end."""
    inside = np.nonzero((shift >= LOW_CM1) & (shift <= HIGH_CM1))[0]
    kept = slice(inside[0] + ends, inside[-1] + 1 - ends)
    return shift[kept], counts[kept]


EXPORTS = {
    "lines, 2× finer": _lines(2),
    "lines, 8× finer": _lines(8),
    "lines, 32× finer": _lines(32),
    "spline, 2× finer": _spline(2),
    "spline, 8× finer": _spline(8),
    "smoothed, σ 1.5 cm⁻¹": _smoother(1.5),
    "smoothed, σ 2.5 cm⁻¹": _smoother(2.5),
    "every second point": lambda shift, counts: (shift[::2], counts[::2]),
    "a point every 6 cm⁻¹": _thinner(6.0),
    "a point every 12 cm⁻¹": _thinner(12.0),
    "a point every 16 cm⁻¹": _thinner(16.0),
    "a point every 24 cm⁻¹": _thinner(24.0),
    "a point every 64 cm⁻¹": _thinner(64.0),
    "30 constant points at either end": dead_ends(None),
    "30 zeros at either end": dead_ends(0.0),
}
#: Exports that are compared with `inner` and not with the whole spectrum.
AGAINST_INNER = {name for name in EXPORTS if name.endswith("at either end")}
