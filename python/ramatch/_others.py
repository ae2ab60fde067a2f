"""Spectra as other packages hold them: looked at by what they have, so that none of these packages is imported."""

import numpy as np


def _package(value):
    """The package that a value's class is of."""
    return type(value).__module__.partition(".")[0]


def numeric(labels):
    """Labels of columns or of an index as numbers; None where one is no number, and for a mere count of rows."""
    if type(labels).__name__ == "RangeIndex":
        return None
    try:
        numbers = np.array([float(label) for label in labels])
    except (TypeError, ValueError):
        return None
    return numbers if numbers.size and np.isfinite(numbers).all() else None


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
    if package == "xarray" and getattr(value, "ndim", None) == 1 and value.dims[0] in getattr(value, "coords", {}):
        return np.asarray(value.coords[value.dims[0]]), np.ma.masked_invalid(value.to_numpy()).filled(np.nan)
    if package == "ramanspy" and getattr(value.spectral_data, "ndim", None) == 1:
        return value.spectral_axis, value.spectral_data
    if package == "ramanchada2" and hasattr(value, "x") and hasattr(value, "y"):
        return value.x, value.y
    return None


def matrix_of(value):
    """(shift, matrix, other dimensions) of many spectra of another package, its last dimension the spectral one; None for anything else."""
    package = _package(value)
    if package == "pandas" and getattr(value, "ndim", None) == 2:
        shift = numeric(value.columns)
        return None if shift is None else (shift, value.to_numpy(), value.shape[:1])
    if package == "polars" and hasattr(value, "columns"):
        shift = numeric(value.columns)
        return None if shift is None else (shift, value.to_numpy(), (value.height,))
    if package == "xarray" and getattr(value, "ndim", 0) >= 2 and value.dims[-1] in getattr(value, "coords", {}):
        values = value.to_numpy()
        return np.asarray(value.coords[value.dims[-1]]), values.reshape(-1, values.shape[-1]), values.shape[:-1]
    if package == "ramanspy" and getattr(value.spectral_data, "ndim", 0) >= 2:
        values = value.spectral_data
        return value.spectral_axis, values.reshape(-1, values.shape[-1]), values.shape[:-1]
    return None


def positions_of(value, shape):
    """x and y of an image of xarray, where its dimensions have them, point by point."""
    coordinates = getattr(value, "coords", {})
    if len(shape) != 2 or not {"y", "x"} <= set(coordinates):
        return {}
    try:
        y, x = np.meshgrid(np.asarray(coordinates["y"], float), np.asarray(coordinates["x"], float), indexing="ij")
    except (TypeError, ValueError):
        return {}
    return {"x": x.ravel(), "y": y.ravel()} if x.shape == tuple(shape) else {}
