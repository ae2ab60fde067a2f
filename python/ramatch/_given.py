"""What is given to functions: spectra in whatever form, and options."""

import os
from typing import Any, NamedTuple

import numpy as np

from . import _others, _ramatch
from ._errors import RamatchError, RamatchTypeError, as_text, said_of
from ._ramatch import Record, Spectrum


def numbers(name, values):
    """A copy of numbers as float64: what becomes of the caller's array changes nothing here. What is masked is refused."""
    unmasked(name, values)
    array = np.asarray(values)
    if array.dtype.kind not in "fiub" and not (array.dtype.kind == "O" and array.ndim == 1):
        raise RamatchTypeError(f"{name} holds {array.dtype}, numbers are needed")
    try:
        return np.array(array, np.float64)
    except (TypeError, ValueError):
        raise RamatchTypeError(f"{name} is no array of numbers") from None


def unmasked(name, values):
    """Refuses an array of which something is masked."""
    if isinstance(values, np.ma.MaskedArray) and np.ma.is_masked(values):
        raise RamatchTypeError(f"{name} holds masked elements: fill them (numpy.ma.filled) or leave them out")


def need(name, value, kind):
    """The value, which has to be of a class of ours."""
    if not isinstance(value, kind):
        raise RamatchTypeError(f"{name} is a {kind.__name__}, not {value!r:.60} ({type(value).__name__})")
    return value


def flag(name, value):
    """True or False, also numpy's."""
    if not isinstance(value, (bool, np.bool_)):
        raise RamatchTypeError(f"{name} is True or False, not {value!r:.60}")
    return bool(value)


def absolute(path):
    """Where a file lies, wherever somebody stands later."""
    return os.path.abspath(os.fsdecode(path))


_WANTED = "a spectrum is a Spectrum, (shift, intensity), an array or table of two columns, a series over Raman shifts, or a path"
_SEVERAL = (
    "identify_many ranks each spectrum of a list by itself, identify_shots ranks by the mean of several measurements of one sample"
)


def a_spectrum(value):
    """A spectrum, whatever it is given as."""
    if isinstance(value, Spectrum):
        return value
    if isinstance(value, Record):
        return value.spectrum()
    if isinstance(value, (str, bytes, os.PathLike)):
        return Spectrum.read(value)
    other = _others.pair_of(value)
    if other is not None:
        return Spectrum(*other)
    if isinstance(value, (tuple, list)):
        pair = value
    else:
        # Not `asarray`, which drops masks.
        array = np.asanyarray(value)
        if array.ndim != 2 or 2 not in array.shape:
            raise RamatchTypeError(f"{_WANTED}, not an array of shape {array.shape}")
        # Two rows of more points, else two columns.
        pair = array if array.shape[0] == 2 and array.shape[1] != 2 else array.T
    if len(pair) != 2:
        raise RamatchTypeError(f"{_WANTED}, not {len(pair)} of something")
    return Spectrum(*pair)


def one_spectrum(value):
    """A spectrum, where a list of them may mean two things."""
    if isinstance(value, list) and not is_pair(value):
        raise RamatchTypeError(f"{_WANTED}, not a list of {len(value)}: {_SEVERAL}")
    return a_spectrum(value)


def is_pair(value):
    """Whether these are two rows of numbers: (shift, intensity)."""
    return len(value) == 2 and all(_is_row(row) for row in value)


def _is_row(value):
    """Whether this is numbers in a row, such as half of a (shift, intensity)."""
    if isinstance(value, (list, tuple)):
        return bool(value) and all(np.ndim(item) == 0 and not isinstance(item, (str, bytes, Spectrum)) for item in value)
    return isinstance(value, np.ndarray) and value.ndim == 1


def each(name, values):
    """Spectra one after the other: those of an iterable that is no matrix."""
    one = isinstance(values, (str, bytes, os.PathLike, Spectrum, Record, dict)) or not hasattr(values, "__iter__")
    if one or _is_bare(values) or (isinstance(values, (tuple, list)) and is_pair(values)):
        what = f"an array of shape {tuple(values.shape)}" if hasattr(values, "shape") else f"{values!r:.60}"
        raise RamatchTypeError(f"{name} is a list of spectra, or a matrix with shift=, its axis; not {what}")
    return iter(values)


class Matrix(NamedTuple):
    """Spectra in the rows of a matrix."""

    shift: Any
    rows: Any
    positions: dict
    laser_nm: Any = None
    warnings: Any = ()

    def spectrum(self, row):
        """A row as a spectrum, of which is said what is known of all rows."""
        return _ramatch._spectrum_known(self.shift, row, (self.laser_nm, None), ([], list(self.warnings)))


def matrix(name, values, shift):
    """The matrix of spectra that this is, if it is one: a collection, an array with its axis, a table whose columns are Raman shifts."""
    if hasattr(values, "positions") and hasattr(values, "intensity") and hasattr(values, "shift"):
        if shift is not None:
            _ramatch._argument(f"{name} has an axis of its own: leave shift out")
        laser = getattr(values, "metadata", {}).get("laser_nm")
        return Matrix(values.shift, values.intensity, values.positions, laser, values.warnings)
    other = _others.matrix_of(values)
    if other is not None:
        own, rows, _, positions = other
        if shift is not None and not np.array_equal(own, shift):
            _ramatch._argument(f"{name} has an axis of its own, and shift is another: leave shift out")
        return Matrix(own if shift is None else shift, rows, positions)
    if shift is None:
        if isinstance(values, (tuple, list)) and _is_axis_and_matrix(values):
            shapes = f"{np.shape(values[0])} and {np.shape(values[1])}"
            raise RamatchTypeError(f"{name} are an axis and a matrix, of shapes {shapes}: pass the matrix, and shift= its axis")
        return None
    # Not `asarray`, which drops masks; rows of a list are looked at one by one, for theirs.
    if hasattr(values, "to_numpy") and not isinstance(values, np.ndarray):
        values = values.to_numpy()
    rows = values if isinstance(values, (list, tuple)) else np.asanyarray(values)
    if isinstance(rows, np.ndarray) and rows.ndim != 2:
        raise RamatchTypeError(f"{name} is a matrix with a spectrum in each row where shift is given, not of shape {rows.shape}")
    return Matrix(shift, rows, {})


def _is_axis_and_matrix(values):
    """Whether this is an axis and a matrix of spectra, which a list of two spectra is not."""
    if len(values) != 2 or not _is_row(values[0]):
        return False
    is_array = hasattr(values[1], "ndim") or isinstance(values[1], (list, tuple))
    return is_array and dimensions(values[1]) == 2


def dimensions(values):
    """How many dimensions an array has, or a list of lists; 0 of what is ragged."""
    try:
        return np.ndim(values)
    except ValueError:
        return 0


def _is_bare(values):
    """Whether this is an array or a table of numbers that does not say what they are: a row, a matrix."""
    dimensions = getattr(values, "ndim", None)
    of = getattr(getattr(values, "dtype", None), "kind", "f")
    return dimensions in (0, 2) or (dimensions == 1 and of in "biufc")


def a_peak_list(value):
    """A list of peaks: a path, or Raman shifts and heights."""
    if isinstance(value, (str, bytes, os.PathLike)):
        return value
    if isinstance(value, (Spectrum, Record)):
        pair = (value.shift, value.intensity) if isinstance(value, Spectrum) else (value.x, value.y)
    elif isinstance(value, (tuple, list)) and len(value) == 2:
        pair = value
    else:
        array = np.asanyarray(value)
        if array.ndim != 2 or array.shape[1] != 2:
            raise RamatchTypeError(f"a list of peaks is (shift, height), an array of two columns, or a path, not {value!r:.60}")
        pair = array.T
    return tuple(pair)


def as_tolerance(value):
    """Largest shift in cm⁻¹ and largest stretch, if they are stated."""
    if value is None:
        return None
    wanted = "tolerance is a number in cm⁻¹, or two: (8, 0.003)"
    if isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.ndim > 0):
        values = [_ramatch._real("tolerance", one) for one in value]
    else:
        values = [_ramatch._real("tolerance", value)]
    if len(values) not in (1, 2):
        raise RamatchTypeError(f"{wanted}, not {value!r:.60}")
    if len(values) == 1:
        values.append(0.0 if values[0] == 0 else 0.003)
    return tuple(values)


def options(top, tolerance, through, metric, exclude, containers=None, single=False):
    """What is asked of a library besides a spectrum."""
    if isinstance(exclude, (str, bytes)):
        raise RamatchTypeError(f"exclude is a list of ids: pass exclude=[{exclude!r}]")
    return {
        "top": top,
        "tolerance": as_tolerance(tolerance),
        "through": through,
        "metric": metric,
        "exclude": () if exclude is None else _texts(exclude),
        "containers": _containers(containers),
        "single": single,
    }


def _texts(given):
    """What is given once and asked for again and again."""
    return list(given) if hasattr(given, "__iter__") else given


def _containers(given):
    """Names and spectra of empty containers: of a dict, or of a list of spectra."""
    if given is None:
        return []
    if isinstance(given, dict):
        return [(as_text(need("the name of a container", name, str)), _container(repr(name), one)) for name, one in given.items()]
    if isinstance(given, (str, bytes, os.PathLike, Spectrum, Record)) or (isinstance(given, tuple) and is_pair(given)):
        raise RamatchTypeError("containers is a dict of spectra by their names, or a list of them: pass containers=[one]")
    if not isinstance(given, (list, tuple)) or is_pair(given):
        raise RamatchTypeError(f"containers is a dict of spectra by their names, or a list of them, not {given!r:.60}")
    return [(_called(one, number), _container(number, one)) for number, one in enumerate(given)]


def _called(given, number):
    """What a container without a name is called: as its file, or by its place, from 1."""
    if isinstance(given, (str, bytes, os.PathLike)):
        return as_text(os.path.basename(os.fsdecode(given)))
    return f"container {number + 1}"


def _container(place, given):
    """The spectrum of a container; an error says of which."""
    try:
        made = a_spectrum(given)
        if made.damage:
            _ramatch._argument("was salvaged from a damaged file: its doubt would not reach the answer")
        return made
    except RamatchError as error:
        raise said_of(f"containers[{place}]", error) from None
