"""A recipe as Python sees it: readable, as a dict, and done to a matrix."""

import json

import numpy as np

from . import _ramatch
from ._errors import RamatchTypeError, plain
from ._ramatch import Recipe, Spectrum

__all__ = ["Recipe"]

Recipe.__doc__ = """How spectra are prepared and compared: steps on the measured points, a grid of Raman shifts, and steps on the grid.

Equal content makes equal recipes, with the same `id`; they are keys of dicts, and pickled. `Recipe.default` is the one of the built-in
library. `from_toml`, `from_json` and `from_dict` make one of what `to_toml`, `to_json` and `to_dict` yield.

Attributes
----------
id : str
    Its identity: equal ids mean equal processing everywhere.
shift : ndarray of float64, shape (g,)
    Raman shifts of its grid in cm⁻¹.

Examples
--------
>>> import ramatch
>>> recipe = ramatch.Recipe.default()
>>> recipe  # doctest: +ELLIPSIS
Recipe(whitaker-hayes → 150 to 2451.75 by 2.25 cm⁻¹, cell-mean → arpls lam=100000 → fourier gaussian → l2; cosine; id ...)
>>> settings = recipe.to_dict()
>>> settings["gridded"][0]["lambda"] = 1e6
>>> stiffer = ramatch.Recipe.from_dict(settings)
>>> stiffer == recipe, ramatch.Recipe.from_json(stiffer.to_json()) == stiffer
(False, True)
"""


def _to_dict(self):
    """All of it as plain data, with the names that recipe files have."""
    return json.loads(self.to_json())


def _from_dict(settings):
    """The recipe of what `to_dict` yields."""
    try:
        text = json.dumps(settings)
    except (TypeError, ValueError) as error:
        _ramatch._argument(f"no recipe: {error}")
    return Recipe.from_json(text)


def _step(step):
    words = [step.get("method", step["step"])]
    if "response" in step:
        words.append(step["response"])
    for name in ("lambda", "window", "poly_order", "max_half_window", "half_window"):
        if name in step:
            words.append(f"{'lam' if name == 'lambda' else name}={step[name]:g}")
    return " ".join(words)


def _repr(self):
    made = self.to_dict()
    first, last, step = self.shift[0], self.shift[-1], made["grid"]["step_cm1"]
    grid = f"{first:g} to {last:g} by {step:g} cm⁻¹, {made['resample']}"
    steps = [*map(_step, made["native"]), grid, *map(_step, made["gridded"])]
    return plain(f"Recipe({' → '.join(steps)}; {made['metric']}; id {self.id})")


def _prepare(self, y, shift, *, threads=None, progress=None):
    """Prepare one spectrum, or each row of a matrix, as references of a library of this recipe are prepared.

    Parameters
    ----------
    y : array_like, shape (n,) or (m, n)
        Intensities.
    shift : array_like, shape (n,)
        Raman shift in cm⁻¹, rising or falling.
    threads, progress
        As `baseline` takes them.

    Returns
    -------
    ndarray of float32, shape (g,) or (m, g)
        Samples at `shift` of the recipe. Where the spectrum does not reach they are 0.

    Raises
    ------
    RamatchError
        With the row, for a spectrum that is flat or covers too little of the grid.
    """
    if hasattr(y, "with_intensity") or isinstance(y, Spectrum):
        raise RamatchTypeError("y is an array of intensities: pass spectrum.intensity and spectrum.shift")
    try:
        shift, y = np.asanyarray(shift), np.asanyarray(y)
    except ValueError as error:
        raise RamatchTypeError(f"y or shift is no array of numbers: {error}") from None
    samples, _ = self._prepare(y, shift, threads, progress)
    return samples[0] if y.ndim == 1 else samples


Recipe.to_dict = _to_dict
Recipe.from_dict = staticmethod(_from_dict)
Recipe.prepare = _prepare
Recipe.__repr__ = _repr
