"""Which substance a spectrum shows, which substances many show, and what several measurements of one sample show together."""

from . import _ramatch
from ._errors import RamatchError, plain
from ._given import a_spectrum, many, need, options
from ._library import Library, built_in
from ._result import Result


def identify(
    spectrum, *, library=None, top=5, tolerance=None, through=None, metric=None, exclude=(), peaks=False
):
    """Rank substances by one measured spectrum.

    Parameters
    ----------
    spectrum : Spectrum, (shift, intensity), (n, 2) array or path
        Raman shift in cm⁻¹ against intensity in any unit. A list of spectra is refused, since it may mean two things: see below.
    library : Library, optional
        The built-in demonstration library if none is given.
    top : int
        Most substances in the ranking.
    tolerance, through, metric, exclude, peaks
        As `Library.search` takes.

    Returns
    -------
    Result

    See Also
    --------
    identify_many : many spectra, one result each.
    identify_shots : several measurements of one sample, one result.
    """
    return _asked(library).search(
        spectrum, top, tolerance=tolerance, through=through, metric=metric, exclude=exclude, peaks=peaks
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
):
    """Rank substances by each of many spectra: one result for every spectrum, in their order.

    Parameters
    ----------
    spectra : iterable of what `identify` takes, or (m, n) array with ``shift``
        Taken one by one, so that paths are read only when it is their turn. A matrix has a spectrum in each row.
    shift : array_like, optional
        Raman shifts in cm⁻¹ that all rows of a matrix share.
    errors : {"raise", "keep"}
        What becomes of a spectrum that cannot be read or is none. ``"raise"`` ends with its error; ``"keep"`` puts the error in the
        place of its result and goes on, for a folder whose other files are good. The error's ``index`` says where it stands, counted
        from 0. Arguments that are wrong for all spectra are raised either way.
    library : Library, optional
        The built-in demonstration library if none is given.
    top : int
        Most substances in each ranking.
    tolerance, through, metric, exclude
        As `Library.search` takes.

    Returns
    -------
    list of Result
        With ``errors="keep"``, of `Result` and `RamatchError`.

    Raises
    ------
    RamatchError
        Of the first spectrum that is refused, unless it is to be kept.

    See Also
    --------
    identify_shots : if the spectra are of one sample.

    >>> import numpy as np, ramatch
    >>> shift = np.arange(200.0, 2400.0)
    >>> band = 500 + 9000 / (1 + ((shift - 520.5) / 3) ** 2) + np.random.default_rng(1).normal(0, 5, shift.size)
    >>> matrix = np.stack([band, np.full(shift.size, 7.0)])
    >>> first, second = ramatch.identify_many(matrix, shift=shift)
    >>> first.best.substance, second.best, second.cannot_decide["code"]
    ('silicon', None, 'flat')
    >>> results = ramatch.identify_many([(shift, matrix[0]), "no/such/file.txt"], errors="keep")
    >>> [getattr(result, "code", "ranked") for result in results]
    ['ranked', 'no_such_file']
    """
    if errors not in ("raise", "keep"):
        _ramatch._argument(f'errors is "raise" or "keep", not {plain(repr(errors))[:60]}')
    library = _asked(library)
    results = []
    for index, given in enumerate(many("spectra", spectra, shift)):
        try:
            spectrum = _numbered("spectra", index, given)
        except RamatchError as error:
            if errors == "raise":
                raise
            # Without the frames that hold the spectra.
            results.append(error.with_traceback(None))
        else:
            results.append(
                library.search(spectrum, top, tolerance=tolerance, through=through, metric=metric, exclude=exclude)
            )
    return results


def identify_shots(
    shots, *, shift=None, library=None, top=5, tolerance=None, through=None, metric=None, exclude=()
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
    library : Library, optional
        The built-in demonstration library if none is given.
    top : int
        Most substances in the ranking.
    tolerance, through, metric, exclude
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
    library = _asked(library)
    spectra = [_numbered("shots", index, given) for index, given in enumerate(many("shots", shots, shift))]
    return Result(library._inner._search(spectra, options(top, tolerance, through, metric, exclude)))


def _asked(library):
    """The library that is asked."""
    return built_in() if library is None else need("library", library, Library)


def _numbered(name, index, given):
    """One of many spectra; an error says which."""
    try:
        return a_spectrum(given)
    except RamatchError as error:
        error.index = index
        error.args = (f"{name}[{index}]: {error.args[0]}", *error.args[1:])
        raise
