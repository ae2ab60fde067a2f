"""The results of many spectra: a sequence, and a table."""

import os
from collections.abc import Sequence

from . import _optional, _ramatch
from ._errors import RamatchError, plain
from ._result import Result
from ._table import NAMES, NOWHERE, Table, number, row_of


class Results(Sequence):
    """Results of many spectra in their order, and their columns.

    A sequence of `Result`, and of `RamatchError` for spectra that were refused and kept. Each is made when it is asked for; the columns
    are there without. Two are equal if all their reports are. A row of them says what the first hit of a spectrum is, and ``reason`` why that is no answer, if so.
    With ``details=False`` there are the columns alone. A column of texts, compared with one, is a mask:
    ``results.score[results.verdict == "identified"]``.

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
    error : list of str or None
        Why a spectrum was refused; None where it was not.
    file : list of str or None
        The path, of what was given as one.
    x, y, z, time : ndarray of float64
        Where on the sample, or when, of what was given as a `Record` or a collection that states it; NaN otherwise.

    >>> import numpy as np, ramatch
    >>> shift = np.arange(200.0, 2400.0)
    >>> band = 500 + 9000 / (1 + ((shift - 520.5) / 3) ** 2) + np.random.default_rng(1).normal(0, 5, shift.size)
    >>> results = ramatch.identify_many(np.stack([band, band, np.ones(shift.size)]), shift=shift)
    >>> len(results), results.reason, results[:2].substance
    (3, ['one_band', 'one_band', 'flat'], ['silicon', 'silicon'])
    >>> [row["substance"] for row in results.to_rows()]
    ['silicon', 'silicon', None]

    `to_pandas`, `to_polars` and `to_arrow` yield a table of those packages.
    """

    def __init__(self, results, _origins=None, _table=None):
        self._rows = None if results is None else list(results)
        self._origins = _origins if _origins is not None or results is None else [NOWHERE] * len(self._rows)
        self._table = _table

    def __len__(self):
        return len(self._table if self._rows is None else self._rows)

    def __getitem__(self, index):
        if isinstance(index, slice):
            if self._rows is None:
                return Results(None, None, self._table.part(index))
            return Results(self._rows[index], self._origins[index])
        if self._rows is None:
            _ramatch._argument("these results keep their columns alone: ask with details=True for each result")
        row = self._rows[index]
        if isinstance(row, _ramatch.Answer):
            row = self._rows[index] = Result(row)
        return row

    def _tabled(self):
        if self._table is None:
            self._table = Table()
            for row, origin in zip(self._rows, self._origins):
                self._table.add(row_of(row), origin)
        return self._table

    def columns(self):
        """All columns by their names: lists of texts, arrays of numbers. Copies: what becomes of them changes nothing here."""
        return {name: self._tabled().column(name) for name in NAMES}

    def to_rows(self):
        """A dict for each spectrum, with the names of the columns."""
        columns = [column if isinstance(column, list) else column.tolist() for column in self.columns().values()]
        return [dict(zip(NAMES, row)) for row in zip(*columns)]

    def to_pandas(self):
        """A `pandas.DataFrame` with a row for each spectrum."""
        return _optional.need("pandas", "pandas").DataFrame(self.columns())

    def to_polars(self):
        """A `polars.DataFrame` with a row for each spectrum."""
        return _optional.need("polars", "polars").from_arrow(self.to_arrow())

    def to_arrow(self):
        """A `pyarrow.Table` with a row for each spectrum, of the schema that `ramatch.convert.arrow_schema` yields."""
        return _optional.ours("convert").results_to_arrow(self)

    def __arrow_c_stream__(self, requested_schema=None):
        """The table for any package that reads Arrow: ``pyarrow.table(results)``."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def __eq__(self, other):
        if isinstance(other, Results) and (self._rows is None or other._rows is None):
            return len(self) == len(other) and repr(self.to_rows()) == repr(other.to_rows())
        if isinstance(other, (Results, list, tuple)):
            return self._rows is not None and len(self) == len(other) and all(map(_same, self, other))
        return NotImplemented

    __hash__ = None

    def __repr__(self):
        refused = self._refused()
        return plain(f"Results({len(self)} spectra{f', {refused} refused' if refused else ''})")

    def _refused(self):
        if self._rows is None:
            return sum(error is not None for error in self._table.column("error"))
        return sum(isinstance(row, RamatchError) for row in self._rows)

    def _repr_html_(self):
        return _optional.ours("_html").results(self)

    def plot(self, shape=None, ax=None, **how):
        """Draw which substance is where, of a map: see `ramatch.plot.substances`."""
        return _optional.ours("plot").substances(self, shape, ax=ax, **how)

    def __reduce__(self):
        if self._rows is None:
            return Results, (None, None, self._table)
        return Results, (list(self), self._origins)


def _same(one, other):
    """Whether two say the same: results by their reports, errors by what they state."""
    if isinstance(one, RamatchError) and isinstance(other, RamatchError):
        return (type(one), one.args, vars(one)) == (type(other), other.args, vars(other))
    return one is other or one == other


def _column(name):
    return property(lambda self: self._tabled().column(name))


for _name in NAMES:
    setattr(Results, _name, _column(_name))
del _name


def origin(given):
    """Where a spectrum is from, as far as what is given says it: its file, and its place."""
    if isinstance(given, (str, bytes, os.PathLike)):
        return {**NOWHERE, "file": os.fsdecode(given)}
    if isinstance(given, _ramatch.Record) and given.position is not None:
        return {"file": None, **dict(zip(("x", "y", "z", "time"), map(number, given.position)))}
    return NOWHERE
