"""The results of many spectra: a sequence, and a table."""

import os
from collections.abc import Sequence

import numpy as np

from . import _ramatch
from ._errors import RamatchError, plain
from ._result import Result

_ANSWER = ("substance", "substance_id", "entry", "score", "cosine", "margin", "snr", "reason", "verdict", "names", "value")
_ORIGIN = ("file", "x", "y", "z", "time")
_NAMES = _ANSWER + _ORIGIN
_NUMBERS = ("score", "cosine", "margin", "snr", "value", "x", "y", "z", "time")
_NOWHERE = (None, np.nan, np.nan, np.nan, np.nan)


class Results(Sequence):
    """Results of many spectra in their order, and their columns.

    A sequence of `Result`, and of `RamatchError` for spectra that were refused and kept. Each is made when it is asked for; the columns
    are there without. Two are equal if all their reports are. A row of them says what the first hit of a spectrum is, and ``reason`` why that is no answer, if so.

    Attributes
    ----------
    substance, substance_id, entry : list of str or None
        The first hit's name, its id, and its best reference; None where nothing could be scored.
    score, cosine, margin : ndarray of float64
        Of the first hit; NaN where there is none.
    snr : ndarray of float64
        The signal-to-noise ratio; NaN where it is not known.
    reason : list of str or None
        The code of why the ranking must not be taken for an answer: that of ``cannot_decide``, or of the error of a spectrum that was
        refused. None where it is an answer.
    verdict : list of str or None
        ``identified``, ``mixture``, ``one_of``, ``related``, ``not_in_library`` or ``cannot_decide``; None for a spectrum that was refused.
    names : list of list of str
        The substances that the verdict names; of a mixture its components.
    value : ndarray of float64
        What score, lead and gap are worth by the calibration; NaN where nothing was compared.
    file : list of str or None
        The path, of what was given as one.
    x, y, z, time : ndarray of float64
        Where on the sample, or when, of what was given as a `Record` that states it; NaN otherwise.

    >>> import numpy as np, ramatch
    >>> shift = np.arange(200.0, 2400.0)
    >>> band = 500 + 9000 / (1 + ((shift - 520.5) / 3) ** 2) + np.random.default_rng(1).normal(0, 5, shift.size)
    >>> results = ramatch.identify_many(np.stack([band, band, np.ones(shift.size)]), shift=shift)
    >>> len(results), results.reason, results[:2].substance
    (3, ['one_band', 'one_band', 'flat'], ['silicon', 'silicon'])
    >>> [row["substance"] for row in results.to_rows()]
    ['silicon', 'silicon', None]

    A table of pandas is ``pandas.DataFrame(results.columns())``.
    """

    def __init__(self, results, _origins=None):
        self._rows = list(results)
        self._origins = [_NOWHERE] * len(self._rows) if _origins is None else list(_origins)
        self._table = None

    def __len__(self):
        return len(self._rows)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return Results(self._rows[index], self._origins[index])
        row = self._rows[index]
        if isinstance(row, _ramatch.Answer):
            row = self._rows[index] = Result(row)
        return row

    def columns(self):
        """All columns by their names: lists of texts, arrays of numbers. Copies: what becomes of them changes nothing here."""
        if self._table is None:
            columns = list(zip(*self._table_rows())) or [()] * len(_NAMES)
            self._table = {
                name: np.array(column, float) if name in _NUMBERS else list(column) for name, column in zip(_NAMES, columns)
            }
        return {name: column.copy() for name, column in self._table.items()}

    def to_rows(self):
        """A dict for each spectrum, with the names of the columns."""
        return [dict(zip(_NAMES, row)) for row in self._table_rows()]

    def _table_rows(self):
        return (_row(row) + origin for row, origin in zip(self._rows, self._origins))

    def __eq__(self, other):
        if isinstance(other, (Results, list, tuple)):
            return len(self) == len(other) and all(map(_same, self, other))
        return NotImplemented

    __hash__ = None

    def __repr__(self):
        refused = sum(isinstance(row, RamatchError) for row in self._rows)
        return plain(f"Results({len(self)} spectra{f', {refused} refused' if refused else ''})")

    def __reduce__(self):
        return Results, (list(self), self._origins)


def _same(one, other):
    """Whether two say the same: results by their reports, errors by what they state."""
    if isinstance(one, RamatchError) and isinstance(other, RamatchError):
        return (type(one), one.args, vars(one)) == (type(other), other.args, vars(other))
    return one is other or one == other


def _column(name):
    return property(lambda self: self.columns()[name])


for _name in _NAMES:
    setattr(Results, _name, _column(_name))
del _name


def origin(given):
    """Where a spectrum is from, as far as what is given says it: its file, and its place."""
    if isinstance(given, (str, bytes, os.PathLike)):
        return (os.fsdecode(given), *_NOWHERE[1:])
    if isinstance(given, _ramatch.Record) and given.position is not None:
        return (None, *map(_number, given.position))
    return _NOWHERE


def _row(one):
    """The row of one spectrum."""
    if isinstance(one, RamatchError):
        return (None, None, None, np.nan, np.nan, np.nan, np.nan, one.code, None, [], np.nan)
    if isinstance(one, _ramatch.Answer):
        substance, substance_id, entry, (score, cosine, margin), (snr, value), reason, (verdict, names) = one.row()
        return (substance, substance_id, entry, score, cosine, margin, snr, reason, verdict, names, value)
    best, snr, verdict = one.best, _number(one.query.get("snr")), one.verdict
    reason = one.cannot_decide["code"] if one.cannot_decide else None
    said = (reason, verdict["code"], [named["substance"] for named in verdict["names"]], _number(verdict["value"]))
    if best is None:
        return (None, None, None, np.nan, np.nan, np.nan, snr, *said)
    return (best.substance, best.substance_id, best.entry, best.score, best.cosine, _number(best.margin), snr, *said)


def _number(value):
    return np.nan if value is None else value
