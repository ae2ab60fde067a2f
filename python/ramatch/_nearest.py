"""The entries most like a spectrum, found exactly: methods of a library."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from . import _ramatch
from ._errors import RamatchError, RamatchTypeError, said_of
from ._given import a_spectrum, as_tolerance, each, matrix
from ._ramatch import Prepared, Record, Spectrum, _nearest, _nearest_all, _prepare


@dataclass(frozen=True)
class Found:
    """What `Library.nearest` found, and what it cost.

    Attributes
    ----------
    entries : numpy.ndarray of uint32
        The best first; of equal scores the earlier entry first.
    scores : numpy.ndarray of float64
        Of the default matcher, less what moving the axis costs; or cosines over the intersection of the intervals.
    rescored : int
        Rows whose exact score was computed; by the default matcher, those of the search for candidates of the alignment besides.
    scanned : bool
        Whether rows were looked at one after the other, since bounds left too many, or there are none.
    bytes : int
        Bytes of the library that were looked at.
    """

    entries: Any
    scores: Any
    rescored: int
    scanned: bool
    bytes: int


def prepare(self, spectrum):
    """A spectrum as the library's references were prepared, for `nearest`.

    Returns
    -------
    Prepared
    """
    return _prepare(self._inner, a_spectrum(spectrum))


def prepare_many(self, spectra, *, shift=None, threads=None, progress=None):
    """Many spectra as the library's references were prepared, side by side on several threads: a list for `nearest`.

    Parameters
    ----------
    spectra, shift
        As `identify_many` takes them.
    threads : int, optional
        At most so many; by default as many as there are cores.
    progress : callable, optional
        Told of rows done and rows there are; False calls it off.

    Returns
    -------
    list of Prepared

    Raises
    ------
    RamatchError
        For the first spectrum that cannot be compared; ``index`` says which.

    >>> import numpy as np, ramatch
    >>> library, shift = ramatch.Library.default(), np.arange(200.0, 2400.0)
    >>> rows = np.stack([np.interp(shift, *library.curve(entry), left=0, right=0) for entry in range(40, 43)])
    >>> found = library.nearest(library.prepare_many(rows, shift=shift), 1, metric="cosine")
    >>> [int(one.entries[0]) for one in found]
    [40, 41, 42]
    """
    table = matrix("spectra", spectra, shift)
    if table is None or isinstance(table.rows, (list, tuple)) or np.ma.isMaskedArray(table.rows):
        listed = map(a_spectrum, each("spectra", spectra)) if table is None else map(table.spectrum, table.rows)
        return [_prepare(self._inner, one) for one in listed]
    made = _ramatch._prepare_rows(self._inner, table.rows, table.shift, (threads, progress))
    for index, one in enumerate(made):
        if isinstance(one, RamatchError):
            raise said_of(f"spectra[{index}]", one, index)
    return made


def nearest(
    self,
    query,
    k=10,
    *,
    per_substance=False,
    metric=None,
    tolerance=None,
    tag=None,
    substances=None,
    source=None,
    laser_nm=None,
    threads=None,
    progress=None,
):
    """The `k` entries most like a query: exactly those that a scan of the whole library finds.

    They are ranked as the library's recipe says: by the default matcher, where it has one, with the axis aligned; else by the plain
    cosine.

    Parameters
    ----------
    query : Prepared, or list of Prepared
        Of `prepare`. Many queries share the work.
    k : int
        Most entries.
    per_substance : bool
        Only the best entry of each substance.
    metric : {None, "cosine"}
        ``"cosine"`` ranks by the plain cosine of the prepared samples, on the axis as it stands. It is ruled by the strongest bands;
        `Library.search` ranks by any metric.
    tolerance : float or (float, float), optional
        How far the axis may be off, as `Library.search` takes it.
    tag, source : str, optional
        Only entries of substances with this tag or schedule, of this source; one that the library does not have is an error.
    substances : list of str, optional
        Only entries of these substances, by id; one that the library does not have is an error.
    laser_nm : (float, float), optional
        Only entries measured with such a laser, from the least to the largest.
    threads : int, optional
        Threads at most for a list of queries; a single query is searched for on the calling thread.
    progress : callable, optional
        Told of queries done and queries there are; False, and what else counts as false, calls it off, None does not. For a list
        only.

    Returns
    -------
    Found, or list of Found
    """
    wanted = (k, per_substance, [metric, as_tolerance(tolerance)], [tag, substances, source, laser_nm])
    if isinstance(query, Prepared):
        return Found(*_nearest(self._inner, query, wanted))
    if isinstance(query, (str, bytes, Spectrum, Record)) or not hasattr(query, "__iter__"):
        raise RamatchTypeError(f"query is a Prepared of Library.prepare, or a list of them, not {type(query).__name__}")
    found = _nearest_all(self._inner, list(query), wanted, (threads, progress))
    return [Found(*one) for one in found]
