"""Shots of one sample, one by one, until the verdict settles."""

from . import _ramatch
from ._errors import plain
from .identify import identify_shots


class Series:
    """A series of shots of one sample on its way.

    Each shot is added, and all so far are asked about. It is settled once two results in a row, each with one shot more, come to the same
    verdict with the same names. A single one is not enough: who looks after every shot and stops at the first name gives chance as many
    goes as there are shots.

    Parameters
    ----------
    agree : int
        Results in a row that have to agree, 1 or more.
    **how
        ``library``, ``tolerance``, ``containers`` and what else `identify_shots` takes.

    Attributes
    ----------
    result : Result or None
        Of all shots so far.

    >>> import numpy as np, ramatch
    >>> shift = np.arange(200.0, 2400.0)
    >>> places = [(621, 16), (796, 10), (1001.4, 100), (1032, 27), (1155, 13), (1183, 8), (1450, 13), (1583, 12), (1602.3, 28)]
    >>> bands = sum(height / (1 + ((shift - at) / 5) ** 2) for at, height in places)
    >>> rng, series = np.random.default_rng(1), ramatch.Series()
    >>> while not series.is_settled and len(series) < 20:
    ...     result = series.push((shift, bands + rng.normal(0, 0.5, shift.size)))
    >>> len(series), result.verdict["code"], result.best.substance
    (2, 'identified', 'polystyrene')
    """

    def __init__(self, *, agree=2, **how):
        if not isinstance(agree, int) or isinstance(agree, bool) or agree < 1:
            _ramatch._argument(f"agree is a whole number from 1 on, not {plain(repr(agree))[:60]}")
        self._agree, self._how = agree, how
        self._shots, self._agreed = [], 0
        self.result = None

    def push(self, shot):
        """Take one more shot, and ask about all so far.

        Returns
        -------
        Result

        Raises
        ------
        RamatchError
            As `identify_shots`; the shot is then not taken.
        """
        result = identify_shots([*self._shots, shot], **self._how)
        self._shots.append(shot)
        same = self.result is not None and _said(self.result) == _said(result)
        grew = self.result is None or result.query["shots"] > self.result.query["shots"]
        if result.cannot_decide is not None:
            self._agreed = 0
        elif grew:  # A copy of an earlier shot says nothing new.
            self._agreed = self._agreed + 1 if same else 1
        self.result = result
        return result

    @property
    def is_settled(self):
        """Whether the verdict has settled: another shot is not needed."""
        return self._agreed >= self._agree

    def __len__(self):
        return len(self._shots)


def _said(result):
    return result.verdict["code"], [one["substance_id"] for one in result.verdict["names"]]
