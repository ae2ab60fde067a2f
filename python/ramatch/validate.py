"""Trials whose truth is known: calibrating a library, and validating what its verdicts claim."""

from __future__ import annotations

import copy
import io
import json
import os
from typing import Any, Callable, Dict, List, Optional, Union

from . import _optional, _ramatch
from ._files import write_text
from ._given import need
from ._progress import told
from .library import Library, asked

__all__ = ["Calibrated", "Validation", "calibrate", "validate"]

_Path = Union[str, "os.PathLike[str]"]
_Progress = Union[None, bool, Callable[[int, int], Any]]


class Validation:
    """What trials say of a library's verdicts.

    Attributes
    ----------
    holds : bool
        Whether every stated rate lies within what the trials allow.
    counts : dict
        Substances, specimens, instruments, spectra and trials.
    rates : list of dict
        For each rate α: of substances that were absent, the part that was named; of those present and first, the part that was kept.
    claims, verdicts, wrong, remarks : list of dict
        What verdicts claimed and what came out; how often each verdict was right; the answers that were wrong; what to know.
    """

    def __init__(self, report: str, holds: bool, page: str, trials: str) -> None:
        self._report: Dict[str, Any] = json.loads(report)
        self.holds, self._page, self._trials = holds, page, trials
        self.counts: Dict[str, Any] = self._report["counts"]
        self.rates: List[Dict[str, Any]] = self._report["rates"]
        self.claims: List[Dict[str, Any]] = self._report["claims"]
        self.verdicts: List[Dict[str, Any]] = self._report["verdicts"]
        self.wrong: List[Dict[str, Any]] = self._report["wrong"]
        self.remarks: List[Dict[str, Any]] = self._report["remarks"]

    def to_dict(self) -> Dict[str, Any]:
        """All of it, as ``ramatch validate --json`` has it."""
        return copy.deepcopy(self._report)

    def to_html(self, path: Optional[_Path] = None, *, force: bool = False) -> str:
        """The report as a page, with curves; written to `path` if one is given, whole or not at all."""
        if path is not None:
            write_text(path, self._page, "page", force)
        return self._page

    def trials(self) -> Any:
        """What became of each trial, as a `pandas.DataFrame`."""
        return _frame(self._trials)

    def plot(self, axes: Any = None) -> Any:
        """Draw how often absent substances were named and present ones kept: see `ramatch.plot.validation`."""
        return _optional.ours("plot").validation(self, axes)

    def _repr_html_(self) -> str:
        made: str = _optional.ours("_html").validation(self)
        return made

    def __repr__(self) -> str:
        counts = self.counts
        said = "holds" if self.holds else "DOES NOT HOLD"
        return f"Validation({said}: {counts['trials']} trials of {counts['substances']} substances, {len(self.wrong)} wrong)"


class Calibrated:
    """A calibration that was made, and what it is good for.

    Attributes
    ----------
    library : Library
        The same references, whose verdicts go by it.
    path : str
        Its file.
    hash : str
        Its identity.
    figures : dict
        Coefficients, limits and rates, as ``ramatch calibrate --json`` has them.
    """

    def __init__(self, library: Library, path: str, made: Any) -> None:
        self.library, self.path = library, path
        self.hash, figures, self._trials = made
        self.figures: Dict[str, Any] = json.loads(figures)

    def trials(self) -> Any:
        """What became of each trial, as a `pandas.DataFrame`."""
        return _frame(self._trials)

    def __repr__(self) -> str:
        figures = self.figures
        return f"Calibrated({figures['absent']} substances absent, {figures['present']} present; {self.path})"


def _frame(table: str) -> Any:
    pandas = _optional.need("pandas", "pandas")
    return pandas.read_csv(io.StringIO(table))


def calibrate(
    path: _Path,
    trials: Optional[_Path] = None,
    *,
    library: Any = None,
    alpha: float = 0.05,
    strata: Optional[List[float]] = None,
    kinds: Optional[str] = None,
    carries_trials: bool = True,
    force: bool = False,
    threads: Optional[int] = None,
    progress: _Progress = None,
) -> Calibrated:
    """Make a calibration of a library by trials whose truth is known, and write it to a file.

    Parameters
    ----------
    path : path
        Where to write it, such as ``ours.rcl``; whole or not at all.
    trials : path, optional
        A folder with ``trials.csv``, or such a table: the columns file, and substance or absent; the book has all. The library's own
        references, each with itself left out, if none is given.
    library : Library, path or list, optional
        As `identify` takes it.
    alpha : float
        The part of absent substances that limits let through, above 0 and at most 0.5; what is stated is twice as much.
    strata : list of float, optional
        Signal-to-noise ratios that part the strata.
    kinds : str, optional
        What kinds of substances the trials were of, in words.
    carries_trials : bool
        Whether the file carries its trials.
    force : bool
        Write over a file that is no calibration, too.
    threads, progress
        As `identify_many` takes them.

    Returns
    -------
    Calibrated

    Raises
    ------
    RamatchError
        For trials that cannot be read, with the line, and too few of them.
    """
    known = need("library", asked(library), Library)
    how = {"alpha": alpha, "strata": strata, "kinds": kinds, "carries_trials": carries_trials}
    tell, close = told(progress, "trials")
    try:
        made = _ramatch._calibrate(known._inner, trials, path, how, force, (threads, tell))
    finally:
        close()
    return Calibrated(known.calibrated(path), os.fspath(path), made)


def validate(
    trials: _Path,
    *,
    library: Any = None,
    allow_shared: bool = False,
    threads: Optional[int] = None,
    progress: _Progress = None,
) -> Validation:
    """Ask about trials whose truth is known, and compare what verdicts claim with what comes out.

    Parameters
    ----------
    trials : path
        A folder with ``trials.csv``, or such a table.
    library : Library, path or list, optional
        As `identify` takes it; ``library.calibrated(...)`` for a calibration of one's own.
    allow_shared : bool
        Tell of trials that the calibration was made with, instead of refusing them: they say nothing new.
    threads, progress
        As `identify_many` takes them.

    Returns
    -------
    Validation

    Raises
    ------
    RamatchError
        For trials that cannot be read, with the line, and such as the calibration was made with.
    """
    known = need("library", asked(library), Library)
    tell, close = told(progress, "trials")
    try:
        return Validation(*_ramatch._validate(known._inner, trials, allow_shared, (threads, tell)))
    finally:
        close()
