"""Which substance a spectrum shows, which substances many show, and what several measurements of one sample show together."""

import copy

from . import _ramatch
from ._errors import RamatchError, RamatchTypeError, plain
from ._given import a_spectrum, many, need, options
from ._library import asked
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
    errors="raise",
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
    spectra : iterable of what `identify` takes, or (m, n) array with ``shift``
        Taken block by block, so that paths are read only when it is their turn. A matrix has a spectrum in each row. The places of
        records, and paths, come back in the columns of the results.
    shift : array_like, optional
        Raman shifts in cm⁻¹ that all rows of a matrix share.
    errors : {"raise", "keep"}
        What becomes of a spectrum that cannot be read or is none, such as a row with NaN. ``"raise"`` ends with its error; ``"keep"``
        puts the error in the place of its result and goes on, for a folder whose other files are good. The error's ``index`` says
        where it stands, counted from 0. Arguments that are wrong for all spectra are raised either way.
    library : Library, path or list, optional
        The built-in demonstration library if none is given; several are asked as one, as `Library.together` takes them. A file is read
        once, and again where it has changed.
    top : int
        Most substances in each ranking.
    tolerance, through, metric, exclude, containers, single
        As `Library.search` takes.
    threads : int, optional
        At most so many; by default as many as there are cores.
    progress : callable, optional
        Called after every block with spectra done and spectra there are, None where ``spectra`` has no length. Returning False, or
        anything else that counts as false, calls it off; None goes on.

    Returns
    -------
    Results
        A sequence of `Result`, with columns; with ``errors="keep"``, of `Result` and `RamatchError`.

    Raises
    ------
    RamatchError
        Of the first spectrum that is refused, unless it is to be kept; ``cancelled`` where `progress` calls it off.

    Notes
    -----
    What ends the work before its time, be it `progress`, Ctrl-C or an exception of the iterable's own, is raised either way. With
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
    inner = asked(library)._inner
    how = options(top, tolerance, through, metric, exclude, containers, single)
    if progress is not None and not callable(progress):
        raise RamatchTypeError("progress is something to be called with spectra done and spectra there are")
    # What is wrong for all spectra is said before the first is read, and where there is none.
    _ramatch._identify_many(inner, [], how, threads)
    source = many("spectra", spectra, shift)
    total = len(spectra) if hasattr(spectra, "__len__") else None
    rows, origins = [], []
    try:
        for block, whence in _blocks(source, errors == "keep"):
            good = [(place, one) for place, one in enumerate(block) if isinstance(one, Spectrum)]
            answers = _ramatch._identify_many(inner, [one for _, one in good], how, threads)
            for (place, _), answer in zip(good, answers):
                if isinstance(answer, RamatchError):
                    answer = _at("spectra", len(rows) + place, answer)
                block[place] = answer
            refused = next((one for one in block if isinstance(one, RamatchError)), None)
            if refused is not None and errors == "raise":
                raise refused
            rows.extend(block)
            origins.extend(whence)
            if progress is not None:
                heard = progress(len(rows), total)
                if heard is not None and not heard:
                    _ramatch._called_off(len(rows), len(rows) if total is None else total)
    except BaseException as error:
        if errors == "keep":
            _leave(error, Results(rows, origins))
        raise
    return Results(rows, origins)


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
            else:
                whence.append(origin(given))
                try:
                    block.append(_numbered("spectra", index, given))
                except RamatchError as error:
                    block.append(error.with_traceback(None))
                    ended = not keep
            index += 1
        if block:
            yield block, whence


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
    shots : iterable of what `identify` takes, or (m, n) array with ``shift``
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
    spectra = [_numbered("shots", index, given) for index, given in enumerate(many("shots", shots, shift))]
    return Result(library._inner._search(spectra, options(top, tolerance, through, metric, exclude, containers, single)))


def _numbered(name, index, given):
    """One of many spectra; an error says which."""
    try:
        return a_spectrum(given)
    except RamatchError as error:
        raise _at(name, index, error) from None


def _at(name, index, error):
    """The error of one of many spectra, which says of which; without the frames that hold the spectra."""
    # A reader may raise the same one again.
    error = copy.copy(error)
    error.index = index
    error.args = (f"{name}[{index}]: {error.args[0] if error.args else error.code}", *error.args[1:])
    return error.with_traceback(None)
