"""Which substance does this Raman spectrum show?

The work is done in Rust; here are its names. A result is a ranking for an analyst, not an identification.

>>> import numpy as np, ramatch
>>> shift = np.arange(200.0, 2400.0)
>>> counts = 500 + 9000 / (1 + ((shift - 520.5) / 3) ** 2) + np.random.default_rng(1).normal(0, 5, shift.size)
>>> ramatch.identify((shift, counts)).best.substance
'silicon'
"""

import functools
import json
import os
from dataclasses import dataclass, fields
from typing import Any, Dict, List, Optional, Tuple

from ._ramatch import Library as _Library
from ._ramatch import BASELINES, RamatchError, Recipe, Spectrum, __version__
from .preprocessing import (
    Fit,
    baseline,
    despike,
    despike_shots,
    detrend,
    normalize,
    quality,
    scatter_correct,
    smooth,
    whittaker_gcv,
)

__all__ = [
    "BASELINES",
    "Fit",
    "Hit",
    "Library",
    "RamatchError",
    "Recipe",
    "Result",
    "Spectrum",
    "__version__",
    "baseline",
    "despike",
    "despike_shots",
    "detrend",
    "identify",
    "normalize",
    "quality",
    "read",
    "scatter_correct",
    "smooth",
    "whittaker_gcv",
]


@dataclass(frozen=True)
class Hit:
    """One substance of a ranking.

    Attributes
    ----------
    rank : int
        Place in the ranking, from 1.
    substance : str
        Preferred name.
    cosine : float
        Cosine over the common stretch of the axis, -1 to 1.
    margin : float or None
        Cosine minus that of the next substance.
    form, grade, entry, source, licence, attribution : str
        Of the best reference.
    bands : dict
        ``expected``, ``matched`` and ``missing_cm1``: the reference's bands.
    """

    rank: int
    substance: str
    substance_id: str
    cas: Optional[str]
    formula: Optional[str]
    tags: List[str]
    schedules: List[str]
    form: str
    cosine: float
    margin: Optional[float]
    compared_cm1: Tuple[float, float]
    bands: Dict[str, Any]
    entry: str
    grade: str
    source: str
    licence: str
    attribution: str
    instrument: str
    laser_nm: Optional[float]
    note: str = ""


_HIT_FIELDS = {field.name for field in fields(Hit)}


class Result:
    """A ranking of substances for one spectrum.

    Attributes
    ----------
    hits : list of Hit
        Substances, best first; empty where nothing could be scored.
    warnings : list of dict
        ``code`` and ``text`` of what makes the ranking less believable.
    query : dict
        What was asked: points, range, coverage, signal-to-noise ratio, bands.
    """

    def __init__(self, answer):
        self._answer = answer
        self._report = json.loads(answer.to_json())
        self.hits = [
            Hit(**{name: value for name, value in hit.items() if name in _HIT_FIELDS})
            for hit in self._report["hits"]
        ]
        self.warnings = self._report["warnings"]
        self.query = self._report["query"]

    @property
    def best(self):
        """The first hit, or None."""
        return self.hits[0] if self.hits else None

    def to_dict(self):
        """The report as plain data, as the terminal's ``--json`` shows it."""
        return json.loads(self._answer.to_json())

    def curves(self):
        """The curves behind the ranking.

        Returns
        -------
        dict of str to numpy.ndarray
            ``shift`` (cm⁻¹), ``measured`` and ``baseline`` in the query's unit, ``query`` as compared, ``reference``
            scaled to it and ``residual``; the last two are NaN where the reference is unknown, and empty where
            nothing could be scored.
        """
        return self._answer.curves()

    def plot(self, path=None, *, ax=None):
        """Draw query, baseline, best reference and residual.

        Parameters
        ----------
        path : str or path-like, optional
            Where to write the SVG; it is written whole or not at all.
        ax : matplotlib.axes.Axes, optional
            Draw what was compared there as well. matplotlib is not needed otherwise.

        Returns
        -------
        str
            The SVG.
        """
        if ax is not None:
            curves = self.curves()
            ax.plot(curves["shift"], curves["query"], "k-", label="query, corrected and smoothed")
            if self.best is not None:
                ax.plot(curves["shift"], curves["reference"], "b--", label=self.best.entry)
                ax.plot(curves["shift"], curves["residual"], "0.5", linewidth=0.8, label="residual")
            ax.set_xlabel("Raman shift (cm⁻¹)")
            ax.set_ylabel("intensity (normalised)")
            ax.legend()
        if path is not None:
            self._answer.write_svg(os.fspath(path))
        return self._answer.to_svg()

    def _repr_svg_(self):
        return self._answer.to_svg()

    def __repr__(self):
        if not self.hits:
            return "Result(nothing could be scored)"
        return f"Result({self.best.substance}, cosine {self.best.cosine:.4f}, {len(self.hits)} hits)"


class Library:
    """A library of references.

    Use `Library.default` for the built-in demonstration library, `Library.open` for a file.
    """

    def __init__(self, inner):
        self._inner = inner

    @classmethod
    def default(cls):
        """The built-in demonstration library."""
        return cls(_Library.default())

    @classmethod
    def open(cls, path):
        """The library in a file, read into memory and verified.

        Raises
        ------
        RamatchError
            If it is damaged or no library; no part of it can be used then.
        """
        return cls(_Library.open(os.fspath(path)))

    def prepared_by(self, recipe):
        """The same references, prepared by another `Recipe`."""
        return Library(self._inner.prepared_by(recipe))

    def search(self, spectrum, top=5):
        """Rank the library's substances by a spectrum.

        Parameters
        ----------
        spectrum : Spectrum, (shift, intensity), or path
            Raman shift in cm⁻¹ against intensity in any unit.
        top : int
            Most substances in the ranking.

        Returns
        -------
        Result
        """
        return Result(self._inner._search(_spectrum(spectrum), top))

    @property
    def recipe(self):
        """The `Recipe` that prepared it, and prepares queries."""
        return self._inner.recipe

    @property
    def hash(self):
        """Its identity: BLAKE3 of its bytes, in hexadecimal digits."""
        return self._inner.hash

    @property
    def substances(self):
        """Names of the substances that have references."""
        return self._inner.substances

    def __len__(self):
        return len(self._inner)

    def __repr__(self):
        return repr(self._inner)


def read(path):
    """Read a measured spectrum.

    Parameters
    ----------
    path : str or path-like
        Text with columns from any instrument or spreadsheet, B&W Tek, ENLIGHTEN or RRUFF.

    Returns
    -------
    Spectrum

    Raises
    ------
    RamatchError
        With ``code``, ``number``, ``file`` and ``line``.
    """
    return Spectrum.read(os.fspath(path))


def identify(spectrum, *, library=None, top=5):
    """Rank substances by a measured spectrum.

    Parameters
    ----------
    spectrum : Spectrum, (shift, intensity), or path
        Raman shift in cm⁻¹ against intensity in any unit.
    library : Library, optional
        The built-in demonstration library if none is given.
    top : int
        Most substances in the ranking.

    Returns
    -------
    Result
    """
    return (library or _default_library()).search(spectrum, top)


@functools.lru_cache(maxsize=1)
def _default_library():
    return Library.default()


def _spectrum(value):
    if isinstance(value, Spectrum):
        return value
    if isinstance(value, (str, os.PathLike)):
        return read(value)
    shift, intensity = value
    return Spectrum(shift, intensity)
