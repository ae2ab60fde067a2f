"""Which substance a spectrum shows, which substances many show, and what several measurements of one sample show together."""

import warnings
from types import GeneratorType

import numpy as np

from . import _ramatch
from ._errors import RamatchError, RamatchTypeError, plain, said_of
from ._given import a_spectrum, each, flag, matrix, options
from ._progress import told
from ._table import NOWHERE, Table, row_of
from .library import asked
from ._ramatch import Spectrum
from ._result import Result
from ._results import Results, origin


def identify(
    spectrum,
    *,
    library=None,
    top=5,
    tolerance=None,
    through=None,
    metric=None,
    exclude=(),
    peaks=False,
    containers=None,
    single=False,
):
    """Rank substances by one measured spectrum, and say what it is consistent with: a substance, a mixture, or neither.

    Parameters
    ----------
    spectrum : Spectrum, (shift, intensity), (n, 2) array or path
        Raman shift in cm⁻¹ against intensity in any unit. A list of spectra is refused, since it may mean two things: see below.
    library : Library, path or list, optional
        The built-in demonstration library if none is given; several are asked as one, as `Library.together` takes them. A file is read
        once, and again where it has changed.
    top : int
        Most substances in the ranking.
    tolerance, through, metric, exclude, peaks, containers, single
        As `Library.search` takes.

    Returns
    -------
    Result

    See Also
    --------
    identify_many : many spectra, one result each.
    identify_shots : several measurements of one sample, one result.
    Library.unmix : what it is a sum of, with the rows that say so.
    """
    return asked(library).search(
        spectrum,
        top,
        tolerance=tolerance,
        through=through,
        metric=metric,
        exclude=exclude,
        peaks=peaks,
        containers=containers,
        single=single,
    )


def identify_many(
    spectra,
    *,
    shift=None,
    errors="keep",
    details=True,
    library=None,
    top=5,
    tolerance=None,
    through=None,
    metric=None,
    exclude=(),
    containers=None,
    single=False,
    threads=None,
    progress=None,
):
    """Rank substances by each of many spectra: one result for every spectrum, in their order.

    They are taken in blocks, prepared side by side and compared on several threads; every result is the one that `identify` gives.

    Parameters
    ----------
    spectra : iterable of what `identify` takes, SpectrumCollection, table, or (m, n) array with ``shift``
        Taken block by block, so that paths are read, and a memory map is looked at, only when it is their turn. A matrix has a spectrum in
        each row; so has a table of pandas or polars whose columns are called by their Raman shifts, and an array of xarray whose last
        dimension has them. Places of records and collections, and paths, come back in the columns of the results.
    shift : array_like, optional
        Raman shifts in cm⁻¹ that all rows of a matrix share.
    errors : {"keep", "raise"}
        What becomes of a spectrum that cannot be read or is none, such as a row with NaN. ``"keep"`` puts the error in the place of its
        result and goes on: one row for every spectrum. ``"raise"`` ends with the first error. The error's ``index`` says
        where it stands, counted from 0. Arguments that are wrong for all spectra are raised either way.
    details : bool
        False keeps the columns of the results alone, some 200 bytes for a spectrum: for hundreds of thousands of them.
    library : Library, path or list, optional
        The built-in demonstration library if none is given; several are asked as one, as `Library.together` takes them. A file is read
        once, and again where it has changed.
    top : int
        Most substances in each ranking.
    tolerance, through, metric, exclude, containers, single
        As `Library.search` takes.
    threads : int, optional
        At most so many; by default as many as there are cores.
    progress : bool or callable, optional
        True shows a bar on standard error, tqdm's where that is installed. A function is called after every block with spectra done and
        spectra there are, None where ``spectra`` has no length; returning False, or anything else that counts as false, calls it off;
        None goes on.

    Returns
    -------
    Results
        A sequence of `Result`, and of `RamatchError` for what was refused, with columns.

    Raises
    ------
    RamatchError
        With ``errors="raise"`` of the first spectrum that is refused; ``cancelled`` where `progress` calls it off.

    Notes
    -----
    The search for mixtures takes most of the time: with ``single=True``, where samples are known to be pure, it is some four times as fast.

    Memory: a block of spectra besides what is kept. The interpreter is free for other threads meanwhile, and Ctrl-C is heeded within a
    second. What ends the work before its time, be it `progress`, Ctrl-C or an exception of the iterable's own, is raised either way. With
    ``errors="keep"`` what was answered before is not lost: the exception has it in its attribute ``results``.

    See Also
    --------
    identify_shots : if the spectra are of one sample.

    >>> import numpy as np, ramatch
    >>> shift = np.arange(200.0, 2400.0)
    >>> band = 500 + 9000 / (1 + ((shift - 520.5) / 3) ** 2) + np.random.default_rng(1).normal(0, 5, shift.size)
    >>> matrix = np.stack([band, np.full(shift.size, 7.0)])
    >>> results = ramatch.identify_many(matrix, shift=shift)
    >>> results.substance, results.reason, results.score.round(1).tolist()
    (['silicon', None], ['one_band', 'flat'], [1.0, nan])
    >>> first, second = results
    >>> first.best.substance, second.best, second.cannot_decide["code"]
    ('silicon', None, 'flat')
    >>> results = ramatch.identify_many([(shift, matrix[0]), "no/such/file.txt"], errors="keep")
    >>> results.reason, results[1].index
    (['one_band', 'no_such_file'], 1)
    """
    if errors not in ("raise", "keep"):
        _ramatch._argument(f'errors is "raise" or "keep", not {plain(repr(errors))[:60]}')
    details, keep = flag("details", details), errors == "keep"
    inner = asked(library)._inner
    how = options(top, tolerance, through, metric, exclude, containers, single)
    tell, close = told(progress, "spectra asked")
    # What is wrong for all spectra is said before the first is read, and where there is none.
    _ramatch._identify_many(inner, [], how, threads)
    table = matrix("spectra", spectra, shift)
    if table is not None and isinstance(table.rows, np.ndarray) and table.rows.shape[1:] != np.shape(table.shift):
        turned = ": pass its transpose, a spectrum in each row" if table.rows.shape[:1] == np.shape(table.shift) else ""
        text = f"spectra has rows of {table.rows.shape[1]} points, and shift has shape {np.shape(table.shift)}{turned}"
        raise RamatchTypeError(text)
    source = _blocks(each("spectra", spectra), keep) if table is None else _blocks_of(table, keep)
    counted = spectra if table is None else table.rows
    total = len(counted) if hasattr(counted, "__len__") else None
    kept = _Kept(details)
    try:
        for block, whence in source:
            good = [(place, one) for place, one in enumerate(block) if isinstance(one, Spectrum)]
            answers = _ramatch._identify_many(inner, [one for _, one in good], how, threads)
            for (place, _), answer in zip(good, answers):
                if isinstance(answer, RamatchError):
                    answer = _at("spectra", len(kept) + place, answer)
                block[place] = answer
            refused = next((one for one in block if isinstance(one, RamatchError)), None)
            if refused is not None and not keep:
                raise refused
            kept.add(block, whence)
            if tell is not None:
                heard = tell(len(kept), total)
                if heard is not None and not heard:
                    _ramatch._called_off(len(kept), len(kept) if total is None else total)
    except BaseException as error:
        if keep:
            _leave(error, kept.results())
        raise
    finally:
        close()
    return kept.results()


class _Kept:
    """What is kept of what was answered: the answers, or their rows in a table."""

    def __init__(self, details):
        self._answers, self._origins = ([], []) if details else (None, None)
        self._table = None if details else Table()

    def __len__(self):
        return len(self._table if self._answers is None else self._answers)

    def add(self, block, whence):
        if self._answers is None:
            for answer, origin in zip(block, whence):
                self._table.add(row_of(answer), origin)
        else:
            self._answers.extend(block)
            self._origins.extend(whence)

    def results(self):
        return Results(self._answers, self._origins, self._table)


# Spectra of a block: enough for every lane and thread, few enough to be told about.
_BLOCK = 256


def _blocks(source, keep):
    """Blocks of spectra and of the errors of those that are none, and where each is from. The first error is the last of all, unless
    they are kept."""
    index, ended = 0, False
    while not ended:
        block, whence = [], []
        while len(block) < _BLOCK and not ended:
            try:
                given = next(source)
            except StopIteration:
                ended = True
                break
            except RamatchError as error:
                # Of a generator that reads: it is that spectrum's, and a generator has ended so.
                block.append(_at("spectra", index, error))
                whence.append(origin(None))
                ended = not keep
                if keep and isinstance(source, GeneratorType):
                    text = "this error ended the generator: whatever it would have yielded next is not asked; pass paths, or map()"
                    warnings.warn(f"spectra[{index}]: {text}", stacklevel=4)
            else:
                whence.append(origin(given))
                block.append(_numbered_or_error("spectra", index, given))
                ended = isinstance(block[-1], RamatchError) and not keep
            index += 1
        if block:
            yield block, whence


def _blocks_of(table, keep):
    """As `_blocks`, of the rows of a matrix: made where they are needed, so that a memory map is read as the work goes on."""
    places = {name: place for name, place in table.positions.items() if name in NOWHERE}
    axis = np.asanyarray(table.shift)
    for begin in range(0, len(table.rows), _BLOCK):
        rows = table.rows[begin : begin + _BLOCK]
        here = range(begin, begin + len(rows))
        whence = [NOWHERE] * len(rows)
        if places:
            whence = [{**NOWHERE, **{name: float(place[at]) for name, place in places.items()}} for at in here]
        if isinstance(rows, np.ndarray) and rows.dtype.kind in "fiub" and not np.ma.isMaskedArray(rows):
            block = _ramatch._spectra_of_rows(axis, rows, table.laser_nm, list(table.warnings))
            block = [_at("spectra", at, one) if isinstance(one, RamatchError) else one for at, one in zip(here, block)]
        else:
            block = [_numbered_or_error("spectra", at, row, table.spectrum) for at, row in zip(here, rows)]
        refused = next((at for at, one in enumerate(block) if isinstance(one, RamatchError)), None)
        if refused is not None and not keep:
            yield block[: refused + 1], whence[: refused + 1]
            return
        yield block, whence


def _numbered_or_error(name, index, given, make=a_spectrum):
    """One of many spectra, or why it is none."""
    try:
        return _numbered(name, index, given, make)
    except RamatchError as error:
        return error.with_traceback(None)


def _leave(error, results):
    """Leaves what was answered with an exception that ends the work."""
    try:
        error.results = results
    except AttributeError:
        pass


def identify_shots(
    shots,
    *,
    shift=None,
    library=None,
    top=5,
    tolerance=None,
    through=None,
    metric=None,
    exclude=(),
    containers=None,
    single=False,
):
    """Rank substances by several measurements of one sample, whose mean is compared.

    Every shot is prepared by itself, so that a cosmic ray is taken out of the shot that has it, and brought to norm 1. Shots that
    are copies of another, or noise beside others that are not, do not count, and a warning says so; shots that cannot be of one
    sample are an error.

    Parameters
    ----------
    shots : iterable of what `identify` takes, SpectrumCollection, or (m, n) array with ``shift``
        The measurements.
    shift : array_like, optional
        Raman shifts in cm⁻¹ that all rows of a matrix share.
    library : Library, path or list, optional
        The built-in demonstration library if none is given; several are asked as one, as `Library.together` takes them. A file is read
        once, and again where it has changed.
    top : int
        Most substances in the ranking.
    tolerance, through, metric, exclude, containers, single
        As `Library.search` takes.

    Returns
    -------
    Result
        One; ``query["shots"]`` says how many counted.

    Raises
    ------
    RamatchError
        For no shots at all, for one that cannot be read (``index`` says which, counted from 0), and for shots of unlike samples.

    See Also
    --------
    identify_many : if the spectra are of different samples.

    >>> import numpy as np, ramatch
    >>> shift = np.arange(200.0, 2400.0)
    >>> noise = np.random.default_rng(1).normal(0, 300, (4, shift.size))
    >>> shots = 500 + 9000 / (1 + ((shift - 520.5) / 3) ** 2) + noise
    >>> result = ramatch.identify_shots(shots, shift=shift)
    >>> result.best.substance, result.query["shots"]
    ('silicon', 4)
    """
    library = asked(library)
    table = matrix("shots", shots, shift)
    source, make = (each("shots", shots), a_spectrum) if table is None else (table.rows, table.spectrum)
    spectra = [_numbered("shots", index, given, make) for index, given in enumerate(source)]
    return Result(library._inner._search(spectra, options(top, tolerance, through, metric, exclude, containers, single)))


def _numbered(name, index, given, make=a_spectrum):
    """One of many spectra; an error says which, whatever it is: of one that cannot even be looked at, too."""
    try:
        return make(given)
    except RamatchError as error:
        raise _at(name, index, error) from None
    except Exception as error:
        raise _at(name, index, RamatchTypeError(f"{type(error).__name__}: {error}")) from error


def _at(name, index, error):
    """The error of one of many spectra, which says of which."""
    return said_of(f"{name}[{index}]", error, index)
