"""Spectra as other packages hold them: looked at by what they have, so that none of these packages is imported."""

import numpy as np

from . import _ramatch


def _package(value):
    """The package that a value's class is of."""
    return type(value).__module__.partition(".")[0]


def numeric(labels):
    """Labels of columns or of an index as Raman shifts; None where they are none.

    Whole numbers that nobody calls a Raman shift may count rows, and an axis that is called wavelength is another quantity.
    """
    called = str(getattr(labels, "name", None) or "").lower()
    if type(labels).__name__ == "RangeIndex" or "wavelength" in called or called.split("_")[-1] == "nm":
        return None
    if getattr(getattr(labels, "dtype", None), "kind", "") in ("i", "u") and not any(word in called for word in SPECTRAL):
        return None
    try:
        numbers = np.array([float(label) for label in labels])
    except (TypeError, ValueError):
        return None
    return numbers if numbers.size and np.isfinite(numbers).all() else None


# What dimensions and indices of Raman shifts are called, in part.
SPECTRAL = ("raman", "shift", "wavenumber", "cm1", "cm-1")
_UNITS = ("", "cm-1", "cm^-1", "cm⁻¹", "1/cm", "cm**-1", "1 / centimeter", "rel. 1/cm")


def _array(value):
    """(shift, values with the spectral dimension last, names of the other dimensions) of an array of xarray; None without an axis."""
    names = [name for name in value.dims if any(word in str(name).lower() for word in SPECTRAL)]
    axis = names[0] if len(names) == 1 else value.dims[-1]
    coordinates = getattr(value, "coords", {})
    if axis not in coordinates:
        return None
    unit = str(coordinates[axis].attrs.get("units", "")).strip().lower()
    if unit not in _UNITS or "wavelength" in str(axis).lower():
        _ramatch._argument(f"the dimension {axis!r} is in {unit or 'nm'}, not Raman shift in cm⁻¹: convert it with the laser's wavelength")
    others = [name for name in value.dims if name != axis]
    return np.asarray(coordinates[axis]), value.transpose(*others, axis).to_numpy(), others


def pair_of(value):
    """(shift, intensity) of one spectrum of another package; None for anything else."""
    package = _package(value)
    if package == "pandas" and getattr(value, "ndim", None) == 1:
        shift = numeric(value.index)
        return None if shift is None else (shift, value.to_numpy())
    if package == "pandas" and getattr(value, "ndim", None) == 2:
        if value.shape[1] == 2:
            return value.iloc[:, 0].to_numpy(), value.iloc[:, 1].to_numpy()
        shift = numeric(value.index) if value.shape[1] == 1 else None
        return None if shift is None else (shift, value.iloc[:, 0].to_numpy())
    if package == "polars" and hasattr(value, "width") and value.width == 2:
        return value.to_series(0).to_numpy(), value.to_series(1).to_numpy()
    if package == "xarray" and getattr(value, "ndim", None) == 1:
        found = _array(value)
        return None if found is None else found[:2]
    if package == "ramanspy" and getattr(value.spectral_data, "ndim", None) == 1:
        return value.spectral_axis, value.spectral_data
    if package == "ramanchada2" and hasattr(value, "x") and hasattr(value, "y"):
        return value.x, value.y
    return None


def matrix_of(value):
    """(shift, matrix, other dimensions, positions) of many spectra of another package, its last dimension the spectral one; None for
    anything else."""
    package = _package(value)
    if package == "pandas" and getattr(value, "ndim", None) == 2:
        shift = numeric(value.columns)
        return None if shift is None else (shift, value.to_numpy(), value.shape[:1], {})
    if package == "polars" and hasattr(value, "columns"):
        shift = numeric(value.columns)
        return None if shift is None else (shift, value.to_numpy(), (value.height,), {})
    if package == "xarray" and getattr(value, "ndim", 0) >= 2:
        found = _array(value)
        if found is None:
            return None
        shift, values, names = found
        return shift, values.reshape(-1, values.shape[-1]), values.shape[:-1], _positions(value, names)
    if package == "ramanspy" and getattr(value.spectral_data, "ndim", 0) >= 2:
        values = value.spectral_data
        return value.spectral_axis, values.reshape(-1, values.shape[-1]), values.shape[:-1], {}
    return None


def _positions(value, names):
    """x and y of an image of xarray, where its dimensions are called so, point by point."""
    if sorted(map(str, names)) != ["x", "y"]:
        return {}
    try:
        first, second = (np.asarray(value.coords[name], float) for name in names)
    except (KeyError, TypeError, ValueError):
        return {}
    places = np.meshgrid(first, second, indexing="ij")
    return {str(name): place.ravel() for name, place in zip(names, places)}
