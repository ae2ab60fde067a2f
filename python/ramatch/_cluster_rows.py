"""Rows of a column of lists, whatever holds it: one by one, or as a matrix where they are of one length."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterator, Optional, Sequence, Union

import numpy as np

from ._errors import RamatchError, RamatchTypeError
from ._given import a_spectrum

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Rows that are looked at together: all of them are copied where one of them is missing or of another length.
BLOCK = 1024


class ArrowRows:
    """The rows of an Arrow array of lists. They are views of its memory: nothing is copied, unless numbers are missing within a row.

    Parameters
    ----------
    name : str
        What errors call the column.
    column : pyarrow.Array or pyarrow.ChunkedArray
        Of ``list``, ``large_list`` or ``fixed_size_list`` of numbers, or a tensor of Ray; a slice, too.

    Raises
    ------
    RamatchTypeError
        For a column of anything else.
    """

    def __init__(self, name: str, column: Any) -> None:
        import pyarrow as pa

        if isinstance(column, pa.ChunkedArray):
            column = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
        # Ray keeps rows of one length as a tensor, and rows of several as numbers beside their shapes.
        if isinstance(column.type, pa.BaseExtensionType):
            column = column.storage
        if pa.types.is_struct(column.type) and column.type.get_field_index("data") >= 0:
            column = column.field("data")
        if pa.types.is_fixed_size_list(column.type):
            column = column.cast(pa.large_list(column.type.value_type))
        lists = pa.types.is_list(column.type) or pa.types.is_large_list(column.type)
        if not lists or not (pa.types.is_floating(column.type.value_type) or pa.types.is_integer(column.type.value_type)):
            if not pa.types.is_null(column.type):
                raise RamatchTypeError(f"column {name!r} is {column.type}: lists of numbers are needed, a spectrum in each")
            column = column.cast(pa.list_(pa.float64()))
        self._valid: Optional[NDArray[np.bool_]] = None
        if column.null_count:
            self._valid = column.is_valid().to_numpy(zero_copy_only=False)
        # They count from the start of all values, also in a slice, whose values are only cut to what it shows.
        ends = column.offsets.to_numpy()
        first, last = (int(ends[0]), int(ends[-1])) if len(ends) else (0, 0)
        self._ends = ends - first
        # A number that is missing becomes NaN, which is refused as such.
        self._values = column.values.slice(first, last - first).to_numpy(zero_copy_only=False)
        self._length = len(column)

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, index: int) -> Optional[NDArray[Any]]:
        if self._valid is not None and not self._valid[index]:
            return None
        row: NDArray[Any] = self._values[self._ends[index] : self._ends[index + 1]]
        return row

    def matrix(self, first: int, last: int, points: Optional[int]) -> Optional[NDArray[Any]]:
        """Rows ``first`` to ``last`` as a matrix of so many points (None: as many as the first has); None if they are none."""
        if self._valid is not None and not self._valid[first:last].all():
            return None
        ends = self._ends[first : last + 1]
        if points is None:
            points = int(ends[1] - ends[0])
        if not (np.diff(ends) == points).all():
            return None
        rows: NDArray[Any] = self._values[ends[0] : ends[-1]].reshape(last - first, points)
        return rows


class ObjectRows:
    """The rows of a column of objects, such as pandas' of arrays: each as it is, None where it is missing."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: int) -> Any:
        row = self._rows[index]
        return None if _is_missing(row) else row

    def matrix(self, first: int, last: int, points: Optional[int]) -> Optional[NDArray[Any]]:
        rows = self._rows[first:last]
        if not all(type(row) is np.ndarray and row.ndim == 1 and row.dtype == rows[0].dtype for row in rows):
            return None
        points = len(rows[0]) if points is None else points
        if rows[0].dtype.kind not in "fiu" or any(len(row) != points for row in rows):
            return None
        return np.stack(rows)


Rows = Union[ArrowRows, ObjectRows]


def _is_missing(value: Any) -> bool:
    """Whether this is None, NaN or pandas' NA."""
    return value is None or type(value).__name__ == "NAType" or (isinstance(value, (float, np.floating)) and bool(np.isnan(value)))


def blocks(shift: Union[NDArray[Any], Rows], intensity: Rows) -> Iterator[tuple[Any, Optional[NDArray[Any]]]]:
    """What `identify_many` is to be given, block by block: a matrix and its axis, or spectra one by one and None.

    Parameters
    ----------
    shift : ndarray, shape (n,), or rows
        Raman shift in cm⁻¹: an axis for all, or one for each row. Rows of a block that have the same axis are a matrix, too.
    intensity : rows
    """
    for first in range(0, len(intensity), BLOCK):
        last = min(first + BLOCK, len(intensity))
        axis: Optional[NDArray[Any]] = None
        if isinstance(shift, np.ndarray):
            axis = shift
        else:
            axes = shift.matrix(first, last, None)
            if axes is not None and (axes == axes[0]).all():
                axis = axes[0]
        matrix = None if axis is None else intensity.matrix(first, last, len(axis))
        yield (_Spectra(shift, intensity, first, last), None) if matrix is None else (matrix, axis)


class _Spectra:
    """The spectra of some rows, one after the other. It goes on after one that it had to refuse, which a generator cannot."""

    def __init__(self, shift: Union[NDArray[Any], Rows], intensity: Rows, first: int, last: int) -> None:
        self._shift, self._intensity, self._next, self._last = shift, intensity, first, last

    def __iter__(self) -> _Spectra:
        return self

    def __next__(self) -> tuple[Any, Any]:
        if self._next == self._last:
            raise StopIteration
        index, self._next = self._next, self._next + 1
        shift = self._shift if isinstance(self._shift, np.ndarray) else self._shift[index]
        intensity = self._intensity[index]
        if shift is None or intensity is None:
            raise missing("Raman shift" if shift is None else "intensity")
        return shift, intensity


def missing(what: str) -> RamatchError:
    """The error of a row without a spectrum: that of one without points."""
    try:
        a_spectrum((np.zeros(0), np.zeros(0)))
    except RamatchError as error:
        error.args = (f"{what} is null: there is no spectrum", *error.args[1:])
        return error.with_traceback(None)
    raise AssertionError("a spectrum without points was taken")
